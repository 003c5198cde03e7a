package patient

import (
	"cmp"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// PersonPast is what one person could see, and when: each decision of the patient's.
type PersonPast struct {
	Notices                 []Status // how true the page is
	Ref, Back, Title, Words string
	Missing                 string
	Story                   []PastSharing
	None, LatestOnly        string
	Looked, LookedSmall     string // leads to who looked
}

// PastSharing is one decision, and what it opened from then on.
type PastSharing struct {
	When, What string
	Now        bool // it holds still
	Delivery   Status
	Received   string   // where the clinic got it later
	Saw        []string // and for what, and until when
}

// deliveredLate is from when on it is told that the clinic got a decision later than it
// was made.
const deliveredLate = 5 * time.Minute

// PersonPastOf tells it, the latest decision first.
func PersonPastOf(c care.Chart, ref string, now time.Time, p *say.Printer) PersonPast {
	s := speak(c, now, p)
	m := PersonPast{Notices: s.notices(c, c.Sync.Pending), Ref: ref, Back: p.T("patient.common.back"), Title: p.T("patient.past.row"), Looked: p.T("patient.past.looked"), LookedSmall: p.T("patient.past.looked-small")}
	t, ok := trusted(c, ref)
	if !ok {
		m.Missing = p.T("patient.people.gone")
		return m
	}
	t.Name = cmp.Or(t.Name, p.T("patient.people.nameless"))
	m.Title, m.Words = p.T("patient.past.title", "Name", t.Name), p.T("patient.past.words", "Name", t.Name)
	for i, x := range care.SharingStory(t.Decided, now) {
		m.Story = append(m.Story, s.past(c, t.Name, x, i == 0))
	}
	if len(m.Story) == 0 {
		m.None = p.T("patient.past.none")
	}
	if !t.Past {
		m.LatestOnly = p.T("patient.past.latest-only")
	}
	return m
}

func (s speaker) past(c care.Chart, name string, x care.SharingChange, latest bool) PastSharing {
	when := func(at time.Time) string {
		at = at.In(s.own)
		return s.p.T("patient.time.day-clock", "Day", s.p.LongDate(at), "Clock", s.p.Clock(at))
	}
	out := PastSharing{When: when(x.At), What: s.p.T("patient.past.kind-"+string(x.Kind), "Name", name), Now: latest && !x.Shared.Nothing()}
	if x.By != "" {
		key := "patient.past.by-changed"
		switch x.Kind {
		case care.SharingGiven, care.SharingAgain:
			key = "patient.past.by-given"
		case care.SharingTakenBack:
			key = "patient.past.by-taken-back"
		case care.SharingWidened, care.SharingNarrowed, care.SharingChanged, care.SharingRanOut, care.SharingLeft:
		}
		out.What = s.p.T(key, "Who", x.By)
	}
	switch {
	case x.Received.IsZero():
		out.Delivery = Status{Icon: "smartphone", Text: s.p.T("patient.past.unsent")}
	case x.Received.Sub(x.At) > deliveredLate:
		out.Received = oneStop(s.p.T("patient.past.received", "When", when(x.Received)))
	}
	if x.Shared.Nothing() {
		out.Saw = []string{s.p.T("patient.past.nothing", "Name", name)}
		return out
	}
	out.Saw = s.seesOr(c, x.Shared, s.p.T("patient.past.gone-goal"), s.p.T("patient.past.gone-note"))
	if x.Shared.Purpose != "" {
		out.Saw = append(out.Saw, s.p.T("patient.sharing.purpose-"+string(x.Shared.Purpose)))
	}
	out.Saw = append(out.Saw, s.until(x.Shared.Until))
	return out
}
