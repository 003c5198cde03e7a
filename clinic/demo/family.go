package demo

import (
	"throughline/fhir"
	"throughline/profile"
)

// family makes Maya's sister, the session that she is invited to, and Maya's
// consent, which opens that session and nothing else.
func (b *builder) family() {
	b.put(&fhir.RelatedPerson{
		Base: fhir.Base{ID: elena.id()}, Active: yes(), Patient: maya.ref(), Name: elena.names(), Telecom: elena.telecom(),
		Relationship: []fhir.CodeableConcept{ours("http://terminology.hl7.org/CodeSystem/v3-RoleCode", "SIS", "Sister")},
	})
	a := b.session(maya, visit{
		kind: "family", start: b.clock(b.day(b.today, 2), 16, 0), minutes: 60, topic: "How to help on a hard day", model: "Psychoeducation", with: dana, video: true,
	})
	a.Participant = append(a.Participant, fhir.AppointmentParticipant{
		Actor: ref("RelatedPerson", elena.id(), elena.name()), Required: "optional", Status: "needs-action",
	})
	b.put(a)

	const act = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
	given := b.day(b.today, -10)
	b.put(&fhir.Consent{
		Base: maya.base("consent/", elena.id()), Status: "active", Patient: maya.ref(), DateTime: fhir.DateTime(b.clock(given, 19, 0)),
		Scope:        fhir.Concept("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy", "Privacy Consent"),
		Category:     []fhir.CodeableConcept{fhir.Concept(profile.LOINC, "59284-0", "Consent Document")},
		Performer:    []fhir.Reference{maya.ref()},
		Organization: []fhir.Reference{ref("Organization", clinicID, "")},
		PolicyRule:   fhir.Concept(act, "OPTIN", "opt-in"),
		Provision: fhir.Provision{
			Type: "permit", Period: fhir.Period{Start: fhir.Date(given), End: fhir.Date(b.discharged(maya))},
			Actor: []fhir.ProvisionActor{{
				Role:      fhir.Concept("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP", "information recipient"),
				Reference: ref("RelatedPerson", elena.id(), elena.name()),
			}},
			Action:  []fhir.CodeableConcept{fhir.Concept("http://terminology.hl7.org/CodeSystem/consentaction", "access", "Access")},
			Purpose: []fhir.Coding{{System: "http://terminology.hl7.org/CodeSystem/v3-ActReason", Code: "FAMRQT", Display: "family requested"}},
			Data:    []fhir.ProvisionData{{Meaning: "instance", Reference: ref("Appointment", a.ID, "")}},
		},
	})
}
