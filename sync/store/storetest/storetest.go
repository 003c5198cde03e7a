// Package storetest is the suite that every kind of store passes.
package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"throughline/sync/store"
)

// Owner is whom the suite's stores belong to.
var Owner = store.Owner{Subject: "Patient/p1", Clinic: "https://clinic.example/fhir"}

// Key is the key of the suite's stores.
func Key() store.Key {
	k, err := store.NewKey(bytes.Repeat([]byte{7}, store.KeySize))
	if err != nil {
		panic(err)
	}
	return k
}

// Run runs the suite. open gives a new, empty store of Owner.
func Run(t *testing.T, open func(t *testing.T) *store.Store) {
	for name, test := range map[string]func(*testing.T, *store.Store){
		"a failed transaction leaves nothing":       failedLeavesNothing,
		"a cancelled transaction leaves nothing":    cancelledLeavesNothing,
		"a panic leaves nothing and no lock":        panicLeavesNothing,
		"a view changes nothing":                    viewChangesNothing,
		"a resource comes back as it came":          resourceRoundTrip,
		"an older answer never wins":                olderNeverWins,
		"what was deleted stays deleted":            deletedStays,
		"a readable resource is no longer aside":    asideClears,
		"the outbox is in push order":               pushOrder,
		"an entry keeps every field":                entryRoundTrip,
		"acknowledged entries make room":            acknowledgedMakeRoom,
		"an operation is enqueued once":             operationOnce,
		"replacing what is not there is an error":   replaceMissing,
		"drafts are kept, replaced and dropped":     drafts,
		"documents keep every version":              documents,
		"cursors and named values":                  cursorsAndMeta,
		"unsent is all that is not acknowledged":    unsent,
		"transactions from many goroutines line up": manyGoroutines,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			t.Cleanup(func() {
				if err := s.Close(); err != nil {
					t.Errorf("close: %v", err)
				}
			})
			test(t, s)
		})
	}
}

func apply(t *testing.T, s *store.Store, fn func(*store.Tx) error) {
	t.Helper()
	if err := s.Apply(t.Context(), fn); err != nil {
		t.Fatalf("apply: %v", err)
	}
}

func view(t *testing.T, s *store.Store, fn func(*store.Tx) error) {
	t.Helper()
	if err := s.View(t.Context(), fn); err != nil {
		t.Fatalf("view: %v", err)
	}
}

var noon = time.Date(2026, 11, 23, 12, 0, 0, 123456000, time.UTC)

func resource(id, version string, updated time.Time) store.Resource {
	return store.Resource{Type: "Task", ID: id, Version: version, Updated: updated, Body: []byte(`{"resourceType":"Task","id":"` + id + `"}`)}
}

func entry(op, id string) store.Entry {
	return store.Entry{Operation: op, Kind: store.Create, Type: "Task", ID: id, Body: []byte(`{"x":1}`), State: store.Queued}
}

func put(t *testing.T, tx *store.Tx, r store.Resource, want bool) {
	t.Helper()
	changed, err := tx.Put(r)
	if err != nil || changed != want {
		t.Fatalf("Put(%s/%s v%s) = %t, %v; want %t", r.Type, r.ID, r.Version, changed, err, want)
	}
}

// changes makes one of each kind of change.
func changes(t *testing.T, tx *store.Tx) {
	t.Helper()
	put(t, tx, resource("a", "1", noon), true)
	e := entry("op-1", "a")
	if err := errors.Join(tx.Enqueue(&e), tx.SaveDraft("d", []byte("half")), tx.SetCursor("all", "c"),
		tx.SetMeta("m", "v"), tx.SetAside("Task", "x", "1", "bad")); err != nil {
		t.Fatal(err)
	}
}

func wantNothing(t *testing.T, s *store.Store) {
	t.Helper()
	view(t, s, func(tx *store.Tx) error {
		_, found, err1 := tx.Get("Task", "a")
		all, err2 := tx.Outbox()
		cursor, err3 := tx.Cursor("all")
		meta, err4 := tx.Meta("m")
		asides, err5 := tx.Asides()
		err6 := tx.Drafts(func(id string, _ []byte) error { return fmt.Errorf("draft %s is there", id) })
		if found || len(all) > 0 || cursor != "" || meta != "" || asides != 0 {
			t.Errorf("left: resource %t, outbox %d, cursor %q, meta %q, aside %d", found, len(all), cursor, meta, asides)
		}
		return errors.Join(err1, err2, err3, err4, err5, err6)
	})
}

func failedLeavesNothing(t *testing.T, s *store.Store) {
	no := errors.New("no")
	err := s.Apply(t.Context(), func(tx *store.Tx) error {
		changes(t, tx)
		return no
	})
	if !errors.Is(err, no) {
		t.Errorf("err = %v, want the function's own", err)
	}
	wantNothing(t, s)
}

func cancelledLeavesNothing(t *testing.T, s *store.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	err := s.Apply(ctx, func(tx *store.Tx) error {
		changes(t, tx)
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v, want context.Canceled", err)
	}
	wantNothing(t, s)
}

func panicLeavesNothing(t *testing.T, s *store.Store) {
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		_ = s.Apply(t.Context(), func(tx *store.Tx) error {
			changes(t, tx)
			panic("no")
		})
	}()
	wantNothing(t, s)
}

func viewChangesNothing(t *testing.T, s *store.Store) {
	view(t, s, func(tx *store.Tx) error {
		changes(t, tx)
		return nil
	})
	wantNothing(t, s)
}

func resourceRoundTrip(t *testing.T, s *store.Store) {
	want := resource("a", "v-1", noon)
	apply(t, s, func(tx *store.Tx) error {
		put(t, tx, want, true)
		put(t, tx, want, false)
		put(t, tx, resource("b", "1", time.Time{}), true)
		return nil
	})
	view(t, s, func(tx *store.Tx) error {
		got, ok, err := tx.Get("Task", "a")
		if !ok || got.Version != want.Version || !got.Updated.Equal(want.Updated) || !bytes.Equal(got.Body, want.Body) {
			t.Errorf("got %+v, %t, want %+v", got, ok, want)
		}
		if b, _, _ := tx.Get("Task", "b"); !b.Updated.IsZero() {
			t.Errorf("a time that is not known came back as %v", b.Updated)
		}
		var ids []string
		err2 := tx.Resources(func(r store.Resource) error {
			ids = append(ids, r.ID)
			return nil
		})
		if fmt.Sprint(ids) != "[a b]" {
			t.Errorf("resources %v, want [a b]", ids)
		}
		_, ok, err3 := tx.Get("Task", "none")
		if ok {
			t.Error("found what was never put")
		}
		return errors.Join(err, err2, err3)
	})
}

// A read replica that lags, or a page that was made before our own write was
// answered, must not take the store back.
func olderNeverWins(t *testing.T, s *store.Store) {
	apply(t, s, func(tx *store.Tx) error {
		put(t, tx, resource("a", "9", noon), true)
		put(t, tx, resource("a", "8", noon.Add(-time.Microsecond)), false)
		put(t, tx, resource("a", "7", noon), true) // same moment: a versionId is opaque, the later answer counts
		return nil
	})
}

func deletedStays(t *testing.T, s *store.Store) {
	apply(t, s, func(tx *store.Tx) error {
		put(t, tx, resource("a", "1", noon), true)
		put(t, tx, store.Resource{Type: "Task", ID: "a", Version: "2", Updated: noon.Add(time.Second), Deleted: true}, true)
		put(t, tx, resource("a", "1", noon), false)
		return tx.Resources(func(r store.Resource) error { return fmt.Errorf("%s is shown", r.ID) })
	})
	view(t, s, func(tx *store.Tx) error {
		r, ok, err := tx.Get("Task", "a")
		if !ok || !r.Deleted || len(r.Body) != 0 {
			t.Errorf("tombstone = %+v, %t", r, ok)
		}
		return err
	})
}

func asideClears(t *testing.T, s *store.Store) {
	apply(t, s, func(tx *store.Tx) error {
		return errors.Join(tx.SetAside("Task", "a", "1", "bad"), tx.SetAside("Task", "a", "2", "bad"), tx.SetAside("Task", "b", "1", "bad"))
	})
	want := func(n int) {
		t.Helper()
		view(t, s, func(tx *store.Tx) error {
			got, err := tx.Asides()
			if got != n {
				t.Errorf("%d aside, want %d", got, n)
			}
			return err
		})
	}
	want(2)
	apply(t, s, func(tx *store.Tx) error {
		put(t, tx, resource("a", "3", noon), true)
		return nil
	})
	want(1)
}

func pushOrder(t *testing.T, s *store.Store) {
	apply(t, s, func(tx *store.Tx) error {
		for i, urgent := range []bool{false, true, false, true} {
			e := entry(fmt.Sprintf("op-%d", i), fmt.Sprint(i))
			e.Urgent = urgent
			if err := tx.Enqueue(&e); err != nil {
				return err
			}
		}
		return nil
	})
	view(t, s, func(tx *store.Tx) error {
		all, err := tx.Outbox()
		var ops []string
		for _, e := range all {
			ops = append(ops, e.Operation)
		}
		if got := fmt.Sprint(ops); got != "[op-1 op-3 op-0 op-2]" {
			t.Errorf("order %s", got)
		}
		one, err2 := tx.OutboxOf("Task", "2")
		if len(one) != 1 || one[0].Operation != "op-2" {
			t.Errorf("of Task/2: %+v", one)
		}
		return errors.Join(err, err2)
	})
}

func entryRoundTrip(t *testing.T, s *store.Store) {
	want := store.Entry{
		Operation: "op", Kind: store.Update, Type: "Task", ID: "a", BaseVersion: "4", Base: []byte("base"), Body: []byte("body"),
		Urgent: true, DependsOn: []string{"op-0"}, Created: noon, State: store.Queued,
	}
	apply(t, s, func(tx *store.Tx) error { return tx.Enqueue(&want) })
	want.State, want.Attempts, want.Code, want.Received, want.Version = store.Conflict, 3, "clinic-conflict", noon, "6"
	want.Theirs, want.TheirsV, want.Fields = []byte("theirs"), "5", []string{"status"}
	apply(t, s, func(tx *store.Tx) error { return tx.Replace(want) })
	view(t, s, func(tx *store.Tx) error {
		got, ok, err := tx.Entry("op")
		if !ok || fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
			t.Errorf("got  %+v, %t\nwant %+v", got, ok, want)
		}
		return err
	})
	apply(t, s, func(tx *store.Tx) error { return tx.Forget("op") })
	view(t, s, func(tx *store.Tx) error {
		_, ok, err := tx.Entry("op")
		if ok {
			t.Error("a forgotten entry is there")
		}
		return err
	})
}

func acknowledgedMakeRoom(t *testing.T, s *store.Store) {
	first, other, second := entry("op-1", "a"), entry("op-2", "b"), entry("op-3", "a")
	apply(t, s, func(tx *store.Tx) error { return errors.Join(tx.Enqueue(&first), tx.Enqueue(&other)) })
	first.State, other.State = store.Acknowledged, store.Acknowledged
	apply(t, s, func(tx *store.Tx) error {
		return errors.Join(tx.Replace(first), tx.Replace(other), tx.Enqueue(&second))
	})
	view(t, s, func(tx *store.Tx) error {
		all, err := tx.Outbox()
		if len(all) != 2 || all[0].Operation != "op-2" || all[1].Operation != "op-3" {
			t.Errorf("outbox %+v, want op-2 and op-3", all)
		}
		return err
	})
}

func operationOnce(t *testing.T, s *store.Store) {
	e, again := entry("op-1", "a"), entry("op-1", "b")
	apply(t, s, func(tx *store.Tx) error { return tx.Enqueue(&e) })
	if err := s.Apply(t.Context(), func(tx *store.Tx) error { return tx.Enqueue(&again) }); err == nil {
		t.Error("one operation id was taken twice")
	}
}

func replaceMissing(t *testing.T, s *store.Store) {
	if err := s.Apply(t.Context(), func(tx *store.Tx) error { return tx.Replace(entry("none", "a")) }); err == nil {
		t.Error("no error")
	}
}

func drafts(t *testing.T, s *store.Store) {
	apply(t, s, func(tx *store.Tx) error {
		return errors.Join(tx.SaveDraft("a", []byte("1")), tx.SaveDraft("b", []byte("1")), tx.SaveDraft("a", []byte("2")), tx.DropDraft("b"))
	})
	view(t, s, func(tx *store.Tx) error {
		var got []string
		err := tx.Drafts(func(id string, body []byte) error {
			got = append(got, id+"="+string(body))
			return nil
		})
		if fmt.Sprint(got) != "[a=2]" {
			t.Errorf("drafts %v", got)
		}
		return err
	})
}

func documents(t *testing.T, s *store.Store) {
	apply(t, s, func(tx *store.Tx) error {
		one, err1 := tx.SaveDocument("card", []byte("a"))
		other, err2 := tx.SaveDocument("other", []byte("x"))
		two, err3 := tx.SaveDocument("card", []byte("b"))
		if one != 1 || other != 1 || two != 2 {
			t.Errorf("versions %d %d %d", one, other, two)
		}
		return errors.Join(err1, err2, err3)
	})
	view(t, s, func(tx *store.Tx) error {
		for kind, want := range map[string]string{"card": "card 1 a, card 2 b, ", "": "card 1 a, card 2 b, other 1 x, ", "none": ""} {
			got := ""
			err := tx.Documents(kind, func(d store.Document) error {
				got += fmt.Sprintf("%s %d %s, ", d.Kind, d.Version, d.Body)
				return nil
			})
			if err != nil || got != want {
				t.Errorf("%q: %q, %v", kind, got, err)
			}
		}
		return nil
	})
}

func cursorsAndMeta(t *testing.T, s *store.Store) {
	apply(t, s, func(tx *store.Tx) error {
		return errors.Join(tx.SetCursor("all", "1"), tx.SetCursor("all", "2"), tx.SetCursor("Task", "3"), tx.SetMeta("m", "1"), tx.SetMeta("m", "2"))
	})
	view(t, s, func(tx *store.Tx) error {
		all, err1 := tx.Cursor("all")
		task, err2 := tx.Cursor("Task")
		m, err3 := tx.Meta("m")
		if all != "2" || task != "3" || m != "2" {
			t.Errorf("cursors %q %q, meta %q", all, task, m)
		}
		return errors.Join(err1, err2, err3)
	})
	apply(t, s, func(tx *store.Tx) error { return tx.ClearCursors() })
	view(t, s, func(tx *store.Tx) error {
		all, err := tx.Cursor("all")
		if all != "" {
			t.Errorf("cursor %q after all were cleared", all)
		}
		return err
	})
}

func unsent(t *testing.T, s *store.Store) {
	states := []store.State{store.Queued, store.Sending, store.Acknowledged, store.Conflict, store.Quarantined}
	apply(t, s, func(tx *store.Tx) error {
		for _, st := range states {
			e := entry("op-"+string(st), string(st))
			e.State = st
			if err := tx.Enqueue(&e); err != nil {
				return err
			}
		}
		return nil
	})
	got, err := s.Unsent(t.Context())
	if err != nil || len(got) != len(states)-1 {
		t.Errorf("%d unsent (%v), want %d", len(got), err, len(states)-1)
	}
	for _, e := range got {
		if e.State == store.Acknowledged {
			t.Error("an acknowledged entry counts as unsent")
		}
	}
}

func manyGoroutines(t *testing.T, s *store.Store) {
	const n = 20
	done := make(chan error, n)
	for i := range n {
		go func() {
			done <- s.Apply(t.Context(), func(tx *store.Tx) error {
				text, err := tx.Meta("n")
				return errors.Join(err, tx.SetMeta("n", text+"x"), tx.SetMeta(fmt.Sprint(i), "here"))
			})
		}()
	}
	for range n {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	view(t, s, func(tx *store.Tx) error {
		text, err := tx.Meta("n")
		if len(text) != n {
			t.Errorf("%d of %d transactions counted", len(text), n)
		}
		return err
	})
}
