package fhir_test

import (
	"testing"
	"time"

	"throughline/fhir"
)

func TestDatesAreTakenInTheirZone(t *testing.T) {
	t.Parallel()
	chicago, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ in, from, until string }{
		{"2026", "2026-01-01T06:00:00.000Z", "2027-01-01T06:00:00.000Z"},
		{"2026-03", "2026-03-01T06:00:00.000Z", "2026-04-01T05:00:00.000Z"},
		{"2026-03-08", "2026-03-08T06:00:00.000Z", "2026-03-09T05:00:00.000Z"}, // 23 hours: the clocks change
		{"2026-03-08T18:00:00-05:00", "2026-03-08T23:00:00.000Z", "2026-03-08T23:00:01.000Z"},
		{"2026-03-08T23:00:00.250Z", "2026-03-08T23:00:00.250Z", "2026-03-08T23:00:00.251Z"},
	} {
		from, until, err := fhir.Span(c.in, chicago)
		if err != nil || fhir.Instant(from) != c.from || fhir.Instant(until) != c.until {
			t.Errorf("%s: %s to %s, %v", c.in, fhir.Instant(from), fhir.Instant(until), err)
		}
	}
	for _, bad := range []string{"", "26", "2026-13", "2026-02-30", "2026-03-08T18:00:00", "yesterday", "2026-3-8", "T"} {
		if _, _, err := fhir.ParseTime(bad, nil); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
}
