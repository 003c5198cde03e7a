package fhirapi_test

import (
	"net/http"
	"strings"
	"testing"

	"throughline/clinic/document"
)

const sister = `{"resourceType":"RelatedPerson","id":"sister","patient":{"reference":"Patient/maya"}}`

// sessionOf is a patient's session, to which Maya's sister is asked where asked says so.
func sessionOf(id, patient string, asked bool) string {
	guest := ""
	if asked {
		guest = `,{"actor":{"reference":"RelatedPerson/sister"},"status":"needs-action"}`
	}
	return `{"resourceType":"Appointment","id":"` + id + `","status":"booked","start":"2026-03-10T18:00:00Z","end":"2026-03-10T19:00:00Z",
		"participant":[{"actor":{"reference":"Patient/` + patient + `"},"status":"needs-action"}` + guest + `]}`
}

func sharesSessions(more string) string {
	return strings.Replace(consent("c", more), `[{"code":"Goal"}`, `[{"code":"Appointment"}`, 1)
}

// Somebody at the clinic wrote Maya's sister into Noah's session by mistake. She could
// not see it, and yet her answer was taken.
func TestALovedOneAnswersNoSessionOfAnotherPatient(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.load(sister, sharesSessions(""), sessionOf("hers", "maya", true), sessionOf("his", "noah", true), sessionOf("unasked", "maya", false),
		strings.Replace(sessionOf("labelled", "maya", true), `"status":"booked"`, `"meta":{"security":[{"code":"42CFRPart2"}]},"status":"booked"`, 1))
	for id, want := range map[string]int{
		"hers": http.StatusCreated, "his": http.StatusForbidden, "unasked": http.StatusForbidden, "labelled": http.StatusForbidden, "none": http.StatusForbidden,
	} {
		s.do("sister", "POST", "AppointmentResponse", `{"resourceType":"AppointmentResponse","appointment":{"reference":"Appointment/`+id+
			`"},"actor":{"reference":"RelatedPerson/sister"},"participantStatus":"accepted"}`).want(t, want)
	}
	his := s.do("therapist", "GET", "Appointment/his", "").want(t, http.StatusOK)
	if status := document.Texts(his.json, "participant.status"); strings.Join(status, " ") != "needs-action needs-action" {
		t.Errorf("his session says %v", status)
	}
	got := s.do("sister", "GET", "Appointment", "").want(t, http.StatusOK)
	if strings.Contains(string(got.body), "his") || strings.Contains(string(got.body), "noah") {
		t.Errorf("she is told of %s", got.body)
	}
}

// Staff ask a loved one to a session of the patient who shares sessions with them, and
// to no other.
func TestStaffAskOnlyALovedOneWhomThePatientLetsCome(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.load(sister, sessionOf("hers", "maya", false), sessionOf("his", "noah", false))
	for _, who := range []string{"therapist", "desk"} {
		s.do(who, "PUT", "Appointment/hers", sessionOf("hers", "maya", true)).want(t, http.StatusUnprocessableEntity) // nothing is shared yet
	}
	s.load(sharesSessions(""))
	s.do("therapist", "PUT", "Appointment/his", sessionOf("his", "noah", true)).want(t, http.StatusUnprocessableEntity)
	s.do("therapist", "PUT", "Appointment/new", sessionOf("new", "noah", true)).want(t, http.StatusUnprocessableEntity)
	s.do("desk", "PUT", "Appointment/hers", sessionOf("hers", "maya", true)).want(t, http.StatusOK)
	s.do("therapist", "PUT", "Appointment/hers", strings.Replace(sessionOf("hers", "maya", true), "18:00", "17:00", 1)).want(t, http.StatusOK)

	// Who is asked already stays when the consent has ended, and sees nothing.
	s.load(strings.Replace(sharesSessions(""), `"active"`, `"inactive"`, 1))
	s.do("therapist", "PUT", "Appointment/hers", sessionOf("hers", "maya", true)).want(t, http.StatusOK)
	s.do("sister", "GET", "Appointment/hers", "").want(t, http.StatusForbidden)
}
