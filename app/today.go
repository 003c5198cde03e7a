package app

import (
	"context"
	"encoding/json"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/patient"
	"throughline/screens/say"
	"throughline/sync/engine"
)

// noteLooked is the engine's note that holds a care.Looked.
const noteLooked = "looked"

// looking is what the person had seen before, and what they see now. What is
// new stays new until they say that they have seen it, or the app starts again.
type looking struct {
	before atomic.Pointer[care.Looked] // nil until it was read
	kept   time.Time                   // as of when the chart was that was kept as seen; belongs to the UI thread
}

// begin reads what was seen before, ahead of all that is kept later.
func (l *looking) begin(w *Window) {
	e := w.client.Engine()
	w.inOrder(func(ctx context.Context) error {
		raw, err := e.Note(ctx, noteLooked)
		var seen care.Looked
		if err == nil && json.Unmarshal(raw, &seen) == nil { // what another version wrote counts as nothing
			l.before.Store(&seen)
			w.presenter.Tick()
		}
		return err
	}, func(*care.Fault) {})
}

// seen is what was seen before.
func (l *looking) seen() care.Looked {
	if seen := l.before.Load(); seen != nil {
		return *seen
	}
	return care.Looked{}
}

// keep notes that the chart is being looked at.
func (l *looking) keep(w *Window) {
	c, _ := w.presenter.Latest()
	e := w.client.Engine()
	if e == nil || c.Sync.AsOf.Equal(l.kept) || c.Sync.AsOf.IsZero() {
		return
	}
	l.kept = c.Sync.AsOf
	raw, err := json.Marshal(c.Look(w.sys.Now()))
	if err != nil {
		return // a plain struct always marshals
	}
	w.inOrder(func(ctx context.Context) error { return e.KeepNote(ctx, noteLooked, raw) }, func(*care.Fault) {})
}

// showToday opens the day, with what changed since they last looked.
func (s *patientScreens) showToday() {
	s.w.open(entry.PlaceToday, screenOf(s.w, func(c care.Chart, now time.Time, p *say.Printer) patient.Today {
		m := patient.TodaySince(c, s.w.looking.seen(), now, p)
		if len(m.Helped) > 0 {
			m = m.Named(skillsIn(p.Language()))
		}
		return m
	}, func(m patient.Today) *kit.Page {
		s.w.looking.keep(s.w)
		return s.today.Page(m)
	}))
}

// SeenNews takes away what was new.
func (s *patientScreens) SeenNews() {
	c, _ := s.w.presenter.Latest()
	seen := c.Look(s.w.sys.Now())
	s.w.looking.before.Store(&seen)
	s.w.again()
}

// SayHow records how the person is. Two quick taps are one check-in.
func (s *patientScreens) SayHow(ci care.CheckIn, done func(*care.Fault)) {
	if day := ci.Authored.Format(time.DateOnly); ci.ID == "" && s.howDay == day {
		ci.ID = s.howID
	} else if ci.ID == "" {
		ci.ID = uuid.NewString()
		s.howDay, s.howID = day, ci.ID
	}
	s.w.withEngine(func(ctx context.Context, e *engine.Engine) error { return e.RecordCheckIn(ctx, ci) }, done)
}

// DoHomework says that homework was done, or takes that back.
func (s *patientScreens) DoHomework(homework string, done bool, then func(*care.Fault)) {
	s.w.withEngine(func(ctx context.Context, e *engine.Engine) error { return e.DoHomework(ctx, homework, done) }, then)
}

// OpenPlan goes to My plan.
func (s *patientScreens) OpenPlan() { s.w.goTo(entry.PlacePlan) }

// OpenSkill opens a skill over what is shown.
func (s *patientScreens) OpenSkill(key string) { newSkillScreens(s.w).OpenSkill(key) }
