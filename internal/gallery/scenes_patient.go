package main

import (
	"time"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/patient"
)

func patientScenes(c charts, crisis care.Contacts) []scene {
	offline := c.patient
	offline.Sync.Offline, offline.Sync.AsOf, offline.Sync.Pending = true, offline.Sync.AsOf.Add(-3*time.Hour), 1
	eased := c.patient
	three, one := 3, 1
	for i, title := range []string{"Paced breathing", "5-4-3-2-1 grounding"} {
		eased.Practices = append(eased.Practices, care.Practice{ID: title, Skill: []string{"paced-breathing", "grounding"}[i], Title: title, At: c.patient.Stay.Admitted, Before: &three, After: &one})
	}
	today := func(name string, chart care.Chart) scene {
		return of(care.RolePatient, name, entry.PlaceToday, func(at setting) *kit.Page {
			return patient.NewTodayView(still{}, func() time.Time { return at.now }, at.wide, func() {}).Page(patient.TodayOf(chart, at.now, at.p).Named(skillsIn(at.p)))
		})
	}
	all := []scene{
		today("today", c.patient), today("today-offline", offline), today("today-helped", eased), today("today-first-sync", care.Chart{Viewer: c.patient.Viewer}),
		today("today-week-9", c.dual), today("today-discharged", c.discharged),
		of(care.RolePatient, "check-ins", entry.PlaceCheckIns, func(at setting) *kit.Page {
			return patient.NewCheckInsView(still{}, func() {}).Page(patient.CheckInsOf(c.patient, at.now, at.p))
		}),
		of(care.RolePatient, "result", entry.PlaceCheckIns, func(at setting) *kit.Page {
			return patient.NewResultView(still{}, func() {}).Page(patient.ResultOf(c.patient, lastScored(c.patient), at.now, at.p))
		}),
	}
	all = append(append(all, planScenes(c)...), dayScenes(c)...)
	all = append(all, formScenes(c.patient, crisis)...)
	return append(all, phq9Scenes(c.patient, crisis)...)
}

// phq9Scenes are the stages of a PHQ-9: before it, question by question, and
// before it is sent.
func phq9Scenes(chart care.Chart, crisis care.Contacts) []scene {
	stage := func(name string, answered int, value int) scene {
		return of(care.RolePatient, name, "", func(at setting) *kit.Page {
			form := phq9(chart, at.p.Language())
			c := chart
			if answered >= 0 {
				c.CheckIns = append([]care.CheckIn{begun(form, answered, value, at.now)}, chart.CheckIns...)
			}
			v := patient.NewCheckInView(still{}, func() time.Time { return at.now }, func() {})
			v.Show(patient.CheckInOf(c, patient.CheckInAsk{Form: form.Canonical, NewID: "new", Contacts: crisis}, at.now, at.p))
			if answered >= 0 {
				v.Start()
			}
			return v.Page()
		})
	}
	return []scene{stage("phq-9-before", -1, 0), stage("phq-9-question", 3, 1), stage("phq-9-last", 9, 0), stage("phq-9-ready", 10, 0)}
}

func phq9(c care.Chart, language string) care.Form {
	var found care.Form
	for _, f := range c.Forms {
		if f.Instrument == care.PHQ9 && !f.Asked && (found.Canonical == "" || f.Language == language) {
			found = f
		}
	}
	return found
}

// begun is a check-in with the first n questions answered.
func begun(f care.Form, n, value int, now time.Time) care.CheckIn {
	ci := care.CheckIn{ID: "begun", Form: f.Canonical, Title: f.Title, Instrument: f.Instrument, Language: f.Language, Begun: now, Answers: map[string]care.Reply{}}
	for i, q := range f.Questions() {
		if i < n {
			ci.Answers[q.LinkID] = care.Reply{Options: []care.Option{q.Options[value]}}
		}
	}
	return ci
}

func lastScored(c care.Chart) string {
	for _, ci := range c.CheckIns {
		if ci.Instrument == care.PHQ9 && ci.Status == care.CheckInDone {
			return ci.ID
		}
	}
	return ""
}
