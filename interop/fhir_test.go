package interop

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"throughline/care"
	"throughline/clinic/demo"
	"throughline/sync/engine"
	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

// hosts are how a FHIR server of others may be set up.
var hosts = map[string]string{
	"bare":                    "",
	"with pages and ETags":    "+etag+links",
	"which takes Bundles":     "+etag+links+bundles",
	"which gives its own ids": "+etag+links+ids",
}

// onEach tells a story at each kind of host, with the demo programme on it.
func onEach(t *testing.T, story func(t *testing.T, c *clinic)) {
	t.Helper()
	for name, adds := range hosts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			story(t, newClinic(t, adds))
		})
	}
}

// clinic is a FHIR server of others with Maya's part of the demo programme on it.
type clinic struct {
	clinician
	maya engine.Identity
	now  time.Time
}

func newClinic(t *testing.T, adds string) *clinic {
	t.Helper()
	c := &clinic{clinician: clinician{t, fhirServer(t, adds)}, now: time.Now()}
	for _, a := range demo.Accounts() {
		if a.User == "maya" {
			c.maya = engine.Identity{FHIRUser: a.FHIRUser, Patient: strings.TrimPrefix(a.FHIRUser, "Patient/")}
		}
	}
	all, err := demo.Resources(c.now)
	if err != nil {
		t.Fatal(err)
	}
	at := c.now.Add(-24 * time.Hour)
	for _, body := range all {
		ours := bytes.Contains(body, []byte(c.maya.Patient))
		if !ours && (bytes.Contains(body, []byte(`"Patient/`)) || bytes.Contains(body, []byte(`"resourceType":"Patient"`))) {
			continue
		}
		at = at.Add(time.Millisecond)
		c.seeds(body, at)
	}
	return c
}

// seeds stores a resource as it was at some time.
func (c *clinic) seeds(body []byte, at time.Time) {
	c.Helper()
	var r map[string]any
	if err := json.Unmarshal(body, &r); err != nil {
		c.Fatal(err)
	}
	meta, _ := r["meta"].(map[string]any)
	if meta == nil {
		meta = map[string]any{}
	}
	meta["lastUpdated"] = at.UTC().Format("2006-01-02T15:04:05.000Z")
	r["meta"] = meta
	text, err := json.Marshal(r)
	if err != nil {
		c.Fatal(err)
	}
	if status, answer := c.do(http.MethodPut, fmt.Sprintf("$seed/%s/%s", r["resourceType"], r["id"]), text); status != http.StatusOK {
		c.Fatalf("%v: %d %s", r["id"], status, answer)
	}
}

// device is one of Maya's devices.
type device struct {
	*clinic
	engine *engine.Engine
	wire   *wire
}

// wire is the network of one device. before and after are called for each write, if they are set.
type wire struct {
	lose func(*http.Request) bool // the server gets the request and its answer is lost
}

var errWire = errors.New("connection reset")

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	lose := w.lose != nil && w.lose(r)
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err == nil && lose {
		_ = resp.Body.Close()
		return nil, errWire
	}
	return resp, err
}

func (c *clinic) device() *device {
	c.Helper()
	raw := make([]byte, store.KeySize)
	_, _ = rand.Read(raw)
	key, err := store.NewKey(raw)
	if err != nil {
		c.Fatal(err)
	}
	s, err := store.Open(c.Context(), store.Config{Dir: c.TempDir(), Key: key, Owner: store.Owner{Subject: c.maya.FHIRUser, Clinic: c.base}})
	if err != nil {
		c.Fatal(err)
	}
	c.Cleanup(func() {
		if err := s.Close(); err != nil {
			c.Error(err)
		}
	})
	d := &device{clinic: c, wire: new(wire)}
	client, err := fhirhttp.New(c.base, &http.Client{Transport: d.wire})
	if err != nil {
		c.Fatal(err)
	}
	d.engine, err = engine.New(engine.Config{Store: s, Remote: client, Identity: c.maya, Now: func() time.Time { return c.now }})
	if err != nil {
		c.Fatal(err)
	}
	d.syncs()
	return d
}

func (d *device) syncs() engine.Report {
	d.Helper()
	r, err := d.engine.Sync(d.Context())
	if err != nil {
		d.Fatal(err)
	}
	return r
}

func (d *device) does(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

// nextSession is a session to come that nobody has answered yet.
func (d *device) nextSession() care.Session {
	d.Helper()
	for _, s := range d.engine.Chart().Sessions {
		if s.Start.After(d.now) && s.State == care.SessionPlanned && s.Answer == care.AnswerNone {
			return s
		}
	}
	d.Fatal("no session is to come")
	return care.Session{}
}

func (d *device) session(ref string) care.Session {
	d.Helper()
	for _, s := range d.engine.Chart().Sessions {
		if s.Ref == ref {
			return s
		}
	}
	d.Fatalf("%s is not in the chart", ref)
	return care.Session{}
}

// phq9 fills in the PHQ-9 that is due.
func (d *device) phq9() care.CheckIn {
	d.Helper()
	chart := d.engine.Chart()
	at := slices.IndexFunc(chart.Forms, func(f care.Form) bool { return f.Instrument == care.PHQ9 })
	due := slices.IndexFunc(chart.Due, func(x care.Due) bool { return at >= 0 && x.Form == chart.Forms[at].Canonical })
	if at < 0 || due < 0 {
		d.Fatalf("no PHQ-9 is due among %d forms, %d due", len(chart.Forms), len(chart.Due))
	}
	c := care.CheckIn{
		ID: uuid.NewString(), Form: chart.Forms[at].Canonical, Due: chart.Due[due].Ref, Status: care.CheckInDone,
		Begun: d.now, Authored: d.now, Answers: map[string]care.Reply{},
	}
	for _, q := range chart.Forms[at].Questions() {
		c.Answers[q.LinkID] = care.Reply{Options: q.Options[1:2]}
	}
	return c
}

// arrived says how many responses with the answers of a check-in the server has.
func (d *device) arrived(c care.CheckIn) []map[string]any {
	d.Helper()
	return d.finds("QuestionnaireResponse?_count=100&identifier=urn:uuid:" + c.ID)
}

func TestTheChartComesWhole(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, c *clinic) {
		d := c.device()
		chart := d.engine.Chart()
		if chart.Viewer.Name == "" || chart.Clinic.Name == "" || len(chart.Forms) < 3 || len(chart.Plan.Goals) == 0 || len(chart.Due) == 0 {
			t.Errorf("me %q, clinic %q, %d forms, %d goals, %d due", chart.Viewer.Name, chart.Clinic.Name, len(chart.Forms), len(chart.Plan.Goals), len(chart.Due))
		}
		want := len(c.finds("Appointment?_count=1000"))
		if len(chart.Sessions) != want || want <= 20 {
			t.Errorf("%d of %d sessions came", len(chart.Sessions), want)
		}
		if s := chart.Sync; s.AsOf.IsZero() || s.Quarantined != 0 || s.Problem != nil {
			t.Errorf("sync %+v", s)
		}
		c.now = c.now.Add(2 * time.Hour) // all is listed again, and nothing is taken for deleted
		d.syncs()
		if got := len(d.engine.Chart().Sessions); got != want {
			t.Errorf("%d of %d sessions are left two hours later", got, want)
		}
	})
}

func TestACheckInArrivesOnceThoughItsAnswersAreLost(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, c *clinic) {
		d := c.device()
		done := d.phq9()
		d.does(d.engine.RecordCheckIn(t.Context(), done))
		lost := map[string]bool{}
		d.wire.lose = func(r *http.Request) bool {
			first := r.Method != http.MethodGet && !lost[r.Method+r.URL.Path]
			lost[r.Method+r.URL.Path] = true
			return first
		}
		for range 10 {
			if r, err := d.engine.Sync(t.Context()); err == nil && r.Pending == 0 {
				break
			}
		}
		if len(lost) < 2 {
			t.Fatalf("only %v were lost", slices.Collect(maps.Keys(lost)))
		}
		got := d.arrived(done)
		if len(got) != 1 || got[0]["status"] != "completed" {
			t.Fatalf("the server has %d responses: %v", len(got), got)
		}
		if task := c.reads(done.Due); task["status"] != "completed" {
			t.Errorf("its task is %v", task["status"])
		}
		id, _ := got[0]["id"].(string)
		scores := c.finds("Observation?_count=100&derived-from=QuestionnaireResponse/" + id)
		if len(scores) != 1 || scores[0]["valueInteger"] != 9.0 {
			t.Errorf("scores %v", scores)
		}
		for _, s := range d.engine.Chart().CheckIns {
			if s.Due == done.Due && s.Delivery.State != care.Received {
				t.Errorf("delivery %+v", s.Delivery)
			}
		}
		if r := d.syncs(); r.Pushed != 0 || r.Pending != 0 || r.Conflicts != 0 || r.Quarantined != 0 {
			t.Errorf("afterwards %+v", r)
		}
	})
}

// A clinician's tool writes over a resource without any precondition between the patient's edit and its answer.
func TestAClinicianWhoWroteInBetweenIsNotErased(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, c *clinic) {
		d := c.device()
		s := d.nextSession()
		d.does(d.engine.AnswerSession(t.Context(), care.SessionAnswer{Session: s.Ref, Answer: care.AnswerComing}))
		d.syncs()
		mine := c.finds("AppointmentResponse?_count=100&appointment=" + s.Ref)
		if len(mine) != 1 || mine[0]["participantStatus"] != "accepted" {
			t.Fatalf("the server has %v", mine)
		}
		c.edits(mine[0], "start", "2027-01-01T10:00:00Z") // not the patient's to change
		d.does(d.engine.AnswerSession(t.Context(), care.SessionAnswer{Session: s.Ref, Answer: care.AnswerCant, Reason: "a fever"}))
		if r := d.syncs(); r.Pending != 0 || r.Conflicts != 0 {
			t.Fatalf("report %+v", r)
		}
		got := c.finds("AppointmentResponse?_count=100&appointment=" + s.Ref)
		if len(got) != 1 || got[0]["participantStatus"] != "declined" || got[0]["comment"] != "a fever" || got[0]["start"] != "2027-01-01T10:00:00Z" {
			t.Errorf("the server has %v", got)
		}
	})
}

// edits changes one element as a clinician's tool does.
func (c *clinic) edits(resource map[string]any, element string, value any) {
	c.Helper()
	resource[element] = value
	text, err := json.Marshal(resource)
	if err != nil {
		c.Fatal(err)
	}
	c.puts(text)
}

// Two devices of one person, both offline, answer the same session differently. Neither answer may be dropped
// without a word, whatever the server can do.
func TestTwoDevicesThatDisagreeAreAsked(t *testing.T) {
	t.Parallel()
	for _, first := range []bool{true, false} {
		t.Run(map[bool]string{true: "on the first answer", false: "on a changed answer"}[first], func(t *testing.T) {
			t.Parallel()
			onEach(t, func(t *testing.T, c *clinic) {
				phone := c.device()
				s := phone.nextSession()
				if !first {
					phone.does(phone.engine.AnswerSession(t.Context(), care.SessionAnswer{Session: s.Ref, Answer: care.AnswerComing}))
					phone.syncs()
				}
				laptop := c.device()
				phone.does(phone.engine.AnswerSession(t.Context(), care.SessionAnswer{Session: s.Ref, Answer: care.AnswerLate}))
				laptop.does(laptop.engine.AnswerSession(t.Context(), care.SessionAnswer{Session: s.Ref, Answer: care.AnswerCant}))
				phone.syncs()
				laptop.syncs()
				waiting, err := laptop.engine.Waiting(t.Context())
				if err != nil || len(waiting) != 1 || len(waiting[0].Differ) == 0 || waiting[0].Differ[0].Mine == waiting[0].Differ[0].Theirs {
					t.Fatalf("waiting: %+v, %v; the server has %v", waiting, err, c.finds("AppointmentResponse?_count=100&appointment="+s.Ref))
				}
				laptop.does(laptop.engine.Decide(t.Context(), waiting[0].ID, engine.KeepMine))
				laptop.syncs()
				phone.syncs()
				got := c.finds("AppointmentResponse?_count=100&appointment=" + s.Ref)
				if len(got) != 1 || got[0]["participantStatus"] != "declined" {
					t.Errorf("the server has %v", got)
				}
				if a := phone.session(s.Ref).Answer; a != care.AnswerCant {
					t.Errorf("the phone shows %v", a)
				}
			})
		})
	}
}

// Medplum tells nothing of what was deleted: it is missed when all is listed again.
func TestWhatTheClinicDeletedGoesAway(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, c *clinic) {
		d := c.device()
		s := d.nextSession()
		if status, answer := c.do(http.MethodDelete, s.Ref, nil); status != http.StatusOK {
			t.Fatalf("%d %s", status, answer)
		}
		before := len(d.engine.Chart().Sessions)
		c.now = c.now.Add(2 * time.Hour)
		d.syncs()
		if got := len(d.engine.Chart().Sessions); got != before-1 {
			t.Errorf("%d sessions of %d are left", got, before)
		}
		if status, _ := c.do(http.MethodGet, s.Ref, nil); status != http.StatusNotFound {
			t.Errorf("it came back: %d", status)
		}
	})
}
