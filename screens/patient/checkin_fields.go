package patient

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"throughline/screens/kit"
)

// answerFields is where an answer is written. It is made once for a question, so
// that the cursor stays where it is.
type answerFields struct {
	*kit.Box
	rows  int
	made  []fyne.CanvasObject
	count []*kit.Field // by row: those that tell how long they are
	last  *kit.Field   // which says what is wrong; nil where there are several to one answer
}

// Fault says beside the field what is wrong.
func (a *answerFields) Fault(words string) {
	if a.last != nil {
		a.last.Fault(words)
		a.Set(a.made...)
		return
	}
	if words == "" {
		a.Set(a.made...)
		return
	}
	a.Set(append(slices.Clone(a.made), kit.Problem(words, nil))...)
}

// typing is the fields of a question that is answered in writing.
func (v *CheckInView) typing(pg page) fyne.CanvasObject {
	key := v.f.item().Key
	f, ok := v.fields[key]
	if !ok || f.rows != len(pg.fields) {
		f = v.newFields(pg)
		v.fields[key] = f
	}
	for i, field := range f.count {
		field.Count(pg.fields[i].count)
	}
	if len(pg.options) == 0 {
		f.Fault(pg.fault)
	}
	return f
}

func (v *CheckInView) newFields(pg page) *answerFields {
	a := &answerFields{Box: kit.Stack(12), rows: len(pg.fields)}
	for i, w := range pg.fields {
		switch pg.ask {
		case askDate, askTime, askDateTime:
			a.made = append(a.made, v.newMoment(pg, i))
		default:
			f := v.newText(pg, i, w)
			a.made, a.count, a.last = append(a.made, f), append(a.count, f), f
		}
	}
	if len(pg.units) > 0 {
		a.last = nil
		a.made = append(a.made, kit.Choices(kit.Options{
			Words: pg.units, Chosen: pg.unit, Spoken: spoken(v.f.m.p), OnChoose: func(i int) {
				v.f.pickUnit(i, v.now())
				v.changed("")
				delete(v.fields, v.f.item().Key)
				v.again()
			},
		}))
	}
	if pg.ownUnit != "" {
		a.last = nil
		f := kit.NewField(pg.ownUnit, "")
		if pg.unit < 0 {
			f.Entry.SetText(v.f.rowText(v.f.item(), ownUnit))
		}
		f.Entry.OnChanged = func(words string) { v.write(ownUnit, words) }
		a.made = append(a.made, f)
	}
	if pg.addRow != "" {
		a.made = append(a.made, kit.QuietButton(pg.addRow, func() {
			v.f.addRow()
			v.again()
		}).Flush().WithIcon("plus"))
	}
	a.Set(a.made...)
	return a
}

func (v *CheckInView) newText(pg page, row int, w fieldWords) *kit.Field {
	hint := pg.hint
	if row > 0 || len(pg.options) > 0 {
		hint = ""
	}
	field := kit.NewField(w.name, hint)
	if pg.ask == askArea {
		field = kit.NewTextArea(w.name, hint, 5)
	}
	field.Entry.SetText(w.typed)
	field.Entry.OnChanged = func(words string) {
		v.write(row, words)
		field.Count(countWords(v.f.item().Item, words, v.f.m.p))
	}
	return field
}

// newMoment is a field for each part of a day or a time, which cannot be misread
// when each is named.
func (v *CheckInView) newMoment(pg page, row int) fyne.CanvasObject {
	q := v.f.item()
	day, hour, minute, half := clockParts(q.Kind, pg.fields[row].typed, v.f.m.zone)
	box := kit.Stack(10)
	if row == 0 {
		box.Add(kit.Small(pg.hint))
	}
	changed := func() {
		words := strings.Join(day, "-")
		switch pg.ask {
		case askTime:
			words = hour + "|" + minute + "|" + half
		case askDateTime:
			words += "|" + hour + "|" + minute + "|" + half
		}
		v.write(row, words)
	}
	part := func(name string, into *string) *kit.Field {
		f := kit.NewField(name, "").Narrow()
		f.Entry.SetText(*into)
		f.Entry.OnChanged = func(words string) {
			*into = words
			changed()
		}
		return f
	}
	if pg.ask != askTime {
		fields := kit.Fit(10)
		for i, name := range pg.parts.names {
			fields.Add(part(name, &day[pg.parts.order[i]]))
		}
		box.Add(fields)
	}
	if pg.ask == askDate {
		return box
	}
	halves := []string{halfAM, halfPM}
	box.Add(kit.Fit(10, part(pg.parts.hour, &hour), part(pg.parts.minute, &minute)), kit.Choices(kit.Options{
		Words: []string{pg.parts.am, pg.parts.pm}, Chosen: slices.Index(halves, half), Spoken: spoken(v.f.m.p),
		OnChoose: func(i int) {
			half = halves[i]
			changed()
		},
	}))
	return box
}

// write keeps what is typed, and saves it where a word ends or nobody types for a
// moment.
func (v *CheckInView) write(row int, words string) {
	declined, urgent := v.f.answer().Declined, v.f.item().UrgentAnswer(v.f.answer())
	v.f.write(row, words, v.now())
	v.changed(words)
	if !urgent && v.f.item().UrgentAnswer(v.f.answer()) {
		v.openUrgent()
	} else if declined {
		v.again()
	}
}

func (v *CheckInView) changed(words string) {
	if !v.dirty {
		v.dirty = true
		v.again() // what stands there now is not saved yet
	}
	v.act.Paused(v.saveTyped)
	if last, _ := utf8.DecodeLastRuneInString(words); !unicode.IsLetter(last) {
		v.saveNow()
	}
}

func (v *CheckInView) decline() {
	delete(v.fields, v.f.item().Key)
	v.f.decline(v.now())
	v.saveNow()
	v.again()
}

// mostFound is how many answers of a long list are shown at once.
const mostFound = 8

// searched is a long list of answers: what is chosen, a field to search with, and
// what it finds.
func (v *CheckInView) searched(pg page) fyne.CanvasObject {
	p := v.f.m.p
	found := kit.Stack(10)
	show := func(words string) {
		hits := slices.DeleteFunc(matching(pg.options, words), func(i int) bool { return slices.Contains(pg.chosen, i) })
		found.Set()
		switch {
		case len(hits) == 0:
			found.Add(kit.Body(pg.search.none).Soft())
			return
		case len(hits) > mostFound:
			found.Add(v.chooser(pg, hits[:mostFound]), kit.Small(p.N(pg.search.more, len(hits)-mostFound)))
			return
		}
		found.Add(v.chooser(pg, hits))
	}
	field := kit.NewField(pg.search.label, "")
	key := v.f.item().Key
	field.Entry.SetText(v.looking[key])
	field.Entry.OnChanged = func(words string) {
		v.looking[key] = words
		show(words)
	}
	show(v.looking[key])
	box := kit.Stack(14)
	if len(pg.chosen) > 0 {
		box.Add(v.chooser(pg, pg.chosen))
	}
	box.Add(field, found)
	return box
}

// matching gives the options that hold every word, in any case and in their order.
func matching(options []string, words string) []int {
	var out []int
	for i, o := range options {
		o = strings.ToLower(o)
		if !slices.ContainsFunc(strings.Fields(strings.ToLower(words)), func(w string) bool { return !strings.Contains(o, w) }) {
			out = append(out, i)
		}
	}
	return out
}
