package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"throughline/clinic/search"
	"throughline/clinic/store"
)

// Server is one server's view of a database that it shares with others.
type Server interface {
	store.Store
	Changes(ctx context.Context) <-chan store.Change
	Claim(ctx context.Context, clinic, job string, now, next time.Time) (bool, error)
}

// Servers tests what must hold between servers: open gives two on one database,
// which is empty and whose clocks stand at Frozen.
func Servers(t *testing.T, open func(t *testing.T) (one, two Server)) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, Server, Server){
		"commits are in order whichever server makes them":      ordered,
		"of two servers that look and then create, one does":    onlyOne,
		"a server hears what another changes":                   heard,
		"of many servers one does a job, once each time":        claimed,
		"each clinic and each job has its own time":             apart,
		"a subscription that nobody reads keeps nobody waiting": unread,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			one, two := open(t)
			test(t, one, two)
		})
	}
}

func ordered(t *testing.T, one, two Server) {
	follow(t, one, two)
}

// onlyOne is a conditional create (If-None-Exist) that two phones send to two
// servers at once: both look first, and still there is one resource.
func onlyOne(t *testing.T, one, two Server) {
	ctx := context.Background()
	const rounds = 20
	for round := range rounds {
		var wg sync.WaitGroup
		for n, s := range []Server{one, two} {
			wg.Go(func() {
				if err := s.Update(ctx, clinic, func(w store.Writer) error {
					query := fmt.Sprintf("identifier=s|%d", round)
					found, err := w.Search(ctx, parse(t, "Goal", query), 2)
					if err != nil || len(found) > 0 {
						return err
					}
					_, err = putIn(w, fmt.Sprintf("Goal/%d-%d", round, n), 1, nil, query)
					return err
				}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	}
	view(t, one, func(r store.Reader) error {
		n, err := r.Count(ctx, parse(t, "Goal", ""))
		if n != rounds {
			t.Errorf("%d resources of %d operations", n, rounds)
		}
		return err
	})
}

func heard(t *testing.T, one, two Server) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	mine, theirs := one.Changes(ctx), two.Changes(ctx)
	want := func(what string, from <-chan store.Change) {
		anything := 0
		for c := range from {
			if c == (store.Change{}) {
				if anything++; anything == 1 {
					continue // it only says that the server listens now
				}
			}
			if c.Concerns(clinic, store.ChangedResources) {
				return
			}
			if c.Clinic != "" && c.Clinic != clinic {
				t.Errorf("%s heard of %+v", what, c)
			}
		}
		t.Errorf("%s heard nothing", what)
	}
	// Until the other listens, a change may pass it by: it is made again.
	again, stop := context.WithCancel(ctx)
	var writing sync.WaitGroup
	writing.Go(func() {
		for n := int64(1); again.Err() == nil; n++ {
			if err := one.Update(ctx, clinic, func(w store.Writer) error {
				_, err := putIn(w, "Goal/a", n, nil)
				return err
			}); err != nil {
				t.Error(err)
				return
			}
			select {
			case <-again.Done():
			case <-time.After(100 * time.Millisecond):
			}
		}
	})
	want("the server itself", mine)
	want("the other server", theirs)
	stop()
	writing.Wait()
	cancel()
	for range theirs { // ends with its context
	}
}

func unread(t *testing.T, one, _ Server) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	one.Changes(ctx)
	for n := range int64(50) {
		put(t, one, "Goal/a", n+1, nil)
	}
}

// AuditBesideWrite tests an engine with more than one writer: the audit of a read
// commits while a write transaction of the same clinic is open elsewhere.
func AuditBesideWrite(t *testing.T, one, two Server) {
	t.Helper()
	ctx := context.Background()
	inside, end := make(chan struct{}), make(chan struct{})
	writing := make(chan error, 1)
	go func() {
		writing <- one.Update(ctx, clinic, func(w store.Writer) error {
			if _, err := w.Get(ctx, "Goal", "a"); !errors.Is(err, store.ErrNotFound) {
				return fmt.Errorf("got %w", err)
			}
			close(inside)
			<-end
			_, err := putIn(w, "Goal/a", 1, nil)
			return err
		})
	}()
	<-inside
	audited := make(chan error, 1)
	go func() {
		audited <- two.Update(ctx, clinic, func(w store.Writer) error {
			_, err := w.AppendAudit(ctx, store.Audit{ID: "e", Recorded: Frozen})
			return err
		})
	}()
	if err := <-audited; err != nil {
		t.Error(err)
	}
	close(end)
	if err := <-writing; err != nil {
		t.Error(err)
	}
	view(t, one, func(r store.Reader) error {
		n, err := r.Count(ctx, search.Query{Type: "AuditEvent"})
		if n != 1 {
			t.Errorf("%d events", n)
		}
		return err
	})
}
