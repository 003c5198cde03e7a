package patient

import (
	"time"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// TodayActions is what can be done from Today. Each returns at once.
type TodayActions interface {
	OpenCheckIn(form, due string)
	OpenResult(checkIn string)
	AnswerSession(a care.SessionAnswer, done func(*care.Fault))
	JoinSession(session string, done func(*care.Fault))
	OpenSession(session string)
	OpenPlan()
	OpenSkill(key string)
	SayHow(ci care.CheckIn, done func(*care.Fault)) // an empty ID: a new one
	DoHomework(homework string, done bool, then func(*care.Fault))
	SeenNews()
	OpenChoices()
}

// TodayView draws Today.
type TodayView struct {
	act   TodayActions
	now   func() time.Time
	wide  func() bool
	again func()
	fault string // of the last answer to a session
	lost  string // of the last thing said about the day
}

// NewTodayView makes the view. Wide tells whether the window has two columns
// now; again opens the page anew after a change of the view's own.
func NewTodayView(act TodayActions, now func() time.Time, wide func() bool, again func()) *TodayView {
	return &TodayView{act: act, now: now, wide: wide, again: again}
}

// Page is the whole screen.
func (v *TodayView) Page(m Today) *kit.Page {
	page := &kit.Page{
		Key: "today", Overline: m.Date, Title: m.Hello, Width: kit.Broad,
		Lead: lead(m.Summary, m.Notices),
	}
	switch {
	case m.Waiting:
		page.Body = kit.Skeleton(0.3, 0.8, 0.5, 1)
	default:
		page.Body = v.body(m)
	}
	side := kit.Stack(28)
	if len(m.Week.Sessions) > 0 {
		side.Add(newEither(v.wide, weekBars(m.Week), weekRing(m.Week)))
	}
	if len(m.Helped) > 0 {
		side.Add(v.helped(m))
	}
	if len(m.Week.Sessions)+len(m.Helped) > 0 {
		page.Side = side
	}
	return page
}

// body is what changed, the thread of the day, and how the person is.
func (v *TodayView) body(m Today) fyne.CanvasObject {
	box := kit.Stack(26)
	if m.Choices != "" {
		box.Add(kit.NewRowLink(m.Choices, m.ChoicesSay, v.act.OpenChoices).WithTile("list-checks"))
	}
	if len(m.News) > 0 {
		box.Add(v.news(m))
	}
	if len(m.Items) > 0 {
		knots := make([]kit.Knot, len(m.Items))
		for i, item := range m.Items {
			knots[i] = kit.Knot{Moment: momentOf(item.Node), Content: v.item(m, item)}
		}
		box.Add(kit.NewThread(knots...))
	}
	if m.How.Ask != "" {
		box.Add(v.how(m))
	}
	return box
}

func (v *TodayView) item(m Today, item TodayItem) fyne.CanvasObject {
	switch {
	case item.Session != nil:
		return v.sessionCard(m, item)
	case item.Homework != "":
		return v.homework(m, item)
	case item.Form != "" && item.Raised:
		return kit.Card(
			kit.Small(item.When), kit.Heading(item.Title), statusLine(item.Status), kit.NewSpace(16),
			kit.PrimaryButton(item.Do, func() { v.act.OpenCheckIn(item.Form, item.Due) }))
	case item.Form != "" || item.CheckIn != "":
		return rowOf(item, func() {
			if item.Form != "" {
				v.act.OpenCheckIn(item.Form, item.Due)
			} else {
				v.act.OpenResult(item.CheckIn)
			}
		})
	}
	if item.Ref != "" {
		return rowOf(item, func() { v.act.OpenSession(item.Ref) })
	}
	return kit.Pad(8, 0, 8, 0, kit.Stack(2, small(item.When), kit.Strong(item.Title), statusLine(item.Status), movedTag(item.Tag)))
}

// rowOf is an item that leads somewhere.
func rowOf(item TodayItem, onTap func()) fyne.CanvasObject {
	row := kit.NewRowLink(item.Title, "", onTap).Overline(item.When)
	for _, line := range []fyne.CanvasObject{statusLine(item.Status), movedTag(item.Tag)} {
		if line != nil {
			row.With(line)
		}
	}
	return row
}

// sessionCard is the next session, with what can be done about it.
func (v *TodayView) sessionCard(m Today, item TodayItem) fyne.CanvasObject {
	s := item.Session
	parts := []fyne.CanvasObject{kit.Small(item.When), kit.Heading(item.Title)}
	if tag := movedTag(item.Tag); tag != nil {
		parts = append(parts, tag)
	}
	if len(s.Facts) > 0 {
		facts := kit.Stack(6)
		for _, f := range s.Facts {
			facts.Add(kit.FactLine(f.Icon, f.Text))
		}
		parts = append(parts, kit.NewSpace(10), facts)
	}
	if s.Join != "" {
		parts = append(parts, kit.NewSpace(16), kit.PrimaryButton(s.Join, func() { v.act.JoinSession(s.Ref, v.failed(m)) }).WithIcon("video"))
	}
	if s.Ask != "" {
		parts = append(parts, kit.NewSpace(16), askWords(s.Ask, s.Earlier), kit.NewSpace(8), v.choices(m, s))
		if line := statusLine(s.Delivery); line != nil {
			parts = append(parts, kit.NewSpace(10), line)
		}
	}
	if v.fault != "" {
		parts = append(parts, kit.NewSpace(10), kit.Problem(v.fault, nil))
	}
	parts = append(parts, kit.NewSpace(6), kit.Left(kit.QuietButton(s.More, func() { v.act.OpenSession(s.Ref) }).Flush().Small()))
	return kit.Card(parts...)
}

func (v *TodayView) choices(m Today, s *SessionCard) fyne.CanvasObject {
	return kit.Choices(kit.Options{Words: s.Words, Chosen: placeOf(s.Answer), Spoken: m.Spoken, OnChoose: func(i int) {
		a := care.SessionAnswer{Session: s.Ref, Answer: answers[i]}
		if answers[i] != care.AnswerComing {
			a.Reason = s.Reason
		}
		v.act.AnswerSession(a, v.failed(m))
	}})
}

// failed says on the page what went wrong, and takes it away once it went well.
func (v *TodayView) failed(m Today) func(*care.Fault) {
	return func(f *care.Fault) {
		if words := m.FaultWords(f); words != v.fault {
			v.fault = words
			v.again()
		}
	}
}

func hourParts(h Hours) []kit.SessionHours {
	out := make([]kit.SessionHours, len(h.Sessions))
	for i, s := range h.Sessions {
		out[i] = kit.SessionHours{Words: s.Short, Part: s.Attended}
	}
	return out
}

func weekBars(h Hours) fyne.CanvasObject {
	return kit.Stack(10, kit.Ends(kit.Heading(h.Title), kit.Small(h.Words)), kit.HourBars(hourParts(h)...))
}

func weekRing(h Hours) fyne.CanvasObject {
	rows := kit.Stack(6)
	for _, s := range h.Sessions {
		rows.Add(kit.Ends(kit.Small(s.Day).In(kit.Ink), kit.Small(s.Detail)))
	}
	return kit.Card(kit.Heading(h.Title), kit.NewSpace(12), kit.HourRing(h.Number, h.Unit, hourParts(h)...), kit.NewSpace(14), rows).Padded(22, 22)
}
