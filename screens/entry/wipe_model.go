package entry

import (
	"throughline/care"
	"throughline/screens/say"
)

// WipeState is what the page before a wipe is drawn from.
type WipeState struct {
	Unsent  int
	Sending bool
	Saved   bool
	Wiping  bool
	Fault   *care.Fault
}

// Wipe is the page that says what a wipe takes away, before it does.
type Wipe struct {
	Title, Words, Back string
	Goes, Stays        WipeList
	Unsent             string // empty when all is sent
	Send, Save         string
	Saved, Busy, Error string
	Keep, Go           string
}

// WipeList is a heading and what stands under it.
type WipeList struct {
	Title string
	Lines []string
}

// WipeOf gives the page.
func WipeOf(s WipeState, p *say.Printer) Wipe {
	m := Wipe{
		Title: p.T("wipe.title"), Words: p.T("wipe.words"), Back: p.T("patient.common.back"), Keep: p.T("wipe.keep"), Go: p.T("wipe.go"), Error: p.Fault(s.Fault),
		Goes:  WipeList{p.T("wipe.goes"), []string{p.T("wipe.goes.record"), p.T("wipe.goes.card"), p.T("wipe.goes.sign-in")}},
		Stays: WipeList{p.T("wipe.stays"), []string{p.T("wipe.stays.clinic"), p.T("wipe.stays.files")}},
	}
	if s.Unsent > 0 {
		m.Unsent, m.Send, m.Save = p.N("wipe.unsent", s.Unsent), p.T("wipe.send"), p.T("wipe.save")
		m.Go = p.T("wipe.go-unsent")
	}
	if s.Saved {
		m.Saved = p.T("wipe.saved")
	}
	switch {
	case s.Wiping:
		m.Busy = p.T("wipe.busy-wiping")
	case s.Sending:
		m.Busy = p.T("wipe.busy")
	}
	return m
}
