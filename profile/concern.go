package profile

import (
	"slices"
	"strconv"
	"time"

	"throughline/care"
	"throughline/fhir"
)

// Concerns gives the Flags that tell staff what to look at in one patient's
// stay, raised and taken down as the programme's rules say at now. chart is the
// patient's as a member of staff sees it.
func Concerns(set Set, chart care.Chart, patient string, now time.Time, settings care.Settings) ([]Operation, error) {
	var ops []Operation
	raised := care.ConcernsOf(chart, now, settings)
	seen := map[string]bool{}
	for _, x := range care.Concerns() {
		id := NameID(chart.Stay.Ref + "/concern/" + string(x))
		if chart.Stay.Ref == "" {
			break
		}
		seen[id] = true
		f, there, err := edit[*fhir.Flag](set, "Flag/"+id)
		if err != nil {
			return nil, err
		}
		is := slices.Contains(raised, x)
		switch {
		case is && !there:
			f = newConcern(set, chart, patient, x, id)
		case is && f.Status != "active":
			f.Status = "active"
		case !is && there && f.Status == "active":
			f.Status, f.Period.End = "inactive", fhir.DateTime(now)
		default:
			continue
		}
		if is {
			f.Period = fhir.Period{Start: fhir.DateTime(now)}
		}
		op, err := write(set, f)
		if err != nil {
			return nil, err
		}
		ops = append(ops, op)
	}
	return append(ops, endConcerns(set, patient, seen, now)...), nil
}

func newConcern(set Set, chart care.Chart, patient string, x care.Concern, id string) *fhir.Flag {
	f := &fhir.Flag{
		Base: fhir.Base{ID: id}, Identifier: []fhir.Identifier{identifier(id)}, Status: "active",
		Category: []fhir.CodeableConcept{fhir.Concept(SystemFlagClass, "admin", "Administrative")},
		Code:     fhir.CodeableConcept{Coding: []fhir.Coding{{System: SystemConcern, Code: string(x)}}},
		Subject:  fhir.Reference{Reference: local(patient), Display: chart.Viewer.Name},
	}
	f.Subject.Display = ""
	f.Meta.Security = append(labels(set, local(patient)), fhir.Coding{System: SystemActCode, Code: "NOPAT"})
	return f
}

// endConcerns takes down what is raised about an earlier stay.
func endConcerns(set Set, patient string, present map[string]bool, now time.Time) []Operation {
	var ops []Operation
	each(set, func(f *fhir.Flag) {
		if f.Status != "active" || present[f.ID] || local(f.Subject.Reference) != local(patient) {
			return
		}
		if _, ours := coding(f.Code, SystemConcern); !ours {
			return
		}
		again, _, err := edit[*fhir.Flag](set, refTo(f))
		if err != nil || again == nil {
			return // it was read a moment ago
		}
		again.Status, again.Period.End = "inactive", fhir.DateTime(now)
		if op, err := write(set, again); err == nil {
			ops = append(ops, op)
		}
	})
	slices.SortFunc(ops, func(a, b Operation) int { return compareRefs(a.Ref(), b.Ref()) })
	return ops
}

func compareRefs(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// ReadSettings reads what a clinic has set of the programme's rules from its
// Organization: the extension ExtSetting, each with a name and a value. What is
// not set, or is no count, is the product's own.
func ReadSettings(set Set) care.Settings {
	s := care.DefaultSettings()
	fields := map[string]*int{
		"visits-low": &s.VisitsLow, "approval-days": &s.ApprovalDays, "medication-days": &s.MedicationDays, "part-two-days": &s.PartTwoDays,
		"team-review-days": &s.TeamReviewDays, "planning-week": &s.PlanningWeek, "last-week": &s.LastWeek, "hours-a-week": &s.HoursAWeek,
		"second-minutes": &s.SecondMinutes, "supervisor-minutes": &s.SupervisorMinute,
	}
	each(set, func(o *fhir.Organization) {
		for _, e := range o.Extension {
			if e.URL != ExtSetting {
				continue
			}
			name, _ := fhir.FindExtension(e.Extension, "name")
			value, ok := fhir.FindExtension(e.Extension, "value")
			if field := fields[name.ValueCode]; field != nil && ok && value.ValueInteger != nil && *value.ValueInteger > 0 {
				*field = *value.ValueInteger
			}
		}
	})
	return s
}

// Escalated gives an urgent answer's triage task as it is to be at now, or nil
// where nothing changes: after some staffed minutes without anybody who has
// taken it, it goes to a second person, and then to a supervisor. An answer for
// the same day is not escalated. The step and its time are added to the task's
// notes, and never taken away.
func Escalated(set Set, clinic care.Clinic, t *fhir.Task, now time.Time, s care.Settings) (*fhir.Task, error) {
	if !t.Code.Has(SystemTask, TaskTriage) || t.Status != "requested" || t.Priority != "stat" || t.Owner.Reference != "" {
		return nil, nil
	}
	received, _, err := fhir.ParseTime(t.AuthoredOn, nil)
	if err != nil {
		return nil, nil
	}
	staffed := clinic.Staffed(received, now)
	level := 0
	switch {
	case staffed >= time.Duration(s.SupervisorMinute)*time.Minute:
		level = 2
	case staffed >= time.Duration(s.SecondMinutes)*time.Minute:
		level = 1
	}
	if level <= EscalationLevel(t) {
		return nil, nil
	}
	next, _, err := edit[*fhir.Task](set, refTo(t))
	if err != nil || next == nil {
		return nil, err
	}
	next.BusinessStatus = fhir.Concept(SystemEscalation, strconv.Itoa(level), escalationWords[level])
	next.BusinessStatus.Coding = append(next.BusinessStatus.Coding, fhir.Coding{System: SystemWork, Code: string(care.WorkNew)})
	next.LastModified = fhir.DateTime(now)
	next.Note = append(next.Note, annotation(care.WorkStep{
		Kind: care.StepEscalate, By: care.Person{Name: "The clinic's server"}, At: now, Code: strconv.Itoa(level), Text: escalationWords[level],
	}))
	return next, nil
}

var escalationWords = []string{"", "Escalated to a second person", "Escalated to a supervisor"}

// EscalationLevel is how far a triage task was escalated: 0 not, 1 to a second
// person, 2 to a supervisor.
func EscalationLevel(t *fhir.Task) int {
	code, _ := coding(t.BusinessStatus, SystemEscalation)
	n, err := strconv.Atoi(code)
	if err != nil {
		return 0
	}
	return n
}
