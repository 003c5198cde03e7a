package engine

import (
	"cmp"
	"errors"
	"slices"

	"throughline/care"
	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

// Codes of entries and resources that are set aside.
const (
	codeBuildsOn   = "builds-on-set-aside"
	codeUnreadable = "unreadable"
	codeRefused    = "clinic-refused"
	codeConflict   = "clinic-conflict"
	codeUnseen     = "clinic-does-not-show-it"
	// The server gives a resource no version: an update could erase somebody else's.
	codeUnversioned = "clinic-unversioned"
)

// Names of values in the store's meta table.
const (
	metaAsOf   = "as-of"
	metaSkew   = "skew"
	metaTypes  = "as-of types" // asOfTypes
	metaResume = "resume"      // place
	metaSpot   = "spot "       // and a type: spot
	metaListed = "listed "     // and a type: this device's clock when it was last listed whole
	metaHeard  = "heard"       // this device's clock when a loved one last got something
	metaSeen   = "seen"        // the latest that a loved one's clock was
	metaGone   = "gone"        // why nothing is kept: goneEnded, goneExpired
)

// reasons are the sentences of the codes, for the person whose entry it is.
var reasons = map[string]string{
	codeRefused:         "Your clinic's server did not accept this. It is still on this device. Call your clinic if it is important.",
	"clinic-forbidden":  "Your clinic's server does not take this from you. It is still on this device. Ask your clinic.",
	"clinic-unsendable": fhirhttp.ErrUnsendable.Say,
	codeUnseen:          "Your clinic's server said that it took this, and does not show it. It is still on this device. Ask your clinic, or send it again.",
	codeUnversioned:     "Your clinic's server can't tell if somebody else changed this too, so this was not sent. It is still on this device. Call your clinic if it is important.",
	codeBuildsOn:        "This belongs to something that your clinic's server did not accept. It is still on this device.",
	store.CodeDamaged:   "This was damaged on this device and was not sent. Please enter it again.",
	codeConflict:        "This was changed at your clinic too. Both versions are kept. Choose which one is right.",
}

// why gives the fault of a code.
func why(code string) *care.Fault {
	say, known := reasons[code]
	if !known {
		say = reasons[codeRefused]
	}
	return &care.Fault{Code: code, Say: say}
}

// faultCode is the code that err shows to a person.
func faultCode(err error) string {
	var f *care.Fault
	if errors.As(err, &f) {
		return f.Code
	}
	return codeRefused
}

// delivery tells how far an entry has come. While a sync runs, what is in line is
// being sent. An urgent answer counts as not sent until the clinic has answered.
func delivery(en store.Entry, running bool) care.Delivery {
	switch en.State {
	case store.Acknowledged:
		return care.Delivery{State: care.Received, Received: en.Received}
	case store.Conflict:
		return care.Delivery{State: care.NeedsYou, Why: why(en.Code)}
	case store.Quarantined:
		return care.Delivery{State: care.SetAside, Why: why(en.Code)}
	}
	switch {
	case running:
		return care.Delivery{State: care.Sending}
	case en.State == store.Sending && !en.Urgent:
		return care.Delivery{State: care.Sent}
	}
	return care.Delivery{State: care.OnDevice}
}

// count fills in what the outbox says.
func count(s *care.Sync, waiting []told, aside int) {
	s.Pending, s.Conflicts, s.Quarantined = 0, 0, aside
	for _, w := range waiting {
		switch {
		case w.aside:
			s.Quarantined++
		case w.needsYou:
			s.Conflicts++
		default:
			s.Pending++
		}
	}
}

func sortBySeq(entries []*store.Entry) {
	slices.SortFunc(entries, func(a, b *store.Entry) int { return cmp.Compare(a.Seq, b.Seq) })
}

var _ Remote = (*fhirhttp.Client)(nil)
