package lovedone

import (
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Worried is help for who is worried. It tells nobody that it was opened, asks
// nothing of the clinic, and says so.
type Worried struct {
	Back, Title, Sentence string
	Now                   string    // heading
	NowWords              string    //
	Calls                 []Contact // 911 first: it is for danger to life
	DoTitle               string
	Do                    []string
	ClinicTitle           string
	ClinicWords           string // what the clinic can do, and what it cannot
	Clinic                *Contact
	You, YouWords         string
	Copy                  string
}

// Contact is one number.
type Contact struct {
	Label  string // "Call 911"
	Kindly string // "Call"
	Number string
	URI    string
	Text   bool
}

// WorriedOf gives the page. It needs no network, and also a chart that is empty.
func WorriedOf(c care.Chart, contacts care.Contacts, _ time.Time, p *say.Printer) Worried {
	who := name(c, p)
	w := Worried{
		Back: p.T("patient.common.back"), Title: p.T("lovedone.worried.title", "Name", who), Sentence: p.T("lovedone.worried.private", "Name", who),
		Now: p.T("lovedone.worried.now"), NowWords: p.T("lovedone.worried.now-words"),
		DoTitle: p.T("lovedone.worried.do"), Do: []string{p.T("lovedone.worried.ask"), p.T("lovedone.worried.stay"), p.T("lovedone.worried.safer")},
		You: p.T("lovedone.worried.you"), YouWords: p.T("lovedone.worried.you-words"), Copy: p.T("help.copy"),
	}
	for _, id := range []string{"911-call", "988-call", "988-text"} {
		for _, x := range contacts.List {
			if x.ID == id {
				w.Calls = append(w.Calls, Contact{
					Label: p.T("help."+string(x.Kind)+"-number", "Number", x.Number), Kindly: p.T("help." + string(x.Kind)),
					Number: x.Number, URI: x.URI, Text: x.Kind == care.ContactText,
				})
			}
		}
	}
	if n := c.Clinic.Telephone; n != "" {
		w.ClinicTitle, w.ClinicWords = p.T("lovedone.worried.clinic"), p.T("lovedone.worried.clinic-words", "Name", who)
		w.Clinic = &Contact{Label: p.T("help.call-number", "Number", n), Kindly: p.T("help.call"), Number: n, URI: "tel:" + care.Dial(n)}
	}
	return w
}

// Expect says what a family session is like.
type Expect struct {
	Back, Title string
	Lines       []string
	Read        string // leads to the page for families
}

// ExpectOf gives the page.
func ExpectOf(c care.Chart, _ time.Time, p *say.Printer) Expect {
	e := Expect{Back: p.T("patient.common.back"), Title: p.T("lovedone.expect.title"), Lines: []string{
		p.T("lovedone.expect.led"), p.T("lovedone.expect.listen"), p.T("lovedone.expect.room"), p.T("lovedone.expect.private"), p.T("lovedone.expect.hard"),
	}}
	if c.Shared.Education {
		e.Read = p.T("lovedone.expect.read")
	}
	return e
}

// Leave asks before the loved one ends the connection themselves.
type Leave struct {
	Back, Title, Words string
	Lines              []string
	Stay, Leave        string
	Busy, Fault        string
}

// LeaveOf gives the page.
func LeaveOf(c care.Chart, busy bool, fault *care.Fault, p *say.Printer) Leave {
	who := name(c, p)
	l := Leave{
		Back: p.T("patient.common.back"), Title: p.T("place.leave"), Words: p.T("lovedone.leave.words", "Name", who),
		Lines: []string{p.T("lovedone.leave.device"), say.Capital(p.T("lovedone.leave.told", "Name", who)), p.T("lovedone.leave.again", "Name", who)},
		Stay:  p.T("lovedone.leave.stay"), Leave: p.T("lovedone.leave.do"), Fault: p.Fault(fault),
	}
	if busy {
		l.Busy = p.T("lovedone.leave.busy")
	}
	return l
}
