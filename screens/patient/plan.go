package patient

import (
	"fyne.io/fyne/v2"

	"throughline/screens/kit"
)

// PlanView draws My plan, to be read.
type PlanView struct {
	again func()
	tab   int
}

// NewPlanView makes the view; again opens the page anew when the person goes
// to its other part.
func NewPlanView(again func()) *PlanView { return &PlanView{again: again} }

// Page is the whole screen.
func (v *PlanView) Page(m Plan) *kit.Page {
	tabs := kit.Segmented(kit.Options{Words: m.Tabs, Chosen: v.tab, Spoken: m.Spoken, OnChoose: func(i int) {
		v.tab = i
		v.again()
	}})
	body := kit.Stack(26, tabs)
	if v.tab == 0 {
		aboutMe(body, m)
	} else {
		fromTeam(body, m)
	}
	return &kit.Page{Key: "plan", Overline: m.Week, Title: m.Title, Body: body}
}

func aboutMe(body *kit.Box, m Plan) {
	body.Add(kit.NewSpace(12), kit.Small(m.AboutWords))
	head := kit.Stack(0, kit.Heading(m.GoalsTitle))
	if m.GoalCount != "" {
		head = kit.Ends(kit.Heading(m.GoalsTitle), kit.Label(m.GoalCount).Soft())
	}
	goals := kit.Stack(14, head)
	if len(m.Goals) == 0 {
		goals.Add(kit.Empty(m.NoGoals, nil))
	}
	raised := false
	for _, g := range m.Goals {
		if len(g.Story) > 1 && !raised {
			raised = true
			goals.Add(kit.Card(goalParts(m, g)...))
			continue
		}
		goals.Add(kit.Stack(0, goalParts(m, g)...))
	}
	body.Add(goals)
	problems := kit.Flow(8)
	for _, words := range m.Problems {
		problems.Add(kit.Tag(kit.TonePrimary, "", words))
	}
	if len(m.Problems) == 0 {
		problems.Add(kit.Body(m.NoProblems).Soft())
	}
	body.Add(section(m.ProblemsTitle, problems))
	body.Add(kit.Rows(statementRow(m.StrengthsTitle, m.Strengths, m.NoneYet), statementRow(m.BarriersTitle, m.Barriers, m.NoneYet)))
}

// goalParts is a goal, and how its words changed where they did.
func goalParts(m Plan, g PlanGoal) []fyne.CanvasObject {
	parts := []fyne.CanvasObject{kit.Heading(g.Text)}
	if g.Target != "" {
		parts = append(parts, kit.NewSpace(2), kit.Small(g.Target))
	}
	if len(g.Story) < 2 {
		return parts
	}
	knots := make([]kit.Knot, len(g.Story))
	for i, x := range g.Story {
		words, moment := kit.Body(x.Words), kit.Past
		if x.Now {
			words, moment = kit.Strong(x.Words), kit.Now
		}
		knots[i] = kit.Knot{Moment: moment, Content: kit.Stack(1, kit.Small(x.When), words, small(x.Why))}
	}
	return append(parts, kit.NewSpace(14), kit.Label(m.HowChanged).Soft(), kit.NewSpace(8), kit.NewThread(knots...))
}

func statementRow(title string, words []string, none string) fyne.CanvasObject {
	row := kit.Stack(2, kit.Strong(title))
	for _, w := range words {
		row.Add(kit.Body(w).Soft())
	}
	if len(words) == 0 {
		row.Add(kit.Body(none).Soft())
	}
	return kit.Pad(12, 0, 12, 0, row)
}

func fromTeam(body *kit.Box, m Plan) {
	body.Add(kit.NewSpace(12), kit.Stack(4, kit.Small(m.TeamWords), small(m.Reviewed)))
	for _, part := range m.Parts {
		body.Add(kit.Stack(4, kit.Heading(part.Title), kit.Body(part.Text), small(part.By)))
	}
	if len(m.Team) > 0 {
		rows := make([]fyne.CanvasObject, len(m.Team))
		for i, p := range m.Team {
			rows[i] = kit.Pad(10, 0, 10, 0, kit.Stack(1, kit.Strong(p.Name), small(p.Role)))
		}
		body.Add(section(m.TeamTitle, kit.Rows(rows...)))
	}
	if len(m.Transition) > 0 {
		knots := make([]kit.Knot, len(m.Transition))
		for i, t := range m.Transition {
			knots[i] = kit.Knot{Moment: kit.Later, Content: kit.Stack(1, kit.Strong(t.Title), kit.Body(t.Text), small(t.By))}
		}
		body.Add(section(m.TransitionTitle, kit.NewThread(knots...)))
	}
}
