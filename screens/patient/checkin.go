package patient

import (
	"time"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// CheckInActions is what can be done while a form is filled in. Each returns
// at once; done is called on the UI thread, with nil when all is well.
type CheckInActions interface {
	// SaveCheckIn keeps the answers on this device, begun or finished. The
	// later of two calls holds.
	SaveCheckIn(ci care.CheckIn, done func(*care.Fault))
	// Paused calls then on the UI thread once nobody has asked for it for a moment.
	Paused(then func())
	// Contact opens a tel:, sms: or https: address; it never dials by itself.
	Contact(uri string)
	OpenResult(checkIn string)
	Close()
}

// CheckInView fills in a form, one question at a time.
type CheckInView struct {
	act    CheckInActions
	now    func() time.Time
	again  func()
	m      CheckIn
	f      *filling // nil for a refused form
	urgent bool     // the urgent screen is open
	state  saving
	saves  int // counts the saves, so that an overtaken one changes nothing
	ending bool
	dirty  bool // something typed is not saved yet

	fields  map[string]*answerFields // by key: what is typed survives a new page
	number  *kit.Field               // of the urgent screen
	looking map[string]string        // by key: what a long list is searched for
}

// NewCheckInView makes the view; again opens Page anew after a tap.
func NewCheckInView(act CheckInActions, now func() time.Time, again func()) *CheckInView {
	return &CheckInView{act: act, now: now, again: again}
}

// Show takes a form, or a newer chart's view of the one that is being filled
// in, whose answers and place stay.
func (v *CheckInView) Show(m CheckIn) {
	running := v.f != nil && v.m.Form.Canonical == m.Form.Canonical && v.m.Answers.Due == m.Answers.Due && m.Refusal.Words == ""
	if running && (m.Answers.Is(v.f.reply.ID) || v.ending) {
		v.m = m
		v.f.follow(m)
		return
	}
	v.m, v.f, v.urgent, v.ending, v.state = m, nil, false, false, saveNothing
	v.fields, v.looking = map[string]*answerFields{}, map[string]string{}
	if m.Refusal.Words == "" {
		v.f = newFilling(m)
		if m.Resumed {
			v.state = saveDone
		}
	}
}

// Start goes past the introduction, to where the answers stop.
func (v *CheckInView) Start() {
	if v.f != nil {
		v.f.start()
	}
}

// Page is the whole screen as it is now.
func (v *CheckInView) Page() *kit.Page {
	switch {
	case v.f == nil:
		return v.refusal()
	case v.urgent:
		return v.urgentPage()
	}
	switch pg := v.f.page(v.kept()); pg.stage {
	case stageQuestion:
		return v.question(pg)
	case stageReady:
		return v.ready(pg)
	case stageIntro:
	}
	return v.intro()
}

func (v *CheckInView) refusal() *kit.Page {
	r := v.m.Refusal
	body := kit.Stack(18, kit.Body(r.Words))
	if len(r.Reasons) > 0 {
		reasons := kit.Stack(6, kit.Label(r.ReasonsTitle))
		for _, words := range r.Reasons {
			reasons.Add(kit.Body(words).Soft())
		}
		body.Add(reasons)
	}
	return &kit.Page{Key: "checkin/refused", Full: true, Out: kit.WayOut("x", r.Close, v.act.Close), Title: r.Title, Body: body}
}

func (v *CheckInView) intro() *kit.Page {
	in := v.f.m.Intro
	body := kit.Stack(14)
	for _, words := range in.Words {
		body.Add(kit.Body(words))
	}
	if in.SafetyTitle != "" {
		body.Add(kit.NewSpace(26), kit.Heading(in.SafetyTitle), kit.NewSpace(8), kit.Body(in.Safety[0]), kit.NewSpace(14), kit.Notice(kit.Body(in.Safety[1])))
	}
	if in.Copyright != "" {
		body.Add(kit.NewSpace(22), kit.Small(in.Copyright))
	}
	return &kit.Page{
		Key: "checkin/intro", Full: true, Out: kit.WayOut("x", in.Close, v.act.Close), Title: in.Title, Body: body,
		Foot: kit.FormFoot(nil, nil, kit.PrimaryButton(in.Start, func() {
			v.Start()
			v.again()
		})),
	}
}

func (v *CheckInView) ready(pg page) *kit.Page {
	rows := make([]fyne.CanvasObject, len(pg.lines))
	for i, l := range pg.lines {
		row := kit.NewRowLink(l.Answer, "", func() {
			v.f.change(l.Key)
			v.again()
		}).Overline(l.Question)
		if kit.TextScale() < 1.5 { // else the answers need the width
			row.End(pg.change)
		}
		rows[i] = row
	}
	body := kit.Stack(22, kit.Body(pg.words).Soft())
	if len(pg.closing) > 0 {
		body.Add(blocks(pg.closing))
	}
	body.Add(v.helpAgain(pg), kit.Rows(rows...))
	return &kit.Page{
		Key: "checkin/ready", Full: true, Out: kit.WayOut("x", pg.close, v.close), Title: pg.title, Body: body,
		Foot: kit.FormFoot(v.footState(pg), kit.OutlineButton(pg.back, v.back), kit.PrimaryButton(pg.next, v.send)),
	}
}

// kept is how far what is on the screen has come: what was typed since is not saved.
func (v *CheckInView) kept() saving {
	if v.dirty && v.state == saveDone {
		return saveRunning
	}
	return v.state
}

// save keeps the answers as they are now, and then goes on if that went well.
func (v *CheckInView) save(ci care.CheckIn, then func()) {
	v.saves++
	mine := v.saves
	v.state, v.dirty = saveRunning, false
	v.act.SaveCheckIn(ci, func(f *care.Fault) {
		if mine != v.saves {
			return // a later save holds more
		}
		v.state = saveDone
		if f != nil {
			v.state, v.ending, v.f.reply.Status = saveFailed, false, care.CheckInBegun
		}
		v.again()
		if f == nil && then != nil {
			then()
		}
	})
}

// retry saves once more what could not be saved.
func (v *CheckInView) retry() {
	v.saveNow()
	v.again()
}

func (v *CheckInView) saveNow() { v.save(v.f.snapshot(), nil) }

// saveTyped saves what was typed since the last word ended.
func (v *CheckInView) saveTyped() {
	if v.dirty {
		v.saveNow()
	}
}

// Next goes on, as a tap on Next does.
func (v *CheckInView) Next() { v.next() }

// Choose takes the answer at index, as a tap on it does.
func (v *CheckInView) Choose(index int) { v.choose(index) }

func (v *CheckInView) next() { v.move(v.f.next) }

func (v *CheckInView) back() { v.move(v.f.back) }

// move goes to another page. The place is kept with the answers, once there are
// any, so that a form opens again where it was left.
func (v *CheckInView) move(to func()) {
	v.saveTyped()
	stage, at := v.f.stage, v.f.at
	to()
	if moved := stage != v.f.stage || at != v.f.at; moved && len(v.f.reply.Answers) > 0 {
		v.saveNow()
	}
	v.again()
}

// send finishes the form. A second tap while the first is under way does
// nothing.
func (v *CheckInView) send() {
	if v.ending {
		return
	}
	ci, ok := v.f.finish(v.now())
	if !ok {
		v.again()
		return
	}
	v.ending = true
	v.save(ci, func() { v.act.OpenResult(ci.ID) })
}

// close leaves the form once what was entered is kept.
func (v *CheckInView) close() {
	if len(v.f.reply.Answers) == 0 {
		v.act.Close()
		return
	}
	v.save(v.f.snapshot(), v.act.Close)
}
