package care

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Faults of a table that cannot be read at all.
var (
	ErrTableEmpty   = &Fault{Code: "table-empty", Say: "There are no rows in this file."}
	ErrTableSigns   = &Fault{Code: "table-signs", Say: "This file is not in UTF-8, so names would be garbled. Save it as CSV UTF-8, then choose it again."}
	ErrTableHeader  = &Fault{Code: "table-header", Say: "The first line does not name the columns. Take the empty table and fill it in."}
	ErrTableTooLong = &Fault{Code: "table-too-long", Say: "This file has more than 5000 rows. Split it."}
)

// mostRows bounds a table.
const mostRows = 5000

// TableText is a table as UTF-8 with what separates its columns: spreadsheets write a
// mark at the start, semicolons or tabs for commas, or UTF-16.
func TableText(raw []byte) (text []byte, comma rune, err error) {
	switch {
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}):
		raw = wide(raw[2:], false)
	case bytes.HasPrefix(raw, []byte{0xfe, 0xff}):
		raw = wide(raw[2:], true)
	default:
		raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	}
	if !utf8.Valid(raw) || bytes.IndexByte(raw, 0) >= 0 {
		return nil, 0, ErrTableSigns
	}
	if !bytes.ContainsRune(raw, '\n') {
		raw = bytes.ReplaceAll(raw, []byte("\r"), []byte("\n")) // old spreadsheets end lines so
	}
	head, _, _ := bytes.Cut(raw, []byte("\n"))
	comma, most := ',', 0
	for _, c := range []rune{',', ';', '\t'} {
		if n := bytes.Count(head, []byte(string(c))); n > most {
			comma, most = c, n
		}
	}
	return raw, comma, nil
}

func wide(raw []byte, bigEndian bool) []byte {
	units := make([]uint16, 0, len(raw)/2)
	for i := 0; i+1 < len(raw); i += 2 {
		a, b := uint16(raw[i]), uint16(raw[i+1])
		if bigEndian {
			a, b = b, a
		}
		units = append(units, a|b<<8)
	}
	return []byte(string(utf16.Decode(units)))
}

// RosterTemplate is the table to fill in: its first line, and an example.
const RosterTemplate = "given_name,family_name,birth_date,telephone,email,language,admitted,programme,approved_visits,approved_until,group\r\n" +
	"Ann,Example,1990-04-12,(555) 555-0102,,en,2027-03-01,mental-health,24,2027-06-30,\r\n"

// RosterRow is one patient of a table.
type RosterRow struct {
	Line    int
	Patient PatientEnrolled // ID and Series are empty
	Group   string          // by its name; empty for none
}

// Name is how the row's patient is called.
func (r RosterRow) Name() string { return r.Patient.Given + " " + r.Patient.Family }

// RosterProblem is what is wrong with a row.
type RosterProblem struct {
	Line   int
	Column string      // of the table; empty: the row as a whole
	What   RosterFault // why
	Value  string      // what stands there
}

// RosterFault is a kind of mistake in a table.
type RosterFault string

// What can be wrong with a row.
const (
	RosterMissing   RosterFault = "missing"
	RosterNoDay     RosterFault = "no-day"
	RosterUnborn    RosterFault = "unborn"
	RosterMinor     RosterFault = "minor"
	RosterProgramme RosterFault = "programme"
	RosterNumber    RosterFault = "number"
	RosterEmail     RosterFault = "email"
	RosterLanguage  RosterFault = "language"
	RosterTwice     RosterFault = "twice" // Value is the line that has the same person
	RosterUntil     RosterFault = "until"
	RosterColumns   RosterFault = "columns" // more cells than the first line names
	// These are of the table, and none of its rows is taken.
	RosterNoColumn   RosterFault = "no-column"   // a column that is needed is not named
	RosterSameColumn RosterFault = "same-column" // two columns have the same name
	RosterQuotes     RosterFault = "quotes"      // a quotation mark that is not closed, or within words: the rows cannot be told apart
)

// RosterTable is a table of patients as it was read.
type RosterTable struct {
	Rows     []RosterRow     // those that are right, by line
	Problems []RosterProblem // by line
	Others   int             // rows about staff and series, which are not taken
}

// ReadRoster reads a table of patients. Every row that is wrong is named; the error
// is a *Fault where the file is no table. now is for birth dates.
func ReadRoster(raw []byte, now time.Time) (RosterTable, error) {
	text, comma, err := TableText(raw)
	if err != nil {
		return RosterTable{}, err
	}
	in := csv.NewReader(bytes.NewReader(text))
	in.Comma, in.FieldsPerRecord, in.LazyQuotes = comma, -1, false
	head, err := in.Read()
	if errors.Is(err, io.EOF) {
		return RosterTable{}, ErrTableEmpty
	}
	t := &rosterReader{columns: map[string]int{}, now: now, people: map[string]int{}}
	if err == nil {
		if err := t.head(head); err != nil || len(t.out.Problems) > 0 {
			return t.out, err
		}
	}
	for err == nil {
		if t.cells, err = in.Read(); err == nil {
			t.line, _ = in.FieldPos(0)
			err = t.row()
		}
	}
	var wrong *csv.ParseError
	switch {
	case errors.As(err, &wrong):
		return RosterTable{Problems: []RosterProblem{{Line: wrong.StartLine, What: RosterQuotes}}}, nil
	case !errors.Is(err, io.EOF):
		return RosterTable{}, err
	case len(t.out.Rows)+len(t.out.Problems)+t.out.Others == 0:
		return RosterTable{}, ErrTableEmpty
	}
	return t.out, nil
}

type rosterReader struct {
	columns map[string]int
	width   int // how many columns the first line has, with those that have no name
	cells   []string
	line    int
	now     time.Time
	people  map[string]int // who was read, by name and birth date, with the line
	out     RosterTable
}

// head reads the names of the columns. The error is for a file that is another table altogether.
func (t *rosterReader) head(names []string) error {
	t.line, t.width = 1, len(names)
	for i, name := range names {
		name = strings.ToLower(strings.TrimSpace(name))
		if _, there := t.columns[name]; there && name != "" {
			t.bad(name, RosterSameColumn, "")
		}
		t.columns[name] = i
	}
	needed := []string{"given_name", "family_name", "birth_date", "admitted", "programme"}
	for _, name := range needed {
		if _, ok := t.columns[name]; !ok {
			t.bad(name, RosterNoColumn, "")
		}
	}
	if len(t.out.Problems) >= len(needed) {
		t.out.Problems = nil
		return ErrTableHeader
	}
	return nil
}

func (t *rosterReader) get(name string) string {
	i, ok := t.columns[name]
	if !ok || i >= len(t.cells) {
		return ""
	}
	return strings.Join(strings.FieldsFunc(t.cells[i], func(c rune) bool { return unicode.IsSpace(c) || c == '\ufeff' || c == '\u200b' }), " ")
}

func (t *rosterReader) bad(column string, what RosterFault, value string) {
	t.out.Problems = append(t.out.Problems, RosterProblem{t.line, column, what, value})
}

func (t *rosterReader) need(column string) string {
	v := t.get(column)
	if v == "" {
		t.bad(column, RosterMissing, "")
	}
	return v
}

// row reads one row. The error is for a table that is too long.
func (t *rosterReader) row() error {
	switch kind := strings.ToLower(t.get("kind")); {
	case strings.TrimSpace(strings.Join(t.cells, "")) == "":
		return nil
	case len(t.out.Rows)+len(t.out.Problems)+t.out.Others >= mostRows:
		return ErrTableTooLong
	case kind == "staff" || kind == "series":
		t.out.Others++
		return nil
	}
	before := len(t.out.Problems)
	if len(t.cells) > t.width && strings.TrimSpace(strings.Join(t.cells[t.width:], "")) != "" {
		t.bad("", RosterColumns, strconv.Itoa(len(t.cells)))
	}
	p := PatientEnrolled{
		Given: t.need("given_name"), Family: t.need("family_name"), Born: t.day("birth_date", true), Telephone: t.get("telephone"), Email: t.get("email"),
		Language: strings.ToLower(t.get("language")), Admitted: t.day("admitted", true), ApprovedTo: t.day("approved_until", false),
	}
	t.ages(p)
	t.rest(&p)
	who := strings.ToLower(p.Given+"\x00"+p.Family) + p.Born.Format(time.DateOnly)
	if first, there := t.people[who]; there && len(t.out.Problems) == before {
		t.bad("", RosterTwice, strconv.Itoa(first))
	}
	if len(t.out.Problems) == before {
		t.people[who] = t.line
		t.out.Rows = append(t.out.Rows, RosterRow{Line: t.line, Patient: p, Group: t.get("group")})
	}
	return nil
}

func (t *rosterReader) ages(p PatientEnrolled) {
	switch {
	case p.Born.IsZero():
	case p.Born.After(t.now) || p.Born.Year() < t.now.Year()-125:
		t.bad("birth_date", RosterUnborn, t.get("birth_date"))
	case !p.Admitted.IsZero() && !Adult(p.Born, p.Admitted):
		t.bad("birth_date", RosterMinor, t.get("birth_date"))
	}
}

func (t *rosterReader) rest(p *PatientEnrolled) {
	switch programme := strings.ToLower(t.need("programme")); programme {
	case "", "mental-health", "mental health":
	case "dual-diagnosis", "dual diagnosis":
		p.Programme = DualDiagnosis
	default:
		t.bad("programme", RosterProgramme, programme)
	}
	if p.Email != "" && !strings.Contains(p.Email, "@") {
		t.bad("email", RosterEmail, p.Email)
	}
	if p.Language != "" && !slices.Contains([]string{"en", "es"}, p.Language) {
		t.bad("language", RosterLanguage, p.Language)
	}
	visits := t.get("approved_visits")
	if visits == "" {
		p.ApprovedTo = time.Time{}
		return
	}
	n, err := strconv.Atoi(visits)
	switch {
	case err != nil || n < 1 || n > 999:
		t.bad("approved_visits", RosterNumber, visits)
	case t.get("approved_until") == "":
		t.bad("approved_until", RosterMissing, "")
	case !p.ApprovedTo.IsZero() && p.ApprovedTo.Before(p.Admitted):
		t.bad("approved_until", RosterUntil, t.get("approved_until"))
	}
	p.Approved = n
}

// day reads a day as 2027-03-01. One with slashes could be two days; it is refused.
func (t *rosterReader) day(column string, needed bool) time.Time {
	v := t.get(column)
	if v == "" {
		if needed {
			t.bad(column, RosterMissing, "")
		}
		return time.Time{}
	}
	day, err := time.Parse("2006-1-2", v)
	if err != nil || day.Year() < 1880 || day.Year() > 2200 {
		t.bad(column, RosterNoDay, v)
		return time.Time{}
	}
	return day.Add(12 * time.Hour)
}
