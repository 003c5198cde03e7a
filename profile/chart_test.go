package profile_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"throughline/care"
	"throughline/fhir"
	"throughline/profile"
)

func TestTheClinicIsToldByItsOrganizationAndLocations(t *testing.T) {
	t.Parallel()
	c := see(t, store(t), asMaya)
	if c.Clinic.Name != "Northside" || c.Clinic.Telephone != "(312) 555-0100" || c.Clinic.Zone.String() != "America/Chicago" {
		t.Errorf("clinic: %+v", c.Clinic)
	}
	if len(c.Clinic.Hours) != 2 || c.Clinic.Hours[0] != (care.Opening{Day: time.Monday, From: 480, Until: 1110}) {
		t.Errorf("hours: %+v", c.Clinic.Hours)
	}
	if c.Viewer.Name != "Maya Rivera" || c.Viewer.Given != "Maya" || c.Viewer.Ref != "Patient/maya" || c.Viewer.Role != care.RolePatient {
		t.Errorf("viewer: %+v", c.Viewer)
	}
	none := see(t, &profile.Memory{}, asMaya)
	if none.Clinic.Zone == nil || none.Viewer.Ref != "Patient/maya" {
		t.Errorf("an empty store gave %+v", none.Clinic)
	}
}

func TestRolesFollowTheResourceType(t *testing.T) {
	t.Parallel()
	for user, role := range map[string]care.Role{
		"Patient/1": care.RolePatient, "https://x/fhir/Patient/1": care.RolePatient, "RelatedPerson/1": care.RoleLovedOne,
		"Practitioner/1": care.RoleStaff, "https://x/fhir/PractitionerRole/1/_history/3": care.RoleStaff, "": care.RoleNone, "Device/1": care.RoleNone,
	} {
		if got := profile.RoleOf(user); got != role {
			t.Errorf("%q is %v", user, got)
		}
	}
}

const appointment = `{"resourceType":"Appointment","id":"a","status":"%s","start":"2027-03-09T18:00:00-06:00","end":"2027-03-09T21:00:00-06:00","description":"Riding out an urge",
"serviceType":[{"coding":[{"system":"http://snomed.info/sct","code":"76168009"}]}],"patientInstruction":"A pen",
"participant":[{"actor":{"reference":"Patient/maya"},"status":"%s"},{"actor":{"reference":"Practitioner/dana"},"status":"accepted"},{"actor":{"reference":"Location/l"},"status":"accepted"}]%s}`

const ext = `,"extension":[{"url":"https://throughline.app/fhir/StructureDefinition/%s",%s}]`

// What another system wrote, all of it legal R4, and what was lost of it: everything was told in UTC, the leader and the room were
// not named, who had arrived was not there, a plan without a category was none, and a wish without a time and a response
// without a date counted as unreadable.
func TestWhatAnotherSystemWroteIsRead(t *testing.T) {
	t.Parallel()
	m := &profile.Memory{}
	for _, raw := range []string{
		`{"resourceType":"Patient","id":"p","name":[{"text":"Ana Ferreira"}],"managingOrganization":{"reference":"#o"},"contained":[{"resourceType":"Organization","id":"o","name":"Harbor"}]}`,
		`{"resourceType":"Appointment","id":"a","status":"arrived","start":"2027-03-09T15:00:00Z","end":"2027-03-09T16:00:00Z","contained":[{"resourceType":"Location","id":"l","name":"Room 4"},{"resourceType":"Practitioner","id":"d","name":[{"text":"Lee Park"}]}],
		"participant":[{"actor":{"reference":"Patient/p"},"status":"accepted"},{"actor":{"display":"Somebody Else"},"status":"accepted"},{"actor":{"reference":"#l"},"status":"accepted"},{"actor":{"reference":"#d"},"status":"accepted"}]}`,
		`{"resourceType":"Appointment","id":"b","status":"booked","start":"2027-03-10T15:00:00Z","end":"2027-03-10T16:00:00Z",
		"participant":[{"actor":{"reference":"Patient/p"},"status":"accepted"},{"actor":{"display":"Somebody Else"},"status":"accepted"},{"type":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType","code":"PPRF"}]}],"actor":{"display":"Ida Moss"},"status":"accepted"}]}`,
		`{"resourceType":"Appointment","id":"wish","status":"proposed","requestedPeriod":[{"start":"2027-04"}],"participant":[{"actor":{"reference":"Patient/p"},"status":"needs-action"}]}`,
		`{"resourceType":"CarePlan","id":"cp","status":"active","intent":"plan","subject":{"reference":"Patient/p"},"description":"Visits each week","activity":[]}`,
		`{"resourceType":"CarePlan","id":"cp2","status":"active","intent":"plan","subject":{"reference":"Patient/p"},"activity":[{"detail":{"status":"scheduled","code":{"text":"Walk"}}}]}`,
		`{"resourceType":"QuestionnaireResponse","id":"q","meta":{"lastUpdated":"2027-03-08T10:00:00Z"},"status":"completed","subject":{"reference":"Patient/p"}}`,
	} {
		if err := m.Put([]byte(raw)); err != nil {
			t.Fatal(err)
		}
	}
	c := see(t, m, profile.Viewer{FHIRUser: "Patient/p", Zone: zone("America/New_York")})
	check(t, "zone", c.Clinic.Zone.String(), "America/New_York")
	check(t, "sessions", len(c.Sessions), 2)
	check(t, "first", fmt.Sprint(c.Sessions[0].Leader, "|", c.Sessions[0].Place, "|", c.Sessions[0].Attended), "Lee Park|Room 4|true")
	check(t, "second", fmt.Sprint(c.Sessions[1].Leader, "|", c.Sessions[1].Place), "Ida Moss|")
	check(t, "check-ins", len(c.CheckIns), 1)
	var parts []string
	for _, x := range c.Plan.Clinical {
		parts = append(parts, x.Title+x.Text)
	}
	check(t, "part two", strings.Join(parts, "|"), "Visits each week|Walk")
}

// A clinic that gives a session's start and its minutes has said when it ends: the week's hours counted it as none.
func TestASessionMayBeGivenByItsStartAndItsMinutes(t *testing.T) {
	t.Parallel()
	a := strings.Replace(fmt.Sprintf(appointment, "fulfilled", "accepted", ""), `"end":"2027-03-09T21:00:00-06:00"`, `"minutesDuration":180`, 1)
	c := see(t, store(t, a), asMaya)
	if s := c.Sessions[0]; s.Duration() != 3*time.Hour || c.HoursOfWeek(s.Start).Attended != 3*time.Hour {
		t.Errorf("it ends at %v: %v", s.End, c.HoursOfWeek(s.Start))
	}
}

func TestSessions(t *testing.T) {
	t.Parallel()
	booked := func(extra string) string { return fmt.Sprintf(appointment, "booked", "needs-action", extra) }
	answered := func(id, status, updated string) string {
		return fmt.Sprintf(`{"resourceType":"AppointmentResponse","id":%q,"meta":{"lastUpdated":%q},"appointment":{"reference":"Appointment/a"},"actor":{"reference":"Patient/maya"},"participantStatus":%q}`, id, updated, status)
	}
	encounter := func(status string) string {
		return `{"resourceType":"Encounter","id":"v","status":"` + status + `","subject":{"reference":"Patient/maya"},"appointment":[{"reference":"Appointment/a"}]}`
	}
	base := care.Session{
		Ref: "Appointment/a", Topic: "Riding out an urge", Leader: "Dana Ortiz, LPC", Place: "Suite 200", Bring: "A pen",
		Start: time.Date(2027, 3, 10, 0, 0, 0, 0, time.UTC), End: time.Date(2027, 3, 10, 3, 0, 0, 0, time.UTC),
	}
	for _, c := range []struct {
		name string
		more []string
		want func(*care.Session)
	}{
		{"booked", []string{booked("")}, func(*care.Session) {}},
		{"accepted in the appointment", []string{fmt.Sprintf(appointment, "booked", "accepted", "")}, func(s *care.Session) { s.Answer = care.AnswerComing }},
		{
			"the latest answer wins",
			[]string{fmt.Sprintf(appointment, "booked", "accepted", ""), answered("1", "declined", "2027-03-08T10:00:00Z"), answered("0", "tentative", "2027-03-08T10:00:00.500Z")},
			func(s *care.Session) { s.Answer = care.AnswerLate },
		},
		{
			"an answer that is still on the device wins",
			[]string{booked(""), answered("1", "accepted", "2027-03-08T10:00:00Z"), answered("0", "declined", "")},
			func(s *care.Session) { s.Answer = care.AnswerCant },
		},
		{"cancelled", []string{fmt.Sprintf(appointment, "cancelled", "needs-action", ""), encounter("finished")}, func(s *care.Session) { s.State = care.SessionCancelled }},
		{"attended", []string{booked(""), encounter("finished")}, func(s *care.Session) { s.State, s.Attended = care.SessionHeld, true }},
		{"there now", []string{booked(""), encounter("in-progress")}, func(s *care.Session) { s.Attended = true }},
		{"did not happen", []string{booked(""), encounter("cancelled")}, func(s *care.Session) { s.State, s.Missed = care.SessionHeld, true }},
		{"no-show", []string{fmt.Sprintf(appointment, "noshow", "accepted", "")}, func(s *care.Session) {
			s.State, s.Missed, s.Answer = care.SessionHeld, true, care.AnswerComing
		}},
		{"moved", []string{booked(fmt.Sprintf(ext, "previous-start", `"valueInstant":"2027-03-09T19:00:00-06:00"`))}, func(s *care.Session) {
			s.WasStart = time.Date(2027, 3, 10, 1, 0, 0, 0, time.UTC)
		}},
		{"linked to a skill", []string{booked(`,"supportingInformation":[{"reference":"ActivityDefinition/urge-surfing"},{"reference":"DocumentReference/x"},
{"identifier":{"system":"` + profile.SystemSkill + `","value":"stop"}}]`)}, func(s *care.Session) {
			s.Skills = []string{"urge-surfing", "stop"}
		}},
		{"by video", []string{booked(fmt.Sprintf(ext, "video", `"valueBoolean":true`))}, func(s *care.Session) { s.Video = true }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			chart := see(t, store(t, c.more...), asMaya)
			if len(chart.Sessions) != 1 {
				t.Fatalf("sessions: %+v", chart.Sessions)
			}
			got := chart.Sessions[0]
			if got.Start.Location().String() != "America/Chicago" {
				t.Errorf("told in %v", got.Start.Location())
			}
			wanted := base
			c.want(&wanted)
			got.Start, got.End = got.Start.UTC(), got.End.UTC()
			if !got.WasStart.IsZero() {
				got.WasStart = got.WasStart.UTC()
			}
			if !reflect.DeepEqual(got, wanted) {
				t.Errorf("got  %+v\nwant %+v", got, wanted)
			}
		})
	}
	hidden := store(t, fmt.Sprintf(appointment, "entered-in-error", "accepted", ""), strings.NewReplacer(`"id":"a"`, `"id":"b"`, "Patient/maya", "Patient/other").Replace(booked("")))
	if c := see(t, hidden, asMaya); len(c.Sessions) != 0 {
		t.Errorf("sessions that are not Maya's: %+v", c.Sessions)
	}
	for code, kind := range map[string]care.SessionKind{"group": care.KindGroup, "individual": care.KindIndividual, "medication": care.KindMedication, "family": care.KindFamily} {
		own := strings.ReplaceAll(strings.ReplaceAll(booked(""), "http://snomed.info/sct", profile.SystemSession), "76168009", code)
		if c := see(t, store(t, own), asMaya); c.Sessions[0].Kind != kind {
			t.Errorf("%s is %v", code, c.Sessions[0].Kind)
		}
	}
}

// A clinic whose visits carry no code that we know is not told that they are talks with a therapist.
func TestAVisitWithoutAKnownCodeKeepsTheClinicsOwnWords(t *testing.T) {
	t.Parallel()
	other := strings.ReplaceAll(strings.ReplaceAll(fmt.Sprintf(appointment, "booked", "accepted", ""), "http://snomed.info/sct", "https://codes.example"), "76168009", "nutrition")
	other = strings.Replace(other, `"code":"nutrition"`, `"code":"nutrition","display":"Nutrition visit"`, 1)
	bare := regexp.MustCompile(`"description":"[^"]*",`).ReplaceAllString(other, "")
	for body, topic := range map[string]string{other: "Riding out an urge", bare: "Nutrition visit"} {
		if s := see(t, store(t, body), asMaya).Sessions[0]; s.Kind != care.KindVisit || s.Topic != topic {
			t.Errorf("got kind %v, topic %q, want a visit called %q", s.Kind, s.Topic, topic)
		}
	}
}

// One resource that cannot be read is named and left out. The rest is shown.
func TestAMalformedResourceIsSetAside(t *testing.T) {
	t.Parallel()
	good := fmt.Sprintf(appointment, "booked", "accepted", "")
	bad := strings.Replace(strings.Replace(good, `"id":"a"`, `"id":"b"`, 1), "2027-03-09T18:00:00-06:00", "tonight, secretly", 1)
	c, rejected := profile.Chart(store(t, good, bad, `{"resourceType":"QuestionnaireResponse","id":"q","status":"completed","subject":{"reference":"Patient/maya"}}`), asMaya)
	if len(c.Sessions) != 1 || len(rejected) != 2 {
		t.Fatalf("%d sessions, rejected %+v", len(c.Sessions), rejected)
	}
	for i, w := range []profile.Rejected{
		{Type: "Appointment", ID: "b", Code: "date-invalid", Reason: "start is missing or not a time"},
		{Type: "QuestionnaireResponse", ID: "q", Code: "date-invalid", Reason: "authored is missing or not a time"},
	} {
		if rejected[i] != w {
			t.Errorf("got %+v, want %+v", rejected[i], w)
		}
	}
	set, malformed := profile.Of([][]byte{[]byte(maya), []byte(`{"resourceType":"Goal","id":"g","description":7}`), []byte(`{`)})
	if _, ok := set.Get("Patient/maya"); !ok || len(malformed) != 2 || malformed[0].ID != "g" || !strings.Contains(malformed[0].Reason, "description") {
		t.Errorf("malformed: %+v", malformed)
	}
}

func TestTheStayAndWhatThePayerApproved(t *testing.T) {
	t.Parallel()
	claim := func(id, use, visits, until string) string {
		return fmt.Sprintf(`{"resourceType":"ClaimResponse","id":%q,"status":"active","use":%q,"outcome":"complete","patient":{"reference":"Patient/maya"},"preAuthPeriod":{"end":%q},"item":[{"itemSequence":1,"adjudication":[{"category":{"coding":[{"system":"https://throughline.app/fhir/CodeSystem/approval","code":"visits"}]},"value":%s}]}]}`, id, use, until, visits)
	}
	old := `{"resourceType":"EpisodeOfCare","id":"z","status":"finished","patient":{"reference":"Patient/maya"},"period":{"start":"2028-01-01","end":"2028-02-01"}}`
	c := see(t, store(t, old, claim("1", "preauthorization", "12", "2027-03-20"), claim("2", "preauthorization", "6", "2027-04-10"), claim("3", "claim", "99", "2027-12-01"), claim("4", "preauthorization", "50", "2026-01-01")), asMaya)
	s := c.Stay
	if s.Ref != "EpisodeOfCare/e" || s.Ended || s.Approved != 18 || s.ApprovedTo.Format(time.RFC3339) != "2027-04-10T23:59:59-05:00" || s.Admitted.Format(time.RFC3339) != "2027-02-16T00:00:00-06:00" {
		t.Errorf("stay: %+v", s)
	}
	_, rejected := profile.Chart(store(t, claim("1", "preauthorization", "2.5", "2027-03-20")), asMaya)
	if len(rejected) != 1 || rejected[0].Code != "visits-invalid" {
		t.Errorf("rejected: %+v", rejected)
	}
}

func TestThePlanTellsItsStory(t *testing.T) {
	t.Parallel()
	wording := func(text, at string) string {
		return fmt.Sprintf(`{"url":"https://throughline.app/fhir/StructureDefinition/wording","extension":[{"url":"text","valueString":%q},{"url":"at","valueDateTime":%q},{"url":"by","valueString":"Maya Rivera"}]}`, text, at)
	}
	goal := func(text, more string) string {
		return fmt.Sprintf(`{"resourceType":"Goal","id":"g","meta":{"lastUpdated":"2027-03-05T12:00:00Z"},"lifecycleStatus":"active","startDate":"2027-02-16","description":{"text":%q},"subject":{"reference":"Patient/maya"},"expressedBy":{"reference":"Patient/maya"}%s}`, text, more)
	}
	story := `,"extension":[` + wording("Sleep more", "2027-02-16") + `,` + wording("Sleep well", "2027-03-01") + `]`
	for _, c := range []struct {
		name, goal string
		story      []string
	}{
		{"without a story", goal("Sleep", ""), []string{"Sleep 2027-02-16"}},
		{"with one", goal("Sleep well", story), []string{"Sleep well 2027-03-01", "Sleep more 2027-02-16"}},
		{"reworded by a system that keeps none", goal("Rest", story), []string{"Rest 2027-03-05", "Sleep well 2027-03-01", "Sleep more 2027-02-16"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			g := see(t, store(t, c.goal), asMaya).Plan.Goals[0]
			var got []string
			for _, s := range g.Story {
				got = append(got, s.Text+" "+s.At.Format(time.DateOnly))
				if s.By != "Maya Rivera" {
					t.Errorf("by %q", s.By)
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(c.story) || g.Text != g.Story[0].Text {
				t.Errorf("got %v, want %v", got, c.story)
			}
		})
	}
}

func TestBothSNOMEDCodesAreBarriers(t *testing.T) {
	t.Parallel()
	say := func(id, system, code string) string {
		return fmt.Sprintf(`{"resourceType":"Observation","id":%q,"status":"final","code":{"coding":[{"system":%q,"code":%q}]},"subject":{"reference":"Patient/maya"},"valueString":%q}`, id, system, code, id)
	}
	p := see(t, store(t, say("1", profile.SNOMED, "811791000000103"), say("2", profile.SNOMED, "452341000124107"), say("3", profile.SystemStrength, "strength"), say("4", profile.LOINC, "1234-5")), asMaya).Plan
	if len(p.Barriers) != 2 || len(p.Strengths) != 1 || p.Strengths[0].Text != "3" {
		t.Errorf("plan: %+v", p)
	}
}

// Records that another system wrote make a chart, whatever is in them.
func TestSyntheaMakesAChart(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../testdata/synthea/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("the sample records are missing: %v", err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		r, err := fhir.Decode(raw)
		if err != nil {
			t.Fatal(err)
		}
		m := &profile.Memory{}
		user := ""
		for _, e := range r.(*fhir.Bundle).Entry {
			if err := m.Put(e.Resource); err != nil {
				t.Fatal(err)
			}
			if p, err := fhir.Peek(e.Resource); err == nil && p.ResourceType == "Patient" {
				user = p.Ref()
			}
		}
		if c := see(t, m, profile.Viewer{FHIRUser: user}); c.Viewer.Name == "" {
			t.Errorf("%s: nobody", file)
		}
	}
}
