package lovedone

import (
	"fyne.io/fyne/v2"

	"throughline/screens/kit"
)

// HomeActions is what can be done from the first page.
type HomeActions interface {
	SessionActions
	OpenSessions()
	OpenLesson(key string)
	OpenWorried()
	// TurnTo leaves what this patient shares for what another does.
	TurnTo(ref string)
}

// HomeView draws the first page.
type HomeView struct {
	asking
	act HomeActions
}

// NewHomeView makes the view; again draws the page anew.
func NewHomeView(act HomeActions, again func()) *HomeView {
	return &HomeView{asking{act: act, again: again}, act}
}

// Page draws h.
func (v *HomeView) Page(h Home) *kit.Page {
	if h.Gone.Title != "" {
		page := v.ended("home", h.Overline, h.Gone)
		if h.OthersTitle != "" {
			page.Body = kit.Stack(28, v.others(h), page.Body)
		}
		return page
	}
	page := &kit.Page{Key: "home", Overline: h.Overline, Title: h.Title, Lead: lead(h.Sentence, h.State), Width: kit.Broad}
	if h.Waits {
		page.Body, page.Width = kit.Skeleton(1, 0.8, 0.6), kit.Reading
		return page
	}
	body := kit.Stack(0)
	if h.Next != nil {
		body.Add(v.next(*h.Next, h.Expect))
		if h.More != "" {
			body.Add(kit.NewSpace(8), kit.Left(kit.QuietButton(h.More, v.act.OpenSessions).Flush()))
		}
	}
	if h.SharedTitle != "" {
		if h.Next != nil {
			body.Add(kit.NewSpace(28))
		}
		body.Add(v.shared(h))
	}
	page.Body = body
	page.Side = v.side(h)
	if h.Next == nil && h.SharedTitle == "" {
		page.Body, page.Side, page.Width = page.Side, nil, kit.Reading
	}
	return page
}

func (v *HomeView) shared(h Home) fyne.CanvasObject {
	var rows []fyne.CanvasObject
	row := func(icon, text, small string) {
		words := kit.Stack(1, kit.Body(text))
		if small != "" {
			words.Add(kit.Small(small))
		}
		rows = append(rows, kit.Pad(12, 0, 12, 0, kit.Row(12, kit.Pad(2, 0, 0, 0, kit.NewIcon(icon, 22, kit.InkSoft).Beside(kit.BodyStyle)), kit.Wide(words))))
	}
	for _, g := range h.Goals {
		row("target", g.Text, g.State)
	}
	for _, n := range h.Notes {
		row("notebook-pen", n.Text, n.When)
	}
	return kit.Stack(6, kit.Heading(h.SharedTitle), kit.Rows(rows...))
}

// side is what does not change from day to day.
func (v *HomeView) side(h Home) fyne.CanvasObject {
	box := kit.Stack(0)
	if len(h.Lessons) > 0 {
		rows := make([]fyne.CanvasObject, len(h.Lessons))
		for i, l := range h.Lessons {
			rows[i] = kit.NewRowLink(l.Title, l.Length, func() { v.act.OpenLesson(l.Key) }).WithTile(l.Icon)
		}
		box.Add(kit.Heading(h.ReadTitle), kit.NewSpace(6), kit.Rows(rows...), kit.NewSpace(14))
	}
	box.Add(kit.Rows(kit.NewRowLink(h.Worried, "", v.act.OpenWorried).WithIcon("hand-heart")), kit.NewSpace(14), kit.Rule(), kit.NewSpace(14),
		kit.FactLine("lock", h.Chosen))
	if h.Notice != "" {
		box.Add(kit.NewSpace(8), kit.FactLine("shield-check", h.Notice))
	}
	if h.OthersTitle != "" {
		box.Add(kit.NewSpace(28), v.others(h))
	}
	return box
}

// others lead to what other patients share with the same person.
func (v *HomeView) others(h Home) fyne.CanvasObject {
	rows := make([]fyne.CanvasObject, len(h.Others))
	for i, o := range h.Others {
		rows[i] = kit.NewRowLink(o.Title, "", func() { v.act.TurnTo(o.Ref) }).WithIcon("users")
	}
	box := kit.Stack(6, kit.Heading(h.OthersTitle), kit.Rows(rows...), kit.Small(h.OthersSay))
	if h.Turning != "" {
		box.Add(kit.StatusLine("clock", kit.InkSoft, h.Turning))
	}
	if h.Fault != "" {
		box.Add(kit.Problem(h.Fault, nil))
	}
	return box
}
