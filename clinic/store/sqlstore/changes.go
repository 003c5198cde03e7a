package sqlstore

import (
	"context"
	"sync"
	"time"

	"throughline/clinic/store"
)

// hub takes the changes of committed transactions to those who asked for them in
// this process, and through the engine to other servers.
type hub struct {
	mu        sync.Mutex
	subs      map[*subscriber]struct{}
	listening bool
	outgoing  map[store.Change]struct{}
	wake      chan struct{}   // something is outgoing; nil until the first
	ctx       context.Context // of what runs until Close
	stop      context.CancelFunc
	done      sync.WaitGroup
}

// subscriber is one who asked. Changes wait as a set, so that one who is slow
// misses none and keeps nobody waiting.
type subscriber struct {
	mu      sync.Mutex
	pending map[store.Change]struct{}
	wake    chan struct{}
}

func (s *subscriber) add(c store.Change) {
	s.mu.Lock()
	s.pending[c] = struct{}{}
	s.mu.Unlock()
	signal(s.wake)
}

func (s *subscriber) take() map[store.Change]struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.pending
	s.pending = map[store.Change]struct{}{}
	return out
}

func signal(wake chan struct{}) {
	select {
	case wake <- struct{}{}:
	default:
	}
}

// Changes gives what changes from now on, by whichever server, until ctx ends.
func (db *DB) Changes(ctx context.Context) <-chan store.Change {
	s := &subscriber{pending: map[store.Change]struct{}{}, wake: make(chan struct{}, 1)}
	h := &db.hub
	h.mu.Lock()
	h.subs[s] = struct{}{}
	db.listen()
	h.mu.Unlock()
	out := make(chan store.Change)
	go func() {
		defer close(out)
		defer func() { h.mu.Lock(); delete(h.subs, s); h.mu.Unlock() }()
		for {
			select {
			case <-ctx.Done():
				return
			case <-s.wake:
			}
			for c := range s.take() {
				select {
				case <-ctx.Done():
					return
				case out <- c:
				}
			}
		}
	}()
	return out
}

// tellAfter spaces what is told to other servers: a server that writes much
// tells of it a few times a second, in transactions of its own. PostgreSQL lets
// transactions that notify commit one by one, so writes themselves must not.
const tellAfter = 50 * time.Millisecond

// listen begins to hear other servers. The hub is locked.
func (db *DB) listen() {
	h := &db.hub
	if !h.listening {
		h.listening = true
		h.done.Go(func() { db.Listen(h.ctx, db.deliver) })
	}
}

// telling is how other servers hear of this one. The hub is locked.
func (db *DB) telling() {
	h := &db.hub
	if h.wake != nil {
		signal(h.wake)
		return
	}
	h.wake = make(chan struct{}, 1)
	signal(h.wake)
	h.done.Go(func() {
		for {
			select {
			case <-h.ctx.Done():
				db.tellLast()
				return
			case <-h.wake:
			}
			db.tell(h.ctx)
			select {
			case <-h.ctx.Done():
				db.tellLast()
				return
			case <-time.After(tellAfter):
			}
		}
	})
}

func (db *DB) deliver(c store.Change) {
	db.hub.mu.Lock()
	defer db.hub.mu.Unlock()
	for s := range db.hub.subs {
		s.add(c)
	}
}

// tell sends what waits. What cannot be sent is lost: it was a hint.
func (db *DB) tell(ctx context.Context) {
	h := &db.hub
	h.mu.Lock()
	out := make([]store.Change, 0, len(h.outgoing))
	for c := range h.outgoing {
		out = append(out, c)
	}
	h.outgoing = nil
	h.mu.Unlock()
	if len(out) > 0 {
		_ = db.Notify(ctx, out)
	}
}

// tellLast is for a command that changes one thing and ends.
func (db *DB) tellLast() {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(db.hub.ctx), time.Second)
	defer cancel()
	db.tell(ctx)
}

func (db *DB) committed(changes map[store.Change]struct{}) {
	if len(changes) == 0 {
		return
	}
	for c := range changes {
		db.deliver(c)
	}
	h := &db.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.outgoing == nil {
		h.outgoing = map[store.Change]struct{}{}
	}
	for c := range changes {
		h.outgoing[c] = struct{}{}
	}
	db.telling()
}

// Close tells other servers what they have not heard, and closes the database.
func (db *DB) Close() error {
	h := &db.hub
	h.stop()
	h.done.Wait()
	return db.Engine.Close()
}
