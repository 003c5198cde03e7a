package sqlstore

import (
	"context"
	"fmt"
	"strings"

	"throughline/clinic/search"
	"throughline/clinic/store"
)

// putIndex replaces what the current version is found by.
func (s *session) putIndex(ctx context.Context, v store.Version, index search.Index, patients []string) error {
	if v.Version > 1 {
		for _, clear := range []string{
			`DELETE FROM resource_values WHERE clinic_id = $1 AND rtype = $2 AND rid = $3`,
			`DELETE FROM resource_dates WHERE clinic_id = $1 AND rtype = $2 AND rid = $3`,
		} {
			if _, err := s.tx.ExecContext(ctx, clear, s.clinic, v.Type, v.ID); err != nil {
				return fmt.Errorf("clear index: %w", err)
			}
		}
	}
	if v.Gone() {
		return nil
	}
	values := insert{table: "resource_values", columns: "clinic_id, rtype, rid, param, value, qualifier"}
	if len(patients) == 0 {
		values.add(s.clinic, v.Type, v.ID, search.Compartment, "", "Patient")
	}
	for _, p := range patients {
		values.add(s.clinic, v.Type, v.ID, search.Compartment, p, "Patient")
	}
	for _, x := range index.Values {
		values.add(s.clinic, v.Type, v.ID, x.Param, x.Value, x.Qualifier)
	}
	dates := insert{table: "resource_dates", columns: "clinic_id, rtype, rid, param, low, high"}
	for _, x := range index.Dates {
		dates.add(s.clinic, v.Type, v.ID, x.Param, x.Low.UnixMilli(), x.High.UnixMilli())
	}
	for _, in := range []insert{values, dates} {
		if err := in.run(ctx, s.tx); err != nil {
			return fmt.Errorf("put index: %w", err)
		}
	}
	return nil
}

// insert is one INSERT of many rows.
type insert struct {
	table, columns string
	rows           []string
	args           []any
}

func (in *insert) add(values ...any) {
	var row strings.Builder
	for i := range values {
		fmt.Fprintf(&row, ",$%d", len(in.args)+i+1)
	}
	in.rows = append(in.rows, "("+row.String()[1:]+")")
	in.args = append(in.args, values...)
}

func (in *insert) run(ctx context.Context, tx *Tx) error {
	if len(in.rows) == 0 {
		return nil
	}
	var q statement
	q.WriteString(`INSERT INTO ` + in.table + ` (` + in.columns + `) VALUES ` + strings.Join(in.rows, ",") + ` ON CONFLICT DO NOTHING`)
	_, err := tx.ExecContext(ctx, q.String(), in.args...)
	return err
}
