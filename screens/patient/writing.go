package patient

import (
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/say"
)

// Typing keeps what stands in fields and is not part of the record yet, so that it is
// there again after the app was ended in the middle of a word. Whoever takes the
// changes of a page may be one.
type Typing interface {
	Typed(key string) string
	// KeepTyped keeps the words; "" forgets them.
	KeepTyped(key, words string)
}

// writing is what the pages share on which people write: fields that keep what is
// typed while the page is made anew, and what to say where it could not be kept.
type writing struct {
	again  func()
	typing Typing // nil: nothing outlives the page
	page   string // goes before the keys of what is typed
	fields map[string]*kit.Field
	fault  *care.Fault
	retry  func()

	wrongDay string // the key of fields in which no day stands
}

// field is the input of that name; text is what stands in it at first.
func (w *writing) field(key, label, text string, lines int) *kit.Field {
	if f, ok := w.fields[key]; ok {
		return f
	}
	var f *kit.Field
	if lines > 1 {
		f = kit.NewTextArea(label, "", lines)
	} else {
		f = kit.NewField(label, "")
	}
	if w.typing != nil {
		if kept := w.typing.Typed(w.page + key); kept != "" {
			f.Entry.SetText(kept)
		} else {
			f.Entry.SetText(text)
		}
		f.Entry.OnChanged = func(words string) {
			if words == text { // as it is in the record
				words = ""
			}
			w.typing.KeepTyped(w.page+key, words)
		}
	} else {
		f.Entry.SetText(text)
	}
	if w.fields == nil {
		w.fields = map[string]*kit.Field{}
	}
	w.fields[key] = f
	return f
}

// keeps has what is typed outlive the page, under its name, where whoever acts can.
func (w *writing) keeps(act any, page string) {
	w.typing, _ = act.(Typing)
	w.page = page + "/"
}

// begun says that something was being written in a field when the app was ended.
func (w *writing) begun(key string) bool { return w.typing != nil && w.typing.Typed(w.page+key) != "" }

// typed is what stands in a field.
func (w *writing) typed(key string) string {
	f, ok := w.fields[key]
	if !ok {
		return ""
	}
	return strings.TrimSpace(f.Entry.Text)
}

// drop forgets a field whose words are kept, or were given up.
func (w *writing) drop(key string) {
	delete(w.fields, key)
	if w.typing != nil {
		w.typing.KeepTyped(w.page+key, "")
	}
}

// change asks for a change and goes on once it is kept. What could not be kept
// stays typed, and the page says so.
func (w *writing) change(act PlanChanges, change care.PlanChange, then func()) {
	w.fault, w.retry = nil, nil
	act.ChangePlan(change, func(f *care.Fault) {
		if f != nil {
			w.fault, w.retry = f, func() { w.change(act, change, then) }
			w.again()
			return
		}
		if then != nil {
			then()
		}
	})
}

// problem says what could not be kept; nil where all is well.
func (w *writing) problem(p *say.Printer) fyne.CanvasObject {
	if w.fault == nil {
		return nil
	}
	var action fyne.CanvasObject
	if w.retry != nil && !strings.HasPrefix(w.fault.Code, "plan-") {
		action = kit.QuietButton(p.T("patient.common.try-again"), w.retry).Flush()
	}
	return kit.Problem(p.Fault(w.fault), action)
}

// DayWords is how a day is asked for: three parts, each named, in the order of the
// language.
type DayWords struct {
	Label string
	Parts []string // as they stand side by side
	order []int    // which of year, month and day each part is
	Fault string
	zone  *time.Location
}

func (s speaker) dayWords(label string) DayWords {
	w := DayWords{Label: s.p.T(label), Fault: s.p.T("patient.plan.day-fault"), zone: s.clinic}
	w.Parts, w.order = []string{s.p.T("patient.checkin.day"), s.p.T("patient.checkin.month"), s.p.T("patient.checkin.year")}, []int{2, 1, 0}
	if s.p.Language() == "en" {
		w.Parts, w.order = []string{s.p.T("patient.checkin.month"), s.p.T("patient.checkin.day"), s.p.T("patient.checkin.year")}, []int{1, 2, 0}
	}
	return w
}

// day is the fields for a day, and what is wrong with what stands in them.
func (w *writing) day(key string, words DayWords, at time.Time) fyne.CanvasObject {
	row := kit.Fit(10)
	for i, name := range words.Parts {
		text := ""
		if !at.IsZero() {
			y, m, d := at.In(words.zone).Date()
			text = strconv.Itoa([]int{y, int(m), d}[words.order[i]])
		}
		var part fyne.CanvasObject = w.field(dayPart(key, words.order[i]), name, text, 1)
		if kit.TextScale() <= 1.3 { // four digits need no more
			part = kit.AtMost(104, part)
		}
		row.Add(part)
	}
	box := kit.Stack(6, kit.Label(words.Label), row)
	if w.wrongDay == key {
		box.Add(kit.Problem(words.Fault, nil))
	}
	return box
}

func dayPart(key string, part int) string { return key + "-" + strconv.Itoa(part) }

// typedDay reads the fields of a day: zero where nothing stands in them. What is no
// day is said beside them.
func (w *writing) typedDay(key string, words DayWords) (at time.Time, ok bool) {
	w.wrongDay = ""
	parts := []string{w.typed(dayPart(key, 0)), w.typed(dayPart(key, 1)), w.typed(dayPart(key, 2))}
	if strings.Join(parts, "") == "" {
		return at, true
	}
	at, err := time.ParseInLocation("2006-1-2", strings.Join(parts, "-"), words.zone)
	if err != nil {
		w.wrongDay = key
		w.again()
		return time.Time{}, false
	}
	return at.Add(12 * time.Hour), true // whatever the zones do, the day stays
}

// dropDay forgets the fields of a day.
func (w *writing) dropDay(key string) {
	for part := range 3 {
		w.drop(dayPart(key, part))
	}
}
