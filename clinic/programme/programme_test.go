package programme_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"throughline/clinic/audit"
	"throughline/clinic/auth"
	"throughline/clinic/document"
	"throughline/clinic/programme"
	"throughline/clinic/records"
	"throughline/clinic/store/sqlite"
	"throughline/clinic/store/sqlstore"
	"throughline/profile"
)

// clinic is a server's data with a clock that the test sets.
type clinic struct {
	*testing.T
	records *records.Service
	jobs    *programme.Jobs
	mu      sync.Mutex
	now     time.Time
}

func open(t *testing.T, path string) *clinic {
	t.Helper()
	db, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	c := &clinic{T: t}
	st := sqlstore.NewStore(db)
	st.Now = c.Now
	c.records = &records.Service{Store: st, Audit: audit.NewRecorder(st), Now: c.Now}
	c.jobs = &programme.Jobs{
		Records: c.records, Claims: db, Logger: slog.New(slog.DiscardHandler),
		Clinics: func(context.Context) ([]string, error) { return []string{"main"}, nil },
	}
	return c
}

func (c *clinic) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// at sets the clock.
func (c *clinic) at(text string) {
	c.Helper()
	now, err := time.Parse(time.RFC3339, text)
	if err != nil {
		c.Fatal(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
}

var (
	system    = records.SystemCall("main")
	therapist = records.Call{Principal: auth.Principal{ClinicID: "main", Role: auth.RoleTherapist, FHIRUser: "Practitioner/dana", Scopes: auth.ParseScopes("user/*.cruds")}}
)

func (c *clinic) put(call records.Call, typ, id, body string) {
	c.Helper()
	if _, err := c.records.Update(c.Context(), call, typ, id, []byte(body), records.Conditions{}); err != nil {
		c.Fatalf("put %s/%s: %v", typ, id, err)
	}
}

// has gives one text of a stored resource and its version; "" where it is not there.
func (c *clinic) has(ref, path string) (string, int64) {
	c.Helper()
	_, typ, id, _ := document.Reference(ref)
	v, err := c.records.Read(c.Context(), system, typ, id)
	if err != nil {
		return "", 0
	}
	tree, err := document.Tree(v.Body)
	if err != nil {
		c.Fatal(err)
	}
	if t := document.Texts(tree, path); len(t) > 0 {
		return t[0], v.Version
	}
	return "", v.Version
}

func (c *clinic) want(ref, path, want string) {
	c.Helper()
	if got, _ := c.has(ref, path); got != want {
		c.Errorf("%s: %s is %q, want %q", ref, path, got, want)
	}
}

const organization = `{"resourceType":"Organization","id":"o","name":"Northside","type":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/organization-type","code":"prov"}]}],
	"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/timezone","valueCode":"America/Chicago"}]}`

func stay(status, end string) string {
	return fmt.Sprintf(`{"resourceType":"EpisodeOfCare","id":"s","status":%q,"patient":{"reference":"Patient/maya"},"managingOrganization":{"reference":"Organization/o"},"period":{"start":"2026-09-14"%s}}`, status, end)
}

func (c *clinic) opens() {
	c.put(system, "Organization", "o", organization)
	c.put(system, "Location", "l", `{"resourceType":"Location","id":"l","managingOrganization":{"reference":"Organization/o"},
		"hoursOfOperation":[{"daysOfWeek":["mon","tue","wed","thu","fri"],"openingTime":"09:00:00","closingTime":"17:00:00"}]}`)
	c.put(system, "Patient", "maya", `{"resourceType":"Patient","id":"maya","managingOrganization":{"reference":"Organization/o"}}`)
}

var (
	twoWeeks  = "Task/" + profile.FollowUpTaskID("EpisodeOfCare/s", "two-weeks")
	twoMonths = "Task/" + profile.FollowUpTaskID("EpisodeOfCare/s", "two-months")
)

// Scenario 9, as the server does it: with the discharge, and then as time passes.
func TestFollowUpsComeWithTheDischargeAndMoveWithIt(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "clinic.db")
	c := open(t, path)
	c.at("2026-11-30T16:00:00-06:00")
	c.opens()
	c.put(therapist, "EpisodeOfCare", "s", stay("active", ""))
	if got, _ := c.has(twoWeeks, "status"); got != "" {
		t.Errorf("a follow-up is there before the discharge: %s", got)
	}
	c.put(therapist, "EpisodeOfCare", "s", stay("finished", `,"end":"2026-11-30"`))
	c.want(twoWeeks, "restriction.period.end", "2026-12-14")
	c.want(twoMonths, "restriction.period.end", "2027-01-30")

	// The server was down over the opening, and another one starts on its data.
	d := open(t, path)
	d.at("2026-12-12T08:00:00-06:00")
	d.jobs.Tick(t.Context())
	if n := d.reminders(); n != 1 {
		t.Errorf("%d reminders, want the one of the opening", n)
	}
	body, err := d.records.Read(t.Context(), system, "Task", twoWeeks[len("Task/"):])
	if err != nil {
		t.Fatal(err)
	}
	tree, err := document.Tree(body.Body)
	if err != nil {
		t.Fatal(err)
	}
	tree["status"] = "completed"
	doc, err := document.FromTree(tree)
	if err != nil {
		t.Fatal(err)
	}
	d.put(system, "Task", twoWeeks[len("Task/"):], string(doc.Bytes()))

	d.put(therapist, "EpisodeOfCare", "s", stay("finished", `,"end":"2026-12-14"`))
	d.want(twoWeeks, "status", "completed")
	d.want(twoMonths, "restriction.period.end", "2027-02-14")
}

func (c *clinic) reminders() int {
	c.Helper()
	n := 0
	for _, when := range []string{"opening", "due", "after"} {
		if got, _ := c.has("Communication/"+profile.NameID(twoWeeks+"/reminder/"+when), "status"); got != "" {
			n++
		}
	}
	return n
}

// Another system wrote the referral. The patient is asked all the same whether they have met, once.
func TestAReferralOfAnotherSystemCanBeTakenUp(t *testing.T) {
	t.Parallel()
	c := open(t, filepath.Join(t.TempDir(), "clinic.db"))
	c.at("2026-09-16T09:00:00-05:00")
	c.opens()
	c.put(system, "EpisodeOfCare", "s", stay("active", ""))
	c.put(system, "ServiceRequest", "r", `{"resourceType":"ServiceRequest","id":"r","status":"active","intent":"order","subject":{"reference":"Patient/maya"},"code":{"text":"Psychiatry"}}`)
	task := "Task/" + profile.NameID("ServiceRequest/r/taken-up")
	for range 2 {
		c.jobs.Tick(t.Context())
		c.at("2026-09-16T10:00:00-05:00")
	}
	c.want(task, "status", "requested")
	c.want(task, "owner.reference", "Patient/maya")
	if _, version := c.has(task, "status"); version != 1 {
		t.Errorf("version %d: it was made anew", version)
	}
}

// Many servers on one database leave what one leaves.
func TestManyServersDoTheWorkOfOne(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "clinic.db")
	servers := []*clinic{open(t, path), open(t, path), open(t, path)}
	for _, s := range servers {
		s.at("2026-11-30T16:00:00-06:00")
	}
	servers[0].opens()
	servers[0].put(therapist, "EpisodeOfCare", "s", stay("finished", `,"end":"2026-11-30"`))
	for _, day := range []string{"2026-12-11", "2026-12-14", "2026-12-17", "2026-12-18", "2026-12-22", "2027-03-01"} {
		var all sync.WaitGroup
		for _, s := range servers {
			s.at(day + "T12:00:00-06:00")
			all.Go(func() {
				s.jobs.Tick(t.Context())
				if err := s.jobs.Sweep(t.Context(), "main"); err != nil { // as if it had claimed it too
					t.Error(err)
				}
			})
		}
		all.Wait()
	}
	c := servers[0]
	c.want(twoWeeks, "status", "failed")
	for ref, want := range map[string]int64{
		twoWeeks: 2, twoMonths: 2, "Task/" + profile.NameID(twoWeeks+"/call"): 1,
		"Communication/" + profile.NameID(twoWeeks+"/reminder/opening"): 1, "Communication/" + profile.NameID(twoWeeks+"/reminder/after"): 1,
	} {
		if _, got := c.has(ref, "status"); got != want {
			t.Errorf("%s has %d versions, want %d", ref, got, want)
		}
	}
}

func TestAConcernIsRaisedOnceAndTakenDown(t *testing.T) {
	t.Parallel()
	c := open(t, filepath.Join(t.TempDir(), "clinic.db"))
	c.at("2026-09-16T09:00:00-05:00")
	c.opens()
	c.put(system, "EpisodeOfCare", "s", stay("active", ""))
	flag := "Flag/" + profile.NameID("EpisodeOfCare/s/concern/team-review-overdue")
	for _, x := range []struct {
		at, want string
		version  int64
	}{
		{"2026-09-21T09:00:00-05:00", "", 0}, {"2026-09-22T09:00:00-05:00", "active", 1}, {"2026-09-23T09:00:00-05:00", "active", 1},
	} {
		c.at(x.at)
		c.jobs.Tick(t.Context())
		if got, version := c.has(flag, "status"); got != x.want || version != x.version {
			t.Errorf("%s: %q in version %d, want %q in %d", x.at, got, version, x.want, x.version)
		}
	}
	c.put(system, "Task", "review", `{"resourceType":"Task","id":"review","status":"completed","intent":"order","for":{"reference":"Patient/maya"},
		"code":{"coding":[{"system":"`+profile.SystemTask+`","code":"team-review"}]},"executionPeriod":{"start":"2026-09-23T12:00:00-05:00","end":"2026-09-23T12:30:00-05:00"},
		"focus":{"reference":"EpisodeOfCare/s"}}`)
	c.at("2026-09-23T14:00:00-05:00")
	c.jobs.Tick(t.Context())
	c.want(flag, "status", "inactive")

	// The patient never sees it.
	maya := records.Call{Principal: auth.Principal{ClinicID: "main", Role: auth.RolePatient, FHIRUser: "Patient/maya", PatientID: "maya", Scopes: auth.ParseScopes("patient/*.cruds")}}
	if _, err := c.records.Read(t.Context(), maya, "Flag", flag[len("Flag/"):]); err == nil {
		t.Error("the patient reads a flag for staff")
	}
}

func TestAnUrgentAnswerThatNobodyTakesIsEscalatedInStaffedHours(t *testing.T) {
	t.Parallel()
	c := open(t, filepath.Join(t.TempDir(), "clinic.db"))
	c.at("2027-03-09T16:50:00-06:00") // a Tuesday, ten minutes before staff leave
	c.opens()
	c.put(system, "Task", "t", `{"resourceType":"Task","id":"t","status":"requested","intent":"order","priority":"stat","authoredOn":"2027-03-09T16:50:00-06:00",
		"for":{"reference":"Patient/maya"},"code":{"coding":[{"system":"`+profile.SystemTask+`","code":"`+profile.TaskTriage+`"}]}}`)
	for _, x := range []struct{ at, want string }{
		{"2027-03-09T23:00:00-06:00", ""},
		{"2027-03-10T09:04:30-06:00", ""},
		{"2027-03-10T09:05:00-06:00", "1"},
		{"2027-03-10T09:06:00-06:00", "1"},
		{"2027-03-10T09:20:00-06:00", "2"},
		{"2027-03-12T09:00:00-06:00", "2"},
	} {
		c.at(x.at)
		c.jobs.Tick(t.Context())
		c.want("Task/t", "businessStatus.coding.code", x.want)
	}
	if _, version := c.has("Task/t", "status"); version != 3 {
		t.Errorf("the task has %d versions, want one for each step", version)
	}
}
