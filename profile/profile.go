// Package profile is how this product says care in FHIR R4: the one mapping
// between the two, a file per domain type.
//
// Chart reads: it makes a care.Chart of the resources that one person may see.
// CheckInDone, SessionAnswered and ReviewDone write: each turns what a person
// did into the resources to be created or updated. Nothing here stores, sends,
// reads a clock or makes a random id; the same arguments give the same result.
package profile

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"throughline/care"
	"throughline/fhir"
)

// Set is the resources that a chart is made of. Nothing in them is changed.
type Set interface {
	// Each calls fn with every resource of the type, in any order.
	Each(resourceType string, fn func(fhir.Resource))
	// Get gives a resource by its relative reference: "Patient/123".
	Get(ref string) (fhir.Resource, bool)
}

// Viewer is who looks, as the token response names them.
type Viewer struct {
	FHIRUser string         // "Patient/…", "RelatedPerson/…", "Practitioner/…", "PractitionerRole/…"; may be absolute
	Patient  string         // the patient's id in context; staff may have none
	Duty     care.Duty      // of staff, as the clinic says at sign-in; empty if it does not
	Zone     *time.Location // the device's; nil means the clinic's
	Language string         // BCP 47: the wording of a form to prefer; empty means English
}

// Rejected is a resource that was left out of a chart, or a part of it.
type Rejected struct {
	Type, ID string
	Code     string // stable: "date-invalid"
	Reason   string // for logs; names the element and never its value
}

// reader holds what the parts of one chart share.
type reader struct {
	set      Set
	viewer   Viewer
	role     care.Role
	patient  string // "Patient/…"; empty for staff without one
	zone     *time.Location
	forms    formIndex
	rejected []Rejected
}

// Chart makes the chart of what viewer sees. A resource that cannot be used is
// left out and named; the rest is there. Chart.Sync is the caller's to fill;
// Chart.Safety is what the patient shares, and a device has its own.
func Chart(set Set, viewer Viewer) (care.Chart, []Rejected) {
	r := &reader{set: set, viewer: viewer, zone: time.UTC, role: RoleOf(viewer.FHIRUser)}
	switch {
	case r.role == care.RolePatient:
		r.patient = local(viewer.FHIRUser)
	case viewer.Patient != "":
		r.patient = "Patient/" + strings.TrimPrefix(viewer.Patient, "Patient/")
	}

	var c care.Chart
	c.Clinic = r.clinic()
	r.zone = c.Clinic.Zone
	c.Viewer = care.Viewer{Person: r.person(fhir.Reference{Reference: viewer.FHIRUser}), Role: r.role, Duty: r.duty(), Zone: viewer.Zone}
	c.Forms = slices.DeleteFunc(r.readForms(), func(f care.Form) bool { return noCheckIn(f.Canonical) })
	c.Sessions = r.sessions()
	if r.role == care.RoleStaff {
		c.Patients = r.patients()
		c.Reviews = r.reviews()
		c.Caseload = r.caseload(c.Patients, c.Reviews)
		c.Settings = ReadSettings(set)
		c.Team = r.staff()
		c.Work = r.work(c.Reviews, c.Caseload)
		all := r.meetings()
		c.Groups = r.groupsOf(all)
		c.Marked = r.marked()
		c.Meetings = make([]care.Meeting, len(all))
		for i, m := range all {
			c.Meetings[i] = m.Meeting
		}
	}
	if r.patient != "" && r.role != care.RoleLovedOne {
		c.Stay = r.stay()
		c.Plan = r.plan()
		c.Safety = r.safetyCard()
		c.Due = r.due()
		c.Homework = r.homework()
		c.CheckIns = r.checkIns(r.patient)
		c.Practices = r.practices()
	}
	switch {
	case r.role == care.RolePatient:
		c.Trusted, c.Notes, c.Payer = r.trusted(), r.notes(), r.payer(c.Stay)
		c.Sessions = slices.DeleteFunc(c.Sessions, c.Stay.GoneBefore) // nothing reminds them of a group that goes on without them
	case r.role == care.RoleLovedOne && r.patient != "":
		c.Sharer, c.Shared = r.sharer()
		// A device shows no more than the consent that it has. A server that gives none of
		// it away gives sessions alone, by its own rules.
		if !c.Shared.Sessions && r.consentOf(local(viewer.FHIRUser)) != nil {
			c.Sessions = nil
		}
		c.Plan.Goals = slices.DeleteFunc(r.goals(), func(g care.Goal) bool { return !slices.Contains(c.Shared.Goals, g.Ref) })
		c.Notes = slices.DeleteFunc(r.notes(), func(n care.OwnNote) bool { return !slices.Contains(c.Shared.Notes, n.Ref) })
	}
	slices.SortFunc(r.rejected, func(a, b Rejected) int {
		return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Reason, b.Reason))
	})
	return c, r.rejected
}

// RoleOf reads the role from the resource type of fhirUser (SMART App Launch
// 2.2, "Scopes for requesting identity data").
func RoleOf(fhirUser string) care.Role {
	name, _, _ := strings.Cut(local(fhirUser), "/")
	switch name {
	case "Patient":
		return care.RolePatient
	case "RelatedPerson":
		return care.RoleLovedOne
	case "Practitioner", "PractitionerRole":
		return care.RoleStaff
	}
	return care.RoleNone
}

func (r *reader) reject(from fhir.Resource, code, reason string) {
	r.rejected = append(r.rejected, Rejected{Type: from.ResourceType(), ID: from.Common().ID, Code: code, Reason: reason})
}

// instant reads a moment that the resource cannot do without.
func (r *reader) instant(from fhir.Resource, element, s string) (time.Time, bool) {
	t, _, err := fhir.ParseTime(s, r.zone)
	if err != nil {
		r.reject(from, "date-invalid", element+" is missing or not a time")
	}
	return t, err == nil
}

// maybe reads a date or moment that may be absent. One that cannot be read is
// named and counts as absent.
func (r *reader) maybe(from fhir.Resource, element, s string) time.Time {
	if s == "" {
		return time.Time{}
	}
	t, _ := r.instant(from, element, s)
	return t
}

// until reads the moment at which a period ends: a day ends with its last second.
func (r *reader) until(from fhir.Resource, element, s string) time.Time {
	if s == "" {
		return time.Time{}
	}
	_, end, err := fhir.Span(s, r.zone)
	if err != nil {
		r.reject(from, "date-invalid", element+" is not a time")
		return time.Time{}
	}
	return end.Add(-time.Second)
}

// updated is the server's time of the stored version.
func (r *reader) updated(from fhir.Resource) time.Time {
	return r.maybe(from, "meta.lastUpdated", from.Common().Meta.LastUpdated)
}

// each calls fn with every resource of fn's type.
func each[T fhir.Resource](s Set, fn func(T)) {
	var typed T
	s.Each(typed.ResourceType(), func(r fhir.Resource) {
		if t, ok := r.(T); ok {
			fn(t)
		}
	})
}

// get gives the resource that a reference points to, if it is here and a T.
func get[T fhir.Resource](s Set, ref string) (T, bool) {
	var none T
	r, ok := s.Get(local(ref))
	if !ok {
		return none, false
	}
	t, ok := r.(T)
	return t, ok
}

// RefOf makes any literal reference relative and unversioned.
func RefOf(ref string) string { return local(ref) }

// local makes any literal reference relative and unversioned:
// "https://clinic.example/fhir/Patient/1/_history/2" is "Patient/1".
func local(ref string) string {
	ref, _, _ = strings.Cut(ref, "/_history/")
	parts := strings.Split(ref, "/")
	if len(parts) < 2 {
		return ref
	}
	return strings.Join(parts[len(parts)-2:], "/")
}

func refTo(r fhir.Resource) string { return r.ResourceType() + "/" + r.Common().ID }
