package staff

import (
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Roster is a table from which many are enrolled.
type Roster struct {
	Title, Back, Words string
	Choose, Template   string
	Columns            []string // how a table is to be filled in
	Problem            string
	Sum                string // "12 patients can be enrolled."
	WrongTitle         string
	Wrong              []string // rows that are wrong, with what to do
	LeftTitle          string
	Left               []string // rows that are left out: already here
	LookTitle          string
	Look               []string // rows that should be looked at
	PreviewTitle       string
	Preview            []RosterLine
	Do                 string // "" where nobody can be enrolled
	DoWords            string
	Done               string
	Codes              string                 // the way to their one-time codes
	Enrol              []care.PatientEnrolled // what Do does
}

// RosterLine is one who would be enrolled.
type RosterLine struct{ Name, Words string }

// RosterState is how far it has come.
type RosterState struct {
	Table *care.RosterTable // nil until a file was read
	Fault *care.Fault
	Busy  bool
	// Enrolled are those who were.
	Enrolled []care.PatientEnrolled
}

// shownRows is how many rows of a kind are named.
const shownRows = 12

// RosterOf tells the page.
func RosterOf(c care.Chart, now time.Time, p *say.Printer, x RosterState) Roster {
	m := Roster{
		Title: p.T("staff.roster.title"), Back: p.T("staff.common.cancel"), Words: p.T("staff.roster.words"), Choose: p.T("staff.file.choose"), Template: p.T("staff.roster.template"),
		Columns: []string{p.T("staff.roster.columns"), p.T("staff.roster.columns-days")},
	}
	if x.Fault != nil {
		m.Problem = p.Fault(x.Fault)
	}
	if n := len(x.Enrolled); n > 0 {
		m.Done, m.Back, m.Choose, m.Template, m.Columns = p.N("staff.roster.done", n), p.T("staff.code.back"), "", "", nil
		m.Codes = p.T("staff.roster.codes")
		return m
	}
	if x.Table == nil {
		return m
	}
	m.Choose, m.Template, m.Columns = p.T("staff.file.other"), "", nil
	r := rosterReading{programmeSpeaker: speakProgramme(c, now, p), m: &m, table: *x.Table}
	r.read()
	if x.Busy {
		m.Do, m.DoWords = "", p.T("staff.roster.busy")
	}
	return m
}

// rosterReading holds a table against what the clinic has.
type rosterReading struct {
	programmeSpeaker
	m     *Roster
	table care.RosterTable
	wrong int
	left  int
	look  int
}

func (r *rosterReading) read() {
	p, m := r.p, r.m
	for _, x := range r.table.Problems {
		r.bad(r.problemWords(x))
	}
	here := map[string]care.Case{}
	for _, k := range r.c.Caseload {
		here[foldName(k.Patient.Name)] = k
	}
	coming := map[string]int{} // by series, with those of the table
	for _, row := range r.table.Rows {
		r.row(row, here, coming)
	}
	more := func(list *[]string, n int) {
		if n > len(*list) {
			*list = append(*list, p.N("staff.roster.more", n-len(*list)))
		}
	}
	more(&m.Wrong, r.wrong)
	more(&m.Left, r.left)
	more(&m.Look, r.look)
	if r.table.Others > 0 {
		m.Left = append(m.Left, p.N("staff.roster.others", r.table.Others))
	}
	m.Sum = p.N("staff.roster.sum", len(m.Enrol))
	if len(m.Wrong) > 0 {
		m.WrongTitle = p.N("staff.roster.wrong", r.wrong)
	}
	if len(m.Left) > 0 {
		m.LeftTitle = p.T("staff.roster.left")
	}
	if len(m.Look) > 0 {
		m.LookTitle = p.T("staff.roster.look")
	}
	if n := len(m.Enrol); n > 0 {
		m.PreviewTitle, m.Do, m.DoWords = p.T("staff.roster.preview"), p.N("staff.roster.do", n), p.T("staff.roster.do-words")
		if r.wrong > 0 {
			m.DoWords = p.T("staff.roster.do-without")
		}
		if n > len(m.Preview) {
			m.Preview = append(m.Preview, RosterLine{Name: p.N("staff.roster.more", n-len(m.Preview))})
		}
	}
}

func (r *rosterReading) bad(words string) {
	if r.wrong++; r.wrong <= shownRows {
		r.m.Wrong = append(r.m.Wrong, words)
	}
}

// row takes one in, leaves them out, or says what is wrong.
func (r *rosterReading) row(row care.RosterRow, here map[string]care.Case, coming map[string]int) {
	at := func(words string) string {
		return r.p.T("staff.roster.line", "Line", row.Line, "Name", row.Name(), "Words", words)
	}
	if k, ok := here[foldName(row.Name())]; ok {
		if k.Born.IsZero() || k.Born.Format(time.DateOnly) == row.Patient.Born.Format(time.DateOnly) {
			if r.left++; r.left <= shownRows {
				r.m.Left = append(r.m.Left, at(r.p.T("staff.roster.here")))
			}
			return
		}
		if r.look++; r.look <= shownRows {
			r.m.Look = append(r.m.Look, at(r.p.T("staff.roster.same-name", "Born", r.p.LongDate(k.Born))))
		}
	}
	x := row.Patient
	words := r.p.LongDate(x.Born)
	if row.Group != "" {
		g, ok := r.groupNamed(row.Group)
		if !ok {
			r.bad(at(r.p.T("staff.roster.no-group", "Group", row.Group)))
			return
		}
		if _, known := coming[g.Series]; !known {
			coming[g.Series] = len(r.c.Members(g.Series, r.now))
		}
		if coming[g.Series] >= care.MostMembers {
			r.bad(at(r.p.T("staff.roster.full", "Group", row.Group)))
			return
		}
		coming[g.Series]++
		x.Series = g.Series
		words += ". " + r.groupName(g)
	}
	r.m.Enrol = append(r.m.Enrol, x)
	if len(r.m.Preview) < shownRows {
		r.m.Preview = append(r.m.Preview, RosterLine{row.Name(), words})
	}
}

// groupNamed is the group of that name that goes on.
func (r *rosterReading) groupNamed(name string) (care.Group, bool) {
	for _, g := range r.c.Groups {
		if foldName(g.Name) == foldName(name) && !r.over(g) {
			return g, true
		}
	}
	return care.Group{}, false
}

func (r *rosterReading) problemWords(x care.RosterProblem) string {
	words := r.p.T("staff.roster.wrong-"+string(x.What), "Column", x.Column, "Value", clip(x.Value))
	return r.p.T("staff.roster.at-line", "Line", x.Line, "Words", words)
}

// clip keeps what somebody wrote short enough to be quoted.
func clip(words string) string {
	const most = 40
	if r := []rune(strings.TrimSpace(words)); len(r) > most {
		return string(r[:most]) + "…"
	}
	return strings.TrimSpace(words)
}
