package main

import (
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/patient"
	"throughline/screens/say"
)

// state is one of the five in which each of a patient's screens is drawn.
type state struct {
	name   string
	change func(care.Chart) care.Chart
	says   func(*say.Printer) string // what a screen in it says; nil where that is the screen's own
}

var unreachable = &care.Fault{Code: "clinic-unreachable", Say: "We can't reach your clinic."}

// screenStates are what can be told of data: it has not come, there is none, it is old, what
// was entered is not sent, and something went wrong.
func screenStates() []state {
	return []state{
		{"loading", func(c care.Chart) care.Chart {
			return care.Chart{Viewer: c.Viewer, Sync: care.Sync{Running: true, First: care.FirstPull{Running: true, Resources: 40}}}
		}, func(p *say.Printer) string { return p.N("patient.sync.first", 40) }},
		{"empty", func(c care.Chart) care.Chart {
			return care.Chart{Viewer: c.Viewer, Clinic: c.Clinic, Stay: care.Stay{Ref: c.Stay.Ref, Admitted: c.Sync.AsOf}, Sync: c.Sync}
		}, nil},
		{"offline", func(c care.Chart) care.Chart {
			c.Sync.Offline, c.Sync.AsOf = true, c.Sync.AsOf.AddDate(0, 0, -7)
			return c
		}, func(p *say.Printer) string { return strings.TrimSuffix(p.T("patient.sync.offline", "When", ""), ".") }},
		{"not-sent", notSent, func(p *say.Printer) string { return p.T("patient.delivery.on-device") }},
		{"error", func(c care.Chart) care.Chart {
			c.Sync.Problem = unreachable
			c.Sync.Quarantined = 1
			return c
		}, func(p *say.Printer) string { return p.Fault(unreachable) }},
	}
}

// notSent has all that a patient can enter on this device alone.
func notSent(c care.Chart) care.Chart {
	here := care.Delivery{State: care.OnDevice}
	c.Entered = map[string]care.Delivery{}
	c.CheckIns = append([]care.CheckIn(nil), c.CheckIns...)
	for i := range c.CheckIns {
		c.CheckIns[i].Delivery, c.CheckIns[i].BringToGroup, c.CheckIns[i].Reviewed = here, true, time.Time{}
		c.Entered[c.CheckIns[i].BringRef] = here
	}
	c.Sessions = append([]care.Session(nil), c.Sessions...)
	for i := range c.Sessions {
		c.Sessions[i].Answer, c.Sessions[i].Delivery = care.AnswerComing, here
	}
	for _, g := range c.Plan.Goals {
		c.Entered[g.Ref] = here
	}
	for _, p := range c.Practices {
		c.Entered["Observation/"+p.ID] = here
	}
	for _, t := range c.Trusted {
		c.Entered[t.Consent] = here
	}
	for _, n := range c.Notes {
		c.Entered[n.Ref] = here
	}
	c.Safety.Delivery = here
	c.Sync.Topics[care.TopicPlan] = care.TopicStatus{State: care.TopicWaiting, Unsent: 2}
	c.Sync.Pending = len(c.Entered)
	return c
}

// patientScreen is one of a patient's screens, for any chart.
type patientScreen struct {
	name  string
	place entry.PlaceKey
	page  func(c care.Chart, at setting) *kit.Page
	never map[string]string // states that it cannot be in, each with why
}

const (
	opened   = "it is opened from a list, which is empty then"
	onDevice = "its words are in the app"
	fetched  = "what is entered here is asked of the clinic at once: see the scenes of calendar-"
	reads    = "nothing is entered here"
)

func patientScreens() []patientScreen {
	clock := func(at setting) func() time.Time { return func() time.Time { return at.now } }
	schedule := func(kind patient.ScheduleKind) func(c care.Chart, at setting) *kit.Page {
		return func(c care.Chart, at setting) *kit.Page {
			return patient.NewScheduleView(still{}, at.wide).Page(patient.ScheduleOf(c, patient.ScheduleAsk{Kind: kind, Day: at.now}, at.now, at.p))
		}
	}
	plan := func(tab int) func(c care.Chart, at setting) *kit.Page {
		return func(c care.Chart, at setting) *kit.Page {
			v := patient.NewPlanView(still{}, func() {})
			v.Show(tab)
			return v.Page(patient.PlanOf(c, at.now, at.p))
		}
	}
	first := func(c care.Chart) string {
		if len(c.Plan.Goals) > 0 {
			return c.Plan.Goals[0].Ref
		}
		return ""
	}
	return []patientScreen{
		{"today", entry.PlaceToday, func(c care.Chart, at setting) *kit.Page {
			return patient.NewTodayView(still{}, clock(at), at.wide, func() {}).Page(patient.TodayOf(c, at.now, at.p))
		}, nil},
		{"schedule-week", entry.PlaceSchedule, schedule(patient.ScheduleWeek), map[string]string{"not-sent": reads}},
		{"schedule-month", entry.PlaceSchedule, schedule(patient.ScheduleMonth), map[string]string{"not-sent": reads}},
		{"schedule-list", entry.PlaceSchedule, schedule(patient.ScheduleList), map[string]string{"not-sent": reads}},
		{"session", entry.PlaceSchedule, func(c care.Chart, at setting) *kit.Page {
			next, _ := c.NextSession(at.now)
			return patient.NewSessionView(still{}, func(string) {}, func() {}).Page(patient.SessionOf(c, patient.SessionAsk{Ref: next.Ref}, at.now, at.p))
		}, map[string]string{"loading": opened, "empty": opened}},
		{"visits", entry.PlaceSchedule, func(c care.Chart, at setting) *kit.Page {
			return patient.NewVisitsView(func() {}).Page(patient.VisitsOf(c, at.now, at.p))
		}, map[string]string{"not-sent": reads}},
		{"calendar", entry.PlaceSchedule, func(c care.Chart, at setting) *kit.Page {
			return patient.NewCalendarView(still{}, still{}, func() {}).Page(patient.CalendarOf(c, patient.Feed{State: patient.FeedNone}, care.RemindHour, at.now, at.p))
		}, map[string]string{"not-sent": fetched}},
		{"plan-mine", entry.PlacePlan, plan(0), nil},
		{"plan-of-team", entry.PlacePlan, plan(1), map[string]string{"not-sent": reads}},
		{"part-one", entry.PlacePlan, func(c care.Chart, at setting) *kit.Page {
			return patient.NewPartOneView(still{}, care.SectionGoals, false, func() {}).Page(patient.PartOneOf(c, at.now, at.p))
		}, map[string]string{"loading": "nobody is asked before the plan has come", "offline": onDevice, "error": onDevice}},
		{"goal", entry.PlacePlan, func(c care.Chart, at setting) *kit.Page {
			return patient.NewGoalView(still{}, func() {}).Page(patient.GoalOf(c, first(c), at.now, at.p))
		}, map[string]string{"loading": opened, "empty": opened}},
		{"leaving", entry.PlacePlan, func(c care.Chart, at setting) *kit.Page {
			return patient.NewLeavingView(still{}, func() {}).Page(patient.LeavingOf(c, at.now, at.p))
		}, map[string]string{"loading": opened}},
		{"story", entry.PlacePlan, func(c care.Chart, at setting) *kit.Page {
			return patient.StoryPage(patient.StoryOf(c, at.now, at.p), func() {})
		}, map[string]string{"loading": opened, "not-sent": reads}},
		{"where", entry.PlacePlan, func(c care.Chart, at setting) *kit.Page {
			return patient.WherePage(patient.WhereOf(c, at.now, at.p), nil, func() {})
		}, map[string]string{"loading": opened, "not-sent": reads}},
		{"safety", entry.PlacePlan, func(c care.Chart, at setting) *kit.Page {
			c.Safety.WarningSigns = append(c.Safety.WarningSigns, safetyCard(c).WarningSigns...)
			return patient.NewSafetyView(still{}, func() {}).Page(patient.SafetyOf(c, at.now, at.p))
		}, map[string]string{"loading": onDevice, "offline": onDevice, "error": onDevice, "not-sent": "see the scene safety-card-shared"}},
		{"check-ins", entry.PlaceCheckIns, func(c care.Chart, at setting) *kit.Page {
			return patient.NewCheckInsView(still{}, func() {}).Page(patient.CheckInsOf(c, at.now, at.p))
		}, nil},
		{"result", entry.PlaceCheckIns, func(c care.Chart, at setting) *kit.Page {
			return patient.NewResultView(still{}, func() {}).Page(patient.ResultOf(c, lastScored(c), at.now, at.p))
		}, map[string]string{"loading": opened, "empty": opened}},
		{"skills", entry.PlaceSkills, func(c care.Chart, at setting) *kit.Page {
			return patient.NewSkillsView(still{}, func() {}).Page(patient.SkillsOf(c, skillsIn(at.p), patient.SkillsAsk{}, at.now, at.p))
		}, map[string]string{"not-sent": reads}},
		{"practice", entry.PlaceSkills, func(c care.Chart, at setting) *kit.Page {
			return patient.NewPracticesView(still{}).Page(patient.PracticesOf(c, skillsIn(at.p), at.now, at.p))
		}, map[string]string{"loading": opened}},
		{"people", entry.PlaceYou, func(c care.Chart, at setting) *kit.Page {
			return patient.NewPeopleView(still{}, func() {}).Page(patient.PeopleOf(c, at.now, at.p))
		}, nil},
		{"notes", entry.PlaceYou, func(c care.Chart, at setting) *kit.Page {
			return patient.NewNotesView(still{}, func() {}).Page(patient.NotesOf(c, at.now, at.p))
		}, map[string]string{"loading": opened}},
	}
}

// stateScenesOf are each of a patient's screens in each state that it can be in.
func stateScenesOf(chart care.Chart) []scene {
	three := 3
	chart.Practices = []care.Practice{{ID: "p1", Skill: "paced-breathing", Title: "Paced breathing", At: chart.Sync.AsOf.AddDate(0, 0, -1), Before: &three}}
	var all []scene
	for _, x := range patientScreens() {
		for _, s := range screenStates() {
			if x.never[s.name] != "" {
				continue
			}
			one := of(care.RolePatient, s.name+"-"+x.name, x.place, func(at setting) *kit.Page { return x.page(s.change(chart), at) })
			one.again = true
			all = append(all, one)
		}
	}
	return all
}
