package profile

import (
	"strconv"

	"throughline/care"
	"throughline/fhir"
)

// stay reads the patient's present episode, or else the last one.
func (r *reader) stay() care.Stay {
	best := r.stays()[r.patient]
	if best == nil {
		return care.Stay{}
	}
	s := r.stayOf(best)
	s.PayerSubstance = r.payerSubstance()
	r.levels(func(patient string) *care.Stay {
		if patient == r.patient {
			return &s
		}
		return nil
	})
	r.approvals(func(patient string) *care.Stay {
		if patient == r.patient {
			return &s
		}
		return nil
	})
	return s
}

// stays are the patients' present episodes, or else their last ones.
func (r *reader) stays() map[string]*fhir.EpisodeOfCare {
	rank := func(e *fhir.EpisodeOfCare) string {
		if e.Status == "active" || e.Status == "onhold" {
			return "1" + e.Period.Start + e.ID
		}
		return "0" + e.Period.Start + e.ID
	}
	out := map[string]*fhir.EpisodeOfCare{}
	each(r.set, func(e *fhir.EpisodeOfCare) {
		of := local(e.Patient.Reference)
		if e.Status != "entered-in-error" && e.Status != "cancelled" && (out[of] == nil || rank(e) > rank(out[of])) {
			out[of] = e
		}
	})
	return out
}

func (r *reader) stayOf(e *fhir.EpisodeOfCare) care.Stay {
	s := care.Stay{
		Ref:        refTo(e),
		Admitted:   r.maybe(e, "period.start", e.Period.Start),
		Discharged: r.maybe(e, "period.end", e.Period.End),
		Ended:      e.Status == "finished",
	}
	if anyHas(e.Type, SystemProgramme, "dual-diagnosis") {
		s.Programme = care.DualDiagnosis
	}
	return s
}

// approvals adds up the payer's preauthorisations in the stays that of gives: how
// many visits, and until when the last of them holds.
func (r *reader) approvals(of func(patient string) *care.Stay) {
	each(r.set, func(c *fhir.ClaimResponse) {
		s := of(local(c.Patient.Reference))
		if s == nil || c.Status != "active" || c.Use != "preauthorization" || c.Outcome == "error" {
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
