package profile

import (
	"cmp"
	"slices"
	"strings"

	"throughline/care"
	"throughline/fhir"
)

// problems circles challenges, takes circles away, and adds own words. A circle
// that is taken away stays in the story.
func (w *planWriter) problems(c care.ProblemsCircled) error {
	for _, x := range c.Add {
		if err := w.circle(x, challengeName(x), c.Why); err != nil {
			return err
		}
	}
	for _, words := range c.Own {
		if words = strings.TrimSpace(words); words == "" {
			continue
		}
		if err := w.circle(care.ChallengeOther, words, c.Why); err != nil {
			return err
		}
	}
	for _, ref := range c.Remove {
		p, there, err := edit[*fhir.Condition](w.set, ref)
		if err != nil {
			return err
		}
		if !there || local(p.Subject.Reference) != w.patient {
			return errGone
		}
		if !stillActive(p.ClinicalStatus) {
			continue
		}
		w.keepFirst(p, w.problem(p))
		p.ClinicalStatus = fhir.Concept(SystemConditionClinical, "inactive", "Inactive")
		p.AbatementDateTime = w.date(w.now)
		p.Extension = append(p.Extension, w.told(care.Removed, p.Code.Words(), c.Why))
		if err := w.put(p); err != nil {
			return err
		}
	}
	return nil
}

// challengeName is how a challenge is written in a record, for systems that do
// not know our codes.
func challengeName(c care.Challenge) string {
	words := strings.ReplaceAll(string(c), "-", " ")
	if c == care.PTSD {
		return "PTSD"
	}
	return strings.ToUpper(words[:1]) + words[1:]
}

// keepFirst writes down when something came that has no story yet.
func (w *planWriter) keepFirst(p *fhir.Condition, was care.Problem) {
	if slices.ContainsFunc(p.Extension, func(e fhir.Extension) bool { return e.URL == ExtWording }) || was.Since.IsZero() {
		return
	}
	p.Extension = append(p.Extension, wording(care.Change{At: was.Since, By: w.person(p.Asserter).Name, Text: was.Text}, cmp.Or(p.Asserter.Reference, w.patient)))
}

// circle makes a problem the patient's, or makes it theirs again.
func (w *planWriter) circle(challenge care.Challenge, words, why string) error {
	var same *fhir.Condition
	each(w.set, func(p *fhir.Condition) {
		if local(p.Subject.Reference) != w.patient || !anyHas(p.Category, SystemConditionClass, "health-concern") ||
			p.VerificationStatus.Has(SystemConditionVerified, "entered-in-error") {
			return
		}
		x := w.problem(p)
		if x.Challenge == challenge && (challenge != care.ChallengeOther || fold(x.Text) == fold(words)) &&
			(same == nil || stillActive(p.ClinicalStatus) && !stillActive(same.ClinicalStatus) || p.ID < same.ID) {
			same = p
		}
	})
	if same == nil {
		return w.newProblem(challenge, words, why)
	}
	if stillActive(same.ClinicalStatus) {
		return nil
	}
	p, _, err := edit[*fhir.Condition](w.set, refTo(same))
	if err != nil {
		return err
	}
	p.ClinicalStatus, p.AbatementDateTime = fhir.Concept(SystemConditionClinical, "active", "Active"), ""
	p.Extension = append(p.Extension, w.told(care.Resumed, words, why))
	return w.put(p)
}

func (w *planWriter) newProblem(challenge care.Challenge, words, why string) error {
	id := w.name("problem", string(challenge))
	if challenge == care.ChallengeOther {
		id = w.name("problem", "other", fold(words))
	}
	p := &fhir.Condition{
		ClinicalStatus:     fhir.Concept(SystemConditionClinical, "active", "Active"),
		VerificationStatus: fhir.Concept(SystemConditionVerified, "unconfirmed", "Unconfirmed"),
		Category:           []fhir.CodeableConcept{fhir.Concept(SystemConditionClass, "health-concern", "Health Concern")},
		Code:               fhir.CodeableConcept{Coding: []fhir.Coding{{System: SystemChallenge, Code: string(challenge)}}, Text: words},
		RecordedDate:       w.date(w.now),
	}
	p.Base, p.Identifier = w.fresh(id)
	p.Subject = w.subject()
	p.Asserter, p.Recorder = p.Subject, p.Subject
	p.Extension = append(p.Extension, w.told(care.Worded, words, why))
	return w.put(p)
}

// statement adds a strength or a barrier, words one anew, or takes it away. What
// is taken away stays in the story.
func (w *planWriter) statement(c care.StatementSaid) error {
	text := strings.TrimSpace(c.Text)
	if c.Statement == "" {
		return w.newStatement(c.Section, text, c.Why)
	}
	o, there, err := edit[*fhir.Observation](w.set, c.Statement)
	if err != nil {
		return err
	}
	if !there || local(o.Subject.Reference) != w.patient || sectionOf(o) == "" {
		return errGone
	}
	if text == o.ValueString && o.Status != "cancelled" {
		return nil
	}
	if !slices.ContainsFunc(o.Extension, func(e fhir.Extension) bool { return e.URL == ExtWording }) && o.EffectiveDateTime != "" {
		was := care.Change{At: w.maybe(o, "effectiveDateTime", o.EffectiveDateTime), By: w.person(firstOf(o.Performer)).Name, Text: o.ValueString}
		o.Extension = append(o.Extension, wording(was, cmp.Or(firstOf(o.Performer).Reference, w.patient)))
	}
	if text == "" {
		o.Status = "cancelled"
		o.Extension = append(o.Extension, w.told(care.Removed, o.ValueString, c.Why))
		return w.put(o)
	}
	what := care.Worded
	if o.Status == "cancelled" {
		what = care.Resumed
	}
	o.Status, o.ValueString = "amended", text
	o.Extension = append(o.Extension, w.told(what, text, c.Why))
	return w.put(o)
}

func (w *planWriter) newStatement(section care.PlanSection, text, why string) error {
	if text == "" {
		return errNoWords
	}
	var same *fhir.Observation
	each(w.set, func(o *fhir.Observation) {
		if local(o.Subject.Reference) == w.patient && sectionOf(o) == section && o.Status != "entered-in-error" && fold(o.ValueString) == fold(text) &&
			(same == nil || o.ID < same.ID) {
			same = o
		}
	})
	if same != nil {
		if same.Status != "cancelled" {
			return nil
		}
		return w.statement(care.StatementSaid{Section: section, Statement: refTo(same), Text: text, Why: why})
	}
	id := w.name(string(section), fold(text))
	for n := 2; ; n++ {
		if _, taken := w.set.Get("Observation/" + id); !taken {
			break
		}
		id = w.name(string(section), fold(text), strings.Repeat("'", n)) // the first was worded anew since
	}
	o := &fhir.Observation{Status: "final", ValueString: text, EffectiveDateTime: w.date(w.now)}
	o.Base, o.Identifier = w.fresh(id)
	o.Subject = w.subject()
	o.Performer = []fhir.Reference{o.Subject}
	o.Category = []fhir.CodeableConcept{fhir.Concept(SystemObservationClass, "social-history", "Social History")}
	o.Code = fhir.Concept(SystemStrength, "strength", "Strength")
	if section == care.SectionBarriers {
		o.Code = fhir.CodeableConcept{Coding: []fhir.Coding{{System: SNOMED, Code: BarrierSNOMED}}, Text: "Barrier"}
	}
	o.Extension = append(o.Extension, w.told(care.Worded, text, why))
	return w.put(o)
}

// assessmentID is the id of a stay's personal assessment: the same on every
// device.
func assessmentID(set Set, patient string) string {
	return NameID(patient + "/" + stayRef(set, patient) + "/personal-assessment")
}

// assess keeps the personal assessment in step with the plan: one response for a
// stay, in progress until the person says that it is complete for now, amended
// after. Its history at the clinic is its story.
func (w *planWriter) assess(finish bool) error {
	p := w.planOfNow()
	id := assessmentID(w.base, w.patient)
	q, there, err := edit[*fhir.QuestionnaireResponse](w.set, "QuestionnaireResponse/"+id)
	if err != nil {
		return err
	}
	if !there {
		ident := identifier(id)
		q = &fhir.QuestionnaireResponse{Status: "in-progress", Identifier: &ident, Questionnaire: FormAssessment + "|1.0.0"}
		q.Base, _ = w.fresh(id)
		q.Subject = w.subject()
		q.Author, q.Source = fhir.Reference{Reference: w.who}, fhir.Reference{Reference: w.who}
	}
	switch {
	case q.Status == "completed" && !finish:
		q.Status = "amended"
	case q.Status == "in-progress" && finish:
		q.Status = "completed"
	case finish:
		return nil
	}
	q.Authored, q.Item = fhir.DateTime(w.now), assessmentItems(p)
	return w.put(q)
}

func (w *planWriter) planOfNow() care.Plan {
	p := care.Plan{Goals: w.goals()}
	w.concerns(&p)
	w.statements(&p)
	return p
}

// Living says whether a form's response is one that goes on changing, so that
// changes on two devices merge item by item after it was completed too: the
// personal assessment and the safety card, which may change at any time.
func Living(canonical string) bool { return noCheckIn(canonical) }

// SetItem says whether a response item is one of theirs: each is a set of answers.
func SetItem(linkID string) bool {
	return slices.Contains(assessmentLinks, linkID) || strings.HasPrefix(linkID, "safety-")
}

var assessmentLinks = []string{"assessment-goals", "assessment-problems", "assessment-problems-own", "assessment-strengths", "assessment-barriers"}

func assessmentItems(p care.Plan) []fhir.ResponseItem {
	answers := map[string][]fhir.ResponseAnswer{}
	say := func(link, words string) {
		answers[link] = append(answers[link], fhir.ResponseAnswer{ValueString: words})
	}
	for _, g := range p.Goals {
		if !g.Resting {
			say("assessment-goals", g.Text)
		}
	}
	for _, x := range p.Problems {
		if x.Challenge == care.ChallengeOther {
			say("assessment-problems-own", x.Text)
			continue
		}
		answers["assessment-problems"] = append(answers["assessment-problems"], fhir.ResponseAnswer{
			ValueCoding: &fhir.Coding{System: SystemChallenge, Code: string(x.Challenge), Display: challengeName(x.Challenge)},
		})
	}
	for _, s := range p.Strengths {
		say("assessment-strengths", s.Text)
	}
	for _, s := range p.Barriers {
		say("assessment-barriers", s.Text)
	}
	var out []fhir.ResponseItem
	for _, link := range assessmentLinks {
		if len(answers[link]) > 0 {
			out = append(out, fhir.ResponseItem{LinkID: link, Answer: answers[link]})
		}
	}
	return out
}
