package app

import (
	"context"
	"encoding/json"
	"maps"
	"sync"
	"time"

	"throughline/care"
	"throughline/sync/engine"
)

// noteTyped is the engine's note that holds what is being written.
const noteTyped = "typed"

// typingPause is how long nobody types before it is kept.
const typingPause = 500 * time.Millisecond

// typed is what stands in fields and is not part of the record yet: in the encrypted
// store, so that an app that is ended while somebody writes has it after the next
// start. It is safe for use by many goroutines.
type typed struct {
	mu    sync.Mutex
	kept  *engine.Engine // nil until it was read
	words map[string]string
	dirty bool
	timer *time.Timer
}

// load reads what was being written.
func (t *typed) load(ctx context.Context, e *engine.Engine) error {
	raw, err := e.Note(ctx, noteTyped)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept, t.words = e, map[string]string{}
	if err == nil && len(raw) > 0 {
		_ = json.Unmarshal(raw, &t.words) // what another version wrote counts as nothing
	}
	return err
}

// get is what stands in a field of that name.
func (t *typed) get(key string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.words[key]
}

// put notes what stands there now; "" forgets it. soon is called once nobody has typed
// for a moment.
func (t *typed) put(key, words string, soon func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.kept == nil || t.words[key] == words {
		return
	}
	t.words[key] = words
	if words == "" {
		delete(t.words, key)
	}
	t.dirty = true
	if t.timer != nil {
		t.timer.Stop()
	}
	t.timer = time.AfterFunc(typingPause, soon)
}

// changed gives what is to be kept, if anything is, and takes it as kept.
func (t *typed) changed() (*engine.Engine, []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.timer != nil {
		t.timer.Stop()
	}
	if !t.dirty {
		return nil, nil
	}
	raw, err := json.Marshal(maps.Clone(t.words))
	if err != nil {
		return nil, nil // a map of strings always marshals
	}
	t.dirty = false
	return t.kept, raw
}

// flush keeps it, after what was asked for before.
func (t *typed) flush(w *Window) {
	if e, raw := t.changed(); e != nil {
		w.inOrder(func(ctx context.Context) error { return e.KeepNote(ctx, noteTyped, raw) }, func(*care.Fault) {})
	}
}

// save keeps it now and waits for that: the app is about to end.
func (t *typed) save() {
	if e, raw := t.changed(); e != nil {
		_ = e.KeepNote(context.Background(), noteTyped, raw) // nobody is left to be told
	}
}

// stop ends the timer.
func (t *typed) stop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.timer != nil {
		t.timer.Stop()
	}
	t.kept, t.dirty = nil, false
}

// Typed is what somebody was writing in a field, before a restart too.
func (s *patientScreens) Typed(key string) string { return s.w.typed.get(key) }

// KeepTyped keeps what stands in a field; "" forgets it.
func (s *patientScreens) KeepTyped(key, words string) { s.w.keepTyped(key, words) }

// Typed is what somebody was writing on the card.
func (s *safety) Typed(key string) string { return s.w.typed.get(key) }

// KeepTyped keeps it.
func (s *safety) KeepTyped(key, words string) { s.w.keepTyped(key, words) }

func (w *Window) keepTyped(key, words string) {
	t := w.typed
	t.put(key, words, func() { t.flush(w) })
}
