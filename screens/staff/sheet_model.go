package staff

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Sheet is a page on which staff fill in one change of the programme.
type Sheet struct {
	Key, Title, Back string
	Words            []string
	Fields           []SheetField
	Do               string
	Anyway           string // what the button says once a warning was read
	// Read makes the change of what is typed, or says beside a field what is wrong
	// with it. It is pure.
	Read func(Typed) SheetRead
	p    *say.Printer
}

// SheetRead is what a sheet says.
type SheetRead struct {
	Change care.ProgrammeChange
	Wrong  map[string]string // by SheetField.ID
	Warn   []string          // to be read before it is done
}

// FieldKind is how a field of a sheet is filled in.
type FieldKind int

// Kinds of field.
const (
	FieldText FieldKind = iota
	FieldLong
	FieldDay
	FieldTime
	FieldOne  // one of Options
	FieldMany // any of Options
	FieldFind // one of many Options, found by typing
)

// SheetField is one field.
type SheetField struct {
	ID, Label, Hint string
	Kind            FieldKind
	Options         []string
	Start           string    // of a text, or the index of an option, or several with commas
	Day             time.Time // of a day
}

// Typed is what stands in a sheet's fields. Of a choice it is the index of what is
// chosen, of several they stand with commas; of a day it is such as "2027-3-9".
type Typed map[string]string

func (t Typed) text(id string) string { return strings.TrimSpace(t[id]) }

// one is the index of what is chosen; -1 for none.
func (t Typed) one(id string) int {
	i, err := strconv.Atoi(t[id])
	if err != nil {
		return -1
	}
	return i
}

func (t Typed) many(id string) []int {
	var out []int
	for part := range strings.SplitSeq(t[id], ",") {
		if i, err := strconv.Atoi(part); err == nil {
			out = append(out, i)
		}
	}
	return out
}

// day is a day at noon in a zone, so that it stays one whatever the zones do.
func (t Typed) day(id string, zone *time.Location) (time.Time, bool) {
	at, err := time.ParseInLocation("2006-1-2", t.text(id), zone)
	return at.Add(12 * time.Hour), err == nil
}

var timeForm = regexp.MustCompile(`^(\d{1,2})(?:[:.h](\d{2}))?\s*([ap])?\.?\s*(?:m\.?)?$`)

// clock reads a time of day as people write it: "6:00 PM", "6pm", "18:00".
func (t Typed) clock(id string) (hour, minute int, ok bool) {
	m := timeForm.FindStringSubmatch(strings.ToLower(strings.ReplaceAll(t.text(id), "\u00a0", " ")))
	if m == nil {
		return 0, 0, false
	}
	hour, _ = strconv.Atoi(m[1])
	minute, _ = strconv.Atoi(m[2])
	switch m[3] {
	case "p":
		ok = hour >= 1 && hour <= 12
		hour = hour%12 + 12
	case "a":
		ok = hour >= 1 && hour <= 12
		hour %= 12
	default:
		ok = hour <= 23 && m[2] != "" // "6" alone may be morning or evening
	}
	return hour, minute, ok && minute <= 59
}

// number is a count within bounds.
func (t Typed) number(id string, least, most int) (int, bool) {
	n, err := strconv.Atoi(t.text(id))
	return n, err == nil && n >= least && n <= most
}

// reading collects what is wrong.
type reading struct {
	Typed
	s   programmeSpeaker
	out SheetRead
}

func (r *reading) wrong(id, key string, args ...any) {
	if r.out.Wrong == nil {
		r.out.Wrong = map[string]string{}
	}
	if r.out.Wrong[id] == "" {
		r.out.Wrong[id] = r.s.p.T("staff.sheet."+key, args...)
	}
}

func (r *reading) needDay(id string) time.Time {
	at, ok := r.day(id, r.s.zone)
	if !ok {
		r.wrong(id, "wrong-day")
	}
	return at
}

func (r *reading) needClock(id string) (hour, minute int) {
	hour, minute, ok := r.clock(id)
	if !ok {
		r.wrong(id, "wrong-time")
	}
	return hour, minute
}

func (r *reading) needText(id string) string {
	if r.text(id) == "" {
		r.wrong(id, "wrong-empty")
	}
	return r.text(id)
}

func (r *reading) needOne(id string) int {
	if r.one(id) < 0 {
		r.wrong(id, "wrong-choice")
	}
	return max(r.one(id), 0)
}

// wall holds a day and a time against the clocks, and says what is to be known.
func (r *reading) wall(id string, day time.Time, hour, minute int, zone *time.Location) {
	if len(r.out.Wrong) > 0 {
		return
	}
	at := time.Date(2027, time.January, 1, hour, minute, 0, 0, time.UTC)
	start, wall := care.WallClock(day, hour, minute, zone)
	switch {
	case wall == care.WallNever:
		r.wrong(id, "wrong-never", "Time", r.s.p.Clock(at), "Day", r.s.p.MonthDay(day))
	case !start.After(r.s.now):
		r.wrong(id, "wrong-past")
	case wall == care.WallTwice:
		r.out.Warn = append(r.out.Warn, r.s.p.T("staff.sheet.twice", "Time", r.s.p.Clock(at), "Day", r.s.p.MonthDay(day)))
	}
}

// sheet begins a page of the programme.
func (s programmeSpeaker) sheet(key, title, do string) Sheet {
	return Sheet{
		Key: "programme/" + key, Title: s.p.T("staff.sheet." + title), Back: s.p.T("staff.common.cancel"), Do: s.p.T("staff.sheet." + do),
		Anyway: s.p.T("staff.sheet.anyway"), p: s.p,
	}
}

func (s programmeSpeaker) field(kind FieldKind, id, key string) SheetField {
	return SheetField{ID: id, Kind: kind, Label: s.p.T("staff.sheet." + key)}
}

func (f SheetField) hint(words string) SheetField {
	f.Hint = words
	return f
}

func (f SheetField) of(options ...string) SheetField {
	f.Options = options
	return f
}

func (f SheetField) from(start string) SheetField {
	f.Start = start
	return f
}

func (f SheetField) on(day time.Time) SheetField {
	f.Day = day
	return f
}

// usualPlace is where the last session was planned that is held somewhere.
func (s programmeSpeaker) usualPlace() string {
	for i := len(s.c.Meetings) - 1; i >= 0; i-- {
		if s.c.Meetings[i].Place != "" {
			return s.c.Meetings[i].Place
		}
	}
	return ""
}

func speakProgramme(c care.Chart, now time.Time, p *say.Printer) programmeSpeaker {
	return programmeSpeaker{c: c, now: now, zone: zoneOf(c), p: p}
}
