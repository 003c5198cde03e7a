package profile

import (
	"slices"
	"strconv"
	"strings"

	"throughline/care"
	"throughline/fhir"
)

// side is the viewer's own side of the transition plan, to be edited: the
// patient's, or the team's. A new one is part of part two where there is one.
func (w *planWriter) side() (*fhir.CarePlan, error) {
	mine := func(c *fhir.CarePlan) bool {
		return (local(c.Author.Reference) == w.patient) == (w.role == care.RolePatient)
	}
	var best *fhir.CarePlan
	each(w.set, func(c *fhir.CarePlan) {
		if local(c.Subject.Reference) == w.patient && c.Intent == "plan" && c.Status == "active" && anyHas(c.Category, SystemPlan, PlanTransition) &&
			mine(c) && (best == nil || later(c, best)) {
			best = c
		}
	})
	if best != nil {
		p, _, err := edit[*fhir.CarePlan](w.set, refTo(best))
		return p, err
	}
	whose := "team"
	if w.role == care.RolePatient {
		whose = "own"
	}
	p := w.newCarePlan(w.name(w.stayRef(), PlanTransition, whose), PlanTransition, "Transition plan")
	each(w.set, func(c *fhir.CarePlan) {
		if local(c.Subject.Reference) == w.patient && c.Status == "active" && anyHas(c.Category, SystemPlan, PlanTreatment) && len(p.PartOf) == 0 {
			p.PartOf = []fhir.Reference{{Reference: refTo(c)}}
		}
	})
	return p, nil
}

// owned says whose side a line stands on. A patient never changes the team's
// words, nor the team the patient's.
func (w *planWriter) owned(p *fhir.CarePlan, line string) error {
	if refTo(p) == planOf(line) {
		return nil
	}
	if _, there := w.set.Get(planOf(line)); there {
		return errNotYours
	}
	return errGone
}

func (w *planWriter) transitionSaid(c care.TransitionSaid) error {
	text := strings.TrimSpace(c.Text)
	p, err := w.side()
	if err != nil {
		return err
	}
	if c.Line == "" {
		if text == "" {
			return errNoWords
		}
		if !slices.Contains(care.TransitionKinds(), c.Kind) {
			return errGone
		}
		name := refTo(p) + "/" + string(c.Kind) + "/" + fold(text)
		id := NameID(name)
		for n := 2; ; n++ {
			i := slices.IndexFunc(p.Activity, func(a fhir.CarePlanActivity) bool { return a.ID == id })
			if i < 0 {
				break
			}
			if fold(p.Activity[i].Detail.Description) == fold(text) {
				return nil
			}
			id = NameID(name + "/" + strconv.Itoa(n)) // the first was worded anew since
		}
		a := fhir.CarePlanActivity{Element: fhir.Element{ID: id}, Detail: fhir.ActivityDetail{
			Status: "not-started", Description: text,
			Code: fhir.CodeableConcept{Coding: []fhir.Coding{{System: SystemPart, Code: string(c.Kind)}}},
		}}
		w.onDay(&a.Detail, c)
		p.Activity = append(p.Activity, a)
		return w.put(p)
	}
	if err := w.owned(p, c.Line); err != nil {
		return err
	}
	i, ok := activityAt(p, c.Line)
	if !ok {
		return errGone
	}
	if text == "" {
		p.Activity = slices.Delete(p.Activity, i, i+1)
		return w.put(p)
	}
	p.Activity[i].Detail.Description = text
	w.onDay(&p.Activity[i].Detail, c)
	return w.put(p)
}

// onDay sets the day that a step is meant for.
func (w *planWriter) onDay(d *fhir.ActivityDetail, c care.TransitionSaid) {
	d.ScheduledPeriod = nil
	if !c.On.IsZero() {
		d.ScheduledPeriod = &fhir.Period{Start: w.date(c.On)}
	}
}

// transitionTicked ticks a step of the patient's own side in place, and one of
// the team's by an entry on the patient's side that names it.
func (w *planWriter) transitionTicked(c care.TransitionTicked) error {
	p, err := w.side()
	if err != nil {
		return err
	}
	i, own := activityAt(p, c.Line)
	if !own {
		i = slices.IndexFunc(p.Activity, func(a fhir.CarePlanActivity) bool {
			of, ok := fhir.FindExtension(a.Extension, ExtTicks)
			return ok && of.ValueString == c.Line
		})
	}
	switch {
	case i < 0 && !w.isLine(c.Line):
		return errGone
	case i < 0 && !c.Done:
		return nil
	case i < 0:
		i = len(p.Activity)
		p.Activity = append(p.Activity, fhir.CarePlanActivity{
			Element: fhir.Element{ID: NameID(refTo(p) + "/ticks/" + c.Line), Extension: []fhir.Extension{{URL: ExtTicks, ValueString: c.Line}}},
			Detail:  fhir.ActivityDetail{Code: fhir.CodeableConcept{Coding: []fhir.Coding{{System: SystemPart, Code: string(care.TransitionStep)}}}},
		})
	case !c.Done && !own:
		p.Activity = slices.Delete(p.Activity, i, i+1)
		return w.put(p)
	}
	a := &p.Activity[i]
	a.Detail.Status, a.Progress = "not-started", nil
	if c.Done {
		a.Detail.Status = "completed"
		a.Progress = []fhir.Annotation{{Time: fhir.DateTime(w.now), Text: "Done"}}
	}
	return w.put(p)
}

func (w *planWriter) isLine(ref string) bool {
	p, ok := get[*fhir.CarePlan](w.set, planOf(ref))
	if !ok || local(p.Subject.Reference) != w.patient {
		return false
	}
	_, ok = activityAt(p, ref)
	return ok
}

// referralMet says that the patient has met who they were referred to.
func (w *planWriter) referralMet(c care.ReferralMet) error {
	for _, x := range w.nextCare() {
		if x.Ref != c.Referral {
			continue
		}
		if !x.Met.IsZero() {
			return nil
		}
		if x.Task == "" {
			return w.saysMet(x)
		}
		t, there, err := edit[*fhir.Task](w.set, x.Task)
		if err != nil || !there {
			return orGone(err)
		}
		at := fhir.DateTime(w.now)
		t.Status, t.LastModified, t.ExecutionPeriod.End = "completed", at, at
		return w.put(t)
	}
	return errGone
}

// saysMet is referralMet where no task asks for it: the patient's own word about the referral.
func (w *planWriter) saysMet(x care.Referral) error {
	id := NameID(x.Ref + "/met")
	if _, said := w.set.Get("Observation/" + id); said {
		return nil
	}
	o := &fhir.Observation{
		Status: "final", EffectiveDateTime: fhir.DateTime(w.now), ValueString: "We have met.", Focus: []fhir.Reference{{Reference: x.Ref}},
		Category: []fhir.CodeableConcept{fhir.Concept(SystemObservationClass, "social-history", "Social History")},
		Code:     fhir.CodeableConcept{Coding: []fhir.Coding{{System: SystemPlan, Code: PlanOwnCare}}, Text: "Has met who they were referred to"},
	}
	o.Base, o.Identifier = w.fresh(id)
	o.Subject = w.subject()
	o.Performer = []fhir.Reference{o.Subject}
	return w.put(o)
}

// ownCare writes down a therapist or prescriber that the patient has already.
func (w *planWriter) ownCare(c care.OwnCare) error {
	name := strings.TrimSpace(c.Name)
	if name == "" {
		return errNoWords
	}
	id := w.name(PlanOwnCare, fold(c.Kind), fold(name))
	o, there, err := edit[*fhir.Observation](w.set, "Observation/"+id)
	if err != nil {
		return err
	}
	if there {
		o.Status = "amended"
	} else {
		o = &fhir.Observation{Status: "final", EffectiveDateTime: fhir.DateTime(w.now)}
		o.Base, o.Identifier = w.fresh(id)
		o.Subject = w.subject()
		o.Performer = []fhir.Reference{o.Subject}
		o.Category = []fhir.CodeableConcept{fhir.Concept(SystemObservationClass, "social-history", "Social History")}
		o.Code = fhir.CodeableConcept{Coding: []fhir.Coding{{System: SystemPlan, Code: PlanOwnCare}}, Text: "Care that the patient has"}
	}
	o.ValueString, o.Component = name, nil
	first := ""
	if !c.First.IsZero() {
		first = fhir.DateTime(c.First.In(w.zone))
	}
	for _, x := range []struct{ code, words string }{{"kind", c.Kind}, {"telephone", c.Contact}, {"first", first}} {
		if words := strings.TrimSpace(x.words); words != "" {
			o.Component = append(o.Component, fhir.ObservationComponent{Code: fhir.Concept(SystemPlan, x.code, ""), ValueString: words})
		}
	}
	return w.put(o)
}
