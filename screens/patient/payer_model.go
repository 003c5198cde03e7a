package patient

import (
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// PayerPage is where a patient of a programme that treats substance use says whether
// what it records may be sent to who pays (42 CFR 2.31).
type PayerPage struct {
	Notices     []Status // how true the page is
	Back, Title string
	Words       []string // what would be sent, and what the law says
	State       string   // whether there is a yes, and until when
	Delivery    Status
	EndTitle    string // until when; "" where there is a yes
	Ends        []ShareEnd
	Give        string
	Take        string // takes the yes back; "" where there is none
	Asking      Confirming

	p *say.Printer
}

// PayerRow leads to it.
type PayerRow struct{ Title, State string }

// payerRow is there where the programme asks; without a title there is none.
func (s speaker) payerRow(c care.Chart) PayerRow {
	if !c.Payer.Asked {
		return PayerRow{}
	}
	return PayerRow{Title: s.p.T("patient.payer.title"), State: s.payerState(c.Payer)}
}

func (s speaker) payerState(x care.Payer) string {
	if x.Until.After(s.now) {
		return s.p.T("patient.payer.yes", "Day", s.p.LongDate(x.Until.In(s.own)))
	}
	return s.p.T("patient.payer.none")
}

// PayerOf tells the page.
func PayerOf(c care.Chart, now time.Time, p *say.Printer) PayerPage {
	s := speak(c, now, p)
	name := c.Payer.Name
	if name == "" {
		name = p.T("patient.payer.someone")
	}
	m := PayerPage{
		Notices: s.notices(c, c.Sync.Pending),
		p:       p, Back: p.T("patient.common.back"), Title: p.T("patient.payer.title"), State: s.payerState(c.Payer),
		Words: []string{say.Capital(p.T("patient.payer.what", "Name", name)), p.T("patient.payer.law"), p.T("patient.payer.free")},
	}
	if d := c.Delivery(c.Payer.Consent); d.State != care.DeliveryNone && d.State != care.Received {
		m.Delivery = s.delivery(d, false)
	}
	if c.Payer.Until.After(now) {
		m.Take = p.T("patient.payer.take")
		m.Asking = Confirming{Words: p.T("patient.payer.take-ask", "Name", name), Yes: p.T("patient.payer.take"), No: p.T("patient.payer.keep")}
		return m
	}
	m.EndTitle, m.Give = p.T("patient.sharing.end"), p.T("patient.payer.give")
	m.Ends = s.payerEnds(c.Stay)
	return m
}

// payerEnds are the days that are offered: with the programme, or in a year.
func (s speaker) payerEnds(stay care.Stay) []ShareEnd {
	var out []ShareEnd
	add := func(key string, at time.Time) {
		if at.After(s.now) {
			out = append(out, ShareEnd{Words: s.p.T(key, "Day", s.p.LongDate(at.In(s.own))), At: endOfDay(at, s.clinic)})
		}
	}
	if !stay.Discharged.IsZero() {
		add("patient.sharing.end-stay", stay.Discharged)
	}
	add("patient.payer.end-year", s.now.AddDate(1, 0, 0))
	return out
}
