package demo

import (
	"throughline/care"
	"throughline/fhir"
	"throughline/profile"
)

// family makes Maya's sister, the session that she is invited to, and Maya's
// consent, which opens that session, one goal and one note, and nothing else.
func (b *builder) family() {
	b.put(&fhir.RelatedPerson{
		Base: fhir.Base{ID: elena.id()}, Active: yes(), Patient: maya.ref(), Name: elena.names(), Telecom: elena.telecom(),
		Period:       fhir.Period{Start: fhir.DateTime(b.clock(b.day(b.today, -9), 18, 20))},
		Relationship: []fhir.CodeableConcept{ours(profile.SystemRole, "SIB", "Sister")},
	})
	a := b.session(maya, visit{
		kind: "family", start: b.clock(b.day(b.today, 2), 16, 0), minutes: 60, topic: "How to help on a hard day", model: "Psychoeducation", with: dana, video: true,
	})
	a.Participant = append(a.Participant, fhir.AppointmentParticipant{
		Actor: ref("RelatedPerson", elena.id(), elena.name()), Required: "optional", Status: "needs-action",
	})
	b.put(a)

	me, given := profile.Viewer{FHIRUser: "Patient/" + maya.id()}, b.clock(b.day(b.today, -10), 19, 0)
	note := care.OwnNote{Ref: "Communication/" + id("note/dinner"), Text: "When I come home late, ask me about dinner, not about the day."}
	b.apply(profile.NoteWritten(&b.set, me, note, given))
	chart := b.see(maya)
	b.apply(profile.SharingDecided(&b.set, me, "RelatedPerson/"+elena.id(), care.Sharing{
		Sessions: true, Join: true, Education: true, Goals: []string{chart.Plan.Goals[1].Ref}, Notes: []string{note.Ref},
		Purpose: care.PurposeSupport, Until: care.SharingEnd(chart.Stay, given),
	}, given))
}
