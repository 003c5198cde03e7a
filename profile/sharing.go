package profile

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"throughline/care"
	"throughline/fhir"
)

// consentOf is the consent that decides what a person may see: of several the
// latest, and one that is active before one that is not.
func (r *reader) consentOf(person string) *fhir.Consent {
	var best *fhir.Consent
	each(r.set, func(c *fhir.Consent) {
		if local(c.Patient.Reference) != r.patient || c.Status == "entered-in-error" || !names(c, person) {
			return
		}
		if best == nil || (c.Status == "active") != (best.Status == "active") && c.Status == "active" ||
			(c.Status == "active") == (best.Status == "active") && later(c, best) {
			best = c
		}
	})
	return best
}

func names(c *fhir.Consent, person string) bool {
	return slices.ContainsFunc(c.Provision.Actor, func(a fhir.ProvisionActor) bool { return local(a.Reference.Reference) == person })
}

// sharing reads what a consent opens. Goals that it opens as a whole are those that
// are here.
func (r *reader) sharing(c *fhir.Consent) care.Sharing {
	p := c.Provision
	s := care.Sharing{From: r.maybe(c, "dateTime", c.DateTime), Until: r.until(c, "provision.period.end", p.Period.End)}
	for _, class := range p.Class {
		switch class.Code {
		case "Appointment":
			s.Sessions = true
		case "ActivityDefinition":
			s.Education = true
		case "Goal":
			each(r.set, func(g *fhir.Goal) {
				if local(g.Subject.Reference) == r.patient {
					s.Goals = append(s.Goals, refTo(g))
				}
			})
			slices.Sort(s.Goals)
		}
	}
	for _, d := range p.Data {
		switch typ, _, _ := strings.Cut(local(d.Reference.Reference), "/"); {
		case typ == "Appointment":
			s.Sessions = true
		case typ == "Goal" && !slices.Contains(s.Goals, local(d.Reference.Reference)):
			s.Goals = append(s.Goals, local(d.Reference.Reference))
		case typ == "Communication":
			s.Notes = append(s.Notes, local(d.Reference.Reference))
		}
	}
	if x, ok := fhir.FindExtension(p.Extension, ExtShareJoin); ok && x.ValueBoolean != nil {
		s.Join = *x.ValueBoolean
	}
	s.Substance = slices.ContainsFunc(p.SecurityLabel, func(l fhir.Coding) bool { return slices.Contains(substanceLabels, l.Code) })
	s.Purpose = care.PurposeSupport
	for _, x := range p.Purpose {
		if x.System == SystemSharing {
			s.Purpose = care.SharingPurpose(x.Code)
		}
	}
	return s
}

var substanceLabels = []string{"42CFRPart2", "SUD", "ETH", "ETHUD", "OPIOIDUD"}

// trusted lists the people with whom the patient shares: those who are connected
// first, then those who are waited for, and those with whom it has ended last.
func (r *reader) trusted() []care.Trusted {
	var out []care.Trusted
	each(r.set, func(p *fhir.RelatedPerson) {
		if local(p.Patient.Reference) != r.patient {
			return
		}
		c := r.consentOf(refTo(p))
		if c == nil {
			return // somebody whom the clinic knows, and with whom nothing was ever shared
		}
		out = append(out, r.trust(p, c))
	})
	slices.SortFunc(out, func(a, b care.Trusted) int {
		rank := func(t care.Trusted) int {
			return []int{care.TrustConnected: 0, care.TrustWaiting: 1, care.TrustLapsed: 1, care.TrustEnded: 2}[t.State]
		}
		return cmp.Or(rank(a)-rank(b), b.Shared.From.Compare(a.Shared.From), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Ref, b.Ref))
	})
	return out
}

func (r *reader) trust(p *fhir.RelatedPerson, c *fhir.Consent) care.Trusted {
	t := care.Trusted{Consent: refTo(c), Person: r.person(fhir.Reference{Reference: refTo(p)}), Shared: r.sharing(c), Since: r.maybe(p, "period.start", p.Period.Start)}
	for _, kin := range p.Relationship {
		t.Kin = cmp.Or(t.Kin, kin.Words())
		for _, code := range Relations() {
			if kin.Has(SystemRole, code) {
				t.Relation = code
			}
		}
	}
	if x, ok := fhir.FindExtension(p.Extension, ExtInvitedUntil); ok {
		t.Until = r.maybe(p, "invited-until", x.ValueDateTime)
	}
	switch {
	case p.Active != nil && !*p.Active:
		t.State, t.Left, t.Ended = care.TrustEnded, true, r.maybe(p, "period.end", p.Period.End)
	case c.Status != "active":
		t.State, t.Ended = care.TrustEnded, cmp.Or(t.Shared.From, r.updated(c))
	case t.Since.IsZero() && !t.Until.IsZero():
		t.State = care.TrustWaiting
	}
	return t
}

// sharer is who shares with a loved one, and what.
func (r *reader) sharer() (care.Person, care.Sharing) {
	c := r.consentOf(local(r.viewer.FHIRUser))
	if c == nil {
		return care.Person{Ref: r.patient}, care.Sharing{}
	}
	p := r.person(c.Patient)
	if p.Given == "" {
		p.Given, _, _ = strings.Cut(p.Name, " ")
	}
	if c.Status != "active" {
		return p, care.Sharing{}
	}
	return p, r.sharing(c)
}

// SharedUntil gives the end of what a consent opens to somebody, as the clinic's server
// reads it; zero where it has none. ok is false where it opens nothing to them.
func SharedUntil(raw []byte, viewer Viewer) (end time.Time, ok bool) {
	decoded, err := fhir.Decode(raw)
	c, is := decoded.(*fhir.Consent)
	if err != nil || !is || c.Status != "active" || !names(c, local(viewer.FHIRUser)) {
		return time.Time{}, false
	}
	r := &reader{viewer: viewer, zone: time.UTC}
	return r.until(c, "provision.period.end", c.Provision.Period.End), true
}

// notes are the patient's words to share, newest first.
func (r *reader) notes() []care.OwnNote {
	var out []care.OwnNote
	each(r.set, func(c *fhir.Communication) {
		if local(c.Subject.Reference) != r.patient || local(c.Sender.Reference) != r.patient || c.Status != "completed" || !anyHas(c.Category, SystemNote, CategoryNote) {
			return
		}
		n := care.OwnNote{Ref: refTo(c), Written: r.maybe(c, "sent", c.Sent)}
		for _, p := range c.Payload {
			n.Text = strings.TrimSpace(n.Text + "\n" + p.ContentString)
		}
		out = append(out, n)
	})
	slices.SortFunc(out, func(a, b care.OwnNote) int { return cmp.Or(b.Written.Compare(a.Written), cmp.Compare(a.Ref, b.Ref)) })
	return out
}

// guests are those of the family who are asked to a session.
func (r *reader) guests(a *fhir.Appointment) []care.Guest {
	var out []care.Guest
	for _, p := range a.Participant {
		if ref := local(p.Actor.Reference); strings.HasPrefix(ref, "RelatedPerson/") && ref != local(r.viewer.FHIRUser) {
			out = append(out, care.Guest{Ref: ref, Name: r.person(p.Actor).Name, Answer: answerOf(p.Status)})
		}
	}
	return out
}
