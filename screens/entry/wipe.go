package entry

import (
	"fyne.io/fyne/v2"

	"throughline/screens/kit"
)

// WipeActions is what can be done before, and instead of, a wipe. Every call returns
// at once.
type WipeActions interface {
	SendUnsent()
	SaveUnsent()
	WipeDevice()
	Close()
}

// WipeView draws the page before a wipe.
type WipeView struct{ act WipeActions }

// NewWipeView makes the view.
func NewWipeView(act WipeActions) *WipeView { return &WipeView{act: act} }

// Page is the whole screen.
func (v *WipeView) Page(m Wipe) *kit.Page {
	body := kit.Stack(0)
	if m.Unsent != "" {
		body.Add(kit.Notice(kit.Body(m.Unsent), kit.Fit(10, kit.OutlineButton(m.Send, v.act.SendUnsent), kit.OutlineButton(m.Save, v.act.SaveUnsent))), kit.NewSpace(18))
	}
	if m.Error != "" {
		body.Add(kit.Problem(m.Error, nil), kit.NewSpace(18))
	}
	if m.Saved != "" {
		body.Add(kit.StatusLine("circle-check", kit.OK, m.Saved), kit.NewSpace(18))
	}
	for _, list := range []WipeList{m.Goes, m.Stays} {
		body.Add(kit.Heading(list.Title), kit.NewSpace(6))
		rows := make([]fyne.CanvasObject, len(list.Lines))
		for i, line := range list.Lines {
			rows[i] = kit.Pad(8, 0, 8, 0, kit.Body(line))
		}
		body.Add(kit.Rows(rows...), kit.NewSpace(22))
	}
	if m.Busy != "" {
		body.Add(kit.StatusLine("clock", kit.InkSoft, m.Busy), kit.NewSpace(14))
	}
	body.Add(kit.PrimaryButton(m.Keep, v.act.Close), kit.NewSpace(10), kit.OutlineButton(m.Go, v.act.WipeDevice))
	return &kit.Page{Key: "wipe", Out: kit.WayOut("arrow-left", m.Back, v.act.Close), Title: m.Title, Lead: kit.Body(m.Words).Soft(), Body: body}
}
