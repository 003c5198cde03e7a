package demo

import (
	"fmt"
	"strconv"
	"time"

	"throughline/care"
	"throughline/fhir"
	"throughline/profile"
)

// wording is how a goal read from a day of the stay on.
type wording struct {
	day       int
	text, why string
}

// story is what a member said of themselves at admission, and after, and what the
// team wrote.
type story struct {
	goals     [][]wording
	due       []int // weeks after admission, by goal; 0: open
	steps     []string
	closeness []int // how close the first goal felt, week by week
	problems  []care.Challenge
	own       string // a problem in own words
	gone      care.Challenge
	goneWhy   string
	strengths []string
	barriers  []string

	together   string // what part two says of the work
	medication string
	changed    string // what the team made of it at its last review
	why        string
	note       string
	medicine   [2]string // name, and how it is taken
	next       care.Referral
	met        bool
	transition []care.TransitionSaid // the team's lines
	mine       []care.TransitionSaid // the patient's
	leaves     bool
}

var stories = map[*member]story{
	maya: {
		goals: [][]wording{
			{{0, "Sleep more", ""}, {13, "Sleep through most nights", "It's the waking up that wears me out."}},
			{{0, "Cook dinner twice a week", ""}},
		},
		due: []int{0, 8}, steps: []string{"No phone in bed", "Up at seven, also on Sundays", "Ask about the late shift"}, closeness: []int{0, 1, 1, 2},
		problems: []care.Challenge{care.Anxiety, care.Depression, care.Burnout}, own: "My late shifts",
		gone: care.Grief, goneWhy: "It is more about work than about my father.",
		strengths: []string{"I show up.", "My sister."}, barriers: []string{"Late shifts on Wednesdays."},
		together:   "Two skills each week: one for the hard moment, one for sleep. You choose where to try them.",
		medication: "A visit with Dr. Raman every two or three weeks. Tell her about missed doses and side effects.",
		changed:    "Two skills each week: one for the hard moment, one for the half hour before bed. You choose where to try them.",
		why:        "You wrote that it is the waking up. The half hour before bed is where we can change most.",
		note:       "We see how hard the late shifts are. On Thursday we look at them together.",
		medicine:   [2]string{"Sertraline 50 mg", "One tablet in the morning"},
	},
	marcus: {
		goals: [][]wording{
			{{0, "Stay sober for the whole program", ""}, {28, "Stay sober, one evening at a time", "Thinking of forever made it harder."}},
			{{0, "Go back to work", ""}},
		},
		due: []int{0, 12}, steps: []string{"Delete the bar's number", "Plan Friday before Friday", "Tell my foreman"}, closeness: []int{1, 0, 1, 2, 2, 2, 3, 3, 3},
		problems: []care.Challenge{care.SubstanceUse, care.PTSD}, own: "",
		strengths: []string{"I ask for help now.", "My daughter."}, barriers: []string{"My friends meet at the bar."},
		together:   "Plan the risky hours of each day. Practice one way to say no until it comes by itself.",
		medication: "A visit with Dr. Raman every two or three weeks.",
		changed:    "Plan Friday and Saturday evening ahead. Practice one way to say no until it comes by itself.",
		why:        "The other days go well now. The two evenings are what is left.",
		medicine:   [2]string{"Naltrexone 50 mg", "One tablet a day"},
		next:       care.Referral{Kind: "Individual therapy", Name: "Dr. Ana Lopez", Contact: "(312) 555-0188", Note: "She has read your plan, as you agreed."},
		transition: []care.TransitionSaid{
			{Kind: care.TransitionSigns, Text: "Skipping meals"},
			{Kind: care.TransitionHelps, Text: "Riding out the urge for 15 minutes"},
			{Kind: care.TransitionCall, Text: "The clinic, (312) 555-0100"},
			{Kind: care.TransitionNext, Text: "Weekly therapy with Dr. Ana Lopez"},
			{Kind: care.TransitionStep, Text: "First visit with Dr. Lopez"},
			{Kind: care.TransitionStep, Text: "Meet my sponsor for coffee"},
		},
		mine: []care.TransitionSaid{
			{Kind: care.TransitionSigns, Text: "Not answering my daughter's calls"},
			{Kind: care.TransitionHelps, Text: "Walking to the lake"},
			{Kind: care.TransitionCall, Text: "My sponsor first, then my daughter"},
			{Kind: care.TransitionStep, Text: "Clear out the garage shelf"},
		},
	},
	naomi: {
		goals: [][]wording{{{0, "Get through a day without panic", ""}}},
		due:   []int{6}, closeness: []int{0, 1, 2, 2, 3, 4, 4}, problems: []care.Challenge{care.Anxiety, care.Grief},
		strengths: []string{"I finish what I start."}, barriers: []string{"I live alone."},
		together:   "Breathe first, then decide. Visit the places you avoid, one at a time.",
		medication: "No medication at this time.",
		next:       care.Referral{Kind: "Individual therapy", Name: "Tomoko Arai, LCSW", Contact: "(312) 555-0171"}, met: true,
		transition: []care.TransitionSaid{
			{Kind: care.TransitionSigns, Text: "Staying home two days in a row"},
			{Kind: care.TransitionHelps, Text: "Paced breathing"},
			{Kind: care.TransitionNext, Text: "A check-in two weeks and two months after discharge"},
			{Kind: care.TransitionStep, Text: "Take the train to work once"},
		},
		mine: []care.TransitionSaid{{Kind: care.TransitionHelps, Text: "Calling my brother"}}, leaves: true,
	},
}

// plan makes both parts of "My plan" as the app and the team's screens make it:
// change by change, each at its time.
func (b *builder) plan(m *member) {
	s := stories[m]
	start := b.admitted(m)
	last := b.clock(b.day(earlier(b.discharged(m), b.today), -6), 12, 0) // the team's last review
	at := func(day, hour, minute int) time.Time { return b.clock(b.day(start, day), hour, minute) }
	me, they := profile.Viewer{FHIRUser: "Patient/" + m.id()}, profile.Viewer{FHIRUser: "Practitioner/" + dana.id()}
	says := func(v profile.Viewer, when time.Time, changes ...care.PlanChange) {
		for i, c := range changes {
			b.apply(profile.PlanChanged(&b.set, v, c, when.Add(time.Duration(i)*time.Second)))
		}
	}
	patient := "Patient/" + m.id()

	for i, w := range s.goals {
		target := time.Time{}
		if s.due[i] > 0 {
			target = b.day(start, 7*s.due[i])
		}
		says(me, at(0, 20, 30+i), care.GoalWords{Text: w[0].text, Target: target})
	}
	circles := care.ProblemsCircled{Add: s.problems}
	if s.own != "" {
		circles.Own = []string{s.own}
	}
	if s.gone != "" {
		circles.Add = append([]care.Challenge{s.gone}, circles.Add...)
	}
	says(me, at(0, 20, 33), circles)
	for _, w := range s.strengths {
		says(me, at(0, 20, 35), care.StatementSaid{Section: care.SectionStrengths, Text: w})
	}
	for _, w := range s.barriers {
		says(me, at(0, 20, 36), care.StatementSaid{Section: care.SectionBarriers, Text: w})
	}
	says(me, at(0, 20, 38), care.AssessmentFinished{})

	says(they, at(8, 12, 0),
		care.TeamPartSaid{Patient: patient, Kind: care.PartInterventions, Text: s.together},
		care.TeamPartSaid{Patient: patient, Kind: care.PartMedication, Text: s.medication},
		care.TeamPartSaid{Patient: patient, Kind: care.PartEducation, Text: "Each group teaches one idea. Bring one thing from your week."})
	b.grow(m, s, says, me)
	b.prescribe(m, s)
	if s.changed != "" {
		says(they, last, care.TeamPartSaid{Patient: patient, Part: b.see(m).Plan.Clinical[0].Ref, Text: s.changed, Why: s.why})
	}
	says(they, last.Add(5*time.Minute), care.TeamReviewed{Patient: patient, Note: s.note})
	b.leave(m, s, says, me, they)
}

// grow is what a member changed in the weeks after: words, steps, how close it felt.
func (b *builder) grow(m *member, s story, says func(profile.Viewer, time.Time, ...care.PlanChange), me profile.Viewer) {
	at := func(day, hour, minute int) time.Time { return b.clock(b.day(b.admitted(m), day), hour, minute) }
	goals := b.see(m).Plan.Goals
	for i, text := range s.steps {
		says(me, at(9, 20, i), care.GoalStep{Goal: goals[0].Ref, Do: care.StepAdd, Text: text})
	}
	for week, value := range s.closeness {
		if when := at(7*week+1, 20, 0); when.Before(b.today) {
			says(me, when, care.GoalClose{Goal: goals[0].Ref, Value: value})
		}
	}
	if s.gone != "" {
		for _, p := range b.see(m).Plan.Problems {
			if p.Challenge == s.gone {
				says(me, at(11, 19, 0), care.ProblemsCircled{Remove: []string{p.Ref}, Why: s.goneWhy})
			}
		}
	}
	for i, w := range s.goals {
		for _, later := range w[1:] {
			says(me, at(later.day, 20, 30), care.GoalWords{Goal: goals[i].Ref, Text: later.text, Why: later.why})
		}
	}
	if steps := b.see(m).Plan.Goals[0].Steps; len(steps) > 0 {
		says(me, at(15, 8, 0), care.GoalStep{Goal: goals[0].Ref, Step: steps[0].ID, Do: care.StepTick})
	}
	if s.leaves {
		says(me, b.clock(b.day(b.discharged(m), -2), 9, 0), care.GoalState{Goal: goals[0].Ref, To: care.Reached})
	}
}

// leave is the referral and the transition plan, written together in the last weeks.
func (b *builder) leave(m *member, s story, says func(profile.Viewer, time.Time, ...care.PlanChange), me, they profile.Viewer) {
	written := b.clock(b.day(earlier(b.discharged(m), b.today), -5), 12, 0)
	patient := "Patient/" + m.id()
	if s.next.Name != "" {
		next := s.next
		next.First = b.clock(b.day(b.discharged(m), 4), 10, 0)
		says(they, written, care.TeamReferral{Patient: patient, Referral: next})
	}
	for i, x := range s.transition {
		if x.Kind == care.TransitionStep {
			x.On = b.day(b.discharged(m), 4+3*i)
		}
		says(they, written.Add(time.Duration(i)*time.Minute), care.TeamTransition{Patient: patient, TransitionSaid: x})
	}
	for i, x := range s.mine {
		says(me, written.Add(time.Hour+time.Duration(i)*time.Minute), x)
	}
	plan := b.see(m).Plan
	if s.met {
		says(me, b.clock(b.day(b.discharged(m), 4), 12, 0), care.ReferralMet{Referral: plan.NextCare[0].Ref})
	}
	for _, l := range plan.Transition.Of(care.TransitionStep) {
		if !l.Team || s.leaves {
			says(me, b.clock(b.day(earlier(b.discharged(m), b.today), -1), 18, 0), care.TransitionTicked{Line: l.Ref, Done: true})
		}
	}
}

// see is what a member sees so far.
func (b *builder) see(m *member) care.Chart {
	chart, _ := profile.Chart(&b.set, profile.Viewer{FHIRUser: "Patient/" + m.id()})
	return chart
}

// prescribe makes what a member is on.
func (b *builder) prescribe(m *member, s story) {
	if s.medicine[0] == "" {
		return
	}
	b.put(&fhir.MedicationRequest{
		Base: m.base("medication"), Status: "active", Intent: "order", MedicationCodeableConcept: text(s.medicine[0]), Subject: m.ref(),
		AuthoredOn: fhir.Date(b.day(b.admitted(m), 8)), Requester: ref("Practitioner", priya.id(), priya.name()),
		DosageInstruction: []fhir.Dosage{{Text: s.medicine[1]}},
	})
}

// approve makes the cover and the payer's approval of visits: to the end of the
// stay for Maya, three more for Marcus.
func (b *builder) approve(m *member) {
	visits := 3 * m.length
	if m == marcus {
		visits = b.attended(m) + 3
	}
	cover := &fhir.Coverage{
		Base: m.base("coverage"), Status: "active", Beneficiary: m.ref(), SubscriberID: fmt.Sprintf("PHP-%s", m.id()[:8]),
		Payor: []fhir.Reference{ref("Organization", payerID, "Prairie Health Plan")},
	}
	b.put(cover)
	b.put(&fhir.ClaimResponse{
		Base: m.base("approval"), Status: "active", Use: "preauthorization", Outcome: "complete", Patient: m.ref(),
		Type:    fhir.Concept("http://terminology.hl7.org/CodeSystem/claim-type", "professional", "Professional"),
		Created: fhir.Date(b.admitted(m)), Insurer: ref("Organization", payerID, "Prairie Health Plan"),
		PreAuthRef: "PA-" + m.id()[9:13], PreAuthPeriod: fhir.Period{Start: fhir.Date(b.admitted(m)), End: fhir.Date(b.discharged(m))},
		Item: []fhir.ClaimResponseItem{{ItemSequence: 1, Adjudication: []fhir.Adjudication{
			{Category: ours(profile.SystemApproval, profile.ApprovalVisits, "Approved visits"), Value: fhir.Decimal(strconv.Itoa(visits))},
		}}},
		Insurance: []fhir.ClaimInsurance{{Sequence: 1, Focal: yes(), Coverage: ref("Coverage", cover.ID, "")}},
	})
}

// attended counts the groups that a member came to.
func (b *builder) attended(m *member) int {
	n := 0
	for _, s := range b.see(m).Sessions {
		if s.Kind == care.KindGroup && s.Attended {
			n++
		}
	}
	return n
}
