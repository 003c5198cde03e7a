// Package ical writes sessions as iCalendar (RFC 5545) for a calendar that
// others may see: every event is called by one neutral word, with no clinic,
// topic, place, link or name.
package ical

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"throughline/care"
)

// ContentType is what a calendar is served as (RFC 5545, section 8.1).
const ContentType = "text/calendar; charset=utf-8"

// Words are all the words of a calendar.
type Words struct {
	Title string // of every event: "Appointment"
	Name  string // of the whole calendar: "Appointments"
}

// Write gives the calendar of the sessions. The same sessions give the same
// bytes. One that was cancelled stays, as cancelled, so that calendars which
// hold it take it away.
func Write(sessions []care.Session, w Words) []byte {
	cal := ics.NewCalendarFor("Calendar") // PRODID names neither us nor the clinic
	cal.SetMethod(ics.MethodPublish)
	cal.SetXWRCalName(w.Name)
	cal.SetName(w.Name) // RFC 7986, section 5.1
	// How often a subscriber may look (RFC 7986, section 5.7, and its older name).
	cal.SetRefreshInterval("PT1H", ics.WithValue("DURATION"))
	cal.SetXPublishedTTL("PT1H")
	for _, s := range sessions {
		event(cal, s, w)
	}
	return []byte(cal.Serialize(ics.WithNewLineWindows))
}

// event writes one session. Times are UTC, so that no reader needs the rules of
// the clinic's zone: each session is an event of its own and none recurs.
func event(cal *ics.Calendar, s care.Session, w Words) {
	e := cal.AddEvent(UID(s.Ref))
	stamp := s.Changed
	if stamp.IsZero() {
		stamp = s.Start
	}
	e.SetDtStampTime(stamp.UTC())
	e.SetModifiedAt(stamp.UTC())
	e.SetSequence(sequence(s.Changed))
	e.SetSummary(w.Title)
	e.SetClass(ics.ClassificationPrivate)
	e.SetStartAt(s.Start.UTC())
	if !s.EndUnclear() { // without an end it takes up no time (section 3.6.1)
		e.SetEndAt(s.End.UTC())
	}
	e.SetStatus(ics.ObjectStatusConfirmed)
	if s.State == care.SessionCancelled {
		e.SetStatus(ics.ObjectStatusCancelled)
		e.SetTimeTransparency(ics.TransparencyTransparent)
	}
}

// UID is the same for a session wherever it is written and however it moves
// (section 3.8.4.7). It tells nothing of the session.
func UID(session string) string {
	sum := sha256.Sum256([]byte("calendar/" + session))
	h := hex.EncodeToString(sum[:16])
	return strings.Join([]string{h[:8], h[8:12], h[12:16], h[16:20], h[20:]}, "-")
}

// epoch is before every change that there can be.
var epoch = time.Date(2020, time.January, 1, 0, 0, 0, 0, time.UTC)

// sequence grows with each change of the session at the clinic, on the app's
// side and on the server's alike (section 3.8.7.4).
func sequence(changed time.Time) int {
	return int(max(changed.Sub(epoch)/time.Second, 0))
}
