package engine

import (
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"throughline/sync/store"
)

// clinic is a model server with a programme on it, and the network to it, which
// can be told what to do to the next requests.
type clinic struct {
	*testing.T
	model *model
	plan  []func(*http.Request) (*http.Response, error) // one for each request to come
}

func newClinic(t *testing.T, kind modelKind) *clinic {
	t.Helper()
	c := &clinic{T: t, model: newModel(kind)}
	c.model.pageSize = 100
	text, err := os.ReadFile("../../assets/questionnaires/phq-9.json")
	if err != nil {
		t.Fatal(err)
	}
	form := c.object(string(text))
	form["id"] = "phq-9"
	c.has("Questionnaire/phq-9", form)
	c.has("Patient/p1", c.object(`{"resourceType":"Patient","id":"p1","name":[{"given":["Maya"],"family":"Rivera"}]}`))
	c.has("Practitioner/s1", c.object(`{"resourceType":"Practitioner","id":"s1","name":[{"text":"Dana Ortiz"}]}`))
	c.has("Goal/g1", goal("g1", "first"))
	c.has("Task/t1", c.object(`{"resourceType":"Task","id":"t1","status":"requested","intent":"order","for":{"reference":"Patient/p1"},
		"code":{"coding":[{"system":"http://hl7.org/fhir/uv/sdc/CodeSystem/temp","code":"complete-questionnaire"}]},
		"input":[{"type":{"coding":[{"system":"http://hl7.org/fhir/uv/sdc/CodeSystem/temp","code":"questionnaire"}]},"valueCanonical":"`+form["url"].(string)+`"}]}`))
	c.has("Appointment/a1", c.object(`{"resourceType":"Appointment","id":"a1","status":"booked","start":"2026-11-24T18:00:00Z","end":"2026-11-24T21:00:00Z",
		"participant":[{"actor":{"reference":"Patient/p1"},"status":"needs-action"}]}`))
	return c
}

func (c *clinic) object(text string) object {
	c.Helper()
	o, err := parse([]byte(text))
	if err != nil {
		c.Fatal(err)
	}
	return o
}

// has puts a resource on the server, as a colleague at the clinic does.
func (c *clinic) has(ref string, body object) { c.model.commit(ref, body, "PUT", false) }

// now is the present version on the server.
func (c *clinic) now(ref string) object {
	v, _ := c.model.current(ref)
	return v.body
}

func (c *clinic) RoundTrip(r *http.Request) (*http.Response, error) {
	if len(c.plan) == 0 {
		return c.model.RoundTrip(r)
	}
	next := c.plan[0]
	c.plan = c.plan[1:]
	return next(r)
}

// Faults of the network, for plan.
func (c *clinic) well(r *http.Request) (*http.Response, error) { return c.model.RoundTrip(r) }

func (c *clinic) lostAnswer(r *http.Request) (*http.Response, error) {
	if _, err := c.model.RoundTrip(r); err != nil {
		return nil, err
	}
	return nil, errWire
}

func (c *clinic) status(code int) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) { return refusal(r, code), nil }
}

func (c *clinic) answers(body string) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) {
		resp := refusal(r, 200)
		resp.Header = http.Header{"Content-Type": {"application/fhir+json"}}
		resp.Body = io.NopCloser(strings.NewReader(body))
		return resp, nil
	}
}

// signsIn gives an engine of somebody at this clinic, synced once.
func (c *clinic) signsIn(who Identity) (*Engine, *store.Store) {
	c.Helper()
	e, s := newEngine(c.T, c, who)
	c.syncs(e)
	return e, s
}

func (c *clinic) syncs(e *Engine) Report {
	c.Helper()
	r, err := e.Sync(c.Context())
	if err != nil {
		c.Fatalf("sync: %v", err)
	}
	return r
}

func (c *clinic) does(err error) {
	c.Helper()
	if err != nil {
		c.Fatal(err)
	}
}
