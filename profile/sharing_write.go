package profile

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"throughline/care"
	"throughline/fhir"
)

var (
	errNobody    = &care.Fault{Code: "sharing-nobody", Say: "This person is not on your list any more. Go back and look again."}
	errLeft      = &care.Fault{Code: "sharing-left", Say: "This person has left the connection. To share again, invite them again."}
	errNothing   = &care.Fault{Code: "sharing-nothing", Say: "Choose at least one thing to share."}
	errNameless  = &care.Fault{Code: "sharing-nameless", Say: "Write the person's name first."}
	errLongName  = &care.Fault{Code: "sharing-name-long", Say: "A name has up to 80 letters here, and no hidden signs. Write a shorter one."}
	errPast      = &care.Fault{Code: "sharing-past", Say: "Choose a day that is still to come."}
	errSubstance = &care.Fault{Code: "sharing-substance", Say: "Your program treats substance use too. Say yes to that part as well, or this person cannot see your sessions, goals, or notes."}
)

// Named is a loved one whom a patient names, with their consent, as they are sent to
// the clinic's server together.
type Named struct{ Person, Consent []byte }

// LovedOneNamed writes them. They are not to be stored before the server has them.
func LovedOneNamed(set Set, viewer Viewer, i care.Invitation, now time.Time) (Named, error) {
	w := newPlanWriter(set, viewer, now)
	if w.role != care.RolePatient {
		return Named{}, errNotYours
	}
	name := strings.Join(strings.Fields(i.Name), " ")
	switch {
	case name == "":
		return Named{}, errNameless
	case !IsName(name):
		return Named{}, errLongName
	}
	p := &fhir.RelatedPerson{Base: fhir.Base{ID: i.ID}, Patient: w.subject(), Name: []fhir.HumanName{{Text: name}}}
	if slices.Contains(Relations(), i.Relation) {
		p.Relationship = []fhir.CodeableConcept{fhir.Concept(SystemRole, i.Relation, "")}
	}
	c := &fhir.Consent{Base: fhir.Base{ID: consentID(refTo(p))}}
	if err := w.opens(c, care.Person{Ref: refTo(p), Name: name}, i.Sharing); err != nil {
		return Named{}, err
	}
	person, err := fhir.Encode(p)
	if err != nil {
		return Named{}, err
	}
	consent, err := fhir.Encode(c)
	return Named{Person: person, Consent: consent}, err
}

// LongestName is how many signs the name of a person whom a patient invites may have.
const LongestName = 80

// IsName says whether words can be the name of a person whom a patient invites: signs that
// show, spaces, and the two joiners, without which many Persian names and joined emoji are
// not what was written. What turns the direction of a line is none.
func IsName(words string) bool {
	return words != "" && utf8.RuneCountInString(words) <= LongestName &&
		!strings.ContainsFunc(words, func(r rune) bool { return !unicode.IsPrint(r) && r != '\u200c' && r != '\u200d' })
}

// consentID is the id of the one consent that this product keeps for a person.
func consentID(person string) string { return NameID(person + "/consent") }

// SharingDecided writes what a person may see from now on.
func SharingDecided(set Set, viewer Viewer, person string, s care.Sharing, now time.Time) ([]Operation, error) {
	w := newPlanWriter(set, viewer, now)
	p, there := get[*fhir.RelatedPerson](set, person)
	if w.role != care.RolePatient || !there || local(p.Patient.Reference) != w.patient {
		return nil, errNobody
	}
	if p.Active != nil && !*p.Active {
		return nil, errLeft
	}
	c := &fhir.Consent{Base: fhir.Base{ID: consentID(person)}}
	if old := w.consentOf(person); old != nil {
		var err error
		if c, _, err = edit[*fhir.Consent](set, refTo(old)); err != nil {
			return nil, err
		}
	}
	if err := w.opens(c, w.person(fhir.Reference{Reference: person}), s); err != nil {
		return nil, err
	}
	err := w.put(c)
	return w.ops, err
}

// SharingEnded takes back all that a person may see, first in line.
func SharingEnded(set Set, viewer Viewer, person string, now time.Time) ([]Operation, error) {
	w := newPlanWriter(set, viewer, now)
	if w.role != care.RolePatient {
		return nil, errNotYours
	}
	var err error
	each(set, func(c *fhir.Consent) {
		if local(c.Patient.Reference) != w.patient || c.Status != "active" || !names(c, person) {
			return
		}
		changed, _, editErr := edit[*fhir.Consent](set, refTo(c))
		if editErr != nil {
			err = editErr
			return
		}
		changed.Status, changed.DateTime = "inactive", fhir.DateTime(now)
		err = cmp.Or(err, w.put(changed))
	})
	for i := range w.ops {
		w.ops[i].Urgent = true
	}
	return w.ops, err
}

// opens makes a consent say s for a person (FHIR R4, Consent; a disclosure of what a
// programme for substance use recorded needs one that says so, 42 CFR 2.31).
func (w *planWriter) opens(c *fhir.Consent, person care.Person, s care.Sharing) error {
	stay := w.stay()
	switch {
	case s.Nothing():
		return errNothing
	case !s.Until.IsZero() && !s.Until.After(w.now):
		return errPast
	case stay.Programme == care.DualDiagnosis && !s.Substance && (s.Sessions || len(s.Goals)+len(s.Notes) > 0):
		return errSubstance
	}
	// A consent that does not open what is about substance use does not tell of it.
	w.consents(c, slices.DeleteFunc(labels(w.set, w.patient), func(l fhir.Coding) bool { return !s.Substance && slices.Contains(substanceLabels, l.Code) }))
	p := fhir.Provision{
		Type: "permit", Period: fhir.Period{Start: fhir.DateTime(w.now)},
		Actor:   []fhir.ProvisionActor{{Role: fhir.Concept(SystemParticipation, "IRCP", "information recipient"), Reference: reference(person)}},
		Action:  []fhir.CodeableConcept{fhir.Concept("http://terminology.hl7.org/CodeSystem/consentaction", "access", "Access")},
		Purpose: []fhir.Coding{{System: "http://terminology.hl7.org/CodeSystem/v3-ActReason", Code: "FAMRQT", Display: "family requested"}, {System: SystemSharing, Code: string(cmp.Or(s.Purpose, care.PurposeSupport))}},
	}
	if !s.Until.IsZero() {
		p.Period.End = fhir.DateTime(s.Until)
	}
	if s.Substance && stay.Programme == care.DualDiagnosis {
		p.SecurityLabel = substanceCodings()
	}
	class := func(typ string) fhir.Coding {
		return fhir.Coding{System: "http://hl7.org/fhir/resource-types", Code: typ}
	}
	if s.Sessions {
		p.Class = append(p.Class, class("Appointment"))
		if s.Join {
			yes := true
			p.Extension = []fhir.Extension{{URL: ExtShareJoin, ValueBoolean: &yes}}
		}
	}
	if s.Education {
		p.Class = append(p.Class, class("ActivityDefinition"))
	}
	for _, ref := range slices.Concat(s.Goals, s.Notes) {
		p.Data = append(p.Data, fhir.ProvisionData{Meaning: "instance", Reference: fhir.Reference{Reference: ref}})
	}
	c.Provision = p
	return nil
}

// consents fills in what every consent of a patient has.
func (w *planWriter) consents(c *fhir.Consent, labels []fhir.Coding) {
	c.Status, c.DateTime = "active", fhir.DateTime(w.now)
	c.Scope = fhir.Concept("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy", "Privacy Consent")
	c.Category = []fhir.CodeableConcept{fhir.Concept(LOINC, "59284-0", "Consent Document")}
	c.Patient, c.Performer = w.subject(), []fhir.Reference{w.subject()}
	if org, ok := w.organization(); ok {
		c.Organization = []fhir.Reference{{Reference: refTo(org), Display: org.Name}}
	}
	c.PolicyRule = fhir.Concept(SystemActCode, "OPTIN", "opt-in")
	if c.Meta.Security = labels; len(labels) == 0 {
		c.Meta.Security = nil // an empty list would leave an empty meta, which is no FHIR
	}
}

func substanceCodings() []fhir.Coding {
	return []fhir.Coding{{System: SystemActCode, Code: "SUD"}, {System: SystemActCode, Code: "42CFRPart2"}}
}

// NoteWritten writes a note of the patient's to share, or words one anew.
func NoteWritten(set Set, viewer Viewer, n care.OwnNote, now time.Time) ([]Operation, error) {
	w := newPlanWriter(set, viewer, now)
	text := strings.TrimSpace(n.Text)
	switch {
	case w.role != care.RolePatient:
		return nil, errNotYours
	case text == "":
		return nil, errNoWords
	}
	id := strings.TrimPrefix(n.Ref, "Communication/")
	c, there, err := edit[*fhir.Communication](set, "Communication/"+id)
	if err != nil {
		return nil, err
	}
	if !there {
		c = &fhir.Communication{Category: []fhir.CodeableConcept{fhir.Concept(SystemNote, CategoryNote, "Note")}, Subject: w.subject(), Sender: w.subject()}
		c.Base, c.Identifier = w.fresh(id)
	} else if local(c.Sender.Reference) != w.patient || !anyHas(c.Category, SystemNote, CategoryNote) {
		return nil, errNotYours
	}
	c.Status, c.Sent, c.Payload = "completed", fhir.DateTime(now), []fhir.CommunicationPayload{{ContentString: text}}
	err = w.put(c)
	return w.ops, err
}

// NoteRemoved takes a note away, and with it what anybody could read of it.
func NoteRemoved(set Set, viewer Viewer, ref string, now time.Time) ([]Operation, error) {
	w := newPlanWriter(set, viewer, now)
	c, there, err := edit[*fhir.Communication](set, ref)
	if err != nil || !there {
		return nil, err
	}
	if local(c.Sender.Reference) != w.patient || !anyHas(c.Category, SystemNote, CategoryNote) {
		return nil, errNotYours
	}
	c.Status, c.Payload = "entered-in-error", nil
	if err := w.put(c); err != nil {
		return nil, err
	}
	w.ops[0].Urgent = true
	return w.ops, nil
}

// Left gives a loved one's RelatedPerson as it is once they have left.
func Left(raw []byte, now time.Time) ([]byte, error) {
	r, err := fhir.Decode(raw)
	if err != nil {
		return nil, err
	}
	p, ok := r.(*fhir.RelatedPerson)
	if !ok {
		return nil, errNobody
	}
	no := false
	p.Active, p.Period.End = &no, fhir.DateTime(now)
	return fhir.Encode(p)
}
