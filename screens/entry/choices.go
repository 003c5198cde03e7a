package entry

import (
	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// ChoicesActions is what can be done about what waits for a decision.
type ChoicesActions interface {
	Choose(d care.Decision, done func(*care.Fault))
	Close()
}

// ChoicesView shows both versions of each thing, and lets the person choose.
type ChoicesView struct {
	act   ChoicesActions
	again func()
	fault *care.Fault
}

// NewChoicesView makes the view; again opens Page anew when a decision could not be
// kept.
func NewChoicesView(act ChoicesActions, again func()) *ChoicesView {
	return &ChoicesView{act: act, again: again}
}

func (v *ChoicesView) choose(d care.Decision) {
	v.fault = nil
	v.act.Choose(d, func(f *care.Fault) {
		if v.fault = f; f != nil {
			v.again()
		}
	})
}

// Page is the whole screen.
func (v *ChoicesView) Page(m Choices) *kit.Page {
	page := &kit.Page{Key: "choices", Out: kit.WayOut("arrow-left", m.Back, v.act.Close), Title: m.Title}
	if len(m.Each) == 0 {
		page.Body = kit.Empty(m.None, nil)
		return page
	}
	page.Lead = kit.Body(m.Words).Soft()
	body := kit.Stack(22)
	if v.fault != nil {
		body.Add(kit.Notice(kit.Body(m.Fault(v.fault))))
	}
	for _, c := range m.Each {
		body.Add(v.card(c))
	}
	page.Body = body
	return page
}

func (v *ChoicesView) card(c ChoiceCard) fyne.CanvasObject {
	items := []fyne.CanvasObject{kit.Small(c.Topic), kit.Heading(c.Title)}
	if c.Urgent != "" {
		items = append(items, kit.NewSpace(8), kit.StatusLine("smartphone", kit.InkSoft, c.Urgent))
	}
	items = append(items, kit.NewSpace(4), kit.Body(c.Why).Soft(), kit.NewSpace(16), version(c.Mine))
	if c.Theirs.Who != "" {
		items = append(items, kit.NewSpace(16), kit.Rule(), kit.NewSpace(16), version(c.Theirs))
	}
	items = append(items, kit.NewSpace(20))
	for i, a := range c.Actions {
		if i > 0 {
			items = append(items, kit.NewSpace(10))
		}
		items = append(items, kit.OutlineButton(a.Words, func() { v.choose(care.Decision{Choice: c.ID, Keep: a.Keep}) }))
	}
	return kit.Card(items...)
}

func version(x ChoiceVersion) fyne.CanvasObject {
	box := kit.Stack(6, kit.Label(x.Who))
	for _, l := range x.Lines {
		if l.Label != "" {
			box.Add(kit.Small(l.Label))
		}
		box.Add(kit.Body(l.Text))
	}
	return box
}
