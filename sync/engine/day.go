package engine

import (
	"context"

	"throughline/profile"
	"throughline/sync/store"
)

// notePrefix is before the names of notes among the store's own values.
const notePrefix = "note/"

// Note gives what KeepNote kept under a name on this device; nothing where
// nothing was.
func (e *Engine) Note(ctx context.Context, name string) ([]byte, error) {
	var text string
	err := e.store.View(ctx, func(tx *store.Tx) (err error) {
		text, err = tx.Meta(notePrefix + name)
		return err
	})
	return []byte(text), err
}

// KeepNote keeps something that is of this device alone in the encrypted store:
// what the person has looked at, which reminders are set. It is never sent, and
// goes away with the rest.
func (e *Engine) KeepNote(ctx context.Context, name string, note []byte) error {
	return e.store.Apply(ctx, func(tx *store.Tx) error { return tx.SetMeta(notePrefix+name, string(note)) })
}

// DoHomework says that the person did what they were given to try, or takes
// that back.
func (e *Engine) DoHomework(ctx context.Context, homework string, done bool) error {
	return e.operate(ctx, func(_ *store.Tx, set profile.Set) ([]profile.Operation, error) {
		return profile.HomeworkDone(set, homework, done, e.now())
	})
}
