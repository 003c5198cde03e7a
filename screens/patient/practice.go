package patient

import (
	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// PracticesActions is what can be done with the story of practice.
type PracticesActions interface {
	SavePractice(p care.Practice, done func(*care.Fault))
	Close()
}

// PracticesView draws the story of practice.
type PracticesView struct{ act PracticesActions }

// NewPracticesView makes the view.
func NewPracticesView(act PracticesActions) *PracticesView { return &PracticesView{act: act} }

// Page is the whole screen.
func (v *PracticesView) Page(m Practices) *kit.Page {
	page := &kit.Page{Key: "practices", Out: kit.WayOut("arrow-left", m.Back, v.act.Close), Title: m.Title, Lead: noticed(kit.Body(m.Words).Soft(), m.Notices)}
	if len(m.All) == 0 {
		page.Body = kit.Empty(m.None, nil)
		return page
	}
	helped := make([]fyne.CanvasObject, len(m.Helped))
	for i, l := range m.Helped {
		helped[i] = kit.Pad(10, 0, 10, 0, kit.Stack(1, kit.Strong(l.Question), kit.Body(l.Answer).Soft()))
	}
	body := kit.Stack(26, section(m.HelpedTitle, kit.Rows(helped...)))
	if len(m.Brought) > 0 {
		titles := kit.Stack(6)
		for _, words := range m.Brought {
			titles.Add(kit.StatusLine("users", kit.InkSoft, words))
		}
		body.Add(section(m.BroughtTitle, titles))
	}
	knots := make([]kit.Knot, len(m.All))
	for i, r := range m.All {
		knots[i] = kit.Knot{Moment: kit.Past, Content: v.entry(m, r)}
	}
	body.Add(section(m.AllTitle, kit.NewThread(knots...)))
	page.Body = body
	return page
}

func (v *PracticesView) entry(m Practices, r PracticeRow) fyne.CanvasObject {
	box := kit.Stack(2, kit.Small(r.When), kit.Strong(r.Title))
	if r.Change != "" {
		box.Add(kit.Body(r.Change).Soft())
	}
	for _, l := range r.Words {
		if l.Answer != "" {
			box.Add(kit.NewSpace(6), kit.Label(l.Question), kit.Body(l.Answer))
		}
	}
	if r.Note != "" {
		box.Add(kit.NewSpace(6), kit.Body(r.Note))
	}
	if line := statusLine(r.Status); line != nil {
		box.Add(kit.NewSpace(4), line)
	}
	icon, words := "plus", m.BringWord
	if r.Bring {
		icon, words = "check", m.BroughtWord
	}
	box.Add(kit.NewSpace(8), kit.Left(kit.Pill(icon, words, func() {
		p := r.practice
		p.BringToGroup = !p.BringToGroup
		v.act.SavePractice(p, func(*care.Fault) {}) // a chart that shows it, or the fault, follows
	}).About(r.Title+", "+r.When)))
	return box
}
