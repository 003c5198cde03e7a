package patient

import (
	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// PlanActions is what can be done on My plan.
type PlanActions interface {
	PlanChanges
	OpenGoal(ref string)
	// OpenPartOne opens one of the four questions; guided leads through all.
	OpenPartOne(section care.PlanSection, guided bool)
	OpenPlanPage(page PlanPage)
	OpenCheckIn(form, due string)
	// Contact opens a tel: address; it never dials by itself.
	Contact(uri string)
}

// PlanView draws My plan.
type PlanView struct {
	act   PlanActions
	again func()
	tab   int
	own   bool // the fields for a therapist of one's own are open
	writing
}

// NewPlanView makes the view; again opens the page anew when the person goes
// to its other part.
func NewPlanView(act PlanActions, again func()) *PlanView {
	v := &PlanView{act: act, again: again}
	v.writing.again = again
	v.keeps(act, "plan")
	v.own = v.begun("own-name") || v.begun("own-kind") || v.begun("own-phone")
	return v
}

// Show opens one of the two parts: 0 about me, 1 from my team.
func (v *PlanView) Show(tab int) { v.tab = tab }

// Page is the whole screen.
func (v *PlanView) Page(m Plan) *kit.Page {
	tabs := kit.Segmented(kit.Options{Words: m.Tabs, Chosen: v.tab, Spoken: m.Spoken, OnChoose: func(i int) {
		v.tab = i
		v.again()
	}})
	body := kit.Stack(26, tabs)
	if v.tab == 0 {
		v.aboutMe(body, m)
	} else {
		v.fromTeam(body, m)
	}
	page := &kit.Page{Key: "plan", Overline: m.Week, Title: m.Title, Body: body}
	if m.Where != "" {
		page.Lead = kit.Stack(0, kit.Body(m.Where).Soft(), kit.Left(kit.QuietButton(m.What, func() { v.act.OpenPlanPage(PageWhere) }).Flush().Small()))
	}
	page.Lead = noticed(page.Lead, m.Notices)
	return page
}

func (v *PlanView) aboutMe(body *kit.Box, m Plan) {
	body.Add(kit.NewSpace(12))
	if m.Start.First {
		card := []fyne.CanvasObject{kit.Heading(m.Start.Title), kit.NewSpace(6), kit.Body(m.Start.Words)}
		if m.Start.Button != "" {
			card = append(card, kit.NewSpace(14), kit.PrimaryButton(m.Start.Button, func() { v.act.OpenPartOne(care.SectionGoals, true) }))
		}
		body.Add(kit.Card(card...))
		body.Add(v.rows(m))
		return
	}
	body.Add(kit.Stack(6, kit.Small(m.AboutWords), statusLine(m.Status)))
	if m.Start.Title != "" {
		body.Add(kit.Stack(8, kit.Body(m.Start.Words), kit.Left(kit.OutlineButton(m.Start.Button, func() { v.act.OpenPartOne(care.SectionGoals, true) }))))
	}
	body.Add(v.goals(m))
	problems := kit.Flow(8)
	for _, words := range m.Problems {
		problems.Add(kit.Tag(kit.TonePrimary, "", words))
	}
	if len(m.Problems) == 0 {
		problems.Add(kit.Body(m.NoProblems).Soft())
	}
	open := func(section care.PlanSection) func() { return func() { v.act.OpenPartOne(section, false) } }
	body.Add(kit.Stack(10, kit.Ends(kit.Heading(m.ProblemsTitle), kit.QuietButton(m.Change, open(care.SectionProblems)).About(m.ProblemsTitle).Flush().Small()), problems))
	body.Add(kit.Rows(
		statementRow(m.StrengthsTitle, m.Strengths, m.NoneYet, open(care.SectionStrengths)),
		statementRow(m.BarriersTitle, m.Barriers, m.NoneYet, open(care.SectionBarriers))))
	body.Add(v.rows(m))
}

func (v *PlanView) goals(m Plan) fyne.CanvasObject {
	head := kit.Stack(0, kit.Heading(m.GoalsTitle))
	if m.GoalCount != "" {
		head = kit.Ends(kit.Heading(m.GoalsTitle), kit.Label(m.GoalCount).Soft())
	}
	goals := kit.Stack(14, head)
	if len(m.Goals) == 0 {
		goals.Add(kit.Body(m.NoGoals).Soft())
	}
	var rest []fyne.CanvasObject
	for i, g := range m.Goals {
		if i == 0 {
			goals.Add(v.goalCard(m, g))
			continue
		}
		row := kit.NewRowLink(g.Text, g.Target, func() { v.act.OpenGoal(g.Ref) })
		row.With(lines(g.Steps, g.Close, g.Clash)...)
		rest = append(rest, row)
	}
	if len(rest) > 0 {
		goals.Add(kit.Rows(rest...))
	}
	goals.Add(kit.Left(kit.OutlineButton(m.AddGoal, func() { v.act.OpenPartOne(care.SectionGoals, false) }).WithIcon("plus")))
	return goals
}

func lines(words ...string) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, w := range words {
		if w != "" {
			out = append(out, kit.Small(w))
		}
	}
	return out
}

// goalCard is the one raised card: the first goal, and how its words changed.
func (v *PlanView) goalCard(m Plan, g PlanGoal) fyne.CanvasObject {
	title := kit.Stack(2, append([]fyne.CanvasObject{kit.Heading(g.Text)}, lines(g.Target, g.Steps, g.Close, g.Clash)...)...)
	parts := []fyne.CanvasObject{kit.Row(8, kit.Wide(title), kit.IconButton("pencil", g.Edit, func() { v.act.OpenGoal(g.Ref) }))}
	if len(g.Story) > 1 {
		parts = append(parts, kit.NewSpace(14), kit.Label(m.HowChanged).Soft(), kit.NewSpace(8), storyThread(g.Story))
	}
	return kit.Card(parts...)
}

// storyThread joins dated changes by the line.
func storyThread(story []PlanChange) fyne.CanvasObject {
	knots := make([]kit.Knot, len(story))
	for i, x := range story {
		words, moment := kit.Body(x.Words), kit.Past
		if x.Now {
			words, moment = kit.Strong(x.Words), kit.Now
		}
		knots[i] = kit.Knot{Moment: moment, Content: kit.Stack(1, kit.Small(x.When), words, small(x.Why))}
	}
	return kit.NewThread(knots...)
}

func (v *PlanView) rows(m Plan) fyne.CanvasObject {
	rows := make([]fyne.CanvasObject, len(m.Rows))
	for i, x := range m.Rows {
		rows[i] = kit.NewRowLink(x.Title, x.Text, func() { v.act.OpenPlanPage(x.Key) }).WithTile(x.Icon)
	}
	return kit.Rows(rows...)
}

func statementRow(title string, words []string, none string, open func()) fyne.CanvasObject {
	row := kit.NewRowLink(title, "", open)
	for _, w := range words {
		row.With(kit.Body(w).Soft())
	}
	if len(words) == 0 {
		row.With(kit.Body(none).Soft())
	}
	return row
}
