package app

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/patient"
)

// noteWhere is the engine's note that holds a where.
const noteWhere = "where"

// resumeWithin is how old a where may be: later people begin with their day.
const resumeWithin = time.Hour

// where is the place that a person was at and the pages that lay over it, so that they
// are there again after a phone has ended the app.
type where struct {
	At    time.Time      `json:"at"`
	Place entry.PlaceKey `json:"place"`
	Pages []trail        `json:"pages,omitempty"`
}

// trail names a page so that it can be opened again.
type trail struct {
	Kind   string `json:"kind"`
	Of     string `json:"of,omitempty"`
	Due    string `json:"due,omitempty"`
	Guided bool   `json:"guided,omitempty"`
}

// Kinds of pages that are opened again.
const (
	trailCheckIn = "check-in"
	trailGoal    = "goal"
	trailPartOne = "part-one"
	trailLeaving = "leaving"
	trailSafety  = "safety"
	trailSession = "session"
	trailSkill   = "skill"
)

// keepPlace notes where the person is. A page without a trail, and what lies over it,
// is not come back to.
func (w *Window) keepPlace() {
	e := w.client.Engine()
	if e == nil || w.role == care.RoleNone || w.nav.place == "" {
		return
	}
	at := where{At: w.sys.Now(), Place: w.nav.place}
	for _, x := range w.nav.stack[1:] {
		if x.trail == (trail{}) {
			break
		}
		at.Pages = append(at.Pages, x.trail)
	}
	raw, err := json.Marshal(at)
	if err != nil {
		return // a plain struct always marshals
	}
	w.inOrder(func(ctx context.Context) error { return e.KeepNote(ctx, noteWhere, raw) }, func(*care.Fault) {})
}

// forgetPlace has the next start begin with the first place. It waits for the disk,
// since the app is about to end.
func (w *Window) forgetPlace() {
	if e := w.client.Engine(); e != nil && w.role != care.RoleNone {
		_ = e.KeepNote(context.Background(), noteWhere, nil) // else the next start is where this one ended
	}
}

// resume reads what was being written and where the person was, and goes there.
func (w *Window) resume() {
	e, t := w.client.Engine(), w.typed
	var at where
	w.try(func(ctx context.Context) error {
		raw, err := e.Note(ctx, noteWhere)
		if err == nil && len(raw) > 0 {
			_ = json.Unmarshal(raw, &at) // what another version wrote counts as nothing
		}
		return errors.Join(err, t.load(ctx, e))
	}, func(*care.Fault) {
		if w.client.Engine() != e || w.nav.place != "" {
			return // they have left, or gone somewhere
		}
		if w.sys.Now().Sub(at.At).Abs() > resumeWithin || !w.has(at.Place) {
			w.firstPlace()
			return
		}
		help := w.staying()
		w.closeHelp()
		w.goTo(at.Place)
		for _, x := range at.Pages {
			w.reopen(x)
		}
		if help != nil {
			w.nav.stack = append(w.nav.stack, help)
			w.again()
		}
	})
}

// has says that the person may go to a place.
func (w *Window) has(place entry.PlaceKey) bool {
	return slices.Contains(entry.PlacesOf(w.role, w.duty), place) || place == entry.PlaceCheckIns && w.role == care.RolePatient
}

// reopen opens a page again. What is gone since then says so itself.
func (w *Window) reopen(x trail) {
	s := newPatientScreens(w)
	switch x.Kind {
	case trailCheckIn:
		s.OpenCheckIn(x.Of, x.Due)
	case trailGoal:
		s.OpenGoal(x.Of)
	case trailPartOne:
		s.OpenPartOne(care.PlanSection(x.Of), x.Guided)
	case trailLeaving:
		s.OpenPlanPage(patient.PageLeaving)
	case trailSafety:
		w.openSafety()
	case trailSession:
		s.OpenSession(x.Of)
	case trailSkill:
		newSkillScreens(w).OpenSkill(x.Of)
	}
}
