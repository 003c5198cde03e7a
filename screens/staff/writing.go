package staff

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/say"
)

// PlanChanges is what pages ask for on which staff write. Every call returns at
// once; done is called on the UI thread, with nil once the change is kept here.
type PlanChanges interface {
	ChangePlan(change care.PlanChange, done func(*care.Fault))
}

// writing is what the pages share on which staff write: fields that keep what is
// typed while the page is made anew, and what to say where it could not be kept.
type writing struct {
	again  func()
	fields map[string]*kit.Field
	was    map[string]string // what stood in a field at first
	picked map[string]int    // of choices, by name
	fault  *care.Fault
	at     string // the part of the page that the fault belongs to
	wrong  string // the key of a day that is none

	keeps   Typing // nil where what is typed ends with the page
	stem    string // of the names that it is kept under
	touched func() // something was typed
}

// field is the input of that name; text is what stands in it at first.
func (w *writing) field(key, label, hint, text string, lines int) *kit.Field {
	if f, ok := w.fields[key]; ok {
		return f
	}
	var f *kit.Field
	if lines > 1 {
		f = kit.NewTextArea(label, hint, lines)
	} else {
		f = kit.NewField(label, hint)
	}
	f.Entry.SetText(text)
	if w.fields == nil {
		w.fields, w.was = map[string]*kit.Field{}, map[string]string{}
	}
	w.fields[key], w.was[key] = f, text
	w.keep(key, f)
	return f
}

// keep has what is typed in a field outlive the page and the app, and gives it what was left in it.
func (w *writing) keep(key string, f *kit.Field) {
	if w.keeps == nil {
		return
	}
	if left := w.keeps.Typed(w.stem + key); left != "" {
		f.Entry.SetText(left)
	}
	f.Entry.OnChanged = func(words string) {
		if words == w.was[key] {
			words = ""
		}
		w.keeps.KeepTyped(w.stem+key, words)
		w.touched()
	}
}

// elsewhere says beside a field that somebody else has changed what it began with, to what now stands there and by whom;
// nil where nobody has. Whoever saves then knows whose words they replace.
func (w *writing) elsewhere(key, now, by string, p *say.Printer) fyne.CanvasObject {
	was, open := w.was[key]
	if _, there := w.fields[key]; !there || !open || was == now || w.typed(key) == now {
		return nil
	}
	return kit.Notice(kit.Stack(4, kit.Body(p.T("staff.common.changed-elsewhere", "Words", now)), small(by)))
}

// typed is what stands in a field.
func (w *writing) typed(key string) string {
	f, ok := w.fields[key]
	if !ok {
		return ""
	}
	return strings.TrimSpace(f.Entry.Text)
}

// choices is a choice of one, of which nothing is chosen beforehand but what the
// page says.
func (w *writing) choices(key, label string, words []string, chosen int, p *say.Printer) fyne.CanvasObject {
	if w.picked == nil {
		w.picked = map[string]int{}
	}
	if _, there := w.picked[key]; !there {
		w.picked[key] = chosen
	}
	return kit.Stack(6, kit.Label(label), kit.FlowChoices(kit.Options{
		Words: words, Chosen: w.picked[key], OnChoose: func(i int) { w.picked[key] = i }, Spoken: spokenChoice(p),
	}))
}

func (w *writing) pick(key string) int {
	if i, ok := w.picked[key]; ok {
		return i
	}
	return kit.None
}

// choices leads to what waits for a decision; nil where nothing does.
func choices(words, reassure string, open func()) fyne.CanvasObject {
	if words == "" {
		return nil
	}
	return kit.AtMost(560, kit.NewRowLink(words, reassure, open).WithTile("list-checks"))
}

func spokenChoice(p *say.Printer) func(bool, int, int) string {
	return func(chosen bool, place, count int) string {
		key := "staff.common.not-chosen"
		if chosen {
			key = "staff.common.chosen"
		}
		return p.T(key, "Place", place, "Count", count)
	}
}

// drop forgets all whose name begins so: it is kept, or was given up.
func (w *writing) drop(stem string) {
	for key := range w.fields {
		if strings.HasPrefix(key, stem) {
			delete(w.fields, key)
			if w.keeps != nil {
				w.keeps.KeepTyped(w.stem+key, "")
			}
		}
	}
	for key := range w.picked {
		if strings.HasPrefix(key, stem) {
			delete(w.picked, key)
		}
	}
	w.fault, w.wrong = nil, ""
}

// change asks for a change of one part of the page and goes on once it is kept.
// What could not be kept stays typed, and the part says so.
func (w *writing) change(act PlanChanges, at string, change care.PlanChange, then func()) {
	w.fault, w.at = nil, at
	act.ChangePlan(change, func(f *care.Fault) {
		w.fault = f
		if f == nil && then != nil {
			then()
		}
		w.again()
	})
}

// problem says what could not be kept in a part of the page; nil where all is well.
func (w *writing) problem(at string, p *say.Printer) fyne.CanvasObject {
	if w.fault == nil || w.at != at {
		return nil
	}
	return kit.Problem(p.Fault(w.fault), nil)
}

// refuse says in a part of the page what is missing before anything is asked for.
func (w *writing) refuse(at string, f *care.Fault) {
	w.fault, w.at = f, at
	w.again()
}

// Day is how a day is asked for: three parts, each named, in the order of the
// language, in the clinic's zone.
type Day struct {
	Label string
	Fault string
	parts []string
	order []int // which of year, month and day each part is
	zone  *time.Location
}

func dayOf(label string, zone *time.Location, p *say.Printer) Day {
	d := Day{Label: p.T(label), Fault: p.T("staff.common.day-fault"), zone: zone, order: []int{2, 1, 0}}
	if p.Language() == "en" {
		d.order = []int{1, 2, 0}
	}
	names := []string{p.T("staff.common.year"), p.T("staff.common.month"), p.T("staff.common.day")}
	for _, i := range d.order {
		d.parts = append(d.parts, names[i])
	}
	return d
}

// day is the fields for a day, and what is wrong with what stands in them.
func (w *writing) day(key string, d Day, at time.Time) fyne.CanvasObject {
	row := kit.Flow(10)
	for i, name := range d.parts {
		text := ""
		if !at.IsZero() {
			y, m, day := at.In(d.zone).Date()
			text = strconv.Itoa([]int{y, int(m), day}[d.order[i]])
		}
		row.Add(w.field(key+"-"+strconv.Itoa(d.order[i]), name, "", text, 1).About(d.Label).Narrow())
	}
	box := kit.Stack(6, kit.Label(d.Label), row)
	if w.wrong == key {
		box.Add(kit.Problem(d.Fault, nil))
	}
	return box
}

// typedDay reads the fields of a day at noon: zero where nothing stands in them.
// What is no day is said beside them.
func (w *writing) typedDay(key string, d Day) (at time.Time, ok bool) {
	w.wrong = ""
	parts := []string{w.typed(key + "-0"), w.typed(key + "-1"), w.typed(key + "-2")}
	if !slices.ContainsFunc(parts, func(s string) bool { return s != "" }) {
		return at, true
	}
	at, err := time.ParseInLocation("2006-1-2", strings.Join(parts, "-"), d.zone)
	if err != nil {
		w.wrong = key
		w.again()
		return time.Time{}, false
	}
	return at.Add(12 * time.Hour), true // whatever the zones do, the day stays
}
