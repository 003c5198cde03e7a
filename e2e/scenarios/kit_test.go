// Package scenarios tells the clinical scenarios that are about sync, with the engine and the sign-in of the app
// against the clinic's real server, whose clock can be moved on.
package scenarios

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"throughline/care"
	"throughline/clinic"
	"throughline/clinic/auth"
	"throughline/clinic/demo"
	"throughline/clinic/records"
	"throughline/fhir"
	"throughline/internal/testclinic"
	"throughline/sync/engine"
	"throughline/sync/fhirhttp"
	"throughline/sync/smart"
	"throughline/sync/store"
)

// programme is the clinic's server with the demo programme on it.
type programme struct {
	*testing.T
	server *clinic.Server
	later  atomic.Int64 // how far everybody's clock was moved on
}

func (p *programme) now() time.Time { return time.Now().Add(time.Duration(p.later.Load())) }

// newProgramme has Maya and her therapist sign in, and who else of the demo is named.
func newProgramme(t *testing.T, others ...string) *programme {
	t.Helper()
	return begin(&programme{T: t}, others...)
}

// newProgrammeAt begins at an hour of a day.
func newProgrammeAt(t *testing.T, day string, hour int) *programme {
	t.Helper()
	p := &programme{T: t}
	p.later.Store(int64(time.Until(p.on(day, hour))))
	return begin(p)
}

func begin(p *programme, others ...string) *programme {
	t := p.T
	t.Helper()
	var err error
	p.server, err = clinic.New(t.Context(), clinic.Config{
		Listen: "127.0.0.1:0", DB: "sqlite:" + filepath.Join(t.TempDir(), "clinic.db"), Now: p.now, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	all, err := demo.Resources(p.now())
	if err == nil {
		_, err = p.server.Records.Load(t.Context(), p.server.ID, records.Replace, all...)
	}
	for _, user := range append([]string{"maya", "dana"}, others...) {
		a := testclinic.Account(user)
		_, addErr := p.server.Auth.AddUser(t.Context(), auth.NewUser{
			Username: a.User, Password: auth.Secret(a.Password), Role: auth.Role(a.Role), FHIRUser: a.FHIRUser, PatientID: a.Patient, DisplayName: a.Name,
		})
		err = errors.Join(err, addErr)
	}
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- p.server.Serve(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return p
}

// device is one of somebody's devices.
type device struct {
	*programme
	*engine.Engine
	session *smart.Session
	keeper  *testclinic.Keeper
	remote  *fhirhttp.Client
	folder  string
	store   *store.Store
}

func (p *programme) device(user string) *device {
	p.Helper()
	d, err := p.signIn(user, p.TempDir())
	if err != nil {
		p.Fatal(err)
	}
	d.syncs()
	return d
}

// signIn has somebody sign in on a device that may have a store already. The error is
// that of opening it.
func (p *programme) signIn(user, folder string) (*device, error) {
	p.Helper()
	return p.signInAs(testclinic.Login{User: user, Password: testclinic.Account(user).Password}, folder)
}

// signedIn is a device that did not sync yet.
func (p *programme) signedIn(as testclinic.Login) *device {
	p.Helper()
	d, err := p.signInAs(as, p.TempDir())
	if err != nil {
		p.Fatal(err)
	}
	return d
}

func (p *programme) signInAs(as testclinic.Login, folder string) (*device, error) {
	p.Helper()
	d := &device{programme: p, keeper: new(testclinic.Keeper), folder: folder}
	client := &smart.Client{ID: "throughline", Scopes: smart.DefaultScopes(), Now: p.now}
	if as.User == "dana" {
		client.Scopes = append(client.Scopes, "user/Goal.cruds") // a clinic's own tool, which deletes too
	}
	session, err := testclinic.SignInAs(p.Context(), client, p.server.FHIR(), as, d.keeper)
	if err != nil {
		p.Fatal(err)
	}
	d.session = session
	key, err := store.NewKey([]byte(strings.Repeat("k", store.KeySize)))
	if err != nil {
		p.Fatal(err)
	}
	id := session.Identity()
	d.store, err = store.Open(p.Context(), store.Config{Dir: folder, Key: key, Owner: store.Owner{Subject: id.FHIRUser, Clinic: p.server.FHIR()}})
	if err != nil {
		return nil, err
	}
	p.Cleanup(func() {
		if err := d.store.Close(); err != nil {
			p.Error(err)
		}
	})
	if d.remote, err = fhirhttp.New(p.server.FHIR(), session.HTTPClient()); err != nil {
		p.Fatal(err)
	}
	d.Engine, err = engine.New(engine.Config{
		Store: d.store, Remote: d.remote, Now: p.now, Identity: engine.Identity{FHIRUser: id.FHIRUser, Patient: id.Patient},
	})
	return d, err
}

func (d *device) syncs() engine.Report {
	d.Helper()
	r, err := d.Sync(d.Context())
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

func (d *device) goal(ref string) care.Goal {
	d.Helper()
	for _, g := range d.Chart().Plan.Goals {
		if g.Ref == ref {
			return g
		}
	}
	d.Fatalf("%s is not in the plan", ref)
	return care.Goal{}
}

// words has the person word a goal anew.
func (d *device) words(ref, text string) {
	d.Helper()
	d.does(d.ChangePlan(d.Context(), care.GoalWords{Goal: ref, Text: text, Target: d.goal(ref).Target}))
}

// choice is the one thing that this device asks about.
func (d *device) choice() care.Choice {
	d.Helper()
	all := d.Chart().Choices
	if len(all) != 1 {
		d.Fatalf("asked about %d things: %+v", len(all), all)
	}
	return all[0]
}

// keepsUnread checks that none of the words can be read in what is on the disk.
func (d *device) keepsUnread(words ...string) {
	d.Helper()
	files := 0
	d.does(filepath.WalkDir(d.folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files++
		raw, err := os.ReadFile(path)
		for _, w := range words {
			if bytes.Contains(raw, []byte(w)) {
				d.Errorf("%s can be read in %s", w, path)
			}
		}
		return err
	}))
	if files == 0 {
		d.Error("nothing is on the disk")
	}
}

// rewords has a clinician word a goal anew.
func (d *device) rewords(ref, text string) {
	d.Helper()
	id := strings.TrimPrefix(ref, "Goal/")
	now, err := d.remote.Read(d.Context(), "Goal", id)
	d.does(err)
	decoded, err := fhir.Decode(now.Raw)
	d.does(err)
	g, _ := decoded.(*fhir.Goal)
	g.Description.Text = text
	body, err := fhir.Encode(g)
	d.does(err)
	_, err = d.remote.Update(d.Context(), "Goal", id, body, fhirhttp.IfVersion(now.Version))
	d.does(err)
}

// everWorded says whether some version of a goal had a wording.
func (d *device) everWorded(ref, text string) bool {
	d.Helper()
	found := false
	d.does(d.remote.History(d.Context(), ref, time.Time{}, func(p fhirhttp.Page) error {
		for _, e := range p.Entries {
			found = found || strings.Contains(string(e.Resource), text)
		}
		return nil
	}))
	return found
}

func (d *device) responses(id string) int {
	d.Helper()
	n := 0
	d.does(d.remote.Search(d.Context(), "QuestionnaireResponse", url.Values{"identifier": {"urn:uuid:" + id}}, func(p fhirhttp.Page) error {
		n += len(p.Entries)
		return nil
	}))
	return n
}

// flags counts the urgent answers of the patient that staff are told of.
func (d *device) flags(patient string) int {
	d.Helper()
	n := 0
	d.does(d.remote.Search(d.Context(), "Flag", url.Values{"patient": {patient}}, func(p fhirhttp.Page) error {
		n += len(p.Entries)
		return nil
	}))
	return n
}

// urgent answers PHQ-9 with thoughts of self-harm on several days.
func (d *device) urgent(id, callBack string) care.CheckIn {
	d.Helper()
	c := d.answers(care.PHQ9, id)
	for _, f := range d.Chart().Forms {
		for _, q := range f.Questions() {
			if f.Canonical == c.Form && q.Urgent {
				c.Answers[q.LinkID] = care.Reply{Options: q.Options[1:2], At: d.now()}
			}
		}
	}
	c.Safe, c.CallBack = care.SafeNo, callBack
	return c
}

// gad7 answers a form that asks about no danger.
func (d *device) gad7(id string) care.CheckIn { return d.answers(care.GAD7, id) }

// answers gives the first answer to each question of a form.
func (d *device) answers(instrument care.Instrument, id string) care.CheckIn {
	d.Helper()
	forms := d.Chart().Forms
	i := slices.IndexFunc(forms, func(f care.Form) bool { return f.Instrument == instrument })
	if i < 0 {
		d.Fatalf("%s is not among the forms", instrument)
	}
	c := care.CheckIn{ID: id, Form: forms[i].Canonical, Status: care.CheckInDone, Begun: d.now(), Authored: d.now(), Answers: map[string]care.Reply{}}
	for _, q := range forms[i].Questions() {
		c.Answers[q.LinkID] = care.Reply{Options: q.Options[:1]}
	}
	return c
}

// restart starts the app of a device again over what it has.
func (p *programme) restart(d *device) *device {
	p.Helper()
	id := d.session.Identity()
	out := *d
	var err error
	out.Engine, err = engine.New(engine.Config{
		Store: d.store, Remote: d.remote, Now: p.now, Identity: engine.Identity{FHIRUser: id.FHIRUser, Patient: id.Patient},
	})
	if err != nil {
		p.Fatal(err)
	}
	return &out
}
