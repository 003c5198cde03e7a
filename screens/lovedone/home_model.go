package lovedone

import (
	"slices"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Home is the first page: the next session, what is shared, what there is to read.
type Home struct {
	Overline, Title, Sentence string
	State                     string
	Notice                    string // of what may not be passed on
	Gone                      Gone   // with a title: all else is empty
	Waits                     bool   // nothing came yet
	Next                      *Session
	More                      string // leads to the other sessions; "" where there are none
	Expect                    string

	SharedTitle string // "" where no goal or note is shared
	Goals       []Goal
	Notes       []Note

	ReadTitle string
	Lessons   []Lesson
	Worried   string // leads to what to do when one is worried
	Chosen    string // who decides what stands here

	OthersTitle string // "" where nobody else shares with them
	Others      []Other
	OthersSay   string
	Turning     string // while they go there
	Fault       string
}

// Other leads to what another patient shares.
type Other struct{ Ref, Title string }

// Goal is a goal that is shared: what it says now, and no more.
type Goal struct{ Text, State string }

// Note is a note that is shared.
type Note struct{ Text, When string }

// Lesson is a page to read.
type Lesson struct{ Key, Icon, Title, Length string }

// firstLessons are those that Home leads to.
var firstLessons = []string{"for-families", "family-session"}

// HomeOf gives the page.
func HomeOf(c care.Chart, lessons []care.Lesson, now time.Time, p *say.Printer) Home {
	zone := inOwn(c, zoneOf(c))
	h := Home{Overline: p.Day(now.In(zone)), Worried: p.T("lovedone.worried.title", "Name", name(c, p))}
	if g, yes := gone(c, p); yes {
		return Home{Overline: h.Overline, Title: g.Title, Gone: g}
	}
	h.State, h.Title = state(c, p), p.T("lovedone.hello-plain")
	if c.Viewer.Given != "" || c.Viewer.Name != "" {
		h.Title = p.T("lovedone.hello", "Name", firstOf(c.Viewer.Given, c.Viewer.Name))
	}
	if h.Waits = c.Sync.AsOf.IsZero() && c.Shared.From.IsZero(); h.Waits {
		return h
	}
	h.sessions(c, now, p)
	for _, g := range c.Plan.Goals {
		h.Goals = append(h.Goals, goal(g, zoneOf(c), p))
	}
	for _, n := range c.Notes {
		note := Note{Text: n.Text}
		if !n.Written.IsZero() {
			note.When = p.MonthDay(n.Written.In(zone))
		}
		h.Notes = append(h.Notes, note)
	}
	if len(h.Goals)+len(h.Notes) > 0 {
		h.SharedTitle = p.T("lovedone.shared", "Name", name(c, p))
	}
	if c.Shared.Education {
		h.ReadTitle = p.T("lovedone.read")
		for _, key := range firstLessons {
			if i := slices.IndexFunc(lessons, func(l care.Lesson) bool { return l.Key == key }); i >= 0 {
				l := lessons[i]
				h.Lessons = append(h.Lessons, Lesson{l.Key, l.Icon, l.Title, p.N("learn.minutes", l.Minutes)})
			}
		}
	}
	h.Notice = protected(c, p)
	h.Chosen = say.Capital(p.T("lovedone.chosen", "Name", name(c, p)))
	if !c.Shared.Until.IsZero() {
		h.Chosen = say.Capital(p.T("lovedone.chosen-until", "Name", name(c, p), "Day", p.LongDate(c.Shared.Until.In(zone))))
	}
	return h
}

// Beside adds who else shares with this person. A device shows one patient at a time.
func (h Home) Beside(others []care.Connection, busy bool, fault *care.Fault, p *say.Printer) Home {
	if len(others) == 0 {
		return h
	}
	h.OthersTitle, h.OthersSay, h.Fault = p.T("lovedone.others"), p.T("lovedone.others.say"), p.Fault(fault)
	if h.Gone.Title != "" { // beside that nothing is shared
		h.OthersTitle = p.T("lovedone.others.still")
	}
	if busy {
		h.Turning = p.T("lovedone.others.turning")
	}
	for _, o := range others {
		h.Others = append(h.Others, Other{o.Ref, say.Capital(p.T("lovedone.others.of", "Name", firstOf(o.Name, p.T("lovedone.someone"))))})
	}
	return h
}

func (h *Home) sessions(c care.Chart, now time.Time, p *say.Printer) {
	ahead := 0
	for _, x := range c.Sessions {
		if x.Over(now) {
			continue
		}
		ahead++
		if h.Next == nil && x.State != care.SessionCancelled {
			shown := session(x, c, now, p)
			h.Next = &shown
			h.Sentence = say.Capital(p.T("lovedone.asked", "Name", name(c, p), "Day", p.DayInside(x.Start.In(zoneOf(c)))))
		}
	}
	if h.Next == nil {
		h.Sentence = p.T("lovedone.nothing", "Name", name(c, p))
		return
	}
	h.Expect = p.T("lovedone.expect.link")
	if ahead > 1 {
		h.More = p.T("lovedone.more")
	}
}

func goal(g care.Goal, zone *time.Location, p *say.Printer) Goal {
	out := Goal{Text: g.Text}
	switch {
	case g.Reached:
		out.State = p.T("lovedone.goal.reached")
	case g.Resting:
		out.State = p.T("lovedone.goal.resting")
	case !g.Target.IsZero():
		out.State = p.T("lovedone.goal.by", "Day", p.MonthDay(g.Target.In(zone)))
	}
	return out
}

func firstOf(words ...string) string {
	for _, w := range words {
		if w != "" {
			return w
		}
	}
	return ""
}
