package engine

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"throughline/fhir"
	"throughline/sync/store"
)

var kinds = map[string]modelKind{
	"our server":                    {history: true, updateCreate: true, instance: true, bundles: true},
	"a clinician's tool drops tags": {history: true, updateCreate: true, instance: true, dropsTags: true, bundles: true},
	"no instance history":           {history: true, updateCreate: true},
	"search only":                   {updateCreate: true, instance: true},
	"search only, bundles":          {updateCreate: true, bundles: true},
	"server gives the ids":          {history: true, instance: true},
	"server's ids, transactions":    {history: true, instance: true, bundles: true},
	"transactions leak":             {history: true, updateCreate: true, instance: true, bundles: true, leaks: true},
	"search only, server's ids":     {},
	"with pages that it counts":     {updateCreate: true, counts: true},
}

// TestTraces runs random traces of two devices of a patient, one of a loved one, and
// a clinician over a network that drops, doubles, delays and cuts, with the app
// killed between any two storage steps, choices made and consent given and taken
// back, and then lets everything come to rest and looks for what the protocol
// promises.
//
// THROUGHLINE_TRACES says how many; a failing one is shrunk, kept under
// testdata/rapid and run first from then on.
func TestTraces(t *testing.T) {
	t.Parallel()
	t.Logf("seed: -rapid.seed=%s", flag.Lookup("rapid.seed").Value)
	ran := 0
	rapid.Check(t, func(rt *rapid.T) {
		ran++
		trace(rt, kinds[rapid.SampledFrom(slices.Sorted(maps.Keys(kinds))).Draw(rt, "server")])
	})
	if asked := os.Getenv("THROUGHLINE_TRACES"); asked != "" && fmt.Sprint(ran) < asked && len(fmt.Sprint(ran)) <= len(asked) {
		t.Errorf("%d traces of %s ran before the time was up: give -timeout", ran, asked)
	}
}

func trace(rt *rapid.T, kind modelKind) {
	w := &world{T: rt, model: newModel(kind)}
	w.model.pageSize = rapid.IntRange(1, 6).Draw(rt, "page size")
	patient, lovedOne := Identity{FHIRUser: "Patient/p1", Patient: "p1"}, Identity{FHIRUser: "RelatedPerson/r1", Patient: "p1"}
	for name, who := range []Identity{patient, patient, lovedOne} {
		d := w.device([]string{"phone", "laptop", "loved one"}[name], who)
		defer d.close()
		if who == lovedOne {
			w.lovedOne = d
		} else {
			w.devices = append(w.devices, d)
		}
	}
	if rapid.IntRange(0, 3).Draw(rt, "begun") > 0 {
		w.begun()
	}
	for range rapid.IntRange(1, 24).Draw(rt, "steps") {
		w.step(rapid.SampledFrom(w.devices).Draw(rt, "device"))
	}
	w.rest()
	w.check()
}

func (w *world) device(name string, who Identity) *device {
	s, err := store.OpenMemory(context.Background(), store.Config{Key: testKey(), Owner: store.Owner{Subject: who.FHIRUser, Clinic: base}})
	if err != nil {
		w.Fatal(err)
	}
	d := &device{world: w, name: name, who: who, store: s, skew: time.Duration(rapid.IntRange(-1000, 1000).Draw(w.T, "skew")) * time.Hour}
	d.boot()
	return d
}

func (d *device) close() {
	if err := d.store.Close(); err != nil {
		d.world.Fatal(err)
	}
}

// begun is a patient in the middle of their stay: a goal and a half-filled form that
// all devices have.
func (w *world) begun() {
	w.model.commit("Goal/begun", goal("begun", w.unique()), "PUT", false)
	for _, id := range []string{"t1", "t2"} {
		w.model.commit("Task/"+id, object{"resourceType": "Task", "id": id, "status": "requested", "for": object{"reference": "Patient/p1"}}, "PUT", false)
	}
	form := object{"resourceType": "QuestionnaireResponse", "id": "begun", "status": "in-progress", "questionnaire": "q"}
	answerItem(form, "1", w.unique())
	w.model.commit("QuestionnaireResponse/begun", form, "PUT", false)
	w.calm = true
	for _, d := range append([]*device{w.lovedOne}, w.devices...) {
		w.syncs(d)
	}
	w.calm = false
}

// step is one thing that happens in the world.
func (w *world) step(d *device) {
	switch rapid.SampledFrom([]string{
		"edit", "sync", "clinician", "choose", "edit", "sync", "sync and be killed", "create", "edit", "sync", "clinician", "choose",
		"edit", "expire", "later", "consent", "loved one syncs", "answer a task", "fewer entries", "create", "create",
	}).Draw(w.T, "step") {
	case "create":
		d.crashIn = rapid.SampledFrom([]int{0, 0, 0, 1}).Draw(w.T, "killed while entering")
		w.creates(d)
	case "edit":
		d.crashIn = rapid.SampledFrom([]int{0, 0, 0, 1}).Draw(w.T, "killed while entering")
		w.edit(d)
	case "answer a task":
		d.crashIn = rapid.SampledFrom([]int{0, 0, 0, 1}).Draw(w.T, "killed while entering")
		w.answersTask(d)
	case "fewer entries":
		w.model.takes = rapid.SampledFrom([]int{0, 0, 1, 2, 3}).Draw(w.T, "entries of a Bundle")
	case "clinician":
		w.clinicianEdits()
	case "sync":
		w.syncs(d)
	case "sync and be killed":
		d.crashIn = rapid.IntRange(1, 12).Draw(w.T, "crash in")
		w.syncs(d)
	case "choose":
		w.decides(d)
	case "expire":
		w.model.expired = !w.model.expired
	case "later":
		w.model.now = w.model.now.Add(time.Duration(rapid.IntRange(1, 180).Draw(w.T, "minutes")) * time.Minute)
	case "consent":
		w.model.consent = !w.model.consent
	case "loved one syncs":
		w.syncs(w.lovedOne)
	}
	d.crashIn = 0
	for _, d := range append([]*device{w.lovedOne}, w.devices...) {
		if d.dead {
			d.boot()
		}
	}
}

// rest lets everything that is under way arrive and every device sync.
func (w *world) rest() {
	w.calm, w.model.expired = true, false
	w.model.now = w.model.now.Add(time.Hour)
	for range 3 {
		for _, d := range append([]*device{w.lovedOne}, w.devices...) {
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
	w.together()
	var outbox []store.Entry
	for _, d := range w.devices {
		w.replica(d, w.model.live())
		for _, en := range w.outbox(d) {
			outbox = append(outbox, en)
		}
		if s := d.engine.Chart().Sync; s.Pending > 0 || s.Running || s.Problem != nil {
			w.Errorf("%s is not at rest: %+v", d.name, s)
		}
		if s, n := d.engine.Chart().Sync, len(w.outbox(d)); s.Conflicts+s.Quarantined != n {
			w.Errorf("%s counts %d that wait for the patient and %d set aside, and has %d", d.name, s.Conflicts, s.Quarantined, n)
		}
	}
	shared := slices.DeleteFunc(w.model.live(), func(of string) bool {
		typ, _, _ := strings.Cut(of, "/")
		return !slices.Contains(lovedOneTypes, typ) // not asked for
	})
	if !w.model.consent {
		shared = nil // taken back: what was kept is gone
	}
	w.replica(w.lovedOne, shared)
	for _, ed := range w.edits {
		w.edited(ed, outbox)
	}
}

// edited checks what became of one thing that the patient entered.
func (w *world) edited(ed edit, outbox []store.Entry) {
	onServer, waits := w.carriers(ed.text), false
	for _, en := range outbox {
		if !holds(en, ed.text) {
			continue
		}
		waits = true
		switch own := en.Operation == ed.operation; {
		case own && en.State == store.Conflict && w.model.kind.instance && len(onServer) > 0 && !ed.copied:
			w.Errorf("%q landed and yet is in conflict", ed.text)
		case own && en.State == store.Quarantined && !ed.poisoned:
			w.Errorf("%q was set aside with %s", ed.text, en.Code)
		}
	}
	if len(onServer) == 0 && !waits && !ed.givenUp {
		w.Errorf("%q is neither in the server's history nor on a device", ed.text)
	}
	if len(onServer) > 1 && !ed.copied {
		w.Errorf("%q is in %v: doubled", ed.text, onServer)
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

// together checks that no task was ever completed by a response that was not there.
func (w *world) together() {
	there := map[string]bool{}
	for _, v := range w.model.log {
		there[v.ref] = true
		outputs, _ := list(v.body["output"])
		for _, o := range outputs {
			to, _ := o.(object)["valueReference"].(object)
			if name, _ := to["reference"].(string); !there[name] {
				w.Errorf("%s was completed by %s before that was there", v.ref, name)
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
func (w *world) replica(d *device, want []string) {
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
	if !slices.Equal(have, want) {
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

// TestMain runs as many traces as THROUGHLINE_TRACES says, else a thousand, and a
// hundred with -short, from a seed that is printed.
func TestMain(m *testing.M) {
	flag.Parse()
	given := map[string]bool{}
	flag.Visit(func(f *flag.Flag) { given[f.Name] = true })
	set := func(name, value string) {
		if given[name] {
			return
		}
		if err := flag.Set(name, value); err != nil {
			panic(err)
		}
	}
	set("rapid.seed", fmt.Sprint(rand.Uint64N(1<<62)))
	switch traces := os.Getenv("THROUGHLINE_TRACES"); {
	case traces != "":
		set("rapid.checks", traces)
	case !testing.Short() && os.Getenv("RAPID_CHECKS") == "":
		set("rapid.checks", "1000")
	}
	os.Exit(m.Run())
}
