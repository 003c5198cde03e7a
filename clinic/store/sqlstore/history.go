package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"

	"throughline/clinic/store"
)

// statement is SQL that grows, with its numbered arguments.
type statement struct {
	strings.Builder
	args []any
}

// arg adds an argument and gives its placeholder.
func (q *statement) arg(v any) string {
	q.args = append(q.args, v)
	return "$" + strconv.Itoa(len(q.args))
}

// list gives the placeholders of several arguments, in parentheses.
func (q *statement) list(vs []string) string {
	if len(vs) == 0 {
		return "(NULL)"
	}
	marks := make([]string, len(vs))
	for i, v := range vs {
		marks[i] = q.arg(v)
	}
	return "(" + strings.Join(marks, ",") + ")"
}

// History implements store.Reader. It goes by the index that fits: the
// patient's, the type's, or everybody's.
func (s *session) History(ctx context.Context, h store.HistoryQuery) ([]store.Version, error) {
	if err := s.lock(ctx); err != nil {
		return nil, err
	}
	q := &statement{}
	if h.Patient == "" || h.ID != "" {
		q.WriteString(`SELECT ` + columns + ` FROM versions v WHERE v.clinic_id = ` + q.arg(s.clinic))
		q.narrow(h, "v")
		return s.versions(ctx, q)
	}
	// What is the patient's and what is everybody's, each in the order of its index:
	// together they would be sorted whole for each page.
	q.WriteString(`SELECT * FROM (`)
	for i, patient := range []string{"", h.Patient} {
		if i > 0 {
			q.WriteString(` UNION ALL `)
		}
		q.WriteString(`SELECT * FROM (SELECT ` + columns + ` FROM memberships m
			JOIN versions v ON m.clinic_id = v.clinic_id AND m.updated = v.updated AND m.item = v.item
			WHERE m.clinic_id = ` + q.arg(s.clinic) + ` AND m.patient_id = ` + q.arg(patient))
		q.narrow(h, "m")
		q.WriteString(`) AS of_` + strconv.Itoa(i))
	}
	q.WriteString(`) AS merged ORDER BY updated DESC, item DESC LIMIT ` + q.arg(h.Limit))
	return s.versions(ctx, q)
}

// narrow adds what a history asks for, and its order, by the table that is
// followed.
func (q *statement) narrow(h store.HistoryQuery, by string) {
	if h.Type != "" {
		q.WriteString(` AND v.rtype = ` + q.arg(h.Type))
	}
	if h.ID != "" {
		q.WriteString(` AND v.rid = ` + q.arg(h.ID))
	}
	if !h.Since.IsZero() {
		// An instant between two milliseconds is after the first.
		since := h.Since.Add(time.Millisecond - 1).UnixMilli()
		q.WriteString(` AND ` + by + `.updated >= ` + q.arg(since))
	}
	if h.Before != (store.Position{}) {
		q.WriteString(` AND (` + by + `.updated, ` + by + `.item) < (` +
			q.arg(h.Before.Updated.UnixMilli()) + `, ` + q.arg(h.Before.Item) + `)`)
	}
	q.WriteString(` ORDER BY ` + by + `.updated DESC, ` + by + `.item DESC LIMIT ` + q.arg(h.Limit))
}

func (s *session) versions(ctx context.Context, q *statement) (out []store.Version, err error) {
	rows, err := s.tx.QueryContext(ctx, q.String(), q.args...)
	if err != nil {
		return nil, fmt.Errorf("read versions: %w", err)
	}
	defer closeRows(rows, &err)
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

func closeRows(rows *sql.Rows, err *error) {
	if e := rows.Close(); e != nil && *err == nil {
		*err = e
	}
}
