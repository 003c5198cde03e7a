package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/care"
	"throughline/fhir"
	"throughline/profile"
)

func chicago(t testing.TB) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(zoneName)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func resources(t testing.TB, now time.Time) *profile.Memory {
	t.Helper()
	raw, err := Resources(now)
	if err != nil {
		t.Fatal(err)
	}
	set, rejected := profile.Of(raw)
	if len(rejected) > 0 {
		t.Fatalf("malformed: %v", rejected)
	}
	return set
}

func chart(t testing.TB, set profile.Set, user string) care.Chart {
	t.Helper()
	for _, a := range Accounts() {
		if a.User != user {
			continue
		}
		c, rejected := profile.Chart(set, profile.Viewer{FHIRUser: a.FHIRUser, Patient: a.Patient})
		if len(rejected) > 0 {
			t.Fatalf("%s: rejected %v", user, rejected)
		}
		return c
	}
	t.Fatalf("no account %s", user)
	return care.Chart{}
}

// The programme is anchored to the clinic's day, not to the moment: whoever
// loads it twice on a day has it once.
func TestTheSameDayGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	zone := chicago(t)
	early, err := Resources(time.Date(2027, 3, 9, 0, 0, 1, 0, zone))
	if err != nil {
		t.Fatal(err)
	}
	late, err := Resources(time.Date(2027, 3, 9, 23, 59, 59, 0, zone).UTC())
	if err != nil {
		t.Fatal(err)
	}
	if !slices.EqualFunc(early, late, bytes.Equal) {
		t.Error("the morning's programme is not the evening's")
	}
	seen := map[string]bool{}
	for _, raw := range early {
		e, err := fhir.Peek(raw)
		if err != nil || e.ID == "" || seen[e.Ref()] {
			t.Fatalf("%s: %v, or twice", e.Ref(), err)
		}
		seen[e.Ref()] = true
	}
	t.Logf("%d resources", len(early))
}

// A week of days in winter, the weeks of both clock changes and a leap day: on
// each Maya has a group tonight at 18:00 that lasts three hours.
func TestMayaHasAGroupTonightOnAnyDay(t *testing.T) {
	t.Parallel()
	zone := chicago(t)
	var days []time.Time
	for i := range 7 {
		days = append(days,
			time.Date(2026, 11, 23+i, 12, 0, 0, 0, zone), time.Date(2027, 3, 9+i, 12, 0, 0, 0, zone),
			time.Date(2026, 10, 28+i, 12, 0, 0, 0, zone), time.Date(2028, 2, 26+i, 12, 0, 0, 0, zone))
	}
	for _, now := range days {
		t.Run(now.Format("Mon 2006-01-02"), func(t *testing.T) {
			t.Parallel()
			c := chart(t, resources(t, now), "maya")
			next, ok := c.NextSession(now)
			if !ok || next.Kind != care.KindGroup || next.Topic != "Riding out an urge" || next.Answer != care.AnswerComing || next.Leader != "Dana Ortiz, LPC" {
				t.Fatalf("next session: %+v", next)
			}
			local := next.Start.In(zone)
			if local.YearDay() != now.YearDay() || local.Hour() != 18 || next.Duration() != 3*time.Hour {
				t.Errorf("it is at %v for %v", local, next.Duration())
			}
			if w := c.Stay.Week(now, zone); w != 4 {
				t.Errorf("week %d", w)
			}
			week := c.HoursOfWeek(now)
			passed := 0
			for _, s := range week.Sessions {
				if s.Start.In(zone).YearDay() < now.YearDay() {
					passed++
				}
			}
			if week.Scheduled != 9*time.Hour || week.Attended != time.Duration(3*passed)*time.Hour || len(week.Sessions) != 3 {
				t.Errorf("hours this week: %v of %v", week.Attended, week.Scheduled)
			}
			moved := 0
			for _, s := range week.Sessions {
				if s.Moved() {
					moved++
				}
			}
			if moved != 1 {
				t.Errorf("%d moved sessions this week", moved)
			}
			wallTimes(t, c, zone)
			if len(c.Due) != 1 || c.Due[0].Title != "PHQ-9" || c.Due[0].By.In(zone).YearDay() != now.YearDay() {
				t.Errorf("due: %+v", c.Due)
			}
		})
	}
}

// wallTimes checks that every group is at 18:00, or was before it was moved, on
// three days of the week alone.
func wallTimes(t *testing.T, c care.Chart, zone *time.Location) {
	t.Helper()
	days := map[time.Weekday]bool{}
	for _, s := range c.Sessions {
		if s.Kind != care.KindGroup {
			continue
		}
		at := s.Start
		if s.Moved() {
			at = s.WasStart
		}
		if at = at.In(zone); at.Hour() != 18 || at.Minute() != 0 {
			t.Errorf("a group at %v", at)
		}
		days[at.Weekday()] = true
	}
	if len(days) != 3 {
		t.Errorf("groups on %v", days)
	}
}

var tuesday = time.Date(2027, 3, 9, 16, 30, 0, 0, time.FixedZone("CST", -6*3600))

func TestMayasRecordTellsHerStory(t *testing.T) {
	t.Parallel()
	c := chart(t, resources(t, tuesday), "maya")
	var totals []int
	for _, s := range c.Scores(care.PHQ9) {
		totals = append(totals, s.Total)
	}
	if !slices.Equal(totals, []int{16, 17, 14}) {
		t.Errorf("PHQ-9: %v", totals)
	}
	if w := c.HoursOfWeek(tuesday); w.Attended != 3*time.Hour || w.Scheduled != 9*time.Hour {
		t.Errorf("%v of %v", w.Attended, w.Scheduled)
	}
	for _, ci := range c.CheckIns {
		if ci.Reviewed.IsZero() || ci.Reviewer != "Dana Ortiz, LPC" || ci.Due == "" {
			t.Errorf("%s was not reviewed: %+v", ci.Title, ci)
		}
	}
	if c.CheckIns[1].Note == "" {
		t.Error("the team's words are missing")
	}
	var missed, cancelled, family, medication int
	for _, s := range c.Sessions {
		if s.Missed {
			missed++
		}
		if s.State == care.SessionCancelled {
			cancelled++
		}
		switch s.Kind {
		case care.KindFamily:
			family++
		case care.KindMedication:
			medication++
		}
	}
	if missed != 1 || cancelled != 1 || family != 1 || medication < 3 {
		t.Errorf("missed %d, cancelled %d, family %d, medication %d", missed, cancelled, family, medication)
	}
	p := c.Plan
	if len(p.Goals) != 2 || len(p.Problems) != 4 || len(p.Strengths) != 2 || len(p.Barriers) != 1 || len(p.Clinical) != 3 || len(p.Team) != 3 || len(p.Transition.Lines) != 0 {
		t.Errorf("plan: %+v", p)
	}
	if story := p.Goals[0].Story; len(story) != 2 || story[0].Text != "Sleep through most nights" || story[0].Why == "" || p.Goals[0].Text != story[0].Text {
		t.Errorf("the first goal's story: %+v", p.Goals[0])
	}
	if p.Team[0].Title != "Therapist, LPC" || p.LastReviewed.IsZero() {
		t.Errorf("team: %+v", p.Team)
	}
	if c.Stay.Approved != 24 || c.Stay.Programme != care.MentalHealth || c.Clinic.Telephone == "" || len(c.Clinic.Hours) != 5 {
		t.Errorf("stay %+v, clinic %+v", c.Stay, c.Clinic)
	}
}

func TestTheOthersSeeTheirs(t *testing.T) {
	t.Parallel()
	set := resources(t, tuesday)

	marcus := chart(t, set, "marcus")
	if marcus.Stay.Programme != care.DualDiagnosis || marcus.Stay.Week(tuesday, marcus.Clinic.Zone) != 9 || len(marcus.Plan.Transition.Lines) == 0 {
		t.Errorf("marcus: %+v, %d transition steps", marcus.Stay, len(marcus.Plan.Transition.Lines))
	}
	naomi := chart(t, set, "naomi")
	if !naomi.Stay.Ended || len(naomi.Due) != 2 || naomi.Due[0].Opens.After(tuesday) || naomi.Due[0].By.Before(tuesday) || !naomi.Due[1].Opens.After(tuesday) {
		t.Errorf("naomi: %+v, due %+v", naomi.Stay, naomi.Due)
	}
	if _, ok := naomi.NextSession(tuesday); ok {
		t.Error("a session after discharge")
	}
	elena := chart(t, set, "elena")
	if len(elena.Sessions) != 1 || elena.Sessions[0].Kind != care.KindFamily || len(elena.CheckIns)+len(elena.Due) != 0 ||
		len(elena.Plan.Goals) != 1 || len(elena.Notes) != 1 || elena.Sharer.Given != "Maya" {
		t.Errorf("elena: %+v %+v %+v", elena.Sessions, elena.Plan.Goals, elena.Notes)
	}

	dana := chart(t, set, "dana")
	var waiting []string
	for _, r := range dana.Reviews {
		if r.State == care.ReviewWaiting {
			waiting = append(waiting, r.Patient.Name)
		}
	}
	if !slices.Equal(waiting, []string{"Andre Wilson", "Marcus Bell", "Grace Kim"}) || !dana.Reviews[0].Urgent || dana.Reviews[1].Urgent {
		t.Errorf("waiting for review: %v", waiting)
	}
	if h := dana.Reviews[1].History; len(h) != 3 || h[2].Total != 7 {
		t.Errorf("Marcus's scores: %+v", h)
	}
	if len(dana.Patients) != len(members()) {
		t.Errorf("%d patients", len(dana.Patients))
	}
}

// Nobody may learn from an appointment who else is in the group.
func TestAnAppointmentNamesOneMember(t *testing.T) {
	t.Parallel()
	groups := map[string]int{}
	resources(t, tuesday).Each("Appointment", func(r fhir.Resource) {
		a := r.(*fhir.Appointment)
		raw, err := fhir.Encode(a)
		if err != nil {
			t.Fatal(err)
		}
		named := 0
		for _, m := range members() {
			if bytes.Contains(raw, []byte(m.id())) || bytes.Contains(raw, []byte(m.family)) {
				named++
			}
		}
		if named != 1 && !strings.Contains(string(raw), elena.id()) {
			t.Errorf("%s names %d members", a.ID, named)
		}
		if strings.HasPrefix(a.Start, "2027-03-09") && len(a.Identifier) > 0 {
			groups[a.Identifier[0].Value]++
		}
	})
	if groups[id("series/mental-health")] != 8 || groups[id("series/dual-diagnosis")] != 6 {
		t.Errorf("groups today: %v", groups)
	}
}

// All that is recorded of a patient carries the labels of their programme.
func TestSubstanceUseIsLabelled(t *testing.T) {
	t.Parallel()
	raw, err := Resources(tuesday)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range raw {
		e, err := fhir.Peek(r)
		if err != nil {
			t.Fatal(err)
		}
		var codes []string
		for _, c := range e.Meta.Security {
			codes = append(codes, c.Code)
		}
		switch {
		case e.ResourceType == "Patient" || !bytes.Contains(r, []byte(`"Patient/`)) || e.ResourceType == "RelatedPerson":
		case bytes.Contains(r, []byte(marcus.id())):
			if !slices.Equal(codes, []string{"SUD", "42CFRPart2"}) {
				t.Errorf("%s of Marcus has %v", e.Ref(), codes)
			}
		case len(codes) == 0:
			t.Errorf("%s has no label", e.Ref())
		}
	}
}

type sink struct {
	resources int
	users     []Account
}

func (s *sink) PutResources(_ context.Context, r [][]byte) error {
	s.resources = len(r)
	return nil
}

func (s *sink) AddUser(_ context.Context, a Account) error {
	s.users = append(s.users, a)
	return nil
}

func TestLoadGivesResourcesThenAccounts(t *testing.T) {
	t.Parallel()
	var s sink
	if err := Load(t.Context(), &s, tuesday); err != nil {
		t.Fatal(err)
	}
	set := resources(t, tuesday)
	if s.resources == 0 || len(s.users) != len(Accounts()) {
		t.Fatalf("%d resources, %d users", s.resources, len(s.users))
	}
	for _, a := range s.users {
		if _, ok := set.Get(a.FHIRUser); !ok || len(a.Password) < 8 {
			t.Errorf("%s: no %s", a.User, a.FHIRUser)
		}
		if raw, err := json.Marshal(a); err != nil || !bytes.Contains(raw, []byte(`"password"`)) {
			t.Error(err)
		}
	}
}

func BenchmarkChart(b *testing.B) {
	set := resources(b, tuesday)
	for b.Loop() {
		profile.Chart(set, profile.Viewer{FHIRUser: "Patient/" + maya.id()})
	}
}

func BenchmarkResources(b *testing.B) {
	for b.Loop() {
		if _, err := Resources(tuesday); err != nil {
			b.Fatal(err)
		}
	}
}
