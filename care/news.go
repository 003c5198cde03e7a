package care

import "time"

// Looked is what the person had seen when they last looked, on one device.
type Looked struct {
	AsOf     time.Time // of the chart they saw; zero: they never looked
	Sessions map[string]SeenSession
	Plan     *SeenPlan `json:",omitempty"` // nil: not known, as of who looked before it was noted
}

// SeenPlan is how what the team alone writes stood in the plan.
type SeenPlan struct {
	Level     Level
	NextCare  map[string]string // who it is and when, by Referral.Ref
	Medicines []string
	Leaving   map[string]string // the team's words in the plan for leaving, by TransitionLine.Ref
}

// SeenSession is how a session stood that was still to come.
type SeenSession struct {
	Start     time.Time
	Cancelled bool
	Where     string // Session.Where; empty if it was not known
}

// Look is what a person has seen who looks at the chart now.
func (c Chart) Look(now time.Time) Looked {
	l := Looked{AsOf: c.Sync.AsOf, Sessions: map[string]SeenSession{}, Plan: c.lookAtPlan()}
	for _, s := range c.Sessions {
		if !s.Over(now) {
			l.Sessions[s.Ref] = SeenSession{Start: s.Start, Cancelled: s.State == SessionCancelled, Where: s.Where()}
		}
	}
	return l
}

// NewsKind is what a piece of news is about.
type NewsKind int

// Kinds of news.
const (
	NewsMoved NewsKind = iota
	NewsElsewhere
	NewsCancelled
	NewsReply
	NewsPlan
	NewsAdded     // a session that was not planned, or had been cancelled
	NewsNextCare  // a referral, or its first visit
	NewsMedicines // the list of medicines
	NewsLeaving   // the plan for leaving, by the team
	NewsLevel     // a move along the spectrum of care
)

// News is one thing that changed since the person last looked.
type News struct {
	Kind    NewsKind
	Session Session   // of NewsMoved, NewsElsewhere, NewsCancelled and NewsAdded
	More    int       // of NewsAdded: how many more of its series came with it
	Was     time.Time // of NewsMoved: the start that they saw
	CheckIn CheckIn   // of NewsReply
	Subject string    // of the plan: what changed, in the plan's words; may be empty
}

// News compares the chart with what was seen. Who never looked has none: all is
// new to them.
func (c Chart) News(seen Looked, now time.Time) []News {
	if seen.AsOf.IsZero() {
		return nil
	}
	var out []News
	for _, s := range c.Sessions {
		was, known := seen.Sessions[s.Ref]
		switch {
		case s.Over(now):
		case !known || was.Cancelled && s.State == SessionPlanned:
			if s.State == SessionPlanned && s.Start.After(now) {
				out = added(out, s)
			}
		case s.State == SessionCancelled && !was.Cancelled:
			out = append(out, News{Kind: NewsCancelled, Session: s})
		case s.State != SessionCancelled && !was.Start.Equal(s.Start):
			out = append(out, News{Kind: NewsMoved, Session: s, Was: was.Start})
		case s.State != SessionCancelled && was.Where != "" && s.Where() != "" && was.Where != s.Where():
			out = append(out, News{Kind: NewsElsewhere, Session: s})
		}
	}
	for _, ci := range c.CheckIns {
		if ci.Note != "" && ci.Reviewed.After(seen.AsOf) {
			out = append(out, News{Kind: NewsReply, CheckIn: ci})
		}
	}
	if subject, changed := c.Plan.changedSince(seen.AsOf); changed {
		out = append(out, News{Kind: NewsPlan, Subject: subject})
	}
	return append(out, c.newInPlan(seen.Plan)...)
}

// added tells of a session; those of one series that came together are one piece of news.
func added(out []News, s Session) []News {
	for i, n := range out {
		if n.Kind == NewsAdded && s.Series != "" && n.Session.Series == s.Series {
			out[i].More++
			return out
		}
	}
	return append(out, News{Kind: NewsAdded, Session: s})
}

// changedSince tells the last thing that the team changed in the plan.
func (p Plan) changedSince(t time.Time) (subject string, changed bool) {
	for _, r := range p.Reviews {
		if !r.At.After(t) {
			continue
		}
		changed = true
		for _, c := range r.Changes {
			return c.Subject, true
		}
	}
	for _, g := range p.Goals {
		for _, c := range g.Story {
			if c.Team && c.At.After(t) {
				return g.Text, true
			}
		}
	}
	for _, part := range p.Clinical {
		if part.At.After(t) {
			return part.Title, true
		}
	}
	return "", changed
}
