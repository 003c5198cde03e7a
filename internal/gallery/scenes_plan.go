package main

import (
	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/patient"
)

func (still) ChangePlan(care.PlanChange, func(*care.Fault)) {}
func (still) Choose(care.Decision, func(*care.Fault))       {}
func (still) OpenGoal(string)                               {}
func (still) OpenPartOne(care.PlanSection, bool)            {}
func (still) OpenPlanPage(patient.PlanPage)                 {}

// planScenes are My plan and the pages that belong to it.
func planScenes(c charts) []scene {
	plan := func(name string, chart care.Chart, tab int) scene {
		return of(care.RolePatient, name, entry.PlacePlan, func(at setting) *kit.Page {
			v := patient.NewPlanView(still{}, func() {})
			v.Show(tab)
			return v.Page(patient.PlanOf(chart, at.now, at.p))
		})
	}
	fresh := c.patient
	fresh.Plan = care.Plan{}
	partOne := func(name string, chart care.Chart, section care.PlanSection, guided bool) scene {
		return of(care.RolePatient, name, entry.PlacePlan, func(at setting) *kit.Page {
			return patient.NewPartOneView(still{}, section, guided, func() {}).Page(patient.PartOneOf(chart, at.now, at.p))
		})
	}
	goal := func(name string, chart care.Chart) scene {
		return of(care.RolePatient, name, entry.PlacePlan, func(at setting) *kit.Page {
			return patient.NewGoalView(still{}, func() {}).Page(patient.GoalOf(chart, chart.Plan.Goals[0].Ref, at.now, at.p))
		})
	}
	leaving := func(name string, chart care.Chart) scene {
		return of(care.RolePatient, name, entry.PlacePlan, func(at setting) *kit.Page {
			return patient.NewLeavingView(still{}, func() {}).Page(patient.LeavingOf(chart, at.now, at.p))
		})
	}
	safety := func(name string, chart care.Chart) scene {
		return of(care.RolePatient, name, entry.PlacePlan, func(at setting) *kit.Page {
			return patient.NewSafetyView(still{}, func() {}).Page(patient.SafetyOf(chart, at.now, at.p))
		})
	}
	carded, shared := c.patient, c.patient
	carded.Safety = safetyCard(c.patient)
	shared.Safety = carded.Safety
	shared.Safety.Shared, shared.Safety.Together = true, "Dana"
	shared.SafetyBefore = []care.SafetyCard{{Changed: c.patient.Stay.Admitted, Alone: []string{"Walk"}}}
	unsent := c.patient
	unsent.Sync.Topics[care.TopicPlan] = care.TopicStatus{State: care.TopicWaiting, Unsent: 2}
	return []scene{
		plan("plan-unsent", unsent, 0), leaving("plan-leaving", c.dual), leaving("plan-leaving-left", c.discharged), leaving("plan-leaving-empty", fresh),
		safety("safety-card", carded), safety("safety-card-none", c.patient), safety("safety-card-shared", shared),
		plan("plan", c.patient, 0), plan("plan-team", c.patient, 1), plan("plan-week-9", c.dual, 0), plan("plan-week-9-team", c.dual, 1),
		plan("plan-discharged", c.discharged, 0), plan("plan-discharged-team", c.discharged, 1), plan("plan-fresh", fresh, 0), plan("plan-fresh-team", fresh, 1),
		partOne("plan-goals-first", fresh, care.SectionGoals, true), partOne("plan-goals", c.patient, care.SectionGoals, false),
		partOne("plan-problems", c.patient, care.SectionProblems, false), partOne("plan-strengths-first", c.patient, care.SectionStrengths, true),
		goal("plan-goal", c.patient), goal("plan-goal-week-9", c.dual),
		of(care.RolePatient, "plan-story", entry.PlacePlan, func(at setting) *kit.Page {
			return patient.StoryPage(patient.StoryOf(c.patient, at.now, at.p), func() {})
		}),
		of(care.RolePatient, "plan-where", entry.PlacePlan, func(at setting) *kit.Page {
			return patient.WherePage(patient.WhereOf(c.patient, at.now, at.p), nil, func() {})
		}),
	}
}
