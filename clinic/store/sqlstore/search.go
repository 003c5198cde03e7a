package sqlstore

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"throughline/clinic/search"
	"throughline/clinic/store"
)

// Search implements store.Reader.
func (s *session) Search(ctx context.Context, sq search.Query, limit int) (out []store.Hit, err error) {
	if err := s.lock(ctx); err != nil {
		return nil, err
	}
	if sq.Type == auditType {
		return s.searchAudit(ctx, sq, limit)
	}
	q := compile(s.clinic, sq)
	keys := q.sortKeys(sq)
	sql := &statement{args: q.args}
	// The page is chosen by the narrow rows, and only its bodies are read.
	sql.WriteString(`SELECT ` + columns + names(keys) + ` FROM (SELECT r.clinic_id, r.rtype, r.rid, r.version`)
	for i, k := range keys {
		sql.WriteString(`, ` + k.expr + ` AS ` + keyName(i))
	}
	sql.WriteString(` FROM resources r WHERE ` + q.String())
	sql.after(keys, sq.After)
	sql.orderBy(keys)
	sql.WriteString(` LIMIT ` + sql.arg(limit) + `) p JOIN versions v ON v.clinic_id = p.clinic_id AND v.rtype = p.rtype
		AND v.rid = p.rid AND v.version = p.version`)
	sql.orderBy(keys)

	rows, err := s.tx.QueryContext(ctx, sql.String(), sql.args...)
	if err != nil {
		return nil, fmt.Errorf("search %s: %w", sq.Type, err)
	}
	defer closeRows(rows, &err)
	for rows.Next() {
		hit := store.Hit{Keys: make([]any, len(keys))}
		into := make([]any, len(keys))
		for i := range into {
			into[i] = &hit.Keys[i]
		}
		if hit.Version, err = scan(rows, into...); err != nil {
			return nil, err
		}
		out = append(out, hit)
	}
	return out, rows.Err()
}

// Count implements store.Reader.
func (s *session) Count(ctx context.Context, sq search.Query) (int, error) {
	if err := s.lock(ctx); err != nil {
		return 0, err
	}
	var n int
	sql := `SELECT count(*) FROM resources r WHERE `
	q := compile(s.clinic, sq)
	if sq.Type == auditType {
		sql, q = `SELECT count(*) FROM audit a WHERE `, compileAudit(s.clinic, sq)
	}
	if err := s.tx.QueryRowContext(ctx, sql+q.String(), q.args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("count %s: %w", sq.Type, err)
	}
	return n, nil
}

// compile writes the condition on resources r. The most telling filter is
// written so that it drives the search, and the others are tried on what it
// finds: neither engine knows which of several equalities is rare.
func compile(clinic string, sq search.Query) *statement {
	q := &statement{}
	q.WriteString(`r.clinic_id = ` + q.arg(clinic) + ` AND r.rtype = ` + q.arg(sq.Type) + ` AND r.deleted = 0`)
	filters := slices.Clone(sq.Filters)
	if sq.Patient != "" {
		nobody, patient := "", sq.Patient
		filters = append(filters, search.Filter{
			Param: search.Compartment, Kind: search.Reference,
			Terms: []search.Term{{Value: &patient}, {Value: &nobody}},
		})
	}
	slices.SortStableFunc(filters, func(a, b search.Filter) int { return cmp.Compare(rank(a), rank(b)) })
	for i, f := range filters {
		q.WriteString(` AND `)
		switch {
		case f.Kind == search.ID:
			q.WriteString(`r.rid IN ` + q.list(termValues(f)))
		case f.Kind == search.Updated:
			q.WriteString(q.either(f.Terms, func(t search.Term) string { return q.updated(`r.updated`, t) }))
		case i == 0 && rank(f) < common:
			q.WriteString(`r.rid IN (SELECT x.rid FROM ` + tableOf(f) + ` x WHERE x.clinic_id = ` + q.arg(clinic) +
				` AND x.rtype = ` + q.arg(sq.Type) + ` AND x.param = ` + q.arg(f.Param) + ` AND ` + q.terms(f) + `)`)
		default:
			q.indexed(f)
		}
	}
	return q
}

// common is the rank from which on a filter is better tried than driven by.
const common = 4

func rank(f search.Filter) int {
	switch {
	case f.Not || f.Missing != nil:
		return 6
	case f.Kind == search.ID:
		return 0
	case f.Param == "identifier":
		return 1
	case f.Kind == search.Reference, f.Kind == search.URI:
		return 2
	case f.Kind == search.String:
		return 3
	case f.Kind == search.Token:
		return 4
	default:
		return 5
	}
}

func termValues(f search.Filter) []string {
	var out []string
	for _, t := range f.Terms {
		out = append(out, *t.Value)
	}
	return out
}

func tableOf(f search.Filter) string {
	if f.Kind == search.Date {
		return "resource_dates"
	}
	return "resource_values"
}

func (q *statement) indexed(f search.Filter) {
	if f.Not || f.Missing != nil && *f.Missing {
		q.WriteString(`NOT `)
	}
	q.WriteString(`EXISTS (SELECT 1 FROM ` + tableOf(f) + ` x WHERE x.clinic_id = r.clinic_id
		AND x.rtype = r.rtype AND x.rid = r.rid AND x.param = ` + q.arg(f.Param))
	if f.Missing == nil {
		q.WriteString(` AND ` + q.terms(f))
	}
	q.WriteString(`)`)
}
