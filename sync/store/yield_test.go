package store_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"throughline/sync/store"
)

// Somebody else takes the device over, and later the first person is back. What each
// entered and had not sent is there for them and for nobody else, each time; the copy
// of the record is not.
func TestWhoMakesRoomKeepsWhatWasNotSent(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, second := config(dir), config(dir)
	second.Owner.Subject = "Patient/second"
	s := open(t, first)
	enqueue(t, s, "op-1", `{"resourceType":"Task","note":"first"}`)
	err := s.Apply(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Put(store.Resource{Type: "Goal", ID: "g", Version: "1", Body: []byte(`{"resourceType":"Goal","id":"g"}`)})
		return errors.Join(err, tx.SaveDraft("d", []byte("half")), tx.SetCursor("history", "now"), tx.SetMeta("note/looked", "at 18:00"))
	})
	if err != nil {
		t.Fatal(err)
	}
	closed(t, s)

	if _, err := store.Open(t.Context(), second); !errors.Is(err, store.ErrOwner) {
		t.Fatalf("the second person: %v", err)
	}
	if kept, err := store.Yield(t.Context(), second); err != nil || !kept {
		t.Fatalf("yield: %t, %v", kept, err)
	}
	s = open(t, second)
	if ops := operations(t, s); len(ops) != 0 || s.Recovered() != nil {
		t.Errorf("the second person has %v, told %+v", ops, s.Recovered())
	}
	enqueue(t, s, "op-2", `{"resourceType":"Task","note":"second"}`)
	closed(t, s)

	if kept, err := store.Yield(t.Context(), first); err != nil || !kept {
		t.Fatalf("yield back: %t, %v", kept, err)
	}
	s = open(t, first)
	if ops := operations(t, s); len(ops) != 1 || ops[0] != "op-1" {
		t.Errorf("the first person has %v", ops)
	}
	err = s.View(t.Context(), func(tx *store.Tx) error {
		drafts := 0
		err := tx.Drafts(func(_ string, body []byte) error {
			drafts++
			if !bytes.Equal(body, []byte("half")) {
				t.Errorf("draft %q", body)
			}
			return nil
		})
		_, record, getErr := tx.Get("Goal", "g")
		cursor, cursorErr := tx.Cursor("history")
		if drafts != 1 || record || cursor != "" {
			t.Errorf("%d drafts, record %t, cursor %q", drafts, record, cursor)
		}
		return errors.Join(err, getErr, cursorErr)
	})
	if err != nil {
		t.Fatal(err)
	}
	closed(t, s)

	s = open(t, first) // nothing comes twice
	if ops := operations(t, s); len(ops) != 1 {
		t.Errorf("at the next start: %v", ops)
	}
	closed(t, s)
	if _, err := store.Yield(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	s = open(t, second)
	if ops := operations(t, s); len(ops) != 1 || ops[0] != "op-2" {
		t.Errorf("the second person, again, has %v", ops)
	}
	closed(t, s)
}

// Where there is nothing to keep, nothing is kept.
func TestWhoMakesRoomAndHasSentAllLeavesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, config(dir))
	enqueue(t, s, "op-1", `{"resourceType":"Task"}`)
	err := s.Apply(t.Context(), func(tx *store.Tx) error {
		en, _, err := tx.Entry("op-1")
		en.State = store.Acknowledged
		return errors.Join(err, tx.Replace(en))
	})
	if err != nil {
		t.Fatal(err)
	}
	closed(t, s)
	if kept, err := store.Yield(t.Context(), config(dir)); err != nil || kept {
		t.Errorf("kept %t, %v", kept, err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "store*.db*")); len(left) > 0 {
		t.Errorf("left %v", left)
	}
	if kept, err := store.Yield(t.Context(), config(t.TempDir())); err != nil || kept {
		t.Errorf("of an empty folder: %t, %v", kept, err)
	}
	other := config(dir)
	closed(t, open(t, other))
	if err := os.WriteFile(filepath.Join(dir, "store.check"), []byte("another key's"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Yield(t.Context(), other); !errors.Is(err, store.ErrWrongKey) {
		t.Errorf("with a key that does not fit: %v", err)
	}
}
