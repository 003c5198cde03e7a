package patient

import (
	"cmp"
	"slices"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// SharingAsk is whose sharing is being decided, and what was chosen so far.
type SharingAsk struct {
	Name   string // of the person, as the patient calls them
	New    bool   // they are to be invited; else what they see is changed
	Chosen care.Sharing
}

// SharingPage is where a patient decides what a person may see.
type SharingPage struct {
	Back, Title, Words string
	Parts              []SharePart // sessions, link, education
	GoalsTitle         string
	Goals              []ShareItem
	NoGoals            string
	NotesTitle         string
	Notes              []ShareItem
	Write, Hint, Add   string // a note
	Substance          Substance
	PurposeTitle       string
	Purposes           []string
	Purpose            int
	EndTitle           string
	Ends               []ShareEnd
	End                int // index of the end that is chosen; the last is another day
	Day                DayWords
	day                time.Time
	Until              string
	Never              string
	Preview, Next      string

	ask SharingAsk
	p   *say.Printer
}

// SharePart is one thing that can be shared as a whole.
type SharePart struct {
	Key          sharePart
	Words, Small string
	On           bool
	State        string // for screen readers
}

type sharePart int

const (
	shareSessions sharePart = iota
	shareJoin
	shareEducation
)

// ShareItem is a goal or a note that can be shared by itself.
type ShareItem struct {
	Ref, Words, Small, State string
	On                       bool
}

// ShareEnd is a day on which sharing can end.
type ShareEnd struct {
	Words string
	At    time.Time // zero: another day
}

// Substance is the separate consent to show what a programme for substance use
// recorded (42 CFR 2.31). It is asked where there is such a programme.
type Substance struct {
	Title, Words string // "": it is not asked
	Choices      []string
	Chosen       int // index, or none: nothing is chosen for the person
}

// SharingOf gives the page for what was chosen so far.
func SharingOf(c care.Chart, ask SharingAsk, now time.Time, p *say.Printer) SharingPage {
	s := speak(c, now, p)
	ask.Name = cmp.Or(ask.Name, p.T("patient.people.nameless"))
	m := SharingPage{
		p: p, ask: ask, Back: p.T("patient.common.back"), Title: p.T("patient.sharing.title", "Name", ask.Name), Words: p.T("patient.sharing.words"),
		GoalsTitle: p.T("patient.sharing.goals"), NotesTitle: p.T("patient.sharing.notes"),
		Write: p.T("patient.notes.write"), Hint: p.T("patient.notes.hint", "Name", ask.Name), Add: p.T("patient.notes.add"),
		PurposeTitle: p.T("patient.sharing.purpose"), EndTitle: p.T("patient.sharing.end"), Until: s.until(ask.Chosen.Until),
		Never: p.T("patient.sharing.never", "Name", ask.Name), Preview: p.T("patient.people.preview"), Next: p.T("patient.sharing.save"),
		Day: s.dayWords("patient.sharing.day"), day: ask.Chosen.Until,
	}
	if ask.New {
		m.Next, m.Preview = p.T("patient.sharing.next"), ""
	}
	part := func(key sharePart, words string, on bool) {
		m.Parts = append(m.Parts, SharePart{Key: key, Words: p.T("patient.sharing.part-" + words), Small: p.T("patient.sharing.small-" + words), On: on, State: s.checked(on)})
	}
	part(shareSessions, "sessions", ask.Chosen.Sessions)
	if ask.Chosen.Sessions {
		part(shareJoin, "join", ask.Chosen.Join)
	}
	part(shareEducation, "education", ask.Chosen.Education)
	for _, g := range c.Plan.Goals {
		on := slices.Contains(ask.Chosen.Goals, g.Ref)
		m.Goals = append(m.Goals, ShareItem{Ref: g.Ref, Words: g.Text, On: on, State: s.checked(on)})
	}
	if len(m.Goals) == 0 {
		m.NoGoals = p.T("patient.sharing.no-goals")
	}
	for _, n := range c.Notes {
		on := slices.Contains(ask.Chosen.Notes, n.Ref)
		m.Notes = append(m.Notes, ShareItem{Ref: n.Ref, Words: n.Text, On: on, State: s.checked(on)})
	}
	for i, purpose := range care.SharingPurposes() {
		m.Purposes = append(m.Purposes, p.T("patient.sharing.purpose-"+string(purpose)))
		if purpose == ask.Chosen.Purpose {
			m.Purpose = i
		}
	}
	m.substance(c.Stay, ask.Chosen, p)
	m.ends(s, c.Stay)
	return m
}

func (s speaker) checked(on bool) string {
	if on {
		return s.p.T("patient.sharing.on")
	}
	return s.p.T("patient.sharing.off")
}

func (m *SharingPage) substance(stay care.Stay, chosen care.Sharing, p *say.Printer) {
	if stay.Programme != care.DualDiagnosis {
		return
	}
	m.Substance = Substance{
		Title: p.T("patient.sharing.substance"), Words: p.T("patient.sharing.substance-words", "Name", m.ask.Name),
		Choices: []string{p.T("patient.sharing.substance-yes"), p.T("patient.sharing.substance-no")}, Chosen: -1,
	}
	switch {
	case chosen.Substance:
		m.Substance.Chosen = 0
	case !m.ask.New && !chosen.From.IsZero():
		m.Substance.Chosen = 1
	}
}

// ends are the days that are offered: in a month, when the programme ends, and with
// the last check-in after it.
func (m *SharingPage) ends(s speaker, stay care.Stay) {
	add := func(words string, at time.Time) {
		if at.After(s.now) && !slices.ContainsFunc(m.Ends, func(e ShareEnd) bool { return sameDate(e.At, at, s.own) }) {
			m.Ends = append(m.Ends, ShareEnd{Words: s.p.T(words, "Day", s.p.MonthDay(at.In(s.own))), At: endOfDay(at, s.clinic)})
		}
	}
	add("patient.sharing.end-month", s.now.AddDate(0, 1, 0))
	if !stay.Discharged.IsZero() {
		add("patient.sharing.end-stay", stay.Discharged)
	}
	add("patient.sharing.end-after", care.SharingEnd(stay, s.now))
	m.Ends = append(m.Ends, ShareEnd{Words: s.p.T("patient.sharing.end-other")})
	m.End = len(m.Ends) - 1
	for i, e := range m.Ends[:m.End] {
		if sameDate(e.At, m.ask.Chosen.Until, s.own) {
			m.End = i
			break
		}
	}
}

func sameDate(a, b time.Time, zone *time.Location) bool {
	return a.In(zone).Format(time.DateOnly) == b.In(zone).Format(time.DateOnly)
}

// endOfDay is the last second of a day on the clinic's clock.
func endOfDay(at time.Time, zone *time.Location) time.Time {
	d := at.In(zone)
	return time.Date(d.Year(), d.Month(), d.Day(), 23, 59, 59, 0, zone)
}

// FirstSharing is what is chosen beforehand for somebody new: nothing but the end
// and what it is for.
func FirstSharing(c care.Chart, now time.Time) care.Sharing {
	zone := c.Clinic.Zone
	if zone == nil {
		zone = time.UTC
	}
	return care.Sharing{Purpose: care.PurposeSupport, Until: endOfDay(care.SharingEnd(c.Stay, now), zone)}
}
