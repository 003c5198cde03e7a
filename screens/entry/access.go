package entry

import (
	"fyne.io/fyne/v2"

	"throughline/screens/kit"
)

// AccessActions is what can be done about the list of who looked.
type AccessActions interface {
	AskAccess()
	Close()
}

// AccessView draws who looked at the person's record.
type AccessView struct{ act AccessActions }

// NewAccessView makes the view.
func NewAccessView(act AccessActions) *AccessView { return &AccessView{act: act} }

// Page is the whole screen.
func (v *AccessView) Page(m AccessLog) *kit.Page {
	page := &kit.Page{Key: "access", Out: kit.WayOut("arrow-left", m.Back, v.act.Close), Title: m.Title, Lead: kit.Body(m.Words).Soft()}
	if waits := fetching(m.Waiting, m.Fault, m.Again, v.act.AskAccess); waits != nil {
		page.Body = waits
		return page
	}
	if len(m.Days) == 0 {
		page.Body = kit.Empty(m.None, nil)
		return page
	}
	body := kit.Stack(26)
	for _, d := range m.Days {
		rows := make([]fyne.CanvasObject, len(d.Rows))
		for i, r := range d.Rows {
			rows[i] = kit.Pad(12, 0, 12, 0, kit.RowCentered(12, kit.NewIcon(r.Icon, 22, kit.InkSoft),
				kit.Wide(kit.Stack(1, kit.Strong(r.Who), kit.Body(r.What).Soft(), kit.Small(r.When)))))
		}
		body.Add(kit.Stack(4, kit.Heading(d.Day), kit.Rows(rows...)))
	}
	page.Body = body
	return page
}
