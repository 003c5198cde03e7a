package lovedone

import (
	"fyne.io/fyne/v2"

	"throughline/screens/kit"
)

// SessionsView draws the list of sessions.
type SessionsView struct{ asking }

// NewSessionsView makes the view; again draws the page anew.
func NewSessionsView(act SessionActions, again func()) *SessionsView {
	return &SessionsView{asking{act: act, again: again}}
}

// Page draws s.
func (v *SessionsView) Page(s Sessions) *kit.Page {
	if s.Gone.Title != "" {
		return v.ended("sessions", "", s.Gone)
	}
	body := kit.Stack(0)
	if s.Next != nil {
		body.Add(v.next(*s.Next, s.Expect))
	}
	if len(s.Later) > 0 {
		rows := make([]fyne.CanvasObject, len(s.Later))
		for i, x := range s.Later {
			rows[i] = kit.Pad(12, 0, 12, 0, v.row(x))
		}
		body.Add(kit.NewSpace(28), kit.Heading(s.LaterAs), kit.NewSpace(6), kit.Rows(rows...))
	}
	if s.Notice != "" {
		body.Add(kit.NewSpace(28), kit.FactLine("shield-check", s.Notice))
	}
	return &kit.Page{Key: "sessions", Title: s.Title, Lead: lead(s.Sentence, s.State), Body: body}
}

// row is a later session, which can be answered too.
func (v *SessionsView) row(x Session) fyne.CanvasObject {
	box := kit.Stack(0, facts(x))
	if x.Ask == "" {
		return box
	}
	card := v.choices(x)
	box.Add(kit.NewSpace(10), card)
	return box
}
