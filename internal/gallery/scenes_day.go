package main

import (
	"time"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/patient"
)

// ShowSchedule and the rest are what the schedule and its pages ask for.
func (still) ShowSchedule(patient.ScheduleAsk)                  {}
func (still) OpenSession(string)                                {}
func (still) OpenVisits()                                       {}
func (still) OpenCalendar()                                     {}
func (still) JoinSession(string, func(*care.Fault))             {}
func (still) AddToCalendar(string, func(*care.Fault))           {}
func (still) SaveCalendar(func(*care.Fault))                    {}
func (still) MakeFeed()                                         {}
func (still) RemoveFeed()                                       {}
func (still) CopyText(string)                                   {}
func (still) Back()                                             {}
func (still) OpenPlan()                                         {}
func (still) SetReminders(care.ReminderLead, func(*care.Fault)) {}
func (still) SeenNews()                                         {}
func (still) SayHow(care.CheckIn, func(*care.Fault))            {}
func (still) DoHomework(string, bool, func(*care.Fault))        {}

// dayScenes are the schedule, one session and the calendar, in every state.
func dayScenes(c charts) []scene {
	schedule := func(name string, chart care.Chart, kind patient.ScheduleKind, weeks int, past bool) scene {
		return of(care.RolePatient, name, entry.PlaceSchedule, func(at setting) *kit.Page {
			ask := patient.ScheduleAsk{Kind: kind, Day: at.now.AddDate(0, 0, 7*weeks), Past: past}
			return patient.NewScheduleView(still{}, at.wide).Page(patient.ScheduleOf(chart, ask, at.now, at.p))
		})
	}
	session := func(name string, chart care.Chart, later time.Duration, which func(care.Session) bool, change func(*care.Session)) scene {
		return of(care.RolePatient, name, entry.PlaceSchedule, func(at setting) *kit.Page {
			chart, ref := chart, ""
			chart.Sessions = append([]care.Session(nil), chart.Sessions...)
			for i := range chart.Sessions {
				if x := &chart.Sessions[i]; ref == "" && which(*x) {
					ref = x.Ref
					if change != nil {
						change(x)
					}
				}
			}
			ask := patient.SessionAsk{Ref: ref}
			return patient.NewSessionView(still{}, func(string) {}, func() {}).Page(patient.SessionOf(chart, ask, at.now.Add(later), at.p))
		})
	}
	calendar := func(name string, feed patient.Feed) scene {
		return of(care.RolePatient, name, entry.PlaceSchedule, func(at setting) *kit.Page {
			return patient.NewCalendarView(still{}, still{}, func() {}).Page(patient.CalendarOf(c.patient, feed, care.RemindHour, at.now, at.p))
		})
	}
	tonight := func(x care.Session) bool {
		return x.Kind == care.KindGroup && x.Answer != care.AnswerNone && !x.Attended && !x.Missed
	}
	offline := c.patient
	offline.Sync.Offline, offline.Sync.AsOf = true, offline.Sync.AsOf.Add(-7*24*time.Hour)
	return []scene{
		todayNews(c.patient),
		schedule("schedule", c.patient, patient.ScheduleWeek, 0, false), schedule("schedule-last-week", c.patient, patient.ScheduleWeek, -1, false),
		schedule("schedule-empty", c.patient, patient.ScheduleWeek, 40, false), schedule("schedule-offline", offline, patient.ScheduleWeek, 0, false),
		schedule("schedule-first-sync", care.Chart{Viewer: c.patient.Viewer}, patient.ScheduleWeek, 0, false),
		schedule("schedule-month", c.patient, patient.ScheduleMonth, 0, false),
		schedule("schedule-list", c.patient, patient.ScheduleList, 0, false), schedule("schedule-past", c.patient, patient.ScheduleList, 0, true),
		session("session", c.patient, 0, tonight, nil),
		session("session-join", c.patient, 75*time.Minute, tonight, nil),
		session("session-cant", c.patient, 0, tonight, func(x *care.Session) {
			x.Answer, x.Reason, x.Delivery = care.AnswerCant, "My sitter is sick", care.Delivery{State: care.OnDevice}
		}),
		session("session-moved", c.patient, 0, care.Session.Moved, nil),
		session("session-missed", c.patient, 0, func(x care.Session) bool { return x.Missed }, nil),
		session("session-cancelled", c.patient, 0, func(x care.Session) bool { return x.State == care.SessionCancelled }, nil),
		session("session-no-end", c.patient, 0, tonight, func(x *care.Session) { x.End = time.Time{} }),
		of(care.RolePatient, "visits", entry.PlaceSchedule, func(at setting) *kit.Page {
			return patient.NewVisitsView(func() {}).Page(patient.VisitsOf(c.patient, at.now, at.p))
		}),
		calendar("calendar", patient.Feed{State: patient.FeedNone}), calendar("calendar-asking", patient.Feed{State: patient.FeedAsking}),
		calendar("calendar-there", patient.Feed{State: patient.FeedThere, Address: "https://clinic.example/calendar/q0n4rjR0y8.ics"}),
		calendar("calendar-failed", patient.Feed{State: patient.FeedAsking, Fault: &care.Fault{Code: "clinic-unreachable"}}),
		calendar("calendar-not-offered", patient.Feed{}),
	}
}

// todayNews is Today for who last looked a week ago.
func todayNews(c care.Chart) scene {
	return of(care.RolePatient, "today-news", entry.PlaceToday, func(at setting) *kit.Page {
		seen := c.Look(at.now)
		seen.AsOf = at.now.AddDate(0, 0, -7)
		for ref, x := range seen.Sessions {
			if s, ok := c.Find(ref); ok && s.Moved() {
				x.Start = s.WasStart
				seen.Sessions[ref] = x
			}
		}
		v := patient.NewTodayView(still{}, func() time.Time { return at.now }, at.wide, func() {})
		return v.Page(patient.TodaySince(c, seen, at.now, at.p))
	})
}
