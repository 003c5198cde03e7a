// Package staff holds what the clinic's staff see.
package staff

import (
	"strconv"
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Review is the list of answered check-ins and the one that is open.
type Review struct {
	Title    string
	Sentence string // "3 open. Oldest urgent first."
	State    string // freshness, in words
	Empty    string // said when nothing waits and nothing was reviewed
	Opened   bool   // somebody opened the detail: it is the page where both do not fit
	Rows     []ReviewRow
	Detail   *ReviewDetail // nil when nothing is chosen
}

// ReviewRow is one row of the list.
type ReviewRow struct {
	ID       string // CheckIn.ID
	Name     string // "Maya R."
	Time     string
	Reason   string // "PHQ-9, 14 of 27"
	Tag      string
	Urgent   bool
	Done     bool
	Selected bool
}

// ReviewDetail is one check-in with the answers in the form's own words.
type ReviewDetail struct {
	ID, Patient string // for the decision
	Back        string // the way back to the list, where list and detail are two pages
	BackShown   bool
	Name        string
	Form        string
	Urgent      []UrgentAnswer
	Score       string // "14", empty for none or incomplete
	OutOf       string
	Band        string
	Incomplete  string
	Change      string // only when it counts
	Facts       []Fact
	TrendTitle  string
	Trend       Trend
	Answers     []AnswerLine
	AnswersName string
	Mark        string // the main action; empty once done
	MarkSay     string // what the patient will see
	Done        string // "Reviewed by Dana Ortiz, March 9 at 8:30 AM."
	Note        string // label of the reply
	NoteHint    string
}

// UrgentAnswer is an answer that its form marks as urgent.
type UrgentAnswer struct{ Item, Answer string }

// Fact is a name and what it is.
type Fact struct{ Name, Value string }

// AnswerLine is one item with its answer, worded as the form words it.
type AnswerLine struct {
	Question, Answer string
	Urgent           bool
}

// ReviewOf gives the list with one check-in open; selected is a CheckIn.ID, or
// empty for the first that waits.
func ReviewOf(c care.Chart, now time.Time, p *say.Printer, selected string) Review {
	reviews := append([]care.Review(nil), c.Reviews...)
	care.SortReviews(reviews)
	r := Review{Title: p.T("staff.review.title"), State: state(c.Sync, p)}
	waiting, urgent, open := 0, 0, -1
	for i, x := range reviews {
		if x.State == care.ReviewWaiting {
			waiting++
			if x.Urgent {
				urgent++
			}
		}
		if x.CheckIn.ID == selected {
			open = i
		}
	}
	if open < 0 && waiting > 0 && selected == "" {
		open = 0
	}
	switch {
	case waiting == 0:
		r.Sentence = p.T("staff.review.none-open")
	case urgent > 0:
		r.Sentence = p.N("staff.review.open-urgent", waiting)
	default:
		r.Sentence = p.N("staff.review.open", waiting)
	}
	if len(reviews) == 0 {
		r.Empty = p.T("staff.review.empty")
	}
	for i, x := range reviews {
		r.Rows = append(r.Rows, row(x, now, c.Clinic.Zone, i == open, p))
	}
	if open >= 0 {
		r.Detail, r.Opened = detail(reviews[open], c.Clinic.Zone, p), selected != ""
		r.Detail.BackShown = r.Opened
	}
	return r
}

func row(x care.Review, now time.Time, zone *time.Location, selected bool, p *say.Printer) ReviewRow {
	r := ReviewRow{
		ID: x.CheckIn.ID, Name: x.Patient.Short(), Selected: selected, Done: x.State == care.ReviewDone,
		Time: moment(x.Received, now, zone, p), Reason: reason(x, p),
	}
	switch {
	case r.Done:
		r.Tag = p.T("staff.review.tag-done")
	case x.Urgent:
		r.Urgent, r.Tag = true, p.T("staff.review.tag-urgent")
	default:
		r.Tag = p.T("staff.review.tag-waiting")
	}
	return r
}

// reason says what the row is about: the urgent answer if there is one, else
// the score, else the form alone.
func reason(x care.Review, p *say.Printer) string {
	if x.Urgent {
		for i, q := range care.Lay(x.Form, x.CheckIn.Answers).Steps {
			if reply := x.CheckIn.Answers[q.Key]; q.UrgentAnswer(reply) {
				return p.T("staff.review.reason-urgent", "Form", title(x), "Number", i+1, "Answer", answer(q.Item, reply, p))
			}
		}
	}
	if scale, ok := care.ScaleOf(x.Form.Instrument); ok {
		if total, ok := care.Total(x.Form, x.CheckIn.Answers); ok {
			return p.T("staff.review.reason-score", "Form", title(x), "Total", total, "Max", scale.Max)
		}
	}
	return title(x)
}

func title(x care.Review) string {
	if x.Form.Title != "" {
		return x.Form.Title
	}
	return x.CheckIn.Title
}

func detail(x care.Review, zone *time.Location, p *say.Printer) *ReviewDetail {
	d := &ReviewDetail{
		ID: x.CheckIn.ID, Patient: x.Patient.Ref, Name: x.Patient.Name, Form: title(x), Back: p.T("staff.review.back"),
		AnswersName: p.T("staff.review.answers"),
		Facts: []Fact{
			{p.T("staff.review.answered"), stamp(x.CheckIn.Authored, zone, p)},
			{p.T("staff.review.received"), received(x, zone, p)},
		},
	}
	if x.Patient.Telephone != "" {
		d.Facts = append(d.Facts, Fact{p.T("staff.review.call-back"), x.Patient.Telephone})
	}
	for _, q := range care.Lay(x.Form, x.CheckIn.Answers).Steps {
		reply := x.CheckIn.Answers[q.Key]
		if !reply.Answered() {
			continue
		}
		line := AnswerLine{Question: q.Text, Answer: answer(q.Item, reply, p), Urgent: q.UrgentAnswer(reply)}
		d.Answers = append(d.Answers, line)
		if line.Urgent {
			d.Urgent = append(d.Urgent, UrgentAnswer{q.Text, line.Answer})
		}
	}
	d.score(x, p)
	if x.State == care.ReviewDone {
		d.Done = p.T("staff.review.done", "Who", x.Owner, "When", stamp(x.At, zone, p))
		return d
	}
	d.Mark, d.MarkSay = p.T("staff.review.mark"), p.T("staff.review.mark-say")
	d.Note, d.NoteHint = p.T("staff.review.note"), p.T("staff.review.note-hint")
	return d
}

func (d *ReviewDetail) score(x care.Review, p *say.Printer) {
	scale, ok := care.ScaleOf(x.Form.Instrument)
	if !ok {
		return
	}
	total, whole := care.Total(x.Form, x.CheckIn.Answers)
	if !whole {
		d.Incomplete = p.T("staff.review.incomplete")
		return
	}
	d.Score, d.OutOf = strconv.Itoa(total), p.T("staff.review.out-of", "Max", scale.Max)
	if band, ok := scale.BandOf(total); ok {
		d.Band = p.T("band." + band.Name)
	}
	if len(x.History) < 2 {
		return
	}
	d.TrendTitle = p.T("staff.review.trend", "Form", title(x))
	d.Trend = trend(x.History, scale, p)
	change := total - x.History[0].Total
	switch {
	case scale.Counts == 0 || max(change, -change) < scale.Counts:
	case change < 0:
		d.Change = p.N("staff.review.lower", -change)
	default:
		d.Change = p.N("staff.review.higher", change)
	}
}

func answer(q care.Item, r care.Reply, p *say.Printer) string {
	if r.Declined {
		return p.T("staff.review.declined")
	}
	var words []string
	for _, o := range r.Options {
		text := o.Text
		if q.Scored && o.HasOrdinal {
			text += " (" + strconv.Itoa(o.Ordinal) + ")"
		}
		words = append(words, text)
	}
	for _, one := range r.Each() {
		switch {
		case one.Yes != nil && *one.Yes:
			words = append(words, p.T("staff.review.yes"))
		case one.Yes != nil:
			words = append(words, p.T("staff.review.no"))
		default:
			words = append(words, strings.TrimSpace(one.Text+" "+one.Unit.Text))
		}
	}
	return strings.Join(words, ", ")
}

// late is how much later than it was answered a check-in has to arrive to be
// labelled so.
const late = 5 * time.Minute

func received(x care.Review, zone *time.Location, p *say.Printer) string {
	at := stamp(x.Received, zone, p)
	gap := x.Received.Sub(x.CheckIn.Authored)
	switch {
	case x.CheckIn.Authored.IsZero() || gap < late:
		return at
	case gap < time.Hour:
		return p.N("staff.review.minutes-later", int(gap.Minutes()), "At", at)
	case gap < 48*time.Hour:
		return p.N("staff.review.hours-later", int(gap.Hours()), "At", at)
	default:
		return p.N("staff.review.days-later", int(gap.Hours()/24), "At", at)
	}
}

func stamp(t time.Time, zone *time.Location, p *say.Printer) string {
	if t.IsZero() {
		return p.T("staff.review.unknown")
	}
	t = in(t, zone)
	return p.T("sync.on", "Date", p.MonthDay(t), "Time", p.Clock(t))
}

// moment is a time today, a weekday within the last six days, else a date.
func moment(t, now time.Time, zone *time.Location, p *say.Printer) string {
	if t.IsZero() {
		return ""
	}
	t, now = in(t, zone), in(now, zone)
	switch {
	case t.Format(time.DateOnly) == now.Format(time.DateOnly):
		return p.Clock(t)
	case now.Sub(t) < 6*24*time.Hour && !t.After(now):
		return p.ShortWeekday(t)
	default:
		return p.ShortDate(t)
	}
}

func in(t time.Time, zone *time.Location) time.Time {
	if zone == nil {
		return t.UTC()
	}
	return t.In(zone)
}

// state says how old the list is where that matters: with no signal, or before
// the first sync.
func state(s care.Sync, p *say.Printer) string {
	switch {
	case s.AsOf.IsZero():
		return p.T("sync.never")
	case s.Offline:
		return p.T("staff.review.offline")
	default:
		return ""
	}
}
