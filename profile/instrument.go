package profile

import (
	"fmt"
	"slices"
	"strings"

	"throughline/care"
	"throughline/fhir"
)

// instrument is how a form with a known score is recognised.
type instrument struct {
	id    care.Instrument
	panel fhir.Coding
	total fhir.Coding
	items []fhir.Coding // those that count, in their official order
}

// phqItems are PHQ-9's in their order, gadItems GAD-7's. PHQ-2 and GAD-2 are the
// first two of each.
var (
	phqItems = loincs("44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8")
	gadItems = loincs("69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8", "69736-7")
)

// selfHarm is PHQ-9's ninth item. It is urgent from 1 whatever a form says.
const selfHarm = "44260-8"

// instruments are ordered from the longest, since the short forms are parts of
// the long ones.
var instruments = []instrument{
	{
		id: care.PHQ9, items: phqItems,
		panel: loinc("44249-1", ""),
		total: loinc("44261-6", "Patient Health Questionnaire 9 item (PHQ-9) total score [Reported]"),
	},
	{
		id: care.GAD7, items: gadItems,
		panel: loinc("69737-5", ""),
		total: loinc("70274-6", "Generalized anxiety disorder 7 item (GAD-7) total score [Reported.PHQ]"),
	},
	{
		id: care.PHQ2, items: phqItems[:2],
		panel: loinc("55757-9", ""),
		total: loinc("55758-7", "Patient Health Questionnaire 2 item (PHQ-2) total score [Reported]"),
	},
	{id: care.GAD2, items: gadItems[:2], panel: own(care.GAD2), total: own(care.GAD2)},
	{id: care.PCL5, items: owns(care.PCL5, 20), panel: own(care.PCL5), total: own(care.PCL5)},
	{id: care.PTSD5, items: owns(care.PTSD5, 5), panel: own(care.PTSD5), total: own(care.PTSD5)},
}

func loinc(code, display string) fhir.Coding {
	return fhir.Coding{System: LOINC, Code: code, Display: display}
}

func loincs(codes ...string) []fhir.Coding {
	var out []fhir.Coding
	for _, c := range codes {
		out = append(out, loinc(c, ""))
	}
	return out
}

func own(id care.Instrument) fhir.Coding {
	return fhir.Coding{System: SystemInstrument, Code: string(id), Display: strings.ToUpper(string(id))}
}

func owns(id care.Instrument, n int) []fhir.Coding {
	var out []fhir.Coding
	for i := range n {
		out = append(out, fhir.Coding{System: SystemItem, Code: fmt.Sprintf("%s-%d", id, i+1)})
	}
	return out
}

func instrumentOf(id care.Instrument) (instrument, bool) {
	i := slices.IndexFunc(instruments, func(in instrument) bool { return in.id == id })
	if i < 0 {
		return instrument{}, false
	}
	return instruments[i], true
}

// ordinals are the scores of LOINC's answers where a form does not give them:
// PHQ and GAD-7 (LL358-3), and LA18938-3, "more days than not", which LOINC's
// own GAD-7 has for 2 in item 68509-9.
var ordinals = map[string]int{"LA6568-5": 0, "LA6569-3": 1, "LA6570-1": 2, "LA18938-3": 2, "LA6571-9": 3}

// score recognises the form's instrument and marks the items that count. A form
// counts as an instrument only if it asks all of its items, each with the
// scores 0 and up: a total of fewer would be misread.
func score(f *care.Form, codes []fhir.Coding, itemCodes map[string][]fhir.Coding) {
	for _, in := range instruments {
		named := slices.ContainsFunc(codes, func(c fhir.Coding) bool { return same(c, in.panel) })
		if !named && len(in.items) < 7 {
			continue // two questions alone do not make a PHQ-2
		}
		marked := map[string]bool{}
		for _, q := range f.Questions() {
			if q.Kind == care.ItemChoice && !q.Repeats && counted(q) && slices.ContainsFunc(in.items, func(want fhir.Coding) bool {
				return slices.ContainsFunc(itemCodes[q.LinkID], func(c fhir.Coding) bool { return same(c, want) })
			}) {
				marked[q.LinkID] = true
			}
		}
		if len(marked) != len(in.items) || f.Instrument != "" && len(in.items) < 7 {
			continue
		}
		if f.Instrument == "" {
			f.Instrument = in.id
		} else {
			f.Also = append(f.Also, in.id)
		}
		mark(f.Items, marked, in.id)
	}
}

func mark(items []care.Item, marked map[string]bool, id care.Instrument) {
	for i := range items {
		if marked[items[i].LinkID] {
			items[i].Scored, items[i].Counts = true, id
		}
		mark(items[i].Items, marked, id)
	}
}

// counted says whether every option carries a score.
func counted(q care.Item) bool {
	return len(q.Options) > 1 && !slices.ContainsFunc(q.Options, func(o care.Option) bool { return !o.HasOrdinal })
}

func same(a, b fhir.Coding) bool { return a.System == b.System && a.Code == b.Code }
