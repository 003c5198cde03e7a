package patient

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Result is one answered check-in: where it is, what it adds up to, and what
// that means and does not mean.
type Result struct {
	Notices   []Status // how true the page is
	ID        string
	Title     string
	Status    Status // delivery, with the form's name and the time
	Reviewed  Status
	NoteTitle string
	Notes     []Reply // all that the team wrote back, oldest first
	Missing   string  // why nothing can be shown; "" normally

	Total   string   // "11"; "" where there is no total
	OutOf   string   // "out of 27"
	Band    string   // "Moderate"; "" where the instrument has none
	Change  string   // only where it counts
	Others  []string // totals of further instruments in the same form
	Partial string   // why there is no total, for a form that usually has one
	Limit   string   // "One picture of two weeks. Not a diagnosis."

	Bring        Bringing
	Back         string
	AnswersTitle string
	TrendTitle   string
	AsList       string
	AsChart      string
	Spoken       string     // the trend in one sentence
	Bands        []BandName // from low to high
	Max          int
	Points       []Point // oldest first; fewer than two make no trend

	OfferWords string // the full form, after a short screen
	OfferDo    string
	OfferForm  string
	Answers    []Line

	p *say.Printer
}

// Bringing is the mark of a check-in for the group.
type Bringing struct {
	Do     string // "" where there is no group to bring it to
	Done   bool
	Words  string // who sees it
	Status Status // while the mark is not sent
}

// FaultWords says what went wrong, or "".
func (m Result) FaultWords(f *care.Fault) string { return m.p.Fault(f) }

// Reply is one message of the team.
type Reply struct {
	By    string // "Dana Ortiz, LPC"
	When  string
	Words string
}

func (s speaker) replies(ci care.CheckIn) []Reply {
	var out []Reply
	for _, m := range ci.Messages {
		r := Reply{By: m.By, Words: m.Text}
		if !m.At.IsZero() {
			r.When = say.Capital(s.moment(m.At))
		}
		out = append(out, r)
	}
	if len(out) == 0 && ci.Note != "" {
		out = append(out, Reply{Words: ci.Note})
	}
	return out
}

// BandName is a band in words.
type BandName struct {
	Name string
	From int
}

// Point is one total of the trend.
type Point struct {
	Value int
	Words string // "11"
	Date  string // "Mar 9"
	Long  string // "March 9"
	Band  string
}

// Line is a question with the answer that was given.
type Line struct {
	Key, Question, Answer string
}

// ResultOf tells the check-in with that id.
func ResultOf(c care.Chart, id string, now time.Time, p *say.Printer) Result {
	s := speak(c, now, p)
	m := Result{Notices: s.notices(c, c.Sync.Pending), p: p, ID: id, Title: p.T("patient.result.title"), Back: p.T("patient.checkins.title"), AnswersTitle: p.T("patient.result.answers")}
	ci, ok := findCheckIn(c, id)
	if !ok {
		m.Missing = p.T("patient.result.missing")
		return m
	}
	m.Status = s.sentLine(c, ci)
	if !ci.Reviewed.IsZero() {
		m.Reviewed = s.checkIn(ci, false)
	}
	m.Bring = s.bringing(c, ci)
	if m.Notes = s.replies(ci); len(m.Notes) > 0 {
		m.NoteTitle = p.T("patient.result.note")
	}
	form, known := formFor(c, ci.Form, ci.Language) // a form has several languages; it is read in the one that was answered
	if !known {
		m.Missing = p.T("patient.result.no-form")
		return m
	}
	m.Answers = linesOf(form, ci.Answers, p)
	scale, scored := care.ScaleOf(ci.Instrument)
	if !scored {
		return m
	}
	m.Limit = p.T("patient.result.limit-" + window(ci.Instrument))
	total, whole := care.Total(form, ci.Answers)
	if !whole {
		m.Partial = p.T("patient.result.partial")
		return m
	}
	m.Total, m.OutOf, m.Max = strconv.Itoa(total), p.T("patient.result.out-of", "Max", scale.Max), scale.Max
	if b, ok := scale.BandOf(total); ok {
		m.Band = p.T("patient.band." + b.Name)
	}
	for _, b := range scale.Bands {
		m.Bands = append(m.Bands, BandName{Name: p.T("patient.band." + b.Name), From: b.From})
	}
	s.trend(&m, c, ci, scale)
	if scale.Talk > 0 && total >= scale.Talk {
		m.Change = join(m.Change, p.T("patient.result.talk", "From", scale.Talk))
	}
	s.others(&m, form, ci)
	if scale.Offer > 0 && total >= scale.Offer {
		s.offer(&m, c, ci.Instrument)
	}
	return m
}

// bringing offers to bring a check-in to group, as long as there is one to come.
func (s speaker) bringing(c care.Chart, ci care.CheckIn) Bringing {
	if ci.Status == care.CheckInBegun || s.dayOf(c).left {
		return Bringing{}
	}
	b := Bringing{Do: s.p.T("patient.result.bring"), Words: s.p.T("patient.result.bring-words")}
	if b.Done = ci.BringToGroup; b.Done {
		b.Do, b.Words = s.p.T("patient.result.brought"), s.p.T("patient.result.brought-words")
	}
	if d := c.Delivery(ci.BringRef); d.State != care.DeliveryNone && d.State != care.Received {
		b.Status = s.delivery(d, false)
	}
	return b
}

// sentLine says which form it is, and when it was sent or where it waits.
func (s speaker) sentLine(c care.Chart, ci care.CheckIn) Status {
	st := s.delivery(ci.Delivery, isUrgent(c, ci))
	ci.Title = cmp.Or(ci.Title, s.p.T("patient.result.untitled"))
	if !st.Good {
		st.Text = oneStop(s.p.T("patient.result.line", "Form", ci.Title, "When", s.moment(ci.Authored), "State", st.Text))
		return st
	}
	at := ci.Delivery.Received
	if at.IsZero() {
		at = ci.Authored
	}
	st.Text = s.p.T("patient.result.sent", "Form", ci.Title, "When", s.moment(at))
	return st
}

// trend fills the points up to this check-in, and names the change since the
// first where it is large enough to count.
func (s speaker) trend(m *Result, c care.Chart, ci care.CheckIn, scale care.Scale) {
	m.TrendTitle, m.AsList, m.AsChart = s.p.T("patient.result.trend"), s.p.T("patient.result.as-list"), s.p.T("patient.result.as-chart")
	var totals []int
	var said []string
	for _, x := range c.Scores(ci.Instrument) {
		if x.At.After(ci.Authored) {
			continue
		}
		at := x.At.In(s.own)
		pt := Point{Value: x.Total, Words: strconv.Itoa(x.Total), Date: s.p.ShortDate(at), Long: s.p.MonthDay(at)}
		if b, ok := scale.BandOf(x.Total); ok {
			pt.Band = s.p.T("patient.band." + b.Name)
		}
		said = append(said, s.pointWords(pt))
		m.Points, totals = append(m.Points, pt), append(totals, x.Total)
	}
	m.Spoken = strings.Join(said, ". ")
	if len(totals) < 2 || scale.Counts == 0 {
		return
	}
	first, last := totals[0], totals[len(totals)-1]
	m.Change = s.change(first, last, scale)
}

// change names the change since the first total, where it counts.
func (s speaker) change(first, last int, scale care.Scale) string {
	by := max(first-last, last-first)
	if by < scale.Counts {
		return ""
	}
	key := "patient.result.lower"
	if last > first {
		key = "patient.result.higher"
	}
	words := join(s.p.N(key, by), s.p.T("patient.result.counts", "Least", scale.Counts))
	if scale.Reliable > 0 && by >= scale.Reliable {
		words = join(words, s.p.T("patient.result.reliable", "Least", scale.Reliable))
	}
	if last > first {
		return words
	}
	if scale.Half && 2*last <= first {
		words = join(words, s.p.T("patient.result.half"))
	}
	switch {
	case scale.Remission > 0 && last < scale.Remission:
		words = join(words, s.p.T("patient.result.remission", "Below", scale.Remission))
	case scale.Recovered > 0 && last <= scale.Recovered:
		words = join(words, s.p.T("patient.result.recovered", "Most", scale.Recovered))
	}
	return words
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + "\n" + b
}

// names are the instruments' own, in every language.
var names = map[care.Instrument]string{
	care.PHQ9: "PHQ-9", care.GAD7: "GAD-7", care.PHQ2: "PHQ-2", care.GAD2: "GAD-2", care.PCL5: "PCL-5", care.PTSD5: "PC-PTSD-5",
}

// others are the totals of further instruments that the form asks whole.
func (s speaker) others(m *Result, f care.Form, ci care.CheckIn) {
	for _, i := range f.Also {
		total, whole := care.TotalOf(f, i, ci.Answers)
		scale, known := care.ScaleOf(i)
		if !whole || !known {
			continue
		}
		words := s.p.T("patient.result.other", "Name", names[i], "Total", total, "Max", scale.Max)
		if b, ok := scale.BandOf(total); ok {
			words = s.p.T("patient.result.other-band", "Name", names[i], "Total", total, "Max", scale.Max, "Band", strings.ToLower(s.p.T("patient.band."+b.Name)))
		}
		m.Others = append(m.Others, words)
	}
}

func (s speaker) pointWords(pt Point) string {
	if pt.Band == "" {
		return s.p.T("patient.time.and", "First", pt.Long, "Second", pt.Words)
	}
	return s.p.T("patient.result.list-line", "Day", pt.Long, "Value", pt.Words, "Band", pt.Band)
}

// offer names the full form after a short screen that points to it.
func (s speaker) offer(m *Result, c care.Chart, short care.Instrument) {
	full := map[care.Instrument]care.Instrument{care.PHQ2: care.PHQ9, care.GAD2: care.GAD7}[short]
	for _, f := range c.Forms {
		if full != "" && !f.Retired && f.Instrument == full && len(f.Also) == 0 && !f.Asked && len(f.Unsupported) == 0 {
			m.OfferForm, m.OfferWords, m.OfferDo = f.Canonical, s.p.T("patient.result.offer"), s.p.T("patient.result.offer-do")
			return
		}
	}
}

// window is the time that an instrument asks about, as a key.
func window(i care.Instrument) string {
	switch i {
	case care.PCL5, care.PTSD5:
		return "month"
	case care.PHQ9, care.GAD7, care.PHQ2, care.GAD2:
	}
	return "two-weeks"
}

func findCheckIn(c care.Chart, id string) (care.CheckIn, bool) {
	for _, ci := range c.CheckIns {
		if ci.Is(id) {
			return ci, true
		}
	}
	return care.CheckIn{}, false
}
