package postgres_test

import (
	"testing"
	"time"

	"throughline/clinic/auth"
	"throughline/clinic/store"
	"throughline/clinic/store/postgres"
	"throughline/clinic/store/postgres/postgrestest"
	"throughline/clinic/store/sqlstore"
	"throughline/clinic/store/storetest"
)

func open(t *testing.T) *sqlstore.DB {
	t.Helper()
	db, err := postgres.Open(t.Context(), postgrestest.Database(t)(postgrestest.App))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func TestStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) store.Store {
		s := sqlstore.NewStore(open(t))
		s.Now = func() time.Time { return storetest.Frozen }
		return s
	})
}

func TestAuth(t *testing.T) {
	t.Parallel()
	storetest.Auth(t, func(t *testing.T) (auth.Store, auth.Store) {
		db := open(t)
		return sqlstore.NewAuth(db, "north"), sqlstore.NewAuth(db, "south")
	})
}

func servers(t *testing.T) (one, two storetest.Server) {
	t.Helper()
	dsn := postgrestest.Database(t)(postgrestest.App)
	var both [2]*sqlstore.Store
	for i := range both {
		db, err := postgres.Open(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		both[i] = sqlstore.NewStore(db)
		both[i].Now = func() time.Time { return storetest.Frozen }
		t.Cleanup(func() {
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	return both[0], both[1]
}

func TestServers(t *testing.T) {
	t.Parallel()
	storetest.Servers(t, servers)
}

func TestAnAuditDoesNotWaitForTheClinicsWrites(t *testing.T) {
	t.Parallel()
	one, two := servers(t)
	storetest.AuditBesideWrite(t, one, two)
}
