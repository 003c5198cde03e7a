package engine

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"throughline/care"
	"throughline/sync/store"
)

// entersMany files n new check-ins at once, as after days offline.
func (c *clinic) entersMany(e *Engine, n int) []string {
	c.Helper()
	var ops []string
	c.does(e.intend(c.Context(), func(tx *store.Tx) error {
		for i := range n {
			id := many(i)
			en, err := e.file(tx, store.Entry{Kind: store.Create, Type: "QuestionnaireResponse", ID: id, Body: canonical(object{
				"resourceType": "QuestionnaireResponse", "id": id, "status": "completed", "item": []any{object{"linkId": "1", "text": fmt.Sprintf("thing %d.", i)}},
			})})
			if err != nil {
				return err
			}
			ops = append(ops, en.Operation)
		}
		return nil
	}))
	return ops
}

func many(i int) string { return fmt.Sprintf("00000000-0000-4000-9000-%012d", i) }

func states(t *testing.T, s *store.Store, ops []string) string {
	t.Helper()
	var out []string
	for _, op := range ops {
		out = append(out, string(entryOf(t, s, op).State)[:1])
	}
	return strings.Join(out, "")
}

// Ten things go out together; the server refuses one, the answer to another is
// lost, and then the network goes. What was sent is told as sent, what was not as
// on this device, and the next sync sends each once.
func TestABatchThatIsCutTellsTheTruthOfEach(t *testing.T) {
	t.Parallel()
	kind := kinds["our server"]
	kind.bundles = false
	c := newClinic(t, kind)
	e, s := c.signsIn(maya)
	ops := c.entersMany(e, 10)
	c.model.poison = "thing 1."
	c.plan = append(slices.Repeat([]func(*http.Request) (*http.Response, error){c.well}, 5), c.lostAnswer)
	r, err := e.Sync(t.Context())
	if err == nil || r.Pushed != 4 {
		t.Errorf("report %+v, %v", r, err)
	}
	if got := states(t, s, ops); got != "aqaaasqqqq" { // acknowledged, quarantined, sending, queued
		t.Errorf("states %s", got)
	}
	for i, want := range map[int]care.DeliveryState{0: care.Received, 1: care.SetAside, 5: care.Sent, 6: care.OnDevice, 9: care.OnDevice} {
		if d := e.Chart().Delivery("QuestionnaireResponse/" + many(i)); d.State != want {
			t.Errorf("thing %d: %+v, want %v", i, d, want)
		}
	}
	c.syncs(e)
	for i := range 10 {
		want := 1
		if i == 1 {
			want = 0
		}
		if n := len(c.model.byRef["QuestionnaireResponse/"+many(i)]); n != want {
			t.Errorf("thing %d has %d versions, want %d", i, n, want)
		}
	}
}

// An urgent answer never waits for a batch: it is first, alone, and shown as
// received before the rest is sent.
func TestAnUrgentAnswerGoesBeforeTheBatch(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	e, _ := c.signsIn(maya)
	c.entersMany(e, 5)
	c.does(e.RecordCheckIn(t.Context(), phq9(t, e, checkInID, 1)))
	var early care.Delivery
	c.plan = []func(*http.Request) (*http.Response, error){c.well, func(r *http.Request) (*http.Response, error) {
		early = e.Chart().Delivery("QuestionnaireResponse/" + checkInID)
		return c.well(r)
	}}
	before := len(c.model.requests)
	c.syncs(e)
	if first := c.model.requests[before]; first != "PUT /fhir/QuestionnaireResponse/"+checkInID {
		t.Errorf("first came %s", first)
	}
	if early.State != care.Received {
		t.Errorf("it was %+v when the next was sent", early)
	}
}
