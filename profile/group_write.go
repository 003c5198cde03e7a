package profile

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"throughline/care"
	"throughline/fhir"
)

var dayCodes = [...]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

func truth() *bool {
	t := true
	return &t
}

// make begins a series: its schedule, and a slot for each session.
func (w *programmeWriter) make(g care.Group) error {
	if g.Zone == nil {
		g.Zone = w.zone
	}
	switch days := care.DaysFrom(g.First, g.Last); {
	case g.Series == "" || len(g.Times) == 0 || g.Minutes <= 0:
		return errNoTimes
	case days >= care.MostOccurrences:
		return errTooLong
	case days < 0:
		return errNoSessions
	}
	planned := g.Occurrences()
	if len(planned) == 0 {
		return errNoSessions
	}
	for _, o := range planned {
		switch {
		case o.Wall == care.WallNever:
			return &care.Fault{Code: errNoSuchTime.Code, Say: errNoSuchTime.Say, Cause: fmt.Errorf("on %s", fhir.Date(o.Start.In(g.Zone)))}
		case !o.Start.After(w.now):
			return errTimeOver
		}
	}
	if err := w.room(&g.Place); err != nil {
		return err
	}
	s := w.scheduleOf(g)
	if err := w.put(s); err != nil {
		return err
	}
	_, err := w.slots(s, planned, 0)
	return err
}

// slots plans sessions of a schedule that had so many before.
func (w *programmeWriter) slots(s *fhir.Schedule, planned []care.Occurrence, made int) ([]string, error) {
	var refs []string
	for i, o := range planned {
		slot := &fhir.Slot{
			Base: fhir.Base{ID: NameID(refTo(s) + "/" + fhir.Date(o.Start) + fmt.Sprintf("/%d", made+i)), Meta: fhir.Meta{Security: s.Meta.Security}}, Identifier: s.Identifier, ServiceType: s.ServiceType,
			Schedule: fhir.Reference{Reference: refTo(s)}, Status: "free", Start: fhir.DateTime(o.Start), End: fhir.DateTime(o.End),
		}
		if o.Topic.Title != "" || o.Topic.Model != "" {
			slot.Extension = []fhir.Extension{topicExtension(o.Topic)}
		}
		refs = append(refs, refTo(slot))
		if err := w.put(slot, s); err != nil {
			return nil, err
		}
	}
	return refs, nil
}

// room makes a place that the clinic has not named yet.
func (w *programmeWriter) room(p *care.Person) error {
	p.Name = strings.TrimSpace(p.Name)
	if p.Ref != "" || p.Name == "" {
		return nil
	}
	known := ""
	each(w.set, func(l *fhir.Location) {
		if fold(l.Name) == fold(p.Name) && l.Status != "inactive" {
			known = refTo(l)
		}
	})
	// Staff may not make a Location; a name will do for what people read.
	p.Ref = known
	return nil
}

// serviceTypes are what a kind of session is called (SNOMED where it has a code).
func serviceType(kind care.SessionKind) fhir.CodeableConcept {
	c := fhir.CodeableConcept{Text: []string{"Group therapy", "Individual therapy", "Medication visit", "Family session", "Visit"}[kind]}
	c.Coding = []fhir.Coding{{System: SystemSession, Code: sessionKinds[kind]}}
	switch kind {
	case care.KindGroup:
		c.Coding = append(c.Coding, fhir.Coding{System: SNOMED, Code: "76168009", Display: "Group psychotherapy"})
	case care.KindIndividual:
		c.Coding = append(c.Coding, fhir.Coding{System: SNOMED, Code: "75516001", Display: "Psychotherapy"})
	case care.KindMedication, care.KindFamily, care.KindVisit:
	}
	return c
}

// stayLabels are what everything in a stay of a programme carries (HL7 v3 ActCode).
func stayLabels(p care.Programme) []fhir.Coding {
	if p == care.DualDiagnosis {
		return []fhir.Coding{{System: SystemActCode, Code: "SUD"}, {System: SystemActCode, Code: "42CFRPart2"}}
	}
	return []fhir.Coding{{System: SystemActCode, Code: "MH"}}
}

var programmeCodes = map[care.Programme]string{care.MentalHealth: "mental-health", care.DualDiagnosis: "dual-diagnosis"}

func (w *programmeWriter) scheduleOf(g care.Group) *fhir.Schedule {
	s := &fhir.Schedule{
		Base: fhir.Base{ID: g.Series, Meta: fhir.Meta{Security: stayLabels(g.Programme)}}, Active: truth(), Comment: strings.TrimSpace(g.Name),
		Identifier:      []fhir.Identifier{{System: SystemSeries, Value: g.Series}},
		ServiceType:     []fhir.CodeableConcept{serviceType(care.KindGroup), fhir.Concept(SystemProgramme, programmeCodes[g.Programme], "")},
		PlanningHorizon: fhir.Period{Start: fhir.Date(g.First), End: fhir.Date(g.Last)},
	}
	if g.Leader.Ref != "" {
		s.Actor = append(s.Actor, reference(g.Leader))
	}
	if g.Place.Name != "" {
		s.Actor = append(s.Actor, placeReference(g.Place))
	}
	if len(s.Actor) == 0 {
		s.Actor = []fhir.Reference{{Reference: w.who}} // R4: one at least
	}
	add := func(e fhir.Extension) { s.Extension = append(s.Extension, e) }
	add(fhir.Extension{URL: ExtTimezone, ValueCode: g.Zone.String()})
	add(fhir.Extension{URL: ExtMinutes, ValueInteger: &g.Minutes})
	for _, t := range g.Times {
		add(fhir.Extension{URL: ExtWeekly, Element: fhir.Element{Extension: []fhir.Extension{
			{URL: "day", ValueCode: dayCodes[t.Day]}, {URL: "time", ValueTime: fmt.Sprintf("%02d:%02d:00", t.Hour, t.Minute)},
		}}})
	}
	for _, d := range g.Off {
		add(fhir.Extension{URL: ExtOff, ValueDate: fhir.Date(d)})
	}
	for _, t := range g.Topics {
		add(topicExtension(t))
	}
	if g.Video {
		add(fhir.Extension{URL: ExtVideo, ValueBoolean: truth()})
	}
	if g.JoinURL != "" {
		add(fhir.Extension{URL: ExtJoinURL, ValueURL: g.JoinURL})
	}
	if g.Bring != "" {
		add(fhir.Extension{URL: ExtBring, ValueString: g.Bring})
	}
	return s
}

func (w *programmeWriter) rename(c care.GroupNamed) error {
	s, err := w.schedules(c.Series)
	if err != nil {
		return err
	}
	s.Comment = strings.TrimSpace(c.Name)
	return w.put(s)
}

// schedules gives the schedule of a series, to be changed. One that only sessions
// tell of gets its own.
func (w *programmeWriter) schedules(series string) (*fhir.Schedule, error) {
	ref := ""
	each(w.set, func(s *fhir.Schedule) {
		if w.schedule(s).Series == series {
			ref = refTo(s)
		}
	})
	s, there, err := edit[*fhir.Schedule](w.set, ref)
	if err != nil || there {
		return s, err
	}
	all := w.meetings()
	g, ok := care.Chart{Groups: w.groupsOf(all)}.Group(series)
	if !ok {
		return nil, errNoGroup
	}
	for _, m := range all {
		for _, x := range m.Expected {
			if m.Series == series && slices.ContainsFunc(labels(w.set, x.Patient.Ref), func(c fhir.Coding) bool { return c.Code == "SUD" }) {
				g.Programme = care.DualDiagnosis
			}
		}
	}
	s = w.scheduleOf(g)
	s.ID = NameID("series/" + series)
	return s, nil
}

// end cancels what is to come of a series.
func (w *programmeWriter) end(c care.GroupEnded) error {
	for _, m := range w.ahead(c.Series) {
		if err := w.off(m, c.Why); err != nil {
			return err
		}
	}
	s, err := w.schedules(c.Series)
	if err != nil {
		return err
	}
	s.Active = new(bool)
	return w.put(s)
}

// ahead are the meetings of a series that are still to come.
func (w *programmeWriter) ahead(series string) []met {
	var out []met
	for _, m := range w.meetings() {
		if m.Series == series && series != "" && m.State == care.SessionPlanned && w.now.Before(m.Start) {
			out = append(out, m)
		}
	}
	return out
}

// addMember books a patient into all that is to come of a group.
func (w *programmeWriter) addMember(series string, p care.Person) error {
	ahead := w.ahead(series)
	if len(ahead) == 0 {
		return errNothingAhead
	}
	booked := false
	for _, m := range ahead {
		if comes(m, p) {
			continue
		}
		if coming(m) >= care.MostMembers {
			return errGroupFull
		}
		booked = true
		if err := w.book(m, p); err != nil {
			return err
		}
	}
	if !booked {
		return errInGroup
	}
	return nil
}

// comes says whether a patient is to come to a meeting.
func comes(m met, p care.Person) bool {
	return slices.ContainsFunc(m.Expected, func(x care.Expected) bool { return x.Patient.Ref == p.Ref && x.Session.State != care.SessionCancelled })
}

// coming counts who is to come to a meeting.
func coming(m met) int {
	n := 0
	for _, x := range m.Expected {
		if x.Session.State != care.SessionCancelled {
			n++
		}
	}
	return n
}

// book makes a patient's appointment of a meeting, or takes back that they left.
func (w *programmeWriter) book(m met, p care.Person) error {
	id := NameID(m.Ref + "/" + p.Ref)
	if m.slot == nil {
		id = NameID(m.Series + "/" + fhir.Instant(m.Start) + "/" + p.Ref)
	}
	if a, there, err := edit[*fhir.Appointment](w.set, "Appointment/"+id); err != nil || there {
		if err != nil {
			return err
		}
		again := w.appointment(m, p, id)
		a.Status, a.CancelationReason, a.Start, a.End, a.Participant = again.Status, again.CancelationReason, again.Start, again.End, again.Participant
		return w.put(a)
	}
	return w.put(w.appointment(m, p, id))
}

// appointment is a meeting as it is for one patient. Nobody but the patient and who
// they meet is named in it.
func (w *programmeWriter) appointment(m met, p care.Person, id string) *fhir.Appointment {
	a := &fhir.Appointment{
		Base: fhir.Base{ID: id, Meta: fhir.Meta{Security: labels(w.set, p.Ref)}}, Status: "booked", ServiceType: []fhir.CodeableConcept{serviceType(m.Kind)},
		Start: fhir.DateTime(m.Start), MinutesDuration: int(m.Duration() / time.Minute), Created: fhir.DateTime(w.now), PatientInstruction: m.Bring,
		Participant: []fhir.AppointmentParticipant{{Actor: reference(p), Required: "required", Status: "needs-action"}},
	}
	if !m.EndUnclear() {
		a.End = fhir.DateTime(m.End)
	}
	if m.Series != "" {
		a.Identifier = []fhir.Identifier{{System: SystemSeries, Value: m.Series}}
	}
	if m.slot != nil {
		a.Slot = []fhir.Reference{{Reference: refTo(m.slot)}}
	}
	if m.leader.Reference != "" {
		a.Participant = append(a.Participant, fhir.AppointmentParticipant{
			Actor: m.leader, Required: "required", Status: "accepted",
			Type: []fhir.CodeableConcept{fhir.Concept(SystemParticipation, "PPRF", "primary performer")},
		})
	}
	if m.place.Reference != "" || m.place.Display != "" {
		a.Participant = append(a.Participant, fhir.AppointmentParticipant{Actor: m.place, Status: "accepted"})
	}
	if m.Video {
		a.Extension = append(a.Extension, fhir.Extension{URL: ExtVideo, ValueBoolean: truth()})
	}
	if m.JoinURL != "" {
		a.Extension = append(a.Extension, fhir.Extension{URL: ExtJoinURL, ValueURL: m.JoinURL})
	}
	about(a, care.Subject{Title: m.Topic, Model: m.Model, Skills: m.Skills})
	return a
}

// removeMember takes a patient out of what is to come of a group.
func (w *programmeWriter) removeMember(series string, p care.Person) error {
	for _, m := range w.ahead(series) {
		for i, x := range m.Expected {
			if x.Patient.Ref != p.Ref || x.Session.State != care.SessionPlanned {
				continue
			}
			a, _, err := edit[*fhir.Appointment](w.set, refTo(m.booked[i]))
			if err != nil {
				return err
			}
			a.Status, a.CancelationReason = "cancelled", fhir.Concept(SystemCancelled, LeftGroup, "No longer in this group")
			if err := w.put(a); err != nil {
				return err
			}
		}
	}
	if len(w.ops) == 0 {
		return errNoGroup
	}
	return nil
}
