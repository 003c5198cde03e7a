package engine

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"throughline/fhir"
	"throughline/profile"
	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

const base = "https://clinic.example/fhir"

var (
	errCrash = errors.New("the process was killed")
	errWire  = errors.New("connection reset")
)

// world is a clinic's server, two devices of one patient, and a clinician, with
// everything in between that can go wrong.
type world struct {
	*rapid.T
	model   *model
	devices []*device
	edits   []edit
	n       int
	calm    bool // nothing goes wrong
}

// edit is something that the patient entered.
type edit struct {
	operation string
	text      string // found in the resource and nowhere else
	poisoned  bool
}

// device is one of the patient's devices: a store that outlives crashes, and the
// engine that runs now.
type device struct {
	world   *world
	name    string
	store   *store.Store
	engine  *Engine
	skew    time.Duration
	crashIn int // storage steps until the process is killed; 0: not
	dead    bool
	late    []*http.Request // requests that the network still holds
}

// Apply is the store's, with a crash before or after any commit.
func (d *device) Apply(ctx context.Context, fn func(*store.Tx) error) error {
	if d.dead {
		return errCrash
	}
	if d.crashIn > 0 {
		if d.crashIn--; d.crashIn == 0 {
			d.dead = true
			if rapid.Bool().Draw(d.world.T, "committed before the crash") {
				if err := d.store.Apply(ctx, fn); err != nil {
					return err
				}
			}
			return errCrash
		}
	}
	return d.store.Apply(ctx, fn)
}

func (d *device) View(ctx context.Context, fn func(*store.Tx) error) error {
	if d.dead {
		return errCrash
	}
	return d.store.View(ctx, fn)
}

// RoundTrip is the network between a device and the server.
func (d *device) RoundTrip(r *http.Request) (*http.Response, error) {
	w := d.world
	for _, late := range d.late { // overtaken by this one until now
		late.Header.Set("X-Late", "yes")
		if _, err := w.model.RoundTrip(late); err != nil {
			return nil, err
		}
	}
	d.late = nil
	if w.calm {
		return w.model.RoundTrip(r)
	}
	switch rapid.SampledFrom([]string{
		"well", "well", "well", "well", "well", "well", "lost request", "lost answer", "twice", "late", "503", "500 after", "cut", "clinician first",
	}).Draw(w.T, "network") {
	case "lost request":
		return nil, errWire
	case "lost answer":
		if _, err := w.model.RoundTrip(r); err != nil {
			return nil, err
		}
		return nil, errWire
	case "twice":
		if _, err := w.model.RoundTrip(again(r)); err != nil {
			return nil, err
		}
		return w.model.RoundTrip(r)
	case "late":
		d.late = append(d.late, again(r))
		return nil, errWire
	case "503":
		return refusal(r, 503), nil
	case "500 after":
		if _, err := w.model.RoundTrip(r); err != nil {
			return nil, err
		}
		return refusal(r, 500), nil
	case "cut":
		resp, err := w.model.RoundTrip(r)
		if err != nil {
			return nil, err
		}
		whole, err := io.ReadAll(resp.Body)
		resp.Body = io.NopCloser(bytes.NewReader(whole[:len(whole)/2]))
		return resp, err
	case "clinician first":
		w.clinicianEdits()
	}
	return w.model.RoundTrip(r)
}

// again copies a request, so that it can be delivered once more.
func again(r *http.Request) *http.Request {
	c := r.Clone(context.Background())
	if r.Body != nil {
		text, err := io.ReadAll(r.Body)
		if err != nil {
			panic(err)
		}
		r.Body, c.Body = io.NopCloser(bytes.NewReader(text)), io.NopCloser(bytes.NewReader(text))
	}
	return c
}

func refusal(r *http.Request, status int) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{"Retry-After": {"1"}}, Body: http.NoBody, Request: r}
}

// boot starts the app on a device, after a crash or for the first time.
func (d *device) boot() {
	d.dead, d.crashIn = false, 0
	client, err := fhirhttp.New(base, &http.Client{Transport: d})
	if err != nil {
		d.world.Fatal(err)
	}
	d.engine, err = New(Config{
		Store: d, Remote: client, Identity: Identity{FHIRUser: "Patient/p1", Patient: "p1"},
		Now:    func() time.Time { return d.world.model.now.Add(d.skew) },
		Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		d.world.Fatalf("%s: %v", d.name, err)
	}
}

// id is a client-made uuid; a counter, so that a trace can be repeated.
func (w *world) id() string { w.n++; return fmt.Sprintf("00000000-0000-4000-8000-%012d", w.n) }

func (w *world) unique() string { w.n++; return fmt.Sprintf("text-%04d-end", w.n) }

// goal is a resource that both the patient and the clinician edit.
func goal(id, text string) object {
	return object{
		"resourceType": "Goal", "id": id, "lifecycleStatus": "active", "description": object{"text": text},
		"subject": object{"reference": "Patient/p1"}, "x-unknown": object{"kept": []any{text}},
	}
}

// enters files entries on a device as an intent does.
func (d *device) enters(entries ...store.Entry) []store.Entry {
	var filed []store.Entry
	err := d.engine.intend(context.Background(), func(tx *store.Tx) error {
		filed = nil
		for _, en := range entries {
			if len(filed) > 0 {
				en.DependsOn = []string{filed[0].Operation}
			}
			done, err := d.engine.file(tx, en)
			if err != nil {
				return err
			}
			filed = append(filed, done)
		}
		return nil
	})
	if err != nil && !errors.Is(err, errCrash) {
		d.world.Fatalf("%s: %v", d.name, err)
	}
	return filed
}

// creates has the patient enter something new, sometimes with a second thing that
// depends on it, sometimes something that the server will refuse.
func (w *world) creates(d *device) {
	text, poison := w.unique(), ""
	if rapid.IntRange(0, 7).Draw(w.T, "poisoned") == 0 {
		poison = " poison"
	}
	id := w.id()
	body := canonical(object{
		"resourceType": "QuestionnaireResponse", "id": id, "status": "completed", "questionnaire": "q",
		"identifier": object{"system": profile.SystemURI, "value": "urn:uuid:" + id},
		"item":       []any{object{"linkId": "1", "answer": []any{object{"valueString": text + poison}}}},
	})
	entries := []store.Entry{{
		Kind: store.Create, Type: "QuestionnaireResponse", ID: id, Body: body, Urgent: rapid.Bool().Draw(w.T, "urgent"),
	}}
	texts := []string{text}
	if rapid.Bool().Draw(w.T, "with a dependent") {
		other := w.id()
		texts = append(texts, w.unique())
		entries = append(entries, store.Entry{Kind: store.Create, Type: "Communication", ID: other, Body: canonical(object{
			"resourceType": "Communication", "id": other, "status": "completed", "about": []any{object{"reference": "QuestionnaireResponse/" + id}},
			"identifier": []any{object{"system": profile.SystemURI, "value": "urn:uuid:" + other}},
			"payload":    []any{object{"contentString": texts[1]}},
		})})
	}
	w.entered(d, d.enters(entries...), texts, poison != "")
}

// entered notes what the patient was told is saved: a crash in the middle of the
// intent leaves nothing or all of it.
func (w *world) entered(d *device, filed []store.Entry, texts []string, poisoned bool) {
	for i, en := range filed {
		err := d.store.View(context.Background(), func(tx *store.Tx) error {
			_, saved, err := tx.Entry(en.Operation)
			if saved {
				w.edits = append(w.edits, edit{operation: en.Operation, text: texts[i], poisoned: poisoned})
			} else if !d.dead {
				w.Fatalf("%s said that %s is saved", d.name, en.Operation)
			}
			return err
		})
		if err != nil {
			w.Fatal(err)
		}
	}
}

// edits changes one field of a goal that the device shows.
func (w *world) edit(d *device) {
	goals := shown(w, d, "Goal")
	if len(goals) == 0 {
		w.Skip("nothing to edit")
	}
	id := rapid.SampledFrom(goals).Draw(w.T, "goal")
	text, field := w.unique(), rapid.SampledFrom([]string{"description", "target", "note"}).Draw(w.T, "field")
	var body []byte
	err := d.store.View(context.Background(), func(tx *store.Tx) error {
		now, _, err := local(tx, "Goal", id)
		if err != nil {
			return err
		}
		o, err := parse(now)
		if err != nil {
			return err
		}
		switch field {
		case "description":
			o[field] = object{"text": text}
		case "target":
			o[field] = []any{object{"detailString": text}}
		case "note":
			notes, _ := list(o[field])
			o[field] = append(slices.Clone(notes), object{"text": text})
		}
		body = canonical(o)
		return nil
	})
	if err != nil {
		w.Fatal(err)
	}
	w.entered(d, d.enters(store.Entry{Kind: store.Update, Type: "Goal", ID: id, Body: body}), []string{text}, false)
}

// shown gives the ids of what a device shows of a type.
func shown(w *world, d *device, typ string) []string {
	var ids []string
	err := d.store.View(context.Background(), func(tx *store.Tx) error {
		return tx.Resources(func(r store.Resource) error {
			if r.Type == typ {
				ids = append(ids, r.ID)
			}
			return nil
		})
	})
	if err != nil {
		w.Fatal(err)
	}
	return ids
}

// clinicianEdits changes something on the server, by other means than the API.
func (w *world) clinicianEdits() {
	live := w.model.live()
	what := rapid.SampledFrom([]string{"new", "own field", "same field", "note", "delete"}).Draw(w.T, "clinician")
	if len(live) == 0 || what == "new" {
		text := w.unique()
		w.model.commit("Goal/"+w.id(), goal("", text), "PUT", false)
		last := &w.model.log[len(w.model.log)-1]
		last.body["id"] = strings.TrimPrefix(last.ref, "Goal/")
		return
	}
	ref := rapid.SampledFrom(live).Draw(w.T, "which")
	v, _ := w.model.current(ref)
	if what == "delete" {
		// Where the server gives the ids, nothing can tell a create whose answer was
		// lost and which was then deleted from one that never came.
		if !w.model.kind.updateCreate && !strings.HasPrefix(ref, "Goal/") {
			return
		}
		if rapid.IntRange(0, 2).Draw(w.T, "really") == 0 {
			w.model.commit(ref, nil, "DELETE", false)
		}
		return
	}
	body := clone(v.body)
	switch text := w.unique(); {
	case !strings.HasPrefix(ref, "Goal/"):
		body["x-unknown"] = text
	case what == "own field":
		body["priority"] = object{"text": text}
	case what == "same field":
		body["description"] = object{"text": text}
	default:
		notes, _ := list(body["note"])
		body["note"] = append(slices.Clone(notes), object{"text": text})
	}
	if w.model.kind.dropsTags {
		meta := clone(body["meta"].(object))
		delete(meta, "tag")
		body["meta"] = meta
	}
	w.model.commit(ref, body, "PUT", false)
}

// syncs syncs a device and, if it was killed in the middle, starts it again.
func (w *world) syncs(d *device) {
	_, err := d.engine.Sync(context.Background())
	if d.dead {
		d.boot()
		return
	}
	if err != nil && w.calm {
		w.Fatalf("%s: %v", d.name, err)
	}
}

var kinds = map[string]modelKind{
	"our server":                    {history: true, updateCreate: true, instance: true},
	"a clinician's tool drops tags": {history: true, updateCreate: true, instance: true, dropsTags: true},
	"no instance history":           {history: true, updateCreate: true},
	"search only":                   {updateCreate: true, instance: true},
	"server gives the ids":          {history: true, instance: true},
	"search only, server's ids":     {},
}

// TestNothingIsLost runs random traces of two devices and a clinician over a
// network that drops, doubles, delays and cuts, with the app killed between any
// two storage steps, and then lets everything come to rest and looks for what the
// protocol promises. More traces: go test -rapid.checks=100000.
func TestNothingIsLost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		trace(rt, kinds[rapid.SampledFrom(slices.Sorted(maps.Keys(kinds))).Draw(rt, "server")])
	})
}

func trace(rt *rapid.T, kind modelKind) {
	w := &world{T: rt, model: newModel(kind)}
	w.model.pageSize = rapid.IntRange(1, 6).Draw(rt, "page size")
	for _, name := range []string{"phone", "laptop"} {
		s, err := store.OpenMemory(context.Background(), store.Config{Key: testKey(), Owner: store.Owner{Subject: "Patient/p1", Clinic: base}})
		if err != nil {
			rt.Fatal(err)
		}
		defer func() {
			if err := s.Close(); err != nil {
				rt.Fatal(err)
			}
		}()
		d := &device{world: w, name: name, store: s, skew: time.Duration(rapid.IntRange(-1000, 1000).Draw(rt, "skew")) * time.Hour}
		w.devices = append(w.devices, d)
		d.boot()
	}
	for range rapid.IntRange(1, 12).Draw(rt, "steps") {
		d := rapid.SampledFrom(w.devices).Draw(rt, "device")
		switch rapid.SampledFrom([]string{"create", "edit", "clinician", "sync", "sync", "crash", "expire"}).Draw(rt, "step") {
		case "create":
			w.creates(d)
		case "edit":
			if len(shown(w, d, "Goal")) > 0 {
				w.edit(d)
			}
		case "clinician":
			w.clinicianEdits()
		case "sync":
			w.syncs(d)
		case "crash":
			d.crashIn = rapid.IntRange(1, 12).Draw(rt, "crash in")
			w.syncs(d)
			d.crashIn = 0
		case "expire":
			w.model.expired = !w.model.expired
		}
		if d.dead {
			d.boot()
		}
	}
	w.rest()
	w.check()
}

// rest lets everything that is under way arrive and every device sync.
func (w *world) rest() {
	w.calm, w.model.expired = true, false
	w.model.now = w.model.now.Add(time.Hour)
	for range 3 {
		for _, d := range w.devices {
			d.crashIn = 0
			w.syncs(d)
		}
	}
}

func (w *world) check() {
	if len(w.model.wrong) > 0 {
		w.Fatalf("the server saw what no client should do: %v", w.model.wrong)
	}
	w.references()
	outbox := map[string]store.Entry{}
	for _, d := range w.devices {
		w.replica(d)
		err := d.store.View(context.Background(), func(tx *store.Tx) error {
			all, err := tx.Outbox()
			for _, en := range all {
				outbox[en.Operation] = en
			}
			return err
		})
		if err != nil {
			w.Fatal(err)
		}
		if s := d.engine.Chart().Sync; s.Pending > 0 || s.Running || s.Problem != nil {
			w.Errorf("%s is not at rest: %+v", d.name, s)
		}
	}
	for _, ed := range w.edits {
		en, known := outbox[ed.operation]
		stored := w.carriers(ed.text)
		switch {
		case !known || en.State == store.Acknowledged: // forgotten only once acknowledged
			if len(stored) == 0 {
				w.Errorf("%q was acknowledged and is not in the server's history", ed.text)
			}
		case en.State == store.Conflict && w.model.kind.instance && len(stored) > 0:
			w.Errorf("%q landed and yet is in conflict", ed.text)
		case en.State == store.Conflict:
			if !bytes.Contains(en.Body, []byte(ed.text)) {
				w.Errorf("%q is in conflict and its words are gone", ed.text)
			}
		case en.State == store.Quarantined && !ed.poisoned:
			w.Errorf("%q was set aside with %s", ed.text, en.Code)
		}
		if len(stored) > 1 {
			w.Errorf("%q is in %v: doubled", ed.text, stored)
		}
	}
}

// references checks that what points to a resource points to one that the server
// has or had, also where the server gave it another id than the device.
func (w *world) references() {
	for _, v := range w.model.log {
		about, _ := list(v.body["about"])
		for _, a := range about {
			to, _ := a.(object)["reference"].(string)
			if len(w.model.byRef[to]) == 0 {
				w.Errorf("%s is about %s, which never was", v.ref, to)
			}
		}
	}
}

// carriers gives the resources that hold or held text.
func (w *world) carriers(text string) []string {
	var refs []string
	for _, v := range w.model.log {
		if v.body != nil && strings.Contains(string(canonical(v.body)), text) && !slices.Contains(refs, v.ref) {
			refs = append(refs, v.ref)
		}
	}
	return refs
}

// replica compares what a device has downloaded with what the server has.
func (w *world) replica(d *device) {
	var have []string
	err := d.store.View(context.Background(), func(tx *store.Tx) error {
		return tx.Resources(func(r store.Resource) error {
			have = append(have, ref(r.Type, r.ID))
			now, _ := w.model.current(ref(r.Type, r.ID))
			mine, err := parse(r.Body)
			if err != nil {
				return err
			}
			if !same(mine, now.body) {
				w.Errorf("%s has %s\n%s\nthe server\n%s", d.name, ref(r.Type, r.ID), r.Body, canonical(now.body))
			}
			if _, err := fhir.Decode(r.Body); err != nil {
				return err
			}
			return nil
		})
	})
	if err != nil {
		w.Fatal(err)
	}
	slices.Sort(have)
	if want := w.model.live(); !slices.Equal(have, want) {
		w.Errorf("%s has %v\nthe server %v", d.name, have, want)
	}
}

func testKey() store.Key {
	k, err := store.NewKey(bytes.Repeat([]byte{9}, store.KeySize))
	if err != nil {
		panic(err)
	}
	return k
}

// TestMain runs a thousand traces where nobody says how many, and a hundred with
// -short.
func TestMain(m *testing.M) {
	flag.Parse()
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "rapid.checks" })
	if !asked && !testing.Short() && os.Getenv("RAPID_CHECKS") == "" {
		if err := flag.Set("rapid.checks", "1000"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}
