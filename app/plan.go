package app

import (
	"context"
	"time"

	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/patient"
	"throughline/screens/say"
	"throughline/sync/engine"
)

// ChangePlan records one change of the plan. Changes are made one after the other,
// in the order in which they were tapped.
func (s *patientScreens) ChangePlan(change care.PlanChange, done func(*care.Fault)) {
	s.w.withEngine(func(ctx context.Context, e *engine.Engine) error { return e.ChangePlan(ctx, change) }, done)
}

// Choose settles what waits for the person.
func (s *patientScreens) Choose(d care.Decision, done func(*care.Fault)) {
	s.w.withEngine(func(ctx context.Context, e *engine.Engine) error { return e.Choose(ctx, d) }, done)
}

// Contact opens the system's own telephone or message app.
func (s *patientScreens) Contact(uri string) { s.w.openContact(uri) }

// Close leaves the page on top.
func (s *patientScreens) Close() { s.w.back() }

// OpenGoal opens one goal.
func (s *patientScreens) OpenGoal(ref string) {
	v := patient.NewGoalView(s, s.w.again)
	s.w.overAs(trail{Kind: trailGoal, Of: ref}, screenOf(s.w, func(c care.Chart, now time.Time, p *say.Printer) patient.GoalPage {
		return patient.GoalOf(c, ref, now, p)
	}, v.Page))
}

// OpenPartOne opens one of the four questions of part one, or leads through all.
func (s *patientScreens) OpenPartOne(section care.PlanSection, guided bool) {
	v := patient.NewPartOneView(s, section, guided, s.w.again)
	s.w.overAs(trail{Kind: trailPartOne, Of: string(section), Guided: guided}, screenOf(s.w, patient.PartOneOf, v.Page))
}

// OpenPlanPage opens a page that belongs to the plan.
func (s *patientScreens) OpenPlanPage(page patient.PlanPage) {
	switch page {
	case patient.PageStory:
		s.w.over(screenOf(s.w, patient.StoryOf, func(m patient.Story) *kit.Page { return patient.StoryPage(m, s.Close) }))
	case patient.PageWhere:
		learn := func() { newLearnScreens(s.w, true).OpenLesson("levels-of-care") }
		s.w.over(screenOf(s.w, patient.WhereOf, func(m patient.Where) *kit.Page { return patient.WherePage(m, learn, s.Close) }))
	case patient.PageSafety:
		s.w.openSafety()
	case patient.PageLeaving:
		v := patient.NewLeavingView(s, s.w.again)
		s.w.overAs(trail{Kind: trailLeaving}, screenOf(s.w, patient.LeavingOf, v.Page))
	}
}
