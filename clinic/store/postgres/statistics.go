package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// A planner that knows nothing about a table believes that every condition
// leaves one row, and then takes any index: measured, a look-up by identifier
// among 600 resources took 600 ms instead of 0.1. It stays so until autovacuum
// comes by, which is a minute or more of a new clinic's first day. So a new
// database is told beforehand how the tables will look: sample rows are analyzed
// and taken away again, which leaves the statistics.
const sample = `
INSERT INTO resources SELECT '-', (ARRAY['Observation','Task','Appointment','QuestionnaireResponse'])[1 + n % 4], 'r' || n, 1, n, 0
	FROM generate_series(1, 4000) n;
INSERT INTO versions SELECT '-', rtype, rid, 1, updated, 1, 'POST', '{}' FROM resources;
INSERT INTO memberships SELECT '-', 'p' || updated % 200, updated, 1 FROM resources;
INSERT INTO resource_values SELECT '-', rtype, p, CASE p WHEN 'identifier' THEN rid WHEN 'status' THEN 's' || updated % 3
	WHEN 'code' THEN 'c' || updated % 20 ELSE 'p' || updated % 200 END, CASE p WHEN 'status' THEN '' ELSE 'q' END, rid
	FROM resources, unnest(ARRAY['identifier','status','code','patient','subject','_compartment']) p;
INSERT INTO resource_dates SELECT '-', rtype, 'date', updated * 1000, updated * 1000 + 1, rid FROM resources;
INSERT INTO audit SELECT '-', 'e' || n, n, 'p' || n % 200, 'Patient/p' || n % 200, 'R', 'read', '0', '{}' FROM generate_series(1, 4000) n;
ANALYZE resources, versions, memberships, resource_values, resource_dates, audit;
TRUNCATE resources, versions, memberships, resource_values, resource_dates, audit`

// foretell gives a database that holds nothing the statistics of one that does.
// The tables are not yet behind row-level security.
func foretell(ctx context.Context, conn *sql.Conn) (err error) {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if end := tx.Rollback(); !errors.Is(end, sql.ErrTxDone) {
			err = errors.Join(err, end)
		}
	}()
	var used bool
	if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM clinics)
		OR EXISTS (SELECT 1 FROM audit) OR EXISTS (SELECT 1 FROM resources)`).Scan(&used); err != nil || used {
		return err
	}
	if _, err := tx.ExecContext(ctx, sample); err != nil {
		return fmt.Errorf("statistics: %w", err)
	}
	return tx.Commit()
}
