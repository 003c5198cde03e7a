package app

import (
	"context"
	"sync/atomic"
	"time"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/say"
	"throughline/screens/staff"
	"throughline/sync/engine"
)

// staffScreens ties the staff's screens to the app. It lives as long as somebody is
// signed in, so that the list comes back as it was left.
type staffScreens struct {
	w      *Window
	review *staff.ReviewView
	ask    atomic.Pointer[staff.ReviewAsk] // read where the model is made
}

// staffScreens are the signed-in person's.
func (w *Window) staffScreens() *staffScreens {
	if w.desk == nil {
		s := &staffScreens{w: w}
		s.ask.Store(&staff.ReviewAsk{})
		s.review = staff.NewReviewView(s, w.listBesideDetail, w.again)
		w.desk = s
	}
	return w.desk
}

// showReview opens the list as it was left.
func (s *staffScreens) showReview() {
	s.w.open(entry.PlaceReview, screenOf(s.w, func(c care.Chart, now time.Time, p *say.Printer) staff.Review {
		return staff.ReviewOf(c, now, p, *s.ask.Load())
	}, s.page))
}

// ShowReview shows the list as asked.
func (s *staffScreens) ShowReview(ask staff.ReviewAsk) {
	s.ask.Store(&ask)
	s.w.presenter.Tick()
	if ask.Opened && ask.Selected != "" {
		s.opened(ask.Selected)
	}
}

// openCheckIn opens one check-in, or the urgent answer in it.
func (s *staffScreens) openCheckIn(id string) {
	ask := staff.ReviewAsk{Selected: "QuestionnaireResponse/" + id, Opened: true}
	chart, _ := s.w.presenter.Latest()
	for _, x := range chart.Work {
		if x.Review != nil && x.Review.CheckIn.ID == id && (x.Kind == care.WorkTriage || x.ID == ask.Selected) {
			ask.Selected = x.ID
		}
		if x.ID == ask.Selected && x.State == care.WorkClosed {
			ask.Filter = staff.FilterClosed
		}
	}
	s.ask.Store(&ask)
	s.showReview()
	s.opened(ask.Selected)
}

// page draws the list, and has the engine bring the record of whose entry is open.
func (s *staffScreens) page(m staff.Review) *kit.Page {
	ask := s.ask.Load()
	if asked := *ask; m.Ask.Filter == asked.Filter && m.Ask.Search == asked.Search && (asked.Selected == m.Ask.Selected || asked.Selected == "" || asked.Stood.Has(asked.Selected)) {
		// What is shown stays there while others come, and where it stood is known when it no longer does. What is
		// asked for and has not come yet is waited for.
		asked.Selected, asked.Stood = m.Ask.Selected, m.Ask.Stood
		s.ask.CompareAndSwap(ask, &asked)
	}
	if m.Detail != nil {
		s.w.lookAt(m.Detail.Patient)
	}
	return s.review.Page(m)
}

// opened records that somebody of staff has looked at it, if nobody had.
func (s *staffScreens) opened(work string) {
	chart, _ := s.w.presenter.Latest()
	for _, x := range chart.Work {
		if x.ID == work && !x.Opened && x.Kind != care.WorkCall && x.State != care.WorkClosed {
			s.DoWork(care.Deed{Work: work, Step: care.StepOpened}, func(*care.Fault) {})
		}
	}
}

// DoWork records what was done.
func (s *staffScreens) DoWork(d care.Deed, done func(*care.Fault)) {
	s.w.withEngine(func(ctx context.Context, e *engine.Engine) error { return e.DoWork(ctx, d) }, done)
}

// RecordCall records a call about a follow-up.
func (s *staffScreens) RecordCall(c care.CallRecorded, done func(*care.Fault)) {
	s.w.withEngine(func(ctx context.Context, e *engine.Engine) error { return e.ChangePlan(ctx, c) }, done)
}

// OpenContact opens the system's own telephone.
func (s *staffScreens) OpenContact(uri string) { s.w.openContact(uri) }

// OpenChoices opens what waits for their decision.
func (s *staffScreens) OpenChoices() { newChoices(s.w).show() }

// Typed is a reply that was not sent, before a restart too.
func (s *staffScreens) Typed(key string) string { return s.w.typed.get(key) }

// KeepTyped keeps it; "" forgets it.
func (s *staffScreens) KeepTyped(key, words string) { s.w.keepTyped(key, words) }

func (w *Window) listBesideDetail() bool { return kit.ListDetailFits(w.shell.Size().Width) }
