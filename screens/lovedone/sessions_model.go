// Package lovedone holds what a loved one sees: the sessions that they are invited
// to, what was shared with them, what there is to read, and help for themselves.
// That there are check-ins, scores, medication or others in a group is said nowhere.
package lovedone

import (
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Sessions is the list of what they are invited to.
type Sessions struct {
	Title    string
	Sentence string
	State    string // how old the list is, where that matters
	Gone     Gone   // with a title: all else is empty
	Next     *Session
	Later    []Session
	LaterAs  string
	Expect   string // leads to what to expect
	Notice   string // of what may not be passed on
}

// SessionsOf gives the page.
func SessionsOf(c care.Chart, now time.Time, p *say.Printer) Sessions {
	s := Sessions{Title: p.T("lovedone.title"), LaterAs: p.T("lovedone.later"), Expect: p.T("lovedone.expect.link")}
	if g, yes := gone(c, p); yes {
		return Sessions{Title: g.Title, Gone: g}
	}
	s.State, s.Notice = state(c, p), protected(c, p)
	var next string
	for _, x := range c.Sessions {
		if x.Over(now) {
			continue
		}
		shown := session(x, c, now, p)
		if s.Next == nil && x.State != care.SessionCancelled {
			s.Next = &shown
			next = p.DayInside(x.Start.In(zoneOf(c)))
			continue
		}
		s.Later = append(s.Later, shown)
	}
	s.Sentence = p.T("lovedone.none")
	if s.Next != nil {
		s.Sentence = p.T("lovedone.next", "Day", next)
	}
	return s
}
