package patient

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"throughline/care"
)

// rowKey is the key of what is typed in one field of a question.
func rowKey(key string, row int) string {
	if row == 0 {
		return key
	}
	return key + "\x1e" + strconv.Itoa(row)
}

// ownUnit is the row in which a unit of one's own is written.
const ownUnit = -1

// rowCount is how many fields a question shows.
func (f *filling) rowCount(q care.Asked) int {
	n := max(1, f.rows[q.Key], len(f.reply.Answers[q.Key].Each()))
	for f.typed[rowKey(q.Key, n)] != "" {
		n++
	}
	return n
}

// rowText is what a field shows: what is typed, else the answer.
func (f *filling) rowText(q care.Asked, row int) string {
	if t, ok := f.typed[rowKey(q.Key, row)]; ok {
		return t
	}
	r := f.reply.Answers[q.Key]
	if row == ownUnit {
		return r.Unit.Text
	}
	if each := r.Each(); row < len(each) {
		return each[row].Text
	}
	return ""
}

// addRow shows one field more.
func (f *filling) addRow() {
	q := f.item()
	f.rows[q.Key] = f.rowCount(q) + 1
}

// write takes what is typed in a field. What is not yet a number, a day or the
// like is kept as typed and is no answer. It tells whether the answer changed.
func (f *filling) write(row int, words string, now time.Time) bool {
	q := f.item()
	if _, typing := f.typed[q.Key]; !typing && !f.answer().Declined {
		for i := range f.rowCount(q) { // so that a row that is emptied does not move the next
			f.typed[rowKey(q.Key, i)] = f.rowText(q, i)
		}
	}
	f.typed[rowKey(q.Key, row)] = words
	return f.gather(q, now)
}

// pickUnit takes a unit of the form's, or none.
func (f *filling) pickUnit(index int, now time.Time) bool {
	q := f.item()
	f.typed[rowKey(q.Key, ownUnit)] = q.Units[index].Text
	return f.gather(q, now)
}

// gather makes the answer of what stands in the fields.
func (f *filling) gather(q care.Asked, now time.Time) bool {
	old := f.answer()
	r := care.Reply{}
	if q.Repeats {
		r.Options = old.Options
	}
	unit := f.unit(q)
	var all []care.Reply
	for i := range f.rowCount(q) {
		if text, ok := readTyped(q.Kind, f.rowText(q, i), f.m.zone); ok {
			all = append(all, care.Reply{Text: text, Unit: unit})
		}
	}
	if len(all) > 0 {
		r.Text, r.Unit, r.More = all[0].Text, all[0].Unit, all[1:]
	}
	if len(r.More) == 0 {
		r.More = nil
	}
	if q.UrgentAnswer(r) {
		r.At = now
		if q.UrgentAnswer(old) {
			r.At = old.At
		}
	}
	if r.Same(old) {
		return false
	}
	f.put(q.Key, r, now)
	return true
}

// unit is the unit that is chosen or written; the only one of a form is chosen.
func (f *filling) unit(q care.Asked) care.Option {
	if q.Kind != care.ItemQuantity {
		return care.Option{}
	}
	words := strings.TrimSpace(f.rowText(q, ownUnit))
	for _, u := range q.Units {
		if u.Text == words {
			return u
		}
	}
	switch {
	case words != "":
		return care.Option{Text: words}
	case len(q.Units) == 1 && !q.UnitOpen:
		return q.Units[0]
	}
	return care.Option{}
}

// forget drops what is typed for a question.
func (f *filling) forget(key string) {
	for id := range f.typed {
		if k, _, _ := strings.Cut(id, "\x1e"); k == key {
			delete(f.typed, id)
		}
	}
	delete(f.rows, key)
}

// wrong says what must be done about the question before going on.
func (f *filling) wrong() string {
	q := f.item()
	if q.Kind == care.ItemGroup || f.answer().Declined {
		return ""
	}
	for i := range f.rowCount(q) {
		typed := f.rowText(q, i)
		if strings.Trim(typed, " -|\n") == "" || len(q.Options) > 0 && q.Kind != care.ItemOpenChoice {
			continue
		}
		if _, ok := readTyped(q.Kind, typed, f.m.zone); !ok {
			return f.m.p.T("patient.checkin.fault-" + kindKey(q.Kind))
		}
	}
	return flawWords(f.lay.Flaw(f.at), q.Item, f.m.p)
}

// readTyped turns what is typed into the form that a reply keeps: digits, a
// decimal point, an ISO day and time. ok is false for what is none of that.
func readTyped(kind care.ItemKind, words string, zone *time.Location) (string, bool) {
	trimmed := strings.TrimSpace(words)
	switch kind {
	case care.ItemInteger:
		n, err := strconv.ParseInt(trimmed, 10, 32)
		return strconv.FormatInt(n, 10), err == nil
	case care.ItemDecimal, care.ItemQuantity:
		return care.ReadDecimal(trimmed)
	case care.ItemDate:
		if len(trimmed) == len(time.DateOnly) {
			if _, err := time.Parse(time.DateOnly, trimmed); err == nil {
				return trimmed, true
			}
		}
		day, ok := readDay(trimmed)
		return day.Format(time.DateOnly), ok
	case care.ItemTime:
		if _, err := time.Parse(time.TimeOnly, trimmed); err == nil {
			return trimmed, true
		}
		h, m, ok := readClock(trimmed)
		return time.Date(2000, 1, 1, h, m, 0, 0, time.UTC).Format(time.TimeOnly), ok
	case care.ItemDateTime:
		if _, err := time.Parse(time.RFC3339, trimmed); err == nil {
			return trimmed, true
		}
		date, clock, _ := strings.Cut(trimmed, "|")
		day, okDay := readDay(date)
		h, m, okClock := readClock(clock)
		return time.Date(day.Year(), day.Month(), day.Day(), h, m, 0, 0, zone).Format(time.RFC3339), okDay && okClock
	case care.ItemURL:
		if trimmed != "" && !strings.Contains(trimmed, ":") && strings.Contains(trimmed, ".") {
			trimmed = "https://" + trimmed
		}
		u, err := url.Parse(trimmed)
		return trimmed, err == nil && u.Scheme != "" && (u.Host != "" || u.Opaque != "") && !strings.ContainsAny(trimmed, " \t\n")
	default:
		return words, trimmed != ""
	}
}

// readDay reads "year-month-day" as three fields give it.
func readDay(words string) (time.Time, bool) {
	parts := strings.Split(words, "-")
	if len(parts) != 3 {
		return time.Time{}, false
	}
	n, ok := numbers(parts)
	if !ok {
		return time.Time{}, false
	}
	day := time.Date(n[0], time.Month(n[1]), n[2], 0, 0, 0, 0, time.UTC)
	return day, n[0] >= 1880 && n[0] <= 2200 && int(day.Month()) == n[1] && day.Day() == n[2]
}

// The half of the day as it stands in a typed time, "7|30|pm".
const (
	halfAM = "am"
	halfPM = "pm"
)

// readClock reads "hour|minute|half". An hour from 13 on says by itself which half
// is meant; from 1 to 12 the half has to be chosen.
func readClock(words string) (hour, minute int, ok bool) {
	parts := strings.Split(words, "|")
	if len(parts) != 3 {
		return 0, 0, false
	}
	n, ok := numbers(parts[:2])
	if !ok || n[0] < 0 || n[0] > 23 || n[1] < 0 || n[1] > 59 {
		return 0, 0, false
	}
	hour, minute = n[0], n[1]
	switch {
	case hour == 0 || hour > 12:
		return hour, minute, true
	case parts[2] == halfAM:
		return hour % 12, minute, true
	case parts[2] == halfPM:
		return hour%12 + 12, minute, true
	}
	return 0, 0, false
}

func numbers(parts []string) ([]int, bool) {
	out := make([]int, len(parts))
	for i, p := range parts {
		n, err := strconv.Atoi(strings.TrimSpace(p))
		if err != nil {
			return nil, false
		}
		out[i] = n
	}
	return out, true
}
