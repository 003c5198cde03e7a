package fhirapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"throughline/fhir"
	"throughline/profile"
)

func seat(id, patient, start, more string) string {
	return fmt.Sprintf(`{"resourceType":"Appointment","id":%q,"status":"booked","identifier":[{"system":%q,"value":"evening"}],
"serviceType":[{"coding":[{"system":%q,"code":"group"}]}],"start":%q,"end":"2026-03-10T21:00:00Z",
"participant":[{"actor":{"reference":"Patient/%s"},"status":"needs-action"}]%s}`, id, profile.SystemSeries, profile.SystemSession, start, patient, more)
}

const tenth = "2026-03-10T18:00:00Z"

func members(n int) []string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprintf(`{"resourceType":"Patient","id":"p%d","birthDate":"1990-01-01"}`, i))
	}
	return out
}

// Two members of staff assign the last place at the same time: one of them is
// refused, whatever their apps allow.
func TestTheSixteenthOfAGroupIsRefusedWhoeverBooksAtTheSameTime(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.load(members(21)...)
	put := func(id, patient, start string) response {
		return s.do("therapist", "PUT", "Appointment/"+id, seat(id, patient, start, ""))
	}
	for i := range 14 {
		put(fmt.Sprintf("a%d", i), fmt.Sprintf("p%d", i), tenth).want(t, 201)
	}
	var both sync.WaitGroup
	var mu sync.Mutex
	codes := map[int]int{}
	for i := 14; i < 20; i++ {
		both.Go(func() {
			r := put(fmt.Sprintf("a%d", i), fmt.Sprintf("p%d", i), tenth)
			mu.Lock()
			defer mu.Unlock()
			codes[r.StatusCode]++
		})
	}
	both.Wait()
	if codes[201] != 1 || codes[422] != 5 {
		t.Fatalf("answers %v", codes)
	}
	// The same moment said in another zone is the same session.
	if r := put("zone", "p19", "2026-03-10T12:00:00-06:00"); r.StatusCode != 422 && r.StatusCode != 201 {
		t.Fatal(r.StatusCode)
	}
	put("other", "p18", "2026-03-12T18:00:00Z").want(t, 201)
	// Whoever is in can be changed, and who leaves makes room.
	s.do("therapist", "PUT", "Appointment/a0", seat("a0", "p0", tenth, `,"description":"Triggers"`)).want(t, 200)
	s.do("therapist", "PUT", "Appointment/a0", strings.Replace(seat("a0", "p0", tenth, ""), `"booked"`, `"cancelled"`, 1)).want(t, 200)
	s.do("therapist", "PUT", "Appointment/late", seat("late", "p20", tenth, "")).want(t, 201)
	again := s.do("therapist", "PUT", "Appointment/a0", seat("a0", "p0", tenth, ""))
	again.want(t, 422)
	if !strings.Contains(string(again.body), "full") {
		t.Errorf("said %s", again.body)
	}
	s.load(seat("bulk", "p16", tenth, "")) // what the clinic itself imports is its own to answer for
}

func TestASessionIsNotMovedIntoThePast(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.load(members(1)...)
	s.do("therapist", "PUT", "Appointment/a", seat("a", "p0", tenth, "")).want(t, 201)
	s.do("therapist", "PUT", "Appointment/a", seat("a", "p0", "2026-03-02T14:59:00Z", "")).want(t, 422)
	s.do("therapist", "PUT", "Appointment/a", seat("a", "p0", "2026-03-10T17:00:00Z", "")).want(t, 200)
	s.do("therapist", "PUT", "Appointment/visit", seat("visit", "p0", "2026-02-02T18:00:00Z", "")).want(t, 201) // recorded afterwards
	slot := func(start string) string {
		return `{"resourceType":"Slot","id":"s","schedule":{"reference":"Schedule/x"},"status":"free","start":"` + start + `","end":"2026-03-10T21:00:00Z"}`
	}
	s.load(`{"resourceType":"Schedule","id":"x","actor":[{"reference":"Practitioner/t"}]}`)
	s.do("therapist", "PUT", "Slot/s", slot(tenth)).want(t, 201)
	s.do("therapist", "PUT", "Slot/s", slot("2026-03-01T18:00:00Z")).want(t, 422)
}

func TestNobodyWasAtASessionThatHasNotBegun(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.load(members(1)...)
	s.load(seat("a", "p0", "2026-03-02T15:10:00Z", ""), seat("b", "p0", "2026-03-02T18:00:00Z", ""))
	visit := func(of, status string) string {
		return fmt.Sprintf(`{"resourceType":"Encounter","id":"e%s","status":%q,"class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"},
"subject":{"reference":"Patient/p0"},"appointment":[{"reference":"Appointment/%s"}]}`, of, status, of)
	}
	s.do("therapist", "PUT", "Encounter/ea", visit("a", "finished")).want(t, 201)
	s.do("therapist", "PUT", "Encounter/eb", visit("b", "finished")).want(t, 422)
	s.do("therapist", "PUT", "Encounter/eb", visit("b", "cancelled")).want(t, 201)
}

func TestOnlyAdultsAreAdmitted(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	patient := func(id, born string) string {
		return fmt.Sprintf(`{"resourceType":"Patient","id":%q,"birthDate":%q,"name":[{"family":"X"}]}`, id, born)
	}
	stay := func(id, patient, from string) string {
		return fmt.Sprintf(`{"resourceType":"EpisodeOfCare","id":%q,"status":"active","patient":{"reference":"Patient/%s"},"period":{"start":%q}}`, id, patient, from)
	}
	s.do("therapist", "PUT", "Patient/young", patient("young", "2008-03-03")).want(t, 422)
	s.do("therapist", "PUT", "Patient/grown", patient("grown", "2008-03-02")).want(t, 201)
	s.do("therapist", "PUT", "Patient/grown", patient("grown", "2010-01-01")).want(t, 422)
	s.do("therapist", "PUT", "EpisodeOfCare/1", stay("1", "grown", "2026-03-02")).want(t, 201)
	s.do("therapist", "PUT", "EpisodeOfCare/2", stay("2", "grown", "2026-03-01")).want(t, 422)
	s.load(patient("imported", "2012-01-01"))
	s.do("therapist", "PUT", "Patient/imported", strings.Replace(patient("imported", "2012-01-01"), "X", "Y", 1)).want(t, 200)
	s.do("therapist", "PUT", "EpisodeOfCare/3", stay("3", "imported", "2026-03-02")).want(t, 422)
}

func TestAFormIsInUseOnceAtItsAddressAndVersion(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	form := func(id, version, status string) string {
		q := &fhir.Questionnaire{Base: fhir.Base{ID: id}, URL: "https://clinic.example/q", Version: version, Status: status}
		raw, err := fhir.Encode(q)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	for i, x := range []struct {
		who, id, version, status string
		want                     int
	}{
		{"admin", "q1", "1", "active", 201},
		{"admin", "q1", "1", "active", 200},
		{"therapist", "q2", "1", "active", http.StatusUnprocessableEntity},
		{"therapist", "q2", "2", "active", 201},
		{"admin", "q1", "1", "retired", 200},
		{"admin", "q3", "1", "active", 201},
		{"admin", "q2", "1", "draft", 200},
		{"desk", "q4", "4", "active", 403},
		{"maya", "q4", "4", "active", 403},
	} {
		if got := s.do(x.who, "PUT", "Questionnaire/"+x.id, form(x.id, x.version, x.status)); got.StatusCode != x.want {
			t.Errorf("%d: %+v got %d %s", i, x, got.StatusCode, got.body)
		}
	}
}
