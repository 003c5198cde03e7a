package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/google/uuid"

	"throughline/clinic/clinictest"
)

// load is phones that write without pause and repeat what was not acknowledged,
// as the app does: no blind PUT, and a look before an update is sent again.
type load struct {
	phone *clinictest.Phone

	mu       sync.Mutex
	acked    []write
	wrong    []string
	retried  int
	lastAck  time.Time
	gap      time.Duration // the longest without an acknowledgement
	round    time.Duration // the same, of this round
	progress chan struct{} // closed when so many were acknowledged
	until    int
}

// write is one operation that the server said it has done.
type write struct {
	kind kind
	id   string
	n    int // for an update, which one of its resource
}

type kind int

const (
	putNew      kind = iota // PUT with If-None-Match: *
	postNew                 // POST with If-None-Exist
	putExisting             // PUT with If-Match
	kinds
)

const identifiers = "https://clinic.test/operation"

func observation(id string) string {
	idField := ""
	if id != "" {
		idField = `"id":"` + id + `",`
	}
	return `{"resourceType":"Observation",` + idField + `"identifier":[{"system":"` + identifiers + `","value":"%s"}],
		"status":"final","code":{"coding":[{"system":"http://loinc.org","code":"44261-6"}]},
		"subject":{"reference":"Patient/p1"},"performer":[{"reference":"Patient/p1"}],
		"effectiveDateTime":"2027-03-02","valueInteger":1}`
}

func goal(id string, n int) string {
	return fmt.Sprintf(`{"resourceType":"Goal","id":"%s","lifecycleStatus":"active","description":{"text":"step %d"},
		"subject":{"reference":"Patient/p1"},"expressedBy":{"reference":"Patient/p1"}}`, id, n)
}

// run lets phones write until stop is closed, and returns when the last
// operation of each is acknowledged or ctx ends.
func (l *load) run(ctx context.Context, phones int, stop <-chan struct{}) {
	var wg sync.WaitGroup
	l.startGap()
	for range phones {
		wg.Go(func() {
			own := write{kind: putExisting, id: uuid.NewString(), n: 0}
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				case <-ctx.Done():
					return
				default:
				}
				w := write{kind: kind(i) % kinds, id: uuid.NewString()}
				if w.kind == putExisting {
					own.n++
					w = own
				}
				if !l.persist(ctx, w) {
					return
				}
			}
		})
	}
	wg.Wait()
}

// persist tries until the server has it.
func (l *load) persist(ctx context.Context, w write) bool {
	for try := 0; ; try++ {
		done, err := l.attempt(ctx, w)
		switch {
		case ctx.Err() != nil:
			l.fault("%v %s was not acknowledged in time: %v", w.kind, w.id, err)
			return false
		case err != nil:
			l.fault("%v %s: %v", w.kind, w.id, err)
			return false
		case done:
			l.ack(w, try)
			return true
		}
		select {
		case <-ctx.Done():
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// attempt reports whether the operation is done; it is not after anything that
// may be tried again.
func (l *load) attempt(ctx context.Context, w write) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	var a clinictest.Answer
	var err error
	switch w.kind {
	case putNew:
		a, err = l.phone.Do(ctx, http.MethodPut, "Observation/"+w.id, fmt.Sprintf(observation(w.id), w.id), "If-None-Match: *")
		if err == nil && a.Status == http.StatusPreconditionFailed {
			a, err = l.phone.Do(ctx, http.MethodGet, "Observation/"+w.id, "") // an attempt before was done after all
		}
	case postNew:
		a, err = l.phone.Do(ctx, http.MethodPost, "Observation", fmt.Sprintf(observation(""), w.id),
			"If-None-Exist: identifier="+identifiers+"|"+w.id)
	default:
		a, err = l.update(ctx, w)
	}
	switch {
	case err != nil, a.Status >= http.StatusInternalServerError, a.Status == http.StatusTooManyRequests:
		return false, nil
	case a.Status == http.StatusOK, a.Status == http.StatusCreated:
		return true, nil
	}
	return false, fmt.Errorf("the server said %d: %s", a.Status, a.Body)
}

// update looks first: what it wants to write may be there.
func (l *load) update(ctx context.Context, w write) (clinictest.Answer, error) {
	condition := "If-None-Match: *"
	if w.n > 1 {
		condition = fmt.Sprintf(`If-Match: W/"%d"`, w.n-1)
	}
	a, err := l.phone.Do(ctx, http.MethodPut, "Goal/"+w.id, goal(w.id, w.n), condition)
	if err != nil || a.Status != http.StatusPreconditionFailed {
		return a, err
	}
	if a, err = l.phone.Do(ctx, http.MethodGet, "Goal/"+w.id, ""); err != nil || a.Status != http.StatusOK {
		return a, err
	}
	var have struct {
		Meta        struct{ VersionID string }
		Description struct{ Text string }
	}
	if err := json.Unmarshal(a.Body, &have); err != nil {
		return a, err
	}
	if have.Meta.VersionID != fmt.Sprint(w.n) || have.Description.Text != fmt.Sprintf("step %d", w.n) {
		l.fault("update %d of %s is lost: the server has %s", w.n, w.id, a.Body)
	}
	return a, nil
}

func (l *load) ack(w write, tries int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	l.round = max(l.round, now.Sub(l.lastAck))
	l.gap = max(l.gap, l.round)
	l.lastAck = now
	l.acked = append(l.acked, w)
	if tries > 0 {
		l.retried++
	}
	if l.progress != nil && len(l.acked) >= l.until {
		close(l.progress)
		l.progress = nil
	}
}

// more is closed when n further operations were acknowledged.
func (l *load) more(n int) <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.progress, l.until = make(chan struct{}), len(l.acked)+n
	return l.progress
}

func (l *load) fault(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wrong = append(l.wrong, fmt.Sprintf(format, args...))
}

func (l *load) startGap() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lastAck, l.round = time.Now(), 0
}

func (l *load) roundGap() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.round
}
