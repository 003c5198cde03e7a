package main

import (
	"fmt"
	"time"

	"throughline/care"
	"throughline/profile"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/staff"
)

// teamScenes are what staff see of their patients, from the demo programme.
func teamScenes(c charts, now time.Time) []scene {
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
	over := func(name string, page func(setting) *kit.Page) scene {
		return of(care.RoleStaff, name, entry.PlacePatients, page)
	}
	dual, nothing := c.looking(c.dual), func() {}
	marcus := dual.Record.Viewer.Ref
	maya, discharged := c.looking(c.patient), c.looking(c.discharged)
	return append(sharedCard(maya, over),
		patients("patients", c.therapist, ""), patients("patients-none", care.Chart{Clinic: c.therapist.Clinic}, ""),
		patients("brief", maya, maya.Record.Viewer.Ref), patients("brief-left", discharged, discharged.Record.Viewer.Ref),
		patients("brief-opening", c.therapist, c.patient.Viewer.Ref),
		over("part-two", func(at setting) *kit.Page {
			return staff.NewPartTwoView(still{}, nothing).Page(staff.PartTwoOf(dual, marcus, at.now, at.p))
		}),
		over("transition", func(at setting) *kit.Page {
			return staff.NewTransitionView(still{}, nothing).Page(staff.TransitionOf(dual, marcus, at.now, at.p))
		}),
		over("discharge", func(at setting) *kit.Page {
			return staff.NewDischargeView(still{}, nothing).Page(staff.DischargeOf(maya, maya.Record.Viewer.Ref, at.now, at.p))
		}),
		over("discharge-left", func(at setting) *kit.Page {
			return staff.NewDischargeView(still{}, nothing).Page(staff.DischargeOf(discharged, discharged.Record.Viewer.Ref, at.now, at.p))
		}),
		over("next-care", func(at setting) *kit.Page {
			return staff.NewNextCareView(still{}, nothing).Page(staff.NextCareOf(dual, marcus, at.now, at.p))
		}),
		over("level", func(at setting) *kit.Page {
			return staff.NewLevelView(still{}, nothing).Page(staff.LevelOf(moved(dual, at.now), marcus, at.now, at.p))
		}),
		over("summary", func(at setting) *kit.Page {
			return staff.NewSummaryView(still{}, nothing).Page(staff.SummaryOf(maya, maya.Record.Viewer.Ref, true, at.now, at.p))
		}),
		over("summary-refused", func(at setting) *kit.Page {
			return staff.NewSummaryView(still{}, nothing).Page(staff.SummaryOf(dual, marcus, true, at.now, at.p))
		}),
		board("follow-ups", every(c.therapist, now)), board("follow-ups-none", care.Chart{Clinic: c.therapist.Clinic}),
	)
}

// looking is the therapist's chart while they look at a patient's record.
func (c charts) looking(patient care.Chart) care.Chart {
	chart := c.therapist
	record, _ := profile.Record(c.set, profile.Viewer{FHIRUser: c.therapist.Viewer.Ref}, patient.Viewer.Ref)
	chart.Record = &record
	return chart
}

// moved is a chart in which staff recorded two moves along the spectrum of care.
func moved(c care.Chart, now time.Time) care.Chart {
	record := *c.Record
	record.Stay.Moves = []care.LevelMove{
		{To: care.LevelIntensive, At: now.AddDate(0, 0, -9), By: "Dana Ortiz, LPC"},
		{To: care.LevelInpatient, At: now.AddDate(0, 0, -15), By: "Dana Ortiz, LPC", Why: "More care for a few days, day and night."},
	}
	c.Record = &record
	return c
}

// every is a board on which follow-ups stand in every state.
func every(c care.Chart, now time.Time) care.Chart {
	day := func(n int) time.Time { return now.AddDate(0, 0, n).Truncate(24 * time.Hour) }
	c.Caseload = append([]care.Case(nil), c.Caseload...)
	at := func(i int, f care.FollowUpCase) {
		f.Task, f.Title = "Task/"+f.Name+fmt.Sprint(i), ""
		c.Caseload[i].FollowUps = append(c.Caseload[i].FollowUps, f)
	}
	called := []care.CallAttempt{{At: now.Add(-20 * time.Hour), By: "Dana Ortiz, LPC", Outcome: care.CallNoAnswer, Note: "Again tomorrow after four."}}
	at(1, care.FollowUpCase{Name: "two-weeks", Opens: day(-8), Due: day(-5), Ends: day(2), Call: "Task/c", Calls: called})
	at(2, care.FollowUpCase{Name: "two-weeks", Opens: day(-4), Due: day(-1), Ends: day(6)})
	at(3, care.FollowUpCase{Name: "two-months", Opens: day(-12), Due: day(-5), Ends: day(9), Answered: true})
	at(4, care.FollowUpCase{Name: "two-weeks", Opens: day(-12), Due: day(-9), Ends: day(-2), Missed: true})
	at(5, care.FollowUpCase{Name: "two-months", Opens: day(-10), Due: day(-4), Ends: day(10), Call: "Task/d", CallMade: true})
	return c
}
