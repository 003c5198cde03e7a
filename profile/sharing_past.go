package profile

import (
	"cmp"
	"slices"
	"time"

	"throughline/care"
	"throughline/fhir"
)

// SharingConsents gives the ids of the consents by which a patient shares, or shared,
// something with somebody they know.
func SharingConsents(set Set, viewer Viewer) []string {
	r := &reader{set: set, viewer: viewer, patient: local(viewer.FHIRUser)}
	if RoleOf(viewer.FHIRUser) != care.RolePatient {
		return nil
	}
	var out []string
	each(set, func(c *fhir.Consent) {
		known := slices.ContainsFunc(c.Provision.Actor, func(a fhir.ProvisionActor) bool {
			p, there := get[*fhir.RelatedPerson](set, a.Reference.Reference)
			return there && local(p.Patient.Reference) == r.patient
		})
		if known && local(c.Patient.Reference) == r.patient {
			out = append(out, c.ID)
		}
	})
	slices.Sort(out)
	return out
}

// SharingPast is what is known of the versions of a patient's consents.
type SharingPast struct {
	Versions map[string][][]byte   // those that the clinic has, by the Consent's id, in any order
	Waits    func(ref string) bool // whether what the set has of a resource is not sent yet
}

// Tell fills in what was decided about each person with whom a patient shares. A version
// that cannot be read is left out.
func (s SharingPast) Tell(c *care.Chart, set Set, viewer Viewer) {
	if c.Viewer.Role != care.RolePatient {
		return
	}
	r := &reader{set: set, viewer: viewer, role: care.RolePatient, patient: local(viewer.FHIRUser), zone: c.Clinic.Zone}
	for i := range c.Trusted {
		t := &c.Trusted[i]
		t.Past = true
		each(set, func(now *fhir.Consent) {
			if local(now.Patient.Reference) == r.patient && names(now, t.Ref) {
				t.Past = t.Past && len(s.Versions[now.ID]) > 0
				t.Decided = append(t.Decided, s.of(r, now, t.Ref)...)
			}
		})
		slices.SortStableFunc(t.Decided, func(a, b care.SharingChange) int {
			if a.Received.IsZero() != b.Received.IsZero() { // what is not sent comes last
				return cmp.Compare(b.Received.Unix(), a.Received.Unix())
			}
			return cmp.Or(a.Received.Compare(b.Received), a.At.Compare(b.At))
		})
		if t.Left {
			t.Decided = append(t.Decided, care.SharingChange{At: t.Ended, Received: t.Ended, Kind: care.SharingLeft})
		}
	}
}

// of gives the decisions in one consent about one person.
func (s SharingPast) of(r *reader, now *fhir.Consent, person string) (out []care.SharingChange) {
	seen := map[string]bool{}
	for _, raw := range s.Versions[now.ID] {
		decoded, err := fhir.Decode(raw)
		if v, ok := decoded.(*fhir.Consent); err == nil && ok && names(v, person) && !seen[v.Meta.VersionID] {
			seen[v.Meta.VersionID] = true
			out = append(out, r.decision(v, r.updated(v)))
		}
	}
	switch {
	case s.Waits != nil && s.Waits(refTo(now)):
		out = append(out, r.decision(now, time.Time{}))
	case !seen[now.Meta.VersionID]:
		out = append(out, r.decision(now, r.updated(now)))
	}
	return out
}

// decision is what one version of a consent says.
func (r *reader) decision(c *fhir.Consent, received time.Time) care.SharingChange {
	x := care.SharingChange{At: cmp.Or(r.maybe(c, "dateTime", c.DateTime), received), Received: received}
	if c.Status == "active" {
		x.Shared = r.sharing(c)
	} else {
		x.Kind = care.SharingTakenBack
	}
	if by, ok := fhir.FindExtension(c.Meta.Extension, ExtWrittenBy); ok && !received.IsZero() && local(by.ValueURI) != r.patient {
		x.By = r.person(fhir.Reference{Reference: by.ValueURI}).Name
	}
	return x
}
