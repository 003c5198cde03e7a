package profile

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"throughline/care"
	"throughline/fhir"
)

// Faults of an admission and of an approval.
var (
	errNoName    = &care.Fault{Code: "enrol-no-name", Say: "Write the given name and the family name."}
	errBorn      = &care.Fault{Code: "enrol-born", Say: "Write the birth date, such as 1990-04-12."}
	errMinor     = &care.Fault{Code: "enrol-minor", Say: "This program is for adults. The birth date says that this person is under 18."}
	errAdmitted  = &care.Fault{Code: "enrol-admitted", Say: "Write the day of admission, such as 2027-03-01."}
	errApproval  = &care.Fault{Code: "approval-visits", Say: "Write how many visits were approved, from 1 to 999, and until which day."}
	errNoClinic  = &care.Fault{Code: "enrol-no-clinic", Say: "The clinic's own record has not come to this device yet. Sync, then try again."}
	errNoPatient = &care.Fault{Code: "patient-gone", Say: "This patient is not in the records here. Go back and look again."}
)

const mostVisits = 999

// RosterID is the logical id of a patient of a table, which follows from who it is.
func RosterID(p care.PatientEnrolled) string {
	return NameID("enrolled/" + fold(p.Given) + "/" + fold(p.Family) + "/" + fhir.Date(p.Born) + "/" + fhir.Date(p.Admitted))
}

// roster admits the patients of a table, all of them or none.
func (w *programmeWriter) roster(c care.RosterEnrolled) error {
	for _, p := range c.Patients {
		p.ID = RosterID(p)
		if _, there := get[*fhir.Patient](w.base, "Patient/"+p.ID); there {
			continue
		}
		if err := w.enrol(p); err != nil {
			var f *care.Fault
			if errors.As(err, &f) {
				return &care.Fault{Code: f.Code, Say: f.Say, Cause: fmt.Errorf("of a row: %w", err)}
			}
			return err
		}
	}
	if len(w.ops) == 0 {
		return errNoChange
	}
	return nil
}

// enrol admits a patient: who they are, the stay, what was approved, and their
// group's sessions that are to come.
func (w *programmeWriter) enrol(c care.PatientEnrolled) error {
	given, family := strings.TrimSpace(c.Given), strings.TrimSpace(c.Family)
	org, known := w.organization()
	switch {
	case given == "" || family == "" || c.ID == "":
		return errNoName
	case c.Born.IsZero() || c.Born.After(w.now) || c.Born.Year() < w.now.Year()-125:
		return errBorn
	case c.Admitted.IsZero():
		return errAdmitted
	case !care.Adult(c.Born, c.Admitted):
		return errMinor
	case !known:
		return errNoClinic
	}
	first := len(w.ops)
	p := &fhir.Patient{
		Base: fhir.Base{ID: c.ID}, Identifier: []fhir.Identifier{identifier(c.ID)}, Active: truth(), BirthDate: fhir.Date(c.Born),
		Name: []fhir.HumanName{{Use: "official", Given: []string{given}, Family: family}}, ManagingOrganization: fhir.Reference{Reference: refTo(org)},
	}
	for _, x := range []fhir.ContactPoint{{System: "phone", Value: strings.TrimSpace(c.Telephone)}, {System: "email", Value: strings.TrimSpace(c.Email)}} {
		if x.Value != "" {
			p.Telecom = append(p.Telecom, x)
		}
	}
	if c.Language != "" {
		p.Communication = []fhir.PatientCommunication{{Language: fhir.Concept("urn:ietf:bcp:47", c.Language, ""), Preferred: truth()}}
	}
	if err := w.put(p); err != nil {
		return err
	}
	me := care.Person{Ref: refTo(p), Name: given + " " + family}
	stay := &fhir.EpisodeOfCare{
		Base: fhir.Base{ID: NameID(c.ID + "/stay/" + fhir.Date(c.Admitted)), Meta: fhir.Meta{Security: stayLabels(c.Programme)}}, Status: "active",
		Type: []fhir.CodeableConcept{fhir.Concept(SystemProgramme, programmeCodes[c.Programme], "")}, Patient: reference(me),
		ManagingOrganization: fhir.Reference{Reference: refTo(org)}, Period: fhir.Period{Start: fhir.Date(c.Admitted)},
	}
	if err := w.put(stay, p); err != nil {
		return err
	}
	if c.Approved != 0 {
		err := w.approve(care.VisitsApproved{ID: NameID(c.ID + "/approval"), Patient: me.Ref, Visits: c.Approved, From: c.Admitted, To: c.ApprovedTo})
		if err != nil {
			return err
		}
	}
	if c.Series != "" {
		if err := w.addMember(c.Series, me); err != nil && !errors.Is(err, errInGroup) {
			return err
		}
	}
	for i := range w.ops { // a record whose patient is refused is not sent
		if i >= first && w.ops[i].Ref() != me.Ref {
			w.ops[i].DependsOn = append(w.ops[i].DependsOn, me.Ref)
		}
	}
	return nil
}

// approve records what a payer approved (ClaimResponse, use preauthorization). What
// was approved before stays: reading adds them up.
func (w *programmeWriter) approve(c care.VisitsApproved) error {
	if c.Visits <= 0 || c.Visits > mostVisits || c.To.IsZero() || c.To.Before(c.From) || c.ID == "" {
		return errApproval
	}
	org, known := w.organization()
	if !known {
		return errNoClinic
	}
	patient, there := get[*fhir.Patient](w.set, c.Patient)
	if !there {
		return errNoPatient
	}
	me := reference(w.person(fhir.Reference{Reference: refTo(patient)}))
	security := labels(w.set, refTo(patient))
	cover, insurer := w.coverage(refTo(patient))
	if cover == nil {
		cover = &fhir.Coverage{
			Base: fhir.Base{ID: NameID(refTo(patient) + "/coverage"), Meta: fhir.Meta{Security: security}}, Status: "active", Beneficiary: me, Payor: []fhir.Reference{me},
		}
		if err := w.put(cover); err != nil {
			return err
		}
	}
	if insurer.Reference == "" {
		insurer = fhir.Reference{Reference: refTo(org)}
	}
	claim := &fhir.ClaimResponse{
		Base: fhir.Base{ID: c.ID, Meta: fhir.Meta{Security: security}}, Identifier: []fhir.Identifier{identifier(c.ID)}, Status: "active", Use: "preauthorization", Outcome: "complete",
		Type: fhir.Concept("http://terminology.hl7.org/CodeSystem/claim-type", "professional", "Professional"), Patient: me, Created: fhir.Date(w.now.In(w.zone)),
		Insurer: insurer, PreAuthRef: strings.TrimSpace(c.Reference), PreAuthPeriod: fhir.Period{Start: fhir.Date(c.From), End: fhir.Date(c.To)},
		Item: []fhir.ClaimResponseItem{{ItemSequence: 1, Adjudication: []fhir.Adjudication{{
			Category: fhir.Concept(SystemApproval, ApprovalVisits, ""), Value: fhir.Decimal(strconv.Itoa(c.Visits)),
		}}}},
		Insurance: []fhir.ClaimInsurance{{Sequence: 1, Focal: truth(), Coverage: fhir.Reference{Reference: refTo(cover)}}},
	}
	return w.put(claim, cover)
}

// coverage is the patient's cover that holds, with who pays.
func (w *programmeWriter) coverage(patient string) (*fhir.Coverage, fhir.Reference) {
	var best *fhir.Coverage
	each(w.set, func(c *fhir.Coverage) {
		if local(c.Beneficiary.Reference) == patient && c.Status == "active" && (best == nil || c.ID < best.ID) {
			best = c
		}
	})
	if best == nil {
		return nil, fhir.Reference{}
	}
	for _, p := range best.Payor {
		if _, ok := get[*fhir.Organization](w.set, p.Reference); ok {
			return best, fhir.Reference{Reference: local(p.Reference)}
		}
	}
	return best, fhir.Reference{}
}
