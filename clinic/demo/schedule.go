package demo

import (
	"time"

	"throughline/fhir"
	"throughline/profile"
)

// curriculum goes round; today's group has the entry at place todays.
var curriculum = []struct{ topic, model, skill string }{
	{"Noticing triggers", "Coping skills", "stop"},
	{"Riding out an urge", "Coping skills", "urge-surfing"},
	{"Here and now", "Here and now", "grounding"},
	{"How anxiety works", "Psychoeducation", "worry-time"},
	{"Breathing on purpose", "Mindfulness", "paced-breathing"},
	{"Saying what you need", "Here and now", "asking-for-what-you-need"},
	{"Sleep and mood", "Psychoeducation", "sleep-routine"},
	{"Planning small steps", "Coping skills", "activity-planning"},
	{"Grief and loss", "Psychoeducation", "radical-acceptance"},
}

const todays = 1

// visit is one planned session of one member.
type visit struct {
	kind         string // code of profile.SystemSession
	start        time.Time
	minutes      int
	topic, model string
	skill, bring string
	series       string
	with         person
	video        bool
	was          time.Time // moved from
	cancelled    bool
	missed       bool
}

// schedule makes a member's sessions. Of those who cannot sign in it makes the
// groups of two weeks either way, and the medication visits of three.
func (b *builder) schedule(m *member) {
	b.series(m)
	from, until := b.admitted(m), b.discharged(m)
	if !m.full {
		from, until = later(from, b.day(b.today, -14)), earlier(until, b.day(b.today, 14))
	}
	for _, v := range append(b.groups(m), b.visits(m)...) {
		first := from
		if !m.full && v.kind == "medication" {
			first = later(b.admitted(m), b.day(b.today, -21))
		}
		if day := b.day(v.start, 0); !day.Before(first) && !day.After(until) && (m.full || v.kind != "individual") {
			b.session(m, v)
		}
	}
}

// series is a member's group as the clinic keeps it: its name and its times, and
// nobody who is in it.
func (b *builder) series(m *member) {
	name, at, series, code := "Evening group", "18:00:00", id("series/mental-health"), "mental-health"
	if m.dual {
		name, at, series, code = "Early afternoon group", "13:00:00", id("series/dual-diagnosis"), "dual-diagnosis"
	}
	minutes := 180
	s := &fhir.Schedule{
		Base: fhir.Base{ID: series, Meta: fhir.Meta{Security: m.labels()}, Extension: []fhir.Extension{
			{URL: profile.ExtTimezone, ValueCode: zoneName}, {URL: profile.ExtMinutes, ValueInteger: &minutes}, {URL: profile.ExtVideo, ValueBoolean: yes()},
		}},
		Active: yes(), Comment: name, Identifier: []fhir.Identifier{{System: profile.SystemSeries, Value: series}},
		ServiceType:     []fhir.CodeableConcept{serviceTypes["group"], fhir.Concept(profile.SystemProgramme, code, "")},
		Actor:           []fhir.Reference{ref("Practitioner", dana.id(), dana.name())},
		PlanningHorizon: fhir.Period{Start: fhir.Date(b.day(b.days[0], -7*14)), End: fhir.Date(b.day(b.days[2], 7*14))},
	}
	for _, d := range b.days {
		s.Extension = append(s.Extension, fhir.Extension{URL: profile.ExtWeekly, Element: fhir.Element{Extension: []fhir.Extension{
			{URL: "day", ValueCode: []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}[d.Weekday()]}, {URL: "time", ValueTime: at},
		}}})
	}
	b.put(s)
}

// groups are three each week on the same days, at the same wall time.
func (b *builder) groups(m *member) []visit {
	var out []visit
	hour := 18
	series := id("series/mental-health")
	if m.dual {
		hour, series = 13, id("series/dual-diagnosis")
	}
	this := 0
	for i, d := range b.days {
		if d.Equal(b.today) {
			this = i
		}
	}
	for week := -14; week <= 14; week++ {
		for i := range b.days {
			n := 3*week + i - this // groups from today's
			c := curriculum[((n+todays)%len(curriculum)+len(curriculum))%len(curriculum)]
			v := visit{
				kind: "group", start: b.clock(b.day(b.days[i], 7*week), hour, 0), minutes: 180,
				topic: c.topic, model: c.model, skill: c.skill, bring: "A notebook and a pen", series: series, with: dana, video: true,
			}
			switch n {
			case b.movedGroup():
				v.was, v.start = v.start, v.start.Add(-time.Hour)
			case -6:
				v.cancelled = true
			case -4:
				v.missed = m == maya
			}
			out = append(out, v)
		}
	}
	return out
}

// movedGroup is this week's next group after today, or else the one before it,
// counted from today's.
func (b *builder) movedGroup() int {
	if b.days[2].After(b.today) {
		return 1
	}
	return -1
}

// visits are one-on-one: weekly with the therapist, every two or three weeks for
// medication.
func (b *builder) visits(m *member) []visit {
	free := b.freeDays()
	hour := 15
	if m.dual {
		hour = 14
	}
	first := b.day(b.admitted(m), -(int(b.admitted(m).Weekday())+6)%7) // that week's Monday
	var out []visit
	for week := range m.length + 1 {
		out = append(out, visit{
			kind: "individual", start: b.clock(b.day(first, 7*week+free[0]), hour, 0), minutes: 50,
			series: id("series/individual/", m.id()), with: dana,
		})
		switch week {
		case 1, 3, 6, 8, 11:
			out = append(out, visit{kind: "medication", start: b.clock(b.day(first, 7*week+free[1]), 10, 30+m.slot*30), minutes: 30, bring: "Your medicine, or a list of it", with: priya})
		}
	}
	return out
}

// freeDays are the first two weekdays without a group, in days from Monday.
func (b *builder) freeDays() [2]int {
	var out [2]int
	n := 0
	for day := 0; n < 2; day++ {
		taken := false
		for _, d := range b.days {
			taken = taken || (int(d.Weekday())+6)%7 == day
		}
		if !taken {
			out[n] = day
			n++
		}
	}
	return out
}

var serviceTypes = map[string]fhir.CodeableConcept{
	"group": {Text: "Group therapy", Coding: []fhir.Coding{
		{System: profile.SystemSession, Code: "group"}, {System: profile.SNOMED, Code: "76168009", Display: "Group psychotherapy"},
	}},
	"individual": {Text: "Individual therapy", Coding: []fhir.Coding{
		{System: profile.SystemSession, Code: "individual"}, {System: profile.SNOMED, Code: "75516001", Display: "Psychotherapy"},
	}},
	"medication": {Text: "Medication visit", Coding: []fhir.Coding{{System: profile.SystemSession, Code: "medication"}}},
	"family":     {Text: "Family session", Coding: []fhir.Coding{{System: profile.SystemSession, Code: "family"}}},
}

// session makes the Appointment and, of what is past, the Encounter. Nobody but
// the member and who they meet is named in it.
func (b *builder) session(m *member, v visit) *fhir.Appointment {
	end := v.start.Add(time.Duration(v.minutes) * time.Minute)
	planned := v.start
	if !v.was.IsZero() {
		planned = v.was
	}
	past := v.start.Before(b.today)
	a := &fhir.Appointment{
		Base: m.base(v.kind, "/", fhir.DateTime(planned)), Status: "booked", ServiceType: []fhir.CodeableConcept{serviceTypes[v.kind]},
		Description: v.topic, Start: fhir.DateTime(v.start), End: fhir.DateTime(end), MinutesDuration: v.minutes,
		Created: fhir.DateTime(b.clock(b.admitted(m), 9, 0)),
		Participant: []fhir.AppointmentParticipant{
			{Actor: m.ref(), Required: "required", Status: "needs-action"},
			{Actor: ref("Practitioner", v.with.id(), v.with.name()), Required: "required", Status: "accepted", Type: []fhir.CodeableConcept{fhir.Concept(profile.SystemParticipation, "PPRF", "primary performer")}},
		},
	}
	a.PatientInstruction = v.bring
	if v.skill != "" {
		a.SupportingInformation = []fhir.Reference{{Type: "ActivityDefinition", Identifier: &fhir.Identifier{System: profile.SystemSkill, Value: v.skill}}}
	}
	if v.series != "" {
		a.Identifier = []fhir.Identifier{{System: profile.SystemSeries, Value: v.series}}
	}
	add := func(e fhir.Extension) { a.Extension = append(a.Extension, e) }
	if v.model != "" {
		add(fhir.Extension{URL: profile.ExtModel, ValueString: v.model})
	}
	if v.video {
		add(fhir.Extension{URL: profile.ExtVideo, ValueBoolean: yes()})
	} else {
		a.Participant = append(a.Participant, fhir.AppointmentParticipant{Actor: ref("Location", roomID, "Northside, Suite 200"), Status: "accepted"})
	}
	if v.video && b.day(v.start, 0).Equal(b.today) {
		add(fhir.Extension{URL: profile.ExtJoinURL, ValueURL: "https://video.example.org/northside/" + a.ID})
	}
	if !v.was.IsZero() {
		add(fhir.Extension{URL: profile.ExtPreviousStart, ValueInstant: fhir.DateTime(v.was)})
	}
	switch {
	case v.cancelled && past:
		a.Status, a.CancelationReason = "cancelled", text("The clinic was closed")
	case past && v.missed:
		a.Status = "noshow"
		a.Participant[0].Status = "accepted"
	case past:
		a.Status = "fulfilled"
		a.Participant[0].Status = "accepted"
	}
	today := m.full && b.day(v.start, 0).Equal(b.today) && v.kind == "group"
	if today {
		a.Participant[0].Status = "accepted"
	}
	b.put(a)
	if today {
		b.apply(profile.SessionAnswered(&b.set, profile.Viewer{FHIRUser: "Patient/" + m.id()}, coming(a)))
	}
	if a.Status == "fulfilled" {
		b.put(&fhir.Encounter{
			Base: m.base("encounter/", a.ID), Status: "finished", Class: encounterClass(v.video), Type: a.ServiceType, Subject: m.ref(),
			EpisodeOfCare: []fhir.Reference{ref("EpisodeOfCare", m.base("stay").ID, "")}, Appointment: []fhir.Reference{ref("Appointment", a.ID, "")},
			Participant: []fhir.EncounterParticipant{{Individual: ref("Practitioner", v.with.id(), v.with.name())}},
			Period:      fhir.Period{Start: a.Start, End: a.End}, ServiceProvider: ref("Organization", clinicID, ""),
		})
	}
	return a
}

func encounterClass(video bool) fhir.Coding {
	const act = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
	if video {
		return fhir.Coding{System: act, Code: "VR", Display: "virtual"}
	}
	return fhir.Coding{System: act, Code: "AMB", Display: "ambulatory"}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
