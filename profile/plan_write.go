package profile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"throughline/care"
	"throughline/fhir"
)

// Faults of a change that cannot be made.
var (
	errNoWords   = &care.Fault{Code: "plan-no-words", Say: "Write something first."}
	errGone      = &care.Fault{Code: "plan-gone", Say: "This is not in your plan any more. Go back and look again."}
	errNotYours  = &care.Fault{Code: "plan-not-yours", Say: "Your team wrote this. Talk with them to change it."}
	errStaffOnly = &care.Fault{Code: "plan-staff-only", Say: "Only your team can change this."}
)

// PlanChanged writes one change of a plan. A patient changes their own; staff
// change the one that the change names. What is there already in the same words
// is written nowhere. The error is a *care.Fault where the person can do
// something about it.
func PlanChanged(set Set, viewer Viewer, change care.PlanChange, now time.Time) ([]Operation, error) {
	w := newPlanWriter(set, viewer, now)
	if err := w.change(change); err != nil {
		return nil, err
	}
	return w.ops, nil
}

// planWriter collects what one change writes; it reads what it wrote.
type planWriter struct {
	*reader
	base Set
	over overlay
	who  string // reference of the viewer
	now  time.Time
	ops  []Operation
}

func newPlanWriter(set Set, viewer Viewer, now time.Time) *planWriter {
	w := &planWriter{base: set, over: overlay{Set: set, put: map[string]fhir.Resource{}}, who: local(viewer.FHIRUser), now: now}
	w.reader = &reader{set: w.over, viewer: viewer, role: RoleOf(viewer.FHIRUser)}
	w.of(viewer.Patient)
	if w.role == care.RolePatient {
		w.of(w.who)
	}
	return w
}

// of makes the writer one for a patient's plan.
func (w *planWriter) of(patient string) {
	if patient != "" {
		w.patient = "Patient/" + strings.TrimPrefix(local(patient), "Patient/")
	}
	w.zone = zoneOf(w.base, w.patient)
}

// zoneOf is the zone of the clinic that looks after a patient.
func zoneOf(set Set, patient string) *time.Location {
	return (&reader{set: set, patient: local(patient), zone: time.UTC}).clinic().Zone
}

func (w *planWriter) change(change care.PlanChange) error {
	if w.role == care.RoleStaff {
		return w.byStaff(change)
	}
	if w.role != care.RolePatient {
		return errNotYours
	}
	var err error
	switch c := change.(type) {
	case care.GoalWords:
		err = w.goalWords(c)
	case care.GoalState:
		err = w.goalState(c)
	case care.GoalStep:
		return w.goalStep(c)
	case care.GoalClose:
		return w.goalClose(c)
	case care.ProblemsCircled:
		err = w.problems(c)
	case care.StatementSaid:
		err = w.statement(c)
	case care.WhySaid:
		return w.whySaid(c)
	case care.AssessmentFinished:
		return w.assess(true)
	case care.TransitionSaid:
		return w.transitionSaid(c)
	case care.TransitionTicked:
		return w.transitionTicked(c)
	case care.ReferralMet:
		return w.referralMet(c)
	case care.OwnCare:
		return w.ownCare(c)
	case care.TeamGoal, care.TeamPartSaid, care.TeamReviewed, care.TeamTransition, care.TeamReferral,
		care.LevelSet, care.DischargeSet, care.StayEnded, care.Readmitted, care.CallRecorded:
		return errStaffOnly
	default:
		return fmt.Errorf("profile: %T is no change of a plan", change)
	}
	if err != nil || len(w.ops) == 0 {
		return err
	}
	return w.assess(false)
}

// put writes a resource; a second time in one change it replaces the first.
func (w *planWriter) put(res fhir.Resource, after ...fhir.Resource) error {
	op, err := write(w.base, res)
	if err != nil {
		return err
	}
	for _, x := range after {
		op.DependsOn = append(op.DependsOn, refTo(x))
	}
	_, again := w.over.put[op.Ref()]
	w.over.put[op.Ref()] = res
	if !again {
		w.ops = append(w.ops, op)
		return nil
	}
	if i := slices.IndexFunc(w.ops, func(o Operation) bool { return o.Ref() == op.Ref() }); i >= 0 {
		w.ops[i] = op
		return nil
	}
	w.ops = append(w.ops, op)
	return nil
}

// fresh is what every resource that this product makes begins with.
func (w *planWriter) fresh(id string) (fhir.Base, []fhir.Identifier) {
	return fhir.Base{ID: id, Meta: fhir.Meta{Security: labels(w.base, w.patient)}}, []fhir.Identifier{identifier(id)}
}

func (w *planWriter) subject() fhir.Reference {
	return reference(w.person(fhir.Reference{Reference: w.patient}))
}

// told is a change by the viewer, now.
func (w *planWriter) told(what care.ChangeKind, text, why string) fhir.Extension {
	p := w.person(fhir.Reference{Reference: w.who})
	c := care.Change{At: w.now, By: p.Name, What: what, Text: text, Why: strings.TrimSpace(why)}
	if w.role == care.RoleStaff {
		c.By, c.Role = w.signed(fhir.Reference{Reference: w.who}), w.roleOf(w.who)
	}
	return wording(c, w.who)
}

// roleOf is what somebody is on the patient's team, in the team's words.
func (w *planWriter) roleOf(who string) string {
	for _, m := range w.team() {
		if m.Ref == who {
			role, _, _ := strings.Cut(m.Title, ",")
			return role
		}
	}
	return ""
}

// date is a day on the clinic's calendar.
func (w *planWriter) date(t time.Time) string { return fhir.Date(t.In(w.zone)) }

// name makes an id of what something means to the patient, so that two devices
// on which the same was said make the same resource.
func (w *planWriter) name(parts ...string) string {
	return NameID(w.patient + "/" + strings.Join(parts, "/"))
}

// stayRef is the present stay; empty if none is known.
func (w *planWriter) stayRef() string { return stayRef(w.base, w.patient) }

func stayRef(set Set, patient string) string {
	return (&reader{set: set, patient: patient, zone: time.UTC}).stay().Ref
}

// fold makes words the same that differ only in case, spaces and the last mark. Marks
// alone stay: "?" is not what "…" says.
func fold(words string) string {
	words = strings.Join(strings.Fields(strings.ToLower(words)), " ")
	return cmp.Or(strings.TrimRightFunc(words, func(r rune) bool { return unicode.IsPunct(r) }), words)
}

// overlay is a Set with what was just written over it.
type overlay struct {
	Set
	put map[string]fhir.Resource
}

func (o overlay) Each(typ string, fn func(fhir.Resource)) {
	for _, r := range o.put {
		if r.ResourceType() == typ {
			fn(r)
		}
	}
	o.Set.Each(typ, func(r fhir.Resource) {
		if _, written := o.put[refTo(r)]; !written {
			fn(r)
		}
	})
}

func (o overlay) Get(ref string) (fhir.Resource, bool) {
	if r, ok := o.put[ref]; ok {
		return r, true
	}
	return o.Set.Get(ref)
}
