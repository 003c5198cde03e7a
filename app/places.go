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
		w.presenter.UI(func() { done(care.AsFault(err)) })
	}()
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
