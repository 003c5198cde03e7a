package patient

import (
	"fyne.io/fyne/v2"

	"throughline/screens/kit"
)

// VisitsView draws the approved visits.
type VisitsView struct{ back func() }

// NewVisitsView makes the view; back leaves it.
func NewVisitsView(back func()) *VisitsView { return &VisitsView{back: back} }

// Page is the whole screen.
func (v *VisitsView) Page(m VisitsPage) *kit.Page {
	page := &kit.Page{Key: "visits", Out: kit.WayOut("arrow-left", m.Back, v.back), Title: m.Title, Lead: noticed(nil, m.Notices)}
	body := kit.Stack(26)
	if m.Number != "" {
		body.Add(kit.Stack(12, kit.Stack(8, kit.Display(m.Number), kit.Body(m.Unit).Soft()), kit.Bar(m.Part), small(m.Words)))
		body.Add(kit.Body(m.More))
	} else {
		body.Add(kit.Body(m.Words))
	}
	missed := kit.Stack(4, kit.Heading(m.MissedTitle), kit.Body(m.MissedWords))
	if len(m.Missed) > 0 {
		var rows []fyne.CanvasObject
		for _, day := range m.Missed {
			rows = append(rows, kit.Pad(10, 0, 10, 0, kit.Body(day)))
		}
		missed.Add(kit.NewSpace(14), kit.Label(m.MissedHead), kit.Rows(rows...))
	}
	body.Add(missed)
	page.Body = body
	return page
}
