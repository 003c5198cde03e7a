package sqlite

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"throughline/clinic/store/sqlstore"
)

func TestAWriteThatFailsLeavesNoTrace(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	db, err := Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "a clinic?#.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	boom := errors.New("boom")
	err = db.Write(ctx, "c", func(tx *sqlstore.Tx) error {
		if _, err := tx.ExecContext(ctx, `INSERT INTO clinics (clinic_id, updated) VALUES ($1, $2)`, "c", 1); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) {
		t.Fatalf("got %v, want boom", err)
	}
	if err := db.Read(ctx, "c", func(tx *sqlstore.Tx) error {
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM clinics`).Scan(&n); err != nil || n != 0 {
			t.Errorf("%d rows, %v; want none", n, err)
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM clinics`)
		if err == nil {
			t.Error("a reader could write")
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func TestTheDatabaseIsDurableAndInWAL(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	db, err := openFile(ctx, filepath.Join(t.TempDir(), "clinic.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for name, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"} {
		var got string
		if err := db.write.QueryRowContext(ctx, "PRAGMA "+name).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q, %v; want %q", name, got, err, want)
		}
	}
}

func TestAnUnusableFileIsAnError(t *testing.T) {
	t.Parallel()
	if _, err := Open(context.Background(), filepath.Join(t.TempDir(), "no", "such", "folder", "c.db")); err == nil {
		t.Fatal("opened a file in a folder that does not exist")
	}
}

// To SQLite "$2" is a name and gets the first number that is free, so that
// arguments went to the wrong places without an error.
func TestPlaceholdersAreNumbers(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	db, err := openFile(ctx, filepath.Join(t.TempDir(), "clinic.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var a, b, c, d string
	err = db.read.QueryRowContext(ctx, `SELECT $2, $1, $2, '$1'`, "one", "two").Scan(&a, &b, &c, &d)
	if err != nil || a+b+c+d != "twoonetwo$1" {
		t.Errorf("got %s %s %s %s, %v", a, b, c, d, err)
	}
}
