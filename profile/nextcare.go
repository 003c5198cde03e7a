package profile

import (
	"cmp"
	"slices"

	"throughline/care"
	"throughline/fhir"
)

// nextCare are the referrals that stand, and the care that the patient has of
// their own; what is not taken up comes first.
func (r *reader) nextCare() []care.Referral {
	tasks := map[string]*fhir.Task{}
	each(r.set, func(t *fhir.Task) {
		of := local(t.Focus.Reference)
		if t.Code.Has(SystemTask, TaskReferral) && t.Status != "entered-in-error" && t.Status != "cancelled" &&
			local(t.Owner.Reference) == r.patient && (tasks[of] == nil || later(t, tasks[of])) {
			tasks[of] = t
		}
	})
	visits, met := r.firstVisits(), r.saidMet()
	var out []care.Referral
	each(r.set, func(s *fhir.ServiceRequest) {
		if local(s.Subject.Reference) != r.patient || s.Status == "entered-in-error" || s.Status == "revoked" || s.Status == "draft" {
			return
		}
		x := care.Referral{
			Ref: refTo(s), Kind: s.Code.Words(), Note: s.PatientInstruction,
			First: r.maybe(s, "occurrenceDateTime", s.OccurrenceDateTime),
		}
		to := r.person(firstOf(s.Performer))
		x.Name, x.Contact = cmp.Or(to.Name, s.PerformerType.Words()), to.Telephone
		if e, ok := fhir.FindExtension(s.Extension, ExtTelephone); ok {
			x.Contact = e.ValueString
		}
		if visit, ok := visits[x.Ref]; ok && (x.First.IsZero() || !visit.First.IsZero()) {
			x.First = visit.First
		}
		if t := tasks[x.Ref]; t != nil {
			x.Task = refTo(t)
			if t.Status == "completed" {
				x.Met = r.maybe(t, "lastModified", cmp.Or(t.ExecutionPeriod.End, t.LastModified))
			}
		}
		if o := met[x.Ref]; o != nil && x.Met.IsZero() {
			x.Met = r.maybe(o, "effectiveDateTime", o.EffectiveDateTime)
		}
		out = append(out, x)
	})
	each(r.set, func(o *fhir.Observation) {
		if local(o.Subject.Reference) != r.patient || !o.Code.Has(SystemPlan, PlanOwnCare) || o.Status == "entered-in-error" || o.Status == "cancelled" || len(o.Focus) > 0 {
			return
		}
		x := care.Referral{Ref: refTo(o), Own: true, Name: o.ValueString, Met: r.maybe(o, "effectiveDateTime", o.EffectiveDateTime)}
		for _, part := range o.Component {
			switch code, _ := coding(part.Code, SystemPlan); code {
			case "kind":
				x.Kind = part.ValueString
			case "telephone":
				x.Contact = part.ValueString
			case "first":
				x.First = r.maybe(o, "component.first", part.ValueString)
			}
		}
		out = append(out, x)
	})
	slices.SortFunc(out, func(a, b care.Referral) int {
		if a.Met.IsZero() != b.Met.IsZero() {
			return a.Met.Compare(b.Met) // the zero time is the earliest
		}
		return cmp.Or(a.First.Compare(b.First), cmp.Compare(a.Ref, b.Ref))
	})
	return out
}

// saidMet is where the patient said that they have met who they were referred to, by the
// referral: where no task asks them to, as when another system made it.
func (r *reader) saidMet() map[string]*fhir.Observation {
	out := map[string]*fhir.Observation{}
	each(r.set, func(o *fhir.Observation) {
		if local(o.Subject.Reference) == r.patient && o.Code.Has(SystemPlan, PlanOwnCare) && o.Status != "entered-in-error" && o.Status != "cancelled" && len(o.Focus) > 0 {
			out[local(o.Focus[0].Reference)] = o
		}
	})
	return out
}

// firstVisits are the first appointments that were made for each referral.
func (r *reader) firstVisits() map[string]care.Referral {
	out := map[string]care.Referral{}
	each(r.set, func(a *fhir.Appointment) {
		if a.Status == "cancelled" || a.Status == "entered-in-error" || a.Start == "" {
			return
		}
		for _, b := range a.BasedOn {
			of := local(b.Reference)
			if at, ok := r.instant(a, "start", a.Start); ok && (out[of].First.IsZero() || at.Before(out[of].First)) {
				out[of] = care.Referral{First: at}
			}
		}
	})
	return out
}
