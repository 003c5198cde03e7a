package patient

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// mostBars is how many questions can be drawn as bars on a phone; beyond it
// the words tell alone.
const mostBars = 40

func (v *CheckInView) question(pg page) *kit.Page {
	var progress fyne.CanvasObject = kit.Progress(pg.at-1, pg.of, pg.progress)
	if pg.of > mostBars {
		progress = kit.Small(pg.progress)
	}
	body := kit.Stack(0, progress, kit.NewSpace(26))
	if pg.instruction != "" {
		body.Add(kit.Body(pg.instruction).Soft(), kit.NewSpace(14))
	}
	for _, words := range pg.lead {
		body.Add(kit.Body(words), kit.NewSpace(14))
	}
	body.Add(kit.Question(pg.question), kit.NewSpace(18), v.answer(pg), kit.NewSpace(6))
	if fault := pg.fault; fault != "" && len(pg.options) > 0 {
		body.Add(kit.NewSpace(8), kit.Problem(fault, nil), kit.NewSpace(8))
	}
	if pg.declined {
		body.Add(kit.NewSpace(4), kit.Answers(kit.Options{
			Words: []string{pg.decline}, Chosen: 0, Spoken: spoken(v.f.m.p), OnChoose: func(int) { v.decline() },
		}))
	} else {
		body.Add(kit.Middle(kit.QuietButton(pg.decline, v.decline)))
	}
	body.Add(v.helpAgain(pg))
	return &kit.Page{
		Key: fmt.Sprintf("checkin/%s/%d", v.f.reply.ID, pg.at), Full: true, Out: kit.WayOut("x", pg.close, v.close), Body: body,
		Foot: kit.FormFoot(v.footState(pg), kit.OutlineButton(pg.back, v.back), kit.PrimaryButton(pg.next, v.next)),
	}
}

// footState is where the answers are; a save that failed can be tried again.
func (v *CheckInView) footState(pg page) fyne.CanvasObject {
	if pg.retry {
		return kit.Problem(pg.save.Text, kit.QuietButton(pg.again, v.saveNow).Flush())
	}
	return statusLine(pg.save)
}

// helpAgain leads back to the urgent screen while an urgent answer stands.
func (v *CheckInView) helpAgain(pg page) fyne.CanvasObject {
	if pg.helpAgain == "" {
		return nil
	}
	return kit.Pad(10, 0, 0, 0, kit.OutlineButton(pg.helpAgain, v.openUrgent).WithIcon("life-buoy"))
}

func (v *CheckInView) answer(pg page) fyne.CanvasObject {
	say := spoken(v.f.m.p)
	switch {
	case len(pg.options) == 0:
		return v.typing(pg)
	case !pg.many:
		chosen := kit.None
		if len(pg.chosen) == 1 {
			chosen = pg.chosen[0]
		}
		return kit.Answers(kit.Options{Words: pg.options, Chosen: chosen, Spoken: say, OnChoose: v.choose})
	}
	list := kit.Stack(10, kit.Small(pg.hint))
	for i, words := range pg.options {
		chosen := kit.None
		if slices.Contains(pg.chosen, i) {
			chosen = 0
		}
		list.Add(kit.Answers(kit.Options{
			Words: []string{words}, Chosen: chosen, OnChoose: func(int) { v.choose(i) },
			Spoken: func(on bool, _, _ int) string { return say(on, i+1, len(pg.options)) },
		}))
	}
	return list
}

func (v *CheckInView) choose(i int) {
	if v.f.choose(i, v.now()) {
		v.urgent = true
	}
	v.saveNow()
	v.again()
}

// openUrgent shows the urgent screen again.
func (v *CheckInView) openUrgent() {
	v.urgent = true
	v.again()
}

func (v *CheckInView) decline() {
	delete(v.fields, v.f.item().LinkID)
	v.f.decline(v.now())
	v.saveNow()
	v.again()
}

// typing is the field of a question that is answered in writing. It is made
// once, so that the cursor stays where it is.
func (v *CheckInView) typing(pg page) fyne.CanvasObject {
	id := v.f.item().LinkID
	field, ok := v.fields[id]
	if !ok {
		if pg.kind == care.ItemDate {
			field = v.newDate(pg)
		} else {
			field = v.newText(pg)
		}
		v.fields[id] = field
	}
	field.Fault(pg.fault)
	return field
}

func (v *CheckInView) newText(pg page) *kit.Field {
	field := kit.NewField(pg.label, pg.hint)
	if pg.kind == care.ItemText {
		field = kit.NewTextArea(pg.label, pg.hint, 5)
	}
	field.Entry.SetText(pg.typed)
	field.Entry.OnChanged = v.write
	return field
}

func (v *CheckInView) newDate(pg page) *dateAnswer {
	a := &dateAnswer{Box: kit.Stack(10)}
	typed := strings.SplitN(pg.typed+"--", "-", 4)
	fields := make([]*kit.Field, 3)
	row := kit.Fit(10)
	for i, name := range pg.parts {
		f := kit.NewField(name, "")
		f.Entry.SetText(typed[pg.order[i]])
		fields[pg.order[i]] = f
		row.Add(f)
	}
	for _, f := range fields {
		f.Entry.OnChanged = func(string) {
			v.write(fields[0].Entry.Text + "-" + fields[1].Entry.Text + "-" + fields[2].Entry.Text)
		}
	}
	a.row, a.hint = row, kit.Small(pg.hint)
	a.Fault("")
	return a
}

// dateAnswer is three fields: a day cannot be misread when each part is named.
type dateAnswer struct {
	*kit.Box
	row  *kit.Box
	hint *kit.Text
}

// Fault says below the fields what is wrong.
func (a *dateAnswer) Fault(words string) {
	if words == "" {
		a.Set(a.hint, a.row)
		return
	}
	a.Set(a.hint, a.row, kit.Problem(words, nil))
}

// write keeps what is typed, and saves it where a word ends.
func (v *CheckInView) write(words string) {
	declined := v.f.reply.Answers[v.f.item().LinkID].Declined
	v.dirty = v.f.write(words, v.now()) || v.dirty
	last, _ := utf8.DecodeLastRuneInString(words)
	if v.dirty && !unicode.IsLetter(last) {
		v.saveNow()
	}
	if declined {
		v.again()
	}
}
