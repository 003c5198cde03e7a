package profile

import (
	"strconv"

	"throughline/care"
	"throughline/fhir"
)

// stay reads the patient's present episode, or else the last one.
func (r *reader) stay() care.Stay {
	var best *fhir.EpisodeOfCare
	rank := func(e *fhir.EpisodeOfCare) string {
		if e.Status == "active" || e.Status == "onhold" {
			return "1" + e.Period.Start + e.ID
		}
		return "0" + e.Period.Start + e.ID
	}
	each(r.set, func(e *fhir.EpisodeOfCare) {
		if local(e.Patient.Reference) == r.patient && e.Status != "entered-in-error" && e.Status != "cancelled" && (best == nil || rank(e) > rank(best)) {
			best = e
		}
	})
	if best == nil {
		return care.Stay{}
	}
	s := care.Stay{
		Ref:        refTo(best),
		Admitted:   r.maybe(best, "period.start", best.Period.Start),
		Discharged: r.maybe(best, "period.end", best.Period.End),
		Ended:      best.Status == "finished",
	}
	if anyHas(best.Type, SystemProgramme, "dual-diagnosis") {
		s.Programme = care.DualDiagnosis
	}
	r.approvals(&s)
	return s
}

// approvals adds up the payer's preauthorisations: how many visits, and until
// when the last of them holds.
func (r *reader) approvals(s *care.Stay) {
	each(r.set, func(c *fhir.ClaimResponse) {
		if local(c.Patient.Reference) != r.patient || c.Status != "active" || c.Use != "preauthorization" || c.Outcome == "error" {
			return
		}
		until := r.until(c, "preAuthPeriod.end", c.PreAuthPeriod.End)
		if !until.IsZero() && until.Before(s.Admitted) {
			return // of an earlier stay
		}
		for _, item := range c.Item {
			for _, a := range item.Adjudication {
				if !a.Category.Has(SystemApproval, ApprovalVisits) {
					continue
				}
				n, err := strconv.Atoi(string(a.Value))
				if err != nil || n < 0 {
					r.reject(c, "visits-invalid", "the approved visits are not a count")
					continue
				}
				s.Approved += n
			}
		}
		if until.After(s.ApprovedTo) {
			s.ApprovedTo = until
		}
	})
}
