package patient

import (
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// SharingActions is what can be done where a patient decides what a person may see.
type SharingActions interface {
	// ChooseSharing takes what is chosen so far; the page is drawn anew with it.
	ChooseSharing(s care.Sharing)
	// WriteNote keeps a note, and gives what it is kept as.
	WriteNote(text string, done func(ref string, f *care.Fault))
	// DecideSharing goes on with what is chosen: keeps it, or, of somebody new, shows
	// what they will see.
	DecideSharing(s care.Sharing, done func(*care.Fault))
	// PreviewSharing shows what they would see.
	PreviewSharing(s care.Sharing)
	Close()
}

// SharingView draws it.
type SharingView struct {
	act   SharingActions
	again func()
	other bool // another day is being written
	busy  bool
	// latest is what was chosen last. A page that is drawn anew may still show what was
	// before: a quick tap must not bring that back.
	latest *care.Sharing
	writing
}

// NewSharingView makes the view.
func NewSharingView(act SharingActions, again func()) *SharingView {
	v := &SharingView{act: act, again: again}
	v.writing.again = again
	return v
}

const (
	fieldNote = "note"
	fieldDay  = "end"
)

// chosen is what the next tap changes.
func (v *SharingView) chosen(m SharingPage) care.Sharing {
	if v.latest != nil {
		return *v.latest
	}
	return m.ask.Chosen
}

func (v *SharingView) choose(s care.Sharing) {
	v.latest = &s
	v.act.ChooseSharing(s)
}

// Page is the whole screen as it is now.
func (v *SharingView) Page(m SharingPage) *kit.Page {
	body := kit.Stack(26)
	rows := make([]fyne.CanvasObject, len(m.Parts))
	for i, x := range m.Parts {
		rows[i] = kit.NewPick(x.Words, x.Small, x.State, x.On, func() { v.choose(toggled(v.chosen(m), x.Key)) })
	}
	body.Add(kit.Rows(rows...), v.goals(m), v.notes(m))
	if m.Substance.Title != "" {
		body.Add(v.substance(m))
	}
	body.Add(v.purpose(m), v.end(m), kit.FactLine("lock", m.Never))
	page := &kit.Page{
		Key: "sharing", Full: true, Out: kit.WayOut("arrow-left", m.Back, v.act.Close), Title: m.Title, Lead: kit.Body(m.Words).Soft(), Body: body,
	}
	if problem := v.problem(m.p); problem != nil {
		body.Add(problem)
	}
	var preview fyne.CanvasObject
	if m.Preview != "" {
		preview = kit.OutlineButton(m.Preview, func() { v.then(m, v.act.PreviewSharing) })
	}
	page.Foot = kit.FormFoot(nil, preview, kit.PrimaryButton(m.Next, func() {
		v.then(m, func(s care.Sharing) {
			if v.busy {
				return
			}
			v.busy, v.fault = true, nil
			v.act.DecideSharing(s, func(f *care.Fault) {
				v.busy, v.fault = false, f
				if f != nil {
					v.again()
				}
			})
		})
	}))
	return page
}

// then goes on with what is chosen once what is typed is in it.
func (v *SharingView) then(m SharingPage, do func(care.Sharing)) {
	s := v.chosen(m)
	if v.other {
		day, ok := v.typedDay(fieldDay, m.Day)
		if !ok {
			return
		}
		s.Until = time.Time{}
		if !day.IsZero() {
			s.Until = endOfDay(day, m.Day.zone)
		}
	}
	if v.typed(fieldNote) != "" { // nothing that was written is lost
		v.addNote(m, func(ref string) {
			s = s.With(ref, false, true)
			v.latest = &s
			do(s)
		})
		return
	}
	v.latest = &s
	do(s)
}

func (v *SharingView) goals(m SharingPage) fyne.CanvasObject {
	box := kit.Stack(6, kit.Heading(m.GoalsTitle))
	if m.NoGoals != "" {
		box.Add(kit.Body(m.NoGoals).Soft())
	}
	var rows []fyne.CanvasObject
	for _, g := range m.Goals {
		rows = append(rows, kit.NewPick(g.Words, g.Small, g.State, g.On, func() { s := v.chosen(m); v.choose(s.With(g.Ref, true, !slices.Contains(s.Goals, g.Ref))) }))
	}
	if len(rows) > 0 {
		box.Add(kit.Rows(rows...))
	}
	return box
}

func (v *SharingView) notes(m SharingPage) fyne.CanvasObject {
	box := kit.Stack(6, kit.Heading(m.NotesTitle))
	var rows []fyne.CanvasObject
	for _, n := range m.Notes {
		rows = append(rows, kit.NewPick(n.Words, n.Small, n.State, n.On, func() { s := v.chosen(m); v.choose(s.With(n.Ref, false, !slices.Contains(s.Notes, n.Ref))) }))
	}
	if len(rows) > 0 {
		box.Add(kit.Rows(rows...))
	}
	box.Add(kit.Stack(8, v.field(fieldNote, m.Write, "", 2), kit.Small(m.Hint), kit.Left(kit.OutlineButton(m.Add, func() {
		v.addNote(m, func(ref string) { v.choose(v.chosen(m).With(ref, false, true)) })
	}))))
	return box
}

func (v *SharingView) addNote(m SharingPage, then func(ref string)) {
	text := v.typed(fieldNote)
	if text == "" {
		return
	}
	v.fault, v.retry = nil, nil
	v.act.WriteNote(text, func(ref string, f *care.Fault) {
		if f != nil {
			v.fault, v.retry = f, func() { v.addNote(m, then) }
			v.again()
			return
		}
		v.drop(fieldNote)
		then(ref)
	})
}

func (v *SharingView) substance(m SharingPage) fyne.CanvasObject {
	return kit.Stack(10, kit.Heading(m.Substance.Title), kit.Body(m.Substance.Words), kit.Answers(kit.Options{
		Words: m.Substance.Choices, Chosen: m.Substance.Chosen, Spoken: spoken(m.p), OnChoose: func(i int) {
			s := v.chosen(m)
			s.Substance = i == 0
			v.choose(s)
		},
	}))
}

func (v *SharingView) purpose(m SharingPage) fyne.CanvasObject {
	return kit.Stack(8, kit.Heading(m.PurposeTitle), kit.FlowChoices(kit.Options{
		Words: m.Purposes, Chosen: m.Purpose, Spoken: spoken(m.p), OnChoose: func(i int) {
			s := v.chosen(m)
			s.Purpose = care.SharingPurposes()[i]
			v.choose(s)
		},
	}))
}

func (v *SharingView) end(m SharingPage) fyne.CanvasObject {
	words, at := make([]string, len(m.Ends)), m.End
	for i, e := range m.Ends {
		words[i] = e.Words
	}
	if v.other {
		at = len(m.Ends) - 1
	}
	box := kit.Stack(8, kit.Heading(m.EndTitle), kit.FlowChoices(kit.Options{
		Words: words, Chosen: at, Spoken: spoken(m.p), OnChoose: func(i int) {
			if v.other = m.Ends[i].At.IsZero(); v.other {
				v.again()
				return
			}
			v.dropDay(fieldDay)
			s := v.chosen(m)
			s.Until = m.Ends[i].At
			v.choose(s)
		},
	}))
	if at == len(m.Ends)-1 {
		v.other = true
		box.Add(v.day(fieldDay, m.Day, m.day))
		return box
	}
	box.Add(kit.Small(m.Until))
	return box
}

// toggled is what is chosen with one part turned.
func toggled(s care.Sharing, key sharePart) care.Sharing {
	switch key {
	case shareSessions:
		s.Sessions = !s.Sessions
		s.Join = s.Sessions // with the session comes its link, until that is turned off
	case shareJoin:
		s.Join = !s.Join
	case shareEducation:
		s.Education = !s.Education
	}
	return s
}

// fault is what could not be done, in words.
func (m PersonPage) fault(f *care.Fault) string { return strings.TrimSpace(m.p.Fault(f)) }
