// Package entry holds what people meet before and beside their own screens:
// the way in, Help and their settings.
package entry

import (
	"slices"
	"strings"

	"throughline/care"
	"throughline/screens/say"
)

// Step is where a person stands on the way in.
type Step int

// Steps on the way in.
const (
	StepClinic        Step = iota // which clinic?
	StepSignIn                    // ready to open the clinic's page
	StepWaiting                   // the clinic's page is open in the browser
	StepKeep                      // no keyring: how to stay signed in?
	StepNewPassphrase             // choose a passphrase
	StepUnlock                    // ask for the passphrase
	StepOpening                   // signed in, the first data is on its way
	StepBlocked                   // cannot start: another window, a broken store
	StepCode                      // the code to sign in with is shown, and the clinic's page is open
	StepCodeOver                  // nobody signed in with the code in time
	StepClosing                   // closing would lose what is not sent
	StepWipe                      // asks before all is taken off this device
	StepDamaged                   // opened, but something that was entered could not be saved from a damaged file
)

// DoorState is what the way in is drawn from.
type DoorState struct {
	Step     Step
	Clinic   string // address as typed or known
	Name     string // the clinic's name, if known
	Fault    *care.Fault
	Busy     bool
	Arrived  int         // resources that came so far, while opening
	Code     string      // to sign in with, as the clinic writes it
	Page     string      // where the code can be typed on another device
	Shared   bool        // others use this computer
	Said     *care.Fault // what has happened, and is no fault
	MayShare bool        // it can be said that others do
	ByCode   bool        // the clinic lets people sign in with a code
	// CanErase offers to take everything off this device: what is here cannot
	// be opened by whoever signs in.
	CanErase bool
	Others   bool // what is here is somebody else's
	Lost     bool // StepWipe: because the passphrase is lost, so that nobody can open what is here
	Unsent   int  // what closing would lose
	Locked   bool // StepClosing: over the lock, so that nothing of what is beneath is given out
	// Browser: the app is a page of the clinic's, which keeps nothing.
	Browser bool
}

// DoorAction is what a button on the way in does.
type DoorAction int

// Actions on the way in.
const (
	DoNothing DoorAction = iota
	DoConnect            // with the field's text
	DoSignIn
	DoOpenAgain
	DoCopyAddress
	DoCancel
	DoOtherClinic
	DoChoosePassphrase
	DoKeepNothing
	DoSetPassphrase // with the field's text
	DoUnlock        // with the field's text
	DoForget
	DoRetry
	DoContinue
	DoUseCode
	DoMakeRoom
	DoSaveUnsent
	DoClose
	DoWipe  // asked before, by StepWipe
	DoShare // says whether others use this computer, or takes that back
)

// Door is one page of the way in.
type Door struct {
	Title     string
	Sentence  string
	Field     string // label; empty: no field
	Value     string
	Hint      string
	Secret    bool
	Error     string   // beside the field where there is one, else as a notice
	Busy      string   // what is being done, in words; empty when idle
	Code      []string // in groups, to show large
	After     string   // below the code
	Said      string   // what has happened
	Share     *Toggle
	Primary   Choice
	Secondary []Choice
	Passing   bool // it stands for a moment alone
}

// Toggle is something that is on or off.
type Toggle struct {
	Label, Small, State string
	On                  bool
}

// Choice is a button: its words and what it does.
type Choice struct {
	Label string
	Do    DoorAction
}

// DoorOf gives the page for a state.
func DoorOf(s DoorState, p *say.Printer) Door {
	d := Door{Error: p.Fault(s.Fault), Said: p.Fault(s.Said)}
	if s.Browser && browserDoor(&d, s, p) {
		return d
	}
	switch s.Step {
	case StepClinic:
		d.Title, d.Sentence = p.T("door.clinic.title"), p.T("door.clinic.sentence")
		d.Field, d.Value, d.Hint = p.T("door.clinic.field"), s.Clinic, p.T("door.clinic.hint")
		d.Primary = Choice{p.T("door.clinic.go"), DoConnect}
		if s.Busy {
			d.Busy = p.T("door.clinic.busy")
		}
	case StepSignIn:
		d.Title, d.Sentence = p.T("door.sign-in.title"), p.T("door.sign-in.sentence", "Clinic", clinicName(s, p))
		d.Primary = Choice{p.T("door.sign-in.go"), DoSignIn}
		d.Secondary = []Choice{{p.T("door.sign-in.other"), DoOtherClinic}}
		if s.CanErase {
			d.Secondary = append(d.Secondary, Choice{p.T("wipe.go"), DoForget})
		}
		if s.MayShare {
			d.Share = &Toggle{Label: p.T("door.shared"), Small: p.T("door.shared-say"), State: p.T("door.shared-off"), On: s.Shared}
			if s.Shared {
				d.Share.State = p.T("door.shared-on")
			}
		}
		if s.Busy {
			d.Busy = p.T("door.clinic.busy")
		}
	case StepWaiting:
		d.Title, d.Sentence = p.T("door.waiting.title"), p.T("door.waiting.sentence")
		d.Primary = Choice{p.T("door.waiting.again"), DoOpenAgain}
		d.Secondary = []Choice{{p.T("door.waiting.copy"), DoCopyAddress}}
		if s.ByCode {
			d.Secondary = append(d.Secondary, Choice{p.T("door.code.instead"), DoUseCode})
		}
		d.Secondary = append(d.Secondary, Choice{p.T("door.cancel"), DoCancel})
	case StepCode:
		codeOf(&d, s, p)
	case StepCodeOver:
		d.Title, d.Sentence, d.Error = p.T("door.code-over.title"), p.T("door.code-over.sentence"), ""
		d.Primary = Choice{p.T("door.code-over.go"), DoUseCode}
		d.Secondary = []Choice{{p.T("door.cancel"), DoRetry}}
	case StepKeep:
		d.Title, d.Sentence = p.T("door.keep.title"), p.T("door.keep.sentence")
		d.Primary = Choice{p.T("door.keep.passphrase"), DoChoosePassphrase}
		d.Secondary = []Choice{{p.T("door.keep.nothing"), DoKeepNothing}}
	case StepNewPassphrase:
		d.Title, d.Sentence = p.T("door.passphrase.title"), p.T("door.passphrase.sentence")
		d.Field, d.Hint, d.Secret = p.T("door.passphrase.field"), p.T("door.passphrase.hint"), true
		d.Primary = Choice{p.T("door.passphrase.go"), DoSetPassphrase}
		d.Secondary = []Choice{{p.T("door.keep.nothing"), DoKeepNothing}}
	case StepUnlock:
		d.Title, d.Sentence = p.T("door.unlock.title"), p.T("door.unlock.sentence")
		d.Field, d.Secret = p.T("door.passphrase.field"), true
		d.Primary = Choice{p.T("door.unlock.go"), DoUnlock}
		d.Secondary = []Choice{{p.T("door.unlock.forget"), DoForget}}
		if s.Busy {
			d.Busy = p.T("door.unlock.busy")
		}
	case StepOpening:
		d.Passing = true
		d.Title, d.Sentence = p.T("door.opening.title"), p.T("door.opening.sentence")
		if s.Arrived > 0 {
			d.Sentence = p.N("door.opening.arrived", s.Arrived)
		}
		if s.Fault != nil {
			d.Primary = Choice{p.T("door.retry"), DoRetry}
		}
	case StepBlocked:
		d.Title = p.T("door.blocked.title")
		d.Primary = Choice{p.T("door.retry"), DoRetry}
		switch {
		case s.Others:
			d.Sentence = p.T("door.room.sentence")
			d.Secondary = []Choice{{p.T("door.sign-in.other"), DoOtherClinic}, {p.T("door.room"), DoMakeRoom}}
		case s.CanErase:
			d.Secondary = []Choice{{p.T("door.sign-in.other"), DoOtherClinic}, {p.T("door.erase"), DoForget}}
		}
	case StepClosing:
		d.Title, d.Sentence = p.T("door.closing.title"), p.N("door.closing.sentence", s.Unsent)
		d.Primary = Choice{p.T("door.closing.stay"), DoContinue}
		if !s.Locked {
			d.Secondary = []Choice{{p.T("door.closing.save"), DoSaveUnsent}}
		}
		d.Secondary = append(d.Secondary, Choice{p.T("door.closing.close"), DoClose})
	case StepWipe:
		d.Title, d.Sentence = p.T("wipe.title"), p.T("wipe.words")
		d.Error = p.T("wipe.unsent-unknown")
		d.Primary = Choice{p.T("wipe.keep"), DoRetry}
		d.Secondary = []Choice{{p.T("wipe.go"), DoWipe}}
		if s.Lost {
			d.Title, d.Sentence, d.Error = p.T("door.lost.title"), p.T("door.lost.sentence"), p.T("door.lost.unsent")
			d.Primary, d.Secondary = Choice{p.T("door.lost.keep"), DoRetry}, []Choice{{p.T("door.lost.go"), DoWipe}}
		}
		if s.Busy {
			d.Busy = p.T("wipe.busy-wiping")
		}
	case StepDamaged:
		d.Title, d.Sentence = p.T("door.damaged.title"), p.T("door.damaged.sentence")
		d.Primary = Choice{p.T("door.damaged.go"), DoContinue}
	}
	return d
}

// codeOf fills in the page with the code.
func codeOf(d *Door, s DoorState, p *say.Printer) {
	d.Title, d.Sentence = p.T("door.code.title"), p.T("door.code.asking")
	d.Secondary = []Choice{{p.T("door.cancel"), DoCancel}}
	if s.Code == "" {
		return
	}
	d.Code, d.Sentence = groupsOf(s.Code), p.T("door.code.sentence")
	d.After = p.T("door.code.elsewhere", "Page", strings.TrimPrefix(s.Page, "https://"))
	d.Primary = Choice{p.T("door.waiting.again"), DoOpenAgain}
	d.Secondary = []Choice{{p.T("door.waiting.copy"), DoCopyAddress}, {p.T("door.cancel"), DoCancel}}
}

// groupsOf splits a code where the clinic does, else into groups of four.
func groupsOf(code string) []string {
	var groups []string
	for part := range strings.FieldsFuncSeq(code, func(r rune) bool { return r == '-' || r == ' ' }) {
		for letters := range slices.Chunk([]rune(part), 4) {
			groups = append(groups, string(letters))
		}
	}
	return groups
}

func clinicName(s DoorState, p *say.Printer) string {
	if s.Name != "" {
		return s.Name
	}
	return p.T("door.your-clinic")
}

// browserDoor gives the steps that differ where the app is a page: it belongs to one
// clinic, the sign-in is in another tab, and nothing is kept.
func browserDoor(d *Door, s DoorState, p *say.Printer) bool {
	switch s.Step {
	case StepClinic:
		d.Title = p.T("door.sign-in.title")
		if s.Busy {
			d.Busy = p.T("door.clinic.busy")
			return true
		}
		d.Primary = Choice{p.T("door.retry"), DoRetry}
	case StepSignIn:
		d.Title, d.Sentence = p.T("door.sign-in.title"), p.T("door.browser.sentence", "Clinic", clinicName(s, p))
		d.Primary = Choice{p.T("door.sign-in.go"), DoSignIn}
	case StepWaiting:
		d.Title, d.Sentence = p.T("door.browser.waiting.title"), p.T("door.browser.waiting.sentence")
		d.Primary = Choice{p.T("door.waiting.again"), DoOpenAgain}
		if s.ByCode {
			d.Secondary = append(d.Secondary, Choice{p.T("door.code.instead"), DoUseCode})
		}
		d.Secondary = append(d.Secondary, Choice{p.T("door.cancel"), DoCancel})
	default:
		return false
	}
	return true
}
