package app

import (
	"context"
	"net/url"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"throughline/care"
	"throughline/profile"
	"throughline/screens/lovedone"
	"throughline/screens/patient"
	"throughline/screens/say"
	"throughline/sync/engine"
)

// people ties the pages about those with whom a patient shares to the app.
type people struct {
	w    *Window
	list *patient.PeopleView
}

func newPeople(w *Window) *people {
	x := &people{w: w}
	x.list = patient.NewPeopleView(x, w.again)
	return x
}

func (x *people) show() { x.w.over(screenOf(x.w, patient.PeopleOf, x.list.Page)) }

// OpenPerson opens one person.
func (x *people) OpenPerson(ref string) {
	v := patient.NewPeopleView(x, x.w.again)
	x.w.over(screenOf(x.w, func(c care.Chart, now time.Time, p *say.Printer) patient.PersonPage {
		return patient.PersonOf(c, ref, now, p)
	}, v.Person))
}

// OpenPast opens what one person could see when.
func (x *people) OpenPast(ref string) {
	v := patient.NewPeopleView(x, x.w.again)
	x.w.over(screenOf(x.w, func(c care.Chart, now time.Time, p *say.Printer) patient.PersonPast {
		return patient.PersonPastOf(c, ref, now, p)
	}, v.Past))
}

// OpenLooks opens who looked at the record.
func (x *people) OpenLooks() { newAccess(x.w).show() }

// OpenNotes opens the notes to share.
func (x *people) OpenNotes() {
	x.w.over(screenOf(x.w, patient.NotesOf, patient.NewNotesView(x, x.w.again).Page))
}

// WriteNote keeps a note.
func (x *people) WriteNote(text string, done func(string, *care.Fault)) {
	ref := "Communication/" + uuid.NewString()
	x.w.withEngine(func(ctx context.Context, e *engine.Engine) error {
		return e.WriteNote(ctx, care.OwnNote{Ref: ref, Text: text})
	}, func(f *care.Fault) { done(ref, f) })
}

// RewordNote words a note anew.
func (x *people) RewordNote(ref, text string, done func(*care.Fault)) {
	x.w.withEngine(func(ctx context.Context, e *engine.Engine) error {
		return e.WriteNote(ctx, care.OwnNote{Ref: ref, Text: text})
	}, done)
}

// RemoveNote takes a note away.
func (x *people) RemoveNote(ref string, done func(*care.Fault)) {
	x.w.withEngine(func(ctx context.Context, e *engine.Engine) error { return e.RemoveNote(ctx, ref) }, done)
}

// EndSharing takes back all that a person may see. It works without a network.
func (x *people) EndSharing(ref string, done func(*care.Fault)) {
	x.w.withEngine(func(ctx context.Context, e *engine.Engine) error { return e.EndSharing(ctx, ref) }, done)
}

// InvitePerson begins with who it is.
func (x *people) InvitePerson() {
	c, _ := x.w.presenter.Latest()
	i := &inviting{people: x, id: uuid.NewString(), ask: patient.SharingAsk{New: true, Chosen: patient.FirstSharing(c, x.w.sys.Now())}}
	i.view = patient.NewInviteView(i, fyne.CurrentDevice().IsMobile(), x.w.again)
	x.w.over(draw(func(_ care.Chart, _ time.Time, p *say.Printer) *say.Printer { return p }, func(p *say.Printer) {
		x.w.put(i.view.Who(patient.WhoOf(profile.Relations(), i.relation, p)))
	}))
}

// ChangeSharing opens what a person may see.
func (x *people) ChangeSharing(ref string) {
	if i, ok := x.of(ref); ok {
		if ended := i.ask.Chosen.Nothing() || !i.ask.Chosen.Until.IsZero() && !x.w.sys.Now().Before(i.ask.Chosen.Until); ended {
			c, _ := x.w.presenter.Latest()
			i.ask.Chosen.Until = patient.FirstSharing(c, x.w.sys.Now()).Until
		}
		i.choose()
	}
}

// PreviewPerson shows what a person sees now.
func (x *people) PreviewPerson(ref string) {
	if i, ok := x.of(ref); ok {
		i.PreviewSharing(i.ask.Chosen)
	}
}

// of is somebody who is on the list already.
func (x *people) of(ref string) (*inviting, bool) {
	c, _ := x.w.presenter.Latest()
	for _, t := range c.Trusted {
		if t.Ref == ref {
			i := &inviting{people: x, known: ref, ask: patient.SharingAsk{Name: t.Name, Chosen: t.Shared}}
			i.view = patient.NewInviteView(i, fyne.CurrentDevice().IsMobile(), x.w.again)
			return i, true
		}
	}
	return nil, false
}

// NewCode asks the clinic for another one-time code.
func (x *people) NewCode(ref string, done func(*care.Fault)) {
	i, ok := x.of(ref)
	if !ok {
		return
	}
	x.w.try(func(ctx context.Context) (err error) {
		i.made, err = x.w.client.InviteAgain(ctx, ref)
		return err
	}, func(f *care.Fault) {
		done(f)
		if f == nil {
			i.showCode()
		}
	})
}

// Close goes back.
func (x *people) Close() { x.w.back() }

// inviting is one person whose sharing is being decided. Its fields belong to the
// UI thread.
type inviting struct {
	*people
	view     *patient.InviteView
	id       string // of somebody new
	known    string // of somebody who is on the list
	relation string
	ask      patient.SharingAsk
	busy     bool
	fault    *care.Fault
	made     care.Invited
	copied   bool
}

// ChooseRelation keeps what is chosen.
func (i *inviting) ChooseRelation(relation string) { i.relation = relation }

// NamePerson goes on to what they may see.
func (i *inviting) NamePerson(name, relation string) {
	i.ask.Name, i.relation = name, relation
	i.choose()
}

func (i *inviting) choose() {
	v := patient.NewSharingView(i, i.w.again)
	i.w.over(draw(func(c care.Chart, now time.Time, p *say.Printer) chartFrame { return chartFrame{c, now, p} }, func(f chartFrame) {
		i.w.put(v.Page(patient.SharingOf(f.c, i.ask, f.now, f.p)))
	}))
}

type chartFrame struct {
	c   care.Chart
	now time.Time
	p   *say.Printer
}

// ChooseSharing takes what is chosen so far.
func (i *inviting) ChooseSharing(s care.Sharing) {
	i.ask.Chosen = s
	i.w.again()
}

// DecideSharing keeps what is chosen, or, of somebody new, shows what they will see.
func (i *inviting) DecideSharing(s care.Sharing, done func(*care.Fault)) {
	i.ask.Chosen = s
	if i.ask.New {
		i.w.try(func(ctx context.Context) error { // says what is wrong with it before the preview is shown
			_, err := i.w.client.Engine().NameLovedOne(ctx, i.invitation(s))
			return err
		}, func(f *care.Fault) {
			done(f)
			if f == nil {
				i.preview(s)
			}
		})
		return
	}
	i.w.withEngine(func(ctx context.Context, e *engine.Engine) error { return e.Share(ctx, i.known, s) }, func(f *care.Fault) {
		done(f)
		if f == nil {
			i.w.back()
		}
	})
}

func (i *inviting) invitation(s care.Sharing) care.Invitation {
	return care.Invitation{ID: i.id, Name: i.ask.Name, Relation: i.relation, Sharing: s}
}

// PreviewSharing shows what they would see.
func (i *inviting) PreviewSharing(s care.Sharing) {
	i.ask.Chosen = s
	i.preview(s)
}

// preview is the loved one's own first page over what they would have. It is made
// anew when the record changes.
func (i *inviting) preview(s care.Sharing) {
	theirs := lovedone.NewHomeView(untouched{}, func() {})
	lessons := map[string][]care.Lesson{}
	for _, tag := range say.Languages() {
		lessons[tag.String()] = lessonsIn(tag.String())
	}
	person := care.Person{Ref: i.known, Name: i.ask.Name}
	if person.Ref == "" {
		person.Ref = "RelatedPerson/" + i.id
	}
	ask := i.ask
	ask.New = i.known == ""
	i.w.over(draw(func(_ care.Chart, now time.Time, p *say.Printer) previewFrame {
		c, err := i.w.client.Engine().PreviewSharing(i.w.ctx, person, s)
		return previewFrame{lovedone.HomeOf(c, lessons[p.Language()], now, p), care.AsFault(err), p}
	}, func(f previewFrame) {
		fault := i.fault
		if fault == nil {
			fault = f.fault
		}
		i.w.put(i.view.Preview(patient.PreviewOf(ask, i.busy, fault, f.p), theirs.Page(f.home)))
	}))
}

type previewFrame struct {
	home  lovedone.Home
	fault *care.Fault
	p     *say.Printer
}

// MakeCode asks the clinic for the code. Without it nothing is shared.
func (i *inviting) MakeCode() {
	i.busy, i.fault = true, nil
	i.w.again()
	invitation := i.invitation(i.ask.Chosen)
	i.w.try(func(ctx context.Context) (err error) {
		i.made, err = i.w.client.Invite(ctx, invitation)
		return err
	}, func(f *care.Fault) {
		i.busy, i.fault = false, f
		if f != nil {
			i.w.again()
			return
		}
		i.showCode()
	})
}

// showCode puts the code in the place of the steps that led to it.
func (i *inviting) showCode() {
	for len(i.w.nav.stack) > 2 { // You, and the list of people, stay
		i.w.nav.stack = i.w.nav.stack[:len(i.w.nav.stack)-1]
	}
	i.w.over(draw(func(c care.Chart, now time.Time, p *say.Printer) chartFrame { return chartFrame{c, now, p} }, func(f chartFrame) {
		i.w.put(i.view.Code(patient.CodeOf(f.c, i.ask.Name, i.made, i.copied, f.p)))
	}))
}

// CopyInvitation puts the words to pass on onto the clipboard, for a while.
func (i *inviting) CopyInvitation(words string) {
	i.w.copied.put(words)
	i.copied = true
	i.w.again()
}

// SendInvitation opens the system's own message app; the person chooses to whom.
func (i *inviting) SendInvitation(words string) {
	i.w.openContact("sms:?body=" + url.PathEscape(words))
}

// DoneInviting leaves the code.
func (i *inviting) DoneInviting() {
	i.made = care.Invited{}
	i.w.back()
}

// untouched takes the taps on a preview and does nothing.
type untouched struct{}

func (untouched) AnswerSession(care.SessionAnswer, func(*care.Fault)) {}
func (untouched) JoinSession(string, func(*care.Fault))               {}
func (untouched) OpenExpect()                                         {}
func (untouched) SignOut()                                            {}
func (untouched) OpenSessions()                                       {}
func (untouched) OpenLesson(string)                                   {}
func (untouched) OpenWorried()                                        {}
func (untouched) TurnTo(string)                                       {}

var _ patient.PeopleActions = (*people)(nil)
