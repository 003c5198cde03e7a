package app

import (
	"context"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/lovedone"
)

// lovedOneScreens ties the loved one's page to the app.
type lovedOneScreens struct {
	w    *Window
	view *lovedone.SessionsView
}

func newLovedOneScreens(w *Window) *lovedOneScreens {
	s := &lovedOneScreens{w: w}
	s.view = lovedone.NewSessionsView(s, w.again)
	return s
}

func (s *lovedOneScreens) show() {
	s.w.open(entry.PlaceSessions, screenOf(s.w, lovedone.SessionsOf, s.view.Page))
}

// AnswerSession records whether the loved one comes.
func (s *lovedOneScreens) AnswerSession(a care.SessionAnswer, done func(*care.Fault)) {
	s.w.try(func(ctx context.Context) error { return s.w.client.Engine().AnswerSession(ctx, a) }, done)
}

// Join opens the session's page in the system's browser.
func (s *lovedOneScreens) Join(url string) { s.w.openContact(url) }
