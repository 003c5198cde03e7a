package postgres_test

import (
	"fmt"
	"strings"
	"testing"

	"throughline/clinic/search"
	"throughline/clinic/store"
	"throughline/clinic/store/postgres"
	"throughline/clinic/store/postgres/postgrestest"
	"throughline/clinic/store/sqlstore"
)

// In a database that was made a moment ago, before anybody has analyzed it, a
// look-up by identifier read every index row of the clinic for each resource, and
// a conditional create took half a second among 600.
func TestANewDatabaseIsSearchedByTheRightIndex(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	dsn := postgrestest.Database(t)
	db, err := postgres.Open(ctx, dsn(postgrestest.App))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := sqlstore.NewStore(db).Update(ctx, "main", func(w store.Writer) error {
		for i := range 300 {
			id := fmt.Sprint("x", i)
			if err := w.Put(ctx, store.Version{Type: "Observation", ID: id, Version: 1, Method: store.Created, Body: []byte(`{}`)},
				search.Index{Values: []search.Value{
					{Param: "identifier", Value: id, Qualifier: "s"},
					{Param: "code", Value: "1", Qualifier: "s"},
					{Param: "subject", Value: "p1", Qualifier: "Patient"},
					{Param: "status", Value: "final"},
				}}, []string{"p1"}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	conn := connection(t, dsn(postgrestest.App))
	for _, statement := range []string{
		`SET plan_cache_mode = force_generic_plan`, `SET clinicd.clinic = 'main'`,
		`PREPARE find (text, text, text) AS SELECT count(*) FROM resources r WHERE r.clinic_id = $1 AND r.rtype = $2
			AND r.deleted = 0 AND r.rid IN (SELECT x.rid FROM resource_values x WHERE x.clinic_id = $1 AND x.rtype = $2
			AND x.param = 'identifier' AND x.value = $3)`,
	} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			t.Fatal(err)
		}
	}
	plan := strings.Join(texts(t, conn, `EXPLAIN EXECUTE find ('main', 'Observation', 'x5')`), "\n")
	if !strings.Contains(plan, "resource_values_value") || !strings.Contains(plan, "(rid = x.rid)") {
		t.Errorf("the plan is\n%s", plan)
	}
}
