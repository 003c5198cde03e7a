package profile

import (
	"fmt"
	"slices"
	"time"

	"throughline/care"
	"throughline/fhir"
)

// Faults of a change of the programme that cannot be made.
var (
	errNotStaff     = &care.Fault{Code: "programme-staff-only", Say: "Only the clinic's staff can change this."}
	errNoMeeting    = &care.Fault{Code: "meeting-gone", Say: "This session is not there any more. Go back and look again."}
	errNoGroup      = &care.Fault{Code: "group-gone", Say: "This group is not there any more. Go back and look again."}
	errGroupFull    = &care.Fault{Code: "group-full", Say: "This group is full. A group has 15 people at most."}
	errInGroup      = &care.Fault{Code: "group-member", Say: "This person is in the group already."}
	errNothingAhead = &care.Fault{Code: "group-over", Say: "This group has no sessions ahead. Make new ones first."}
	errTimeOver     = &care.Fault{Code: "meeting-past", Say: "That time is over. Choose a time that is still to come."}
	errWasPast      = &care.Fault{Code: "meeting-was-past", Say: "This session is over. Only one that is to come can be moved or cancelled."}
	errNoSuchTime   = &care.Fault{Code: "meeting-no-such-time", Say: "The clocks change that day, and this time does not come. Choose another time."}
	errNoTimes      = &care.Fault{Code: "group-no-times", Say: "Choose the days, a time and how long it is."}
	errNoSessions   = &care.Fault{Code: "group-no-sessions", Say: "There is no such day between the first and the last. Check the dates."}
	errTooLong      = &care.Fault{Code: "group-too-long", Say: "That is more than a year. End it sooner. You can make more later."}
)

// ProgrammeChanged writes one change that staff make in the programme. The error is
// a *care.Fault where the person can do something about it.
func ProgrammeChanged(set Set, viewer Viewer, change care.ProgrammeChange, now time.Time) ([]Operation, error) {
	w := &programmeWriter{newPlanWriter(set, viewer, now)}
	if w.role != care.RoleStaff {
		return nil, errNotStaff
	}
	err := w.change(change)
	if err != nil {
		return nil, err
	}
	return w.ops, nil
}

// programmeWriter collects what one change writes.
type programmeWriter struct{ *planWriter }

func (w *programmeWriter) change(change care.ProgrammeChange) error {
	switch c := change.(type) {
	case care.GroupMade:
		return w.make(c.Group)
	case care.GroupNamed:
		return w.rename(c)
	case care.GroupEnded:
		return w.end(c)
	case care.GroupChanged:
		return w.changeGroup(c)
	case care.GroupUntil:
		return w.until(c)
	case care.DayOff:
		return w.dayOff(c)
	case care.MemberAdded:
		return w.addMember(c.Series, c.Patient)
	case care.MemberRemoved:
		return w.removeMember(c.Series, c.Patient)
	case care.MeetingMoved:
		return w.move(c)
	case care.MeetingCancelled:
		return w.cancel(c)
	case care.MeetingChanged:
		return w.changeMeeting(c)
	case care.MeetingRestored:
		return w.restore(c)
	case care.MeetingTopic:
		return w.retitle(c)
	case care.FamilyAsked:
		return w.askFamily(c)
	case care.FamilyUnasked:
		return w.unaskFamily(c)
	case care.VisitPlanned:
		return w.visit(c)
	case care.AttendanceTaken:
		return w.attended(c)
	case care.PatientEnrolled:
		return w.enrol(c)
	case care.RosterEnrolled:
		return w.roster(c)
	case care.VisitsApproved:
		return w.approve(c)
	case care.FormPublished:
		return w.publish(c)
	case care.FormRetired:
		return w.retire(c)
	case care.FormAsked:
		return w.ask(c)
	}
	return fmt.Errorf("profile: %T is no change of the programme", change)
}

// find gives a meeting, and all.
func (w *programmeWriter) find(ref string) (met, []met, error) {
	all := w.meetings()
	i := slices.IndexFunc(all, func(m met) bool { return m.Ref == ref })
	if i < 0 {
		return met{}, all, errNoMeeting
	}
	return all[i], all, nil
}

// move gives a meeting another time, or also all that follow it.
func (w *programmeWriter) move(c care.MeetingMoved) error {
	m, all, err := w.find(c.Meeting)
	switch {
	case err != nil:
		return err
	case m.State != care.SessionPlanned || !w.now.Before(m.Start):
		return errWasPast
	}
	start, wall := care.WallClock(c.Day, c.Hour, c.Minute, w.zone)
	switch {
	case wall == care.WallNever:
		return errNoSuchTime
	case !start.After(w.now):
		return errTimeOver
	}
	moving := []met{m}
	if c.Following {
		moving = w.following(all, m)
	}
	from := m.Start.In(w.zone)
	for _, x := range moving {
		day := x.Start.In(w.zone).AddDate(0, 0, care.DaysFrom(from, c.Day))
		to, wall := care.WallClock(day, c.Hour, c.Minute, w.zone)
		if wall == care.WallNever {
			return &care.Fault{Code: errNoSuchTime.Code, Say: errNoSuchTime.Say, Cause: fmt.Errorf("on %s", fhir.Date(day))}
		}
		if taken(all, moving, x.Series, to) {
			return errSameTime
		}
		if err := w.shift(x, to, x.Duration()); err != nil {
			return err
		}
	}
	if !c.Following || m.Kind != care.KindGroup {
		return nil
	}
	return w.reweek(m.Series, func(t care.WeeklyTime) care.WeeklyTime {
		if t == (care.WeeklyTime{Day: from.Weekday(), Hour: from.Hour(), Minute: from.Minute()}) {
			return care.WeeklyTime{Day: c.Day.Weekday(), Hour: c.Hour, Minute: c.Minute}
		}
		return t
	})
}

// taken says whether a series has another session at a moment, beside those that move.
func taken(all, moving []met, series string, at time.Time) bool {
	return series != "" && slices.ContainsFunc(all, func(m met) bool {
		return m.Series == series && m.State == care.SessionPlanned && m.Start.Equal(at) && !slices.ContainsFunc(moving, func(x met) bool { return x.Ref == m.Ref })
	})
}

// following is care.Chart.Following of what is written.
func (w *programmeWriter) following(all []met, m met) []met {
	var out []met
	for _, f := range w.chart(all).Following(m.Meeting) {
		out = append(out, all[slices.IndexFunc(all, func(x met) bool { return x.Ref == f.Ref })])
	}
	return out
}

// chart is what is written, as far as the rules of series need it.
func (w *programmeWriter) chart(all []met) care.Chart {
	c := care.Chart{Clinic: care.Clinic{Zone: w.zone}, Groups: w.groupsOf(all)}
	for _, x := range all {
		c.Meetings = append(c.Meetings, x.Meeting)
	}
	return c
}

// shift writes a meeting's new time, and the one that it had.
func (w *programmeWriter) shift(m met, to time.Time, lasts time.Duration) error {
	end := ""
	if lasts > 0 {
		end = fhir.DateTime(to.Add(lasts))
	}
	was := fhir.Extension{URL: ExtPreviousStart, ValueInstant: fhir.DateTime(m.Start)}
	moved := func(in []fhir.Extension) []fhir.Extension {
		if to.Equal(m.Start) {
			return in // only its length changes
		}
		return append(slices.DeleteFunc(slices.Clone(in), func(e fhir.Extension) bool { return e.URL == ExtPreviousStart }), was)
	}
	return w.rewrite(m, func(s *fhir.Slot) {
		s.Start, s.End, s.Extension = fhir.DateTime(to), end, moved(s.Extension)
	}, func(a *fhir.Appointment) {
		a.Start, a.End, a.MinutesDuration, a.Extension = fhir.DateTime(to), end, int(lasts/time.Minute), moved(a.Extension)
		for i, p := range a.Participant {
			if typ := typeOf(p.Actor); typ == "Patient" || typ == "RelatedPerson" {
				a.Participant[i].Status = "needs-action" // what they said was for the old time
			}
		}
	})
}

// rewrite changes a meeting's slot, and the appointment of everybody who is to come.
func (w *programmeWriter) rewrite(m met, slot func(*fhir.Slot), each func(*fhir.Appointment)) error {
	if m.slot != nil {
		s, _, err := edit[*fhir.Slot](w.set, refTo(m.slot))
		if err != nil {
			return err
		}
		slot(s)
		if err := w.put(s); err != nil {
			return err
		}
	}
	for i, x := range m.booked {
		if m.Expected[i].Session.State != care.SessionPlanned {
			continue
		}
		a, _, err := edit[*fhir.Appointment](w.set, refTo(x))
		if err != nil {
			return err
		}
		each(a)
		if err := w.put(a); err != nil {
			return err
		}
	}
	return nil
}

// cancel cancels a meeting for all who were to come.
func (w *programmeWriter) cancel(c care.MeetingCancelled) error {
	m, _, err := w.find(c.Meeting)
	switch {
	case err != nil:
		return err
	case m.State == care.SessionCancelled:
		return nil
	case m.State != care.SessionPlanned || !w.now.Before(m.Ends()):
		return errWasPast
	}
	return w.off(m, c.Why)
}

func (w *programmeWriter) off(m met, why string) error {
	return w.rewrite(m, func(s *fhir.Slot) { s.Status = "busy-unavailable" }, func(a *fhir.Appointment) {
		a.Status = "cancelled"
		if why != "" {
			a.CancelationReason = fhir.CodeableConcept{Text: why}
		}
	})
}

// retitle says what a meeting is about.
func (w *programmeWriter) retitle(c care.MeetingTopic) error {
	m, _, err := w.find(c.Meeting)
	if err != nil {
		return err
	}
	return w.rewrite(m, func(s *fhir.Slot) {
		s.Extension = append(slices.DeleteFunc(slices.Clone(s.Extension), func(e fhir.Extension) bool { return e.URL == ExtTopic }), topicExtension(c.Topic))
	}, func(a *fhir.Appointment) { about(a, c.Topic) })
}

// about writes a topic into an appointment.
func about(a *fhir.Appointment, t care.Subject) {
	a.Description = t.Title
	a.Extension = slices.DeleteFunc(slices.Clone(a.Extension), func(e fhir.Extension) bool { return e.URL == ExtModel })
	if t.Model != "" {
		a.Extension = append(a.Extension, fhir.Extension{URL: ExtModel, ValueString: t.Model})
	}
	a.SupportingInformation = slices.DeleteFunc(slices.Clone(a.SupportingInformation), func(r fhir.Reference) bool {
		return r.Identifier != nil && r.Identifier.System == SystemSkill
	})
	for _, s := range t.Skills {
		a.SupportingInformation = append(a.SupportingInformation, fhir.Reference{
			Type: "ActivityDefinition", Identifier: &fhir.Identifier{System: SystemSkill, Value: s},
		})
	}
}
