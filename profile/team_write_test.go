package profile_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"throughline/care"
	"throughline/profile"
)

const (
	team = `{"resourceType":"CareTeam","id":"ct","status":"active","subject":{"reference":"Patient/maya"},"participant":[
		{"role":[{"coding":[{"system":"https://throughline.app/fhir/CodeSystem/team-part","code":"therapist"}],"text":"Therapist"}],"member":{"reference":"Practitioner/dana"}}]}`
	oldPlan = `{"resourceType":"CarePlan","id":"old","status":"active","intent":"plan","subject":{"reference":"Patient/maya"},"created":"2027-02-24T12:00:00-06:00",
		"author":{"reference":"Practitioner/dana"},"category":[{"coding":[{"system":"http://hl7.org/fhir/us/core/CodeSystem/careplan-category","code":"assess-plan"}]},
		{"coding":[{"system":"https://throughline.app/fhir/CodeSystem/plan","code":"treatment"}]}],
		"activity":[{"detail":{"status":"in-progress","code":{"text":"What we do"},"description":"One skill a week"},"x-kept":true}]}`
)

func TestTheTeamWritesPartTwoAndSaysWhyItChanges(t *testing.T) {
	t.Parallel()
	m := store(t, team)
	change(t, m, asMaya, care.GoalWords{Text: "Sleep"}, care.ProblemsCircled{Add: []care.Challenge{care.Anxiety}}, care.StatementSaid{Section: care.SectionStrengths, Text: "I show up"})
	p := change(t, m, asDana,
		care.TeamPartSaid{Patient: "Patient/maya", Kind: care.PartInterventions, Text: "Breathing each evening"},
		care.TeamPartSaid{Patient: "Patient/maya", Kind: care.PartMedication, Text: "One visit a month"},
	)
	if len(p.Clinical) != 2 || p.Clinical[0].Kind != care.PartInterventions || p.Clinical[0].By != "Dana Ortiz, LPC" || len(p.Changes) != 0 {
		t.Fatalf("%+v, changes %+v", p.Clinical, p.Changes)
	}
	p = change(t, m, asDana,
		care.TeamPartSaid{Patient: "Patient/maya", Part: p.Clinical[0].Ref, Text: "Breathing each morning", Why: "Evenings are too full."},
		care.TeamGoal{Patient: "Patient/maya", GoalWords: care.GoalWords{Goal: p.Goals[0].Ref, Text: "Sleep", Target: now.AddDate(0, 0, 14), Why: "Small and near."}},
		care.TeamReviewed{Patient: "Patient/maya", Note: " We see you. "},
	)
	check(t, "part", p.Clinical[0].Text+"|"+story(p.Clinical[0].Story), "Breathing each morning|Breathing each morning (Evenings are too full.) < Breathing each evening")
	var got []string
	for _, c := range p.Reviews[0].Changes {
		got = append(got, fmt.Sprintf("%s: %s %s (%s) %s", c.Subject, c.What, c.By, c.Role, c.Why))
	}
	check(t, "review", strings.Join(got, "; "), "Sleep: dated Dana Ortiz, LPC (Therapist) Small and near.; Interventions:  Dana Ortiz, LPC (Therapist) Evenings are too full.")
	check(t, "note", p.Reviews[0].Note, "We see you.")
	check(t, "goal", p.Goals[0].Target.Format(time.DateOnly)+p.Goals[0].Text, "2027-03-23Sleep")
	check(t, "team", string(p.Team[0].Part)+p.Team[0].Title, "therapistTherapist, LPC")
	if _, err := profile.PlanChanged(m, asDana, care.TeamGoal{Patient: "Patient/maya", GoalWords: care.GoalWords{Text: "New"}}, now); err == nil {
		t.Error("staff set a goal for the patient")
	}
}

// Part two that was written before stories were kept gets one, and what else is in
// it stays.
func TestAnOlderPartTwoGetsItsStory(t *testing.T) {
	t.Parallel()
	m := store(t, team, oldPlan)
	ref := see(t, m, asMaya).Plan.Clinical[0].Ref
	ops, err := profile.PlanChanged(m, asDana, care.TeamPartSaid{Patient: "Patient/maya", Part: ref, Text: "Two skills a week", Why: "It goes well."}, now)
	if err != nil || len(ops) != 1 || ops[0].Kind != profile.Update {
		t.Fatalf("%v, %+v", err, ops)
	}
	want(t, ops[0].Body, map[string]any{"activity.0.x-kept": true, "activity.0.detail.description": "Two skills a week"})
	apply(t, m, ops, err)
	p := see(t, m, asMaya).Plan
	check(t, "story", story(p.Clinical[0].Story), "Two skills a week (It goes well.) < One skill a week")
	check(t, "changes", len(p.Changes), 1)
}

// Both write the transition plan; the words of each side stay theirs, and a tick
// on the team's step is the patient's.
func TestTheTransitionPlanHasTwoSides(t *testing.T) {
	t.Parallel()
	m := store(t, team, oldPlan)
	theirs := func(c care.TransitionSaid) care.PlanChange {
		return care.TeamTransition{Patient: "Patient/maya", TransitionSaid: c}
	}
	change(t, m, asDana, theirs(care.TransitionSaid{Kind: care.TransitionStep, Text: "See Dr. Lopez", On: now.AddDate(0, 0, 7)}), theirs(care.TransitionSaid{Kind: care.TransitionSigns, Text: "No sleep"}))
	p := change(t, m, asMaya, care.TransitionSaid{Kind: care.TransitionSigns, Text: "No calls"}, care.TransitionSaid{Kind: care.TransitionStep, Text: "Pack"})
	steps, signs := p.Transition.Of(care.TransitionStep), p.Transition.Of(care.TransitionSigns)
	if len(steps) != 2 || len(signs) != 2 || !signs[0].Team || signs[1].Team || signs[0].By != "Dana Ortiz, LPC" || steps[0].On.Format(time.DateOnly) != "2027-03-16" {
		t.Fatalf("%+v", p.Transition)
	}
	for _, tick := range []bool{true, true, false, false, true} {
		p = change(t, m, asMaya, care.TransitionTicked{Line: steps[0].Ref, Done: tick}, care.TransitionTicked{Line: steps[1].Ref, Done: tick})
		for _, s := range p.Transition.Of(care.TransitionStep) {
			check(t, s.Text, !s.Done.IsZero(), tick)
		}
	}
	check(t, "lines", len(p.Transition.Lines), 4)
	for name, x := range map[string]struct {
		who    profile.Viewer
		change care.PlanChange
	}{
		"the patient the team's": {asMaya, care.TransitionSaid{Line: signs[0].Ref, Text: "x"}},
		"the team the patient's": {asDana, theirs(care.TransitionSaid{Line: signs[1].Ref, Text: "x"})},
	} {
		if ops, err := profile.PlanChanged(m, x.who, x.change, now); err == nil || len(ops) > 0 {
			t.Errorf("%s: changed", name)
		}
	}
	p = change(t, m, asMaya, care.TransitionSaid{Kind: care.TransitionSigns, Line: signs[1].Ref, Text: "No calls for a day"}, care.TransitionSaid{Kind: care.TransitionStep, Line: steps[1].Ref})
	check(t, "worded", p.Transition.Of(care.TransitionSigns)[1].Text, "No calls for a day")
	check(t, "taken away", len(p.Transition.Of(care.TransitionStep)), 1)
}

func TestAReferralIsVisibleUntilItIsTakenUp(t *testing.T) {
	t.Parallel()
	m := store(t, team)
	p := change(t, m, asDana, care.TeamReferral{Patient: "Patient/maya", Referral: care.Referral{Kind: "Individual therapy", Name: "Dr. Ana Lopez", Contact: "(312) 555-0188", First: now.AddDate(0, 0, 7), Note: "Bring your plan."}})
	r := p.NextCare[0]
	check(t, "referral", r.Kind+"|"+r.Name+"|"+r.Contact+"|"+r.Note+"|"+r.First.Format(time.DateOnly), "Individual therapy|Dr. Ana Lopez|(312) 555-0188|Bring your plan.|2027-03-16")
	check(t, "open", r.Met.IsZero() && r.Task != "", true)
	p = change(t, m, asMaya, care.ReferralMet{Referral: r.Ref}, care.ReferralMet{Referral: r.Ref}, care.OwnCare{Name: "Dr. Lee", Kind: "Medicine", First: now.AddDate(0, 1, 0)})
	check(t, "met", !p.NextCare[0].Met.IsZero() && p.NextCare[0].Ref == r.Ref, true)
	check(t, "own", p.NextCare[1].Own && p.NextCare[1].Kind == "Medicine" && !p.NextCare[1].First.IsZero(), true)
	p = change(t, m, asDana, care.TeamReferral{Patient: "Patient/maya", Referral: care.Referral{Ref: r.Ref, Kind: r.Kind, Name: r.Name, Contact: "(312) 555-0199"}})
	check(t, "changed", p.NextCare[0].Contact+fmt.Sprint(p.NextCare[0].First.IsZero()), "(312) 555-0199true")
}

// A referral that another system made has no task that asks for it: it could not be said to be taken up, and stood for ever.
func TestAReferralOfAnotherSystemCanBeTakenUp(t *testing.T) {
	t.Parallel()
	m := store(t, team, `{"resourceType":"ServiceRequest","id":"sr","status":"active","intent":"order","subject":{"reference":"Patient/maya"},"code":{"text":"Therapy"},"performer":[{"display":"Lee Park"}]}`)
	if r := see(t, m, asMaya).Plan.NextCare; len(r) != 1 || !r[0].Met.IsZero() {
		t.Fatalf("%+v", r)
	}
	for _, who := range []profile.Viewer{asMaya, {FHIRUser: "Practitioner/dana", Patient: "maya"}} {
		change(t, m, asMaya, care.ReferralMet{Referral: "ServiceRequest/sr"}, care.ReferralMet{Referral: "ServiceRequest/sr"})
		if p := see(t, m, who).Plan.NextCare; len(p) != 1 || p[0].Met.IsZero() || p[0].Own {
			t.Errorf("%s sees %+v", who.FHIRUser, p)
		}
	}
}

// A transition plan of a system that does not know our codes is shown as steps.
func TestATransitionPlanOfOthersIsShown(t *testing.T) {
	t.Parallel()
	m := store(t, `{"resourceType":"CarePlan","id":"x","status":"active","intent":"plan","subject":{"reference":"Patient/maya"},"author":{"reference":"Practitioner/dana"},
		"category":[{"coding":[{"system":"https://throughline.app/fhir/CodeSystem/plan","code":"transition"}]}],
		"activity":[{"detail":{"status":"completed","code":{"text":"What helps"},"description":"Walking"}},{"detail":{"status":"cancelled","description":"Gone"}},{"detail":{"status":"unknown"}}]}`)
	l := see(t, m, asMaya).Plan.Transition.Lines
	if len(l) != 1 || l[0].Text != "What helps: Walking" || l[0].Kind != care.TransitionStep {
		t.Errorf("%+v", l)
	}
}

func TestMedicationsAreRead(t *testing.T) {
	t.Parallel()
	m := store(t,
		`{"resourceType":"MedicationRequest","id":"1","status":"active","intent":"order","medicationCodeableConcept":{"text":"Sertraline 50 mg"},"subject":{"reference":"Patient/maya"},"authoredOn":"2027-02-20","requester":{"reference":"Practitioner/dana"},"dosageInstruction":[{"text":"One tablet in the morning"}]}`,
		`{"resourceType":"MedicationStatement","id":"2","status":"active","medicationCodeableConcept":{"text":"Melatonin"},"subject":{"reference":"Patient/maya"},"effectivePeriod":{"start":"2027-01-01"},"dosage":[{"patientInstruction":"At night"}]}`,
		`{"resourceType":"MedicationRequest","id":"3","status":"stopped","intent":"order","medicationCodeableConcept":{"text":"Old"},"subject":{"reference":"Patient/maya"}}`,
		`{"resourceType":"MedicationRequest","id":"4","status":"active","intent":"order","medicationCodeableConcept":{"text":"Somebody else's"},"subject":{"reference":"Patient/other"}}`)
	var got []string
	for _, x := range see(t, m, asMaya).Plan.Medications {
		got = append(got, x.Name+", "+x.How+", "+x.By)
	}
	check(t, "medications", strings.Join(got, "; "), "Melatonin, At night, ; Sertraline 50 mg, One tablet in the morning, Dana Ortiz, LPC")
}

// Two of three medicines of a patient were not on the list: the one was a Medication contained in the request, the other a
// reference without words. Whoever read the list believed it.
func TestNoMedicineIsLeftOffTheListForWantOfAName(t *testing.T) {
	t.Parallel()
	m := store(t,
		`{"resourceType":"MedicationRequest","id":"1","status":"active","intent":"order","contained":[{"resourceType":"Medication","id":"other","code":{"text":"No"}},{"resourceType":"Medication","id":"med","code":{"coding":[{"code":"1"},{"code":"2","display":"Sertraline 50 mg"}]}}],"medicationReference":{"reference":"#med"},"subject":{"reference":"Patient/maya"}}`,
		`{"resourceType":"MedicationStatement","id":"2","status":"active","medicationReference":{"reference":"Medication/9"},"subject":{"reference":"Patient/maya"},"dosage":[{"text":"At night"}]}`,
		`{"resourceType":"MedicationRequest","id":"3","status":"active","intent":"order","contained":[{"resourceType":"Practitioner","id":"p"}],"medicationReference":{"reference":"#gone"},"subject":{"reference":"Patient/maya"}}`)
	var got []string
	for _, x := range see(t, m, asMaya).Plan.Medications {
		got = append(got, x.Ref+" "+x.Name+", "+x.How)
	}
	check(t, "medications", strings.Join(got, "; "), "MedicationRequest/3 , ; MedicationStatement/2 , At night; MedicationRequest/1 Sertraline 50 mg, ")
}

// A prescriber changed a dose, added a medicine and ended one, and nothing told the team. What was stored first is of the day
// on which it was given, and what was written in error is nothing.
func TestTheTeamIsToldOfEveryChangeOfAMedicine(t *testing.T) {
	t.Parallel()
	med := func(id, status, version, updated, more string) string {
		return `{"resourceType":"MedicationRequest","id":"` + id + `","status":"` + status + `","intent":"order","medicationCodeableConcept":{"text":"` + id + `"},"subject":{"reference":"Patient/maya"},"authoredOn":"2027-02-20",` +
			`"meta":{"versionId":"` + version + `","lastUpdated":"` + updated + `"` + more + `}}`
	}
	m := store(
		t, med("Old", "active", "1", "2027-03-08T10:00:00Z", ""), med("Ended", "stopped", "2", "2027-03-07T10:00:00Z", ""),
		med("Dose", "active", "3", "2027-03-09T10:00:00Z", `,"extension":[{"url":"`+profile.ExtWrittenBy+`","valueUri":"Practitioner/dana"}]`),
		med("Slip", "entered-in-error", "2", "2027-03-09T11:00:00Z", ""), med("Idea", "draft", "2", "2027-03-09T11:00:00Z", ""),
	)
	var got []string
	for _, x := range see(t, m, asMaya).Plan.MedicineChanges {
		got = append(got, fmt.Sprint(x.At.UTC().Format(time.DateOnly), " ", x.Name, " ", x.By, " ", x.Ended))
	}
	check(t, "changes", strings.Join(got, "; "), "2027-03-09 Dose Dana Ortiz, LPC false; 2027-03-07 Ended  true; 2027-02-20 Old  false")
}

// Staff see the card that the patient shares; a loved one never does.
func TestOnlyTheTeamSeesASharedSafetyCard(t *testing.T) {
	t.Parallel()
	m := store(t)
	card := care.SafetyCard{Changed: now, Alone: []string{"Walk", "Breathe"}, LiveFor: []string{"Nico"}, Together: "Dana"}
	ops, err := profile.SafetyShared(m, asMaya, card, now)
	apply(t, m, ops, err)
	seen := see(t, m, profile.Viewer{FHIRUser: "Practitioner/dana", Patient: "maya"}).Safety
	if !seen.SameWords(card) || !seen.Shared || seen.Together != "Dana" || !seen.Changed.Equal(now) {
		t.Errorf("%+v", seen)
	}
	if lovedOne := see(t, m, profile.Viewer{FHIRUser: "RelatedPerson/r", Patient: "maya"}).Safety; !lovedOne.Empty() {
		t.Errorf("a loved one sees %+v", lovedOne)
	}
	ops, err = profile.SafetyUnshared(m, asMaya, now)
	apply(t, m, ops, err)
	if again, err := profile.SafetyUnshared(m, asMaya, now); err != nil || len(again) > 0 {
		t.Errorf("ended twice: %v", err)
	}
	if seen = see(t, m, profile.Viewer{FHIRUser: "Practitioner/dana", Patient: "maya"}).Safety; seen.Shared {
		t.Error("it still looks shared")
	}
}
