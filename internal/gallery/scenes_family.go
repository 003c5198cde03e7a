package main

import (
	"time"

	"throughline/care"
	"throughline/profile"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/lovedone"
	"throughline/screens/patient"
)

func lovedOneScenes(c charts, crisis care.Contacts, now time.Time) []scene {
	home := func(name string, chart care.Chart, at time.Time) scene {
		return of(care.RoleLovedOne, name, entry.PlaceHome, func(s setting) *kit.Page {
			return lovedone.NewHomeView(still{}, func() {}).Page(lovedone.HomeOf(chart, lessons(s.p.Language()), at, s.p))
		})
	}
	ofTwo := func(name string, chart care.Chart) scene {
		others := []care.Connection{{Ref: "RelatedPerson/2", Name: "Marcus Bell"}}
		return of(care.RoleLovedOne, name, entry.PlaceHome, func(s setting) *kit.Page {
			return lovedone.NewHomeView(still{}, func() {}).Page(lovedone.HomeOf(chart, lessons(s.p.Language()), now, s.p).Beside(others, false, nil, s.p))
		})
	}
	sessions := func(name string, chart care.Chart) scene {
		return of(care.RoleLovedOne, name, entry.PlaceSessions, func(at setting) *kit.Page {
			return lovedone.NewSessionsView(still{}, func() {}).Page(lovedone.SessionsOf(chart, at.now, at.p))
		})
	}
	elena := c.lovedOne
	away, unsent, bare := elena, elena, elena
	away.Viewer.Zone, _ = time.LoadLocation("America/Phoenix")
	unsent.Sessions = append([]care.Session(nil), elena.Sessions...)
	unsent.Sessions[0].Answer, unsent.Sessions[0].Delivery = care.AnswerComing, care.Delivery{State: care.OnDevice}
	unsent.Sync.Offline = true
	bare.Sessions, bare.Plan, bare.Notes = nil, care.Plan{}, nil
	bare.Shared.Education = false
	part2 := elena
	part2.Shared.Substance = true
	ended := care.Chart{Viewer: care.Viewer{Role: care.RoleLovedOne}, Sync: care.Sync{AsOf: now, Ended: true}}
	expired := care.Chart{Viewer: care.Viewer{Role: care.RoleLovedOne}, Sync: care.Sync{Expired: true, Offline: true}}
	soon := elena.Sessions[0].Start.Add(-10 * time.Minute)
	over := func(name string, page func(setting) *kit.Page) scene {
		return of(care.RoleLovedOne, name, entry.PlaceHome, page)
	}
	return []scene{
		home("home", elena, now), home("home-away", away, now), home("home-offline", unsent, now), home("home-join", elena, soon),
		home("home-nothing", bare, now), home("home-first", care.Chart{Viewer: elena.Viewer, Clinic: elena.Clinic}, now),
		home("home-part2", part2, now), sessions("sessions-part2", part2), home("ended", ended, now), home("expired", expired, now),
		ofTwo("home-of-two", elena), ofTwo("ended-of-two", ended),
		sessions("sessions", elena), sessions("sessions-none", bare),
		over("worried", func(at setting) *kit.Page {
			return lovedone.NewWorriedView(still{}, true).Page(lovedone.WorriedOf(elena, crisis, at.now, at.p))
		}),
		over("worried-no-telephone", func(at setting) *kit.Page {
			return lovedone.NewWorriedView(still{}, false).Page(lovedone.WorriedOf(elena, crisis, at.now, at.p))
		}),
		over("expect", func(at setting) *kit.Page {
			return lovedone.NewWorriedView(still{}, true).Expect(lovedone.ExpectOf(elena, at.now, at.p))
		}),
		of(care.RoleLovedOne, "leave", entry.PlaceYou, func(at setting) *kit.Page {
			return lovedone.NewLeaveView(still{}).Page(lovedone.LeaveOf(elena, false, nil, at.p))
		}),
	}
}

// What the pages of loved ones ask for.
func (still) OpenExpect()      {}
func (still) OpenSessions()    {}
func (still) OpenWorried()     {}
func (still) TurnTo(string)    {}
func (still) LeaveConnection() {}

// peopleScenes are how a patient decides with whom to share what.
func peopleScenes(c charts, now time.Time) []scene {
	maya, marcus := c.patient, c.dual
	page := func(name string, draw func(setting) *kit.Page) scene {
		return of(care.RolePatient, name, entry.PlaceYou, draw)
	}
	list := func(name string, chart care.Chart) scene {
		return page(name, func(at setting) *kit.Page {
			return patient.NewPeopleView(still{}, func() {}).Page(patient.PeopleOf(chart, at.now, at.p))
		})
	}
	person := func(name string, chart care.Chart, i int) scene {
		return page(name, func(at setting) *kit.Page {
			return patient.NewPeopleView(still{}, func() {}).Person(patient.PersonOf(chart, chart.Trusted[i].Ref, at.now, at.p))
		})
	}
	some := maya
	some.Trusted = append([]care.Trusted(nil), maya.Trusted...)
	waiting := maya.Trusted[0]
	waiting.Ref, waiting.Name, waiting.State, waiting.Since, waiting.Until = "RelatedPerson/2", "Jonas Weber", care.TrustWaiting, time.Time{}, now.AddDate(0, 0, 5)
	waiting.Relation, waiting.Consent = "FRND", "Consent/2"
	waiting.Shared.Notes = nil
	ended := waiting
	ended.Ref, ended.Name, ended.State, ended.Ended, ended.Consent = "RelatedPerson/3", "Ruth Alvarez", care.TrustEnded, now.AddDate(0, 0, -3), "Consent/3"
	left := ended
	left.Ref, left.Name, left.Left, left.Consent = "RelatedPerson/4", "Petra Novak", true, "Consent/4"
	some.Trusted = append(some.Trusted, waiting, ended, left)
	unsent := some
	unsent.Trusted = append([]care.Trusted(nil), some.Trusted...)
	unsent.Trusted[0].State, unsent.Trusted[0].Ended = care.TrustEnded, now
	unsent.Entered = map[string]care.Delivery{unsent.Trusted[0].Consent: {State: care.OnDevice}}
	first, changed := some.Trusted[0].Shared, some.Trusted[0].Shared
	first.Goals, first.Notes = nil, nil
	decided := maya
	decided.Trusted = append([]care.Trusted(nil), some.Trusted...)
	decided.Trusted[0].Past = true
	decided.Trusted[0].Decided = []care.SharingChange{
		{At: now.AddDate(0, 0, -20), Received: now.AddDate(0, 0, -20), Shared: first},
		{At: now.AddDate(0, 0, -12), Received: now.AddDate(0, 0, -12), Shared: changed},
		{At: now.AddDate(0, 0, -9), Received: now.AddDate(0, 0, -8), Kind: care.SharingTakenBack},
		{At: now.Add(-time.Hour), Shared: first},
	}
	past := page("person-past", func(at setting) *kit.Page {
		return patient.NewPeopleView(still{}, func() {}).Past(patient.PersonPastOf(decided, decided.Trusted[0].Ref, at.now, at.p))
	})
	none := maya
	none.Trusted, none.Notes = nil, nil

	ask := patient.SharingAsk{Name: "Jonas", New: true, Chosen: patient.FirstSharing(maya, now)}
	chosen := ask
	chosen.Chosen.Sessions, chosen.Chosen.Join, chosen.Chosen.Goals = true, true, []string{maya.Plan.Goals[0].Ref}
	sharing := func(name string, chart care.Chart, ask patient.SharingAsk) scene {
		return page(name, func(at setting) *kit.Page {
			return patient.NewSharingView(still{}, func() {}).Page(patient.SharingOf(chart, ask, at.now, at.p))
		})
	}
	made := care.Invited{Ref: "RelatedPerson/2", Code: "BCDF-GHJK-LMNP", Address: "https://clinic.example/auth/join?code=BCDF-GHJK-LMNP", Expires: now.AddDate(0, 0, 7)}
	code := func(name string, telephone bool) scene {
		return page(name, func(at setting) *kit.Page {
			return patient.NewInviteView(still{}, telephone, func() {}).Code(patient.CodeOf(maya, "Jonas", made, telephone, at.p))
		})
	}
	preview := func(name string, theirs care.Chart, ask patient.SharingAsk) scene {
		return page(name, func(at setting) *kit.Page {
			home := lovedone.NewHomeView(still{}, func() {}).Page(lovedone.HomeOf(theirs, lessons(at.p.Language()), at.now, at.p))
			return patient.NewInviteView(still{}, true, func() {}).Preview(patient.PreviewOf(ask, false, nil, at.p), home)
		})
	}
	said := marcus
	said.Payer.Given, said.Payer.Until = now, now.AddDate(1, 0, 0)
	theirs := c.lovedOne
	theirs.Viewer.Name, theirs.Viewer.Given = "Jonas", ""
	theirs.Sessions, theirs.Notes, theirs.Plan.Goals, theirs.Shared = nil, nil, maya.Plan.Goals[:1], chosen.Chosen
	return []scene{
		list("people", some), list("people-none", none), list("people-unsent", unsent),
		person("person", some, 0), person("person-waiting", some, 1), person("person-ended", some, 2), past,
		page("invite-who", func(at setting) *kit.Page {
			return patient.NewInviteView(still{}, true, func() {}).Who(patient.WhoOf(profile.Relations(), "FRND", at.p))
		}),
		sharing("sharing-new", maya, ask), sharing("sharing-chosen", maya, chosen),
		sharing("sharing-substance", marcus, patient.SharingAsk{Name: "Anna", New: true, Chosen: patient.FirstSharing(marcus, now)}),
		sharing("sharing-change", some, patient.SharingAsk{Name: "Elena Rivera", Chosen: some.Trusted[0].Shared}),
		preview("preview", theirs, chosen), preview("preview-now", c.lovedOne, patient.SharingAsk{Name: "Elena Rivera"}),
		code("code", true), code("code-no-telephone", false),
		page("payer", func(at setting) *kit.Page {
			return patient.NewPayerView(still{}, func() {}).Page(patient.PayerOf(marcus, at.now, at.p))
		}),
		page("payer-yes", func(at setting) *kit.Page {
			return patient.NewPayerView(still{}, func() {}).Page(patient.PayerOf(said, at.now, at.p))
		}),
		page("notes", func(at setting) *kit.Page {
			return patient.NewNotesView(still{}, func() {}).Page(patient.NotesOf(maya, at.now, at.p))
		}),
	}
}

// What the pages about sharing ask for.
func (still) InvitePerson()                                 {}
func (still) OpenPerson(string)                             {}
func (still) OpenNotes()                                    {}
func (still) OpenPast(string)                               {}
func (still) OpenLooks()                                    {}
func (still) OpenPayer()                                    {}
func (still) ConsentToPayer(time.Time, func(*care.Fault))   {}
func (still) EndPayerConsent(func(*care.Fault))             {}
func (still) ChangeSharing(string)                          {}
func (still) PreviewPerson(string)                          {}
func (still) NewCode(string, func(*care.Fault))             {}
func (still) EndSharing(string, func(*care.Fault))          {}
func (still) ChooseSharing(care.Sharing)                    {}
func (still) WriteNote(string, func(string, *care.Fault))   {}
func (still) RewordNote(string, string, func(*care.Fault))  {}
func (still) RemoveNote(string, func(*care.Fault))          {}
func (still) DecideSharing(care.Sharing, func(*care.Fault)) {}
func (still) PreviewSharing(care.Sharing)                   {}
func (still) NamePerson(string, string)                     {}
func (still) ChooseRelation(string)                         {}
func (still) MakeCode()                                     {}
func (still) CopyInvitation(string)                         {}
func (still) SendInvitation(string)                         {}
func (still) DoneInviting()                                 {}
