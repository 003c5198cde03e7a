package app

import (
	"context"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/staff"
	"throughline/sync/engine"
)

// goTo opens one of the main places.
func (w *Window) goTo(place entry.PlaceKey) {
	if place != entry.PlacePatients {
		w.lookAt("")
	}
	switch place {
	case entry.PlaceYou:
		newYou(w).show()
	case entry.PlaceLearn:
		w.showLearn()
	case entry.PlaceReview:
		w.staffScreens().showReview()
	case entry.PlacePatients:
		newTeamScreens(w).SelectPatient("")
	case entry.PlaceFollowUps:
		newTeamScreens(w).showFollowUps()
	case entry.PlaceHome, entry.PlaceSessions:
		newLovedOneScreens(w).show(place)
	case entry.PlaceProgramme:
		newProgrammeScreens(w).ShowProgramme(staff.ProgrammeAsk{})
	default:
		newPatientScreens(w).show(place)
	}
}

// try runs work off the UI thread and says on it how it went.
func (w *Window) try(work func(context.Context) error, done func(*care.Fault)) {
	go func() {
		err := work(w.ctx)
		w.presenter.UI(func() { done(askedOnce(care.AsFault(err))) })
	}()
}

// notAgain are the words for what is asked once: of what is not in the outbox it must not be said that it is tried
// again.
var notAgain = map[string]*care.Fault{
	"clinic-unreachable": {Code: "once-unreachable", Say: "We can't reach your clinic right now. This was not done. Nothing you entered is lost. Try again when you have signal."},
	"clinic-busy":        {Code: "once-busy", Say: "Your clinic's server is busy. This was not done. Nothing you entered is lost. Try again in a moment."},
	"clinic-answer-cut":  {Code: "once-cut", Say: "Your clinic's answer stopped half-way. It may have been done or not. Look again when you have signal."},
}

// askedOnce is what went wrong with something that nobody tries again but the person.
func askedOnce(f *care.Fault) *care.Fault {
	if f == nil || notAgain[f.Code] == nil {
		return f
	}
	told := *notAgain[f.Code]
	told.Cause = f
	return &told
}

// inOrder is try for what must happen in the order in which it was asked for.
func (w *Window) inOrder(work func(context.Context) error, done func(*care.Fault)) {
	w.queue.add(func() {
		err := work(w.ctx)
		w.presenter.UI(func() { done(care.AsFault(err)) })
	})
}

// withEngine is inOrder for what the engine does. It is the engine of who was signed in
// when it was asked for: whoever signs in until its turn has another one.
func (w *Window) withEngine(work func(context.Context, *engine.Engine) error, done func(*care.Fault)) {
	e := w.client.Engine()
	w.inOrder(func(ctx context.Context) error {
		if e == nil {
			return ErrSignedOut
		}
		return work(ctx, e)
	}, done)
}
