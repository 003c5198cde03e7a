package patient

import (
	"throughline/care"
	"throughline/screens/say"
)

// saving is how far the last change has come on this device.
type saving int

const (
	saveNothing saving = iota
	saveRunning
	saveDone
	saveFailed
)

// page is what is on the screen of a form at one moment, in finished words.
type page struct {
	stage    stage
	at, of   int // at counts from 1
	progress string

	context  []string    // the form's instruction and the groups around the question
	lead     []say.Block // texts before it
	question string
	help     []say.Block
	legal    []say.Block
	decline  string // "" where nothing is asked
	declined bool
	fault    string

	ask     asking
	options []string
	chosen  []int
	many    bool // several can be chosen
	hint    string
	low     string // what the ends of a scale mean
	high    string
	search  search
	fields  []fieldWords
	label   string   // of the fields together
	units   []string // to choose from
	unit    int      // chosen, or -1
	ownUnit string   // label of the field for another one
	parts   dateWords
	addRow  string // "" where no further field can be had
	add     string // of a repeating group: once more
	drop    string // of a repeating group: one fewer

	helpAgain string // label of the way back to the urgent screen
	save      Status
	retry     bool
	next      string
	back      string
	close     string
	again     string // try again

	title, words string // of the last page
	lines        []Line
	change       string
	closing      []say.Block
}

// asking is how a question is put on the page.
type asking int

const (
	askOptions asking = iota // answers one under the other
	askScale                 // small numbers side by side
	askSearch                // a list that is searched
	askLine
	askArea
	askDate
	askTime
	askDateTime
	askGroup // whether a group is filled in once more
)

// fieldWords is one field of a question.
type fieldWords struct {
	name, typed, count string
}

// dateWords names the parts of a day and a time, the day's in the language's order.
type dateWords struct {
	names        []string
	order        []int // which part of year, month, day each is
	hour, minute string
	am, pm       string
}

// search is how a long list is searched.
type search struct{ label, none, more string }

func (f *filling) page(state saving) page {
	p := f.m.p
	pg := page{stage: f.stage, of: len(f.lay.Steps), at: f.at + 1, save: f.saveWords(state), retry: state == saveFailed, next: p.T("patient.checkin.next"), unit: -1}
	pg.back, pg.close, pg.again = p.T("patient.common.back"), p.T("patient.common.save-and-close"), p.T("patient.common.try-again")
	if f.anyUrgent() {
		pg.helpAgain = p.T("patient.urgent.again")
	}
	switch f.stage {
	case stageQuestion:
		f.questionPage(&pg)
	case stageReady:
		pg.title, pg.words = p.T("patient.ready.title"), p.T("patient.ready.words")
		if f.m.Offline {
			pg.words += " " + p.T("patient.ready.offline")
		}
		pg.lines, pg.closing = linesOf(f.m.Form, f.reply.Answers, p), texts(f.lay.Closing, p)
		pg.next, pg.change = p.T("patient.ready.send"), p.T("patient.ready.change")
	case stageIntro:
	}
	return pg
}

func (f *filling) questionPage(pg *page) {
	p, q := f.m.p, f.item()
	r := f.answer()
	pg.progress = p.T("patient.checkin.progress", "At", pg.at, "Of", pg.of)
	if f.m.Form.Instruction != "" {
		pg.context = append(pg.context, f.m.Form.Instruction)
	}
	for i, group := range q.Group {
		switch n := q.Place[i]; {
		case group == "":
		case n > 1:
			pg.context = append(pg.context, p.T("patient.checkin.group-again", "Group", group, "Number", n))
		default:
			pg.context = append(pg.context, group)
		}
	}
	pg.lead, pg.question = texts(q.Lead, p), questionWords(q.Item)
	pg.declined, pg.fault = r.Declined, f.fault
	if f.returning {
		pg.next = p.T("patient.checkin.back-to-list")
	}
	if q.Kind == care.ItemGroup {
		f.groupPage(pg, q)
		return
	}
	pg.decline = p.T("patient.checkin.declined")
	for _, n := range q.Notes {
		switch n.Kind {
		case care.NoteHelp:
			pg.help = append(pg.help, noteWords(n)...)
		case care.NoteLegal:
			pg.legal = append(pg.legal, noteWords(n)...)
		case care.NoteLower:
			pg.low = n.Text
		case care.NoteUpper:
			pg.high = n.Text
		}
	}
	f.optionsPage(pg, q, r)
	if len(pg.options) == 0 || q.Kind == care.ItemOpenChoice {
		f.fieldsPage(pg, q)
	}
}

func (f *filling) groupPage(pg *page, q care.Asked) {
	p := f.m.p
	pg.ask = askGroup
	name := q.Text
	if name == "" {
		name = p.T("patient.checkin.group")
	}
	pg.question = p.T("patient.checkin.more-of", "Group", name)
	pg.hint = p.N("patient.checkin.times", q.Times)
	if q.MayAdd() {
		pg.add = p.T("patient.checkin.add")
	}
	if q.MayDrop() {
		pg.drop = p.T("patient.checkin.drop")
	}
}

var askings = map[care.ItemKind]asking{
	care.ItemText: askArea, care.ItemDate: askDate, care.ItemTime: askTime, care.ItemDateTime: askDateTime,
}

func (f *filling) fieldsPage(pg *page, q care.Asked) {
	p := f.m.p
	if len(pg.options) == 0 {
		pg.ask = askLine
		if a, ok := askings[q.Kind]; ok {
			pg.ask = a
		} else if q.Look == care.LookArea && q.Kind == care.ItemString {
			pg.ask = askArea
		}
		pg.hint = p.T("patient.checkin.hint-" + kindKey(q.Kind))
		if words := rangeWords(q, p); words != "" {
			pg.hint = words
		}
	}
	pg.label = p.T("patient.checkin.your-answer")
	if q.Kind == care.ItemOpenChoice {
		pg.label = p.T("patient.checkin.own-words")
	}
	if len(q.Units) == 1 && (q.Kind != care.ItemQuantity || !q.UnitOpen) {
		pg.label = p.T("patient.checkin.answer-in", "Unit", q.Units[0].Text)
	}
	n := f.rowCount(q)
	for i := range n {
		w := fieldWords{name: pg.label, typed: f.rowText(q, i)}
		if n > 1 {
			w.name = p.T("patient.checkin.answer-number", "Label", pg.label, "Number", i+1)
		}
		w.count = countWords(q.Item, w.typed, p)
		pg.fields = append(pg.fields, w)
	}
	if q.Repeats && (q.Limits.MaxOccurs == 0 || n+len(f.answer().Options) < q.Limits.MaxOccurs) {
		pg.addRow = p.T("patient.checkin.add-answer")
	}
	if q.Kind == care.ItemQuantity {
		f.unitsPage(pg, q)
	}
	pg.parts = partWords(p)
}

func (f *filling) unitsPage(pg *page, q care.Asked) {
	p := f.m.p
	chosen := f.unit(q)
	if len(q.Units) > 1 || len(q.Units) == 1 && q.UnitOpen {
		for i, u := range q.Units {
			pg.units = append(pg.units, u.Text)
			if u.Same(chosen) {
				pg.unit = i
			}
		}
	}
	if q.UnitOpen {
		pg.ownUnit = p.T("patient.checkin.unit")
		if len(pg.units) > 0 {
			pg.ownUnit = p.T("patient.checkin.other-unit")
		}
	}
}

func partWords(p *say.Printer) dateWords {
	w := dateWords{names: []string{p.T("patient.checkin.month"), p.T("patient.checkin.day"), p.T("patient.checkin.year")}, order: []int{1, 2, 0}}
	if p.Language() == "es" {
		w.names, w.order = []string{w.names[1], w.names[0], w.names[2]}, []int{2, 1, 0}
	}
	w.hour, w.minute = p.T("patient.checkin.hour"), p.T("patient.checkin.minute")
	w.am, w.pm = p.T("patient.checkin.am"), p.T("patient.checkin.pm")
	return w
}

// saveWords tells where the answers are. An urgent one that the clinic does not
// have is told as that above all.
func (f *filling) saveWords(state saving) Status {
	p := f.m.p
	sent := f.reply.Delivery.State == care.Received
	switch {
	case state == saveFailed:
		return Status{Icon: "info", Text: p.T("patient.checkin.save-failed")}
	case f.alerts() && !sent:
		return Status{Icon: "smartphone", Text: p.T("patient.delivery.urgent-unsent")}
	case state == saveRunning:
		return Status{Icon: "smartphone", Text: p.T("patient.checkin.saving")}
	case f.alerts():
		return Status{Icon: "smartphone", Text: p.T("patient.checkin.saved-rest")}
	case state == saveNothing, len(f.reply.Answers) == 0:
		return Status{}
	}
	return Status{Icon: "smartphone", Text: p.T("patient.checkin.saved")}
}

// spoken says the state of an answer for screen readers.
func spoken(p *say.Printer) func(chosen bool, place, count int) string {
	return func(chosen bool, place, count int) string {
		if chosen {
			return p.T("patient.spoken.chosen", "Place", place, "Count", count)
		}
		return p.T("patient.spoken.open", "Place", place, "Count", count)
	}
}
