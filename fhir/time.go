package fhir

import (
	"fmt"
	"time"
)

// Precision is how much of a date or time was given.
type Precision int

// Precisions of date, dateTime and instant.
const (
	ToYear Precision = iota
	ToMonth
	ToDay
	ToSecond
)

var partial = []struct {
	layout string
	to     Precision
}{{"2006", ToYear}, {"2006-01", ToMonth}, {"2006-01-02", ToDay}}

// ParseTime reads a date, dateTime or instant (R4 2.24.0). A date names no
// zone and is taken in zone; nil means UTC. What was left out counts as its
// beginning: "2026-03" is the first of March 00:00.
func ParseTime(s string, zone *time.Location) (time.Time, Precision, error) {
	if zone == nil {
		zone = time.UTC
	}
	for _, p := range partial {
		if len(s) == len(p.layout) {
			t, err := time.ParseInLocation(p.layout, s, zone)
			if err != nil {
				return time.Time{}, 0, fmt.Errorf("fhir: not a date: %w", err)
			}
			return t, p.to, nil
		}
	}
	t, err := ParseInstant(s)
	return t, ToSecond, err
}

// ParseInstant reads an instant: a moment with its offset.
func ParseInstant(s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}, fmt.Errorf("fhir: not an instant: %w", err)
	}
	return t, nil
}

// Span gives the moments [from, until) that a date, dateTime or instant covers,
// as searches compare them (R4 3.1.1.4.7).
func Span(s string, zone *time.Location) (from, until time.Time, err error) {
	from, to, err := ParseTime(s, zone)
	if err != nil {
		return from, from, err
	}
	switch to {
	case ToYear:
		return from, from.AddDate(1, 0, 0), nil
	case ToMonth:
		return from, from.AddDate(0, 1, 0), nil
	case ToDay:
		return from, from.AddDate(0, 0, 1), nil
	}
	if from.Nanosecond() != 0 {
		return from, from.Add(time.Millisecond), nil
	}
	return from, from.Add(time.Second), nil
}

// Instant writes a moment in UTC with milliseconds.
func Instant(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z07:00") }

// DateTime writes a moment to the second, with the offset of its own zone.
func DateTime(t time.Time) string { return t.Format("2006-01-02T15:04:05Z07:00") }

// Date writes the day that t has in its own zone.
func Date(t time.Time) string { return t.Format("2006-01-02") }
