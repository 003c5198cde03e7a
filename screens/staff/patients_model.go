package staff

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Patients is the list of patients to decide by, and the brief of the one that is
// open.
type Patients struct {
	Title, Sentence, State string
	Choices, ChoicesSay    string // what waits for their decision; empty where nothing does
	Empty                  string // said where there is no patient at all
	Search                 string
	NoMatch                string
	Filters                []string // all, and those to review this week
	Rows                   []PatientRow
	Choose, Start          string // said where none is open, and the way to the first that is to be reviewed
	First                  string // Ref of that one; "" where all are reviewed
	Keys                   string // what the keys do
	Opened                 bool
	Brief                  *Brief // nil where none is open
	Loading                string // said while the record of the one that is open comes
	p                      *say.Printer
}

// PatientRow is one patient.
type PatientRow struct {
	Ref, Name, When string
	Words           string // what to look at, and what waits
	Tag             string // the last team review
	Due             bool   // the team review is late
	Week            bool   // to review this week
	Selected        bool
	Left            bool
}

// PatientFilter is which patients the list shows.
type PatientFilter int

// Filters of the list.
const (
	AllPatients PatientFilter = iota
	ReviewThisWeek
)

// shownConcerns is how many things to look at a row names; the brief has them all.
const shownConcerns = 2

// PatientsOf tells the list; selected is the patient whose brief is open, or "".
func PatientsOf(c care.Chart, now time.Time, p *say.Printer, selected string) Patients {
	zone := zoneOf(c)
	m := Patients{
		p: p, Title: p.T("place.patients"), State: state(c.Sync, p), Search: p.T("staff.patients.search"), NoMatch: p.T("staff.patients.no-match"),
		Filters: []string{p.T("staff.patients.all"), p.T("staff.patients.this-week")}, Opened: selected != "",
		Choose: p.T("staff.patients.choose"), Start: p.T("staff.patients.start"), Keys: p.T("staff.patients.keys"),
	}
	m.Choices, m.ChoicesSay = choicesOf(c, p)
	all := InReviewOrder(c, now)
	due, week := 0, 0
	for _, k := range all {
		row := patientRow(k, c, now, p)
		row.Selected = k.Patient.Ref == selected
		m.Rows = append(m.Rows, row)
		if row.Due {
			due++
		}
		if row.Week {
			week++
			if m.First == "" {
				m.First = row.Ref
			}
		}
	}
	switch {
	case len(all) == 0:
		m.Empty = p.T("staff.patients.none")
	case due > 0:
		m.Sentence = p.N("staff.patients.due", due)
	case week > 0:
		m.Sentence = p.N("staff.patients.week", week)
	default:
		m.Sentence = p.T("staff.patients.all-reviewed", "Day", p.Day(care.WeekStart(now, zone).AddDate(0, 0, 7)))
	}
	if k, ok := caseOf(c, selected); ok {
		if c.Record != nil && c.Record.Viewer.Ref == selected {
			m.Brief = briefOf(c, k, now, p)
		} else {
			m.Loading = p.T("staff.patients.opening", "Name", k.Patient.Name)
		}
	}
	return m
}

func patientRow(k care.Case, c care.Chart, now time.Time, p *say.Printer) PatientRow {
	zone := zoneOf(c)
	r := PatientRow{
		Ref: k.Patient.Ref, Name: k.Patient.Name, Left: !k.InProgramme(now), Due: k.ReviewOverdue(now, zone, rulesOf(c)), Week: k.ToReview(now, zone),
	}
	r.When = standing(k, now, zone, p)
	var words []string
	more := 0
	for _, x := range k.Concerns {
		switch {
		case x == care.ConcernTeamReview: // the tag says it
		case len(words) == shownConcerns:
			more++
		default:
			words = append(words, p.T("staff.concern."+string(x)))
		}
	}
	if more > 0 {
		words = append(words, p.N("staff.patients.more-concerns", more))
	}
	if k.Urgent > 0 {
		words = append([]string{p.N("staff.patients.urgent", k.Urgent)}, words...)
	} else if k.Waiting > 0 {
		words = append(words, p.N("staff.patients.waiting", k.Waiting))
	}
	r.Words = strings.Join(words, " ")
	switch {
	case r.Left:
		r.Tag = ""
	case k.Reviewed.Before(k.Stay.Admitted) && r.Due:
		r.Tag = p.T("staff.patients.tag-due-never")
	case k.Reviewed.Before(k.Stay.Admitted):
		r.Tag = p.T("staff.patients.tag-never")
	case r.Due:
		r.Tag = p.T("staff.patients.tag-due", "Day", p.MonthDay(k.Reviewed.In(zone)))
	default:
		r.Tag = p.T("staff.patients.tag-reviewed", "Day", p.MonthDay(k.Reviewed.In(zone)))
	}
	return r
}

// standing is where a patient is in the programme: "Week 4", "Left March 2".
func standing(k care.Case, now time.Time, zone *time.Location, p *say.Printer) string {
	switch {
	case k.InProgramme(now):
		return p.T("staff.patients.week-of", "Week", k.Stay.Week(now, zone))
	case k.Stay.Ref == "":
		return p.T("staff.patients.not-in")
	case !k.Stay.Ended && now.Before(k.Stay.Admitted):
		return p.T("staff.patients.begins", "Day", p.MonthDay(k.Stay.Admitted.In(zone)))
	case k.Stay.Discharged.IsZero():
		return p.T("staff.patients.left")
	}
	return p.T("staff.patients.left-on", "Day", p.MonthDay(k.Stay.Discharged.In(zone)))
}

// InReviewOrder gives the patients in the order in which the team goes through
// them: the late reviews first, the longest waiting first; then who else is in the
// programme, by name; then who has left.
func InReviewOrder(c care.Chart, now time.Time) []care.Case {
	zone, rules := zoneOf(c), rulesOf(c)
	rank := func(k care.Case) int {
		switch {
		case k.ReviewOverdue(now, zone, rules):
			return 0
		case k.InProgramme(now):
			return 1
		}
		return 2
	}
	all := slices.Clone(c.Caseload)
	slices.SortStableFunc(all, func(a, b care.Case) int {
		if order := cmp.Compare(rank(a), rank(b)); order != 0 || rank(a) != 0 {
			return order
		}
		return a.ReviewSince().Compare(b.ReviewSince())
	})
	return all
}

// toReview says whether anybody but one patient is still to be reviewed this week.
func toReview(c care.Chart, now time.Time, but string) bool {
	return slices.ContainsFunc(c.Caseload, func(k care.Case) bool { return k.Patient.Ref != but && k.ToReview(now, zoneOf(c)) })
}

// Shown are the rows that a search and a filter leave.
func (m Patients) Shown(search string, filter PatientFilter) []PatientRow {
	want := strings.Fields(fold(search))
	var out []PatientRow
	for _, r := range m.Rows {
		name := fold(r.Name)
		if (filter == AllPatients || r.Week) && !slices.ContainsFunc(want, func(w string) bool { return !strings.Contains(name, w) }) {
			out = append(out, r)
		}
	}
	return out
}

// keys are the patients of some rows.
func keys(rows []PatientRow) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = r.Ref
	}
	return out
}

func caseOf(c care.Chart, ref string) (care.Case, bool) {
	for _, k := range c.Caseload {
		if k.Patient.Ref == ref && ref != "" {
			return k, true
		}
	}
	return care.Case{}, false
}

func zoneOf(c care.Chart) *time.Location {
	if c.Clinic.Zone == nil {
		return time.UTC
	}
	return c.Clinic.Zone
}

func rulesOf(c care.Chart) care.Settings {
	if c.Settings == (care.Settings{}) {
		return care.DefaultSettings()
	}
	return c.Settings
}
