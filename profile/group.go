package profile

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"throughline/care"
	"throughline/fhir"
)

// met is one session of a series, or a single visit, with what it is written as.
type met struct {
	care.Meeting
	leader, place fhir.Reference
	slot          *fhir.Slot          // nil where the clinic keeps none
	booked        []*fhir.Appointment // of those who are expected, in their order
	told          bool                // an appointment said who leads it and where
}

// meetings are all sessions of all patients, by start: those of one series at one
// time are one meeting, by their slot, or by series and start where there is none.
func (r *reader) meetings() []met {
	found := map[string]*met{}
	schedules := map[string]*fhir.Schedule{}
	each(r.set, func(s *fhir.Schedule) { schedules[refTo(s)] = s })
	each(r.set, func(s *fhir.Slot) {
		if s.Status == "entered-in-error" {
			return
		}
		if m, ok := r.slot(s, schedules[local(s.Schedule.Reference)]); ok {
			found[refTo(s)] = &m
		}
	})
	said := r.sayings("")
	each(r.set, func(a *fhir.Appointment) {
		part, ok := patientOf(a)
		if !ok || a.Status == "entered-in-error" || left(a) {
			return
		}
		if s, ok := r.sessionOf(a, part, said); ok {
			r.expect(found, a, part, s)
		}
	})
	out := make([]met, 0, len(found))
	for _, key := range slices.Sorted(maps.Keys(found)) {
		m := found[key]
		order := make([]int, len(m.Expected))
		for i := range order {
			order[i] = i
		}
		slices.SortFunc(order, func(a, b int) int {
			return cmp.Or(cmp.Compare(m.Expected[a].Patient.Name, m.Expected[b].Patient.Name), cmp.Compare(m.Expected[a].Patient.Ref, m.Expected[b].Patient.Ref))
		})
		expected, booked := make([]care.Expected, len(order)), make([]*fhir.Appointment, len(order))
		for i, at := range order {
			expected[i], booked[i] = m.Expected[at], m.booked[at]
		}
		m.Expected, m.booked = expected, booked
		out = append(out, *m)
	}
	slices.SortStableFunc(out, func(a, b met) int { return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Ref, b.Ref)) })
	return out
}

// expect puts a patient's appointment to the meeting that it belongs to.
func (r *reader) expect(found map[string]*met, a *fhir.Appointment, part fhir.AppointmentParticipant, s care.Session) {
	key := s.Ref
	if s.Series != "" && s.Kind == care.KindGroup {
		key = s.Series + "|" + fhir.Instant(s.Start)
	}
	for _, slot := range a.Slot {
		if _, ok := found[local(slot.Reference)]; ok {
			key = local(slot.Reference)
		}
	}
	m := found[key]
	if m == nil {
		m = &met{Meeting: care.Meeting{Session: common(s)}}
		found[key] = m
	}
	if !m.told && s.State != care.SessionCancelled {
		m.told = true
		r.tells(m, a, s)
	}
	switch {
	case s.State == care.SessionHeld:
		m.State = care.SessionHeld
	case s.State == care.SessionPlanned && m.State == care.SessionCancelled && m.slot == nil:
		m.State = care.SessionPlanned
	}
	m.Ref = min(m.Ref, s.Ref)
	if m.slot != nil {
		m.Ref = refTo(m.slot)
	}
	m.Expected = append(m.Expected, care.Expected{Patient: r.person(part.Actor), Session: s})
	m.booked = append(m.booked, a)
}

// tells takes from an appointment who leads a session and where. It is what patients
// read, and stays what it was when a group's leader changes.
func (r *reader) tells(m *met, a *fhir.Appointment, s care.Session) {
	leader, place := fhir.Reference{}, fhir.Reference{}
	for _, p := range a.Participant {
		switch typ := typeOf(p.Actor); {
		case (typ == "Practitioner" || typ == "PractitionerRole") && leader.Reference == "":
			leader = p.Actor
		case typ == "Location":
			place = p.Actor
		}
	}
	if leader.Reference != "" {
		m.leader, m.Leader, m.LeaderRef = leader, s.Leader, r.person(leader).Ref
	}
	m.place, m.Place, m.Video, m.JoinURL, m.WasPlace, m.WasVideo = place, s.Place, s.Video, s.JoinURL, s.WasPlace, s.WasVideo
	if s.Bring != "" {
		m.Bring = s.Bring
	}
}

// common is what a session has of no patient.
func common(s care.Session) care.Session {
	s.Answer, s.Reason, s.Earlier, s.Delivery = care.AnswerNone, "", care.EarlierAnswer{}, care.Delivery{}
	s.Attended, s.Missed, s.Excused, s.Stayed, s.Recorded, s.Before = false, false, false, 0, care.Recorded{}, nil
	return s
}

// slot reads one session of a schedule.
func (r *reader) slot(s *fhir.Slot, of *fhir.Schedule) (met, bool) {
	m := met{slot: s, Meeting: care.Meeting{Session: care.Session{Ref: refTo(s), Kind: care.KindGroup, Changed: r.updated(s)}}}
	start, ok := r.instant(s, "start", s.Start)
	if !ok {
		return m, false
	}
	m.Start = start.In(r.zone)
	if end := r.maybe(s, "end", s.End); !end.IsZero() {
		m.End = end.In(r.zone)
	}
	if e, ok := fhir.FindExtension(s.Extension, ExtPreviousStart); ok {
		if t := r.maybe(s, "previous-start", e.ValueInstant); !t.IsZero() {
			m.WasStart = t.In(r.zone)
		}
	}
	if e, ok := fhir.FindExtension(s.Extension, ExtTopic); ok {
		t := topicOf(e)
		m.Topic, m.Model, m.Skills = t.Title, t.Model, t.Skills
	}
	if s.Status == "busy-unavailable" {
		m.State = care.SessionCancelled
	}
	if of != nil {
		g := r.schedule(of)
		m.Series, m.Video, m.JoinURL, m.Bring = g.Series, g.Video, g.JoinURL, g.Bring
		m.leader, m.place = reference(g.Leader), placeReference(g.Place)
	}
	r.instead(&m, s)
	m.Leader, m.LeaderRef, m.Place = r.signed(m.leader), r.person(m.leader).Ref, r.room(m.place).Name
	return m, true
}

// instead is who leads a session and where, other than its series says.
func (r *reader) instead(m *met, s *fhir.Slot) {
	there := false
	leader, place := fhir.Reference{}, fhir.Reference{}
	for _, e := range s.Extension {
		if e.URL != ExtSlotActor || e.ValueReference == nil {
			continue
		}
		there = true
		if typeOf(*e.ValueReference) == "Location" {
			place = *e.ValueReference
		} else {
			leader = *e.ValueReference
		}
	}
	video, told := fhir.FindExtension(s.Extension, ExtVideo)
	if !there && !told {
		return
	}
	if leader.Reference != "" {
		m.leader = leader
	}
	m.place, m.Video, m.JoinURL = place, video.ValueBoolean != nil && *video.ValueBoolean, ""
	if link, ok := fhir.FindExtension(s.Extension, ExtJoinURL); ok {
		m.JoinURL = link.ValueURL
	}
}

func topicOf(e fhir.Extension) care.Subject {
	var t care.Subject
	for _, x := range e.Extension {
		switch x.URL {
		case "title":
			t.Title = x.ValueString
		case "model":
			t.Model = x.ValueString
		case "skill":
			t.Skills = append(t.Skills, x.ValueCode)
		}
	}
	return t
}

func topicExtension(t care.Subject) fhir.Extension {
	e := fhir.Extension{URL: ExtTopic}
	if t.Title != "" {
		e.Extension = append(e.Extension, fhir.Extension{URL: "title", ValueString: t.Title})
	}
	if t.Model != "" {
		e.Extension = append(e.Extension, fhir.Extension{URL: "model", ValueString: t.Model})
	}
	for _, s := range t.Skills {
		e.Extension = append(e.Extension, fhir.Extension{URL: "skill", ValueCode: s})
	}
	return e
}

// schedule reads what a series plans.
func (r *reader) schedule(s *fhir.Schedule) care.Group {
	g := care.Group{Series: s.ID, Ref: refTo(s), Name: s.Comment, Zone: r.zone}
	for _, id := range s.Identifier {
		if id.System == SystemSeries {
			g.Series = id.Value
		}
	}
	if e, ok := fhir.FindExtension(s.Extension, ExtTimezone); ok {
		if z, err := time.LoadLocation(e.ValueCode); err == nil && e.ValueCode != "" {
			g.Zone = z
		} else {
			r.reject(s, "timezone-unknown", "the timezone extension names no IANA zone")
		}
	}
	if anyHas(s.ServiceType, SystemProgramme, "dual-diagnosis") {
		g.Programme = care.DualDiagnosis
	}
	g.First, _, _ = fhir.ParseTime(s.PlanningHorizon.Start, g.Zone)
	g.Last, _, _ = fhir.ParseTime(s.PlanningHorizon.End, g.Zone)
	for _, actor := range s.Actor {
		switch typeOf(actor) {
		case "Practitioner", "PractitionerRole":
			g.Leader = r.person(actor)
		case "Location":
			g.Place = r.room(actor)
		}
	}
	for _, e := range s.Extension {
		switch e.URL {
		case ExtWeekly:
			if w, ok := weeklyOf(e); ok {
				g.Times = append(g.Times, w)
			}
		case ExtMinutes:
			if e.ValueInteger != nil {
				g.Minutes = *e.ValueInteger
			}
		case ExtOff:
			if t := r.maybe(s, "day-off", e.ValueDate); !t.IsZero() {
				g.Off = append(g.Off, t)
			}
		case ExtTopic:
			g.Topics = append(g.Topics, topicOf(e))
		case ExtVideo:
			g.Video = e.ValueBoolean != nil && *e.ValueBoolean
		case ExtJoinURL:
			g.JoinURL = e.ValueURL
		case ExtBring:
			g.Bring = e.ValueString
		}
	}
	return g
}

func (r *reader) room(ref fhir.Reference) care.Person {
	p := care.Person{Ref: local(ref.Reference), Name: ref.Display}
	if l, ok := get[*fhir.Location](r.set, ref.Reference); ok {
		p.Name = l.Name
	}
	return p
}

func weeklyOf(e fhir.Extension) (care.WeeklyTime, bool) {
	var w care.WeeklyTime
	day, ok := fhir.FindExtension(e.Extension, "day")
	at, ok2 := fhir.FindExtension(e.Extension, "time")
	t, err := time.Parse(time.TimeOnly, at.ValueTime)
	d, known := weekdays[day.ValueCode]
	w.Day, w.Hour, w.Minute = d, t.Hour(), t.Minute()
	return w, ok && ok2 && known && err == nil
}
