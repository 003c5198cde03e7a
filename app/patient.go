package app

import (
	"context"
	"time"

	"github.com/google/uuid"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/patient"
	"throughline/screens/say"
	"throughline/sync/engine"
)

// patientScreens ties the patient's screens to the app. Its fields belong to
// the UI thread.
type patientScreens struct {
	w        *Window
	today    *patient.TodayView
	schedule *patient.ScheduleView
	plan     *patient.PlanView
	checkIns *patient.CheckInsView
	result   *patient.ResultView

	howDay, howID string // of the check-in that a tap on Today began
}

func newPatientScreens(w *Window) *patientScreens {
	s := &patientScreens{w: w}
	s.today = patient.NewTodayView(s, w.sys.Now, w.shell.IsLaptop, w.again)
	s.schedule = patient.NewScheduleView(s, w.shell.IsLaptop)
	s.plan = patient.NewPlanView(s, w.again)
	s.checkIns = patient.NewCheckInsView(s, w.again)
	s.result = patient.NewResultView(s, w.again)
	return s
}

// show opens one of the patient's places.
func (s *patientScreens) show(place entry.PlaceKey) {
	switch place {
	case entry.PlaceSchedule:
		s.ShowSchedule(patient.ScheduleAsk{Day: s.w.sys.Now()})
	case entry.PlacePlan:
		s.w.open(place, screenOf(s.w, patient.PlanOf, s.plan.Page))
	case entry.PlaceSkills:
		newSkillScreens(s.w).FindSkills(patient.SkillsAsk{})
	case entry.PlaceCheckIns:
		s.OpenCheckIns()
	default:
		s.showToday()
	}
}

// OpenCheckIns opens the list of check-ins.
func (s *patientScreens) OpenCheckIns() {
	s.w.open(entry.PlaceCheckIns, screenOf(s.w, patient.CheckInsOf, s.checkIns.Page))
}

// OpenResult opens an answered check-in.
func (s *patientScreens) OpenResult(checkIn string) {
	s.w.over(screenOf(s.w, func(c care.Chart, now time.Time, p *say.Printer) patient.Result {
		return patient.ResultOf(c, checkIn, now, p)
	}, s.result.Page))
}

// BringToGroup marks an answered check-in for the group, or takes that back.
func (s *patientScreens) BringToGroup(checkIn string, yes bool, done func(*care.Fault)) {
	s.w.withEngine(func(ctx context.Context, e *engine.Engine) error { return e.BringCheckIn(ctx, checkIn, yes) }, done)
}

// OpenCheckIn opens a form, resumed where it was left.
func (s *patientScreens) OpenCheckIn(form, due string) {
	f := &filling{patientScreens: s, ask: patient.CheckInAsk{Form: form, Due: due, NewID: uuid.NewString(), Contacts: s.w.crisis}}
	f.view = patient.NewCheckInView(f, s.w.sys.Now, s.w.again)
	s.w.overAs(trail{Kind: trailCheckIn, Of: form, Due: due}, screenOf(s.w, func(c care.Chart, now time.Time, p *say.Printer) patient.CheckIn {
		return patient.CheckInOf(c, f.ask, now, p)
	}, f.page))
}

// filling is one form being filled in.
type filling struct {
	*patientScreens
	ask   patient.CheckInAsk
	view  *patient.CheckInView
	pause *time.Timer // until what is typed is kept; nil: nobody types
}

func (f *filling) page(m patient.CheckIn) *kit.Page {
	f.view.Show(m)
	return f.view.Page()
}

// SaveCheckIn keeps the answers. Calls are made one after the other, so that
// the later one holds.
func (f *filling) SaveCheckIn(ci care.CheckIn, done func(*care.Fault)) {
	f.w.withEngine(func(ctx context.Context, e *engine.Engine) error { return e.RecordCheckIn(ctx, ci) }, done)
}

// Paused calls then once nobody types for a moment, if somebody is signed in still.
func (f *filling) Paused(then func()) {
	if f.pause != nil {
		f.pause.Stop()
	}
	f.pause = time.AfterFunc(typingPause, func() {
		f.w.presenter.UI(func() {
			if f.w.client.Engine() != nil {
				then()
			}
		})
	})
}

// Contact opens the system's own telephone or message app.
func (f *filling) Contact(uri string) { f.w.openContact(uri) }

// OpenResult shows the check-in in the place of the form.
func (f *filling) OpenResult(checkIn string) {
	f.w.back()
	f.patientScreens.OpenResult(checkIn)
}

// Close leaves the form; what was answered is kept.
func (f *filling) Close() { f.w.back() }

// OpenChoices opens what waits for the person's decision.
func (s *patientScreens) OpenChoices() { newChoices(s.w).show() }
