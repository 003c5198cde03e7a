package engine

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/care"
	"throughline/fhir"
	"throughline/sync/fhirhttp"
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

var (
	dana = Identity{FHIRUser: "Practitioner/s1"}
	omar = Identity{FHIRUser: "Practitioner/s2"}
)

// phq9 answers all items with one ordinal.
func phq9(t *testing.T, e *Engine, id string, ordinal int) care.CheckIn {
	t.Helper()
	chart := e.Chart()
	i := slices.IndexFunc(chart.Forms, func(f care.Form) bool { return f.Instrument == care.PHQ9 })
	if i < 0 {
		t.Fatal("PHQ-9 is not among the forms")
	}
	form := chart.Forms[i]
	c := care.CheckIn{ID: id, Form: form.Canonical, Status: care.CheckInDone, Answers: map[string]care.Reply{}, Begun: chart.Sync.AsOf, Authored: chart.Sync.AsOf}
	if len(chart.Due) > 0 {
		c.Due = chart.Due[0].Ref
	}
	for _, q := range form.Questions() {
		for _, o := range q.Options {
			if o.HasOrdinal && o.Ordinal == ordinal || !q.Scored {
				c.Answers[q.LinkID] = care.Reply{Options: []care.Option{o}}
				break
			}
		}
	}
	return c
}

func checkIn(t *testing.T, c care.Chart, id string) care.CheckIn {
	t.Helper()
	for _, ci := range c.CheckIns {
		if ci.ID == id {
			return ci
		}
	}
	t.Fatalf("check-in %s is not in the chart", id)
	return care.CheckIn{}
}

const checkInID = "11111111-1111-4111-8111-111111111111"

// The main job: a form begun, put down, taken up after a restart, sent, reviewed.
func TestCheckInFromFirstTapToReviewed(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	e, s := c.signsIn(maya)

	half := phq9(t, e, checkInID, 0)
	half.Status = care.CheckInBegun
	delete(half.Answers, slices.Sorted(maps.Keys(half.Answers))[0])
	c.does(e.RecordCheckIn(t.Context(), half))
	client, err := fhirhttp.New(base, &http.Client{Transport: c})
	c.does(err)
	e, err = New(Config{Store: s, Remote: client, Identity: maya})
	c.does(err)
	if got := checkIn(t, e.Chart(), checkInID); got.Status != care.CheckInBegun || len(got.Answers) != len(half.Answers) || got.Delivery.State != care.DeliveryNone {
		t.Fatalf("resumed %+v", got)
	}

	done := phq9(t, e, checkInID, 1)
	c.does(e.RecordCheckIn(t.Context(), done))
	c.does(e.RecordCheckIn(t.Context(), done)) // a second tap
	got := checkIn(t, e.Chart(), checkInID)
	if got.Status != care.CheckInDone || got.Delivery.State != care.OnDevice || len(e.Chart().Due) != 0 || len(e.Chart().CheckIns) != 1 {
		t.Fatalf("before the sync: %+v, %d due", got, len(e.Chart().Due))
	}
	if r := c.syncs(e); r.Pushed != 3 || r.Pending != 0 {
		t.Fatalf("report %+v, want the response, its score and its task pushed", r)
	}
	got = checkIn(t, e.Chart(), checkInID)
	sent := c.now("QuestionnaireResponse/" + checkInID)
	if got.Delivery.State != care.Received || fhir.Instant(got.Delivery.Received) != sent["meta"].(object)["lastUpdated"] {
		t.Errorf("delivery %+v, want the server's time %v", got.Delivery, sent["meta"])
	}
	if c.now("Task/t1")["status"] != "completed" || sent["status"] != "completed" {
		t.Errorf("on the server the task is %v, the response %v", c.now("Task/t1")["status"], sent["status"])
	}

	staff, _ := c.signsIn(dana)
	if rs := staff.Chart().Reviews; len(rs) != 1 || !rs[0].Urgent || rs[0].State != care.ReviewWaiting {
		t.Fatalf("reviews %+v, want one that waits and is urgent: item 9 was answered 1", rs)
	}
	c.does(staff.MarkReviewed(t.Context(), care.ReviewDecision{CheckIn: checkInID, Patient: "Patient/p1", Note: "Let us talk tomorrow."}))
	if rs := staff.Chart().Reviews; rs[0].State != care.ReviewDone {
		t.Error("the review does not show before it is sent")
	}
	c.syncs(staff)
	c.syncs(e)
	if got := checkIn(t, e.Chart(), checkInID); got.Reviewed.IsZero() || got.Reviewer != "Dana Ortiz" || got.Note != "Let us talk tomorrow." {
		t.Errorf("reviewed %v by %q with %q", got.Reviewed, got.Reviewer, got.Note)
	}
}

func TestDraftIsDiscarded(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	e, _ := c.signsIn(maya)
	c.does(e.RecordCheckIn(t.Context(), care.CheckIn{ID: "d1", Status: care.CheckInBegun}))
	c.does(e.DiscardDraft(t.Context(), "d1"))
	if n := len(e.Chart().CheckIns); n != 0 || c.syncs(e).Pushed != 0 {
		t.Errorf("%d check-ins left", n)
	}
}

func TestSessionAnswerReachesTheClinic(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	e, _ := c.signsIn(maya)
	for _, a := range []care.Answer{care.AnswerLate, care.AnswerCant} {
		c.does(e.AnswerSession(t.Context(), care.SessionAnswer{Session: "Appointment/a1", Answer: a}))
	}
	if s := e.Chart().Sessions[0]; s.Answer != care.AnswerCant || s.Delivery.State != care.OnDevice {
		t.Errorf("before the sync: %v, %+v", s.Answer, s.Delivery)
	}
	c.syncs(e)
	if s := e.Chart().Sessions[0]; s.Answer != care.AnswerCant || s.Delivery.State != care.Received {
		t.Errorf("after the sync: %v, %+v", s.Answer, s.Delivery)
	}
	var ids []string
	for _, ref := range c.model.live() {
		if strings.HasPrefix(ref, "AppointmentResponse/") {
			ids = append(ids, ref)
		}
	}
	if len(ids) != 1 || c.now(ids[0])["participantStatus"] != "declined" {
		t.Errorf("responses %v on the server", ids)
	}
}

// Two members of staff review the same check-in at once: they meet in one task,
// the first one's, and nobody is asked anything.
func TestTwoReviewersMeet(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	patient, _ := c.signsIn(maya)
	c.does(patient.RecordCheckIn(t.Context(), phq9(t, patient, checkInID, 0)))
	c.syncs(patient)
	first, _ := c.signsIn(dana)
	second, _ := c.signsIn(omar)
	for _, e := range []*Engine{first, second} {
		c.does(e.MarkReviewed(t.Context(), care.ReviewDecision{CheckIn: checkInID, Patient: "Patient/p1"}))
	}
	c.syncs(first)
	if r := c.syncs(second); r.Conflicts != 0 || r.Pending != 0 {
		t.Errorf("the second reviewer has %+v", r)
	}
	if owner := second.Chart().Reviews[0].Owner; owner != "Dana Ortiz" {
		t.Errorf("owner %q, want the first", owner)
	}
}

// edits has the patient change one field of goal g1.
func (c *clinic) edits(e *Engine, field string, value any) string {
	c.Helper()
	var op string
	c.does(e.intend(c.Context(), func(tx *store.Tx) error {
		now, _, err := local(tx, "Goal", "g1")
		if err != nil {
			return err
		}
		o := c.object(string(now))
		o[field] = value
		en, err := e.file(tx, store.Entry{Kind: store.Update, Type: "Goal", ID: "g1", Body: canonical(o)})
		op = en.Operation
		return err
	}))
	return op
}

// colleague changes one field of goal g1 at the clinic, keeping the tags or not.
func (c *clinic) colleague(field string, value any, keepTags bool) {
	body := clone(c.now("Goal/g1"))
	body[field] = value
	if !keepTags {
		body["meta"] = object{}
	}
	c.has("Goal/g1", body)
}

func entryOf(t *testing.T, s *store.Store, op string) store.Entry {
	t.Helper()
	var en store.Entry
	err := s.View(t.Context(), func(tx *store.Tx) (err error) {
		en, _, err = tx.Entry(op)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return en
}

func TestEditThatMeetsAnother(t *testing.T) {
	t.Parallel()
	words := func(s string) object { return object{"text": s} }
	for name, x := range map[string]struct {
		meanwhile func(*clinic)
		decide    []Keep // empty: nothing to decide
		want      func(*clinic) bool
	}{
		"other fields are merged": {
			meanwhile: func(c *clinic) { c.colleague("priority", words("high"), false) },
			want: func(c *clinic) bool {
				return same(c.now("Goal/g1")["description"], words("mine")) && same(c.now("Goal/g1")["priority"], words("high")) && c.now("Goal/g1")["x-unknown"] != nil
			},
		},
		"the same words twice are one edit": {
			meanwhile: func(c *clinic) { c.colleague("description", words("mine"), false) },
			want:      func(c *clinic) bool { return same(c.now("Goal/g1")["description"], words("mine")) },
		},
		"mine is kept": {
			meanwhile: func(c *clinic) { c.colleague("description", words("theirs"), false) },
			decide:    []Keep{KeepMine},
			want:      func(c *clinic) bool { return same(c.now("Goal/g1")["description"], words("mine")) },
		},
		"theirs is kept": {
			meanwhile: func(c *clinic) { c.colleague("description", words("theirs"), false) },
			decide:    []Keep{KeepTheirs},
			want: func(c *clinic) bool {
				return same(c.now("Goal/g1")["description"], words("theirs")) && len(c.model.live()) == 6
			},
		},
		"both are kept": {
			meanwhile: func(c *clinic) { c.colleague("description", words("theirs"), false) },
			decide:    []Keep{KeepBoth},
			want: func(c *clinic) bool {
				return same(c.now("Goal/g1")["description"], words("theirs")) && len(c.model.live()) == 7
			},
		},
		"deleted there, given up here": {
			meanwhile: func(c *clinic) { c.has("Goal/g1", nil) },
			decide:    []Keep{KeepTheirs},
			want:      func(c *clinic) bool { return len(c.model.live()) == 5 },
		},
		"deleted there, kept here": {
			meanwhile: func(c *clinic) { c.has("Goal/g1", nil) },
			decide:    []Keep{KeepMine},
			want: func(c *clinic) bool {
				return c.now("Goal/g1") == nil && len(c.model.live()) == 6 // under a new id: what was deleted stays so
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t, kinds["our server"])
			e, s := c.signsIn(maya)
			op := c.edits(e, "description", words("mine"))
			x.meanwhile(c)
			r := c.syncs(e)
			if wait := min(1, len(x.decide)); r.Conflicts != wait {
				t.Fatalf("report %+v, want %d conflicts", r, wait)
			}
			if len(x.decide) > 0 {
				waiting, err := e.Waiting(t.Context())
				if err != nil || len(waiting) != 1 || !strings.Contains(waiting[0].Mine.Text, "mine") || waiting[0].Why.Code != codeConflict {
					t.Fatalf("waiting %+v, %v", waiting, err)
				}
				c.does(e.Decide(t.Context(), op, x.decide[0]))
				if err := e.Decide(t.Context(), op, x.decide[0]); !errors.Is(err, errDecided) && entryOf(t, s, op).State != store.Queued {
					t.Errorf("decided twice: %v", err)
				}
				r = c.syncs(e)
			}
			if r.Conflicts != 0 || r.Pending != 0 || r.Quarantined != 0 {
				t.Errorf("report %+v at the end", r)
			}
			if !x.want(c) {
				t.Errorf("the server has %s of %v", canonical(c.now("Goal/g1")), c.model.live())
			}
		})
	}
}

// The answer to a write is lost, and then somebody at the clinic gets there first.
func TestLostAnswer(t *testing.T) {
	t.Parallel()
	mine := object{"text": "mine"}
	for name, x := range map[string]struct {
		kind      string
		meanwhile func(*clinic)
		conflicts int
		want      func(*clinic) bool
	}{
		"nobody": {
			kind: "our server", meanwhile: func(*clinic) {},
			want: func(c *clinic) bool { return len(c.model.byRef["Goal/g1"]) == 2 },
		},
		"another field, tags kept": {
			kind: "our server", meanwhile: func(c *clinic) { c.colleague("priority", object{"text": "high"}, true) },
			want: func(c *clinic) bool { return len(c.model.byRef["Goal/g1"]) == 3 },
		},
		"the same field, tags lost, seen in the history": {
			kind: "our server", meanwhile: func(c *clinic) { c.colleague("description", object{"text": "corrected"}, false) },
			want: func(c *clinic) bool { return same(c.now("Goal/g1")["description"], object{"text": "corrected"}) },
		},
		"the same field, tags lost, no history: the person is asked": {
			kind: "no instance history", meanwhile: func(c *clinic) { c.colleague("description", object{"text": "corrected"}, false) },
			conflicts: 1,
			want:      func(c *clinic) bool { return same(c.now("Goal/g1")["description"], object{"text": "corrected"}) },
		},
		"a deletion, seen in the history": {
			kind: "our server", meanwhile: func(c *clinic) { c.has("Goal/g1", nil) },
			want: func(c *clinic) bool { return c.now("Goal/g1") == nil },
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t, kinds[x.kind])
			e, _ := c.signsIn(maya)
			c.edits(e, "description", mine)
			c.plan = []func(*http.Request) (*http.Response, error){c.lostAnswer}
			if _, err := e.Sync(t.Context()); !errors.Is(err, fhirhttp.ErrUnreachable) {
				t.Fatalf("err = %v", err)
			}
			if !e.Chart().Sync.Offline {
				t.Error("not shown as offline")
			}
			x.meanwhile(c)
			if r := c.syncs(e); r.Conflicts != x.conflicts || r.Pending != 0 {
				t.Errorf("report %+v", r)
			}
			if !x.want(c) {
				t.Errorf("the server has %d versions, now %s", len(c.model.byRef["Goal/g1"]), canonical(c.now("Goal/g1")))
			}
		})
	}
}

// What was created, whose answer was lost, and which the clinic then deleted, is
// never made again, on servers with and without a history.
func TestDeletedIsNeverMadeAgain(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"our server", "no instance history"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t, kinds[kind])
			e, _ := c.signsIn(maya)
			enter(t, e, "r1", false)
			c.plan = []func(*http.Request) (*http.Response, error){c.lostAnswer}
			if _, err := e.Sync(t.Context()); err == nil {
				t.Fatal("no error")
			}
			c.has("QuestionnaireResponse/r1", nil)
			r := c.syncs(e)
			if r.Pending != 0 || r.Conflicts != 0 || len(c.model.wrong) > 0 || c.now("QuestionnaireResponse/r1") != nil || len(e.Chart().CheckIns) != 0 {
				t.Errorf("report %+v, wrong %v, shown %d", r, c.model.wrong, len(e.Chart().CheckIns))
			}
		})
	}
}

// The server refuses a response. It is shown as set aside with what depends on it;
// the rest is sent; the person tries again, or gives it up.
func TestRefusedEntry(t *testing.T) {
	t.Parallel()
	for name, keep := range map[string]Keep{"tried again": KeepMine, "given up": KeepTheirs, "sent as new": KeepBoth} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t, kinds["our server"])
			e, s := c.signsIn(maya)
			c.model.poison = "phq-9"
			c.does(e.RecordCheckIn(t.Context(), phq9(t, e, checkInID, 0)))
			other := c.edits(e, "description", object{"text": "mine"})
			r := c.syncs(e)
			if r.Pushed != 1 || r.Quarantined != 3 || r.Pending != 0 || entryOf(t, s, other).State != store.Acknowledged {
				t.Fatalf("report %+v, want the goal sent and three set aside", r)
			}
			if d := checkIn(t, e.Chart(), checkInID).Delivery; d.State != care.SetAside || d.Why == nil || d.Why.Say == "" {
				t.Errorf("delivery %+v", d)
			}
			c.model.poison = ""
			waiting, err := e.Waiting(t.Context())
			c.does(err)
			c.does(e.Decide(t.Context(), waiting[0].ID, keep))
			r = c.syncs(e)
			if r.Quarantined != 0 || r.Pending != 0 || r.Conflicts != 0 {
				t.Errorf("report %+v in the end", r)
			}
			if sent := keep != KeepTheirs; (c.now("Task/t1")["status"] == "completed") != sent || (r.Pushed == 3) != sent || (len(e.Chart().CheckIns) == 1) != sent {
				t.Errorf("task %v, report %+v, %d check-ins", c.now("Task/t1")["status"], r, len(e.Chart().CheckIns))
			}
			task, _ := json.Marshal(c.now("Task/t1"))
			if keep == KeepBoth && strings.Contains(string(task), checkInID) {
				t.Error("the task points to the response that was given up")
			}
		})
	}
}

func TestRefusalsThatPass(t *testing.T) {
	t.Parallel()
	for _, status := range []int{401, 429, 503, 500, 502} {
		c := newClinic(t, kinds["our server"])
		e, s := c.signsIn(maya)
		op := c.edits(e, "description", object{"text": "mine"})
		c.plan = []func(*http.Request) (*http.Response, error){c.status(status)}
		_, err := e.Sync(t.Context())
		if f := care.AsFault(err); err == nil || f.Code == "unexpected" {
			t.Errorf("%d: err = %v", status, err)
		}
		if en := entryOf(t, s, op); en.State == store.Acknowledged || en.State == store.Quarantined || len(en.Body) == 0 {
			t.Errorf("%d: the entry is %s", status, en.State)
		}
		if r := c.syncs(e); r.Pushed != 1 {
			t.Errorf("%d: report %+v", status, r)
		}
	}
}

// A clinic whose server does not take a kind of resource refuses that one only.
func TestKindThatTheServerLacks(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"our server", "server gives the ids"} {
		c := newClinic(t, kinds[kind])
		c.model.lacks = "Observation"
		e, _ := c.signsIn(maya)
		c.does(e.RecordCheckIn(t.Context(), phq9(t, e, checkInID, 0)))
		if r := c.syncs(e); r.Pushed != 2 || r.Quarantined != 1 || r.Pending != 0 {
			t.Errorf("%s: report %+v", kind, r)
		}
	}
}

// A resource that cannot be read is set aside and counted; the rest is shown; a
// readable version of it takes it back.
func TestMalformedResourceIsSetAside(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	c.has("Goal/g2", object{"resourceType": "Goal", "id": "g2", "description": []any{"not an object"}})
	e, _ := c.signsIn(maya)
	if s := e.Chart().Sync; s.Quarantined != 1 || s.AsOf.IsZero() || len(e.Chart().Sessions) != 1 || len(e.Chart().Plan.Goals) != 1 {
		t.Errorf("sync %+v, %d sessions, %d goals", s, len(e.Chart().Sessions), len(e.Chart().Plan.Goals))
	}
	c.has("Goal/g2", goal("g2", "readable"))
	if r := c.syncs(e); r.Quarantined != 0 || len(e.Chart().Plan.Goals) != 2 {
		t.Errorf("report %+v, %d goals", r, len(e.Chart().Plan.Goals))
	}
}

// What a server that lies can send, and what must come of it: a fault with a
// sentence, nothing half stored, and a whole sync afterwards.
func TestServerThatLies(t *testing.T) {
	t.Parallel()
	page := func(next string, entries string) string {
		return `{"resourceType":"Bundle","type":"history","link":[{"relation":"next","url":"` + next + `"}],"entry":[` + entries + `]}`
	}
	one := `{"resource":{"resourceType":"Goal","id":"lie","meta":{"versionId":"1","lastUpdated":"2026-11-23T12:00:00Z"}},"request":{"method":"PUT","url":"Goal/lie"}}`
	for name, x := range map[string]struct {
		first string
		then  string
		code  string
	}{
		"a page on another host":      {first: page("https://evil.example/fhir/_page?p=1", one), code: "clinic-other-host"},
		"pages in a circle":           {first: page(base+"/_history", one), then: page(base+"/_history", one), code: "clinic-endless"},
		"an answer cut half-way":      {first: page(base+"/_page", one)[:150], code: "clinic-answer-cut"},
		"a sign-in page":              {first: "<html>Welcome to the Wi-Fi</html>", code: "clinic-answer-cut"},
		"something else than a list":  {first: `{"resourceType":"Patient","id":"p1"}`, code: "clinic-not-fhir"},
		"a second page that is cut":   {first: page(base+"/_page?x=1", one), then: page("", one)[:150], code: "clinic-answer-cut"},
		"an object where a list goes": {first: `{"resourceType":"Bundle","entry":{}}`, code: "clinic-not-fhir"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t, kinds["our server"])
			e, _ := c.signsIn(maya)
			before := e.Chart().Sync.AsOf
			c.model.now = c.model.now.Add(time.Minute)
			c.plan = []func(*http.Request) (*http.Response, error){c.answers(x.first), c.answers(x.then)}
			_, err := e.Sync(t.Context())
			if f := care.AsFault(err); f == nil || f.Code != x.code || f.Say == "" {
				t.Errorf("fault %v, want %s", err, x.code)
			}
			if got := e.Chart().Sync; !got.AsOf.Equal(before) || got.Problem == nil {
				t.Errorf("as of %v although the sync failed (%v before)", got.AsOf, before)
			}
			c.plan = nil
			c.syncs(e)
			if !e.Chart().Sync.AsOf.After(before) || e.Chart().Sync.Problem != nil {
				t.Errorf("not made up for: %+v", e.Chart().Sync)
			}
		})
	}
}

// A pull that fails on its last page has stored the pages before it, and says
// neither that all is there nor goes on from there.
func TestPullThatFailsLate(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	c.model.pageSize = 1
	e, _ := newEngine(t, c, maya)
	c.plan = slices.Repeat([]func(*http.Request) (*http.Response, error){c.well}, 1+len(firstTypes)+4)
	c.plan = append(c.plan, c.status(500))
	r, err := e.Sync(t.Context())
	if err == nil || r.Pulled == 0 || !r.AsOf.IsZero() {
		t.Errorf("report %+v, %v", r, err)
	}
	c.syncs(e)
	if chart := e.Chart(); chart.Sync.AsOf.IsZero() || len(chart.Plan.Goals) != 1 || len(chart.Sessions) != 1 {
		t.Errorf("not made up for: %+v", chart.Sync)
	}
}

// A server whose clock ran ahead once must not make the app blind until then.
func TestTimeAheadOfTheServersOwnClock(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	real := c.model.now
	c.model.now = real.AddDate(100, 0, 0)
	c.has("Goal/g2", goal("g2", "from the future"))
	c.model.now = real.Add(time.Minute)
	e, _ := c.signsIn(maya)
	c.has("Goal/g3", goal("g3", "from now"))
	c.syncs(e)
	if n := len(e.Chart().Plan.Goals); n != 3 {
		t.Errorf("%d goals, want 3", n)
	}
}

// The device's clock decides nothing. How far it is off is told from two minutes on.
func TestADevicesClockThatIsOffIsTold(t *testing.T) {
	t.Parallel()
	for off, told := range map[time.Duration]bool{time.Minute: false, -90 * time.Second: false, 3 * time.Minute: true, -5 * time.Hour: true} {
		c := newClinic(t, kinds["our server"])
		_, s := newEngine(t, c, maya)
		e := c.startsAgain(s, maya, c.model.now.Add(off))
		c.syncs(e)
		if is := e.Chart().Sync; is.Skewed() != told || (is.Skew-off).Abs() > 2*time.Second {
			t.Errorf("%v off: it says %v, %v", off, is.Skew, is.Skewed())
		}
		if n := len(e.Chart().Plan.Goals); n != 1 {
			t.Errorf("%v off: %d goals", off, n)
		}
	}
}

func TestDeletionsAreFollowed(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"our server", "search only"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t, kinds[kind])
			_, s := c.signsIn(maya)
			c.has("Goal/g1", nil)
			c.model.now = c.model.now.Add(time.Hour)
			e := c.startsAgain(s, maya, time.Now().Add(time.Hour))
			c.syncs(e)
			if n := len(e.Chart().Plan.Goals); n != 0 {
				t.Errorf("%d goals are shown", n)
			}
		})
	}
}

// Access is taken back: with the next sync what was kept is gone from the chart and
// from the store, and it comes back when access does.
func TestAccessTakenBackClearsWhatWasKept(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"our server", "search only"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t, kinds[kind])
			e, s := c.signsIn(maya)
			for range 50 {
				c.plan = append(c.plan, c.status(403))
			}
			_, err := e.Sync(t.Context())
			if withHistory := kinds[kind].history; withHistory != fhirhttp.IsForbidden(err) {
				t.Errorf("err = %v", err)
			}
			c.does(s.View(t.Context(), func(tx *store.Tx) error {
				return tx.Resources(func(r store.Resource) error { return errors.New(r.ID + " is kept") })
			}))
			if chart := e.Chart(); len(chart.Sessions)+len(chart.Forms)+len(chart.Plan.Goals) > 0 {
				t.Errorf("still shown: %+v", chart)
			}
			c.plan = nil
			c.syncs(e)
			if chart := e.Chart(); len(chart.Sessions) != 1 || len(chart.Plan.Goals) != 1 {
				t.Errorf("not back: %+v", chart)
			}
		})
	}
}

// Some servers have a history of everything, but not for patients.
func TestHistoryThatIsNotForThisPerson(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	e, _ := newEngine(t, c, maya)
	c.plan = slices.Repeat([]func(*http.Request) (*http.Response, error){c.well}, 1+len(firstTypes))
	c.plan = append(c.plan, c.status(403))
	c.syncs(e)
	if chart := e.Chart(); len(chart.Sessions) != 1 || len(chart.Plan.Goals) != 1 || chart.Sync.AsOf.IsZero() {
		t.Errorf("chart %+v", chart)
	}
}

// The first screen's data is asked for before the rest.
func TestTodayFirst(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	e, _ := newEngine(t, c, maya)
	c.syncs(e)
	at := func(what string) int {
		return slices.IndexFunc(c.model.requests, func(r string) bool { return strings.HasPrefix(r, "GET /fhir/"+what) })
	}
	if a, h := at("Appointment"), at("_history"); a < 0 || h < a {
		t.Errorf("requests %v", c.model.requests)
	}
	c.model.requests = nil
	c.syncs(e)
	if len(c.model.requests) != 1 {
		t.Errorf("a sync with nothing new made %v", c.model.requests)
	}
}

// A sync that is cancelled stops where it is and loses nothing.
func TestCancel(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	e, _ := c.signsIn(maya)
	c.edits(e, "description", object{"text": "mine"})
	ctx, cancel := context.WithCancel(t.Context())
	c.plan = []func(*http.Request) (*http.Response, error){func(r *http.Request) (*http.Response, error) {
		cancel()
		return c.well(r)
	}}
	if _, err := e.Sync(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v", err)
	}
	if s := e.Chart().Sync; s.Running || s.Problem != nil || s.Pending > 1 {
		t.Errorf("status %+v", s)
	}
	c.syncs(e)
	if n := len(c.model.byRef["Goal/g1"]); n != 2 {
		t.Errorf("%d versions on the server, want the edit once", n)
	}
}

// Rows that rotted on disk are fetched again.
func TestDamagedRowIsFetchedAgain(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	_, s := c.signsIn(maya)
	c.does(s.Apply(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Put(store.Resource{Type: "Goal", ID: "g1", Version: "rotten", Updated: c.model.now.Add(time.Second), Body: []byte(`{"resour`)})
		return err
	}))
	client, err := fhirhttp.New(base, &http.Client{Transport: c})
	c.does(err)
	e, err := New(Config{Store: s, Remote: client, Identity: maya})
	c.does(err)
	c.syncs(e)
	if n := len(e.Chart().Plan.Goals); n != 1 {
		t.Errorf("%d goals", n)
	}
}
