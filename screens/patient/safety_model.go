package patient

import (
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Safety is the safety card, to be read and written.
type Safety struct {
	Title, Words, Changed, Out string
	Parts                      []SafetyWriting
	Together                   SafetyWriting // with whom it was made

	Save, Cancel, Hint, Nothing string

	ShareTitle, ShareWords, ShareButton string
	Shared                              bool
	Asking                              SafetyAsking // what is said before the choice takes hold
	Status                              Status       // of the shared copy

	Print, Printed string
	Before         string          // leads to the earlier versions; "" where there are none
	Versions       []SafetyVersion // newest first, the present one left out

	card care.SafetyCard
	p    *say.Printer
}

// SafetyWriting is one part of the card.
type SafetyWriting struct {
	Part        care.SafetyPart
	Icon, Title string
	Ask         string // what could stand here
	Lines       []string
	Edit        string // name of the button
}

// SafetyAsking is said before the card is shared, or before that ends.
type SafetyAsking struct {
	Words, Yes, No string
}

// SafetyVersion is an earlier version of the card.
type SafetyVersion struct {
	When  string
	Parts []SafetyPart
}

var safetyIcons = map[care.SafetyPart]string{
	care.SafetySigns: "triangle-alert", care.SafetyAlone: "wind", care.SafetyDistraction: "map-pin", care.SafetyPeople: "users",
	care.SafetyProfessional: "phone", care.SafetySafer: "shield-check", care.SafetyLiveFor: "anchor",
}

// SafetyOf tells the safety card.
func SafetyOf(c care.Chart, now time.Time, p *say.Printer) Safety {
	s := speak(c, now, p)
	card := c.Safety
	m := Safety{
		p: p, card: card, Title: p.T("patient.safety.title"), Words: p.T("patient.safety.words"), Out: p.T("patient.common.back"),
		Save: p.T("patient.partone.save"), Cancel: p.T("patient.partone.cancel"), Hint: p.T("patient.safety.lines"), Nothing: p.T("patient.plan.none-yet"),
		ShareTitle: p.T("patient.safety.share-title"), Shared: card.Shared, Print: p.T("patient.safety.print"), Printed: p.T("patient.safety.printed"),
	}
	if !card.Empty() {
		m.Changed = p.T("patient.safety.changed", "Day", p.MonthDay(card.Changed.In(s.own)))
	}
	for _, part := range care.SafetyParts() {
		m.Parts = append(m.Parts, SafetyWriting{
			Part: part, Icon: safetyIcons[part], Title: p.T("patient.safety." + string(part)), Ask: p.T("patient.safety.ask-" + string(part)),
			Lines: card.Lines(part), Edit: p.T("patient.safety.edit", "Part", p.T("patient.safety."+string(part))),
		})
	}
	m.Together = SafetyWriting{Icon: "heart-handshake", Title: p.T("patient.safety.together"), Ask: p.T("patient.safety.ask-together"), Edit: p.T("patient.safety.edit", "Part", p.T("patient.safety.together"))}
	if card.Together != "" {
		m.Together.Lines = []string{card.Together}
	}
	m.ShareWords, m.ShareButton = p.T("patient.safety.not-shared"), p.T("patient.safety.share")
	m.Asking = SafetyAsking{Words: p.T("patient.safety.share-ask"), Yes: p.T("patient.safety.share-yes"), No: p.T("patient.safety.share-no")}
	if card.Shared {
		m.ShareWords, m.ShareButton = p.T("patient.safety.shared"), p.T("patient.safety.unshare")
		m.Asking = SafetyAsking{Words: p.T("patient.safety.unshare-ask"), Yes: p.T("patient.safety.unshare-yes"), No: p.T("patient.safety.unshare-no")}
		if card.Delivery.State != care.DeliveryNone {
			m.Status = s.delivery(card.Delivery, false)
		}
	}
	for _, old := range c.SafetyBefore {
		m.Versions = append(m.Versions, SafetyVersion{When: say.Capital(s.moment(old.Changed)), Parts: s.safety(old)})
	}
	if len(m.Versions) > 0 {
		m.Before = p.N("patient.safety.before", len(m.Versions))
	}
	return m
}

// writtenLines reads what was written: a line for each thing, empty ones left out.
func writtenLines(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}
