package roster

import (
	"strconv"
	"time"

	"throughline/fhir"
	"throughline/profile"
)

// Clinic is whose programme it is.
type Clinic struct {
	ID           string         // of the clinic in its database
	Organization string         // "Organization/…" that looks after the patients
	Zone         *time.Location // in which wall times are meant
}

const (
	actCodes = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
	claims   = "http://terminology.hl7.org/CodeSystem/claim-type"
)

// Resources gives what the roster says as FHIR R4, in an order in which each is
// there before what refers to it.
func (r *Roster) Resources(c Clinic) ([][]byte, error) {
	w := &writer{Clinic: c, staff: map[string]Staff{}, patients: map[string]Patient{}, rooms: map[string]bool{}}
	for _, s := range r.Staff {
		w.staff[s.Key] = s
		w.member(s)
	}
	for _, p := range r.Patients {
		w.patients[p.Key] = p
		w.patient(p)
	}
	for _, s := range r.Series {
		w.series(s)
	}
	return w.out, w.err
}

type writer struct {
	Clinic
	staff    map[string]Staff
	patients map[string]Patient
	rooms    map[string]bool
	out      [][]byte
	err      error
}

func (w *writer) id(parts string) string { return profile.NameID("roster/" + w.ID + "/" + parts) }

func (w *writer) put(r fhir.Resource) {
	raw, err := fhir.Encode(r)
	if err != nil && w.err == nil {
		w.err = err
	}
	w.out = append(w.out, raw)
}

func yes() *bool {
	t := true
	return &t
}

func person(given, family string) []fhir.HumanName {
	return []fhir.HumanName{{Use: "official", Given: []string{given}, Family: family}}
}

func phone(number string) []fhir.ContactPoint {
	if number == "" {
		return nil
	}
	return []fhir.ContactPoint{{System: "phone", Value: number}}
}

func (w *writer) member(s Staff) {
	id := w.id("staff/" + s.Key)
	w.put(&fhir.Practitioner{Base: fhir.Base{ID: id}, Active: yes(), Name: person(s.Given, s.Family), Telecom: phone(s.Telephone)})
	w.put(&fhir.PractitionerRole{
		Base: fhir.Base{ID: w.id("role/" + s.Key)}, Active: yes(), Practitioner: fhir.Reference{Reference: "Practitioner/" + id},
		Organization: fhir.Reference{Reference: w.Organization}, Code: []fhir.CodeableConcept{{Text: roleWords[s.Role]}},
	})
}

var roleWords = map[string]string{
	"therapist": "Therapist", "psychiatrist": "Psychiatrist", "medical-director": "Medical director", "care-coordinator": "Care coordinator",
	"front-desk": "Front desk",
}

// labels are what all of a patient's data carries (HL7 v3 ActCode).
func labels(p Patient) []fhir.Coding {
	if p.Dual {
		return []fhir.Coding{{System: actCodes, Code: "SUD"}, {System: actCodes, Code: "42CFRPart2"}}
	}
	return []fhir.Coding{{System: actCodes, Code: "MH"}}
}

func (w *writer) base(p Patient, what string) fhir.Base {
	return fhir.Base{ID: w.id("patient/" + p.Key + "/" + what), Meta: fhir.Meta{Security: labels(p)}}
}

func (w *writer) ref(p Patient) fhir.Reference {
	return fhir.Reference{Reference: "Patient/" + w.id("patient/"+p.Key), Display: p.Given + " " + p.Family}
}

func (w *writer) patient(p Patient) {
	me := w.ref(p)
	w.put(&fhir.Patient{
		Base: fhir.Base{ID: w.id("patient/" + p.Key)}, Active: yes(), Name: person(p.Given, p.Family), Telecom: phone(p.Telephone),
		BirthDate: p.Born, ManagingOrganization: fhir.Reference{Reference: w.Organization},
	})
	code := "mental-health"
	if p.Dual {
		code = "dual-diagnosis"
	}
	stay := &fhir.EpisodeOfCare{
		Base: w.base(p, "stay/"+p.Admitted), Status: "active", Patient: me, ManagingOrganization: fhir.Reference{Reference: w.Organization},
		Type: []fhir.CodeableConcept{fhir.Concept(profile.SystemProgramme, code, "")}, Period: fhir.Period{Start: p.Admitted},
	}
	w.put(stay)
	if p.Approved == 0 {
		return
	}
	cover := &fhir.Coverage{
		Base: w.base(p, "coverage/"+p.Admitted), Status: "active", Beneficiary: me, Payor: []fhir.Reference{me},
	}
	w.put(cover)
	w.put(&fhir.ClaimResponse{
		Base: w.base(p, "approval/"+p.Admitted), Status: "active", Use: "preauthorization", Outcome: "complete", Patient: me,
		Type: fhir.Concept(claims, "professional", "Professional"), Created: p.Admitted, Insurer: fhir.Reference{Reference: w.Organization},
		PreAuthPeriod: fhir.Period{Start: p.Admitted, End: p.ApprovedUntil},
		Item: []fhir.ClaimResponseItem{{ItemSequence: 1, Adjudication: []fhir.Adjudication{{
			Category: fhir.Concept(profile.SystemApproval, profile.ApprovalVisits, ""), Value: fhir.Decimal(strconv.Itoa(p.Approved)),
		}}}},
		Insurance: []fhir.ClaimInsurance{{Sequence: 1, Focal: yes(), Coverage: fhir.Reference{Reference: "Coverage/" + cover.ID}}},
	})
}

// series makes an Appointment for each member and occurrence, so that no member
// sees another.
func (w *writer) series(s Series) {
	leader := w.staff[s.Leader]
	var room fhir.Reference
	if s.Place != "" {
		room = w.room(s.Place)
	}
	for _, start := range s.Occurrences(w.Zone) {
		for _, key := range s.Members {
			p := w.patients[key]
			a := &fhir.Appointment{
				Base: w.base(p, "series/"+s.Key+"/"+fhir.Date(start)), Status: "booked", Description: s.Topic,
				Identifier: []fhir.Identifier{{System: profile.SystemSeries, Value: w.id("series/" + s.Key)}},
				ServiceType: []fhir.CodeableConcept{{Text: "Group therapy", Coding: []fhir.Coding{
					{System: profile.SystemSession, Code: "group"}, {System: profile.SNOMED, Code: "76168009", Display: "Group psychotherapy"},
				}}},
				Start: fhir.DateTime(start), End: fhir.DateTime(start.Add(time.Duration(s.Minutes) * time.Minute)), MinutesDuration: s.Minutes,
				Participant: []fhir.AppointmentParticipant{
					{Actor: w.ref(p), Required: "required", Status: "needs-action"},
					{
						Actor:    fhir.Reference{Reference: "Practitioner/" + w.id("staff/"+s.Leader), Display: leader.Given + " " + leader.Family},
						Required: "required", Status: "accepted",
						Type: []fhir.CodeableConcept{fhir.Concept(profile.SystemParticipation, "PPRF", "primary performer")},
					},
				},
			}
			if s.Model != "" {
				a.Extension = append(a.Extension, fhir.Extension{URL: profile.ExtModel, ValueString: s.Model})
			}
			if s.Place == "" {
				a.Extension = append(a.Extension, fhir.Extension{URL: profile.ExtVideo, ValueBoolean: yes()})
			} else {
				a.Participant = append(a.Participant, fhir.AppointmentParticipant{Actor: room, Status: "accepted"})
			}
			w.put(a)
		}
	}
}

// room is a place where groups meet: one, however many series are held there.
func (w *writer) room(name string) fhir.Reference {
	ref := fhir.Reference{Reference: "Location/" + w.id("room/"+name), Display: name}
	if !w.rooms[name] {
		w.rooms[name] = true
		w.put(&fhir.Location{
			Base: fhir.Base{ID: w.id("room/" + name)}, Status: "active", Name: name, Mode: "instance",
			ManagingOrganization: fhir.Reference{Reference: w.Organization},
		})
	}
	return ref
}

// Organization is a clinic that has none yet.
func Organization(clinic, name, zone string) ([]byte, string, error) {
	id := profile.NameID("roster/" + clinic + "/organization")
	raw, err := fhir.Encode(&fhir.Organization{
		Base: fhir.Base{ID: id, Extension: []fhir.Extension{{URL: profile.ExtTimezone, ValueCode: zone}}}, Active: yes(), Name: name,
		Type: []fhir.CodeableConcept{fhir.Concept("http://terminology.hl7.org/CodeSystem/organization-type", "prov", "Healthcare Provider")},
	})
	return raw, "Organization/" + id, err
}
