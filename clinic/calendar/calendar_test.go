package calendar_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"throughline/clinic/audit"
	"throughline/clinic/auth"
	"throughline/clinic/calendar"
	"throughline/clinic/records"
	"throughline/clinic/store/engines"
	"throughline/clinic/store/sqlstore"
)

var now = time.Date(2027, time.March, 8, 15, 0, 0, 0, time.UTC)

// people are who may ask; their names are their tokens. All else is real.
var people = map[string]auth.Principal{
	"maya":      {Role: auth.RolePatient, FHIRUser: "Patient/maya", PatientID: "maya", Scopes: auth.ParseScopes("patient/*.cruds")},
	"noah":      {Role: auth.RolePatient, FHIRUser: "Patient/noah", PatientID: "noah", Scopes: auth.ParseScopes("patient/*.cruds")},
	"narrow":    {Role: auth.RolePatient, FHIRUser: "Patient/maya", PatientID: "maya", Scopes: auth.ParseScopes("patient/Observation.rs")},
	"sister":    {Role: auth.RoleRelatedPerson, FHIRUser: "RelatedPerson/sister", PatientID: "maya", Scopes: auth.ParseScopes("patient/*.cruds")},
	"therapist": {Role: auth.RoleTherapist, FHIRUser: "Practitioner/t", Scopes: auth.ParseScopes("user/*.cruds")},
}

type clinic struct {
	t       *testing.T
	url     string
	records *records.Service
}

func open(t *testing.T) *clinic {
	t.Helper()
	db, err := engines.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "clinic.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	st := sqlstore.NewStore(db)
	st.Now = func() time.Time { return now }
	c := &clinic{t: t, records: &records.Service{Store: st, Audit: audit.NewRecorder(st), Now: st.Now}}
	srv := httptest.NewUnstartedServer(nil)
	srv.Config.Handler = calendar.Handler(calendar.Config{
		ClinicID: "c", Base: "http://" + srv.Listener.Addr().String() + "/calendar", Feeds: db, Records: c.records, Now: st.Now,
		Logger: slog.New(slog.DiscardHandler),
		Authenticate: func(r *http.Request) (auth.Principal, error) {
			p, ok := people[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]
			p.ClinicID = "c"
			if !ok {
				return p, &auth.Error{Status: http.StatusUnauthorized}
			}
			return p, nil
		},
	})
	srv.Start()
	t.Cleanup(srv.Close)
	c.url = srv.URL + "/calendar"
	for _, id := range []string{"maya", "noah"} {
		c.put("Patient/"+id, `{"resourceType":"Patient","id":"`+id+`"}`)
	}
	c.put("Appointment/a", group("booked", "2027-03-09T18:00:00-06:00", "2027-03-09T21:00:00-06:00"))
	return c
}

func group(status, start, end string) string {
	return `{"resourceType":"Appointment","id":"a","status":"` + status + `","start":"` + start + `","end":"` + end + `","description":"Riding out an urge",
		"participant":[{"actor":{"reference":"Patient/maya"},"status":"accepted"}]}`
}

func (c *clinic) put(ref, body string) {
	c.t.Helper()
	typ, id, _ := strings.Cut(ref, "/")
	if _, err := c.records.Update(c.t.Context(), records.SystemCall("c"), typ, id, []byte(body), records.Conditions{}); err != nil {
		c.t.Fatal(err)
	}
}

func (c *clinic) ask(method, address, who string, headers ...string) (int, string, http.Header) {
	c.t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), method, address, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	if who != "" {
		r.Header.Set("Authorization", "Bearer "+who)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return res.StatusCode, string(body), res.Header
}

func (c *clinic) address(method, who string) string {
	c.t.Helper()
	status, body, _ := c.ask(method, c.url, who)
	var answer struct{ Address string }
	if status != http.StatusOK || json.Unmarshal([]byte(body), &answer) != nil {
		c.t.Fatalf("%s by %s: %d %s", method, who, status, body)
	}
	return answer.Address
}

func TestAnAddressIsMadeServedRenewedAndTakenBack(t *testing.T) {
	t.Parallel()
	c := open(t)
	if got := c.address("GET", "maya"); got != "" {
		t.Errorf("an address that nobody made: %q", got)
	}
	first := c.address("POST", "maya")
	if again := c.address("GET", "maya"); again != first || len(first) < len(c.url)+40 {
		t.Errorf("made %q, told %q", first, again)
	}
	status, body, h := c.ask("GET", first, "")
	cal, err := ics.ParseCalendar(bytes.NewReader([]byte(body)))
	if status != http.StatusOK || err != nil || len(cal.Events()) != 1 || h.Get("Content-Type") != "text/calendar; charset=utf-8" {
		t.Fatalf("served %d %s (%v)", status, body, err)
	}
	for _, secret := range []string{"Riding", "maya", "Patient"} {
		if strings.Contains(body, secret) {
			t.Errorf("the calendar tells %q", secret)
		}
	}
	if status, _, _ := c.ask("GET", first, "", "If-None-Match", h.Get("ETag")); status != http.StatusNotModified {
		t.Errorf("unchanged, yet %d", status)
	}
	c.put("Appointment/a", group("cancelled", "2027-03-09T17:00:00-06:00", "2027-03-09T20:00:00-06:00"))
	status, moved, changed := c.ask("GET", first, "", "If-None-Match", h.Get("ETag"))
	if status != http.StatusOK || changed.Get("ETag") == h.Get("ETag") || !strings.Contains(moved, "STATUS:CANCELLED") || !strings.Contains(moved, "DTSTART:20270309T230000Z") {
		t.Errorf("after the change: %d %s", status, moved)
	}
	second := c.address("POST", "maya")
	if status, _, _ := c.ask("GET", first, ""); status != http.StatusNotFound || second == first {
		t.Errorf("the old address answers %d", status)
	}
	if got := c.address("DELETE", "maya"); got != "" {
		t.Errorf("taken back, yet %q", got)
	}
	if status, _, _ := c.ask("GET", second, ""); status != http.StatusNotFound {
		t.Errorf("an address that was taken back answers %d", status)
	}
}

func TestNobodyElseMakesOrSeesAnAddress(t *testing.T) {
	t.Parallel()
	c := open(t)
	for who, want := range map[string]int{"": http.StatusUnauthorized, "nobody": http.StatusUnauthorized, "sister": http.StatusForbidden, "therapist": http.StatusForbidden, "narrow": http.StatusForbidden} {
		for _, method := range []string{"GET", "POST", "DELETE"} {
			if status, body, _ := c.ask(method, c.url, who); status != want {
				t.Errorf("%s by %q: %d %s", method, who, status, body)
			}
		}
	}
	_, body, _ := c.ask("GET", c.address("POST", "noah"), "")
	if strings.Contains(body, "BEGIN:VEVENT") {
		t.Errorf("Noah's calendar has Maya's appointment: %s", body)
	}
	for _, guess := range []string{"/x.ics", "/" + strings.Repeat("A", 43) + ".ics", "/" + strings.Repeat("A", 43), "/%2e%2e/fhir.ics"} {
		if status, _, _ := c.ask("GET", c.url+guess, "maya"); status != http.StatusNotFound {
			t.Errorf("%s answers %d", guess, status)
		}
	}
}
