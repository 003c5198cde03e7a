package e2e

import (
	"testing"

	"throughline/app"
	"throughline/care"
	"throughline/sync/vault/vaulttest"
)

// The plan goes both ways over the real server: all that a patient says of
// themselves is taken, and what the team changes comes back with who and why. A
// card that was not shared is nowhere at the clinic.
func TestAPlanIsWrittenByBothSides(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := startClinic(t, "--demo")
	maya := signedIn(t, clinic, t.TempDir(), demoAccount(t, "patient"))
	do := func(c *app.Client, changes ...care.PlanChange) care.Chart {
		t.Helper()
		for _, x := range changes {
			if err := c.Engine().ChangePlan(t.Context(), x); err != nil {
				t.Fatalf("%T: %v", x, err)
			}
		}
		chart := synced(t, c)
		if s := chart.Sync; s.Pending+s.Conflicts+s.Quarantined > 0 {
			for _, w := range chart.Choices {
				t.Errorf("%s: %v", w.Ref, w.Why)
			}
			t.Fatalf("sync %+v", s)
		}
		return chart
	}
	chart := synced(t, maya)
	me, before := chart.Viewer.Ref, len(chart.Plan.Goals)
	chart = do(maya, care.GoalWords{Text: "Call my brother", Target: chart.Sync.AsOf.AddDate(0, 0, 14)}, care.ProblemsCircled{Add: []care.Challenge{care.PTSD}, Own: []string{"The noise next door"}},
		care.StatementSaid{Section: care.SectionStrengths, Text: "I cook"}, care.StatementSaid{Section: care.SectionBarriers, Text: "Money"}, care.AssessmentFinished{},
		care.OwnCare{Name: "Dr. Lee", Kind: "Medicine", Contact: "(312) 555-0190"}, care.TransitionSaid{Kind: care.TransitionSigns, Text: "No calls for a day"})
	goal := chart.Plan.Goals[before]
	chart = do(maya, care.GoalStep{Goal: goal.Ref, Do: care.StepAdd, Text: "Find his number"}, care.GoalClose{Goal: goal.Ref, Value: 1},
		care.ProblemsCircled{Remove: []string{chart.Plan.Problems[0].Ref}, Why: "It passed."}, care.StatementSaid{Section: care.SectionBarriers, Statement: chart.Plan.Barriers[0].Ref, Text: "Late shifts"})
	if err := maya.Engine().SaveSafetyCard(t.Context(), care.SafetyCard{Alone: []string{"Walk to the lake"}}); err != nil {
		t.Fatal(err)
	}

	dana := signedIn(t, clinic, t.TempDir(), demoAccount(t, "therapist"))
	synced(t, dana)
	do(dana, care.TeamPartSaid{Patient: me, Kind: care.PartInterventions, Text: "One call a week, together", Why: "You asked for it."},
		care.TeamGoal{Patient: me, GoalWords: care.GoalWords{Goal: goal.Ref, Text: "Call my brother once", Why: "One is a start."}},
		care.TeamTransition{Patient: me, TransitionSaid: care.TransitionSaid{Kind: care.TransitionStep, Text: "First visit"}},
		care.TeamReferral{Patient: me, Referral: care.Referral{Kind: "Therapy", Name: "Dr. Ana Lopez", Contact: "(312) 555-0188"}}, care.TeamReviewed{Patient: me, Note: "We met about you."})

	chart = do(maya)
	g := chart.Plan.Goals[before]
	if g.Text != "Call my brother once" || len(g.Steps) != 1 || len(g.Closeness) != 1 || !g.Story[0].Team || g.Story[0].Why != "One is a start." || g.Story[0].By != "Dana Ortiz, LPC" {
		t.Errorf("goal %+v", g)
	}
	var lopez care.Referral
	for _, x := range chart.Plan.NextCare {
		if x.Name == "Dr. Ana Lopez" {
			lopez = x
		}
	}
	steps := chart.Plan.Transition.Of(care.TransitionStep)
	if lopez.Task == "" || len(steps) == 0 || chart.Plan.Reviews[0].Note != "We met about you." {
		t.Fatalf("referral %+v, steps %+v, reviews %+v", lopez, steps, chart.Plan.Reviews)
	}
	chart = do(maya, care.ReferralMet{Referral: lopez.Ref}, care.TransitionTicked{Line: steps[len(steps)-1].Ref, Done: true})
	if err := maya.Engine().ShareSafetyCard(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	do(maya)

	phone := signedIn(t, clinic, t.TempDir(), demoAccount(t, "patient"))
	other := synced(t, phone)
	if other.Safety.Empty() || !other.Safety.Shared || len(other.Plan.Goals) != len(chart.Plan.Goals) || other.Plan.Assessment.Finished.IsZero() {
		t.Errorf("the second device has card %+v, %d goals, assessment %+v", other.Safety, len(other.Plan.Goals), other.Plan.Assessment)
	}
}
