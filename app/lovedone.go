package app

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/lovedone"
	"throughline/screens/say"
	"throughline/sync/engine"
)

// lovedOneScreens ties the loved one's pages to the app.
type lovedOneScreens struct {
	w        *Window
	home     *lovedone.HomeView
	sessions *lovedone.SessionsView
	help     *lovedone.WorriedView
	lessons  map[string][]care.Lesson // by language
	turning  turning
}

func newLovedOneScreens(w *Window) *lovedOneScreens {
	s := &lovedOneScreens{w: w, lessons: map[string][]care.Lesson{}}
	for _, tag := range say.Languages() {
		s.lessons[tag.String()] = lessonsIn(tag.String())
	}
	s.home, s.sessions = lovedone.NewHomeView(s, w.again), lovedone.NewSessionsView(s, w.again)
	s.help = lovedone.NewWorriedView(s, fyne.CurrentDevice().IsMobile())
	return s
}

func (s *lovedOneScreens) show(place entry.PlaceKey) {
	if place == entry.PlaceSessions {
		s.w.open(place, screenOf(s.w, lovedone.SessionsOf, s.sessions.Page))
		return
	}
	s.w.open(place, draw(func(c care.Chart, now time.Time, p *say.Printer) homeFrame {
		return homeFrame{lovedone.HomeOf(c, s.lessons[p.Language()], now, p), p}
	}, func(f homeFrame) {
		s.w.put(s.home.Page(f.home.Beside(s.w.others, s.turning.busy, s.turning.fault, f.p)))
	}))
}

type homeFrame struct {
	home lovedone.Home
	p    *say.Printer
}

// AnswerSession records whether the loved one comes.
func (s *lovedOneScreens) AnswerSession(a care.SessionAnswer, done func(*care.Fault)) {
	s.w.withEngine(func(ctx context.Context, e *engine.Engine) error { return e.AnswerSession(ctx, a) }, done)
}

// JoinSession asks the clinic for the link and opens it in the system's browser.
func (s *lovedOneScreens) JoinSession(session string, done func(*care.Fault)) {
	s.w.try(func(ctx context.Context) error {
		link, err := s.w.client.Engine().JoinLink(ctx, session)
		if err != nil {
			return err
		}
		return s.w.browse(link)
	}, done)
}

// OpenSessions opens the list of sessions.
func (s *lovedOneScreens) OpenSessions() { s.show(entry.PlaceSessions) }

// OpenLesson opens a page to read.
func (s *lovedOneScreens) OpenLesson(key string) { newLearnScreens(s.w, true).OpenLesson(key) }

// OpenExpect says what a session is like.
func (s *lovedOneScreens) OpenExpect() {
	s.w.over(screenOf(s.w, lovedone.ExpectOf, s.help.Expect))
}

// OpenWorried opens help for who is worried. It is neither counted nor reported.
func (s *lovedOneScreens) OpenWorried() {
	s.w.over(screenOf(s.w, func(c care.Chart, now time.Time, p *say.Printer) lovedone.Worried {
		return lovedone.WorriedOf(c, s.w.crisis, now, p)
	}, s.help.Page))
}

// SignOut leads to where one signs out.
func (s *lovedOneScreens) SignOut() { newYou(s.w).show() }

// OpenContact opens the system's own telephone or message app.
func (s *lovedOneScreens) OpenContact(uri string) { s.w.openContact(uri) }

// CopyNumber puts a number on the clipboard, for devices without a telephone.
func (s *lovedOneScreens) CopyNumber(number string) { s.w.ui.Clipboard().SetContent(number) }

// Close leaves the page on top.
func (s *lovedOneScreens) Close() { s.w.back() }

// leaving lets a loved one end the connection themselves.
type leaving struct {
	w     *Window
	busy  bool
	fault *care.Fault
}

func (w *Window) openLeaving() {
	l := &leaving{w: w}
	v := lovedone.NewLeaveView(l)
	w.over(draw(func(c care.Chart, _ time.Time, p *say.Printer) leaveFrame { return leaveFrame{c, p} }, func(f leaveFrame) {
		w.put(v.Page(lovedone.LeaveOf(f.c, l.busy, l.fault, f.p)))
	}))
}

type leaveFrame struct {
	c care.Chart
	p *say.Printer
}

// LeaveConnection tells the clinic, takes everything off this device and leads back
// to the door. Where the clinic is not told nothing has changed.
func (l *leaving) LeaveConnection() {
	l.busy, l.fault = true, nil
	l.w.again()
	l.w.try(func(ctx context.Context) error { return l.w.client.LeaveConnection(ctx) }, func(f *care.Fault) {
		l.busy, l.fault = false, f
		if f != nil {
			l.w.again()
			return
		}
		l.w.leave()
		l.w.door.try(func(ctx context.Context) error {
			_, err := l.w.client.SignOut(ctx, true)
			return err
		}, func(error) { l.w.door.begin() })
	})
}

// Close stays connected.
func (l *leaving) Close() { l.w.back() }

// LeaveConnection ends what a patient shares with this person, in their own word.
func (c *Client) LeaveConnection(ctx context.Context) error {
	e := c.Engine()
	if e == nil {
		return ErrSignedOut
	}
	return c.heed(ctx, e.Leave(ctx))
}

// lookEvery is how soon a loved one who is looking learns that sharing has changed.
const lookEvery = 45 * time.Second

// watchSharing asks while a loved one is signed in whether what they see still holds.
func (w *Window) watchSharing(ctx context.Context) {
	w.followConnections(ctx)
	looks := w.sys.Looks
	if looks == nil {
		tick := time.NewTicker(lookEvery)
		defer tick.Stop()
		looks = tick.C
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-looks:
			if e := w.client.Engine(); e != nil {
				e.CheckSharing(ctx)
			}
			w.followConnections(ctx)
		}
	}
}
