package profile

import (
	"fmt"
	"slices"
	"strings"

	"throughline/care"
	"throughline/fhir"
)

// byStaff writes what staff change in a patient's plan. The patient's own words
// stay in the story.
func (w *planWriter) byStaff(change care.PlanChange) error {
	switch c := change.(type) {
	case care.TeamGoal:
		w.of(c.Patient)
		if c.Goal == "" {
			return errGone // goals are the patient's to set
		}
		return w.goalWords(c.GoalWords)
	case care.TeamPartSaid:
		w.of(c.Patient)
		return w.part(c)
	case care.TeamReviewed:
		w.of(c.Patient)
		return w.reviewed(c)
	case care.TeamTransition:
		w.of(c.Patient)
		return w.transitionSaid(c.TransitionSaid)
	case care.TeamReferral:
		w.of(c.Patient)
		return w.refer(c.Referral)
	}
	return w.ofStay(change)
}

// ofStay writes what staff record of a patient's stay.
func (w *planWriter) ofStay(change care.PlanChange) error {
	switch c := change.(type) {
	case care.LevelSet:
		w.of(c.Patient)
		return w.levelSet(c)
	case care.DischargeSet:
		w.of(c.Patient)
		return w.dischargeSet(c)
	case care.StayEnded:
		w.of(c.Patient)
		return w.stayEnded(c)
	case care.Readmitted:
		w.of(c.Patient)
		return w.readmitted(c)
	case care.CallRecorded:
		w.of(c.Patient)
		return w.followUpCalled(c)
	}
	return fmt.Errorf("profile: %T is not for staff", change)
}

// newCarePlan is an empty plan of a kind, by the viewer.
func (w *planWriter) newCarePlan(id, kind, title string) *fhir.CarePlan {
	p := &fhir.CarePlan{
		Status: "active", Intent: "plan", Title: title, Subject: w.subject(), Created: fhir.DateTime(w.now),
		Author: reference(w.person(fhir.Reference{Reference: w.who})), Period: fhir.Period{Start: w.date(w.now)},
		Category: []fhir.CodeableConcept{
			fhir.Concept(SystemCarePlanClass, "assess-plan", "Assessment and Plan of Treatment"),
			{Coding: []fhir.Coding{{System: SystemPlan, Code: kind}}, Text: title},
		},
	}
	p.Base, p.Identifier = w.fresh(id)
	return p
}

// treatment is the patient's part two to be edited, or a new one.
func (w *planWriter) treatment() (*fhir.CarePlan, error) {
	var best *fhir.CarePlan
	each(w.set, func(c *fhir.CarePlan) {
		if local(c.Subject.Reference) == w.patient && c.Intent == "plan" && c.Status == "active" && anyHas(c.Category, SystemPlan, PlanTreatment) &&
			(best == nil || later(c, best)) {
			best = c
		}
	})
	if best == nil {
		return w.newCarePlan(w.name(w.stayRef(), PlanTreatment), PlanTreatment, "Treatment plan"), nil
	}
	p, _, err := edit[*fhir.CarePlan](w.set, refTo(best))
	return p, err
}

var partTitles = map[care.PartKind]string{
	care.PartInterventions: "Interventions", care.PartEducation: "Education and tools", care.PartMedication: "Medication management",
}

// part writes a part of part two, or words it anew with the reason. Part two
// names the goals, problems, strengths and barriers that it is about.
func (w *planWriter) part(c care.TeamPartSaid) error {
	p, err := w.treatment()
	if err != nil {
		return err
	}
	if c.Part != "" && refTo(p) != planOf(c.Part) {
		var there bool
		if p, there, err = edit[*fhir.CarePlan](w.set, planOf(c.Part)); err != nil || !there {
			return orGone(err)
		}
	}
	text := strings.TrimSpace(c.Text)
	if c.Part == "" {
		if text == "" {
			return errNoWords
		}
		id := NameID(refTo(p) + "/" + string(c.Kind) + "/" + fold(text))
		title := partTitles[c.Kind]
		if title == "" {
			title = strings.TrimSpace(c.Title)
		}
		code := fhir.CodeableConcept{Text: title}
		if c.Kind != care.PartOther {
			code.Coding = []fhir.Coding{{System: SystemPart, Code: string(c.Kind)}}
		}
		p.Activity = append(p.Activity, fhir.CarePlanActivity{
			Element: fhir.Element{ID: id, Extension: []fhir.Extension{w.told(care.Worded, text, c.Why)}},
			Detail:  fhir.ActivityDetail{Status: "in-progress", Code: code, Description: text, Performer: []fhir.Reference{reference(w.person(fhir.Reference{Reference: w.who}))}},
		})
	} else {
		i, ok := activityAt(p, c.Part)
		if !ok {
			return errGone
		}
		if text == p.Activity[i].Detail.Description {
			return nil
		}
		a := p.Activity[i]
		a.Extension = slices.Clone(a.Extension)
		if !slices.ContainsFunc(a.Extension, func(e fhir.Extension) bool { return e.URL == ExtWording }) {
			old := care.Change{At: w.maybe(p, "created", p.Created), By: w.signed(p.Author), Text: a.Detail.Description}
			a.Extension = append(a.Extension, wording(old, p.Author.Reference))
		}
		what := care.Worded
		if text == "" {
			what, a.Detail.Status = care.Removed, "cancelled"
		} else {
			a.Detail.Description = text
		}
		a.Extension = append(a.Extension, w.told(what, a.Detail.Description, c.Why))
		p.Activity[i] = a
	}
	w.about(p)
	return w.put(p)
}

func orGone(err error) error {
	if err != nil {
		return err
	}
	return errGone
}

// about links part two to part one.
func (w *planWriter) about(p *fhir.CarePlan) {
	add := func(to *[]fhir.Reference, ref string) {
		if !slices.ContainsFunc(*to, func(x fhir.Reference) bool { return local(x.Reference) == ref }) {
			*to = append(*to, fhir.Reference{Reference: ref})
		}
	}
	now := w.planOfNow()
	for _, g := range now.Goals {
		add(&p.Goal, g.Ref)
	}
	for _, x := range now.Problems {
		add(&p.Addresses, x.Ref)
	}
	for _, s := range slices.Concat(now.Strengths, now.Barriers) {
		add(&p.SupportingInfo, s.Ref)
	}
}

// reviewed records a weekly meeting: the team's open task for it, or a new one.
func (w *planWriter) reviewed(c care.TeamReviewed) error {
	var due *fhir.Task
	each(w.set, func(t *fhir.Task) {
		if t.Code.Has(SystemTask, TaskTeamReview) && local(t.For.Reference) == w.patient && open(t) && (due == nil || t.AuthoredOn+t.ID < due.AuthoredOn+due.ID) {
			due = t
		}
	})
	id := w.name(w.stayRef(), TaskTeamReview, w.date(w.now))
	if due != nil {
		id = due.ID
	}
	t, there, err := edit[*fhir.Task](w.set, "Task/"+id)
	if err != nil {
		return err
	}
	if !there {
		t = &fhir.Task{
			Intent: "order", Code: fhir.CodeableConcept{Coding: []fhir.Coding{{System: SystemTask, Code: TaskTeamReview}}, Text: "Weekly team review"},
			For: w.subject(), AuthoredOn: fhir.DateTime(w.now),
		}
		t.Base, t.Identifier = w.fresh(id)
		if stay := w.stayRef(); stay != "" {
			t.Focus = fhir.Reference{Reference: stay}
		}
	}
	at := fhir.DateTime(w.now)
	t.Status, t.LastModified, t.ExecutionPeriod.End = "completed", at, at
	t.Owner = reference(w.person(fhir.Reference{Reference: w.who}))
	t.Output = slices.DeleteFunc(t.Output, func(o fhir.TaskParameter) bool { return o.Type.Has(SystemTask, TaskTold) })
	if note := strings.TrimSpace(c.Note); note != "" {
		t.Output = append(t.Output, fhir.TaskParameter{Type: fhir.Concept(SystemTask, TaskTold, ""), ValueString: note})
	}
	return w.put(t)
}

// refer makes a referral, and the task by which the patient says that they have
// met; or changes one that stands.
func (w *planWriter) refer(c care.Referral) error {
	name := strings.TrimSpace(c.Name)
	if name == "" {
		return errNoWords
	}
	id := strings.TrimPrefix(c.Ref, "ServiceRequest/")
	if id == "" {
		id = w.name(w.stayRef(), "referral", fold(c.Kind), fold(name))
	}
	s, there, err := edit[*fhir.ServiceRequest](w.set, "ServiceRequest/"+id)
	if err != nil {
		return err
	}
	if !there {
		s = &fhir.ServiceRequest{
			Status: "active", Intent: "order", Subject: w.subject(), AuthoredOn: fhir.DateTime(w.now),
			Requester: reference(w.person(fhir.Reference{Reference: w.who})),
			Category:  []fhir.CodeableConcept{fhir.Concept(SNOMED, "3457005", "Patient referral")},
		}
		s.Base, s.Identifier = w.fresh(id)
	}
	s.Code, s.PatientInstruction = fhir.CodeableConcept{Text: strings.TrimSpace(c.Kind)}, strings.TrimSpace(c.Note)
	if len(s.Performer) == 0 || s.Performer[0].Display != name {
		s.Performer = []fhir.Reference{{Display: name}}
	}
	s.Extension = slices.DeleteFunc(s.Extension, func(e fhir.Extension) bool { return e.URL == ExtTelephone })
	if c.Contact != "" {
		s.Extension = append(s.Extension, fhir.Extension{URL: ExtTelephone, ValueString: strings.TrimSpace(c.Contact)})
	}
	s.OccurrenceDateTime = ""
	if !c.First.IsZero() {
		s.OccurrenceDateTime = fhir.DateTime(c.First.In(w.zone))
	}
	if err := w.put(s); err != nil {
		return err
	}
	t := takenUp(s, w.now)
	if _, asked := w.set.Get(refTo(t)); asked {
		return nil
	}
	t.Base, t.Identifier = w.fresh(t.ID)
	t.For, t.Owner = w.subject(), w.subject()
	return w.put(t, s)
}
