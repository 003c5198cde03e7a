package sqlite

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ncruces/go-sqlite3"

	"throughline/clinic/search"
	"throughline/clinic/store"
	"throughline/clinic/store/sqlstore"
)

// testdata/v0.1.sql is a clinic's database as version 0.1 left it: one patient,
// a goal that was changed, an account. It was the only engine then. Whoever opens
// it now has all of it, and nobody has to do anything.
func TestADatabaseOfVersion01IsBroughtUpToDate(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	old, err := os.ReadFile(filepath.Join("testdata", "v0.1.sql"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "clinic.db")
	raw, err := sqlite3.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	// The dump's own table of sequences exists as soon as one is used.
	script, _, _ := strings.Cut(string(old), `DELETE FROM "sqlite_sequence"`)
	script += "COMMIT;"
	if err := raw.Exec(script); err != nil {
		t.Fatal(err)
	}
	if err := raw.Close(); err != nil {
		t.Fatal(err)
	}

	db, err := Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if u, err := sqlstore.NewAuth(db, "main").UserByName(ctx, "maya"); err != nil || u.FHIRUser != "Patient/p1" || u.Disabled {
		t.Errorf("the account: %+v, %v", u, err)
	}
	s := sqlstore.NewStore(db)
	if err := s.View(ctx, "main", func(r store.Reader) error {
		v, err := r.Get(ctx, "Goal", "g1")
		if err != nil || v.Version != 2 || !strings.Contains(string(v.Body), "Sleep more") {
			t.Errorf("the goal: %+v, %v", v, err)
		}
		past, err := r.History(ctx, store.HistoryQuery{Patient: "p1", Limit: 10})
		if err != nil || len(past) != 3 {
			t.Errorf("%d versions, %v", len(past), err)
		}
		n, err := r.Count(ctx, search.Query{Type: "Goal", Patient: "p1"})
		if n != 1 {
			t.Errorf("found %d goals", n)
		}
		return err
	}); err != nil {
		t.Error(err)
	}
	if err := s.Update(ctx, "main", func(w store.Writer) error {
		return w.Put(ctx, store.Version{Type: "Goal", ID: "g1", Version: 3, Method: store.Updated, Body: []byte(`{}`)}, search.Index{}, []string{"p1"})
	}); err != nil {
		t.Errorf("a write after it: %v", err)
	}
	if all, err := db.Clinics(ctx); err != nil || len(all) != 1 || all[0].ID != "main" {
		t.Errorf("the list of clinics: %+v, %v", all, err)
	}
}
