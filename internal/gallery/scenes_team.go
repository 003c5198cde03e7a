package main

import (
	"throughline/care"
	"throughline/profile"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/staff"
)

// teamScenes are what staff see of their patients, from the demo programme.
func teamScenes(c charts) []scene {
	patients := func(name string, chart care.Chart, selected string) scene {
		return of(care.RoleStaff, name, entry.PlacePatients, func(at setting) *kit.Page {
			return staff.NewPatientsView(still{}, at.both, func() {}).Page(staff.PatientsOf(chart, at.now, at.p, selected))
		})
	}
	board := func(name string, chart care.Chart) scene {
		return of(care.RoleStaff, name, entry.PlaceFollowUps, func(at setting) *kit.Page {
			return staff.NewFollowUpsView(still{}, func() {}).Page(staff.FollowUpsOf(chart, at.now, at.p))
		})
	}
	maya, discharged := c.looking(c.patient), c.looking(c.discharged)
	return []scene{
		patients("patients", c.therapist, ""), patients("patients-none", care.Chart{Clinic: c.therapist.Clinic}, ""),
		patients("brief", maya, maya.Record.Viewer.Ref), patients("brief-left", discharged, discharged.Record.Viewer.Ref),
		patients("brief-opening", c.therapist, c.patient.Viewer.Ref),
		board("follow-ups", c.therapist), board("follow-ups-none", care.Chart{Clinic: c.therapist.Clinic}),
	}
}

// looking is the therapist's chart while they look at a patient's record.
func (c charts) looking(patient care.Chart) care.Chart {
	chart := c.therapist
	record, _ := profile.Record(c.set, profile.Viewer{FHIRUser: c.therapist.Viewer.Ref}, patient.Viewer.Ref)
	chart.Record = &record
	return chart
}
