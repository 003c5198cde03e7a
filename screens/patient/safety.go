package patient

import (
	"strings"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// SafetyActions is what can be done with the safety card.
type SafetyActions interface {
	// SaveSafetyCard keeps a new version on this device.
	SaveSafetyCard(card care.SafetyCard, done func(*care.Fault))
	// ShareSafetyCard lets the care team read the card, or ends that.
	ShareSafetyCard(share bool, done func(*care.Fault))
	// PrintSafetyCard makes a page to print and asks where to keep it; done is told
	// whether it was kept.
	PrintSafetyCard(done func(kept bool, f *care.Fault))
	Close()
}

// SafetyView draws the safety card.
type SafetyView struct {
	act     SafetyActions
	again   func()
	editing string // the title of the part that is being written
	asking  bool   // about sharing
	before  bool   // the earlier versions are open
	printed bool
	writing
}

// NewSafetyView makes the view.
func NewSafetyView(act SafetyActions, again func()) *SafetyView {
	v := &SafetyView{act: act, again: again}
	v.writing.again = again
	v.keeps(act, "safety")
	return v
}

// Page is the whole screen as it is now.
func (v *SafetyView) Page(m Safety) *kit.Page {
	body := kit.Stack(26)
	rows := make([]fyne.CanvasObject, 0, len(m.Parts)+1)
	for _, x := range m.Parts {
		rows = append(rows, v.part(m, x))
	}
	rows = append(rows, v.part(m, m.Together))
	body.Add(kit.Stack(8, small(m.Changed), kit.Rows(rows...)), v.problem(m.p), v.sharing(m), v.printing(m), v.versions(m))
	return &kit.Page{
		Key: "safety", Title: m.Title, Lead: kit.Body(m.Words).Soft(), Body: body,
		Out: kit.WayOut("arrow-left", m.Out, func() { v.leave(m) }),
	}
}

// part is the words of one part with a pencil, or the field to write them.
func (v *SafetyView) part(m Safety, x SafetyWriting) fyne.CanvasObject {
	icon := kit.NewIcon(x.Icon, 22, kit.InkSoft).Beside(kit.StrongStyle)
	if v.editing == "" && v.begun(x.Title) {
		v.editing = x.Title
	}
	if v.editing == x.Title {
		area := v.field(x.Title, x.Title, strings.Join(x.Lines, "\n"), 4)
		return kit.Pad(12, 0, 12, 0, kit.Stack(8, kit.Body(x.Ask).Soft(), area, kit.Small(m.Hint), kit.Fit(10,
			kit.PrimaryButton(m.Save, func() { v.save(m, x, nil) }), kit.OutlineButton(m.Cancel, func() { v.stop(x) }))))
	}
	words := kit.Stack(2, kit.Strong(x.Title))
	for _, line := range x.Lines {
		words.Add(kit.Body(line))
	}
	if len(x.Lines) == 0 {
		words.Add(kit.Body(x.Ask).Soft())
	}
	return kit.Pad(8, 0, 8, 0, kit.Row(12, kit.Pad(3, 0, 0, 0, icon), kit.Wide(words), kit.IconButton("pencil", x.Edit, func() {
		v.leavePart(m, func() { v.editing = x.Title; v.again() })
	})))
}

func (v *SafetyView) stop(x SafetyWriting) {
	v.editing = ""
	v.drop(x.Title)
	v.again()
}

// save keeps one part, and then goes on.
func (v *SafetyView) save(m Safety, x SafetyWriting, then func()) {
	lines := writtenLines(v.typed(x.Title))
	card := m.card.With(x.Part, lines)
	if x.Part == "" {
		card.Together = strings.Join(lines, ", ")
	}
	v.fault, v.retry, v.printed = nil, nil, false
	v.act.SaveSafetyCard(card, func(f *care.Fault) {
		if f != nil {
			v.fault, v.retry = f, func() { v.save(m, x, then) }
			v.again()
			return
		}
		v.stop(x)
		if then != nil {
			then()
		}
	})
}

// leavePart keeps what is being written before the person goes elsewhere.
func (v *SafetyView) leavePart(m Safety, then func()) {
	for _, x := range append([]SafetyWriting{m.Together}, m.Parts...) {
		if v.editing == x.Title && v.typed(x.Title) != strings.Join(x.Lines, "\n") {
			v.save(m, x, then)
			return
		}
	}
	then()
}

func (v *SafetyView) leave(m Safety) { v.leavePart(m, v.act.Close) }

func (v *SafetyView) sharing(m Safety) fyne.CanvasObject {
	box := kit.Stack(8, kit.Heading(m.ShareTitle), kit.Body(m.ShareWords), statusLine(m.Status))
	if !v.asking {
		box.Add(kit.Left(kit.OutlineButton(m.ShareButton, func() { v.asking = true; v.again() })))
		return box
	}
	answer := func(yes bool) func() {
		return func() {
			v.asking = false
			if !yes {
				v.again()
				return
			}
			v.act.ShareSafetyCard(!m.Shared, func(f *care.Fault) {
				v.fault, v.retry = f, nil
				v.again()
			})
		}
	}
	box.Add(kit.Notice(kit.Body(m.Asking.Words), kit.Fit(10, kit.OutlineButton(m.Asking.Yes, answer(true)), kit.OutlineButton(m.Asking.No, answer(false)))))
	return box
}

func (v *SafetyView) printing(m Safety) fyne.CanvasObject {
	if m.Changed == "" {
		return nil
	}
	box := kit.Stack(8, kit.Left(kit.OutlineButton(m.Print, func() {
		v.act.PrintSafetyCard(func(kept bool, f *care.Fault) {
			v.printed, v.fault, v.retry = kept, f, nil
			v.again()
		})
	})))
	if v.printed {
		box.Add(kit.StatusLine("circle-check", kit.OK, m.Printed))
	}
	return box
}

func (v *SafetyView) versions(m Safety) fyne.CanvasObject {
	if m.Before == "" {
		return nil
	}
	box := kit.Stack(14, kit.Left(kit.QuietButton(m.Before, func() { v.before = !v.before; v.again() }).Flush()))
	if !v.before {
		return box
	}
	knots := make([]kit.Knot, len(m.Versions))
	for i, old := range m.Versions {
		words := kit.Stack(8, kit.Small(old.When))
		for _, part := range old.Parts {
			lines := kit.Stack(1, kit.Label(part.Title))
			for _, line := range part.Lines {
				lines.Add(kit.Body(line))
			}
			words.Add(lines)
		}
		knots[i] = kit.Knot{Moment: kit.Past, Content: words}
	}
	box.Add(kit.NewThread(knots...))
	return box
}
