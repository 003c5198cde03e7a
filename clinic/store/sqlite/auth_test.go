package sqlite_test

import (
	"path/filepath"
	"testing"

	"throughline/clinic/auth"
	"throughline/clinic/store/sqlite"
	"throughline/clinic/store/sqlstore"
	"throughline/clinic/store/storetest"
)

func TestAuth(t *testing.T) {
	t.Parallel()
	storetest.Auth(t, func(t *testing.T) (auth.Store, auth.Store) {
		db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "clinic.db"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
		return sqlstore.NewAuth(db, "north"), sqlstore.NewAuth(db, "south")
	})
}
