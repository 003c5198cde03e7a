// Package storetest is the suite that every implementation of store.Store
// passes.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"throughline/clinic/search"
	"throughline/clinic/store"
)

// Frozen is the time at which the clock of a store under test stands still.
var Frozen = time.Date(2026, 3, 2, 15, 4, 5, 0, time.UTC)

// Run tests what open gives: an empty store whose clock stands at Frozen.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, store.Store){
		"versions are kept":                          versions,
		"a version is made once":                     conflict,
		"a failed transaction leaves no trace":       rollback,
		"clinics are apart":                          clinics,
		"time goes on though the clock stands still": times,
		"commits are in order under load":            commits,
		"history":                                    history,
		"a patient's history":                        patientHistory,
		"search":                                     searches,
		"pages neither skip nor repeat":              pages,
		"an update is found by its new values only":  reindex,
		"audit": auditing,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

const clinic = "c1"

// put stores a version with the values given as param=qualifier|value, and the
// dates as param=date.
func put(t *testing.T, s store.Store, ref string, version int64, patients []string, indexed ...string) store.Version {
	t.Helper()
	var out store.Version
	if err := s.Update(context.Background(), clinic, func(w store.Writer) error {
		var err error
		out, err = putIn(w, ref, version, patients, indexed...)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func putIn(w store.Writer, ref string, version int64, patients []string, indexed ...string) (store.Version, error) {
	ctx := context.Background()
	typ, id, _ := strings.Cut(ref, "/")
	v := store.Version{Type: typ, ID: id, Version: version, Method: store.Updated, Body: fmt.Appendf(nil, `{"n":%d}`, version)}
	if version == 1 {
		v.Method = store.Created
	}
	if slices.Contains(indexed, "deleted") {
		v.Method, v.Body, indexed = store.Deleted, nil, nil
	}
	var ix search.Index
	for _, s := range indexed {
		param, value, _ := strings.Cut(s, "=")
		if low, high, err := search.ParseDate(value); err == nil {
			ix.Dates = append(ix.Dates, search.Span{Param: param, Low: low, High: high})
			continue
		}
		qualifier, value, _ := strings.Cut(value, "|")
		ix.Values = append(ix.Values, search.Value{Param: param, Value: value, Qualifier: qualifier})
	}
	if err := w.Put(ctx, v, ix, patients); err != nil {
		return v, err
	}
	return w.Get(ctx, typ, id)
}

func view(t *testing.T, s store.Store, fn func(store.Reader) error) {
	t.Helper()
	if err := s.View(context.Background(), clinic, fn); err != nil {
		t.Fatal(err)
	}
}

func versions(t *testing.T, s store.Store) {
	ctx := context.Background()
	first := put(t, s, "Goal/a", 1, nil)
	second := put(t, s, "Goal/a", 2, nil)
	gone := put(t, s, "Goal/a", 3, nil, "deleted")
	view(t, s, func(r store.Reader) error {
		v, err := r.Get(ctx, "Goal", "a")
		if err != nil || !v.Gone() || v.Version != 3 || len(v.Body) != 0 || v.At() != gone.At() {
			t.Errorf("current is %+v, %v", v, err)
		}
		for _, want := range []store.Version{first, second} {
			got, err := r.GetVersion(ctx, "Goal", "a", want.Version)
			if err != nil || string(got.Body) != string(want.Body) || got.Method != want.Method || got.At() != want.At() {
				t.Errorf("version %d is %+v, %v", want.Version, got, err)
			}
		}
		for _, missing := range []func() (store.Version, error){
			func() (store.Version, error) { return r.Get(ctx, "Goal", "b") },
			func() (store.Version, error) { return r.Get(ctx, "Task", "a") },
			func() (store.Version, error) { return r.GetVersion(ctx, "Goal", "a", 4) },
		} {
			if _, err := missing(); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("got %v, want not found", err)
			}
		}
		return nil
	})
}

func conflict(t *testing.T, s store.Store) {
	put(t, s, "Goal/a", 1, nil)
	for _, version := range []int64{1, 3} {
		err := s.Update(context.Background(), clinic, func(w store.Writer) error {
			_, err := putIn(w, "Goal/a", version, nil)
			return err
		})
		if !errors.Is(err, store.ErrConflict) {
			t.Errorf("version %d: got %v, want a conflict", version, err)
		}
	}
}

func rollback(t *testing.T, s store.Store) {
	ctx := context.Background()
	before := put(t, s, "Goal/a", 1, nil, "status=|active")
	boom := errors.New("boom")
	err := s.Update(ctx, clinic, func(w store.Writer) error {
		if _, err := putIn(w, "Goal/a", 2, nil, "status=|completed"); err != nil {
			return err
		}
		if _, err := putIn(w, "Goal/b", 1, nil); err != nil {
			return err
		}
		if _, err := w.AppendAudit(ctx, store.Audit{ID: "x", Recorded: Frozen}); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) {
		t.Fatalf("got %v", err)
	}
	view(t, s, func(r store.Reader) error {
		if v, err := r.Get(ctx, "Goal", "a"); err != nil || v.Version != 1 || v.At() != before.At() {
			t.Errorf("got %+v, %v", v, err)
		}
		if _, err := r.Get(ctx, "Goal", "b"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("got %v", err)
		}
		for _, typ := range []string{"AuditEvent", "Goal"} {
			n, err := r.Count(ctx, parse(t, typ, ""))
			if want := map[string]int{"Goal": 1}[typ]; err != nil || n != want {
				t.Errorf("%d of %s, %v", n, typ, err)
			}
		}
		return nil
	})
}

func clinics(t *testing.T, s store.Store) {
	ctx := context.Background()
	put(t, s, "Goal/a", 1, []string{"p"}, "status=|active")
	if err := s.View(ctx, "c2", func(r store.Reader) error {
		if _, err := r.Get(ctx, "Goal", "a"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("another clinic reads it: %v", err)
		}
		if hits, err := r.Search(ctx, parse(t, "Goal", ""), 10); err != nil || len(hits) != 0 {
			t.Errorf("another clinic finds it: %v %v", hits, err)
		}
		if past, err := r.History(ctx, store.HistoryQuery{Limit: 10}); err != nil || len(past) != 0 {
			t.Errorf("another clinic has its history: %v %v", past, err)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.Update(ctx, "c2", func(w store.Writer) error {
		_, err := putIn(w, "Goal/a", 1, nil)
		return err
	}); err != nil {
		t.Errorf("the same id in two clinics: %v", err)
	}
}

func times(t *testing.T, s store.Store) {
	last := time.Time{}
	for i := range 5 {
		v := put(t, s, fmt.Sprintf("Goal/%d", i), 1, nil)
		if !v.Updated.After(last) {
			t.Errorf("%v is not after %v", v.Updated, last)
		}
		if v.Updated != v.Updated.Truncate(time.Millisecond) || v.Updated.Before(Frozen) || v.Updated.Sub(Frozen) > time.Second {
			t.Errorf("got %v with a clock at %v", v.Updated, Frozen)
		}
		last = v.Updated
	}
}

// commits is why a client can follow the history by time: once it has seen a
// time, nothing older can appear.
func commits(t *testing.T, s store.Store) { follow(t, s) }

// follow writes by all servers at once and reads along by the first.
func follow(t *testing.T, servers ...store.Store) {
	ctx := context.Background()
	const writers, each = 4, 10
	var wg sync.WaitGroup
	stop := make(chan struct{})
	for n := range writers {
		s := servers[n%len(servers)]
		wg.Go(func() {
			for i := range each {
				if err := s.Update(ctx, clinic, func(w store.Writer) error {
					_, err := putIn(w, fmt.Sprintf("Goal/%d-%d", n, i), 1, nil)
					return err
				}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	go func() { wg.Wait(); close(stop) }()
	seen := map[string]bool{}
	var cursor time.Time
	for done := false; !done; {
		select {
		case <-stop:
			done = true
		default:
		}
		view(t, servers[0], func(r store.Reader) error {
			past, err := r.History(ctx, store.HistoryQuery{Since: cursor, Limit: 1000})
			for _, v := range past {
				seen[v.ID] = true
			}
			if len(past) > 0 {
				cursor = past[0].Updated
			}
			return err
		})
	}
	if len(seen) != writers*each {
		t.Errorf("followed %d of %d writes", len(seen), writers*each)
	}
}
