package sqlstore

import (
	"context"
	"fmt"
	"time"

	"throughline/clinic/search"
	"throughline/clinic/store"
)

// auditType is kept in a table of its own: it is written at every read, has one
// version, and belongs in nobody's history.
const auditType = "AuditEvent"

var auditColumns = map[string]string{
	"patient": "a.patient_id", "agent": "a.agent", "action": "a.action", "subtype": "a.subtype", "outcome": "a.outcome",
}

func compileAudit(clinic string, sq search.Query) *statement {
	q := &statement{}
	q.WriteString(`a.clinic_id = ` + q.arg(clinic))
	if sq.Patient != "" {
		q.WriteString(` AND a.patient_id = ` + q.arg(sq.Patient))
	}
	for _, f := range sq.Filters {
		q.WriteString(` AND `)
		switch column := auditColumns[f.Param]; {
		case f.Missing != nil:
			q.WriteString(`0 = 1`) // every event has every column
		case f.Kind == search.ID:
			q.WriteString(`a.audit_id IN ` + q.list(termValues(f)))
		case column == "":
			q.WriteString(q.either(f.Terms, func(t search.Term) string { return q.updated(`a.recorded`, t) }))
		default:
			var values []string
			for _, t := range f.Terms {
				if t.Value == nil {
					continue
				}
				v := *t.Value
				if f.Param == "agent" && t.Qualifier != nil {
					v = *t.Qualifier + "/" + v
				}
				values = append(values, v)
			}
			if f.Not {
				q.WriteString(`NOT `)
			}
			q.WriteString(column + ` IN ` + q.list(values))
		}
	}
	return q
}

// searchAudit gives events newest first unless the oldest are asked for.
func (s *session) searchAudit(ctx context.Context, sq search.Query, limit int) (out []store.Hit, err error) {
	q := compileAudit(s.clinic, sq)
	desc := sq.Sort[0].Kind == search.ID || sq.Sort[0].Desc
	keys := []sortKey{{`a.recorded`, desc}, {`a.audit_id`, desc}}
	q.after(keys, sq.After)
	q.orderBy(keys)
	q.WriteString(` LIMIT ` + q.arg(limit))
	sql := &statement{args: q.args}
	sql.WriteString(`SELECT a.recorded AS k0, a.audit_id AS k1, a.body FROM audit a WHERE ` + q.String())
	rows, err := s.tx.QueryContext(ctx, sql.String(), sql.args...)
	if err != nil {
		return nil, fmt.Errorf("search audit: %w", err)
	}
	defer closeRows(rows, &err)
	for rows.Next() {
		hit := store.Hit{Version: store.Version{Type: auditType, Version: 1, Method: store.Created}}
		var at int64
		if err := rows.Scan(&at, &hit.ID, &hit.Body); err != nil {
			return nil, err
		}
		hit.Updated = time.UnixMilli(at).UTC()
		hit.Keys = []any{at, hit.ID}
		out = append(out, hit)
	}
	return out, rows.Err()
}
