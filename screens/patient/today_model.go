package patient

import (
	"slices"
	"sort"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Today is the person's day: what was, what is next, what comes.
type Today struct {
	Date               string // "Tuesday, March 9"
	Hello              string
	Summary            string // the day in one or two sentences
	Notices            []Status
	Waiting            bool   // nothing has come from the clinic yet: no thread, no week
	Choices            string // what waits for the person's decision; empty where nothing does
	ChoicesSay         string
	News               []NewsItem // what changed since they last looked
	NewsHead, NewsSeen string
	Items              []TodayItem
	How                HowAmI
	Week               Hours // zero where no group is planned this week
	Helped             []SkillName
	HelpedTitle        string
	HelpedWords        string

	p *say.Printer
}

// TodayItem is one thing on the thread of the day. Exactly one of CheckIn,
// Form and Session tells what it is about; all are empty for a plain line.
type TodayItem struct {
	Node    Node
	When    string
	Title   string
	Tag     string // "Moved, was 6:00 PM"
	Status  Status
	Raised  bool // the one card: the thing to do next
	Session *SessionCard
	Ref     string // of a session that is not the card
	CheckIn string // id of an answered check-in
	Form    string // canonical of a form to answer
	Due     string // what it answers, may be ""
	Do      string // the card's button for a form: "Start"; that of homework: "I did this"

	Homework   string // Homework.Ref
	Skill      string // key of the skill of the homework
	SkillWords string
	By         string
	Undo       string
}

// SessionCard is what can be done about a session.
type SessionCard struct {
	Ref      string
	Facts    []Status
	Ask      string // "Will you be there?"; "" where nothing is asked
	Earlier  string // what was said before it was moved; "" for nothing
	Words    []string
	Answer   care.Answer
	Delivery Status // of the answer
	Reason   string // what was written with the answer
	Join     string // label of the join button; "" while it is shut
	More     string // leads to all about it
}

// Spoken says the state of a choice for screen readers.
func (m Today) Spoken(chosen bool, place, count int) string { return spoken(m.p)(chosen, place, count) }

// FaultWords says what went wrong, or "".
func (m Today) FaultWords(f *care.Fault) string { return m.p.Fault(f) }

// TodayOf tells the day that holds now.
func TodayOf(c care.Chart, now time.Time, p *say.Printer) Today {
	return TodaySince(c, care.Looked{}, now, p)
}

// TodaySince tells the day, and what changed since the person had seen that.
func TodaySince(c care.Chart, seen care.Looked, now time.Time, p *say.Printer) Today {
	s := speak(c, now, p)
	m := Today{p: p, Date: p.Day(s.today()), Hello: p.T("patient.today.hello-nobody")}
	if c.Viewer.Given != "" {
		m.Hello = p.T("patient.today.hello", "Name", c.Viewer.Given)
	}
	if c.Sync.AsOf.IsZero() && len(c.Sessions) == 0 && len(c.CheckIns) == 0 {
		m.Waiting = true
		m.Summary = p.T("patient.today.waiting")
		m.Notices = s.notices(c, 0)
		return m
	}
	if n := len(c.Choices); n > 0 {
		m.Choices, m.ChoicesSay = p.N("patient.today.choices", n), p.T("patient.today.choices-say")
	}
	if m.News = s.news(c, seen); len(m.News) > 0 {
		m.NewsHead, m.NewsSeen = p.T("patient.news.title"), p.T("patient.news.seen")
	}
	d := s.dayOf(c)
	m.How = d.how
	m.Items = d.items(c)
	m.Summary = d.summary(c)
	m.Notices = s.notices(c, d.unsent)
	m.Helped = helped(c.Practices)
	if len(m.Helped) > 0 {
		m.HelpedTitle, m.HelpedWords = p.T("patient.today.helped"), p.T("patient.today.helped-words")
	}
	if !d.left {
		m.Week = HoursOf(c, now, p)
	}
	return m
}

// mostHelped is how many skills are kept at hand: to choose from few is easier.
const mostHelped = 2

// helped are the skills after which the feeling was weaker, as the person said.
func helped(all []care.Practice) []SkillName {
	var out []SkillName
	for _, h := range care.WhatHelped(all) {
		i := slices.IndexFunc(all, func(x care.Practice) bool { return x.Skill == h.Skill && x.Title != "" })
		if h.Eased > 0 && i >= 0 && len(out) < mostHelped {
			out = append(out, SkillName{h.Skill, all[i].Title})
		}
	}
	return out
}

// Named gives what helped its names in the language of these skills: it was noted in the one that
// the app spoke then.
func (m Today) Named(all []care.Skill) Today {
	m.Helped = slices.Clone(m.Helped)
	for i, x := range m.Helped {
		if k := slices.IndexFunc(all, func(k care.Skill) bool { return k.Key == x.Key }); k >= 0 {
			m.Helped[i].Name = all[k].Title
		}
	}
	return m
}

// day gathers what the day holds.
type day struct {
	speaker
	answered  []care.CheckIn // answered today, reviewed today, or not sent yet; oldest first
	sessions  []care.Session // today's, by start
	dues      []care.Due
	loose     []care.CheckIn // begun without being asked for
	next      care.Session   // today's first that is not over and not cancelled, else the first after today
	hasNext   bool
	nextToday bool
	how       HowAmI
	left      bool // the stay is over: staff have ended it
	passed    bool // its last day is behind, and staff have not ended it
	unsent    int
}

func (s speaker) dayOf(c care.Chart) day {
	d := day{speaker: s, dues: s.openDues(c), how: s.howAmI(c)}
	d.left, d.passed = c.Stay.Ended, c.Stay.LastDayPassed(s.now, s.clinic)
	for _, x := range c.Sessions {
		if s.sameDay(x.Start, s.now) {
			d.sessions = append(d.sessions, x)
		}
	}
	if d.next, d.hasNext = c.NextSession(s.now); d.hasNext {
		d.nextToday = !d.next.Start.After(s.now) || s.sameDay(d.next.Start, s.now)
	}
	for _, ci := range c.CheckIns {
		switch {
		case ci.Status == care.CheckInBegun:
			if !asked(c, d.dues, ci) {
				d.loose = append(d.loose, ci)
			}
		case d.how.only(ci):
			if unsent(ci.Delivery) {
				d.unsent++
			}
		case unsent(ci.Delivery), s.sameDay(ci.Authored, s.now), !ci.Reviewed.IsZero() && s.sameDay(ci.Reviewed, s.now):
			d.answered = append(d.answered, ci)
			if unsent(ci.Delivery) {
				d.unsent++
			}
		}
	}
	sort.SliceStable(d.answered, func(i, j int) bool { return d.answered[i].Authored.Before(d.answered[j].Authored) })
	return d
}

func asked(c care.Chart, dues []care.Due, ci care.CheckIn) bool {
	for _, d := range dues {
		if c.Answers(ci, d.Form) && (ci.Due == "" || ci.Due == d.Ref) {
			return true
		}
	}
	return false
}

// items puts the day on the thread: what is done, then the one thing to do
// next as a card, then what comes.
func (d day) items(c care.Chart) []TodayItem {
	var items []TodayItem
	for _, ci := range d.answered {
		items = append(items, TodayItem{
			Node: NodeDone, When: say.Capital(d.moment(ci.Authored)), Title: ci.Title, CheckIn: ci.ID,
			Status: d.checkIn(ci, isUrgent(c, ci)),
		})
	}
	homework, did := d.homeworkItems(c)
	items = append(items, did...)
	var later []TodayItem
	for _, x := range d.sessions {
		switch {
		case x.State == care.SessionCancelled:
			items = append(items, d.session(x, NodeEmpty))
		case x.Over(d.now):
			items = append(items, d.session(x, NodeDone))
		case x.Ref != d.next.Ref:
			later = append(later, d.session(x, NodeLater))
		}
	}
	todo := d.todo(c)
	switch {
	case d.nextToday:
		items = append(items, d.card(c, d.next))
	case len(todo) > 0:
		todo[0].Node, todo[0].Raised = NodeNow, true
		items, todo = append(items, todo[0]), todo[1:]
	case d.hasNext:
		items = append(items, d.card(c, d.next))
	}
	items = append(append(append(items, later...), todo...), homework...)
	if d.left || d.passed {
		items = append(items, d.followUps(c)...)
	}
	return items
}

// todo lists the check-ins that are asked for or were begun.
func (d day) todo(c care.Chart) []TodayItem {
	var out []TodayItem
	for _, due := range d.dues {
		item := TodayItem{Node: NodeLater, When: d.dueWords(due), Title: due.Title, Form: due.Form, Due: due.Ref, Do: d.p.T("patient.checkin.start")}
		if ci, ok := begun(c, due.Form, due.Ref); ok {
			item.Status, item.Do = d.checkIn(ci, isUrgent(c, ci)), d.p.T("patient.checkin.resume")
		}
		out = append(out, item)
	}
	for _, ci := range d.loose {
		out = append(out, TodayItem{
			Node: NodeLater, When: d.p.T("patient.due.open"), Title: ci.Title, Form: ci.Form, Due: ci.Due,
			Status: d.checkIn(ci, isUrgent(c, ci)), Do: d.p.T("patient.checkin.resume"),
		})
	}
	return out
}

func (d day) session(x care.Session, node Node) TodayItem {
	return TodayItem{Node: node, Ref: x.Ref, When: d.span(x), Title: d.title(x), Status: d.attendance(x), Tag: d.moved(x)}
}

// card is the next session with what can be done about it.
func (d day) card(c care.Chart, x care.Session) TodayItem {
	item := d.session(x, NodeNow)
	item.Raised, item.Status = true, Status{}
	if !d.nextToday {
		item.Node = NodeLater
		item.When = d.p.T("patient.time.day-clock", "Day", d.p.Day(x.Start.In(d.clinic)), "Clock", item.When)
	}
	card := &SessionCard{Ref: x.Ref, Facts: append(d.facts(x), d.clashFact(c, x)...), Answer: x.Answer, Reason: x.Reason, More: d.p.T("patient.session.more")}
	if d.now.Before(x.Start) {
		card.Ask, card.Earlier = d.ask(x), d.earlier(x)
		card.Words = []string{d.p.T("patient.session.coming"), d.p.T("patient.session.late"), d.p.T("patient.session.cant")}
		if x.Answer != care.AnswerNone && unsent(x.Delivery) {
			card.Delivery = d.delivery(x.Delivery, false)
		}
	}
	if x.CanJoin(d.now) {
		card.Join = d.p.T("patient.session.join")
	}
	item.Session = card
	return item
}

func (d day) clashFact(c care.Chart, x care.Session) []Status {
	if clash := d.clash(c, x); clash.Text != "" {
		return []Status{clash}
	}
	return nil
}

// followUps are the two check-ins after a discharge that have not opened yet.
func (d day) followUps(c care.Chart) []TodayItem {
	if c.Stay.Discharged.IsZero() {
		return nil
	}
	var out []TodayItem
	for _, f := range care.FollowUps(c.Stay.Discharged) {
		if f.Opens.After(d.now) {
			out = append(out, TodayItem{
				Node: NodeLater, When: d.p.T("patient.today.opens", "Day", d.p.DayInside(f.Opens.In(d.clinic))),
				Title: d.p.T("patient.followup." + f.Name),
			})
		}
	}
	return out
}
