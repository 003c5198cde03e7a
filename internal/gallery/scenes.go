package main

import (
	"fmt"
	"strings"
	"time"

	"throughline/assets/contacts"
	"throughline/care"
	"throughline/clinic/demo"
	"throughline/profile"
	"throughline/screens/entry"
	"throughline/screens/kit"
)

// charts are what the demo programme's people see.
type charts struct {
	patient, dual, discharged, lovedOne, therapist care.Chart
	set                                            profile.Set
}

// scenes lists all that is drawn, from the demo programme itself.
func scenes(now time.Time) ([]scene, error) {
	crisis, err := care.ParseContacts(contacts.US)
	if err != nil {
		return nil, err
	}
	c, err := demoCharts(now)
	if err != nil {
		return nil, err
	}
	all := wayIn(c.patient, crisis)
	all = append(all, lockScenes(c.patient, crisis, now)...)
	all = append(all, patientScenes(c, crisis)...)
	all = append(all, stateScenesOf(c.patient)...)
	all = append(all, youScenes(c.patient, now)...)
	all = append(all, skillScenes(c.patient)...)
	all = append(all, programmeScenes(c)...)
	all = append(all, teamScenes(c, now)...)
	all = append(all, learnScenes(c)...)
	all = append(all, peopleScenes(c, now)...)
	reviews, err := reviewScenes(now)
	if err != nil {
		return nil, err
	}
	all = append(all, reviews...)
	return append(all, lovedOneScenes(c, crisis, now)...), nil
}

func demoCharts(now time.Time) (charts, error) {
	raw, err := demo.Resources(now)
	if err != nil {
		return charts{}, err
	}
	set, malformed := profile.Of(raw)
	if len(malformed) > 0 {
		return charts{}, fmt.Errorf("the demo programme has malformed resources: %v", malformed)
	}
	c := charts{set: set}
	patients := []*care.Chart{&c.patient, &c.dual, &c.discharged}
	for _, a := range demo.Accounts() {
		into := &c.therapist
		switch {
		case strings.HasPrefix(a.FHIRUser, "Patient/"):
			if len(patients) == 0 {
				continue
			}
			into, patients = patients[0], patients[1:]
		case strings.HasPrefix(a.FHIRUser, "RelatedPerson/"):
			into = &c.lovedOne
		case a.Role != "therapist":
			continue
		}
		chart, rejected := profile.Chart(set, profile.Viewer{FHIRUser: a.FHIRUser, Patient: a.Patient})
		if len(rejected) > 0 {
			return charts{}, fmt.Errorf("the demo programme has resources that cannot be shown: %v", rejected)
		}
		chart.Sync = care.Sync{AsOf: now.Add(-time.Minute)}
		*into = chart
	}
	return c, nil
}

// wayIn is what everybody meets, signed in or not.
func wayIn(chart care.Chart, crisis care.Contacts) []scene {
	door := func(name string, s entry.DoorState) scene {
		return scene{audience: "entry", name: name, page: func(at setting) *kit.Page {
			return entry.NewDoorView(still{}).Page(entry.DoorOf(s, at.p))
		}}
	}
	help := func(name string, chart care.Chart, telephone bool) scene {
		return scene{audience: "entry", name: name, page: func(at setting) *kit.Page {
			return entry.NewHelpView(still{}, telephone).Page(entry.HelpOf(chart, crisis, at.now, at.p), func() {})
		}}
	}
	wrong := &care.Fault{Code: "address-unreachable"}
	carded := chart
	carded.Safety = safetyCard(chart)
	waiting := chart
	waiting.Sync.Pending, waiting.Sync.Offline = 2, true
	return []scene{
		door("clinic", entry.DoorState{Step: entry.StepClinic}),
		door("clinic-wrong", entry.DoorState{Step: entry.StepClinic, Clinic: "https://clinic.example/fhir", Fault: wrong}),
		door("sign-in", entry.DoorState{Step: entry.StepSignIn, Name: chart.Clinic.Name}),
		door("waiting", entry.DoorState{Step: entry.StepWaiting}),
		door("keep", entry.DoorState{Step: entry.StepKeep}),
		door("closing", entry.DoorState{Step: entry.StepClosing, Unsent: 2}),
		door("closing-locked", entry.DoorState{Step: entry.StepClosing, Unsent: 2, Locked: true}),
		door("lost-passphrase", entry.DoorState{Step: entry.StepWipe, Lost: true}),
		door("room", entry.DoorState{Step: entry.StepBlocked, Fault: &care.Fault{Code: "store-other-owner"}, CanErase: true, Others: true}),
		door("passphrase", entry.DoorState{Step: entry.StepNewPassphrase}),
		door("unlock", entry.DoorState{Step: entry.StepUnlock}),
		door("opening", entry.DoorState{Step: entry.StepOpening}),
		help("help", carded, true),
		help("help-signed-out", care.Chart{}, true),
		help("help-no-telephone", chart, false),
		{audience: "entry", name: "you", role: care.RolePatient, place: entry.PlaceYou, page: func(at setting) *kit.Page {
			return entry.NewYouView(still{}).Page(entry.YouOf(chart, entry.Preferences{}, at.now, at.p))
		}},
		{audience: "entry", name: "you-less-data", role: care.RolePatient, place: entry.PlaceYou, page: func(at setting) *kit.Page {
			return entry.NewYouView(still{}).Page(entry.YouOf(chart, entry.Preferences{LessData: true}, at.now, at.p))
		}},
		{audience: "entry", name: "you-signing-out", role: care.RolePatient, place: entry.PlaceYou, page: func(at setting) *kit.Page {
			return entry.NewYouView(still{}).Page(entry.YouOf(waiting, entry.Preferences{}, at.now, at.p).AskSignOut(2, at.p))
		}},
	}
}

func safetyCard(c care.Chart) care.SafetyCard {
	return care.SafetyCard{
		Changed:      c.Stay.Admitted.AddDate(0, 0, 7),
		WarningSigns: []string{"I stop answering messages"}, Alone: []string{"Walk to the lake"}, People: []string{"My sister"},
		Distraction: []string{"The library"}, Professional: []string{"Dana Ortiz, LPC"}, Safer: []string{"My sister keeps my tablets"},
		LiveFor: []string{"My niece"},
	}
}
