package main

import (
	"time"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/staff"
)

// youScenes are the pages that are reached from You.
func youScenes(c care.Chart, now time.Time) []scene {
	clash := c
	clash.Choices = []care.Choice{
		{
			ID: "1", Topic: care.TopicPlan, Kind: care.ChoiceConflict, Title: "Sleep through most nights", Why: &care.Fault{Code: "clinic-conflict"},
			Mine: care.Version{At: now.Add(-48 * time.Hour)}, Theirs: care.Version{By: "Dana Ortiz, LPC", At: now.Add(-2 * time.Hour)},
			Differ: []care.Difference{{Name: "description", Mine: "Sleep through most nights", Theirs: "Sleep six hours, five nights a week"}},
			Can:    []care.Keep{care.KeepBoth, care.KeepMine, care.KeepTheirs},
		},
		{ID: "3", Topic: care.TopicCheckIns, Kind: care.ChoiceRefused, Title: "PHQ-9", Urgent: true, Why: &care.Fault{Code: "clinic-refused"}, Mine: care.Version{At: now}, Can: []care.Keep{care.KeepMine, care.KeepTheirs}},
	}
	devices := entry.Fetched[[]care.Device]{Got: []care.Device{
		{ID: "here", Name: "Linux computer", Current: true, LastUsed: now}, {ID: "old", Name: "Android phone", LastUsed: now.AddDate(0, 0, -3)},
	}}
	looks := entry.Fetched[[]care.Access]{Got: []care.Access{
		{At: now.Add(-time.Minute), Who: c.Viewer.Name, Role: "patient", What: []string{"Goal"}, Changed: true},
		{At: now.Add(-3 * time.Hour), Who: "Dana Ortiz", Role: "therapist", What: []string{"QuestionnaireResponse"}},
		{At: now.Add(-26 * time.Hour), Who: "Sam Lee", Role: "care-coordinator", What: []string{"Appointment", "CarePlan"}},
	}}
	cut := &care.Fault{Code: "clinic-unreachable", Say: "We can't reach your clinic. Check your connection, then try again."}
	page := func(name string, draw func(at setting) *kit.Page) scene {
		return scene{audience: "entry", name: name, role: care.RolePatient, place: entry.PlaceYou, page: draw}
	}
	return []scene{
		page("choices", func(at setting) *kit.Page {
			return entry.NewChoicesView(still{}, func() {}).Page(entry.ChoicesOf(clash, at.now, at.p))
		}),
		page("devices", func(at setting) *kit.Page {
			return entry.NewDevicesView(still{}).Page(entry.DevicesOf(devices, "", c.Clinic.Zone, at.now, at.p))
		}),
		page("devices-asking", func(at setting) *kit.Page {
			return entry.NewDevicesView(still{}).Page(entry.DevicesOf(devices, "old", c.Clinic.Zone, at.now, at.p))
		}),
		page("devices-offline", func(at setting) *kit.Page {
			return entry.NewDevicesView(still{}).Page(entry.DevicesOf(entry.Fetched[[]care.Device]{Fault: cut}, "", c.Clinic.Zone, at.now, at.p))
		}),
		page("access", func(at setting) *kit.Page {
			return entry.NewAccessView(still{}).Page(entry.AccessLogOf(looks, c.Viewer.Name, c.Clinic.Zone, at.now, at.p))
		}),
		page("access-waiting", func(at setting) *kit.Page {
			return entry.NewAccessView(still{}).Page(entry.AccessLogOf(entry.Fetched[[]care.Access]{Waiting: true}, c.Viewer.Name, c.Clinic.Zone, at.now, at.p))
		}),
		page("export", func(at setting) *kit.Page {
			return entry.NewExportView(still{}).Page(entry.ExportOf(entry.ExportState{}, at.p))
		}),
		page("about", func(at setting) *kit.Page { return entry.NewAboutView(func() {}).Page(entry.AboutOf(c, "0.1.0", at.p)) }),
		page("keys", func(at setting) *kit.Page {
			return entry.NewKeysView(still{}).Page(entry.KeysOf([]entry.KeyGroup{keyGroup("keys.everywhere", kit.ControlKeys()), keyGroup("place.review", staff.ReviewShortcuts())}, true, at.p))
		}),
	}
}

func keyGroup(title string, keys []kit.Shortcut) entry.KeyGroup {
	g := entry.KeyGroup{Title: title}
	for _, k := range keys {
		bound := entry.BoundKey{Says: k.Says}
		for _, name := range k.Keys {
			bound.Keys = append(bound.Keys, string(name))
		}
		g.Keys = append(g.Keys, bound)
	}
	return g
}
