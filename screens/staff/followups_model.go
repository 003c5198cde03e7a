package staff

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// FollowUps is the board of check-ins after discharge, grouped by where they stand.
type FollowUps struct {
	Title, Sentence, State, Empty string
	Groups                        []FollowUpGroup
	Call                          CallWords
	p                             *say.Printer
}

// FollowUpGroup is the follow-ups of one state.
type FollowUpGroup struct {
	State care.FollowUpState
	Title string // "To call"
	Words string // what the state means
	Rows  []FollowUpRow
}

// FollowUpRow is one follow-up of one patient.
type FollowUpRow struct {
	Task, Patient string
	Name, Title   string // "Jo Abel", "Two-week follow-up"
	When          string // "Due March 12. Open until March 19."
	Telephone     string // as the clinic wrote it; "" where it is not known
	Calls         []string
	CanCall       bool
	Answer        string // CheckIn.ID of the answers; "" where there are none
	Open          string // the way to them
}

// CallWords is the words of the fields in which a call is recorded.
type CallWords struct {
	Record, Outcome, Note, NoteHint, Save, Cancel, Missing string
	Outcomes                                               []string // in the order of care.CallOutcomes
	Call                                                   string   // "Call", before a number
}

// boardOrder is the order of the groups: what staff have to do comes first.
var boardOrder = []care.FollowUpState{
	care.FollowUpToCall, care.FollowUpOverdue, care.FollowUpAnswered, care.FollowUpOpen, care.FollowUpPlanned, care.FollowUpCalled, care.FollowUpMissed,
}

// answeredFor is how long an answered follow-up that was reviewed stays on the board.
const answeredFor = 30 * 24 * time.Hour

// FollowUpsOf tells the board.
func FollowUpsOf(c care.Chart, now time.Time, p *say.Printer) FollowUps {
	m := FollowUps{
		p: p, Title: p.T("place.follow-ups"), State: state(c.Sync, p), Call: CallWords{
			Record: p.T("staff.follow-ups.record"), Outcome: p.T("staff.follow-ups.outcome"), Note: p.T("staff.follow-ups.note"), NoteHint: p.T("staff.follow-ups.note-hint"),
			Save: p.T("staff.common.save"), Cancel: p.T("staff.common.cancel"), Call: p.T("staff.follow-ups.call"),
		},
	}
	for _, o := range care.CallOutcomes() {
		m.Call.Outcomes = append(m.Call.Outcomes, p.T("staff.follow-ups.outcome-"+string(o)))
	}
	groups := map[care.FollowUpState]*FollowUpGroup{}
	todo := 0
	for _, x := range onBoard(c, now) {
		at := x.follow.State(now)
		g := groups[at]
		if g == nil {
			g = &FollowUpGroup{State: at, Title: p.T(stateKeys[at][0]), Words: p.T(stateKeys[at][1])}
			groups[at] = g
		}
		g.Rows = append(g.Rows, followUpRow(c, x, now, p))
		if at == care.FollowUpToCall || at == care.FollowUpAnswered && x.waits {
			todo++
		}
	}
	for _, at := range boardOrder {
		if g := groups[at]; g != nil {
			m.Groups = append(m.Groups, *g)
		}
	}
	switch {
	case len(m.Groups) == 0:
		m.Empty = p.T("staff.follow-ups.none")
	case todo == 0:
		m.Sentence = p.T("staff.follow-ups.nothing")
	default:
		m.Sentence = p.N("staff.follow-ups.todo", todo)
	}
	return m
}

// ToDo says whether somebody of staff is to do something about those of the group now.
func (g FollowUpGroup) ToDo() bool {
	switch g.State {
	case care.FollowUpToCall, care.FollowUpAnswered, care.FollowUpOverdue:
		return true
	case care.FollowUpPlanned, care.FollowUpOpen, care.FollowUpCalled, care.FollowUpMissed, care.FollowUpEnded:
	}
	return false
}

// stateKeys are the name of each state and what it means.
var stateKeys = map[care.FollowUpState][2]string{
	care.FollowUpPlanned:  {"staff.follow-ups.planned", "staff.follow-ups.planned-words"},
	care.FollowUpOpen:     {"staff.follow-ups.open", "staff.follow-ups.open-words"},
	care.FollowUpOverdue:  {"staff.follow-ups.overdue", "staff.follow-ups.overdue-words"},
	care.FollowUpToCall:   {"staff.follow-ups.to-call", "staff.follow-ups.to-call-words"},
	care.FollowUpCalled:   {"staff.follow-ups.called", "staff.follow-ups.called-words"},
	care.FollowUpAnswered: {"staff.follow-ups.answered", "staff.follow-ups.answered-words"},
	care.FollowUpMissed:   {"staff.follow-ups.missed", "staff.follow-ups.missed-words"},
}

// posted is a follow-up with whose it is and what came of it.
type posted struct {
	follow  care.FollowUpCase
	patient care.Person
	answer  string
	waits   bool // the answers wait for review
}

// onBoard are the follow-ups to show, by due date: not those that ended, nor those
// that were answered and reviewed some time ago.
func onBoard(c care.Chart, now time.Time) []posted {
	answers := map[string]care.Review{}
	for _, r := range c.Reviews {
		if r.CheckIn.Due != "" {
			answers[r.CheckIn.Due] = r
		}
	}
	var out []posted
	for _, k := range c.Caseload {
		for _, f := range k.FollowUps {
			x := posted{follow: f, patient: k.Patient}
			if r, ok := answers[f.Task]; ok {
				x.answer, x.waits = r.CheckIn.ID, r.State == care.ReviewWaiting
				if !x.waits && now.Sub(r.At) > answeredFor {
					continue
				}
			}
			if f.State(now) != care.FollowUpEnded {
				out = append(out, x)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b posted) int {
		return cmp.Or(a.follow.Due.Compare(b.follow.Due), cmp.Compare(a.patient.Name, b.patient.Name))
	})
	return out
}

func followUpRow(c care.Chart, x posted, now time.Time, p *say.Printer) FollowUpRow {
	zone := zoneOf(c)
	day := func(t time.Time) string { return p.MonthDay(t.In(zone)) }
	f := x.follow
	r := FollowUpRow{
		Task: f.Task, Patient: x.patient.Ref, Name: x.patient.Name, Title: f.Title, Telephone: x.patient.Telephone, Answer: x.answer,
	}
	if f.Name != "" {
		r.Title = p.T("staff.follow-ups.name-" + f.Name)
	}
	at := f.State(now)
	switch at {
	case care.FollowUpPlanned:
		r.When = p.T("staff.follow-ups.opens", "Opens", day(f.Opens), "Due", day(f.Due))
	case care.FollowUpAnswered:
		r.When = p.T("staff.follow-ups.reviewed")
		if x.waits {
			r.When = p.T("staff.follow-ups.waits")
		}
	case care.FollowUpMissed:
		r.When = p.T("staff.follow-ups.ended", "Ends", day(f.Ends))
	default:
		r.When = p.T("staff.follow-ups.due", "Due", day(f.Due), "Ends", day(f.Ends))
	}
	r.CanCall = at != care.FollowUpAnswered && at != care.FollowUpPlanned
	if x.answer != "" {
		r.Open = p.T("staff.follow-ups.open-answers")
	}
	for _, call := range f.Calls {
		words := call.Note
		if call.Outcome != "" {
			words = strings.TrimSpace(p.T("staff.follow-ups.outcome-"+string(call.Outcome)) + ". " + call.Note)
		}
		r.Calls = append(r.Calls, p.T("staff.follow-ups.called-by", "Day", day(call.At), "Clock", p.Clock(call.At.In(zone)), "Name", call.By, "Words", words))
	}
	return r
}
