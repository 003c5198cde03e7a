package profile

import (
	"cmp"
	"slices"

	"throughline/care"
	"throughline/fhir"
)

func (r *reader) plan() care.Plan {
	p := care.Plan{Team: r.team()}
	r.concerns(&p)
	r.statements(&p)
	p.Goals = r.goals()
	p.Assessment = r.assessment(p)
	each(r.set, func(c *fhir.CarePlan) {
		if local(c.Subject.Reference) != r.patient || c.Intent != "plan" || c.Status != "active" || anyHas(c.Category, SystemPlan, PlanTransition) {
			return
		}
		if len(c.Category) == 0 || anyHas(c.Category, SystemCarePlanClass, "assess-plan") { // R4 9.5: a category may be absent
			p.Clinical = append(p.Clinical, r.parts(c)...)
		}
	})
	slices.SortStableFunc(p.Clinical, func(a, b care.PlanPart) int { return cmp.Compare(planOf(a.Ref), planOf(b.Ref)) })
	p.Transition = r.transition()
	p.Changes = teamChanges(p)
	p.Reviews = r.reviewsOf(p.Changes)
	if len(p.Reviews) > 0 {
		p.LastReviewed = p.Reviews[0].At
	}
	p.Medications, p.MedicineChanges = r.medications()
	p.NextCare = r.nextCare()
	return p
}

// concerns are the problems that the patient circled or wrote, and how they came
// and went.
func (r *reader) concerns(p *care.Plan) {
	each(r.set, func(c *fhir.Condition) {
		if local(c.Subject.Reference) != r.patient || !anyHas(c.Category, SystemConditionClass, "health-concern") ||
			c.VerificationStatus.Has(SystemConditionVerified, "entered-in-error") {
			return
		}
		x := r.problem(c)
		active := stillActive(c.ClinicalStatus)
		if active {
			p.Problems = append(p.Problems, x)
		}
		since := x.Since
		if since.IsZero() {
			since = r.updated(c)
		}
		first := care.Change{Text: x.Text, At: since, By: r.person(c.Asserter).Name}
		for _, told := range r.story(c, c.Extension, first, active) {
			p.Told = append(p.Told, care.Told{Ref: x.Ref, Section: care.SectionProblems, Challenge: x.Challenge, Change: told})
		}
	})
	slices.SortFunc(p.Problems, func(a, b care.Problem) int {
		return cmp.Or(order(a.Challenge)-order(b.Challenge), a.Since.Compare(b.Since), cmp.Compare(a.Ref, b.Ref))
	})
}

// statements are the strengths and barriers, and how they were worded.
func (r *reader) statements(p *care.Plan) {
	each(r.set, func(o *fhir.Observation) {
		section := sectionOf(o)
		if local(o.Subject.Reference) != r.patient || o.Status == "entered-in-error" || o.ValueString == "" || section == "" {
			return
		}
		s := care.Statement{Ref: refTo(o), Text: o.ValueString, Since: r.maybe(o, "effectiveDateTime", o.EffectiveDateTime)}
		said := o.Status != "cancelled"
		since := s.Since
		if since.IsZero() {
			since = r.updated(o)
		}
		s.Story = r.story(o, o.Extension, care.Change{Text: s.Text, At: since, By: r.person(firstOf(o.Performer)).Name}, said)
		for _, told := range s.Story {
			p.Told = append(p.Told, care.Told{Ref: s.Ref, Section: section, Change: told})
		}
		switch {
		case !said:
		case section == care.SectionStrengths:
			p.Strengths = append(p.Strengths, s)
		default:
			p.Barriers = append(p.Barriers, s)
		}
	})
	for _, list := range [][]care.Statement{p.Strengths, p.Barriers} {
		slices.SortFunc(list, func(a, b care.Statement) int { return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.Ref, b.Ref)) })
	}
	slices.SortStableFunc(p.Told, func(a, b care.Told) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Section, b.Section), cmp.Compare(a.Text, b.Text))
	})
}

// sectionOf tells a strength from a barrier; "" is neither.
func sectionOf(o *fhir.Observation) care.PlanSection {
	switch {
	case o.Code.Has(SystemStrength, "strength"):
		return care.SectionStrengths
	case o.Code.Has(SNOMED, BarrierSNOMED) || o.Code.Has(SNOMED, BarrierSNOMEDUS):
		return care.SectionBarriers
	}
	return ""
}

// order is the guide's order of the ten challenges; what is none comes last.
func order(c care.Challenge) int {
	if i := slices.Index(care.Challenges(), c); i >= 0 {
		return i
	}
	return len(care.Challenges())
}

func stillActive(status fhir.CodeableConcept) bool {
	code, ok := coding(status, SystemConditionClinical)
	return !ok || code == "active" || code == "recurrence" || code == "relapse"
}

func (r *reader) problem(c *fhir.Condition) care.Problem {
	p := care.Problem{Ref: refTo(c), Challenge: care.ChallengeOther, Text: c.Code.Words(), Since: r.maybe(c, "recordedDate", c.RecordedDate)}
	if code, ok := coding(c.Code, SystemChallenge); ok && slices.Contains(care.Challenges(), care.Challenge(code)) {
		p.Challenge = care.Challenge(code)
	}
	return p
}

func firstOf(refs []fhir.Reference) fhir.Reference {
	if len(refs) == 0 {
		return fhir.Reference{}
	}
	return refs[0]
}

// assessment tells how part one stands.
func (r *reader) assessment(p care.Plan) care.Assessment {
	a := care.Assessment{Begun: len(p.Goals)+len(p.Problems)+len(p.Strengths)+len(p.Barriers) > 0}
	if q, ok := get[*fhir.QuestionnaireResponse](r.set, "QuestionnaireResponse/"+assessmentID(r.set, r.patient)); ok && q.Status != "entered-in-error" {
		a.Ref, a.Begun = refTo(q), true
		if q.Status == "completed" || q.Status == "amended" {
			a.Finished = r.maybe(q, "authored", q.Authored)
		}
	}
	return a
}
