package care

import "time"

// SessionKind is what a session is.
type SessionKind int

// Kinds of session.
const (
	KindGroup SessionKind = iota
	KindIndividual
	KindMedication
	KindFamily
	KindVisit // the clinic does not say which; its own words are the topic
)

// Session is one planned meeting. Start is a moment; the clinic's zone gives
// its wall time.
type Session struct {
	Ref      string // "Appointment/…"
	Series   string // shared by the occurrences of a series; empty for a single visit
	Kind     SessionKind
	Topic    string // "Riding out an urge"
	Model    string // curriculum model: "Coping skills"
	Leader   string // "Dana Ortiz, LPC"
	Place    string // where to go; empty for video
	Video    bool
	JoinURL  string   // empty until the clinic gives it; never stored in a notification
	Bring    string   // what to bring; may be empty
	Skills   []string // keys of the skills that it teaches
	Start    time.Time
	End      time.Time // zero if the clinic gave none
	WasStart time.Time // the earlier start of a moved session, else zero
	WasPlace string    // where it was to be before the clinic changed that; empty: not known
	WasVideo bool      // it was to be by video
	State    SessionState
	Answer   Answer // what the patient said
	Reason   string // what they wrote with it; may be empty
	Earlier  EarlierAnswer
	Delivery Delivery
	Attended bool // the clinic recorded that the patient was there
	Missed   bool // the clinic recorded that the patient was not there
	Excused  bool // and that it has the reason
	// Stayed is how long the patient was there, where it was not the whole session.
	Stayed time.Duration

	// Recorded is who recorded the attendance and when, and Before what was recorded
	// earlier, first to last.
	Recorded Recorded
	Before   []Recorded

	Family []Guest // who of the patient's family is invited, by name

	Changed time.Time // when the clinic last changed it; zero if not known
}

// Recorded is one record of who was there.
type Recorded struct {
	Ref string // what it is kept as: "Encounter/…"
	Is  Presence
	By  string    // as they sign; empty: not known, or not yet sent
	At  time.Time // zero: not yet sent
}

// SessionState is what the clinic says of the session.
type SessionState int

// States of a session.
const (
	SessionPlanned SessionState = iota
	SessionCancelled
	SessionHeld
)

// Answer is what a person says about coming.
type Answer int

// Answers, after AppointmentResponse.participantStatus: accepted, tentative,
// declined.
const (
	AnswerNone Answer = iota
	AnswerComing
	AnswerLate
	AnswerCant
)

// EarlierAnswer is what the person said about coming when the session was at another
// time. It is no answer for the new one. Its zero value says nothing.
type EarlierAnswer struct {
	Answer Answer
	Start  time.Time // that they had answered for
}

// SessionAnswer is the intent behind Coming, Late and Can't.
type SessionAnswer struct {
	Session string // Session.Ref
	Answer  Answer
	Reason  string
}

// JoinFrom is how long before the start a video session can be joined.
const JoinFrom = 15 * time.Minute

// CanJoin says whether the session can be joined now.
func (s Session) CanJoin(now time.Time) bool {
	return s.Video && s.State != SessionCancelled && !now.Before(s.Start.Add(-JoinFrom)) && !s.Over(now)
}

// Ends is End, or the start where the clinic gave no end or one before it.
func (s Session) Ends() time.Time {
	if s.End.Before(s.Start) {
		return s.Start
	}
	return s.End
}

// PresumedLength is how long a session is taken to go on whose clinic gave no usable end:
// the longest that a programme's sessions last. Whoever comes ten minutes late can join.
const PresumedLength = 3 * time.Hour

// Over says whether the session has ended. One without a usable end goes on for
// PresumedLength.
func (s Session) Over(now time.Time) bool {
	if s.EndUnclear() {
		return !now.Before(s.Start.Add(PresumedLength))
	}
	return !now.Before(s.End)
}

// Alongside are the sessions that are planned for the same time as this one.
func (c Chart) Alongside(s Session) []Session {
	var out []Session
	for _, x := range c.Sessions {
		same := x.Start.Equal(s.Start) || x.Start.Before(s.Ends()) && s.Start.Before(x.Ends())
		if same && x.Ref != s.Ref && x.State == SessionPlanned && s.State == SessionPlanned {
			out = append(out, x)
		}
	}
	return out
}

// EndUnclear says that the clinic gave no end, or one that is not after the start.
func (s Session) EndUnclear() bool { return !s.End.After(s.Start) }

// Duration is how long the session lasts; 0 if no end is known.
func (s Session) Duration() time.Duration { return s.Ends().Sub(s.Start) }

// Moved says whether the clinic changed the time.
func (s Session) Moved() bool { return !s.WasStart.IsZero() && !s.WasStart.Equal(s.Start) }

// Elsewhere says whether the clinic changed where it is held.
func (s Session) Elsewhere() bool {
	return s.WasVideo && !s.Video || s.WasPlace != "" && (s.Video || s.WasPlace != s.Place)
}

// Where is the place as two are compared; empty if it is not known.
func (s Session) Where() string {
	if s.Video {
		return "video"
	}
	return s.Place
}

// WeekHours is what a week of group therapy amounts to.
type WeekHours struct {
	Attended, Scheduled time.Duration
	Sessions            []Session // the week's group sessions, by start, cancelled ones left out
}

// Ahead is what of the week's hours is still to come.
func (w WeekHours) Ahead(now time.Time) time.Duration {
	var sum time.Duration
	for _, s := range w.Sessions {
		if !s.Over(now) && !s.Attended && !s.Missed {
			sum += s.Duration()
		}
	}
	return sum
}

// WeekStart is the Monday 00:00, on the clinic's wall clock, of the week that
// holds t.
func WeekStart(t time.Time, zone *time.Location) time.Time {
	l := t.In(zone)
	back := (int(l.Weekday()) + 6) % 7
	return time.Date(l.Year(), l.Month(), l.Day()-back, 0, 0, 0, 0, zone)
}

// SessionsBetween gives the sessions that start in [from, until), by start.
func (c Chart) SessionsBetween(from, until time.Time) []Session {
	var out []Session
	for _, s := range c.Sessions {
		if !s.Start.Before(from) && s.Start.Before(until) {
			out = append(out, s)
		}
	}
	return out
}

// HoursOfWeek adds up the group hours of the clinic-local week that holds t.
func (c Chart) HoursOfWeek(t time.Time) WeekHours {
	from := WeekStart(t, c.Clinic.zone())
	var w WeekHours
	for _, s := range c.SessionsBetween(from, from.AddDate(0, 0, 7)) {
		if s.Kind != KindGroup || s.State == SessionCancelled {
			continue
		}
		w.Sessions = append(w.Sessions, s)
		w.Scheduled += s.Duration()
		if s.Attended {
			w.Attended += s.Present()
		}
	}
	return w
}

// Find gives the session of that reference.
func (c Chart) Find(session string) (Session, bool) {
	for _, s := range c.Sessions {
		if s.Ref == session {
			return s, true
		}
	}
	return Session{}, false
}

// NextSession is the first session that is not over and not cancelled.
func (c Chart) NextSession(now time.Time) (Session, bool) {
	for _, s := range c.Sessions {
		if s.State != SessionCancelled && !s.Over(now) {
			return s, true
		}
	}
	return Session{}, false
}
