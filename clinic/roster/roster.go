// Package roster reads a programme from a table: its staff, its patients with
// their stays, and its group series with who is in them. Template is the table to
// fill in, with an example of each kind of row.
//
// A table is taken whole or not at all, and every row that is wrong is named by its
// line. What it makes has ids that follow from the clinic and the keys in the
// table, so a table that is corrected and taken again changes and doubles nothing.
package roster

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"throughline/care"
)

// Template is a table with an example of each kind of row.
//
//go:embed template.csv
var Template []byte

// Most members of a group, and from how many on it is the size that is aimed at
// (the programme's rules).
const (
	MostMembers  = 15
	LeastMembers = 6
)

// mostOccurrences bounds a series: a year of every day.
const mostOccurrences = 366

// Roster is a table that was read.
type Roster struct {
	Staff    []Staff
	Patients []Patient
	Series   []Series
	Warnings []string // what is allowed and should be looked at
}

// Staff is a member of the clinic's staff.
type Staff struct{ Key, Given, Family, Telephone, Role string }

// Patient is a patient with their present stay. Days are "2027-03-01".
type Patient struct {
	Key, Given, Family, Born, Telephone string
	Admitted                            string
	Dual                                bool // the dual-diagnosis programme
	Approved                            int  // visits; 0: not known
	ApprovedUntil                       string
}

// Series is a group that meets on the same weekdays at the same wall time.
type Series struct {
	Key, Topic, Model string
	Weekdays          []time.Weekday
	Hour, Minute      int
	Minutes           int
	First, Last       time.Time // days
	Leader            string    // a key of Staff
	Place             string    // empty: by video
	Members           []string  // keys of Patients
}

// Problems are all rows that are wrong.
type Problems []string

func (p Problems) Error() string {
	const most = 20
	if len(p) > most {
		return strings.Join(p[:most], "; ") + fmt.Sprintf("; and %d more", len(p)-most)
	}
	return strings.Join(p, "; ")
}

// Read reads a table. The error is Problems where rows are wrong.
func Read(r io.Reader) (*Roster, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("the table cannot be read: %w", err)
	}
	text, comma, err := care.TableText(raw)
	if err != nil {
		return nil, fmt.Errorf("the table cannot be read: %s", care.AsFault(err).Say)
	}
	in := csv.NewReader(bytes.NewReader(text))
	in.Comma, in.FieldsPerRecord = comma, -1
	head, err := in.Read()
	if errors.Is(err, io.EOF) {
		return nil, errors.New("the table is empty")
	}
	if err != nil {
		return nil, fmt.Errorf("the table cannot be read: %w", err)
	}
	t := &table{roster: &Roster{}, columns: map[string]int{}, keys: map[string]int{}}
	for i, name := range head {
		t.columns[strings.TrimSpace(strings.ToLower(name))] = i
	}
	for _, name := range []string{"kind", "key"} {
		if _, ok := t.columns[name]; !ok {
			return nil, fmt.Errorf("line 1: there is no column %q; take the header of the template", name)
		}
	}
	for {
		fields, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("the table cannot be read: %w", err) // it names the line
		}
		t.line, _ = in.FieldPos(0)
		t.fields = fields
		if strings.TrimSpace(strings.Join(fields, "")) != "" {
			t.row()
		}
	}
	t.together()
	if len(t.problems) > 0 {
		return nil, t.problems
	}
	if len(t.keys) == 0 {
		return nil, errors.New("the table has a header and no rows")
	}
	return t.roster, nil
}

type table struct {
	roster   *Roster
	columns  map[string]int
	fields   []string
	line     int
	keys     map[string]int // "staff/dana" to its line
	lines    []int          // of the series
	problems Problems
}

func (t *table) bad(format string, args ...any) {
	t.problems = append(t.problems, fmt.Sprintf("line %d: ", t.line)+fmt.Sprintf(format, args...))
}

// get is a field of the row; "" where the table has no such column.
func (t *table) get(name string) string {
	i, ok := t.columns[name]
	if !ok || i >= len(t.fields) {
		return ""
	}
	return strings.TrimSpace(t.fields[i])
}

func (t *table) need(name string) string {
	s := t.get(name)
	if s == "" {
		t.bad("%s is missing", name)
	}
	return s
}

func (t *table) row() {
	kind, key := t.get("kind"), t.need("key")
	if strings.ContainsAny(key, " \t") {
		t.bad("the key %q has a space in it", key)
	}
	if first, twice := t.keys[kind+"/"+key]; twice {
		t.bad("the %s %q stands in line %d already", kind, key, first)
		return
	}
	switch kind {
	case "staff":
		t.staff(key)
	case "patient":
		t.patient(key)
	case "series":
		t.series(key)
	default:
		t.bad("the kind %q is none of staff, patient and series", kind)
		return
	}
	t.keys[kind+"/"+key] = t.line
}

var roles = []string{"therapist", "psychiatrist", "medical-director", "care-coordinator", "front-desk"}

func (t *table) staff(key string) {
	s := Staff{Key: key, Given: t.need("given_name"), Family: t.need("family_name"), Telephone: t.get("telephone"), Role: t.need("role")}
	if s.Role != "" && !slices.Contains(roles, s.Role) {
		t.bad("the role %q is none of %s", s.Role, strings.Join(roles, ", "))
	}
	t.roster.Staff = append(t.roster.Staff, s)
}

// together checks what rows say of each other, once all are read.
func (t *table) together() {
	for i, s := range t.roster.Series {
		t.line = t.lines[i]
		if _, ok := t.keys["staff/"+s.Leader]; !ok && s.Leader != "" {
			t.bad("the leader %q is no member of staff in this table", s.Leader)
		}
		for _, m := range s.Members {
			if _, ok := t.keys["patient/"+m]; !ok {
				t.bad("the member %q is no patient in this table", m)
			}
		}
		switch n := len(s.Members); {
		case n > MostMembers:
			t.bad("%d members are too many: a group has %d at most", n, MostMembers)
		case n < LeastMembers:
			t.roster.Warnings = append(t.roster.Warnings, fmt.Sprintf("line %d: %d members are few: 6 to 8 are aimed at", t.line, n))
		}
	}
}
