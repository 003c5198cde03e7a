package patient

import (
	"strings"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// SessionActions is what can be done about one session. Each returns at once.
type SessionActions interface {
	AnswerSession(a care.SessionAnswer, done func(*care.Fault))
	JoinSession(session string, done func(*care.Fault))
	AddToCalendar(session string, done func(*care.Fault))
	Back()
}

// SessionView draws one session.
type SessionView struct {
	act    SessionActions
	skill  func(key string) // opens a skill; nil where there is no place for them
	again  func()
	fault  string // of the last answer, join or calendar
	reason string // typed and not yet sent
	said   string // the reason that the field was filled with
}

// NewSessionView makes the view. Skill opens a skill by its key and may be nil;
// again opens the page anew after a change of the view's own.
func NewSessionView(act SessionActions, skill func(key string), again func()) *SessionView {
	return &SessionView{act: act, skill: skill, again: again}
}

// Page is the whole screen.
func (v *SessionView) Page(m SessionPage) *kit.Page {
	page := &kit.Page{Key: "session/" + m.Ref, Out: kit.WayOut("arrow-left", m.Back, v.act.Back), Title: m.Title}
	if m.Missing != "" {
		page.Body = kit.Empty(m.Missing, nil)
		return page
	}
	if len(m.Notices) > 0 {
		page.Lead = lead("", m.Notices)
	}
	body := kit.Stack(26, v.times(m))
	for _, part := range []*kit.Box{v.join(m), v.asks(m), bring(m), about(m), v.skills(m), missed(m)} {
		if part != nil {
			body.Add(part)
		}
	}
	if m.Calendar != "" {
		body.Add(kit.Left(kit.OutlineButton(m.Calendar, func() { v.act.AddToCalendar(m.Ref, v.failed(m)) }).WithIcon("calendar-check")))
	}
	page.Body = body
	return page
}

func (v *SessionView) times(m SessionPage) fyne.CanvasObject {
	box := kit.Stack(2, kit.Strong(m.Day), kit.Body(m.When))
	if m.Yours != "" {
		box.Add(kit.Body(m.Yours))
	}
	if m.Long != "" {
		box.Add(small(m.Long))
	}
	for _, line := range []fyne.CanvasObject{statusLine(m.State), movedTag(m.Tag)} {
		if line != nil {
			box.Add(kit.NewSpace(8), line)
		}
	}
	if m.Clash.Text != "" {
		box.Add(kit.NewSpace(10), kit.Problem(m.Clash.Text+". "+m.ClashWords, nil))
	}
	if m.Fault != "" {
		box.Add(kit.NewSpace(10), kit.Problem(m.Fault, nil))
	}
	if len(m.Facts) > 0 {
		facts := kit.Stack(6)
		for _, f := range m.Facts {
			facts.Add(kit.FactLine(f.Icon, f.Text))
		}
		box.Add(kit.NewSpace(14), facts)
	}
	return box
}

// join is the main button from 15 minutes before. The link is asked for at the
// tap.
func (v *SessionView) join(m SessionPage) *kit.Box {
	if m.Join == "" {
		return nil
	}
	return kit.Stack(10, kit.PrimaryButton(m.Join, func() { v.act.JoinSession(m.Ref, v.failed(m)) }).WithIcon("video"))
}

var answers = []care.Answer{care.AnswerComing, care.AnswerLate, care.AnswerCant}

func placeOf(a care.Answer) int {
	for i, x := range answers {
		if x == a {
			return i
		}
	}
	return kit.None
}

// askWords is the question whether they come, and what they had said for another time.
func askWords(words, earlier string) fyne.CanvasObject {
	if earlier == "" {
		return kit.Label(words)
	}
	return kit.Stack(2, kit.Label(words), kit.Small(earlier))
}

func (v *SessionView) asks(m SessionPage) *kit.Box {
	var box *kit.Box
	if m.Ask != "" {
		choices := kit.Choices(kit.Options{Words: m.Words, Chosen: placeOf(m.Answer), Spoken: m.Spoken, OnChoose: func(i int) {
			a := care.SessionAnswer{Session: m.Ref, Answer: answers[i]}
			if answers[i] == m.Answer || answers[i] != care.AnswerComing {
				a.Reason = m.Why.Said // what was explained once stays, until they come after all
			}
			v.act.AnswerSession(a, v.failed(m))
		}})
		box = kit.Stack(10, askWords(m.Ask, m.Earlier), choices)
		if line := statusLine(m.Delivery); line != nil {
			box.Add(line)
		}
		if m.Why.Label != "" {
			box.Add(kit.NewSpace(14), v.why(m))
		}
	}
	if v.fault != "" {
		if box == nil {
			box = kit.Stack(10)
		}
		box.Add(kit.Problem(v.fault, nil))
	}
	return box
}

// why is the field for a reason. It is there to be used, and asks for nothing.
func (v *SessionView) why(m SessionPage) fyne.CanvasObject {
	if v.said != m.Why.Said {
		v.said, v.reason = m.Why.Said, m.Why.Said
	}
	field := kit.NewTextArea(m.Why.Label, m.Why.Hint, 3)
	field.Entry.SetText(v.reason)
	field.Entry.OnChanged = func(words string) { v.reason = words }
	send := kit.OutlineButton(m.Why.Send, func() {
		v.act.AnswerSession(care.SessionAnswer{Session: m.Ref, Answer: m.Answer, Reason: strings.TrimSpace(v.reason)}, v.failed(m))
	})
	return kit.Stack(10, field, kit.Left(send))
}

// failed says on the page what went wrong, and takes it away once it went well.
func (v *SessionView) failed(m SessionPage) func(*care.Fault) {
	return func(f *care.Fault) {
		if words := m.FaultWords(f); words != v.fault {
			v.fault = words
			v.again()
		}
	}
}

func about(m SessionPage) *kit.Box {
	if m.About == "" {
		return nil
	}
	box := kit.Stack(4, kit.Heading(m.About))
	if m.Model != "" {
		box.Add(kit.Strong(m.Model))
	}
	if m.ModelWords != "" {
		box.Add(kit.Body(m.ModelWords))
	}
	return box
}

func bring(m SessionPage) *kit.Box {
	if len(m.Bring) == 0 {
		return nil
	}
	lines := kit.Stack(6)
	for _, words := range m.Bring {
		lines.Add(kit.FactLine("message-square-text", words))
	}
	return kit.Stack(10, kit.Heading(m.BringHead), lines)
}

func (v *SessionView) skills(m SessionPage) *kit.Box {
	if len(m.Skills) == 0 {
		return nil
	}
	var rows []fyne.CanvasObject
	for _, s := range m.Skills {
		if v.skill == nil {
			rows = append(rows, kit.Pad(10, 0, 10, 0, kit.Body(s.Name)))
			continue
		}
		rows = append(rows, kit.NewRowLink(s.Name, "", func() { v.skill(s.Key) }).WithIcon("wind"))
	}
	return kit.Stack(6, kit.Heading(m.SkillsHead), kit.Rows(rows...))
}

func missed(m SessionPage) *kit.Box {
	if m.Missed == "" {
		return nil
	}
	return kit.Stack(4, kit.Heading(m.Missed), kit.Body(m.MissedWords))
}
