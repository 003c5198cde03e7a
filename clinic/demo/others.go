package demo

import (
	"time"

	"throughline/care"
	"throughline/profile"
)

// tend makes what the team did for those who cannot sign in: part two of the plan after
// the first week, and the weekly reviews, of which two wait.
func (b *builder) tend(m *member, n int) {
	they := profile.Viewer{FHIRUser: "Practitioner/" + dana.id()}
	patient, start := "Patient/"+m.id(), b.admitted(m)
	says := func(on time.Time, changes ...care.PlanChange) {
		if on.After(b.today) || on.Before(start) {
			return
		}
		for i, c := range changes {
			b.apply(profile.PlanChanged(&b.set, they, c, on.Add(time.Duration(i)*time.Second)))
		}
	}
	says(b.clock(b.day(start, 6), 12, 0),
		care.TeamPartSaid{Patient: patient, Kind: care.PartInterventions, Text: "One skill each week, tried at home before the next group."},
		care.TeamPartSaid{Patient: patient, Kind: care.PartMedication, Text: "A visit with Dr. Raman every two or three weeks."})
	reviewed := 1 + n%5 // days ago
	if n%6 == 5 {
		reviewed += 7
	}
	says(b.clock(b.day(b.today, -reviewed), 12, 0), care.TeamReviewed{Patient: patient})
}
