package patient

import (
	"time"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// LeavingActions is what can be done on the transition plan.
type LeavingActions interface {
	PlanChanges
	Close()
}

// LeavingView draws the transition plan.
type LeavingView struct {
	act     LeavingActions
	again   func()
	editing string
	adding  care.TransitionKind // the part whose fields are open
	writing
}

// NewLeavingView makes the view.
func NewLeavingView(act LeavingActions, again func()) *LeavingView {
	v := &LeavingView{act: act, again: again}
	v.writing.again = again
	v.keeps(act, "leaving")
	for _, kind := range care.TransitionKinds() {
		if v.begun(addKey(kind)) {
			v.adding = kind
		}
	}
	return v
}

// Page is the whole screen as it is now.
func (v *LeavingView) Page(m Leaving) *kit.Page {
	body := kit.Stack(28, statusLine(m.Status), v.problem(m.p), v.steps(m))
	for _, part := range m.Parts {
		body.Add(v.part(m, part))
	}
	return &kit.Page{
		Key: "plan/leaving", Title: m.Title, Lead: noticed(kit.Body(m.Words).Soft(), m.Notices), Body: body,
		Out: kit.WayOut("arrow-left", m.Out, func() { v.keepTyped(m, v.act.Close) }),
	}
}

func (v *LeavingView) steps(m Leaving) fyne.CanvasObject {
	box := kit.Stack(8, kit.Heading(m.StepsTitle))
	if len(m.Steps) == 0 {
		box.Add(kit.Body(m.NoSteps).Soft())
	}
	rows := make([]fyne.CanvasObject, 0, len(m.Steps))
	for _, x := range m.Steps {
		if v.edits(x.Ref) {
			rows = append(rows, v.editor(m, care.TransitionStep, x.LeavingLine, x.on))
			continue
		}
		check := kit.NewCheck(x.Text, x.When, x.State, x.Done, func() {
			v.change(v.act, care.TransitionTicked{Line: x.Ref, Done: !x.Done}, nil)
		})
		if !x.Own {
			rows = append(rows, check)
			continue
		}
		rows = append(rows, kit.Row(8, kit.Wide(check), kit.QuietButton(m.Change, func() { v.editing = x.Ref; v.again() }).About(x.Text).Flush().Small()))
	}
	if len(rows) > 0 {
		box.Add(kit.Rows(rows...))
	}
	box.Add(kit.NewSpace(6), v.adder(m, care.TransitionStep, m.StepLabel))
	return box
}

// edits says that a line is being written anew, also since before the app was ended.
func (v *LeavingView) edits(ref string) bool {
	if v.editing == "" && v.begun("edit-"+ref) {
		v.editing = ref
	}
	return ref != "" && v.editing == ref
}

// adder is a button, or the fields to write a new line of a part.
func (v *LeavingView) adder(m Leaving, kind care.TransitionKind, label string) fyne.CanvasObject {
	if v.adding != kind {
		return kit.Left(kit.QuietButton(m.Add+": "+lowerFirst(label), func() {
			v.keepTyped(m, func() { v.adding = kind; v.again() })
		}).Flush())
	}
	box := kit.Stack(10, v.field(addKey(kind), label, "", 1))
	if kind == care.TransitionStep {
		box.Add(v.day("add-day", m.Day, time.Time{}))
	}
	box.Add(kit.Fit(8, kit.OutlineButton(m.Save, func() { v.add(m, kind, nil) }), kit.OutlineButton(m.Cancel, func() {
		v.added(kind)
		v.again()
	})))
	return box
}

// added closes the fields of a part.
func (v *LeavingView) added(kind care.TransitionKind) {
	v.adding = ""
	v.drop(addKey(kind))
	if kind == care.TransitionStep {
		v.dropDay("add-day")
	}
}

func addKey(kind care.TransitionKind) string { return "add-" + string(kind) }

func (v *LeavingView) part(m Leaving, part LeavingPart) fyne.CanvasObject {
	box := kit.Stack(8, kit.Heading(part.Title))
	rows := make([]fyne.CanvasObject, 0, len(part.Lines))
	for _, x := range part.Lines {
		switch {
		case v.edits(x.Ref):
			rows = append(rows, v.editor(m, part.Kind, x, time.Time{}))
		case x.Own:
			rows = append(rows, kit.Pad(4, 0, 4, 0, kit.Ends(kit.Body(x.Text), kit.QuietButton(m.Change, func() { v.editing = x.Ref; v.again() }).About(x.Text).Flush().Small())))
		default:
			rows = append(rows, kit.Pad(10, 0, 10, 0, kit.Stack(1, kit.Body(x.Text), small(x.By))))
		}
	}
	if len(rows) > 0 {
		box.Add(kit.Rows(rows...))
	}
	box.Add(v.adder(m, part.Kind, part.Label))
	return box
}

func (v *LeavingView) editor(m Leaving, kind care.TransitionKind, x LeavingLine, on time.Time) fyne.CanvasObject {
	key := "edit-" + x.Ref
	stop := func() {
		v.editing = ""
		v.drop(key)
		v.dropDay(key)
		v.again()
	}
	box := kit.Stack(8, v.field(key, x.Text, x.Text, 2))
	if kind == care.TransitionStep {
		box.Add(v.day(key, m.Day, on))
	}
	box.Add(kit.Fit(8, kit.OutlineButton(m.Save, func() {
		day, ok := time.Time{}, true
		if kind == care.TransitionStep {
			day, ok = v.typedDay(key, m.Day)
		}
		if text := v.typed(key); ok && text != "" {
			v.change(v.act, care.TransitionSaid{Kind: kind, Line: x.Ref, Text: text, On: day}, stop)
		}
	}), kit.OutlineButton(m.Remove, func() { v.change(v.act, care.TransitionSaid{Kind: kind, Line: x.Ref}, stop) })),
		kit.Left(kit.QuietButton(m.Cancel, stop).Flush()))
	return kit.Pad(10, 0, 10, 0, box)
}

// add keeps a new line of a part, and then goes on.
func (v *LeavingView) add(m Leaving, kind care.TransitionKind, then func()) {
	text := v.typed(addKey(kind))
	if text == "" {
		if then != nil {
			then()
		}
		return
	}
	change := care.TransitionSaid{Kind: kind, Text: text}
	if kind == care.TransitionStep {
		day, ok := v.typedDay("add-day", m.Day)
		if !ok {
			return
		}
		change.On = day
	}
	v.change(v.act, change, func() {
		v.added(kind)
		v.again()
		if then != nil {
			then()
		}
	})
}

// keepTyped adds what stands in the fields before the person leaves.
func (v *LeavingView) keepTyped(m Leaving, then func()) {
	for _, kind := range care.TransitionKinds() {
		if v.typed(addKey(kind)) != "" {
			v.add(m, kind, func() { v.keepTyped(m, then) })
			return
		}
	}
	then()
}
