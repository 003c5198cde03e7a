package store_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"throughline/sync/store"
)

// The store keeps the outbox in memory. After any changes, some of them undone, it
// says what the file says.
func TestTheOutboxInMemoryIsTheOneOnDisk(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		dir := t.TempDir()
		s := open(t, config(dir))
		r := rand.New(rand.NewPCG(seed, seed))
		undo := errors.New("undone")
		n := 0
		change := func(tx *store.Tx) error {
			for range 1 + r.IntN(4) {
				all, err := tx.Outbox()
				if err != nil {
					return err
				}
				switch r.IntN(4) {
				case 0, 1:
					n++
					err = tx.Enqueue(&store.Entry{
						Operation: fmt.Sprintf("op-%d-%d", seed, n), Kind: store.Create, Type: "Goal", ID: fmt.Sprint("g", r.IntN(5)), State: store.Queued,
						Urgent: r.IntN(3) == 0, Body: fmt.Appendf(nil, `{"n":%d}`, n), DependsOn: []string{"a", "b"}, Created: time.Now(),
					})
				case 2:
					if len(all) > 0 {
						en := all[r.IntN(len(all))]
						en.State, en.ID, en.Urgent = []store.State{store.Sending, store.Acknowledged, store.Conflict}[r.IntN(3)], fmt.Sprint("g", r.IntN(5)), r.IntN(2) == 0
						en.DependsOn[0] = "changed"
						err = tx.Replace(en)
					}
				case 3:
					if len(all) > 0 {
						err = tx.Forget(all[r.IntN(len(all))].Operation)
					}
				}
				if err != nil {
					return err
				}
			}
			if r.IntN(3) == 0 {
				return undo
			}
			return nil
		}
		for range 40 {
			run := s.Apply
			if r.IntN(5) == 0 {
				run = s.View
			}
			if err := run(t.Context(), change); err != nil && !errors.Is(err, undo) {
				t.Fatal(err)
			}
		}
		held := outbox(t, s)
		closed(t, s)
		s = open(t, config(dir))
		if onDisk := outbox(t, s); !reflect.DeepEqual(held, onDisk) {
			t.Errorf("seed %d: in memory\n%+v\non disk\n%+v", seed, held, onDisk)
		}
		closed(t, s)
	}
}

func outbox(t *testing.T, s *store.Store) (all []store.Entry) {
	t.Helper()
	err := s.View(t.Context(), func(tx *store.Tx) (err error) {
		all, err = tx.Outbox()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
