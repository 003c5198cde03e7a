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

// sent gives the requests since the first n, in short: what was read by kind, and
// what was written.
func (c *clinic) sent(n int) (out []string) {
	for _, r := range c.model.requests[n:] {
		method, path, _ := strings.Cut(r, " ")
		path = strings.TrimPrefix(strings.TrimPrefix(path, "/fhir"), "/")
		typ, _, _ := strings.Cut(path, "/")
		typ, _, _ = strings.Cut(typ, "?")
		out = append(out, strings.TrimSpace(method+" "+typ))
	}
	return slices.Compact(out)
}

// once checks that each of n things is on the server exactly once, but for those
// that it refused.
func (c *clinic) once(n int, refused ...int) {
	c.Helper()
	for i := range n {
		want := 1
		if slices.Contains(refused, i) {
			want = 0
		}
		if got := len(c.model.byRef["QuestionnaireResponse/"+many(i)]); got != want {
			c.Errorf("thing %d has %d versions, want %d", i, got, want)
		}
	}
}

// What was entered over weeks without a network goes out in a few requests, as many
// at a time as the server says that it takes, and less where it finds even that too
// much.
func TestWhatWasEnteredOfflineGoesOutManyAtATime(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		says, takes, requests int
	}{
		"a server that says nothing of it":       {0, 0, 3}, // 100, 100 and 50
		"one that says how many":                 {60, 0, 5},
		"one that takes more than we send":       {1000, 0, 3},
		"one that says nothing and takes few":    {0, 30, 12}, // 100 and 50 were too much
		"one that takes one":                     {0, 1, 6 + 250},
		"one that says one":                      {1, 0, 250},
		"one that takes fewer than it says that": {60, 40, 1 + 9},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t, kinds["our server"])
			c.model.most, c.model.takes = x.says, x.takes
			e, _ := c.signsIn(maya)
			c.entersMany(e, 250)
			before := len(c.model.requests)
			if r := c.syncs(e); r.Pushed != 250 || r.Pending != 0 {
				t.Errorf("report %+v", r)
			}
			if n := len(c.model.requests) - before - 3; n != x.requests {
				t.Errorf("%d requests, want %d", n, x.requests)
			}
			c.once(250)
		})
	}
}

// A server says that it takes Bundles, and does not: then one request goes after
// the other.
func TestAServerThatDoesNotTakeTheBundlesThatItOffers(t *testing.T) {
	t.Parallel()
	for _, code := range []int{400, 403, 404, 405, 422, 500, 501} {
		c := newClinic(t, kinds["our server"])
		e, _ := c.signsIn(maya)
		c.entersMany(e, 40)
		c.does(e.RecordCheckIn(t.Context(), phq9(t, e, checkInID, 0)))
		c.model.refusesBundles = code
		r := c.syncs(e)
		if r.Pushed != 43 || r.Pending+r.Quarantined+r.Conflicts != 0 {
			t.Errorf("%d: report %+v", code, r)
		}
		c.once(40)
	}
}

// The answer to many is lost, or cut, or comes as a failure after all was done.
// Each is looked up before it is sent again, and none comes twice.
func TestTheLostAnswerToMany(t *testing.T) {
	t.Parallel()
	after := func(c *clinic, code int) func(*http.Request) (*http.Response, error) {
		return func(r *http.Request) (*http.Response, error) {
			if _, err := c.model.RoundTrip(r); err != nil {
				return nil, err
			}
			return refusal(r, code), nil
		}
	}
	for name, lose := range map[string]func(*clinic) func(*http.Request) (*http.Response, error){
		"lost":      func(c *clinic) func(*http.Request) (*http.Response, error) { return c.lostAnswer },
		"503 after": func(c *clinic) func(*http.Request) (*http.Response, error) { return after(c, 503) },
		"500 after": func(c *clinic) func(*http.Request) (*http.Response, error) { return after(c, 500) },
		"too few": func(c *clinic) func(*http.Request) (*http.Response, error) {
			return c.answers(`{"resourceType":"Bundle","type":"batch-response"}`)
		},
		"a login page": func(c *clinic) func(*http.Request) (*http.Response, error) { return c.answers(`<html>`) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t, kinds["our server"])
			e, _ := c.signsIn(maya)
			c.entersMany(e, 10)
			c.model.poison = "thing 1."
			c.plan = append(c.plan, lose(c))
			_, err := e.Sync(t.Context())
			c.plan = nil
			before := len(c.model.requests)
			c.syncs(e)
			c.once(10, 1)
			if err != nil { // the first sync ended there: the second looks before it sends
				if got := c.sent(before); got[0] != "GET QuestionnaireResponse" {
					t.Errorf("then it made %v", got)
				}
			}
			if s := e.Chart().Sync; s.Pending != 0 || s.Quarantined != 1 {
				t.Errorf("status %+v", s)
			}
		})
	}
}

// When the network is back after a lost answer, what did not land goes out together
// again, and not one by one.
func TestWhatDidNotLandGoesOutTogetherAgain(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	e, _ := c.signsIn(maya)
	c.entersMany(e, 20)
	c.plan = append(c.plan, func(*http.Request) (*http.Response, error) { return nil, errWire })
	if _, err := e.Sync(t.Context()); err == nil {
		t.Fatal("the sync did not fail")
	}
	before := len(c.model.requests)
	c.syncs(e)
	if got := strings.Join(c.sent(before), ", "); got != "GET QuestionnaireResponse, POST, GET _history" {
		t.Errorf("made %s", got)
	}
	c.once(20)
}

// finishes has the patient finish the form that was asked for.
func (c *clinic) finishes(e *Engine, ordinal int) {
	c.Helper()
	c.does(e.RecordCheckIn(c.Context(), phq9(c.T, e, checkInID, ordinal)))
}

// landed gives where in the server's log the response and the end of its task are.
func (c *clinic) landed() (response, task int) {
	response, task = -1, -1
	for i, v := range c.model.log {
		switch {
		case response < 0 && strings.HasPrefix(v.ref, "QuestionnaireResponse/"):
			response = i
		case v.ref == "Task/t1" && v.body["status"] == "completed":
			task = i
		}
	}
	return response, task
}

// A finished response and the end of the task that asked for it land in one
// transaction, where the server has them, whatever happens to it on the way.
func TestAResponseAndItsTaskLandTogether(t *testing.T) {
	t.Parallel()
	type step = func(*http.Request) (*http.Response, error)
	for name, x := range map[string]struct {
		kind string
		plan func(*clinic) []step
		twos int // transactions that were sent
	}{
		"well":                {"our server", func(*clinic) []step { return nil }, 1},
		"server's ids":        {"server's ids, transactions", func(*clinic) []step { return nil }, 1},
		"the answer was lost": {"our server", func(c *clinic) []step { return []step{c.lostAnswer} }, 1},
		"it never came": {"our server", func(*clinic) []step {
			return []step{func(*http.Request) (*http.Response, error) { return nil, errWire }}
		}, 1},
		"lost, server's ids": {"server's ids, transactions", func(c *clinic) []step { return []step{c.lostAnswer} }, 1},
		"the task was changed meanwhile": {"our server", func(c *clinic) []step {
			return []step{func(r *http.Request) (*http.Response, error) {
				task := clone(c.now("Task/t1"))
				task["priority"] = "urgent"
				c.has("Task/t1", task)
				return c.well(r)
			}}
		}, 2},
		"the task was changed, and the server leaks": {"transactions leak", func(c *clinic) []step {
			return []step{func(r *http.Request) (*http.Response, error) {
				task := clone(c.now("Task/t1"))
				task["priority"] = "urgent"
				c.has("Task/t1", task)
				return c.well(r)
			}}
		}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t, kinds[x.kind])
			e, _ := c.signsIn(maya)
			c.finishes(e, 0)
			c.plan = x.plan(c)
			_, _ = e.Sync(t.Context()) // may fail
			c.plan = nil
			c.syncs(e)
			response, task := c.landed()
			if response < 0 || task < 0 {
				t.Fatalf("on the server: response %d, task %d", response, task)
			}
			if task != response+1 && !c.model.kind.leaks {
				t.Errorf("the response is change %d, the task's end %d", response, task)
			}
			if n := len(slices.DeleteFunc(c.model.live(), func(ref string) bool { return !strings.HasPrefix(ref, "QuestionnaireResponse/") })); n != 1 {
				t.Errorf("%d responses", n)
			}
			output := c.now("Task/t1")["output"].([]any)
			if to := output[0].(object)["valueReference"].(object)["reference"]; to != c.model.log[response].ref || len(output) != 1 {
				t.Errorf("the task names %v, the response is %s", output, c.model.log[response].ref)
			}
			if s := e.Chart().Sync; s.Pending+s.Conflicts+s.Quarantined != 0 {
				t.Errorf("status %+v", s)
			}
			if twos := c.model.transactions; twos != x.twos {
				t.Errorf("%d transactions, want %d: %v", twos, x.twos, c.sent(0))
			}
		})
	}
}

// Where there are no transactions the task's end follows the response. A task that
// is refused does not keep the response away, and a response that is refused keeps
// its task.
func TestWhereAResponseAndItsTaskCannotLandTogether(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		kind   string
		poison string
		want   string // of the response and the task
	}{
		"no transactions":         {"no instance history", "", "acknowledged acknowledged"},
		"the task is refused":     {"our server", `"Task"`, "acknowledged quarantined"},
		"leaks, task refused":     {"transactions leak", `"Task"`, "acknowledged quarantined"},
		"the response is refused": {"our server", `"QuestionnaireResponse"`, "quarantined quarantined"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t, kinds[x.kind])
			e, s := c.signsIn(maya)
			c.finishes(e, 0)
			c.model.poison = x.poison
			c.syncs(e)
			var got []string
			c.does(s.View(t.Context(), func(tx *store.Tx) error {
				all, err := tx.Outbox()
				for _, typ := range []string{"QuestionnaireResponse", "Task"} {
					for _, en := range all {
						if en.Type == typ {
							got = append(got, string(en.State))
						}
					}
				}
				return err
			}))
			if strings.Join(got, " ") != x.want {
				t.Errorf("they are %v, want %s", got, x.want)
			}
			if response, task := c.landed(); task >= 0 && task < response {
				t.Errorf("the task came first: %d, %d", response, task)
			}
		})
	}
}

// An urgent answer is the first request of all and goes alone, whatever else waits.
func TestAnUrgentResponseWaitsForNoTransaction(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	e, _ := c.signsIn(maya)
	c.entersMany(e, 5)
	c.finishes(e, 1)
	var early care.Delivery
	c.plan = []func(*http.Request) (*http.Response, error){c.well, func(r *http.Request) (*http.Response, error) {
		early = e.Chart().Delivery("QuestionnaireResponse/" + checkInID)
		return c.well(r)
	}}
	before := len(c.model.requests)
	c.syncs(e)
	if got := fmt.Sprint(c.model.requests[before:][:2]); got != "[PUT /fhir/QuestionnaireResponse/"+checkInID+" POST /fhir]" || early.State != care.Received {
		t.Errorf("first came %s, and then it was %+v", got, early)
	}
	if response, task := c.landed(); response < 0 || task < response {
		t.Errorf("response %d, task %d", response, task)
	}
}
