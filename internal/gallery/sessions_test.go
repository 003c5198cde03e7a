package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/profile"
	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
	"throughline/screens/patient"
	"throughline/screens/say"
)

// oddAppointments are what clinics' systems send: three hundred in a month, and one of each kind
// that is not as it should be.
func oddAppointments(t *testing.T) care.Chart {
	t.Helper()
	set := [][]byte{
		[]byte(`{"resourceType":"Patient","id":"maya","name":[{"given":["Maya"]}]}`),
	}
	add := func(id, status, start, end, more string) {
		a := fmt.Sprintf(`{"resourceType":"Appointment","id":%q,"status":%q,"start":%q,"end":%q,"description":%q%s,"participant":[{"actor":{"reference":"Patient/maya"},"status":"accepted"}]}`, id, status, start, end, strings.ToUpper(id), more)
		a = strings.ReplaceAll(strings.ReplaceAll(a, `"start":"",`, ""), `"end":"",`, "")
		if !json.Valid([]byte(a)) {
			t.Fatal(a)
		}
		set = append(set, []byte(a))
	}
	for i := range 300 {
		at := time.Date(2027, time.March, 1+i%28, 6+i/28, 30, 0, 0, time.UTC)
		add(fmt.Sprintf("many-%d", i), "booked", at.Format(time.RFC3339), at.Add(50*time.Minute).Format(time.RFC3339), "")
	}
	add("no-end", "booked", "2027-03-09T23:00:00Z", "", "")
	add("end-before", "booked", "2027-03-09T23:00:00Z", "2027-03-09T20:00:00Z", "")
	add("midnight", "booked", "2027-03-10T05:30:00Z", "2027-03-10T07:30:00Z", "")
	add("clocks-change", "booked", "2027-03-14T07:30:00Z", "2027-03-14T09:30:00Z", "")
	add("three-days", "booked", "2027-03-16T12:00:00Z", "2027-03-19T12:00:00Z", "")
	add("whole-day", "booked", "2027-03-17", "2027-03-17", "")
	add("another-zone", "booked", "2027-03-18T09:00:00+05:45", "2027-03-18T10:00:00+05:45", "")
	for _, status := range []string{"proposed", "pending", "arrived", "fulfilled", "cancelled", "noshow", "entered-in-error", "checked-in", "waitlist", "hologram"} {
		add("is-"+status, status, "2027-03-20T15:00:00Z", "2027-03-20T16:00:00Z", "")
	}
	add("no-start", "proposed", "", "", "")
	add("bad-start", "booked", "tomorrow", "2027-03-20T16:00:00Z", "")
	add("by-video-with-no-link", "booked", "2027-03-09T23:00:00Z", "2027-03-10T00:00:00Z", `,"extension":[{"url":"`+profile.ExtVideo+`","valueBoolean":true}]`)
	add("long-words", "booked", "2027-03-21T15:00:00Z", "2027-03-21T16:00:00Z", `,"patientInstruction":"`+strings.Repeat("أحضر دفترك 👩‍👩‍👧 ", 600)+`"`)
	set = append(set, []byte(`{"resourceType":"Appointment","id":"nobodys","status":"booked","start":"2027-03-20T15:00:00Z"}`))
	all, malformed := profile.Of(set)
	if len(malformed) > 0 {
		t.Fatal(malformed)
	}
	c, rejected := profile.Chart(all, profile.Viewer{FHIRUser: "Patient/maya"})
	for _, r := range rejected {
		if !strings.Contains("no-start bad-start", r.ID) {
			t.Errorf("set aside: %+v", r)
		}
	}
	c.Clinic.Zone, _ = time.LoadLocation("America/Chicago")
	c.Viewer.Zone, _ = time.LoadLocation("Asia/Kathmandu")
	c.Sync.AsOf = time.Date(2027, time.March, 9, 20, 0, 0, 0, time.UTC)
	return c
}

// Whatever a clinic's system sends, each session is told once, in a week, a month and a list that are whole and
// quick.
func TestOddAndManySessionsAreTold(t *testing.T) {
	c := oddAppointments(t)
	known := map[string]bool{}
	for _, s := range c.Sessions {
		known[strings.TrimPrefix(s.Ref, "Appointment/")] = true
	}
	for _, gone := range []string{"is-entered-in-error", "no-start", "bad-start", "nobodys"} {
		if known[gone] {
			t.Errorf("%s is a session", gone)
		}
	}
	for _, there := range []string{"no-end", "end-before", "midnight", "whole-day", "another-zone", "is-cancelled", "is-noshow", "by-video-with-no-link"} {
		if !known[there] {
			t.Errorf("%s is not told", there)
		}
	}
	now := c.Sync.AsOf
	for _, language := range []string{"en", "es"} {
		p := say.New(language)
		for kind, day := range map[patient.ScheduleKind]time.Time{patient.ScheduleWeek: now, patient.ScheduleMonth: now.AddDate(0, 0, 11), patient.ScheduleList: now} {
			look(t, fmt.Sprintf("schedule %d in %s", kind, language), func() *kit.Page {
				return patient.NewScheduleView(still{}, func() bool { return false }).Page(patient.ScheduleOf(c, patient.ScheduleAsk{Kind: kind, Day: day}, now, p))
			})
		}
		for ref := range known {
			if !strings.HasPrefix(ref, "many-") {
				look(t, ref+" in "+language, func() *kit.Page {
					return patient.NewSessionView(still{}, func(string) {}, func() {}).Page(patient.SessionOf(c, patient.SessionAsk{Ref: "Appointment/" + ref}, now, p))
				})
			}
		}
		look(t, "today in "+language, func() *kit.Page {
			return patient.NewTodayView(still{}, func() time.Time { return now }, func() bool { return false }, func() {}).Page(patient.TodayOf(c, now, p))
		})
	}
}

func look(t *testing.T, name string, page func() *kit.Page) {
	t.Helper()
	begun := time.Now()
	screen := kittest.Open(t, kittest.Phone.Full(), func() fyne.CanvasObject {
		shell := kit.NewShell(kit.ShellOptions{Help: "Help"})
		shell.Open(kit.None, page())
		return shell
	})
	defer screen.Close()
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("%s took %v", name, took)
	}
	for _, fault := range screen.Audit() {
		t.Errorf("%s: %s", name, fault)
	}
}
