package app

import (
	"context"
	"time"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/say"
	"throughline/screens/staff"
	"throughline/sync/engine"
)

// teamScreens ties the staff's patients and follow-ups to the app. It lasts until
// they sign out, so that a note that is being typed outlives a look elsewhere.
type teamScreens struct {
	w         *Window
	patients  *staff.PatientsView
	followUps *staff.FollowUpsView
	summary   *stop // the continued-stay summary, once it was opened
}

// newTeamScreens gives the one that there is.
func newTeamScreens(w *Window) *teamScreens {
	if w.team == nil {
		s := &teamScreens{w: w}
		s.patients = staff.NewPatientsView(s, w.listBesideDetail, w.again)
		s.followUps = staff.NewFollowUpsView(s, w.again)
		w.team = s
	}
	return w.team
}

// SelectPatient opens a patient's brief, or the list alone.
func (s *teamScreens) SelectPatient(ref string) {
	s.w.lookAt(ref)
	s.w.open(entry.PlacePatients, screenOf(s.w, func(c care.Chart, now time.Time, p *say.Printer) staff.Patients {
		return staff.PatientsOf(c, now, p, ref)
	}, s.patients.Page))
}

func (s *teamScreens) showFollowUps() {
	s.w.open(entry.PlaceFollowUps, screenOf(s.w, staff.FollowUpsOf, s.followUps.Page))
}

// SelectReview opens a check-in where staff review them.
func (s *teamScreens) SelectReview(id string) { s.w.staffScreens().openCheckIn(id) }

// OpenChoices opens what waits for their decision.
func (s *teamScreens) OpenChoices() { newChoices(s.w).show() }

// Contact opens the system's own telephone.
func (s *teamScreens) Contact(uri string) { s.w.openContact(uri) }

// ChangePlan records one change, in the order in which they were tapped.
func (s *teamScreens) ChangePlan(change care.PlanChange, done func(*care.Fault)) {
	s.w.withEngine(func(ctx context.Context, e *engine.Engine) error { return e.ChangePlan(ctx, change) }, done)
}

// OpenPatientPage opens a page of the patient's over the brief.
func (s *teamScreens) OpenPatientPage(patient string, page staff.BriefPage) {
	switch page {
	case staff.PagePartTwo:
		overPatient(s, patient, staff.PartTwoOf, staff.NewPartTwoView(s, s.w.again).Page)
	case staff.PageTransition:
		overPatient(s, patient, staff.TransitionOf, staff.NewTransitionView(s, s.w.again).Page)
	case staff.PageDischarge:
		overPatient(s, patient, staff.DischargeOf, staff.NewDischargeView(s, s.w.again).Page)
	case staff.PageNextCare:
		overPatient(s, patient, staff.NextCareOf, staff.NewNextCareView(s, s.w.again).Page)
	case staff.PageLevel:
		overPatient(s, patient, staff.LevelOf, staff.NewLevelView(s, s.w.again).Page)
	case staff.PageSafety:
		overPatient(s, patient, staff.SafetySharedOf, staff.NewSafetyView(s, s.w.again).Page)
	case staff.PageSummary:
		s.ShowSummary(patient, false)
	}
}

// overPatient ties a page about one patient to its view.
func overPatient[M any](s *teamScreens, patient string, model func(care.Chart, string, time.Time, *say.Printer) M, page func(M) *kit.Page) {
	s.w.over(screenOf(s.w, func(c care.Chart, now time.Time, p *say.Printer) M { return model(c, patient, now, p) }, page))
}

// Typed is what somebody was writing about a patient, before a restart too.
func (s *teamScreens) Typed(key string) string { return s.w.typed.get(key) }

// KeepTyped keeps it; "" forgets it.
func (s *teamScreens) KeepTyped(key, words string) { s.w.keepTyped(key, words) }

// Close leaves the page on top.
func (s *teamScreens) Close() { s.w.back() }

// lookAt has the chart hold one patient's record, "Patient/…", and no longer than
// staff look at it; "" for none.
func (w *Window) lookAt(patient string) {
	if w.role != care.RoleStaff || w.looksAt == patient {
		return
	}
	w.looksAt = patient
	w.inOrder(func(ctx context.Context) error {
		if e := w.client.Engine(); e != nil {
			return e.Focus(ctx, patient)
		}
		return nil
	}, func(*care.Fault) {})
}
