package staff

import (
	"fyne.io/fyne/v2"

	"throughline/screens/kit"
)

// SafetyView draws the safety card that a patient shares.
type SafetyView struct{ pageView }

// NewSafetyView makes the view; again draws the page anew.
func NewSafetyView(act PageActions, again func()) *SafetyView {
	return &SafetyView{newPageView(act, again)}
}

// Page draws m.
func (v *SafetyView) Page(m SafetyShared) *kit.Page {
	body := kit.Stack(22, kit.Body(m.State))
	for _, part := range m.Parts {
		lines := make([]fyne.CanvasObject, len(part.Lines))
		for i, line := range part.Lines {
			lines[i] = kit.Pad(8, 0, 8, 0, kit.Body(line))
		}
		body.Add(section(part.Title, kit.Rows(lines...)))
	}
	return v.page("safety-shared", m.PageHead, body)
}
