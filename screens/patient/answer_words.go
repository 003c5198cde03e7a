package patient

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"throughline/care"
	"throughline/screens/say"
)

// questionWords is an item's own wording, with the number that the form gives it.
func questionWords(it care.Item) string {
	words := it.Text
	if words == "" {
		words = say.PlainMarkdown(it.Markdown)
	}
	if it.Prefix == "" {
		return words
	}
	return it.Prefix + " " + words
}

// texts are the words of displays, and of values that are shown and not asked.
func texts(items []care.Item, p *say.Printer) []say.Block {
	var out []say.Block
	for _, it := range items {
		switch {
		case it.ReadOnly:
			out = append(out, say.Block{Words: p.T("patient.checkin.known", "Question", it.Text, "Answer", answerWords(it, it.Initial, p))})
		case it.Markdown != "":
			out = append(out, say.Markdown(it.Markdown)...)
		case it.Text != "":
			out = append(out, say.Block{Words: it.Text})
		}
		for _, n := range it.Notes {
			out = append(out, noteWords(n)...)
		}
	}
	return out
}

func noteWords(n care.Note) []say.Block {
	if n.Markdown != "" {
		return say.Markdown(n.Markdown)
	}
	if n.Text == "" {
		return nil
	}
	return []say.Block{{Words: n.Text}}
}

func kindKey(k care.ItemKind) string {
	switch k {
	case care.ItemInteger:
		return "integer"
	case care.ItemDecimal, care.ItemQuantity:
		return "decimal"
	case care.ItemDate:
		return "date"
	case care.ItemTime:
		return "time"
	case care.ItemDateTime:
		return "date-time"
	case care.ItemURL:
		return "url"
	case care.ItemReference:
		return "reference"
	case care.ItemString:
		return "string"
	default:
		return "text"
	}
}

// flawWords says beside the question why its answer cannot stand, and what to do.
func flawWords(flaw care.Flaw, q care.Item, p *say.Printer) string {
	switch flaw.Code {
	case care.FlawNone:
		return ""
	case care.FlawInteger, care.FlawDecimal, care.FlawDate, care.FlawDateTime, care.FlawTime, care.FlawURL:
		return p.T("patient.checkin.fault-" + kindKey(q.Kind))
	case care.FlawLong, care.FlawShort:
		return p.N("patient.checkin.fault-"+string(flaw.Code), flaw.By, "Limit", flaw.Limit)
	}
	return p.T("patient.checkin.fault-"+string(flaw.Code), "Limit", limitWords(flaw.Limit, q.Kind, p))
}

// limitWords says a limit as a person writes it.
func limitWords(limit string, kind care.ItemKind, p *say.Printer) string {
	switch kind {
	case care.ItemDate, care.ItemTime, care.ItemDateTime:
		return valueWords(kind, limit, p)
	default:
		return limit
	}
}

// rangeWords says between what a number or a day has to be.
func rangeWords(q care.Asked, p *say.Printer) string {
	least, most := q.Limits.Min, q.Limits.Max
	least, most = limitWords(least, q.Kind, p), limitWords(most, q.Kind, p)
	switch {
	case least != "" && most != "":
		return p.T("patient.checkin.from-to", "Least", least, "Most", most)
	case least != "":
		return p.T("patient.checkin.from", "Least", least)
	case most != "":
		return p.T("patient.checkin.up-to", "Most", most)
	}
	return ""
}

// counted is the length from which a text without a limit is counted too.
const counted = 500

// countWords says how long a text is. It is never cut.
func countWords(q care.Item, typed string, p *say.Printer) string {
	switch q.Kind {
	case care.ItemText, care.ItemString, care.ItemOpenChoice:
	default:
		return ""
	}
	n := utf8.RuneCountInString(typed)
	switch most := q.Limits.MaxLength; {
	case most > 0:
		return p.T("patient.checkin.count-of", "Count", n, "Most", most)
	case n >= counted:
		return p.N("patient.checkin.count", n)
	}
	return ""
}

// valueWords says a written answer as a person reads it.
func valueWords(kind care.ItemKind, text string, p *say.Printer) string {
	switch kind {
	case care.ItemDate:
		if day, err := time.Parse(time.DateOnly, text); err == nil {
			return p.LongDate(day)
		}
	case care.ItemTime:
		if at, err := time.Parse(time.TimeOnly, text); err == nil {
			return p.Clock(at)
		}
	case care.ItemDateTime:
		if at, err := time.Parse(time.RFC3339, text); err == nil {
			return p.T("patient.time.day-clock", "Day", p.LongDate(at), "Clock", p.Clock(at))
		}
	default:
	}
	return text
}

func answerWords(q care.Item, r care.Reply, p *say.Printer) string {
	if r.Declined {
		return p.T("patient.checkin.declined")
	}
	var words []string
	for _, o := range r.Options {
		words = append(words, o.Text)
	}
	for _, one := range r.Each() {
		switch {
		case one.Yes != nil && *one.Yes:
			words = append(words, p.T("patient.checkin.yes"))
		case one.Yes != nil:
			words = append(words, p.T("patient.checkin.no"))
		default:
			text := valueWords(q.Kind, one.Text, p)
			if one.Unit.Text != "" {
				text += " " + one.Unit.Text
			} else if q.Kind != care.ItemQuantity && len(q.Units) == 1 {
				text += " " + q.Units[0].Text
			}
			words = append(words, text)
		}
	}
	if len(words) == 0 {
		return p.T("patient.checkin.unanswered")
	}
	return strings.Join(words, "; ")
}

// linesOf lists every question that is asked with what was answered.
func linesOf(f care.Form, answers map[string]care.Reply, p *say.Printer) []Line {
	var out []Line
	for _, q := range care.Lay(f, answers).Steps {
		if q.Kind == care.ItemGroup {
			continue
		}
		words := questionWords(q.Item)
		for i := len(q.Place) - 1; i >= 0; i-- {
			if q.Place[i] > 1 {
				words += " (" + strconv.Itoa(q.Place[i]) + ")"
				break
			}
		}
		out = append(out, Line{Key: q.Key, Question: words, Answer: answerWords(q.Item, answers[q.Key], p)})
	}
	return out
}

// clockParts gives a typed or kept day and time as its fields show it.
func clockParts(kind care.ItemKind, words string, zone *time.Location) (day []string, hour, minute, half string) {
	day = []string{"", "", ""}
	date, clock := words, words
	if kind == care.ItemDateTime {
		if at, err := time.Parse(time.RFC3339, words); err == nil {
			at = at.In(zone)
			date, clock = at.Format(time.DateOnly), at.Format(time.TimeOnly)
		} else {
			date, clock, _ = strings.Cut(words, "|")
		}
	}
	if kind != care.ItemTime {
		for i, part := range strings.SplitN(date, "-", 3) {
			day[i] = part
		}
	}
	if kind == care.ItemDate {
		return day, "", "", ""
	}
	if at, err := time.Parse(time.TimeOnly, clock); err == nil {
		return day, at.Format("3"), at.Format("04"), at.Format("pm")
	}
	parts := append(strings.Split(clock, "|"), "", "")
	return day, parts[0], parts[1], parts[2]
}
