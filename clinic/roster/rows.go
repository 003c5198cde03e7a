package roster

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

func (t *table) patient(key string) {
	p := Patient{
		Key: key, Given: t.need("given_name"), Family: t.need("family_name"), Born: t.day("birth_date", true), Telephone: t.get("telephone"),
		Admitted: t.day("admitted", true), ApprovedUntil: t.day("approved_until", false),
	}
	if born, err := time.Parse(time.DateOnly, p.Born); err == nil {
		if admitted, err := time.Parse(time.DateOnly, p.Admitted); err == nil && admitted.Before(born.AddDate(18, 0, 0)) {
			t.bad("the patient is under 18 at admission: the programme is for adults")
		}
	}
	switch t.need("programme") {
	case "", "mental-health":
	case "dual-diagnosis":
		p.Dual = true
	default:
		t.bad("the programme %q is neither mental-health nor dual-diagnosis", t.get("programme"))
	}
	if words := t.get("approved_visits"); words != "" {
		n, err := strconv.Atoi(words)
		if err != nil || n < 1 || n > 1000 {
			t.bad("approved_visits %q is no count of visits", words)
		}
		p.Approved = n
	}
	t.roster.Patients = append(t.roster.Patients, p)
}

// day reads a calendar day and gives it as FHIR writes it.
func (t *table) day(name string, needed bool) string {
	words := t.get(name)
	if words == "" {
		if needed {
			t.bad("%s is missing", name)
		}
		return ""
	}
	day, err := time.Parse(time.DateOnly, words)
	if err != nil || day.Year() < 1880 || day.Year() > 2200 {
		t.bad("%s %q is no day; write it as 2027-03-01", name, words)
		return ""
	}
	return words
}

var weekdays = map[string]time.Weekday{
	"sun": time.Sunday, "mon": time.Monday, "tue": time.Tuesday, "wed": time.Wednesday, "thu": time.Thursday, "fri": time.Friday, "sat": time.Saturday,
}

func (t *table) series(key string) {
	s := Series{
		Key: key, Topic: t.need("topic"), Model: t.get("model"), Leader: t.need("leader"), Place: t.get("place"),
		Members: strings.Fields(t.need("members")),
	}
	for _, word := range strings.Fields(strings.ToLower(t.need("weekdays"))) {
		day, ok := weekdays[word]
		if !ok {
			t.bad("the weekday %q is none of mon tue wed thu fri sat sun", word)
		}
		s.Weekdays = append(s.Weekdays, day)
	}
	if at, err := time.Parse("15:04", t.need("start_time")); err == nil {
		s.Hour, s.Minute = at.Hour(), at.Minute()
	} else if t.get("start_time") != "" {
		t.bad("start_time %q is no time of day; write it as 18:00", t.get("start_time"))
	}
	n, err := strconv.Atoi(t.need("minutes"))
	if t.get("minutes") != "" && (err != nil || n < 5 || n > 12*60) {
		t.bad("minutes %q is no length of a session", t.get("minutes"))
	}
	s.Minutes = n
	first, last := t.day("first_day", true), t.day("last_day", true)
	s.First, _ = time.Parse(time.DateOnly, first) // said already where it is none
	s.Last, _ = time.Parse(time.DateOnly, last)
	if first != "" && last != "" {
		switch days := int(s.Last.Sub(s.First).Hours()/24) + 1; {
		case days < 1:
			t.bad("last_day is before first_day")
		case days > mostOccurrences:
			t.bad("a series of more than a year: end it earlier, and add another one")
		case len(s.Occurrences(time.UTC)) == 0 && len(s.Weekdays) > 0:
			t.bad("none of the weekdays is between first_day and last_day")
		}
	}
	if double := duplicate(s.Members); double != "" {
		t.bad("the member %q is named twice", double)
	}
	t.roster.Series = append(t.roster.Series, s)
	t.lines = append(t.lines, t.line)
}

func duplicate(words []string) string {
	for i, w := range words {
		if slices.Contains(words[:i], w) {
			return w
		}
	}
	return ""
}

// Occurrences are the starts of a series: the same wall time on each day, whatever
// the clocks do in between.
func (s Series) Occurrences(zone *time.Location) []time.Time {
	var out []time.Time
	for day := s.First; !day.After(s.Last); day = day.AddDate(0, 0, 1) {
		if slices.Contains(s.Weekdays, day.Weekday()) {
			out = append(out, time.Date(day.Year(), day.Month(), day.Day(), s.Hour, s.Minute, 0, 0, zone))
		}
	}
	return out
}
