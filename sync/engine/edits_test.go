package engine

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

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
