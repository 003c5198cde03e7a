package demo

import (
	"fmt"
	"strconv"

	"throughline/care"
	"throughline/fhir"
	"throughline/profile"
)

// wording is how a goal read from a day of the stay on.
type wording struct {
	day       int
	text, why string
}

// story is what a member said of themselves at admission, and after.
type story struct {
	goals      [][]wording
	due        []int // weeks after admission, by goal; 0: open
	problems   []care.Challenge
	own        string // a problem in own words
	strengths  []string
	barriers   []string
	together   string // what part two says of the work
	medication string
	transition [][2]string
}

var stories = map[*member]story{
	maya: {
		goals: [][]wording{
			{{0, "Sleep more", ""}, {13, "Sleep through most nights", "It's the waking up that wears me out."}},
			{{0, "Cook dinner twice a week", ""}},
		},
		due: []int{0, 8}, problems: []care.Challenge{care.Anxiety, care.Depression, care.Burnout}, own: "My late shifts",
		strengths: []string{"I show up.", "My sister."}, barriers: []string{"Late shifts on Wednesdays."},
		together:   "Two skills each week: one for the hard moment, one for sleep. You choose where to try them.",
		medication: "A visit with Dr. Raman every two or three weeks. Tell her about missed doses and side effects.",
	},
	marcus: {
		goals: [][]wording{
			{{0, "Stay sober for the whole program", ""}, {28, "Stay sober, one evening at a time", "Thinking of forever made it harder."}},
			{{0, "Go back to work", ""}},
		},
		due: []int{0, 12}, problems: []care.Challenge{care.SubstanceUse, care.PTSD}, own: "",
		strengths: []string{"I ask for help now.", "My daughter."}, barriers: []string{"My friends meet at the bar."},
		together:   "Plan the risky hours of each day. Practice one way to say no until it comes by itself.",
		medication: "A visit with Dr. Raman every two or three weeks.",
		transition: [][2]string{
			{"Know my warning signs", "Skipping meals. Not answering my daughter's calls."},
			{"What helps", "Riding out the urge for 15 minutes. Walking to the lake."},
			{"Who I call", "My sponsor first, then my daughter, then the clinic."},
			{"What comes next", "Weekly therapy with Dana Ortiz, LPC. First visit the week after I leave."},
		},
	},
	naomi: {
		goals: [][]wording{{{0, "Get through a day without panic", ""}}},
		due:   []int{6}, problems: []care.Challenge{care.Anxiety, care.Grief},
		strengths: []string{"I finish what I start."}, barriers: []string{"I live alone."},
		together:   "Breathe first, then decide. Visit the places you avoid, one at a time.",
		medication: "No medication at this time.",
		transition: [][2]string{
			{"Know my warning signs", "Staying home two days in a row."},
			{"What helps", "Paced breathing. Calling my brother."},
			{"What comes next", "A check-in two weeks and two months after discharge."},
		},
	},
}

// plan makes both parts of "My plan", the transition plan and the team's review.
func (b *builder) plan(m *member) {
	s := stories[m]
	start := b.admitted(m)
	var goals, concerns, supporting []fhir.Reference
	for i, w := range s.goals {
		g := b.goal(m, i, w, s.due[i])
		goals = append(goals, ref("Goal", g.ID, ""))
	}
	problem := func(challenge care.Challenge, words string) {
		code := ours(profile.SystemChallenge, string(challenge), words)
		c := &fhir.Condition{
			Base: m.base("problem/", words), Subject: m.ref(), Code: code, RecordedDate: fhir.Date(start), Asserter: m.ref(), Recorder: m.ref(),
			ClinicalStatus:     fhir.Concept(profile.SystemConditionClinical, "active", "Active"),
			VerificationStatus: fhir.Concept(profile.SystemConditionVerified, "unconfirmed", "Unconfirmed"),
			Category:           []fhir.CodeableConcept{fhir.Concept(profile.SystemConditionClass, "health-concern", "Health Concern")},
		}
		b.put(c)
		concerns = append(concerns, ref("Condition", c.ID, ""))
	}
	for _, p := range s.problems {
		problem(p, challengeWords[p])
	}
	if s.own != "" {
		problem(care.ChallengeOther, s.own)
	}
	say := func(words string, code fhir.CodeableConcept) {
		o := &fhir.Observation{
			Base: m.base("statement/", words), Status: "final", Subject: m.ref(), Code: code, ValueString: words,
			EffectiveDateTime: fhir.Date(start), Performer: []fhir.Reference{m.ref()},
			Category: []fhir.CodeableConcept{fhir.Concept(profile.SystemObservationClass, "social-history", "Social History")},
		}
		b.put(o)
		supporting = append(supporting, ref("Observation", o.ID, ""))
	}
	for _, w := range s.strengths {
		say(w, fhir.Concept(profile.SystemStrength, "strength", "Strength"))
	}
	for _, w := range s.barriers {
		say(w, ours(profile.SNOMED, profile.BarrierSNOMED, "Barrier"))
	}

	two := b.carePlan(m, profile.PlanTreatment, "Treatment plan", [][2]string{
		{"What we do together", s.together},
		{"Medication", s.medication},
		{"Learning", "Each group teaches one idea. Bring one thing from your week."},
	})
	two.Goal, two.Addresses, two.SupportingInfo = goals, concerns, supporting
	b.put(two)
	if len(s.transition) > 0 {
		out := b.carePlan(m, profile.PlanTransition, "Transition plan", s.transition)
		out.PartOf = []fhir.Reference{ref("CarePlan", two.ID, "")}
		b.put(out)
	}
	b.teamReview(m)
}

var challengeWords = map[care.Challenge]string{
	care.Anxiety: "Anxiety", care.Depression: "Depression", care.PTSD: "PTSD", care.Grief: "Grief and loss",
	care.SubstanceUse: "Substance use", care.Burnout: "Burnout",
}

func (b *builder) goal(m *member, i int, story []wording, due int) *fhir.Goal {
	g := &fhir.Goal{
		Base: m.base("goal/", i), LifecycleStatus: "active", Subject: m.ref(), ExpressedBy: m.ref(),
		StartDate: fhir.Date(b.admitted(m)), Description: text(story[len(story)-1].text),
	}
	if m.week == 0 {
		g.LifecycleStatus = "completed"
		g.AchievementStatus = fhir.Concept(profile.SystemGoalAchievement, "achieved", "Achieved")
	}
	if due > 0 {
		g.Target = []fhir.GoalTarget{{DueDate: fhir.Date(b.day(b.admitted(m), 7*due))}}
	}
	for _, w := range story {
		at := b.clock(b.day(b.admitted(m), w.day), 20, 30)
		e := fhir.Extension{URL: profile.ExtWording, Element: fhir.Element{Extension: []fhir.Extension{
			{URL: "text", ValueString: w.text}, {URL: "at", ValueDateTime: fhir.DateTime(at)}, {URL: "by", ValueString: m.name()},
		}}}
		if w.why != "" {
			e.Extension = append(e.Extension, fhir.Extension{URL: "why", ValueString: w.why})
		}
		g.Extension = append(g.Extension, e)
		g.StatusDate = fhir.Date(at)
	}
	b.put(g)
	return g
}

func (b *builder) carePlan(m *member, kind, title string, steps [][2]string) *fhir.CarePlan {
	written := b.clock(b.day(b.admitted(m), 8), 12, 0)
	if kind == profile.PlanTransition {
		written = b.clock(b.day(earlier(b.discharged(m), b.today), -5), 12, 0)
	}
	p := &fhir.CarePlan{
		Base: m.base("plan/", kind), Status: "active", Intent: "plan", Title: title, Subject: m.ref(),
		Category: []fhir.CodeableConcept{
			fhir.Concept(profile.SystemCarePlanClass, "assess-plan", "Assessment and Plan of Treatment"),
			ours(profile.SystemPlan, kind, title),
		},
		Period: fhir.Period{Start: fhir.Date(written)}, Created: fhir.DateTime(written),
		Author: ref("Practitioner", dana.id(), dana.name()), CareTeam: []fhir.Reference{ref("CareTeam", m.base("team").ID, "")},
	}
	for _, s := range steps {
		a := fhir.CarePlanActivity{Detail: fhir.ActivityDetail{Status: "in-progress", Code: text(s[0]), Description: s[1]}}
		if s[0] == "Medication" {
			a.Detail.Performer = []fhir.Reference{ref("Practitioner", priya.id(), priya.name())}
		}
		p.Activity = append(p.Activity, a)
	}
	return p
}

// teamReview is the team's last weekly review.
func (b *builder) teamReview(m *member) {
	at := b.clock(b.day(earlier(b.discharged(m), b.today), -6), 12, 0)
	b.put(&fhir.Task{
		Base: m.base("team-review"), Status: "completed", Intent: "order", Code: ours(profile.SystemTask, profile.TaskTeamReview, "Weekly team review"),
		Focus: ref("EpisodeOfCare", m.base("stay").ID, ""), For: m.ref(), Owner: ref("Practitioner", dana.id(), dana.name()),
		AuthoredOn: fhir.DateTime(at), LastModified: fhir.DateTime(at), ExecutionPeriod: fhir.Period{Start: fhir.DateTime(at), End: fhir.DateTime(at)},
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
	chart, _ := profile.Chart(&b.set, profile.Viewer{FHIRUser: "Patient/" + m.id()})
	n := 0
	for _, s := range chart.Sessions {
		if s.Kind == care.KindGroup && s.Attended {
			n++
		}
	}
	return n
}
