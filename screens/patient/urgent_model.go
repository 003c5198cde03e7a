package patient

import (
	"strings"

	"throughline/care"
)

// Urgent is the screen that opens at the tap of an urgent answer.
type Urgent struct {
	Title      string          // "Are you safe right now?"
	Words      string          // once the answer is kept on this device, and not before
	Saving     string          // until then
	Open       string          // where it is neither kept nor being kept
	Safe       []string        // labels of care.SafeYes, SafeNo and SafeUnsure
	Replies    []string        // what is said after each
	Contacts   []ContactButton // the three to reach first
	More       []ContactButton
	Languages  string // "Free, any time. Español: oprima 2 o envíe AYUDA."
	NotWatched string

	Clinic      string // "Your clinic, (314) 555-0100"; "" where no number is known
	ClinicHours string
	ClinicCall  string
	ClinicURI   string

	SafetyTitle   string
	SafetyChanged string
	Safety        []SafetyPart
	NoSafety      string

	CallBack     string // label of the number to call; "" where nobody would
	CallBackHint string

	Failed   string // said where the answer could not even be kept
	TryAgain string
	Unsent   string // until the clinic has the answer
	Received string
	Back     string
}

// ContactButton is one way to help.
type ContactButton struct {
	Label, URI, Icon string
	Address          string // of a chat, as it is written out
	Main             bool   // the first, filled
}

// SafetyPart is one part of the safety card.
type SafetyPart struct {
	Icon, Title string
	Lines       []string
}

func (s speaker) urgent(c care.Chart, quiet bool, contacts care.Contacts) Urgent {
	u := Urgent{
		Title:      s.p.T("patient.urgent.title"),
		Words:      s.p.T("patient.urgent.words"),
		Saving:     s.p.T("patient.urgent.saving"),
		Open:       s.p.T("patient.urgent.open"),
		Safe:       []string{s.p.T("patient.urgent.safe"), s.p.T("patient.urgent.not-safe"), s.p.T("patient.urgent.unsure")},
		Replies:    []string{s.p.T("patient.urgent.after-safe"), s.p.T("patient.urgent.after-not-safe"), s.p.T("patient.urgent.after-not-safe")},
		NotWatched: s.opening(c.Clinic),
		Unsent:     s.p.T("patient.delivery.urgent-unsent"),
		Received:   s.p.T("patient.urgent.received"),
		Back:       s.p.T("patient.urgent.back"),
		Failed:     s.p.T("patient.urgent.save-failed"),
		TryAgain:   s.p.T("patient.common.try-again"),
	}
	if quiet {
		u.Unsent, u.Received = s.p.T("patient.urgent.quiet"), s.p.T("patient.urgent.quiet")
	} else {
		u.CallBack, u.CallBackHint = s.p.T("patient.urgent.call-back"), s.p.T("patient.urgent.call-back-hint")
	}
	for i, x := range contacts.List {
		b := ContactButton{URI: x.URI, Main: i == 0, Icon: "phone", Label: s.p.T("patient.urgent.call", "Number", x.Number)}
		switch x.Kind {
		case care.ContactText:
			b.Icon, b.Label = "message-circle", s.p.T("patient.urgent.text", "Number", x.Number)
			if word := x.Keyword[s.p.Language()]; word != "" {
				b.Label = s.p.T("patient.urgent.text-word", "Number", x.Number, "Word", word)
			}
		case care.ContactChat:
			b.Icon, b.Label = "message-square-text", s.p.T("patient.urgent.chat")
			b.Address = x.Number
		case care.ContactCall:
		}
		if len(u.Contacts) < 3 {
			u.Contacts = append(u.Contacts, b)
		} else {
			u.More = append(u.More, b)
		}
	}
	u.Languages = s.otherLanguage(contacts)
	if tel := c.Clinic.Telephone; tel != "" {
		u.Clinic = s.p.T("patient.urgent.clinic", "Number", tel)
		u.ClinicURI = "tel:" + dialled(tel)
		u.ClinicCall = s.p.T("patient.urgent.call-clinic")
		u.ClinicHours = s.clinicHours(c.Clinic)
	}
	u.SafetyTitle, u.NoSafety = s.p.T("patient.safety.title"), s.p.T("patient.safety.none")
	if !c.Safety.Empty() {
		u.SafetyChanged = s.p.T("patient.safety.changed", "Day", s.p.MonthDay(c.Safety.Changed.In(s.own)))
		u.Safety = s.safety(c.Safety)
	}
	return u
}

// otherLanguage says how to get help in Spanish, from the contacts' own data.
func (s speaker) otherLanguage(contacts care.Contacts) string {
	call, okCall := contacts.Find("988-call")
	text, okText := contacts.Find("988-text")
	press, word := call.Keyword["es"], text.Keyword["es"]
	if !okCall || !okText || press == "" || word == "" {
		return ""
	}
	return s.p.T("patient.urgent.spanish", "Press", press, "Word", word)
}

func (s speaker) clinicHours(c care.Clinic) string {
	next := c.NextOpening(s.now)
	switch {
	case next.IsZero():
		return ""
	case next.Equal(s.now):
		return s.p.T("patient.urgent.clinic-open")
	}
	next = next.In(s.clinic)
	return s.p.T("patient.urgent.clinic-opens", "Weekday", s.p.Weekday(next), "Clock", s.p.Clock(next))
}

func (s speaker) safety(card care.SafetyCard) []SafetyPart {
	var out []SafetyPart
	for _, x := range []struct {
		icon, title string
		lines       []string
	}{
		{"triangle-alert", s.p.T("patient.safety.warning-signs"), card.WarningSigns},
		{"wind", s.p.T("patient.safety.alone"), card.Alone},
		{"map-pin", s.p.T("patient.safety.distraction"), card.Distraction},
		{"users", s.p.T("patient.safety.people"), card.People},
		{"phone", s.p.T("patient.safety.professional"), card.Professional},
		{"shield-check", s.p.T("patient.safety.safer"), card.Safer},
		{"anchor", s.p.T("patient.safety.live-for"), card.LiveFor},
	} {
		if len(x.lines) > 0 {
			out = append(out, SafetyPart{Icon: x.icon, Title: x.title, Lines: x.lines})
		}
	}
	return out
}

// dialled keeps of a written number what a telephone dials.
func dialled(number string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, number)
}

// words says how far the answer has come on this device. It is called saved when
// the store says so: who closes the app on that word has lost nothing.
func (u Urgent) words(state saving) string {
	switch state {
	case saveDone:
		return u.Words
	case saveRunning:
		return u.Saving
	case saveFailed:
		return u.Failed
	case saveNothing:
	}
	return u.Open
}
