package staff

import (
	"strconv"
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// AnswerLine is one item with its answer, worded as the form words it.
type AnswerLine struct {
	Question, Answer string
	Urgent           bool
}

// Fact is a name and what it is.
type Fact struct{ Name, Value string }

// formTitle is the form's title in the patient's language, or what it was called.
func formTitle(x care.Review) string {
	if x.Form.Title != "" {
		return x.Form.Title
	}
	return x.CheckIn.Title
}

// answered gives the answers in the form's own words and language.
func (d *ReviewDetail) answered(x care.Review, p *say.Printer) {
	d.AnswersName = p.T("staff.review.answers")
	for _, q := range care.Lay(x.Form, x.CheckIn.Answers).Steps {
		reply := x.CheckIn.Answers[q.Key]
		if reply.Answered() {
			d.Answers = append(d.Answers, AnswerLine{Question: q.Text, Answer: answer(q.Item, reply, p), Urgent: q.UrgentAnswer(reply)})
		}
	}
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
	d.TrendTitle = p.T("staff.review.trend", "Form", formTitle(x))
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

func stamp(t time.Time, zone *time.Location, p *say.Printer) string {
	if t.IsZero() {
		return p.T("staff.review.unknown")
	}
	t = in(t, zone)
	return p.T("sync.on", "Date", p.MonthDay(t), "Time", clock(t, p))
}

// clock is a time that is never broken over two lines.
func clock(t time.Time, p *say.Printer) string { return strings.ReplaceAll(p.Clock(t), " ", "\u00a0") }

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

// choicesOf names what waits for the decision of whoever writes with others; empty where nothing does.
func choicesOf(c care.Chart, p *say.Printer) (words, reassure string) {
	if len(c.Choices) == 0 {
		return "", ""
	}
	return p.N("patient.today.choices", len(c.Choices)), p.T("patient.today.choices-say")
}
