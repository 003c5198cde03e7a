package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"

	"throughline/clinic/access"
	"throughline/clinic/audit"
	"throughline/clinic/document"
	"throughline/clinic/search"
	"throughline/clinic/store/sqlite"
	"throughline/clinic/store/sqlstore"
)

// plain inserts the rows of a create and nothing else: a transaction each, on the disk when it returns, one statement
// a table, no HTTP, no checks. The rows are made before, so that only their insertion is counted.
type plain struct {
	db   *sqlstore.DB
	most int // creates of a round
	rows map[int][]insert
}

// insert is one statement: the rows of one table.
type insert struct {
	table string
	rows  [][]any
}

func openPlain(ctx context.Context, dir string, most int) (*plain, error) {
	db, err := sqlite.Open(ctx, filepath.Join(dir, "plain.db"))
	return &plain{db: db, most: most}, err
}

func (p *plain) Name() string { return "plain inserts of the same rows (SQLite)" }
func (p *plain) Close() error { return p.db.Close() }

func (p *plain) Begin(_ context.Context, round int) error {
	p.rows = map[int][]insert{}
	for n := round*p.most + 1; n <= (round+1)*p.most; n++ {
		rows, err := rowsOf("p", n)
		if err != nil {
			return err
		}
		p.rows[n] = rows
	}
	return nil
}

func (p *plain) Create(ctx context.Context, n int) error {
	return p.db.Write(ctx, clinicID, func(tx *sqlstore.Tx) error {
		for _, in := range p.rows[n] {
			query, args := in.statement()
			if _, err := tx.ExecContext(ctx, query, args...); err != nil {
				return fmt.Errorf("%s: %w", in.table, err)
			}
		}
		return nil
	})
}

func (in insert) statement() (string, []any) {
	var b strings.Builder
	var args []any
	b.WriteString("INSERT INTO " + in.table + " VALUES ")
	for i, row := range in.rows {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('(')
		for j, v := range row {
			if j > 0 {
				b.WriteByte(',')
			}
			args = append(args, v)
			fmt.Fprintf(&b, "$%d", len(args))
		}
		b.WriteByte(')')
	}
	return b.String(), args
}

const clinicID = "main"

// rowsOf makes the rows that clinicd writes for one create, by the code that makes them there.
func rowsOf(patient string, n int) ([]insert, error) {
	d, err := document.Parse(observation(patient, n))
	if err != nil {
		return nil, err
	}
	typ, id, at := d.Type(), uuid.NewString(), time.Now().Add(time.Duration(n)*time.Millisecond)
	body := d.With(id, 1, at).Bytes()
	tree, err := document.Tree(body)
	if err != nil {
		return nil, err
	}
	ms := at.UnixMilli()
	out := []insert{
		{"resources", [][]any{{clinicID, typ, id, 1, ms, 0}}},
		{"versions", [][]any{{clinicID, typ, id, 1, ms, 1, "POST", string(body)}}},
	}
	index := search.IndexOf(typ, tree)
	members, values, dates := insert{table: "memberships"}, insert{table: "resource_values"}, insert{table: "resource_dates"}
	for _, p := range access.PatientsOf(typ, id, tree) {
		members.rows = append(members.rows, []any{clinicID, p, ms, 1})
		values.rows = append(values.rows, []any{clinicID, typ, search.Compartment, p, "Patient", id})
	}
	for _, v := range index.Values {
		values.rows = append(values.rows, []any{clinicID, typ, v.Param, v.Value, v.Qualifier, id})
	}
	for _, v := range index.Dates {
		dates.rows = append(dates.rows, []any{clinicID, typ, v.Param, v.Low.UnixMilli(), v.High.UnixMilli(), id})
	}
	event, err := audit.Event{
		At: at, Agent: audit.Agent{FHIRUser: "Practitioner/dana", Name: "Dana Whitfield", UserID: "dana", Role: "therapist", Client: "throughline", Address: "127.0.0.1"},
		Subtype: "create", Outcome: audit.Success, Patient: patient, Entities: []string{typ + "/" + id + "/_history/1"},
	}.Row()
	if err != nil {
		return nil, err
	}
	events := insert{"audit", [][]any{{
		clinicID, event.ID, event.Recorded.UnixMilli(), event.Patient, event.Agent, event.Action, event.Subtype, event.Outcome, string(event.Body),
	}}}
	if len(members.rows) == 0 || len(dates.rows) == 0 {
		return nil, errors.New("the observation is found by less than it should be")
	}
	return append(out, members, values, dates, events), nil
}
