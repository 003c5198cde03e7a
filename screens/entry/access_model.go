package entry

import (
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// AccessLog says who looked at the person's record.
type AccessLog struct {
	Title, Words string
	Back, Again  string
	Waiting      bool
	Fault, None  string
	Days         []AccessDay
}

// AccessDay is what happened on one day, the latest first.
type AccessDay struct {
	Day  string
	Rows []AccessRow
}

// AccessRow is one look or change.
type AccessRow struct{ Icon, Who, What, When string }

// accessKinds are the words for what is looked at, by resource type; what is not
// named is told as other parts of the record.
var accessKinds = map[string]string{
	"Appointment": "schedule", "AppointmentResponse": "schedule", "Encounter": "schedule",
	"QuestionnaireResponse": "check-ins", "Observation": "check-ins", "Questionnaire": "check-ins",
	"Goal": "plan", "CarePlan": "plan", "Condition": "plan", "CareTeam": "plan", "ServiceRequest": "plan",
	"MedicationRequest": "medication", "MedicationStatement": "medication", "Communication": "messages", "Patient": "person",
	"Consent": "sharing", "RelatedPerson": "sharing",
}

// AccessLogOf tells it day by day. Looks of the same person at the same kind of
// thing within an hour are told once.
func AccessLogOf(got Fetched[[]care.Access], me string, zone *time.Location, _ time.Time, p *say.Printer) AccessLog {
	if zone == nil {
		zone = time.UTC
	}
	m := AccessLog{
		Title: p.T("access.title"), Words: p.T("access.words"), Back: p.T("patient.common.back"), Again: p.T("patient.common.try-again"),
		Waiting: got.Waiting, Fault: p.Fault(got.Fault), None: p.T("access.none"),
	}
	last := map[string]time.Time{} // when the same was last told; the list goes back in time
	for _, a := range got.Got {
		row := accessRow(a, me, zone, p)
		key := row.Who + "\x00" + row.What
		if told, ok := last[key]; ok && told.Sub(a.At) < time.Hour {
			continue
		}
		last[key] = a.At
		day := p.Day(a.At.In(zone))
		if n := len(m.Days); n == 0 || m.Days[n-1].Day != day {
			m.Days = append(m.Days, AccessDay{Day: day})
		}
		d := &m.Days[len(m.Days)-1]
		d.Rows = append(d.Rows, row)
	}
	return m
}

func accessRow(a care.Access, me string, zone *time.Location, p *say.Printer) AccessRow {
	r := AccessRow{Icon: "search", Who: a.Who, When: p.Clock(a.At.In(zone))}
	role := ""
	if a.Role != "" && p.Has("access.role."+a.Role) {
		role = p.T("access.role." + a.Role)
	}
	switch {
	case a.Who != "" && a.Who == me:
		r.Who = p.T("access.you")
	case a.Who == "" && role != "":
		r.Who = say.Capital(role)
	case a.Who == "":
		r.Who = p.T("access.someone")
	case role != "":
		r.Who = a.Who + ", " + role
	}
	var kinds []string
	seen := map[string]bool{}
	for _, typ := range a.What {
		kind := accessKinds[typ]
		if kind == "" {
			kind = "other"
		}
		if !seen[kind] {
			seen[kind] = true
			kinds = append(kinds, p.T("access.kind."+kind))
		}
	}
	if len(kinds) == 0 {
		kinds = []string{p.T("access.kind.other")}
	}
	what := strings.Join(kinds, ", ")
	switch {
	case a.Refused:
		r.Icon, r.What = "lock", p.T("access.refused", "What", what)
	case a.Changed:
		r.Icon, r.What = "pencil", p.T("access.changed", "What", what)
	default:
		r.What = p.T("access.looked", "What", what)
	}
	return r
}
