package entry

import (
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// LockState is what the page over a locked app is drawn from.
type LockState struct {
	Covered bool      // only covered while the person is away: no PIN is asked
	Idle    time.Time // not zero: the person is signed out then, unless they say that they are there
	Forgot  bool      // asks whether to sign in again
	Busy    bool
	Wait    time.Duration // for which no PIN is taken
	Left    int           // tries until the device is wiped; -1: it never is
	Fault   *care.Fault
}

// Lock is the page over a locked app. It says nothing of whose app it is.
type Lock struct {
	Title, Sentence string
	Field           string // empty: no PIN can be typed now
	Error           string
	Busy            string
	Left            string
	Go              string // of the field
	Forgot          string // leads to Forgot
	SignIn, Back    string // of Forgot
	Stay, Leave     string // of Idle
}

// LockOf gives the page.
func LockOf(s LockState, p *say.Printer) Lock {
	switch {
	case !s.Idle.IsZero():
		return Lock{Title: p.T("idle.title"), Sentence: p.T("idle.sentence", "Time", p.Clock(s.Idle)), Stay: p.T("idle.stay"), Leave: p.T("idle.leave")}
	case s.Covered:
		return Lock{Title: p.T("lock.covered.title"), Sentence: p.T("lock.covered.sentence")}
	case s.Forgot:
		return Lock{
			Title: p.T("lock.forgot.title"), Sentence: p.T("lock.forgot.sentence"), Error: p.Fault(s.Fault),
			SignIn: p.T("lock.forgot.go"), Back: p.T("patient.common.back"),
		}
	}
	m := Lock{Title: p.T("lock.title"), Sentence: p.T("lock.sentence"), Forgot: p.T("lock.forgot")}
	if s.Left >= 0 && s.Left <= 5 {
		m.Left = p.N("lock.left", s.Left)
	}
	if s.Wait > 0 {
		m.Sentence = p.N("lock.wait", int((s.Wait+time.Minute-1)/time.Minute))
		return m
	}
	m.Field, m.Go, m.Error = p.T("lock.field"), p.T("lock.go"), p.Fault(s.Fault)
	if s.Busy {
		m.Busy = p.T("lock.busy")
	}
	return m
}
