package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync"
	"time"
)

// aimMemory is by how much the heap may grow.
const aimMemory = 32 << 20

// memory prints by how much the heap grows while the large set is pulled, and what stays.
func (s *stand) memory(ctx context.Context) (err error) {
	dir := filepath.Join(s.dir, "measured")
	p, err := s.phone(ctx, dir, "many")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	p.noted.off = true
	debug.FreeOSMemory()
	before := heap()
	peak, stop := before, make(chan struct{})
	var watching sync.WaitGroup
	watching.Go(func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(2 * time.Millisecond):
				peak = max(peak, heap())
			}
		}
	})
	_, _, err = p.timed(ctx)
	close(stop)
	watching.Wait()
	runtime.GC()
	after := heap()
	missed := ""
	if peak > before+aimMemory {
		missed = fmt.Sprintf(" (aim %s)", mib(aimMemory))
	}
	fmt.Printf("memory while %d are pulled: the heap grows by at most %s%s, garbage included, and by %s for good\n", many, mib(peak-before), missed, mib(after-before))
	if info, statErr := os.Stat(filepath.Join(dir, "store.db")); statErr == nil {
		fmt.Printf("  the store on disk has %s\n", mib(uint64(info.Size()))) //nolint:gosec // a size
	}
	return err
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func mib(n uint64) string { return fmt.Sprintf("%.1f MiB", float64(int64(n))/(1<<20)) } //nolint:gosec // may be less than before
