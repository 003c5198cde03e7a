package staff

import (
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// SheetActions is what a sheet asks for. Every call returns at once; done is called
// on the UI thread.
type SheetActions interface {
	ChangeProgramme(c care.ProgrammeChange, done func(*care.Fault))
	// SheetDone closes the sheet; what it changed is kept.
	SheetDone(c care.ProgrammeChange)
	CloseSheet()
}

// SheetView draws one sheet. What is typed outlives the widgets.
type SheetView struct {
	writing
	act   SheetActions
	many  map[string][]int
	wrong map[string]string
	warn  []string // read, and to be done all the same
	busy  bool
	asked bool // it was to be done just now, and something is to be read first
}

// NewSheetView makes the view of a sheet that was just opened; again draws the page
// anew.
func NewSheetView(act SheetActions, again func()) *SheetView {
	return &SheetView{writing: writing{again: again}, act: act, many: map[string][]int{}}
}

// Page draws m.
func (v *SheetView) Page(m Sheet) *kit.Page {
	page := &kit.Page{Key: m.Key, Title: m.Title, Out: kit.WayOut("arrow-left", m.Back, v.act.CloseSheet), Width: kit.Reading}
	body := kit.Stack(22)
	if len(m.Words) > 0 {
		lead := kit.Stack(4)
		for _, words := range m.Words {
			lead.Add(kit.Body(words).Soft())
		}
		body.Add(lead)
	}
	for _, f := range m.Fields {
		body.Add(v.fieldOf(f, m))
	}
	if f := v.fault; f != nil {
		body.Add(kit.Problem(m.p.Fault(f), nil))
	}
	do := m.Do
	if len(v.warn) > 0 {
		note := kit.Stack(8)
		for _, words := range v.warn {
			note.Add(kit.Body(words))
		}
		body.Add(kit.Notice(note))
		do = m.Anyway
	}
	body.Add(kit.Left(kit.PrimaryButton(do, func() { v.Do(m) })))
	page.Body = body
	if v.asked {
		page.Grab, v.asked = v.goOn(m), false
	}
	return page
}

// goOn is what has the focus once a sheet says what is wrong, or what is to be read before it is done: the field that is
// wrong, or the last one, from which the next Tab comes to the button. Never the button itself: Enter that is hit twice would
// do what nobody has read. Nil where no field can have it.
func (v *SheetView) goOn(m Sheet) (to fyne.Focusable) {
	for _, f := range m.Fields {
		key := f.ID
		switch f.Kind {
		case FieldDay:
			key += "-2"
			if m.p.Language() == "en" {
				key = f.ID + "-0" // the year comes last
			}
			if v.wrong[f.ID] != "" {
				key = f.ID + "-1" // and the month first
			}
		case FieldFind:
			key += "-find"
		case FieldText, FieldTime, FieldOne, FieldMany, FieldLong:
		}
		field := v.fields[key]
		if field == nil || f.Kind == FieldLong {
			continue
		}
		if v.wrong[f.ID] != "" {
			return field.Input()
		}
		if len(v.wrong) == 0 {
			to = field.Input()
		}
	}
	return to
}

// fieldOf is one field, with what is wrong beside it.
func (v *SheetView) fieldOf(f SheetField, m Sheet) fyne.CanvasObject {
	switch f.Kind {
	case FieldDay:
		box := kit.Stack(6, v.day(f.ID, dayOfWords(f, m), f.Day))
		if f.Hint != "" {
			box.Add(kit.Small(f.Hint))
		}
		box.Add(v.problemAt(f))
		return box
	case FieldOne:
		chosen, err := strconv.Atoi(f.Start)
		if err != nil {
			chosen = kit.None
		}
		return kit.Stack(6, v.choices(f.ID, f.Label, f.Options, chosen, m.p), v.problemAt(f))
	case FieldMany:
		return kit.Stack(6, v.circles(f, m), v.problemAt(f))
	case FieldFind:
		return kit.Stack(6, v.find(f, m), v.problemAt(f))
	case FieldLong:
		return v.marked(v.field(f.ID, f.Label, f.Hint, f.Start, 3), f)
	case FieldText, FieldTime:
	}
	return v.marked(v.field(f.ID, f.Label, f.Hint, f.Start, 1), f)
}

func (v *SheetView) marked(field *kit.Field, f SheetField) fyne.CanvasObject {
	field.Fault(v.wrong[f.ID])
	return field
}

func (v *SheetView) problemAt(f SheetField) fyne.CanvasObject {
	if v.wrong[f.ID] == "" {
		return nil
	}
	return kit.Problem(v.wrong[f.ID], nil)
}

func dayOfWords(f SheetField, m Sheet) Day {
	d := dayOf("staff.common.day", f.Day.Location(), m.p)
	d.Label = f.Label
	return d
}

func (v *SheetView) circles(f SheetField, m Sheet) fyne.CanvasObject {
	if _, there := v.many[f.ID]; !there {
		v.many[f.ID] = Typed{"x": f.Start}.many("x")
	}
	box := kit.Stack(6, kit.Label(f.Label))
	if f.Hint != "" {
		box.Add(kit.Small(f.Hint))
	}
	box.Add(kit.Circles(kit.Options{Words: f.Options, Spoken: spokenChoice(m.p), OnChoose: func(i int) {
		if at := slices.Index(v.many[f.ID], i); at >= 0 {
			v.many[f.ID] = slices.Delete(v.many[f.ID], at, at+1)
		} else {
			v.many[f.ID] = append(v.many[f.ID], i)
			slices.Sort(v.many[f.ID])
		}
		v.again()
	}}, func(i int) bool { return slices.Contains(v.many[f.ID], i) }))
	return box
}

// shownFound is how many of what is searched are shown to be chosen.
const shownFound = 8

// find is a choice of one among many: what is typed leaves a few.
func (v *SheetView) find(f SheetField, m Sheet) fyne.CanvasObject {
	input := v.field(f.ID+"-find", f.Label, m.p.T("staff.sheet.find-hint"), "", 1)
	input.Entry.OnChanged = func(string) { v.again() }
	query := strings.ToLower(v.typed(f.ID + "-find"))
	chosen := v.pick(f.ID)
	var at []int
	var words []string
	for i, o := range f.Options {
		if i == chosen || len(at) < shownFound && strings.Contains(strings.ToLower(o), query) {
			at, words = append(at, i), append(words, o)
		}
	}
	box := kit.Stack(10, input)
	if len(at) == 0 {
		box.Add(kit.Body(m.p.T("staff.patients.no-match")).Soft())
		return box
	}
	box.Add(kit.FlowChoices(kit.Options{Words: words, Chosen: slices.Index(at, chosen), Spoken: spokenChoice(m.p), OnChoose: func(i int) {
		if v.picked == nil {
			v.picked = map[string]int{}
		}
		v.picked[f.ID] = at[i]
		v.again()
	}}))
	return box
}

// read is what stands in the fields.
func (v *SheetView) read(m Sheet) Typed {
	t := Typed{}
	for _, f := range m.Fields {
		switch f.Kind {
		case FieldDay:
			if parts := []string{v.typed(f.ID + "-0"), v.typed(f.ID + "-1"), v.typed(f.ID + "-2")}; strings.Join(parts, "") != "" {
				t[f.ID] = strings.Join(parts, "-")
			}
		case FieldOne, FieldFind:
			if i := v.pick(f.ID); i >= 0 {
				t[f.ID] = strconv.Itoa(i)
			}
		case FieldMany:
			var parts []string
			for _, i := range v.many[f.ID] {
				parts = append(parts, strconv.Itoa(i))
			}
			t[f.ID] = strings.Join(parts, ",")
		case FieldText, FieldLong, FieldTime:
			t[f.ID] = v.typed(f.ID)
		}
	}
	return t
}

// Do does what the sheet says, once what is to be known was read.
func (v *SheetView) Do(m Sheet) {
	if m.Read == nil || v.busy {
		return
	}
	out := m.Read(v.read(m))
	v.wrong, v.fault, v.asked = out.Wrong, nil, true
	if len(out.Wrong) > 0 || out.Change == nil {
		v.warn = nil
		v.again()
		return
	}
	if len(out.Warn) > 0 && !slices.Equal(out.Warn, v.warn) {
		v.warn = out.Warn
		v.again()
		return
	}
	v.busy, v.asked = true, false
	v.act.ChangeProgramme(out.Change, func(f *care.Fault) {
		v.busy = false
		if f == nil {
			v.act.SheetDone(out.Change)
			return
		}
		v.fault, v.warn = f, nil
		v.again()
	})
}
