package entry

import (
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Help is the page that opens with no network, no sign-in and no clinic.
type Help struct {
	Overline     string
	Title        string
	Close        string
	Call         Contact   // the one filled button
	Others       []Contact // outlined, side by side
	More         []Contact // further ways, as rows
	Spanish      string    // how to be answered in the other language
	Notice       string    // that the app is not watched all the time
	Clinic       string    // "Your clinic, (312) 555-0100"; empty if not known
	Opens        string    // when staff are there
	CallWord     string
	ClinicURI    string
	ClinicNumber string
	Copy         string
	Card         HelpCard
}

// Contact is one way to reach help, ready to show.
type Contact struct {
	Label  string // "Call 988"
	Say    string // the number in large type, for devices without a telephone
	Kindly string // what to do with it: "Call", "Text"
	URI    string
	Kind   care.ContactKind
}

// HelpCard is the person's safety card.
type HelpCard struct {
	Title   string
	Changed string
	Empty   string // said when none was written
	Rows    []HelpRow
	Edit    string // leads to writing it; "" for who has none: signed out, staff, a loved one
}

// HelpRow is one part of the card with the person's own words.
type HelpRow struct {
	Icon  string
	Title string
	Lines []string
}

// HelpOf gives the Help page. The chart may be zero: Help never waits for one.
func HelpOf(c care.Chart, contacts care.Contacts, now time.Time, p *say.Printer) Help {
	h := Help{
		Overline: p.T("help.overline"), Title: p.T("help.title"), Close: p.T("help.close"),
		Spanish: p.T("help.other-language"), CallWord: p.T("help.call"), Copy: p.T("help.copy"),
		Notice: notice(c.Clinic, now, p),
	}
	for _, x := range contacts.List {
		label := p.T("help."+string(x.Kind)+"-number", "Number", x.Number)
		shown := Contact{Label: label, Say: x.Number, Kindly: p.T("help." + string(x.Kind)), URI: x.URI, Kind: x.Kind}
		switch {
		case h.Call.URI == "":
			h.Call = shown
		case x.ID == "988-text" || x.ID == "911-call":
			h.Others = append(h.Others, shown)
		default:
			if word := x.Keyword[p.Language()]; word != "" && x.Kind == care.ContactText {
				shown.Label = p.T("help.text-word", "Word", word, "Number", x.Number)
			}
			h.More = append(h.More, shown)
		}
	}
	if c.Clinic.Telephone != "" {
		h.Clinic = p.T("help.clinic", "Number", c.Clinic.Telephone)
		h.ClinicURI, h.ClinicNumber = "tel:"+care.Dial(c.Clinic.Telephone), c.Clinic.Telephone
		h.Opens = opens(c.Clinic, now, p)
	}
	if c.Viewer.Role == care.RoleLovedOne {
		return h // the card is the patient's own
	}
	h.Card = card(c.Safety, c.Clinic.Zone, p)
	if c.Viewer.Role == care.RolePatient {
		h.Card.Edit = p.T("help.card.edit")
		if c.Safety.Empty() {
			h.Card.Edit = p.T("help.card.write")
		}
	}
	return h
}

// HelpWhileLocked is Help over a locked app: all of it but the person's own words.
func HelpWhileLocked(c care.Chart, contacts care.Contacts, now time.Time, p *say.Printer) Help {
	h := HelpOf(care.Chart{Clinic: c.Clinic}, contacts, now, p)
	h.Card = HelpCard{Title: p.T("help.card.title"), Empty: p.T("help.card.locked")}
	return h
}

// notice is clinical.md's sentence. It names the opening time only where it is
// known.
func notice(clinic care.Clinic, now time.Time, p *say.Printer) string {
	next := clinic.NextOpening(now)
	if next.IsZero() || next.Equal(now) {
		return p.T("safety.not-watched")
	}
	return p.T("safety.not-watched-until", "Opening", openingWords(next, clinic, p))
}

func openingWords(t time.Time, clinic care.Clinic, p *say.Printer) string {
	if clinic.Zone != nil {
		t = t.In(clinic.Zone)
	}
	return p.T("help.opening", "Day", p.Weekday(t), "Time", p.Clock(t))
}

func opens(clinic care.Clinic, now time.Time, p *say.Printer) string {
	next := clinic.NextOpening(now)
	switch {
	case next.IsZero():
		return ""
	case next.Equal(now):
		return p.T("help.open-now")
	default:
		return p.T("help.opens", "Opening", openingWords(next, clinic, p))
	}
}

func card(s care.SafetyCard, zone *time.Location, p *say.Printer) HelpCard {
	h := HelpCard{Title: p.T("help.card.title")}
	if s.Empty() {
		h.Empty = p.T("help.card.empty")
		return h
	}
	if zone == nil {
		zone = time.UTC
	}
	h.Changed = p.T("help.card.changed", "Date", p.MonthDay(s.Changed.In(zone)))
	for _, r := range []struct {
		icon, key string
		lines     []string
	}{
		{"triangle-alert", "signs", s.WarningSigns},
		{"wind", "alone", s.Alone},
		{"users", "people", s.People},
		{"map-pin", "distraction", s.Distraction},
		{"phone", "professional", s.Professional},
		{"shield-check", "safer", s.Safer},
		{"anchor", "live-for", s.LiveFor},
	} {
		if len(r.lines) > 0 {
			h.Rows = append(h.Rows, HelpRow{Icon: r.icon, Title: p.T("help.card." + r.key), Lines: r.lines})
		}
	}
	return h
}
