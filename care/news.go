package care

import "time"

// Looked is what the person had seen when they last looked, on one device.
type Looked struct {
	AsOf     time.Time // of the chart they saw; zero: they never looked
	Sessions map[string]SeenSession
}

// SeenSession is how a session stood that was still to come.
type SeenSession struct {
	Start     time.Time
	Cancelled bool
	Where     string // Session.Where; empty if it was not known
}

// Look is what a person has seen who looks at the chart now.
func (c Chart) Look(now time.Time) Looked {
	l := Looked{AsOf: c.Sync.AsOf, Sessions: map[string]SeenSession{}}
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
)

// News is one thing that changed since the person last looked.
type News struct {
	Kind    NewsKind
	Session Session   // of NewsMoved, NewsElsewhere and NewsCancelled
	Was     time.Time // of NewsMoved: the start that they saw
	CheckIn CheckIn   // of NewsReply
	Subject string    // of NewsPlan: what changed, in the plan's words; may be empty
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
		case !known || s.Over(now):
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
	return out
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
