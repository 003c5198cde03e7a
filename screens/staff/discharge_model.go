package staff

import (
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Discharge is the day on which a patient leaves, and what follows from it.
type Discharge struct {
	PageHead
	Stay  string // "Admitted February 15. Week 4."
	State string // "The day is April 11." or that none is set
	Set   bool   // a day is set
	Ended bool
	Sets  bool // the day can be set, or moved

	FollowsTitle string
	Follows      []string // the follow-ups as they stand
	Day          Day
	Look         string // asks what a day would do
	PreviewTitle string
	Confirm      string
	Back         string
	Take         string // takes the day back
	TakeSays     string
	TakeYes      string
	End          string // ends the stay; "" where it cannot be yet
	EndSays      string
	EndYes       string
	Again        string // begins a new stay
	AgainDay     Day
	AgainSays    string
	AgainYes     string

	admitted, discharged, now time.Time
	follows                   []care.FollowUpCase
	day                       func(time.Time) string
}

// DischargeOf tells the page.
func DischargeOf(c care.Chart, patient string, now time.Time, p *say.Printer) Discharge {
	h, s, ok := head(c, patient, "staff.pages.discharge", "staff.discharge.words", now, p)
	m := Discharge{
		PageHead: h, FollowsTitle: p.T("staff.discharge.follows"), Day: dayOf("staff.discharge.day", s.zone, p), Look: p.T("staff.discharge.look"),
		PreviewTitle: p.T("staff.discharge.preview"), Confirm: p.T("staff.discharge.confirm"), Back: p.T("staff.common.cancel"), now: now.In(s.zone), day: s.day,
	}
	if !ok {
		return m
	}
	stay := s.record.Stay
	m.admitted, m.discharged, m.follows = stay.Admitted.In(s.zone), stay.Discharged, s.kase.FollowUps
	m.Sets = stay.Ref != ""
	m.Set, m.Ended = !stay.Discharged.IsZero(), stay.Ended || stay.Ref == ""
	m.Stay = s.standingWords()
	switch {
	case m.Ended && m.Set:
		m.State = p.T("staff.discharge.ended", "Day", s.day(stay.Discharged))
		m.Take, m.TakeSays, m.TakeYes = p.T("staff.discharge.take"), p.T("staff.discharge.reopens"), p.T("staff.discharge.take-yes")
	case m.Set:
		m.State = p.T("staff.discharge.set", "Day", s.day(stay.Discharged))
		m.Take, m.TakeSays, m.TakeYes = p.T("staff.discharge.take"), p.T("staff.discharge.take-says"), p.T("staff.discharge.take-yes")
	default:
		m.State = p.T("staff.pages.discharge-none")
	}
	if m.Set && !m.Ended && !stay.Discharged.After(now) {
		m.End, m.EndYes = p.T("staff.discharge.end"), p.T("staff.discharge.end-yes")
		m.EndSays = p.T("staff.discharge.end-says", "Day", s.day(stay.Discharged))
	}
	if m.Ended && stay.Ref != "" {
		m.Again, m.AgainSays, m.AgainYes = p.T("staff.discharge.again"), p.T("staff.discharge.again-says"), p.T("staff.discharge.again-yes")
		m.AgainDay = dayOf("staff.discharge.again-day", s.zone, p)
	}
	for _, f := range m.follows {
		m.Follows = append(m.Follows, m.followed(f))
	}
	return m
}

// followed is a follow-up as it stands.
func (m Discharge) followed(f care.FollowUpCase) string {
	name := m.p.T("staff.follow-ups.name-" + f.Name)
	switch f.State(m.now) {
	case care.FollowUpAnswered:
		return m.p.T("staff.discharge.answered", "Name", name)
	case care.FollowUpEnded:
		return m.p.T("staff.discharge.cancelled", "Name", name)
	case care.FollowUpMissed:
		return m.p.T("staff.discharge.missed", "Name", name)
	default:
		return m.p.T("staff.discharge.plan", "Name", name, "Opens", m.day(f.Opens), "Due", m.day(f.Due), "Ends", m.day(f.Ends))
	}
}

// errBeforeAdmission refuses a discharge before it is asked for; the writer of the
// change refuses it too.
var errBeforeAdmission = &care.Fault{Code: "discharge-before-admission", Say: "That day is before the patient was admitted. Choose a later day."}

var errNoDay = &care.Fault{Code: "stay-no-day", Say: "Write a day."}

// Refuses says why a day cannot be the day of discharge; nil where it can.
func (m Discharge) Refuses(day time.Time) *care.Fault {
	switch {
	case day.IsZero():
		return errNoDay
	case day.In(m.now.Location()).Format(time.DateOnly) < m.admitted.Format(time.DateOnly):
		return errBeforeAdmission
	}
	return nil
}

// Preview says what a day of discharge would do: the follow-ups with their dates,
// as the clinic's rules compute them, and that a day in the past is one.
func (m Discharge) Preview(day time.Time) []string {
	local := day.In(m.now.Location())
	day = time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, local.Location())
	var out []string
	switch past := day.Format(time.DateOnly) < m.now.Format(time.DateOnly); {
	case m.Ended && !past:
		out = append(out, m.p.T("staff.discharge.reopens-on", "Day", m.day(day)))
	case past:
		out = append(out, m.p.T("staff.discharge.past", "Day", m.day(day)))
	}
	known := map[string]care.FollowUpCase{}
	for _, f := range m.follows {
		known[f.Name] = f
	}
	for _, f := range care.FollowUps(day) {
		name := m.p.T("staff.follow-ups.name-" + f.Name)
		old, there := known[f.Name]
		switch {
		case there && old.Answered:
			out = append(out, m.p.T("staff.discharge.kept", "Name", name))
		case there && (old.Missed || old.Cancelled):
			out = append(out, m.followed(old))
		case there && !m.now.Before(old.Opens):
			out = append(out, m.p.T("staff.discharge.stays", "Name", name, "Due", m.day(old.Due)))
		default:
			out = append(out, m.p.T("staff.discharge.plan", "Name", name, "Opens", m.day(f.Opens), "Due", m.day(f.Due), "Ends", m.day(f.Ends)))
		}
	}
	return out
}
