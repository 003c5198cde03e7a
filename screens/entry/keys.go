package entry

import (
	"fyne.io/fyne/v2"

	"throughline/screens/kit"
)

// KeysActions is what the page about keys asks for.
type KeysActions interface {
	// UseLetters says whether single letters do something.
	UseLetters(on bool)
	Close()
}

// KeysView draws the page.
type KeysView struct{ act KeysActions }

// NewKeysView makes the view.
func NewKeysView(act KeysActions) *KeysView { return &KeysView{act: act} }

// Page is the whole screen.
func (v *KeysView) Page(m Keys) *kit.Page {
	body := kit.Stack(0)
	for _, g := range m.Groups {
		rows := make([]fyne.CanvasObject, len(g.Rows))
		for i, r := range g.Rows {
			rows[i] = kit.Pad(10, 0, 10, 0, kit.Ends(kit.Body(r.Does), kit.Strong(r.Keys)))
		}
		body.Add(kit.Heading(g.Title), kit.NewSpace(6), kit.Rows(rows...), kit.NewSpace(24))
	}
	body.Add(choiceOf(m.Letters, func(key string) { v.act.UseLetters(key == "true") }), kit.NewSpace(8), kit.Small(m.LettersSay))
	return &kit.Page{
		Key: "keys", Out: kit.WayOut("arrow-left", m.Back, v.act.Close), Title: m.Title, Lead: kit.Body(m.Lead).Soft(), Body: body,
	}
}
