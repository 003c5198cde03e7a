package profile

import (
	"fmt"
	"slices"
	"time"

	"throughline/care"
	"throughline/fhir"
)

// until gives a group another last day.
func (w *programmeWriter) until(c care.GroupUntil) error {
	all := w.meetings()
	g, known := w.chart(all).Group(c.Series)
	s, err := w.schedules(c.Series)
	last := c.Last.Format(time.DateOnly)
	switch {
	case err != nil:
		return err
	case !known || g.Ended:
		return errNoGroup
	case last == g.Last.Format(time.DateOnly):
		return errNoChange
	case last < g.Last.Format(time.DateOnly):
		return w.shorten(c, all, s)
	case care.DaysFrom(w.now.In(w.zone), c.Last) >= care.MostOccurrences:
		return errTooLong
	}
	made := 0
	for _, m := range all {
		if m.Series == c.Series {
			made++
		}
	}
	further := g.Further(c.Last, c.Off, made, w.now)
	if len(further) == 0 {
		return errNoSessions
	}
	for _, o := range further {
		if o.Wall == care.WallNever {
			return &care.Fault{Code: errNoSuchTime.Code, Say: errNoSuchTime.Say, Cause: fmt.Errorf("on %s", fhir.Date(o.Start))}
		}
	}
	back, further := w.back(c.Series, all, further)
	for _, m := range back {
		if err := w.on(m); err != nil {
			return err
		}
	}
	members := w.membersOf(c.Series, all)
	s.PlanningHorizon.End = last
	for _, d := range c.Off {
		s.Extension = append(s.Extension, fhir.Extension{URL: ExtOff, ValueDate: fhir.Date(d)})
	}
	if err := w.put(s); err != nil {
		return err
	}
	refs, err := w.slots(s, further, made)
	if err != nil {
		return err
	}
	for _, m := range back {
		refs = append(refs, m.Ref)
	}
	for _, m := range w.meetings() {
		if !slices.Contains(refs, m.Ref) {
			continue
		}
		for _, p := range members {
			if comes(m, p) {
				continue
			}
			if err := w.book(m, p); err != nil {
				return err
			}
		}
	}
	return nil
}

// back are the cancelled meetings of a series that stand where a further session
// would, and what is left to be made.
func (w *programmeWriter) back(series string, all []met, further []care.Occurrence) (back []met, left []care.Occurrence) {
	for _, o := range further {
		i := slices.IndexFunc(all, func(m met) bool { return m.Series == series && m.Start.Equal(o.Start) })
		switch {
		case i < 0:
			left = append(left, o)
		case all[i].State == care.SessionCancelled:
			back = append(back, all[i])
		}
	}
	return back, left
}

// membersOf are who is in a group: with a session ahead, or where none is, in the
// last one that was; and whose stay goes on.
func (w *programmeWriter) membersOf(series string, all []met) []care.Person {
	var ahead, last []care.Meeting
	for _, m := range all {
		switch {
		case m.Series != series || m.State == care.SessionCancelled:
		case w.now.Before(m.Ends()):
			ahead = append(ahead, m.Meeting)
		default:
			last = []care.Meeting{m.Meeting}
		}
	}
	if len(ahead) == 0 {
		ahead = last
	}
	stays := w.stays()
	return slices.DeleteFunc(care.Coming(ahead), func(p care.Person) bool {
		stay := stays[p.Ref]
		return stay != nil && stay.Status == "finished"
	})
}

// shorten cancels what is planned after a group's new last day.
func (w *programmeWriter) shorten(c care.GroupUntil, all []met, s *fhir.Schedule) error {
	last := c.Last.Format(time.DateOnly)
	for _, m := range all {
		if m.Series == c.Series && m.State == care.SessionPlanned && w.now.Before(m.Start) && m.Start.In(w.zone).Format(time.DateOnly) > last {
			if err := w.off(m, c.Why); err != nil {
				return err
			}
		}
	}
	s.PlanningHorizon.End = last
	return w.put(s)
}

// dayOff cancels what is planned on a day.
func (w *programmeWriter) dayOff(c care.DayOff) error {
	all := w.meetings()
	on := w.chart(all).OnDay(c.Series, c.Day, w.now)
	if len(on) == 0 {
		return errNothingOn
	}
	var series []string
	for _, m := range all {
		if !slices.ContainsFunc(on, func(x care.Meeting) bool { return x.Ref == m.Ref }) {
			continue
		}
		if err := w.off(m, c.Why); err != nil {
			return err
		}
		if m.Kind == care.KindGroup && m.Series != "" && !slices.Contains(series, m.Series) {
			series = append(series, m.Series)
		}
	}
	for _, id := range series {
		s, err := w.schedules(id)
		if err != nil {
			return err
		}
		s.Extension = append(s.Extension, fhir.Extension{URL: ExtOff, ValueDate: fhir.Date(c.Day)})
		if err := w.put(s); err != nil {
			return err
		}
	}
	return nil
}

// restore takes a cancellation back, for all for whom the meeting was cancelled.
func (w *programmeWriter) restore(c care.MeetingRestored) error {
	m, _, err := w.find(c.Meeting)
	switch {
	case err != nil:
		return err
	case m.State != care.SessionCancelled || !w.now.Before(m.Start):
		return errNotOff
	}
	if err := w.onAgain(m); err != nil {
		return err
	}
	return w.on(m)
}

// on has a cancelled meeting take place, for those whose stay goes on.
func (w *programmeWriter) on(m met) error {
	if m.slot != nil {
		s, _, err := edit[*fhir.Slot](w.set, refTo(m.slot))
		if err != nil {
			return err
		}
		s.Status = "free"
		if err := w.put(s); err != nil {
			return err
		}
	}
	stays := w.stays()
	for i, x := range m.booked {
		if stay := stays[m.Expected[i].Patient.Ref]; stay != nil && stay.Status == "finished" {
			continue
		}
		a, _, err := edit[*fhir.Appointment](w.set, refTo(x))
		if err != nil {
			return err
		}
		a.Status, a.CancelationReason = "booked", fhir.CodeableConcept{}
		if err := w.put(a); err != nil {
			return err
		}
	}
	return nil
}

// onAgain takes a day out of those that a group has off.
func (w *programmeWriter) onAgain(m met) error {
	if m.Kind != care.KindGroup || m.Series == "" {
		return nil
	}
	s, err := w.schedules(m.Series)
	if err != nil {
		return err
	}
	day, before := fhir.Date(m.Start.In(w.zone)), len(s.Extension)
	s.Extension = slices.DeleteFunc(slices.Clone(s.Extension), func(e fhir.Extension) bool { return e.URL == ExtOff && e.ValueDate == day })
	if len(s.Extension) == before {
		return nil
	}
	return w.put(s)
}
