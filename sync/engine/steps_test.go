package engine

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"throughline/care"
	"throughline/profile"
	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

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
	status := rapid.SampledFrom([]string{"completed", "in-progress"}).Draw(w.T, "status")
	body := canonical(object{
		"resourceType": "QuestionnaireResponse", "id": id, "status": status, "questionnaire": "q",
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

// answersTask has the patient finish a form that was asked for: the response and
// the end of its task are to land together.
func (w *world) answersTask(d *device) {
	var open []object
	err := d.store.View(context.Background(), func(tx *store.Tx) error {
		return tx.Resources(func(r store.Resource) error {
			if r.Type != "Task" {
				return nil
			}
			now, _, err := local(tx, r.Type, r.ID)
			if err != nil {
				return err
			}
			o, err := parse(now)
			if err == nil && o["status"] == "requested" {
				open = append(open, o)
			}
			return err
		})
	})
	if err != nil {
		w.Fatal(err)
	}
	if len(open) == 0 {
		return
	}
	task := clone(rapid.SampledFrom(open).Draw(w.T, "task"))
	poison := rapid.SampledFrom([]string{"", "", "", " poison"}).Draw(w.T, "poisoned")
	id, texts := w.id(), []string{w.unique(), w.unique()}
	task["status"] = "completed"
	task["output"] = []any{object{"type": object{"text": texts[1]}, "valueReference": object{"reference": "QuestionnaireResponse/" + id}}}
	filed := d.enters(store.Entry{
		Kind: store.Create, Type: "QuestionnaireResponse", ID: id, Urgent: rapid.IntRange(0, 4).Draw(w.T, "urgent") == 0,
		Body: canonical(object{
			"resourceType": "QuestionnaireResponse", "id": id, "status": "completed", "questionnaire": "q",
			"identifier": object{"system": profile.SystemURI, "value": "urn:uuid:" + id},
			"item":       []any{object{"linkId": "1", "answer": []any{object{"valueString": texts[0] + poison}}}},
		}),
	}, store.Entry{Kind: store.Update, Type: "Task", ID: task["id"].(string), Body: canonical(task), Together: true})
	w.entered(d, filed, texts, poison != "")
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

// edit changes one field of a goal, or one answer of a form that is in progress,
// that the device shows.
func (w *world) edit(d *device) {
	refs := w.editable(d)
	if len(refs) == 0 {
		return
	}
	typ, id, _ := strings.Cut(rapid.SampledFrom(refs).Draw(w.T, "what"), "/")
	text := w.unique()
	change := w.editsGoal(text)
	if typ == "QuestionnaireResponse" {
		change = w.editsAnswer(text)
	}
	var body []byte
	err := d.store.View(context.Background(), func(tx *store.Tx) error {
		now, _, err := local(tx, typ, id)
		if err != nil {
			return err
		}
		o, err := parse(now)
		if err != nil {
			return err
		}
		change(o)
		body = canonical(o)
		return nil
	})
	if err != nil {
		w.Fatal(err)
	}
	w.entered(d, d.enters(store.Entry{Kind: store.Update, Type: typ, ID: id, Body: body}), []string{text}, false)
}

func (w *world) editsGoal(text string) func(object) {
	field := rapid.SampledFrom([]string{"description", "target", "note"}).Draw(w.T, "field")
	return func(o object) {
		switch field {
		case "description":
			o[field] = object{"text": text}
		case "target":
			o[field] = []any{object{"detailString": text}}
		case "note":
			notes, _ := list(o[field])
			o[field] = append(slices.Clone(notes), object{"text": text})
		}
	}
}

// editsAnswer answers one question anew; the last one tells of danger.
func (w *world) editsAnswer(text string) func(object) {
	id := rapid.SampledFrom([]string{"1", "2", "44260-8"}).Draw(w.T, "question")
	return func(o object) { answerItem(o, id, text) }
}

func answerItem(o object, id, text string) {
	items, _ := list(o["item"])
	items = slices.Clone(items)
	answer := object{"linkId": id, "answer": []any{object{"valueString": text}}}
	for i, v := range items {
		if v.(object)["linkId"] == id {
			items[i], answer = answer, nil
			break
		}
	}
	if answer != nil {
		items = append(items, answer)
	}
	o["item"] = items
}

// editable gives what a device shows that the patient may change.
func (w *world) editable(d *device) []string {
	var refs []string
	err := d.store.View(context.Background(), func(tx *store.Tx) error {
		return tx.Resources(func(r store.Resource) error {
			if r.Type == "Goal" || r.Type == "QuestionnaireResponse" && bytes.Contains(r.Body, []byte(`"in-progress"`)) {
				refs = append(refs, ref(r.Type, r.ID))
			}
			return nil
		})
	})
	if err != nil {
		w.Fatal(err)
	}
	return refs
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
	if !w.model.kind.history {
		w.model.lag = time.Duration(rapid.IntRange(0, 100).Draw(w.T, "committed late")) * time.Second
		defer func() { w.model.lag = 0 }()
	}
	switch text := w.unique(); {
	case strings.HasPrefix(ref, "QuestionnaireResponse/") && what == "same field":
		answerItem(body, "1", text)
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
	if err != nil && w.calm && !(d == w.lovedOne && !w.model.consent && fhirhttp.IsForbidden(err)) {
		w.Fatalf("%s: %v", d.name, err)
	}
}

// decides has the patient choose for something that waits for them.
func (w *world) decides(d *device) {
	waiting, err := d.engine.Waiting(context.Background())
	if err != nil {
		w.Fatalf("%s: %v", d.name, err)
	}
	if len(waiting) == 0 {
		return
	}
	c := rapid.SampledFrom(waiting).Draw(w.T, "choice")
	keep := rapid.SampledFrom(c.Can).Draw(w.T, "keep")
	before := w.outbox(d)
	d.crashIn = rapid.SampledFrom([]int{0, 0, 0, 1}).Draw(w.T, "killed while choosing")
	err = d.engine.Choose(context.Background(), care.Decision{Choice: c.ID, Keep: keep})
	if d.crashIn = 0; err != nil && !d.dead {
		w.Fatalf("%s: choosing %v for %s: %v", d.name, keep, c.Ref, err)
	}
	after := w.outbox(d)
	for i := range w.edits {
		ed := &w.edits[i]
		switch {
		case keep == KeepBoth || c.Kind == care.ChoiceDeleted && keep == KeepMine:
			ed.copied = ed.copied || holds(before[c.ID], ed.text)
		case keep == KeepTheirs && holds(before[c.ID], ed.text) && len(w.carriers(ed.text)) == 0:
			ed.givenUp = true // a later edit that was made on top of it may show it for a while
		case keep == KeepTheirs && anyHolds(before, ed.text) && !anyHolds(after, ed.text) && len(w.carriers(ed.text)) == 0:
			if !w.mayGo(before, c, ed.text) {
				w.Errorf("%s: giving up %s lost %q, which is something else", d.name, c.Ref, ed.text)
			}
			ed.givenUp = true
		}
	}
}

// mayGo says whether text stood only in what was given up and in what builds on it.
func (w *world) mayGo(before map[string]store.Entry, c care.Choice, text string) bool {
	for _, en := range before {
		if holds(en, text) && en.Operation != c.ID && ref(en.Type, en.ID) != c.Ref && en.Code != codeBuildsOn {
			return false
		}
	}
	return true
}

// outbox gives what a device has not had acknowledged, by operation.
func (w *world) outbox(d *device) map[string]store.Entry {
	out := map[string]store.Entry{}
	unsent, err := d.store.Unsent(context.Background())
	if err != nil {
		w.Fatal(err)
	}
	for _, en := range unsent {
		out[en.Operation] = en
	}
	return out
}

func holds(en store.Entry, text string) bool { return bytes.Contains(en.Body, []byte(text)) }

func anyHolds(all map[string]store.Entry, text string) bool {
	for _, en := range all {
		if holds(en, text) {
			return true
		}
	}
	return false
}
