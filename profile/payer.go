package profile

import (
	"cmp"
	"slices"
	"time"

	"throughline/care"
	"throughline/fhir"
)

var errNoPayerAsked = &care.Fault{Code: "payer-not-asked", Say: "Your program needs no yes of yours for this."}

// paysConsents gives fn the patient's active consents that let what is about substance
// use go to the payer: their purpose is payment (HL7 v3 ActReason), and they name the label.
func (r *reader) paysConsents(fn func(c *fhir.Consent, until time.Time)) {
	each(r.set, func(c *fhir.Consent) {
		p := c.Provision
		pays := slices.ContainsFunc(p.Purpose, func(x fhir.Coding) bool { return x.System == SystemActReason && x.Code == PurposePayment })
		labelled := slices.ContainsFunc(p.SecurityLabel, func(x fhir.Coding) bool { return slices.Contains(substanceLabels, x.Code) })
		if local(c.Patient.Reference) != r.patient || c.Status != "active" || p.Type == "deny" || !pays || !labelled {
			return
		}
		until := r.until(c, "provision.period.end", p.Period.End)
		if until.IsZero() { // one without an end holds for a year from when it was given
			if given := r.maybe(c, "dateTime", c.DateTime); !given.IsZero() {
				until = given.AddDate(1, 0, 0)
			}
		}
		fn(c, until)
	})
}

// payerSubstance is until when the patient lets substance-use data go to the payer.
func (r *reader) payerSubstance() (until time.Time) {
	r.paysConsents(func(_ *fhir.Consent, end time.Time) {
		if end.After(until) {
			until = end
		}
	})
	return until
}

// payer is who pays, and what the patient said about what they are sent.
func (r *reader) payer(stay care.Stay) care.Payer {
	p := care.Payer{Asked: stay.Programme == care.DualDiagnosis, Consent: "Consent/" + payerConsentID(r.patient)}
	each(r.set, func(c *fhir.Coverage) {
		if local(c.Beneficiary.Reference) != r.patient || c.Status != "active" {
			return
		}
		for _, who := range c.Payor {
			if org, ok := get[*fhir.Organization](r.set, who.Reference); ok && p.Ref == "" {
				p.Person = care.Person{Ref: refTo(org), Name: org.Name}
			}
			p.Name = cmp.Or(p.Name, who.Display)
		}
	})
	r.paysConsents(func(c *fhir.Consent, until time.Time) {
		if until.After(p.Until) {
			p.Until, p.Given, p.Consent = until, r.maybe(c, "dateTime", c.DateTime), refTo(c)
		}
	})
	return p
}

func payerConsentID(patient string) string { return NameID(patient + "/payer-consent") }

// PayerConsented writes the patient's yes that what their programme recorded may be sent
// to who pays, until a day (42 CFR 2.31: who, to whom, what for, until when).
func PayerConsented(set Set, viewer Viewer, until, now time.Time) ([]Operation, error) {
	w := newPlanWriter(set, viewer, now)
	stay := w.stay()
	switch {
	case w.role != care.RolePatient:
		return nil, errNotYours
	case stay.Programme != care.DualDiagnosis:
		return nil, errNoPayerAsked
	case !until.After(now):
		return nil, errPast
	}
	c := &fhir.Consent{Base: fhir.Base{ID: payerConsentID(w.patient)}}
	if old, there, err := edit[*fhir.Consent](set, refTo(c)); err != nil {
		return nil, err
	} else if there {
		c = old
	}
	w.consents(c, labels(w.set, w.patient))
	payer := w.payer(stay)
	to := reference(payer.Person)
	if payer.Ref == "" {
		to = fhir.Reference{Type: "Organization", Display: payer.Name}
	}
	c.Provision = fhir.Provision{
		Type: "permit", Period: fhir.Period{Start: fhir.DateTime(now), End: fhir.DateTime(until)},
		Actor:         []fhir.ProvisionActor{{Role: fhir.Concept(SystemParticipation, "IRCP", "information recipient"), Reference: to}},
		Action:        []fhir.CodeableConcept{fhir.Concept("http://terminology.hl7.org/CodeSystem/consentaction", "disclose", "Disclose")},
		Purpose:       []fhir.Coding{{System: SystemActReason, Code: PurposePayment, Display: "healthcare payment"}},
		SecurityLabel: substanceCodings(),
	}
	err := w.put(c)
	return w.ops, err
}

// PayerConsentEnded takes that back, first in line.
func PayerConsentEnded(set Set, viewer Viewer, now time.Time) ([]Operation, error) {
	w := newPlanWriter(set, viewer, now)
	if w.role != care.RolePatient {
		return nil, errNotYours
	}
	var err error
	w.paysConsents(func(c *fhir.Consent, _ time.Time) {
		changed, _, editErr := edit[*fhir.Consent](set, refTo(c))
		if editErr != nil {
			err = editErr
			return
		}
		changed.Status, changed.DateTime = "inactive", fhir.DateTime(now)
		err = cmp.Or(err, w.put(changed))
	})
	for i := range w.ops {
		w.ops[i].Urgent = true
	}
	return w.ops, err
}
