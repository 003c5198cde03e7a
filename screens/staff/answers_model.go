package staff

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// AnswerLine is one item with its answer, worded as the form words it.
type AnswerLine struct {
	Group            string // named where it begins; "" goes on
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

// answered gives the answers in the form's own words and language, under the names of their groups.
func (d *ReviewDetail) answered(x care.Review, p *say.Printer) {
	d.AnswersName = p.T("staff.review.answers")
	open, group := 0, ""
	for _, q := range care.Lay(x.Form, x.CheckIn.Answers).Steps {
		reply := x.CheckIn.Answers[q.Key]
		if q.Kind == care.ItemGroup || q.Hidden {
			continue
		}
		if !reply.Answered() {
			open++
			continue
		}
		line := AnswerLine{Question: strings.TrimSpace(q.Prefix + " " + q.Text), Answer: answer(q.Item, reply, p), Urgent: q.UrgentAnswer(reply)}
		if in := groupOf(q, p); in != group {
			line.Group, group = in, in
		}
		d.Answers = append(d.Answers, line)
	}
	switch {
	case len(x.Form.Items) == 0 && len(x.CheckIn.Answers) > 0:
		d.Unanswered = p.T("staff.review.no-form")
		for _, key := range slices.Sorted(maps.Keys(x.CheckIn.Answers)) {
			if reply := x.CheckIn.Answers[key]; reply.Answered() {
				d.Answers = append(d.Answers, AnswerLine{Question: care.LinkID(key), Answer: answer(care.Item{}, reply, p)})
			}
		}
	case open > 0:
		d.Unanswered = p.N("staff.review.unanswered", open)
	}
}

// groupOf names the groups around a question, and of one that repeats which time it is.
func groupOf(q care.Asked, p *say.Printer) string {
	var names []string
	for i, name := range q.Group {
		switch n := q.Place[i]; {
		case name == "":
		case n > 0:
			names = append(names, p.T("patient.checkin.group-again", "Group", name, "Number", n))
		default:
			names = append(names, name)
		}
	}
	return strings.Join(names, " · ")
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
			unit := one.Unit.Text
			if unit == "" && q.Kind != care.ItemQuantity && len(q.Units) == 1 {
				unit = q.Units[0].Text
			}
			words = append(words, strings.TrimSpace(written(q.Kind, one.Text, p)+" "+unit))
		}
	}
	return strings.Join(words, ", ")
}

// written is a day or a time as people read it, and all else as it was written.
func written(kind care.ItemKind, text string, p *say.Printer) string {
	switch kind {
	case care.ItemDate:
		if day, err := time.Parse(time.DateOnly, text); err == nil {
			return p.LongDate(day)
		}
	case care.ItemTime:
		if at, err := time.Parse(time.TimeOnly, text); err == nil {
			return clock(at, p)
		}
	case care.ItemDateTime:
		if at, err := time.Parse(time.RFC3339, text); err == nil {
			return p.T("patient.time.day-clock", "Day", p.LongDate(at), "Clock", clock(at, p))
		}
	default:
	}
	return text
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
