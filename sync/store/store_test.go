package store_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"throughline/sync/store"
	"throughline/sync/store/storetest"
)

func config(dir string) store.Config {
	return store.Config{
		Dir: dir, Key: storetest.Key(), Owner: storetest.Owner,
		Now: func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) },
	}
}

func open(t *testing.T, cfg store.Config) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), cfg)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	return s
}

func closed(t *testing.T, s *store.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
}

func enqueue(t *testing.T, s *store.Store, op string, body string) {
	t.Helper()
	err := s.Apply(t.Context(), func(tx *store.Tx) error {
		return tx.Enqueue(&store.Entry{Operation: op, Kind: store.Create, Type: "Task", ID: op, Body: []byte(body), State: store.Queued})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func operations(t *testing.T, s *store.Store) []string {
	t.Helper()
	all, err := s.Unsent(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var ops []string
	for _, e := range all {
		ops = append(ops, e.Operation)
	}
	return ops
}

func TestOnDisk(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) *store.Store { return open(t, config(t.TempDir())) })
}

func TestInMemory(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) *store.Store {
		s, err := store.OpenMemory(t.Context(), store.Config{Key: storetest.Key(), Owner: storetest.Owner})
		if err != nil {
			t.Fatal(err)
		}
		return s
	})
}

// Whoever copies the folder of a running app finds no word of what the person
// wrote, in no file of it, and no file that others may read.
func TestNothingReadableOnDisk(t *testing.T) {
	t.Parallel()
	const canary = "canary-thoughts-of-self-harm"
	dir := filepath.Join(t.TempDir(), "profile")
	s := open(t, config(dir))
	defer closed(t, s)
	for i := range 200 {
		err := s.Apply(t.Context(), func(tx *store.Tx) error {
			body := []byte(strings.Repeat(canary, 40))
			_, err := tx.Put(store.Resource{Type: "QuestionnaireResponse", ID: fmt.Sprint(i), Version: "1", Body: body})
			e := store.Entry{Operation: fmt.Sprint(i), Type: canary, ID: canary, Body: body, State: store.Queued}
			_, err2 := tx.SaveDocument(canary, body)
			return errors.Join(err, err2, tx.Enqueue(&e), tx.SaveDraft(canary, body), tx.SetMeta(canary, canary), tx.SetCursor(canary, canary))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	files := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		want := fs.FileMode(0o600)
		if d.IsDir() {
			want = 0o700
		}
		if runtime.GOOS != "windows" && info.Mode().Perm() != want {
			t.Errorf("%s has mode %o, want %o", path, info.Mode().Perm(), want)
		}
		if d.IsDir() {
			return nil
		}
		files++
		data, err := os.ReadFile(path)
		for _, plain := range []string{canary, "QuestionnaireResponse", "SQLite format", "CREATE TABLE", "Patient/p1"} {
			if bytes.Contains(data, []byte(plain)) {
				t.Errorf("%s holds %q", path, plain)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 4 {
		t.Errorf("only %d files looked at: database, WAL, lock and check are wanted", files)
	}
}

func TestWrongKeyLeavesTheFileAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, config(dir))
	enqueue(t, s, "op-1", "{}")
	closed(t, s)
	before, err := os.ReadFile(filepath.Join(dir, "store.db"))
	if err != nil {
		t.Fatal(err)
	}

	wrong := config(dir)
	wrong.Key, err = store.NewKey(make([]byte, store.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), wrong); !errors.Is(err, store.ErrWrongKey) {
		t.Fatalf("err = %v, want ErrWrongKey", err)
	}
	after, err := os.ReadFile(filepath.Join(dir, "store.db"))
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was touched (%v)", err)
	}

	// The person agrees to start anew: the old file is kept, and told of once.
	if err := store.SetAside(wrong); err != nil {
		t.Fatal(err)
	}
	s = open(t, wrong)
	if r := s.Recovered(); r == nil || !r.Lost || len(r.Files) != 1 {
		t.Errorf("recovered = %+v, want one file whose outbox could not be read", r)
	}
	closed(t, s)
	s = open(t, wrong)
	defer func() { closed(t, s) }()
	if r := s.Recovered(); r != nil {
		t.Errorf("told of %+v twice", r)
	}
	closed(t, s)

	// The old key comes back, as when a keyring was restored: so does what was entered.
	if err := store.SetAside(config(dir)); err != nil {
		t.Fatal(err)
	}
	s = open(t, config(dir))
	if r := s.Recovered(); r == nil || r.Entries != 1 {
		t.Errorf("recovered = %+v, want the entry of the first file", r)
	}
}

// The process that signs somebody in holds the folder all the while, and hands it
// to the store.
func TestAHoldIsHandedToTheStore(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	hold, err := store.Take(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), config(dir)); !errors.Is(err, store.ErrInUse) {
		t.Errorf("err = %v, want ErrInUse", err)
	}
	cfg := config(dir)
	cfg.Hold = hold
	s := open(t, cfg)
	if _, err := store.Take(dir); !errors.Is(err, store.ErrInUse) {
		t.Errorf("err = %v, want ErrInUse", err)
	}
	closed(t, s)
	hold, err = store.Take(dir)
	if err != nil {
		t.Fatal(err)
	}
	wrong := config(dir)
	wrong.Owner.Subject, wrong.Hold = "Patient/p2", hold
	if _, err := store.Open(t.Context(), wrong); !errors.Is(err, store.ErrOwner) {
		t.Errorf("err = %v, want ErrOwner", err)
	}
	closed(t, open(t, config(dir))) // a store that cannot be opened holds nothing
}

func TestAnotherOwnerIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	closed(t, open(t, config(dir)))
	for _, other := range []store.Owner{
		{Subject: "Patient/p2", Clinic: storetest.Owner.Clinic},
		{Subject: storetest.Owner.Subject, Clinic: "https://other.example/fhir"},
		{},
	} {
		cfg := config(dir)
		cfg.Owner = other
		if _, err := store.Open(t.Context(), cfg); !errors.Is(err, store.ErrOwner) {
			t.Errorf("%+v: err = %v, want ErrOwner", other, err)
		}
	}
	closed(t, open(t, config(dir)))
}

func TestASecondOpenIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, config(dir))
	if _, err := store.Open(t.Context(), config(dir)); !errors.Is(err, store.ErrInUse) {
		t.Errorf("err = %v, want ErrInUse", err)
	}
	if err := store.Wipe(dir); !errors.Is(err, store.ErrInUse) {
		t.Errorf("wipe: err = %v, want ErrInUse", err)
	}
	closed(t, s)
	closed(t, open(t, config(dir)))
}

func TestWipeLeavesNothing(t *testing.T) {
	t.Parallel()
	for name, wipe := range map[string]func(*store.Store, string) error{
		"open":   func(s *store.Store, _ string) error { return s.Wipe() },
		"closed": func(s *store.Store, dir string) error { return errors.Join(s.Close(), store.Wipe(dir)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "a + b [c] %20")
			s := open(t, config(dir))
			enqueue(t, s, "op-1", "{}")
			if err := os.WriteFile(filepath.Join(dir, "store-20260101T000000.000Z.db"), []byte("set aside"), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "preferences.json"), nil, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := wipe(s, dir); err != nil {
				t.Fatal(err)
			}
			left, err := os.ReadDir(dir)
			if err != nil || len(left) != 2 {
				t.Errorf("left %v (%v), want the lock and what is not the store's", left, err)
			}
			s = open(t, config(dir))
			defer closed(t, s)
			if ops := operations(t, s); len(ops) > 0 {
				t.Errorf("outbox %v after a wipe", ops)
			}
		})
	}
}

// The header of the database is overwritten, as by a failing disk. Nothing of the
// outbox can be had, so the file is kept and the person is told.
func TestDamagedFileIsSetAside(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, config(dir))
	enqueue(t, s, "op-1", "{}")
	closed(t, s)
	overwrite(t, filepath.Join(dir, "store.db"), 0)

	s = open(t, config(dir))
	defer closed(t, s)
	r := s.Recovered()
	if r == nil || !r.Lost || r.Entries != 0 || len(r.Files) != 1 || filepath.Base(r.Files[0]) != "store-20261123T120000.000Z.db" {
		t.Fatalf("recovered = %+v", r)
	}
	if _, err := os.Stat(r.Files[0]); err != nil {
		t.Errorf("the damaged file is gone: %v", err)
	}
}

// Damage in the downloaded part, met while the app runs: it says so, and the next
// start carries the outbox and the drafts over.
func TestOutboxOutlivesADamagedCache(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, config(dir))
	enqueue(t, s, "op-1", "{}")
	enqueue(t, s, "op-2", "{}")
	err := s.Apply(t.Context(), func(tx *store.Tx) error {
		for i := range 500 {
			r := store.Resource{Type: "Task", ID: fmt.Sprint(i), Version: "1", Body: bytes.Repeat([]byte("x"), 1000)}
			if _, err := tx.Put(r); err != nil {
				return err
			}
		}
		_, err := tx.SaveDocument("card", []byte("in my own words"))
		return errors.Join(err, tx.SaveDraft("d", []byte("half")))
	})
	if err != nil {
		t.Fatal(err)
	}
	closed(t, s)
	overwrite(t, filepath.Join(dir, "store.db"), 300_000)

	s = open(t, config(dir))
	readAll := func(tx *store.Tx) error { return tx.Resources(func(store.Resource) error { return nil }) }
	if err := s.View(t.Context(), readAll); !errors.Is(err, store.ErrDamaged) {
		t.Fatalf("err = %v, want ErrDamaged", err)
	}
	closed(t, s)

	s = open(t, config(dir))
	defer closed(t, s)
	r := s.Recovered()
	if r == nil || r.Lost || r.Entries != 2 || r.Drafts != 1 {
		t.Fatalf("recovered = %+v, want two entries, one draft and nothing lost", r)
	}
	if ops := operations(t, s); fmt.Sprint(ops) != "[op-1 op-2]" {
		t.Errorf("outbox %v", ops)
	}
	card := ""
	err = s.View(t.Context(), func(tx *store.Tx) error {
		return tx.Documents("card", func(d store.Document) error {
			card += string(d.Body)
			return nil
		})
	})
	if err != nil || card != "in my own words" {
		t.Errorf("the card says %q, %v", card, err)
	}
}

func overwrite(t *testing.T, path string, at int64) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteAt(bytes.Repeat([]byte{0xA5}, 8192), at/4096*4096)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestNewerStoreIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, config(dir))
	if err := store.SetUserVersion(t.Context(), s, 99); err != nil {
		t.Fatal(err)
	}
	closed(t, s)
	if _, err := store.Open(t.Context(), config(dir)); !errors.Is(err, store.ErrNewer) {
		t.Errorf("err = %v, want ErrNewer", err)
	}
}

// An entry whose row was changed behind the store's back is never sent: it counts
// as set aside, and the others go on.
func TestForgedEntryIsQuarantined(t *testing.T) {
	t.Parallel()
	for name, forge := range map[string]string{
		"sealed":       `UPDATE outbox SET sealed = randomblob(200) WHERE operation = 'op-1'`,
		"state":        `UPDATE outbox SET state = 'acknowledged' WHERE operation = 'op-1'`,
		"another's":    `UPDATE outbox SET sealed = (SELECT sealed FROM outbox WHERE operation = 'op-2') WHERE operation = 'op-1'`,
		"short":        `UPDATE outbox SET sealed = x'00' WHERE operation = 'op-1'`,
		"other target": `UPDATE outbox SET id = 'victim' WHERE operation = 'op-1'`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t, config(t.TempDir()))
			defer closed(t, s)
			enqueue(t, s, "op-1", "{}")
			enqueue(t, s, "op-2", "{}")
			if err := store.Exec(t.Context(), s, forge); err != nil {
				t.Fatal(err)
			}
			all, err := s.Unsent(t.Context())
			if err != nil || len(all) != 2 {
				t.Fatalf("%d unsent, %v", len(all), err)
			}
			if all[0].State != store.Quarantined || all[0].Code != store.CodeDamaged || all[0].Body != nil {
				t.Errorf("forged entry came as %+v", all[0])
			}
			if all[1].State != store.Queued {
				t.Errorf("the other entry came as %+v", all[1])
			}
		})
	}
}

func TestKeyNeverShowsItself(t *testing.T) {
	t.Parallel()
	raw := []byte("0123456789abcdef0123456789abcdef")
	k, err := store.NewKey(raw)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("key", "key", k, "in", struct{ K store.Key }{k})
	asJSON, err := json.Marshal(map[string]any{"key": k, "config": store.Config{Key: k}.Key})
	if err != nil {
		t.Fatal(err)
	}
	said := log.String() + string(asJSON)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%o"} {
		said += fmt.Sprintf(verb, k) + fmt.Sprintf(verb, &k) + fmt.Sprintf(verb, store.Config{Key: k})
	}
	for _, leak := range []string{"0123456789", "30313233", "48 49 50", "60 61 62"} {
		if strings.Contains(said, leak) {
			t.Errorf("printed as %q", leak)
		}
	}
	if _, err := store.NewKey(raw[:31]); err == nil {
		t.Error("a short key was taken")
	}
}

func TestCancelledContextIsItself(t *testing.T) {
	t.Parallel()
	s := open(t, config(t.TempDir()))
	defer closed(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.View(ctx, func(*store.Tx) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v", err)
	}
}
