package patient

import (
	"slices"
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Notes are the patient's own words to share.
type Notes struct {
	Notices            []Status // how true the page is
	Back, Title, Words string
	Items              []NoteItem
	None               string
	Write, Hint, Add   string
	Save, Cancel       string
	Edit, Remove       string
	Asking             Confirming

	p *say.Printer
}

// NoteItem is one note.
type NoteItem struct {
	Ref, Text, When string
	With            string // with whom it is shared
	Delivery        Status
}

// NotesOf gives the page.
func NotesOf(c care.Chart, now time.Time, p *say.Printer) Notes {
	s := speak(c, now, p)
	m := Notes{
		Notices: s.notices(c, c.Sync.Pending),
		p:       p, Back: p.T("patient.common.back"), Title: p.T("patient.people.notes"), Words: p.T("patient.notes.words"),
		Write: p.T("patient.notes.write"), Hint: p.T("patient.notes.hint-plain"), Add: p.T("patient.notes.add"), Save: p.T("patient.partone.save"),
		Cancel: p.T("patient.partone.cancel"), Edit: p.T("patient.notes.edit"), Remove: p.T("patient.notes.remove"),
		Asking: Confirming{Words: p.T("patient.notes.remove-ask"), Yes: p.T("patient.notes.remove"), No: p.T("patient.notes.keep")},
	}
	for _, n := range c.Notes {
		item := NoteItem{Ref: n.Ref, Text: n.Text, With: p.T("patient.notes.with-nobody")}
		if !n.Written.IsZero() {
			item.When = s.p.MonthDay(n.Written.In(s.own))
		}
		var with []string
		for _, t := range c.Trusted {
			if t.State != care.TrustEnded && slices.Contains(t.Shared.Notes, n.Ref) {
				with = append(with, t.Name)
			}
		}
		if len(with) > 0 {
			item.With = p.T("patient.notes.with", "Names", strings.Join(with, ", "))
		}
		if d := c.Delivery(n.Ref); d.State != care.DeliveryNone && d.State != care.Received {
			item.Delivery = s.delivery(d, false)
		}
		m.Items = append(m.Items, item)
	}
	if len(m.Items) == 0 {
		m.None = p.T("patient.notes.none")
		if waiting(c) {
			m.None = p.T("patient.common.waiting")
		}
	}
	return m
}
