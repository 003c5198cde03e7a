package main

import (
	"slices"
	"time"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/say"
	"throughline/screens/staff"
)

// programmeScenes are the staff's Programme: the week, the groups, who is in it, the
// forms, and the pages on which they are changed.
func programmeScenes(c charts) []scene {
	chart := c.therapist
	chart.Viewer.Duty = care.DutyTherapist
	desk, admin := chart, chart
	desk.Viewer.Duty, admin.Viewer.Duty = care.DutyFrontDesk, care.DutyAdmin
	page := func(name string, chart care.Chart, ask staff.ProgrammeAsk) scene {
		s := of(care.RoleStaff, "programme-"+name, entry.PlaceProgramme, func(at setting) *kit.Page {
			return staff.NewProgrammeView(still{}, at.both, func() {}).Page(staff.ProgrammeOf(chart, at.now, at.p, ask))
		})
		s.duty = chart.Viewer.Duty
		return s
	}
	sheet := func(name string, of2 func(care.Chart, time.Time, *say.Printer) staff.Sheet) scene {
		s := of(care.RoleStaff, "programme-"+name, entry.PlaceProgramme, func(at setting) *kit.Page {
			return staff.NewSheetView(still{}, func() {}).Page(of2(chart, at.now, at.p))
		})
		s.duty = care.DutyTherapist
		return s
	}
	// A sheet with what is said before it is done: its first button was tapped.
	asked := func(name string, of2 func(care.Chart, time.Time, *say.Printer) staff.Sheet) scene {
		s := of(care.RoleStaff, "programme-"+name, entry.PlaceProgramme, func(at setting) *kit.Page {
			v, m := staff.NewSheetView(still{}, func() {}), of2(chart, at.now, at.p)
			v.Page(m)
			v.Do(m)
			return v.Page(m)
		})
		s.duty = care.DutyTherapist
		return s
	}
	over, ahead := care.Meeting{}, care.Meeting{}
	for _, m := range chart.Meetings {
		switch {
		case m.Kind != care.KindGroup || m.State == care.SessionCancelled:
		case len(m.Expected) > 5 && m.State == care.SessionHeld:
			over = m
		case len(m.Expected) > 5 && ahead.Ref == "" && m.State == care.SessionPlanned && m.Start.After(over.Start.AddDate(0, 0, 3)):
			ahead = m
		}
	}
	// A group whose attendance is not taken yet.
	taking := chart
	taking.Meetings = slices.Clone(chart.Meetings)
	for i, m := range taking.Meetings {
		if m.Ref == over.Ref {
			m.State, m.Expected = care.SessionPlanned, slices.Clone(m.Expected)
			for j := 2; j < len(m.Expected); j++ {
				m.Expected[j].Session.State, m.Expected[j].Session.Attended, m.Expected[j].Session.Missed = care.SessionPlanned, false, false
			}
			taking.Meetings[i] = m
		}
	}
	series := ahead.Series
	maya := chart.Caseload[0].Patient
	for _, k := range chart.Caseload {
		if k.Patient.Given == "Maya" {
			maya = k.Patient
		}
	}
	form := ""
	for _, f := range chart.Forms {
		if f.Instrument == care.PHQ9 && form == "" {
			form = f.Ref
		}
	}
	return append([]scene{
		page("week", chart, staff.ProgrammeAsk{}),
		page("meeting", chart, staff.ProgrammeAsk{Open: ahead.Ref}),
		page("attendance", taking, staff.ProgrammeAsk{Open: over.Ref}),
		page("week-desk", desk, staff.ProgrammeAsk{Open: ahead.Ref}),
		page("groups", chart, staff.ProgrammeAsk{Tab: staff.ProgrammeGroups, Open: series}),
		page("people", chart, staff.ProgrammeAsk{Tab: staff.ProgrammePeople, Open: maya.Ref}),
		page("forms", admin, staff.ProgrammeAsk{Tab: staff.ProgrammeForms, Open: form}),
		page("empty", care.Chart{Clinic: chart.Clinic, Sync: chart.Sync, Viewer: chart.Viewer}, staff.ProgrammeAsk{Tab: staff.ProgrammeGroups}),
		sheet("group-new", func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.NewGroupSheet(c, now, p, "new")
		}),
		sheet("move", func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.MoveSheet(c, now, p, ahead.Ref)
		}),
		sheet("topic", func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.TopicSheet(c, now, p, ahead.Ref)
		}),
		sheet("enrol", func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.EnrolSheet(c, now, p, "new")
		}),
		sheet("add", func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.AddSheet(c, now, p, series, "")
		}),
		sheet("approve", func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.ApproveSheet(c, now, p, maya.Ref, "new")
		}),
		sheet("visit", func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.VisitSheet(c, now, p, maya.Ref, "new")
		}),
		asked("group-change", func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			m := staff.GroupChangeSheet(c, now, p, series)
			for i, f := range m.Fields {
				switch f.ID {
				case "time":
					m.Fields[i].Start = p.Clock(time.Date(2027, 1, 1, 17, 0, 0, 0, time.UTC))
				case "place":
					m.Fields[i].Start = "Suite 300"
				case "where":
					m.Fields[i].Start = "0"
				}
			}
			return m
		}),
		asked("group-longer", func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.LastDaySheet(c, now, p, series)
		}),
		asked("day-off", func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.DayOffSheet(c, now, p, series, time.Time{})
		}),
		asked("day-closed", func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.DayOffSheet(c, now, p, "", ahead.Start)
		}),
		sheet("meeting-change", func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.MeetingChangeSheet(c, now, p, ahead.Ref)
		}),
		roster(chart),
		code(chart, maya), codes(chart),
		file(chart),
	}, smallSheets(sheet, ahead, maya, form)...)
}

// roster is a table of which one row is wrong and one is in the programme already.
func roster(chart care.Chart) scene {
	table, err := care.ReadRoster([]byte("given_name;family_name;birth_date;admitted;programme;group\nDora;Kay;1990-01-02;2027-03-10;mental-health;Evening group\n"+
		"Łucja;Żak;1984-06-01;2027-03-10;dual-diagnosis;\nAnn;Odd;3/4/1990;2027-03-10;mental-health;\nMaya;Rivera;1994-06-01;2027-03-10;mental-health;\n"),
		time.Date(2027, 3, 9, 12, 0, 0, 0, time.UTC))
	state := staff.RosterState{Table: &table, Fault: care.AsFault(err)}
	return of(care.RoleStaff, "programme-roster", entry.PlaceProgramme, func(at setting) *kit.Page {
		return staff.RosterPage(staff.RosterOf(chart, at.now, at.p, state), still{})
	})
}

func code(chart care.Chart, who care.Person) scene {
	return of(care.RoleStaff, "programme-code", entry.PlaceProgramme, func(at setting) *kit.Page {
		return staff.CodePage(staff.CodeOf(chart, at.now, at.p, staff.CodeState{Patient: who, Invited: care.Invited{
			Ref: who.Ref, Code: "BCDF-GHJK-LMNP", Address: "https://northside.example.org/join", Expires: at.now.AddDate(0, 0, 7),
		}}), still{})
	})
}

// codes are those of a table, while the last one is still to be made.
func codes(chart care.Chart) scene {
	return of(care.RoleStaff, "programme-codes", entry.PlaceProgramme, func(at setting) *kit.Page {
		state := staff.CodesState{Fault: &care.Fault{Code: "no-code"}}
		for i, k := range chart.Caseload[:3] {
			x := staff.CodeState{Patient: k.Patient}
			if i < 2 {
				x.Invited = care.Invited{Code: "BCDF-GHJK-LMNP", Address: "https://northside.example.org/join"}
			}
			state.For = append(state.For, x)
		}
		return staff.CodesPage(staff.CodesOf(at.p, state), still{})
	})
}

// file is a form with an urgent answer, before it is published.
func file(chart care.Chart) scene {
	var form care.Form
	for _, f := range chart.Forms {
		if f.Instrument == care.PHQ9 && f.Language != "es" {
			form = f
		}
	}
	return of(care.RoleStaff, "programme-publish", entry.PlaceProgramme, func(at setting) *kit.Page {
		return staff.FormFilePage(staff.FormPublishOf(chart, at.now, at.p, staff.FormFileState{File: &care.FormFile{Form: form, Version: "2", Replaces: []string{"1.0.0"}}}), still{})
	})
}

func (still) ShowProgramme(staff.ProgrammeAsk)                        {}
func (still) ChangeProgramme(care.ProgrammeChange, func(*care.Fault)) {}
func (still) DoProgramme(staff.ProgrammeTab)                          {}
func (still) DoMeeting(string, string, staff.MeetingDo)               {}
func (still) DoPerson(string, staff.PersonDo)                         {}
func (still) AddMember(string)                                        {}
func (still) RemoveMember(string, care.Person)                        {}
func (still) DoSeries(string, staff.GroupDo)                          {}
func (still) CloseDay(time.Time)                                      {}
func (still) AskForm(string)                                          {}
func (still) PreviewForm(string)                                      {}
func (still) SheetDone(care.ProgrammeChange)                          {}
func (still) CloseSheet()                                             {}
func (still) AskCode()                                                {}
func (still) CopyCode(string)                                         {}
func (still) RetireForm(string)                                       {}
func (still) ImportRoster()                                           {}
func (still) ChooseRoster()                                           {}
func (still) SaveRosterTemplate()                                     {}
func (still) EnrolRoster(staff.Roster)                                {}
func (still) CodeIn(string)                                           {}
func (still) SaveCodeSheet()                                          {}
func (still) RosterCodes()                                            {}
func (still) MakeCodes()                                              {}
func (still) SaveCodeSheets()                                         {}
func (still) CloseCodes()                                             {}
func (still) TakeCodeBack()                                           {}
func (still) ChooseFile()                                             {}
func (still) PublishFile()                                            {}
func (still) PreviewFile()                                            {}
