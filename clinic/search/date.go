package search

import (
	"fmt"
	"strings"
	"time"
)

var layouts = []struct {
	layout            string
	year, month, days int
	length            time.Duration
}{
	{layout: "2006", year: 1},
	{layout: "2006-01", month: 1},
	{layout: "2006-01-02", days: 1},
	{layout: "2006-01-02T15:04Z07:00", length: time.Minute},
	{layout: "2006-01-02T15:04", length: time.Minute},
	{layout: "2006-01-02T15:04:05Z07:00", length: time.Second},
	{layout: "2006-01-02T15:04:05", length: time.Second},
}

// ParseDate gives the first instant that a FHIR date, dateTime or instant
// means, and the first one after it: "2026-03" is the whole of March. Without a
// zone it is read in UTC.
func ParseDate(s string) (low, high time.Time, err error) {
	for _, l := range layouts {
		t, err := time.Parse(l.layout, s)
		if err != nil {
			continue
		}
		t = t.UTC()
		if t.Year() < 1 || t.Year() > 9999 {
			break
		}
		if l.length > 0 {
			if dot := strings.IndexByte(s, '.'); dot >= 0 {
				// Fractions are kept to the millisecond.
				low = t.Truncate(time.Millisecond)
				return low, low.Add(time.Millisecond), nil
			}
			return t, t.Add(l.length), nil
		}
		return t, t.AddDate(l.year, l.month, l.days), nil
	}
	return low, high, fmt.Errorf("%q is not a date", s)
}

// span gives the time that a decoded element covers: a date, a Period, or a
// Timing with its events or bounds.
func span(v any) (low, high time.Time, ok bool) {
	switch v := v.(type) {
	case string:
		low, high, err := ParseDate(v)
		return low, high, err == nil
	case map[string]any:
		if repeat, is := v["repeat"].(map[string]any); is {
			if bounds, is := repeat["boundsPeriod"]; is {
				return span(bounds)
			}
		}
		if events, is := v["event"].([]any); is {
			return hull(events)
		}
		return period(v)
	}
	return low, high, false
}

// The ends of time for a Period that is open on one side.
var (
	always = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	never  = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
)

func period(v map[string]any) (low, high time.Time, ok bool) {
	low, high = always, never
	if start, is := v["start"].(string); is {
		l, _, err := ParseDate(start)
		if err != nil {
			return low, high, false
		}
		low, ok = l, true
	}
	if end, is := v["end"].(string); is {
		_, h, err := ParseDate(end)
		if err != nil {
			return low, high, false
		}
		high, ok = h, true
	}
	return low, high, ok
}

func hull(events []any) (low, high time.Time, ok bool) {
	for _, e := range events {
		l, h, is := span(e)
		if !is {
			continue
		}
		if !ok || l.Before(low) {
			low = l
		}
		if !ok || h.After(high) {
			high = h
		}
		ok = true
	}
	return low, high, ok
}
