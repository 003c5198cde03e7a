package patient

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// People is with whom the patient shares.
type People struct {
	Notices            []Status // how true the page is
	Back, Title, Words string
	Rows               []PersonRow
	None               string
	Invite             string
	Notes, NotesSmall  string // leads to the notes to share
	Payer              PayerRow
}

// PersonRow is one person.
type PersonRow struct {
	Ref, Icon, Name, State string
	Delivery               Status // of what was last decided; empty once the clinic has it
}

// PersonPage is one person, with what they may see.
type PersonPage struct {
	Notices                 []Status // how true the page is
	Ref, Back, Title, State string
	Missing                 string
	Delivery                Status
	SeesTitle               string
	Sees                    []string
	Until, Purpose          string
	Change, Preview         string // "" where it cannot be done
	NewCode, CodeWords      string
	Stop                    string
	Asking                  Confirming
	Share                   string // to share again, after it has ended
	Past, PastSmall         string // leads to what was shared when

	p *say.Printer
}

// Confirming asks before something is taken back.
type Confirming struct{ Words, Yes, No string }

// PeopleOf lists them.
func PeopleOf(c care.Chart, now time.Time, p *say.Printer) People {
	s := speak(c, now, p)
	m := People{
		Notices: s.notices(c, c.Sync.Pending),
		Back:    p.T("patient.common.back"), Title: p.T("place.people"), Words: p.T("patient.people.words"), Invite: p.T("patient.people.invite"),
		Notes: p.T("patient.people.notes"), NotesSmall: p.N("patient.people.notes-count", len(c.Notes)), Payer: s.payerRow(c),
	}
	for _, t := range c.Trusted {
		m.Rows = append(m.Rows, PersonRow{Ref: t.Ref, Icon: trustIcons[t.State], Name: cmp.Or(t.Name, p.T("patient.people.nameless")), State: s.trust(t), Delivery: s.decided(c, t)})
	}
	if len(m.Rows) == 0 {
		m.None = p.T("patient.people.none")
		if waiting(c) { // somebody may see a lot
			m.None, m.NotesSmall = p.T("patient.common.waiting"), ""
		}
	}
	return m
}

var trustIcons = map[care.TrustState]string{care.TrustConnected: "heart-handshake", care.TrustWaiting: "clock", care.TrustLapsed: "clock", care.TrustEnded: "circle"}

// trust says how far a connection has come.
func (s speaker) trust(t care.Trusted) string {
	day := func(at time.Time) string { return s.p.MonthDay(at.In(s.own)) }
	switch {
	case t.State == care.TrustEnded && t.Left:
		return s.p.T("patient.people.left")
	case t.State == care.TrustEnded && !t.Ended.IsZero():
		return s.p.T("patient.people.ended", "Day", day(t.Ended))
	case t.State == care.TrustEnded:
		return s.p.T("patient.people.ended-plain")
	case !t.Shared.Until.IsZero() && !s.now.Before(t.Shared.Until):
		return s.p.T("patient.people.ran-out", "Day", day(t.Shared.Until))
	case t.State == care.TrustWaiting && s.now.Before(t.Until):
		return s.p.T("patient.people.waiting", "Day", day(t.Until))
	case t.State == care.TrustWaiting:
		return s.p.T("patient.people.lapsed")
	case !t.Since.IsZero():
		return s.p.T("patient.people.connected", "Day", day(t.Since))
	}
	return s.p.T("patient.people.connected-plain")
}

// decided says how far what was last decided has come. What is taken back and not
// sent says what that means.
func (s speaker) decided(c care.Chart, t care.Trusted) Status {
	d := c.Delivery(t.Consent)
	switch {
	case d.State == care.DeliveryNone || d.State == care.Received:
		return Status{}
	case t.State == care.TrustEnded && (d.State == care.OnDevice || d.State == care.Sending || d.State == care.Sent):
		return Status{Icon: "smartphone", Text: s.p.T("patient.people.end-unsent", "Name", t.Name)}
	}
	return s.delivery(d, false)
}

// PersonOf tells one person.
func PersonOf(c care.Chart, ref string, now time.Time, p *say.Printer) PersonPage {
	s := speak(c, now, p)
	m := PersonPage{Notices: s.notices(c, c.Sync.Pending), p: p, Ref: ref, Back: p.T("patient.common.back"), Title: p.T("place.people")}
	t, ok := trusted(c, ref)
	if !ok {
		m.Missing = p.T("patient.people.gone")
		return m
	}
	t.Name = cmp.Or(t.Name, p.T("patient.people.nameless"))
	m.Title, m.State, m.Delivery = t.Name, s.kin(t), s.decided(c, t)
	if state := s.trust(t); m.State != "" {
		m.State += ". " + state
	} else {
		m.State = state
	}
	m.Past, m.PastSmall = p.T("patient.past.row"), p.T("patient.past.row-small")
	if t.State == care.TrustEnded {
		if !t.Left {
			m.Share = p.T("patient.people.share-again")
		}
		return m
	}
	m.SeesTitle, m.Sees = p.T("patient.people.sees", "Name", t.Name), s.sees(c, t.Shared)
	if t.Shared.Purpose != "" {
		m.Purpose = p.T("patient.sharing.purpose-" + string(t.Shared.Purpose))
	}
	m.Until = s.until(t.Shared.Until)
	m.Change, m.Preview, m.Stop = p.T("patient.people.change"), p.T("patient.people.preview"), p.T("patient.people.stop")
	m.Asking = Confirming{Words: p.T("patient.people.stop-ask", "Name", t.Name), Yes: p.T("patient.people.stop-yes"), No: p.T("patient.people.stop-no")}
	if t.State == care.TrustWaiting {
		m.NewCode, m.CodeWords = p.T("patient.people.new-code"), p.T("patient.people.new-code-words")
	}
	return m
}

func trusted(c care.Chart, ref string) (care.Trusted, bool) {
	for _, t := range c.Trusted {
		if t.Ref == ref {
			return t, true
		}
	}
	return care.Trusted{}, false
}

func (s speaker) kin(t care.Trusted) string {
	if t.Relation != "" {
		return s.p.T("patient.relation." + strings.ToLower(t.Relation))
	}
	return t.Kin
}

// sees lists what a decision opens, in words.
func (s speaker) sees(c care.Chart, x care.Sharing) []string { return s.seesOr(c, x, "", "") }

// seesOr is sees with words for a goal and for a note that are not there any more.
func (s speaker) seesOr(c care.Chart, x care.Sharing, goneGoal, goneNote string) []string {
	var out []string
	if x.Sessions {
		key := "patient.sharing.sees-sessions"
		if x.Join {
			key = "patient.sharing.sees-sessions-link"
		}
		out = append(out, s.p.T(key))
	}
	if x.Education {
		out = append(out, s.p.T("patient.sharing.sees-education"))
	}
	for _, ref := range x.Goals {
		i := slices.IndexFunc(c.Plan.Goals, func(g care.Goal) bool { return g.Ref == ref })
		switch {
		case i >= 0:
			out = append(out, s.p.T("patient.sharing.sees-goal", "Goal", c.Plan.Goals[i].Text))
		case goneGoal != "":
			out = append(out, goneGoal)
		}
	}
	for _, ref := range x.Notes {
		i := slices.IndexFunc(c.Notes, func(n care.OwnNote) bool { return n.Ref == ref })
		switch {
		case i >= 0:
			out = append(out, s.p.T("patient.sharing.sees-note", "Note", c.Notes[i].Text))
		case goneNote != "":
			out = append(out, goneNote)
		}
	}
	if x.Substance {
		out = append(out, s.p.T("patient.sharing.sees-substance"))
	}
	return out
}

func (s speaker) until(at time.Time) string {
	if at.IsZero() {
		return s.p.T("patient.sharing.no-end")
	}
	return s.p.T("patient.sharing.until", "Day", s.p.LongDate(at.In(s.own)))
}
