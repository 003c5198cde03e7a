// Package killed tries what becomes of an urgent answer when the app dies at any
// point between the tap and the clinic's word that it has it. The engine, its
// encrypted store and the clinic's server are the real ones; a kill is what is on
// the disk at that moment, opened anew.
package killed

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"throughline/care"
	"throughline/clinic/access"
	"throughline/clinic/audit"
	"throughline/clinic/auth"
	"throughline/clinic/demo"
	"throughline/clinic/fhirapi"
	"throughline/clinic/records"
	"throughline/clinic/store/sqlite"
	"throughline/clinic/store/sqlstore"
	"throughline/fhir"
	"throughline/profile"
	"throughline/sync/engine"
	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

// kills is how many there are; THROUGHLINE_URGENT_KILLS asks for more.
func kills() int {
	if n, err := strconv.Atoi(os.Getenv("THROUGHLINE_URGENT_KILLS")); err == nil && n > 0 {
		return n
	}
	return 50
}

const clinicID = "c"

var start = time.Date(2027, 3, 9, 20, 0, 0, 0, time.UTC)

// clinic is the real server with the demo programme on it.
type clinic struct {
	t       *testing.T
	base    string
	records *records.Service
	patient string // "Patient/…"

	mu  sync.Mutex
	now time.Time
}

// Now is the time of the story that is told.
func (c *clinic) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// at sets the clinic's clock and the device's.
func (d *device) at(now time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.clinic.now = now
}

func newClinic(t *testing.T) *clinic {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "clinic.db"))
	if err != nil {
		t.Fatal(err)
	}
	st := sqlstore.NewStore(db)
	c := &clinic{t: t, now: start}
	st.Now = c.Now
	c.records = &records.Service{Store: st, Audit: audit.NewRecorder(st), Now: c.Now}
	all, err := demo.Resources(start)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.records.Load(t.Context(), clinicID, records.Replace, all...); err != nil {
		t.Fatal(err)
	}
	for _, a := range demo.Accounts() {
		if a.Role == "patient" && c.patient == "" {
			c.patient = a.FHIRUser
		}
	}
	var api http.Handler
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.StripPrefix("/fhir", api).ServeHTTP(w, r)
	}))
	c.base = srv.URL + "/fhir"
	who := auth.Principal{
		ClinicID: clinicID, ClientID: "app", Role: auth.RolePatient, FHIRUser: c.patient, PatientID: c.patient[len("Patient/"):],
		Scopes: auth.ParseScopes("patient/*.cruds"),
	}
	api, err = fhirapi.New(fhirapi.Config{
		Records: c.records, Base: c.base, Software: "test", Logger: slog.New(slog.DiscardHandler),
		Authenticate: func(*http.Request) (auth.Principal, error) { return who, nil },
		SMART:        fhirapi.SMART{Authorize: srv.URL + "/authorize", Token: srv.URL + "/token"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		srv.Close()
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// get reads a resource as the clinic has it; nil where there is none.
func (c *clinic) get(ref string) fhir.Resource {
	c.t.Helper()
	typ, id := ref[:len(ref)-37], ref[len(ref)-36:]
	v, err := c.records.Read(context.Background(), records.Call{Principal: access.System(clinicID).Principal}, typ, id)
	if err != nil {
		return nil
	}
	r, err := fhir.Decode(v.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return r
}

// device is an app's folder, and the network that it is on.
type device struct {
	*clinic
	dir   string
	store *store.Store
	*engine.Engine
	net *wire
}

var errKilled = errors.New("killed")

// wire passes requests on until one is to be the last: before it reaches the
// clinic, or after, with the answer lost.
type wire struct {
	mu    sync.Mutex
	count int
	at    int // the request at which the app dies; 0: never
	after bool
	die   func()
	dead  bool
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.dead {
		return nil, errKilled
	}
	w.count++
	if w.at == 0 || w.count != w.at {
		return http.DefaultTransport.RoundTrip(r)
	}
	if w.after {
		resp, err := http.DefaultTransport.RoundTrip(r)
		if err == nil {
			_ = resp.Body.Close()
		}
	}
	w.dead = true
	w.die()
	return nil, errKilled
}

func (c *clinic) open(dir string, now time.Time) *device {
	c.t.Helper()
	d := &device{clinic: c, dir: dir, net: &wire{}}
	d.at(now)
	key, err := store.NewKey([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		c.t.Fatal(err)
	}
	if d.store, err = store.Open(c.t.Context(), store.Config{Dir: dir, Key: key, Owner: store.Owner{Subject: c.patient, Clinic: c.base}}); err != nil {
		c.t.Fatal(err)
	}
	remote, err := fhirhttp.New(c.base, &http.Client{Transport: d.net})
	if err != nil {
		c.t.Fatal(err)
	}
	d.Engine, err = engine.New(engine.Config{
		Store: d.store, Remote: remote, Identity: engine.Identity{FHIRUser: c.patient, Patient: c.patient[len("Patient/"):]}, Now: c.Now,
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return d
}

func copyDir(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	_ = os.Remove(filepath.Join(to, "lock"))
}

// An answer to item 9, the person's word about being safe, and a form that is
// finished or left: whenever the app dies, staff get exactly one alert, with the
// time of the tap.
func TestAnUrgentAnswerAlertsOnceWheneverTheAppDies(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	synced := filepath.Join(t.TempDir(), "synced")
	first := c.open(synced, start)
	if _, err := first.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	form := phq9(t, first.Chart())
	if err := first.store.Close(); err != nil {
		t.Fatal(err)
	}
	late, died := 0, 0
	for seed := range kills() {
		dir := filepath.Join(t.TempDir(), strconv.Itoa(seed))
		copyDir(t, synced, dir)
		one := story{clinic: c, t: t, form: form, begin: start.AddDate(0, 0, seed), dice: rand.New(rand.NewPCG(uint64(seed), 3)), id: fmt.Sprintf("2f1e6e52-6d2c-4a53-9d5e-%012d", seed)}
		died += one.run(dir)
		late += one.late
	}
	t.Logf("%d stories: the app died between a request and its answer in %d of them, and after its work in the others; one alert each; %d of what staff were told was late", kills(), died, late)
	if died < kills()/2 || late == 0 {
		t.Errorf("%d kills and %d late answers in %d stories: the dice are loaded", died, late, kills())
	}
}

func phq9(t *testing.T, c care.Chart) care.Form {
	t.Helper()
	for _, f := range c.Forms {
		if f.Instrument == care.PHQ9 && f.Language == "en" {
			return f
		}
	}
	t.Fatal("no PHQ-9")
	return care.Form{}
}

// story is one person with one phone that dies once.
type story struct {
	*clinic
	t    *testing.T
	form care.Form
	dice *rand.Rand
	id   string
	late int

	begin time.Time
}

func (s *story) run(dir string) (died int) {
	t, d := s.t, s.open(dir, s.begin)
	image := dir + "-image"
	s.plan(d, image)
	ninth := s.form.Questions()[8]
	value := 1 + s.dice.IntN(3)
	ci := care.CheckIn{ID: s.id, Form: s.form.Canonical, Title: s.form.Title, Language: s.form.Language, Instrument: s.form.Instrument, Subject: care.Person{Ref: s.patient}, Begun: s.begin, Answers: map[string]care.Reply{}}
	var safe care.SafeNow
	answers := func(key string, r care.Reply) { ci.Answers[key] = r }
	if s.dice.IntN(2) == 0 {
		for _, q := range s.form.Questions()[:8] {
			answers(q.LinkID, care.Reply{Options: q.Options[1:2]})
		}
	}
	tapped := s.begin.Add(time.Duration(s.dice.IntN(600)) * time.Second)
	d.at(tapped)
	ci.Authored = tapped
	answers(ninth.LinkID, care.Reply{Options: ninth.Options[value : value+1], At: tapped})
	steps := []func(){
		func() {},
		func() { safe = care.SafeNow(1 + s.dice.IntN(3)); ci.Safe = safe },
		func() { ci.CallBack = "(312) 555-0142" },
	}
	for _, step := range steps[:1+s.dice.IntN(len(steps))] {
		step()
		if err := d.RecordCheckIn(t.Context(), ci); err != nil && !d.net.dead {
			t.Fatalf("%s: %v", s.id, err)
		}
		if s.dice.IntN(2) == 0 && !d.net.dead {
			_, _ = d.Sync(t.Context()) // what it did is asked of the clinic
		}
	}
	finished := s.dice.IntN(2) == 0
	if finished {
		for _, q := range s.form.Questions()[:8] {
			answers(q.LinkID, care.Reply{Options: q.Options[1:2]})
		}
		ci.Status = care.CheckInDone
		if err := d.RecordCheckIn(t.Context(), ci); err != nil && !d.net.dead {
			t.Fatalf("%s: %v", s.id, err)
		}
	}
	if !d.net.dead {
		_, _ = d.Sync(t.Context())
	}
	died = s.kill(d, image)
	again := tapped.Add(time.Duration(s.dice.IntN(3)) * time.Hour)
	s.afterwards(image, again, tapped, value)
	return died
}

// plan decides when the phone dies.
func (s *story) plan(d *device, image string) {
	d.net.at, d.net.after = s.dice.IntN(6), s.dice.IntN(2) == 0
	d.net.die = func() { copyDir(s.t, d.dir, image) }
}

// kill ends the app where it did not die on the way.
func (s *story) kill(d *device, image string) (died int) {
	if d.net.dead {
		died = 1
	} else {
		copyDir(s.t, d.dir, image)
	}
	if err := d.store.Close(); err != nil {
		s.t.Fatal(err)
	}
	return died
}

// afterwards opens what was on the disk, has it sent, and looks at the clinic.
func (s *story) afterwards(image string, now, tapped time.Time, value int) {
	t := s.t
	d := s.open(image, now)
	defer func() { _ = d.store.Close() }()
	for i := 0; i == 0 || i < 3 && d.Chart().Sync.Pending > 0; i++ {
		if _, err := d.Sync(t.Context()); err != nil {
			t.Fatalf("%s: after the kill: %v", s.id, err)
		}
	}
	if n := d.Chart().Sync; n.Pending+n.Conflicts+n.Quarantined > 0 {
		t.Fatalf("%s: left over: %d waiting, %d clashes, %d set aside", s.id, n.Pending, n.Conflicts, n.Quarantined)
	}
	response := "QuestionnaireResponse/" + s.id
	res, ok := s.get(response).(*fhir.QuestionnaireResponse)
	if !ok {
		t.Fatalf("%s: the clinic has no response", s.id)
	}
	item := s.form.Questions()[8].LinkID
	flag, ok := s.get("Flag/" + profile.UrgentFlagID(response, item)).(*fhir.Flag)
	if !ok || flag.Status != "active" || flag.Subject.Reference != s.patient || !flag.Code.Has(profile.SNOMED, "225444004") {
		t.Fatalf("%s: flag %+v", s.id, flag)
	}
	task, ok := s.get("Task/" + profile.UrgentTaskID(response, item, 0)).(*fhir.Task)
	if !ok || task.Status != "requested" || task.Focus.Reference != "Flag/"+flag.ID || task.ReasonReference.Reference != response {
		t.Fatalf("%s: task %+v", s.id, task)
	}
	if s.get("Task/"+profile.UrgentTaskID(response, item, 1)) != nil {
		t.Fatalf("%s: a second task", s.id)
	}
	entries := profile.ReadUrgent(flag)
	last := entries[len(entries)-1]
	if last.Value == nil || *last.Value != value || !last.AnsweredAt.Equal(tapped.Truncate(time.Second)) && !last.AnsweredAt.Equal(tapped) {
		t.Fatalf("%s: answered %d at %v; the flag says %+v (%s)", s.id, value, tapped, last, res.Status)
	}
	if last.AtOnce() != (task.Priority == "stat") {
		t.Fatalf("%s: priority %q for %+v", s.id, task.Priority, last)
	}
	for i, e := range entries {
		if i > 0 && e.Safe == entries[i-1].Safe && e.CallBack == entries[i-1].CallBack && *e.Value == *entries[i-1].Value {
			t.Fatalf("%s: the same is told twice: %+v", s.id, entries)
		}
		if e.Late {
			s.late++
		}
	}
}
