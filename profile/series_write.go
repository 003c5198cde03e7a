package profile

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"throughline/care"
	"throughline/fhir"
)

var (
	errNoChange  = &care.Fault{Code: "group-no-change", Say: "Nothing is different. Change something first."}
	errSameTime  = &care.Fault{Code: "meeting-same-time", Say: "This group has a session at that time already. Choose another time."}
	errNothingOn = &care.Fault{Code: "day-nothing-on", Say: "Nothing is planned on that day that could be canceled."}
	errNotOff    = &care.Fault{Code: "meeting-not-cancelled", Say: "This session is not canceled, or it is over. Go back and look again."}
)

// changeGroup says how a group goes on from a day: the sessions from it on, and its
// schedule, which those are made by that come later. Sessions before that day keep
// what they have.
func (w *programmeWriter) changeGroup(c care.GroupChanged) error {
	if err := w.room(&c.Place); err != nil {
		return err
	}
	all := w.meetings()
	g, known := w.chart(all).Group(c.Series)
	s, err := w.schedules(c.Series)
	switch {
	case err != nil:
		return err
	case !known:
		return errNoGroup
	}
	if name := strings.TrimSpace(c.Name); name != "" {
		s.Comment = name
	}
	x := resetting{was: settingOf(g.Leader, g.Place, g.Video, g.JoinURL, g.Bring), to: settingOf(c.Leader, c.Place, c.Video, c.JoinURL, c.Bring)}
	if c.Leader.Ref == "" {
		x.to.leader = x.was.leader
	}
	x.wholly = x.was.same(x.to) && c.At == nil && (c.Minutes == 0 || c.Minutes == g.Minutes) && s.Comment == g.Name
	if err := w.retime(all, g, c, s); err != nil {
		return err
	}
	if err := w.resettle(all, c, s, x); err != nil {
		return err
	}
	if len(w.ops) == 0 && s.Comment == g.Name {
		return errNoChange
	}
	return w.put(s)
}

// retime gives the sessions of a group from a day on another wall time or length.
// Those that were moved by themselves stay where they are.
func (w *programmeWriter) retime(all []met, g care.Group, c care.GroupChanged, s *fhir.Schedule) error {
	if c.At == nil && (c.Minutes == 0 || c.Minutes == g.Minutes) {
		return nil
	}
	chart, from := w.chart(all), c.From.Format(time.DateOnly)
	lasts := time.Duration(c.Minutes) * time.Minute
	for _, m := range all {
		start := m.Start.In(w.zone)
		if m.Series != c.Series || m.State != care.SessionPlanned || !w.now.Before(m.Start) || start.Format(time.DateOnly) < from || !chart.Regular(m.Meeting) {
			continue
		}
		to, wall := m.Start, care.WallOnce
		if c.At != nil {
			to, wall = care.WallClock(start, c.At.Hour, c.At.Minute, w.zone)
		}
		switch {
		case wall == care.WallNever:
			return &care.Fault{Code: errNoSuchTime.Code, Say: errNoSuchTime.Say, Cause: fmt.Errorf("on %s", fhir.Date(start))}
		case !to.After(w.now):
			return errTimeOver
		}
		length := lasts
		if length == 0 {
			length = m.Duration()
		}
		if to.Equal(m.Start) && length == m.Duration() {
			continue
		}
		if err := w.shift(m, to, length); err != nil {
			return err
		}
	}
	if c.Minutes > 0 {
		s.Extension = setExt(s.Extension, fhir.Extension{URL: ExtMinutes, ValueInteger: &c.Minutes}, true)
	}
	if c.At != nil {
		reweek(s, g.Times, func(t care.WeeklyTime) care.WeeklyTime {
			return care.WeeklyTime{Day: t.Day, Hour: c.At.Hour, Minute: c.At.Minute}
		})
	}
	return w.put(s)
}

// reweek changes the weekly times that a group's schedule has.
func (w *programmeWriter) reweek(series string, to func(care.WeeklyTime) care.WeeklyTime) error {
	s, err := w.schedules(series)
	if err != nil {
		return err
	}
	reweek(s, w.schedule(s).Times, to)
	return w.put(s)
}

func reweek(s *fhir.Schedule, times []care.WeeklyTime, to func(care.WeeklyTime) care.WeeklyTime) {
	s.Extension = slices.DeleteFunc(slices.Clone(s.Extension), func(e fhir.Extension) bool { return e.URL == ExtWeekly })
	var had []care.WeeklyTime
	for _, t := range times {
		if t = to(t); !slices.Contains(had, t) {
			had = append(had, t)
			s.Extension = append(s.Extension, weekly(t))
		}
	}
}

func weekly(t care.WeeklyTime) fhir.Extension {
	return fhir.Extension{URL: ExtWeekly, Element: fhir.Element{Extension: []fhir.Extension{
		{URL: "day", ValueCode: dayCodes[t.Day]}, {URL: "time", ValueTime: fmt.Sprintf("%02d:%02d:00", t.Hour, t.Minute)},
	}}}
}
