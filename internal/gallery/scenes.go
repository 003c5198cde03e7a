package main

import (
	"time"

	"throughline/assets/contacts"
	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
)

// scenes lists all that is drawn.
func scenes(now time.Time) ([]scene, error) {
	crisis, err := care.ParseContacts(contacts.US)
	if err != nil {
		return nil, err
	}
	var chart care.Chart
	return wayIn(chart, crisis), nil
}

// wayIn is what everybody meets, signed in or not.
func wayIn(chart care.Chart, crisis care.Contacts) []scene {
	door := func(name string, s entry.DoorState) scene {
		return scene{audience: "entry", name: name, page: func(at setting) *kit.Page {
			return entry.NewDoorView(nil).Page(entry.DoorOf(s, at.p))
		}}
	}
	help := func(name string, chart care.Chart, telephone bool) scene {
		return scene{audience: "entry", name: name, page: func(at setting) *kit.Page {
			return entry.NewHelpView(noHelp{}, telephone).Page(entry.HelpOf(chart, crisis, at.now, at.p), func() {})
		}}
	}
	unreachable := &care.Fault{Code: "clinic-unreachable", Say: "We can't reach your clinic. Check the address and your connection, then try again."}
	return []scene{
		door("clinic", entry.DoorState{Step: entry.StepClinic}),
		door("clinic-wrong", entry.DoorState{Step: entry.StepClinic, Clinic: "https://clinic.example/fhir", Fault: unreachable}),
		door("sign-in", entry.DoorState{Step: entry.StepSignIn, Name: chart.Clinic.Name}),
		door("waiting", entry.DoorState{Step: entry.StepWaiting}),
		door("keep", entry.DoorState{Step: entry.StepKeep}),
		door("passphrase", entry.DoorState{Step: entry.StepNewPassphrase}),
		door("unlock", entry.DoorState{Step: entry.StepUnlock}),
		door("opening", entry.DoorState{Step: entry.StepOpening, Arrived: 120}),
		help("help", chart, true),
		help("help-signed-out", care.Chart{}, true),
		help("help-no-telephone", chart, false),
		{audience: "entry", name: "you", role: care.RolePatient, place: entry.PlaceYou, page: func(at setting) *kit.Page {
			return entry.NewYouView(noYou{}).Page(entry.YouOf(chart, entry.Preferences{}, at.now, at.p))
		}},
	}
}

// The pictures do nothing when tapped.
type (
	noHelp struct{ entry.HelpActions }
	noYou  struct{ entry.YouActions }
)
