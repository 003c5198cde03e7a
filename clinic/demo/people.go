package demo

import (
	"time"

	"throughline/care"
	"throughline/fhir"
	"throughline/profile"
)

// person is somebody in the demo.
type person struct {
	given, family string
	full          string // how they are called, where it is not given and family
	phone         string
}

func (p person) name() string {
	if p.full != "" {
		return p.full
	}
	return p.given + " " + p.family
}

func (p person) id() string { return id("person/", p.given, " ", p.family) }

func (p person) names() []fhir.HumanName {
	return []fhir.HumanName{{Use: "official", Text: p.full, Family: p.family, Given: []string{p.given}}}
}

func (p person) telecom() []fhir.ContactPoint {
	if p.phone == "" {
		return nil
	}
	return []fhir.ContactPoint{{System: "phone", Value: p.phone, Use: "mobile"}}
}

var (
	dana  = person{given: "Dana", family: "Ortiz"}
	priya = person{given: "Priya", family: "Raman", full: "Dr. Priya Raman"}
	sam   = person{given: "Sam", family: "Whitfield"}
	elena = person{given: "Elena", family: "Rivera", phone: "(312) 555-0177"}
)

// member is a patient of the programme.
type member struct {
	person
	born   string
	dual   bool
	week   int // of the stay, this week; 0: discharged
	length int // weeks from admission to the planned discharge
	full   bool
	slot   int // half hours after the first medication visit of a day
}

// The patients who can sign in have their whole record; of the others there is
// what makes the groups real.
var (
	maya   = &member{person: person{given: "Maya", family: "Rivera", phone: "(312) 555-0142"}, born: "1994-05-17", week: 4, length: 8, full: true}
	marcus = &member{person: person{given: "Marcus", family: "Bell", phone: "(312) 555-0168"}, born: "1986-09-02", dual: true, week: 9, length: 12, full: true}
	naomi  = &member{person: person{given: "Naomi", family: "Clarke", phone: "(312) 555-0115"}, born: "1979-01-28", length: 7, full: true}

	andre = &member{person: person{given: "Andre", family: "Wilson", phone: "(312) 555-0121"}, born: "1990-03-11", week: 2, length: 8, slot: 1}
	grace = &member{person: person{given: "Grace", family: "Kim", phone: "(312) 555-0134"}, born: "1998-11-06", week: 3, length: 8, slot: 2}
)

// members are all patients: eight in the mental health group, six in the other.
func members() []*member {
	out := []*member{maya, marcus, naomi, andre, grace}
	for _, x := range []struct {
		given, family, born string
		dual                bool
		week                int
	}{
		{"Tomas", "Novak", "1983-07-19", false, 6},
		{"Leila", "Haddad", "1996-02-23", false, 1},
		{"Brianna", "Cole", "2001-08-30", false, 5},
		{"Henry", "Osei", "1972-12-04", false, 7},
		{"Sofia", "Marin", "1988-04-15", false, 4},
		{"Curtis", "Boyd", "1977-10-09", true, 3},
		{"Anita", "Desai", "1991-06-27", true, 5},
		{"Rosa", "Delgado", "1985-01-14", true, 8},
		{"Kevin", "Tran", "1999-09-21", true, 2},
		{"Walter", "Lind", "1968-05-03", true, 10},
	} {
		out = append(out, &member{slot: len(out) - 2, person: person{given: x.given, family: x.family}, born: x.born, dual: x.dual, week: x.week, length: 12})
	}
	return out
}

// labels mark all that is recorded of a member (HL7 v3 ActCode).
func (m *member) labels() []fhir.Coding {
	const act = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
	if m.dual {
		return []fhir.Coding{{System: act, Code: "SUD"}, {System: act, Code: "42CFRPart2"}}
	}
	return []fhir.Coding{{System: act, Code: "MH"}}
}

func (m *member) base(parts ...any) fhir.Base {
	return fhir.Base{ID: id(append([]any{m.id(), "/"}, parts...)...), Meta: fhir.Meta{Security: m.labels()}}
}

func (m *member) ref() fhir.Reference { return ref("Patient", m.id(), m.name()) }

const orgType = "http://terminology.hl7.org/CodeSystem/organization-type"

// The demo clinic as people read it.
const (
	ClinicName  = "Northside Intensive Outpatient"
	ClinicPhone = "(312) 555-0100"
)

var (
	clinicID = id("organization/clinic")
	payerID  = id("organization/payer")
	roomID   = id("location/clinic")
)

// clinic makes the organizations, the place with its hours, and the staff.
func (b *builder) clinic() {
	b.put(&fhir.Organization{
		Base:   fhir.Base{ID: clinicID, Extension: []fhir.Extension{{URL: profile.ExtTimezone, ValueCode: zoneName}}},
		Active: yes(), Name: ClinicName, Type: []fhir.CodeableConcept{fhir.Concept(orgType, "prov", "Healthcare Provider")},
		Telecom: []fhir.ContactPoint{{System: "phone", Value: ClinicPhone, Use: "work"}},
		Address: []fhir.Address{{Use: "work", Line: []string{"1200 West Lake Street, Suite 200"}, City: "Chicago", State: "IL", PostalCode: "60607", Country: "US"}},
	})
	b.put(&fhir.Organization{
		Base: fhir.Base{ID: payerID}, Active: yes(), Name: "Prairie Health Plan",
		Type: []fhir.CodeableConcept{fhir.Concept(orgType, "pay", "Payer")},
	})
	b.put(&fhir.Location{
		Base: fhir.Base{ID: roomID}, Status: "active", Name: "Northside, Suite 200", Mode: "instance",
		ManagingOrganization: ref("Organization", clinicID, ""),
		HoursOfOperation:     []fhir.HoursOfOperation{{DaysOfWeek: []string{"mon", "tue", "wed", "thu", "fri"}, OpeningTime: "08:00:00", ClosingTime: "21:00:00"}},
	})
	for _, s := range []struct {
		person
		credential, role string
	}{{dana, "LPC", "Therapist"}, {priya, "", "Psychiatrist"}, {sam, "", "Care coordinator"}} {
		p := &fhir.Practitioner{Base: fhir.Base{ID: s.id()}, Active: yes(), Name: s.names()}
		if s.credential != "" {
			p.Qualification = []fhir.Qualification{{Code: text(s.credential)}}
		}
		b.put(p)
		b.put(&fhir.PractitionerRole{
			Base: fhir.Base{ID: id("role/", s.name())}, Active: yes(), Practitioner: ref("Practitioner", s.id(), s.name()),
			Organization: ref("Organization", clinicID, ""), Code: []fhir.CodeableConcept{text(s.role)},
		})
	}
}

// teamParts are the codes of what each is there for.
var teamParts = map[string]string{
	"Therapist": string(care.TeamTherapist), "Psychiatrist": string(care.TeamPsychiatrist), "Care coordinator": string(care.TeamCoordinator),
}

// admitted is the first group day of the member's first week.
func (b *builder) admitted(m *member) time.Time {
	if m.week == 0 {
		return b.day(b.discharged(m), -7*m.length+1)
	}
	return b.day(b.days[0], -7*(m.week-1))
}

// discharged is the last day of the stay, planned or past.
func (b *builder) discharged(m *member) time.Time {
	if m.week == 0 {
		return b.day(b.today, -12)
	}
	return b.day(b.admitted(m), 7*m.length-1)
}

// admit makes the patient, the stay and the care team.
func (b *builder) admit(m *member) {
	patient := &fhir.Patient{
		Base: fhir.Base{ID: m.id()}, Active: yes(), Name: m.names(), Telecom: m.telecom(), BirthDate: m.born, Gender: "unknown",
		ManagingOrganization: ref("Organization", clinicID, ""),
	}
	b.put(patient)
	stay := &fhir.EpisodeOfCare{
		Base: m.base("stay"), Status: "active", Patient: m.ref(), ManagingOrganization: ref("Organization", clinicID, ""),
		Type:        []fhir.CodeableConcept{ours(profile.SystemProgramme, "mental-health", "Intensive outpatient program, mental health")},
		Period:      fhir.Period{Start: fhir.Date(b.admitted(m)), End: fhir.Date(b.discharged(m))},
		CareManager: ref("Practitioner", sam.id(), sam.name()),
	}
	if m.dual {
		stay.Type = []fhir.CodeableConcept{ours(profile.SystemProgramme, "dual-diagnosis", "Intensive outpatient program, dual diagnosis")}
	}
	if m.week == 0 {
		stay.Status = "finished"
		stay.StatusHistory = []fhir.StatusHistory{{Status: "active", Period: stay.Period}}
	}
	b.put(stay)
	team := &fhir.CareTeam{Base: m.base("team"), Status: "active", Name: "Care team", Subject: m.ref(), Period: fhir.Period{Start: stay.Period.Start}}
	for _, s := range []struct {
		person
		role string
	}{{dana, "Therapist"}, {priya, "Psychiatrist"}, {sam, "Care coordinator"}} {
		team.Participant = append(team.Participant, fhir.CareTeamParticipant{
			Role: []fhir.CodeableConcept{ours(profile.SystemTeam, teamParts[s.role], s.role)}, Member: ref("Practitioner", s.id(), s.name()),
		})
	}
	b.put(team)
}
