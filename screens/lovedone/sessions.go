package lovedone

import (
	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// SessionsActions is what a loved one can do.
type SessionsActions interface {
	AnswerSession(a care.SessionAnswer, done func(*care.Fault))
	Join(url string)
}

// SessionsView draws the page.
type SessionsView struct {
	act   SessionsActions
	again func()
	fault string
}

// NewSessionsView makes the view; again draws the page anew.
func NewSessionsView(act SessionsActions, again func()) *SessionsView {
	return &SessionsView{act: act, again: again}
}

// Page draws s.
func (v *SessionsView) Page(s Sessions) *kit.Page {
	lead := kit.Stack(6, kit.Body(s.Sentence).Soft())
	if s.State != "" {
		lead.Add(kit.StatusLine("cloud-off", kit.InkSoft, s.State))
	}
	body := kit.Stack(0)
	if v.fault != "" {
		body.Add(kit.Notice(kit.Body(v.fault)), kit.NewSpace(14))
	}
	if s.Next != nil {
		body.Add(v.next(*s.Next))
	}
	if len(s.Later) > 0 {
		rows := make([]fyne.CanvasObject, len(s.Later))
		for i, x := range s.Later {
			rows[i] = kit.Pad(12, 0, 12, 0, facts(x))
		}
		body.Add(kit.NewSpace(28), kit.Heading(s.LaterAs), kit.NewSpace(6), kit.Rows(rows...))
	}
	return &kit.Page{Key: "sessions", Title: s.Title, Lead: lead, Body: body}
}

func (v *SessionsView) next(x Session) fyne.CanvasObject {
	card := kit.Stack(0, facts(x))
	if x.Join != "" {
		card.Add(kit.NewSpace(16), kit.PrimaryButton(x.Join, func() { v.act.Join(x.JoinURL) }).WithIcon("video"))
	}
	card.Add(kit.NewSpace(18), kit.Label(x.Ask), kit.NewSpace(6), kit.Choices(kit.Options{
		Words: x.Choices, Chosen: x.Chosen, OnChoose: func(i int) {
			v.act.AnswerSession(care.SessionAnswer{Session: x.Ref, Answer: answers[i]}, func(f *care.Fault) {
				v.fault = ""
				if f != nil {
					v.fault = f.Say
				}
				v.again()
			})
		},
	}))
	if x.Delivery != "" {
		card.Add(kit.NewSpace(10), kit.StatusLine("smartphone", kit.InkSoft, x.Delivery))
	}
	return kit.Card(card)
}

func facts(x Session) fyne.CanvasObject {
	out := kit.Stack(2, kit.Small(x.Day), kit.Small(x.Time), kit.Heading(x.Title))
	if x.Where != "" {
		out.Add(kit.NewSpace(6), kit.FactLine("video", x.Where))
	}
	if x.Tag != "" {
		out.Add(kit.NewSpace(8), kit.Left(kit.Tag(kit.ToneThread, "clock", x.Tag)))
	}
	return out
}
