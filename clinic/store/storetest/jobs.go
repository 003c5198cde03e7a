package storetest

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func claimed(t *testing.T, one, two Server) {
	for round := range 10 {
		now := noon.Add(time.Duration(round) * time.Minute)
		var done atomic.Int32
		var wg sync.WaitGroup
		for _, s := range []Server{one, two, one, two} {
			wg.Go(func() {
				ok, err := s.Claim(t.Context(), clinic, "sweep", now, now.Add(time.Minute))
				if err != nil {
					t.Error(err)
				}
				if ok {
					done.Add(1)
				}
			})
		}
		wg.Wait()
		if n := done.Load(); n != 1 {
			t.Errorf("round %d: %d servers did it", round, n)
		}
	}
}

func apart(t *testing.T, one, _ Server) {
	for _, x := range []struct {
		clinic, job string
		at          time.Duration
		want        bool
	}{
		{"a", "sweep", 0, true},
		{"b", "sweep", 0, true},
		{"a", "other", 0, true},
		{"a", "sweep", 0, false},
		{"a", "sweep", 59 * time.Second, false},
		{"a", "sweep", time.Minute, true},
	} {
		now := noon.Add(x.at)
		if got, err := one.Claim(t.Context(), x.clinic, x.job, now, now.Add(time.Minute)); err != nil || got != x.want {
			t.Errorf("%+v: got %v, %v", x, got, err)
		}
	}
}
