package interop

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/care"
	"throughline/clinic/records"
	"throughline/fhir"
	"throughline/ical"
	"throughline/internal/testclinic"
	"throughline/profile"
)

// calendarEvent is an event as ical.js reads it.
type calendarEvent struct {
	UID, Summary, Start, End, Status, Transparency, Class string
	Sequence                                              int
	Recurs                                                bool
	Properties                                            []string
}

type calendarFile struct {
	Name   string
	Events []calendarEvent
}

// asOthersRead gives a calendar to ical.js.
func asOthersRead(t *testing.T, raw []byte) calendarFile {
	t.Helper()
	var complaint bytes.Buffer
	cmd := exec.CommandContext(t.Context(), node(), "ical.mjs")
	cmd.Stdin, cmd.Stderr = bytes.NewReader(raw), &complaint
	out, err := cmd.Output()
	var file calendarFile
	if err == nil {
		err = json.Unmarshal(out, &file)
	}
	if err != nil {
		t.Fatalf("%v: %.2000s\n%s", err, complaint.String(), raw)
	}
	return file
}

// A patient's calendar address, served by our clinic and read by somebody else's reader: the clinic's Tuesdays stay at six while
// the clocks change, a moved session keeps its name and counts up, a cancelled one says so, what has no usable end or an unknown
// zone does no harm, nothing tells what it is, and an address that was taken back is gone.
func TestACalendarAddressIsReadByAnother(t *testing.T) {
	needNode(t)
	s := ourClinic(t)
	base := strings.TrimSuffix(s.FHIR(), "/fhir")
	session, err := testclinic.SignIn(t.Context(), s.FHIR(), "maya", new(testclinic.Keeper))
	if err != nil {
		t.Fatal(err)
	}
	maya := testclinic.Account("maya").FHIRUser
	chicago, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	// The two days round the next change of the clocks in Chicago, at six in the evening.
	before := time.Now().In(chicago).AddDate(0, 0, 1)
	for before.IsDST() == before.AddDate(0, 0, 1).IsDST() {
		before = before.AddDate(0, 0, 1)
	}
	six := func(days int) time.Time {
		return time.Date(before.Year(), before.Month(), before.Day()+days, 18, 0, 0, 0, chicago)
	}
	put := func(id string, start, end time.Time, change func(*fhir.Appointment)) {
		t.Helper()
		a := &fhir.Appointment{Base: fhir.Base{ID: id}, Status: "booked", Description: "Trauma, grief; and \"loss\"\nfor Maya 🪢", Start: fhir.DateTime(start)}
		if !end.IsZero() {
			a.End = fhir.DateTime(end)
		}
		a.Participant = []fhir.AppointmentParticipant{{Actor: fhir.Reference{Reference: maya}, Status: "accepted"}}
		if change != nil {
			change(a)
		}
		raw, err := fhir.Encode(a)
		if err == nil {
			_, err = s.Records.Load(t.Context(), s.ID, records.Replace, raw)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	put("dst-before", six(0), six(0).Add(3*time.Hour), nil)
	put("dst-after", six(1), six(1).Add(3*time.Hour), nil)
	put("will-move", six(2), six(2).Add(time.Hour), nil)
	put("will-go", six(3), six(3).Add(time.Hour), nil)
	put("endless", six(4), time.Time{}, nil)
	put("zoneless", six(6), six(6).Add(time.Hour), func(a *fhir.Appointment) {
		a.Extension = append(a.Extension, fhir.Extension{URL: profile.ExtTimezone, ValueCode: "Mars/Olympus"})
	})

	var made struct{ Address string }
	ask(t, session.HTTPClient(), http.MethodPost, base+"/calendar", &made)
	first := byUID(t, fetchCalendar(t, made.Address))
	put("will-move", six(2).Add(-time.Hour), six(2), nil)
	put("will-go", six(3), six(3).Add(time.Hour), func(a *fhir.Appointment) { a.Status = "cancelled" })
	again := byUID(t, fetchCalendar(t, made.Address))

	utc := func(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000Z") }
	for id, at := range map[string]time.Time{"dst-before": six(0), "dst-after": six(1)} {
		if e := again[ical.UID("Appointment/"+id)]; e.Start != utc(at) || e.End != utc(at.Add(3*time.Hour)) || e.Status != "CONFIRMED" {
			t.Errorf("%s: %+v, want it at %s", id, e, utc(at))
		}
	}
	moved := ical.UID("Appointment/will-move")
	if was, now := first[moved], again[moved]; was.Start != utc(six(2)) || now.Start != utc(six(2).Add(-time.Hour)) || now.Sequence < was.Sequence {
		t.Errorf("moved: %+v, was %+v", now, was)
	}
	if e := again[ical.UID("Appointment/will-go")]; e.Status != "CANCELLED" || e.Transparency != "TRANSPARENT" {
		t.Errorf("cancelled: %+v", e)
	}
	if e := again[ical.UID("Appointment/endless")]; e.Start != utc(six(4)) || e.End != "" {
		t.Errorf("without an end: %+v", e)
	}
	if e := again[ical.UID("Appointment/zoneless")]; e.Start != utc(six(6)) {
		t.Errorf("of an unknown zone: %+v", e)
	}
	for uid, e := range again {
		if e.Summary != "Appointment" || e.Class != "PRIVATE" || e.Recurs {
			t.Errorf("%s: %+v", uid, e)
		}
		for _, p := range e.Properties {
			if slices.Contains([]string{"description", "location", "attendee", "organizer", "url", "categories", "comment", "contact"}, p) {
				t.Errorf("an event says more than its time: %s", p)
			}
		}
	}

	ask(t, session.HTTPClient(), http.MethodDelete, base+"/calendar", nil)
	resp, err := http.Get(made.Address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusNotFound {
		t.Errorf("an address that was taken back answers %d", resp.StatusCode)
	}
}

// The file of one session and that of all, in words with all that has to be escaped and folded (RFC 5545, sections 3.1 and 3.3.11).
func TestAFileOfSessionsIsReadByAnother(t *testing.T) {
	needNode(t)
	long := ical.Words{Title: strings.Repeat("Cita, \"así\"; \\ o así 🪢\nmañana ", 9), Name: "Citas 日本語 " + strings.Repeat("ñ", 90)}
	at := time.Date(2027, time.March, 9, 18, 0, 0, 0, time.UTC)
	all := []care.Session{{Ref: "Appointment/1", Start: at, End: at.Add(time.Hour)}, {Ref: "Appointment/2", Start: at, End: at.Add(-time.Hour)}}
	raw := ical.Write(all, long)
	for _, line := range bytes.Split(raw, []byte("\r\n")) {
		if len(line) > 75 {
			t.Errorf("a line of %d octets: %q", len(line), line)
		}
	}
	if one := asOthersRead(t, ical.Write(all[:1], long)); len(one.Events) != 1 || one.Events[0].Summary != long.Title || one.Name != long.Name {
		t.Errorf("of one: %+v", one)
	}
	both := asOthersRead(t, raw)
	if len(both.Events) != 2 || both.Events[1].End != "" || both.Events[1].Summary != long.Title {
		t.Errorf("of all: %+v", both)
	}
}

func byUID(t *testing.T, f calendarFile) map[string]calendarEvent {
	t.Helper()
	out := map[string]calendarEvent{}
	for _, e := range f.Events {
		if _, twice := out[e.UID]; twice {
			t.Errorf("%s stands in it twice", e.UID)
		}
		out[e.UID] = e
	}
	return out
}

func fetchCalendar(t *testing.T, address string) calendarFile {
	t.Helper()
	resp, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%d %v", resp.StatusCode, err)
	}
	return asOthersRead(t, raw)
}

func ask(t *testing.T, client *http.Client, method, address string, into any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("%s answers %d", method, resp.StatusCode)
	}
	if into != nil {
		if err := json.NewDecoder(resp.Body).Decode(into); err != nil {
			t.Fatal(err)
		}
	}
}
