package profile

import (
	"slices"
	"strings"
	"time"

	"throughline/care"
	"throughline/fhir"
)

// placeVideo is what ExtPreviousPlace says of a session that was to be by video.
const placeVideo = "video"

// setting is who leads a session, and where.
type setting struct {
	leader, place fhir.Reference
	video         bool
	link, bring   string
}

func (m met) setting() setting {
	s := setting{leader: m.leader, place: m.place, video: m.Video, link: m.JoinURL, bring: m.Bring}
	if s.place.Display == "" {
		s.place.Display = m.Place
	}
	return s
}

func (s setting) same(o setting) bool {
	return local(s.leader.Reference) == local(o.leader.Reference) && s.where() == o.where() && s.link == o.link && s.bring == o.bring
}

// resetting is what becomes of a group's setting.
type resetting struct {
	was, to setting
	wholly  bool // nothing is different; each session gets all of it
}

// of is a session's setting after that.
func (x resetting) of(s setting) setting {
	if x.wholly || local(x.was.leader.Reference) != local(x.to.leader.Reference) {
		s.leader = x.to.leader
	}
	if x.wholly || x.was.where() != x.to.where() || x.was.link != x.to.link {
		s.place, s.video, s.link = x.to.place, x.to.video, x.to.link
	}
	if x.wholly || x.was.bring != x.to.bring {
		s.bring = x.to.bring
	}
	return s
}

// where is the place as people know it.
func (s setting) where() string {
	if s.video {
		return placeVideo
	}
	return fold(s.place.Display)
}

func settingOf(leader, place care.Person, video bool, link, bring string) setting {
	s := setting{leader: reference(leader), place: placeReference(place), video: video, link: strings.TrimSpace(link), bring: strings.TrimSpace(bring)}
	if video {
		s.place = fhir.Reference{}
	} else {
		s.link = ""
	}
	return s
}

// resettle gives the sessions of a group from a day on another leader or place: what
// is different from before, so that one which has its own place keeps it when only the
// leader changes. Where nothing is different from what the group has, and nothing else
// is changed, they all get what it has: the day is what was meant.
func (w *programmeWriter) resettle(all []met, c care.GroupChanged, s *fhir.Schedule, x resetting) error {
	from, changed, to := c.From.Format(time.DateOnly), !x.was.same(x.to), x.to
	for _, m := range all {
		if m.Series != c.Series || m.State != care.SessionPlanned || !w.now.Before(m.Start) {
			continue
		}
		var err error
		own := x.of(m.setting())
		switch later := m.Start.In(w.zone).Format(time.DateOnly) >= from; {
		case later && !m.setting().same(own):
			err = w.resettled(m, own, !own.same(to))
		case !later && changed && m.slot != nil:
			err = w.keeps(m) // its schedule says something else from now on
		}
		if err != nil {
			return err
		}
	}
	if !changed {
		return nil
	}
	s.Actor = slices.DeleteFunc([]fhir.Reference{to.leader, to.place}, func(r fhir.Reference) bool { return r.Reference+r.Display == "" })
	if len(s.Actor) == 0 {
		s.Actor = []fhir.Reference{{Reference: w.who}}
	}
	s.Extension = setExt(s.Extension, fhir.Extension{URL: ExtVideo, ValueBoolean: truth()}, to.video)
	s.Extension = setExt(s.Extension, fhir.Extension{URL: ExtJoinURL, ValueURL: to.link}, to.link != "")
	s.Extension = setExt(s.Extension, fhir.Extension{URL: ExtBring, ValueString: to.bring}, to.bring != "")
	return w.put(s)
}

// setExt puts an extension in place of those with its address, or takes them out.
func setExt(in []fhir.Extension, e fhir.Extension, there bool) []fhir.Extension {
	out := slices.DeleteFunc(slices.Clone(in), func(x fhir.Extension) bool { return x.URL == e.URL })
	if there {
		out = append(out, e)
	}
	return out
}

// keeps writes into a slot what its schedule says of it now.
func (w *programmeWriter) keeps(m met) error {
	if _, ok := fhir.FindExtension(m.slot.Extension, ExtSlotActor); ok {
		return nil
	}
	s, _, err := edit[*fhir.Slot](w.set, refTo(m.slot))
	if err != nil {
		return err
	}
	ownSetting(s, m.setting())
	return w.put(s)
}

// ownSetting writes into a slot who leads its session and where.
func ownSetting(s *fhir.Slot, x setting) {
	s.Extension = slices.DeleteFunc(slices.Clone(s.Extension), func(e fhir.Extension) bool {
		return e.URL == ExtSlotActor || e.URL == ExtVideo || e.URL == ExtJoinURL
	})
	for _, r := range []fhir.Reference{x.leader, x.place} {
		if r.Reference+r.Display != "" {
			s.Extension = append(s.Extension, fhir.Extension{URL: ExtSlotActor, ValueReference: &r})
		}
	}
	s.Extension = append(s.Extension, fhir.Extension{URL: ExtVideo, ValueBoolean: &x.video})
	s.Extension = setExt(s.Extension, fhir.Extension{URL: ExtJoinURL, ValueURL: x.link}, x.link != "")
}

// resettled gives a meeting another leader or place: alone, or as its schedule says.
func (w *programmeWriter) resettled(m met, to setting, alone bool) error {
	return w.rewrite(m, func(s *fhir.Slot) {
		if alone {
			ownSetting(s, to)
			return
		}
		s.Extension = slices.DeleteFunc(slices.Clone(s.Extension), func(e fhir.Extension) bool {
			return e.URL == ExtSlotActor || e.URL == ExtVideo || e.URL == ExtJoinURL
		})
	}, func(a *fhir.Appointment) { settle(a, m, to) })
}

// settle writes into an appointment who leads it and where, and where it was to be.
func settle(a *fhir.Appointment, m met, to setting) {
	was := m.setting()
	others := slices.DeleteFunc(slices.Clone(a.Participant), func(p fhir.AppointmentParticipant) bool {
		switch typeOf(p.Actor) {
		case "Location":
			return true
		case "Practitioner", "PractitionerRole":
			return local(p.Actor.Reference) == local(was.leader.Reference) || local(p.Actor.Reference) == local(to.leader.Reference)
		}
		return false
	})
	if to.leader.Reference != "" {
		others = append(others, fhir.AppointmentParticipant{
			Actor: to.leader, Required: "required", Status: "accepted",
			Type: []fhir.CodeableConcept{fhir.Concept(SystemParticipation, "PPRF", "primary performer")},
		})
	}
	if to.place.Reference+to.place.Display != "" {
		others = append(others, fhir.AppointmentParticipant{Actor: to.place, Status: "accepted"})
	}
	a.Participant, a.PatientInstruction = others, to.bring
	a.Extension = setExt(a.Extension, fhir.Extension{URL: ExtVideo, ValueBoolean: truth()}, to.video)
	a.Extension = setExt(a.Extension, fhir.Extension{URL: ExtJoinURL, ValueURL: to.link}, to.link != "")
	if was.where() == to.where() {
		return
	}
	before := fhir.Extension{URL: ExtPreviousPlace, ValueString: m.Place}
	if was.video {
		before = fhir.Extension{URL: ExtPreviousPlace, ValueCode: placeVideo}
	}
	a.Extension = setExt(a.Extension, before, was.where() != "")
}

// changeMeeting says who leads one meeting, and where.
func (w *programmeWriter) changeMeeting(c care.MeetingChanged) error {
	if err := w.room(&c.Place); err != nil {
		return err
	}
	m, _, err := w.find(c.Meeting)
	switch {
	case err != nil:
		return err
	case m.State != care.SessionPlanned || !w.now.Before(m.Ends()):
		return errWasPast
	}
	to := settingOf(c.Leader, c.Place, c.Video, c.JoinURL, m.Bring)
	if c.Leader.Ref == "" {
		to.leader = m.leader
	}
	if m.setting().same(to) {
		return errNoChange
	}
	return w.resettled(m, to, true)
}
