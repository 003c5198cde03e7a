package engine

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"throughline/care"
	"throughline/sync/store"
)

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
