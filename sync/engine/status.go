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
)

// Names of values in the store's meta table.
const (
	metaAsOf = "as-of"
	metaSkew = "skew"
)

// reasons are the sentences of the codes, for the person whose entry it is.
var reasons = map[string]string{
	codeRefused:        "Your clinic's server did not accept this. It is still on this device. Call your clinic if it is important.",
	"clinic-forbidden": "Your clinic's server does not take this from you. It is still on this device. Ask your clinic.",
	codeBuildsOn:       "This belongs to something that your clinic's server did not accept. It is still on this device.",
	store.CodeDamaged:  "This was damaged on this device and was not sent. Please enter it again.",
	codeConflict:       "This was changed at your clinic too. Both versions are kept. Choose which one is right.",
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
// being sent.
func delivery(en store.Entry, running bool) care.Delivery {
	switch en.State {
	case store.Acknowledged:
		return care.Delivery{State: care.Received, Received: en.Received}
	case store.Conflict:
		return care.Delivery{State: care.NeedsYou, Why: why(en.Code)}
	case store.Quarantined:
		return care.Delivery{State: care.SetAside, Why: why(en.Code)}
	}
	if running {
		return care.Delivery{State: care.Sending}
	}
	return care.Delivery{State: care.OnDevice}
}

// count fills in what the outbox says. An edit on top of one that is in conflict
// waits for the same choice.
func count(s *care.Sync, outbox []store.Entry, aside int) {
	s.Pending, s.Conflicts, s.Quarantined = 0, 0, aside
	contested := map[string]int64{} // the first entry in conflict, by resource
	for _, en := range outbox {
		if first, ok := contested[ref(en.Type, en.ID)]; en.State == store.Conflict && (!ok || en.Seq < first) {
			contested[ref(en.Type, en.ID)] = en.Seq
		}
	}
	for _, en := range outbox {
		first, waits := contested[ref(en.Type, en.ID)]
		switch {
		case en.State == store.Quarantined:
			s.Quarantined++
		case en.State == store.Conflict, open(en.State) && waits && en.Seq > first:
			s.Conflicts++
		case open(en.State):
			s.Pending++
		}
	}
}

func sortBySeq(entries []*store.Entry) {
	slices.SortFunc(entries, func(a, b *store.Entry) int { return cmp.Compare(a.Seq, b.Seq) })
}

var _ Remote = (*fhirhttp.Client)(nil)
