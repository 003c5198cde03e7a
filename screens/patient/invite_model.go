package patient

import (
	"slices"
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Who asks whom to invite.
type Who struct {
	Back, Title, Words  string
	Name, RelationTitle string
	Relations           []string
	Relation            int
	Next, Missing       string

	codes []string
	p     *say.Printer
}

// WhoOf gives the page. Relations are the codes that can be chosen.
func WhoOf(relations []string, chosen string, p *say.Printer) Who {
	m := Who{
		p: p, Back: p.T("patient.common.back"), Title: p.T("patient.invite.title"), Words: p.T("patient.invite.words"), Name: p.T("patient.invite.name"),
		RelationTitle: p.T("patient.invite.relation"), Next: p.T("patient.invite.next"), Missing: p.T("fault.sharing-nameless"), Relation: slices.Index(relations, chosen), codes: relations,
	}
	for _, code := range relations {
		m.Relations = append(m.Relations, p.T("patient.relation."+strings.ToLower(code)))
	}
	return m
}

// CodePage is what is passed on to the person. The code is shown once.
type CodePage struct {
	Title, Words        string
	Code, Address       string
	AddressTitle        string
	Expires             string
	Copy, Send, Message string
	Copied              string
	How                 []string
	Done                string
}

// CodeOf gives the page.
func CodeOf(c care.Chart, name string, made care.Invited, copied bool, p *say.Printer) CodePage {
	m := CodePage{
		Title: p.T("patient.code.title", "Name", name), Words: p.T("patient.code.words"), Code: made.Code, AddressTitle: p.T("patient.code.address"),
		Copy: p.T("patient.code.copy"), Send: p.T("patient.code.send"), Done: p.T("patient.code.done"),
		How: []string{p.T("patient.code.how-open"), p.T("patient.code.how-account"), p.T("patient.code.how-app")},
	}
	m.Address, _, _ = strings.Cut(made.Address, "?")
	zone := c.Viewer.Zone
	if zone == nil {
		zone = c.Clinic.Zone
	}
	if zone == nil {
		zone = time.UTC
	}
	until := ""
	if !made.Expires.IsZero() {
		until = p.LongDate(made.Expires.In(zone))
		m.Expires = p.T("patient.code.expires", "Day", until)
	}
	m.Message = p.T("patient.code.message", "Address", made.Address, "Code", made.Code)
	if copied {
		m.Copied = p.T("patient.code.copied")
	}
	return m
}

// Preview is shown around the person's own page.
type Preview struct {
	Back, Title, Words string
	Make, Change       string
	Busy, Fault        string
}

// PreviewOf gives the words around it. Make is the last step of an invitation.
func PreviewOf(ask SharingAsk, busy bool, fault *care.Fault, p *say.Printer) Preview {
	m := Preview{
		Back: p.T("patient.common.back"), Title: p.T("patient.preview.title", "Name", ask.Name), Words: p.T("patient.preview.words", "Name", ask.Name),
		Fault: p.Fault(fault),
	}
	if ask.New {
		m.Make, m.Change = p.T("patient.preview.make"), p.T("patient.preview.change")
	}
	if busy {
		m.Busy = p.T("patient.preview.busy")
	}
	return m
}
