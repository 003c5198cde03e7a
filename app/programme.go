package app

import (
	"context"
	"time"

	"github.com/google/uuid"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/say"
	"throughline/screens/staff"
	"throughline/sync/engine"
)

// programmeScreens ties the staff's Programme to the app. It lasts until they sign
// out, so that attendance which is being taken outlives a look elsewhere.
type programmeScreens struct {
	w    *Window
	view *staff.ProgrammeView
	ask  staff.ProgrammeAsk
	code staff.CodeState
	file staff.FormFileState

	roster staff.RosterState
	codes  *staff.CodesState
}

// newProgrammeScreens gives the one that there is.
func newProgrammeScreens(w *Window) *programmeScreens {
	if w.programme == nil {
		s := &programmeScreens{w: w}
		s.view = staff.NewProgrammeView(s, w.listBesideDetail, w.again)
		w.programme = s
	}
	return w.programme
}

// ShowProgramme opens a part of the Programme.
func (s *programmeScreens) ShowProgramme(ask staff.ProgrammeAsk) {
	s.ask = ask
	s.w.open(entry.PlaceProgramme, screenOf(s.w, func(c care.Chart, now time.Time, p *say.Printer) staff.Programme {
		return staff.ProgrammeOf(c, now, p, ask)
	}, s.view.Page))
}

// ChangeProgramme records one change, in the order in which they were tapped.
func (s *programmeScreens) ChangeProgramme(c care.ProgrammeChange, done func(*care.Fault)) {
	s.w.withEngine(func(ctx context.Context, e *engine.Engine) error { return e.ChangeProgramme(ctx, c) }, done)
}

type sheetOf func(care.Chart, time.Time, *say.Printer) staff.Sheet

// sheet opens a page to fill in. What it says is made once: the words that it names
// do not change under who fills it in.
func (s *programmeScreens) sheet(of sheetOf) {
	view := staff.NewSheetView(s, s.w.again)
	s.w.over(screenOf(s.w, func(c care.Chart, now time.Time, p *say.Printer) sheetMoment { return sheetMoment{of, c, now, p} },
		func(m sheetMoment) *kit.Page { return view.Page(m.of(m.c, m.now, m.p)) }))
}

// sheetMoment is what a sheet is made of.
type sheetMoment struct {
	of  sheetOf
	c   care.Chart
	now time.Time
	p   *say.Printer
}

// SheetDone closes a sheet and shows what it made.
func (s *programmeScreens) SheetDone(c care.ProgrammeChange) {
	switch x := c.(type) {
	case care.PatientEnrolled:
		s.w.back()
		s.codeFor(care.Person{Ref: "Patient/" + x.ID, Name: x.Given + " " + x.Family})
	case care.GroupMade:
		s.ShowProgramme(staff.ProgrammeAsk{Tab: staff.ProgrammeGroups, Open: x.Group.Series})
	default:
		s.w.back()
	}
}

// CloseSheet goes back.
func (s *programmeScreens) CloseSheet() { s.w.back() }

// DoProgramme opens what a part's main button leads to.
func (s *programmeScreens) DoProgramme(tab staff.ProgrammeTab) {
	id := uuid.NewString()
	switch tab {
	case staff.ProgrammeWeek:
		s.sheet(func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.VisitSheet(c, now, p, "", id)
		})
	case staff.ProgrammeGroups:
		s.sheet(func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.NewGroupSheet(c, now, p, id)
		})
	case staff.ProgrammePeople:
		s.sheet(func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet { return staff.EnrolSheet(c, now, p, id) })
	case staff.ProgrammeForms:
		s.publishForm()
	}
}

// DoMeeting does something with a session.
func (s *programmeScreens) DoMeeting(ref, series string, do staff.MeetingDo) {
	switch do {
	case staff.DoMove:
		s.sheet(func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet { return staff.MoveSheet(c, now, p, ref) })
	case staff.DoChange:
		s.sheet(func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.MeetingChangeSheet(c, now, p, ref)
		})
	case staff.DoRestore:
		s.sheet(func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.RestoreSheet(c, now, p, ref)
		})
	case staff.DoTopic:
		s.sheet(func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet { return staff.TopicSheet(c, now, p, ref) })
	case staff.DoCancel:
		s.sheet(func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.CancelSheet(c, now, p, ref, "")
		})
	case staff.DoAskFamily:
		s.sheet(func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.AskFamilySheet(c, now, p, ref)
		})
	case staff.DoUnaskFamily:
		s.sheet(func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.UnaskFamilySheet(c, now, p, ref)
		})
	case staff.DoGroup:
		s.ShowProgramme(staff.ProgrammeAsk{Tab: staff.ProgrammeGroups, Open: series})
	}
}

// DoPerson does something for a patient.
func (s *programmeScreens) DoPerson(patient string, do staff.PersonDo) {
	id := uuid.NewString()
	switch do {
	case staff.DoApprove:
		s.sheet(func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.ApproveSheet(c, now, p, patient, id)
		})
	case staff.DoAskForm:
		s.sheet(func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.AskFormSheet(c, now, p, patient, "", id)
		})
	case staff.DoAddToGroup:
		s.sheet(func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.AddSheet(c, now, p, "", patient)
		})
	case staff.DoVisit:
		s.sheet(func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.VisitSheet(c, now, p, patient, id)
		})
	case staff.DoCode:
		c, _ := s.w.presenter.Latest()
		for _, k := range c.Caseload {
			if k.Patient.Ref == patient {
				s.codeFor(k.Patient)
			}
		}
	}
}

// AddMember asks who is to come into a group.
func (s *programmeScreens) AddMember(series string) {
	s.sheet(func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
		return staff.AddSheet(c, now, p, series, "")
	})
}

// RemoveMember asks whether somebody is to leave it.
func (s *programmeScreens) RemoveMember(series string, who care.Person) {
	s.sheet(func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
		return staff.RemoveSheet(c, now, p, series, who)
	})
}

// AskForm asks whom to ask.
func (s *programmeScreens) AskForm(form string) {
	id := uuid.NewString()
	s.sheet(func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
		return staff.AskFormSheet(c, now, p, "", form, id)
	})
}

// RetireForm asks whether a form is to be taken out of use.
func (s *programmeScreens) RetireForm(ref string) {
	s.sheet(func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
		return staff.RetireSheet(c, now, p, ref)
	})
}
