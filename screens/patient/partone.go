package patient

import (
	"strings"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// PlanChanges is how the pages of My plan change it. ChangePlan returns at once;
// done is called on the UI thread, with nil when it is kept on this device.
type PlanChanges interface {
	ChangePlan(change care.PlanChange, done func(*care.Fault))
}

// PartOneActions is what can be done on the pages of part one.
type PartOneActions interface {
	PlanChanges
	OpenGoal(ref string)
	Close()
}

// PartOneView asks one of the four questions, or all of them one after the other.
type PartOneView struct {
	act     PartOneActions
	again   func()
	at      int  // which question
	guided  bool // from question to question
	editing string
	writing
}

// NewPartOneView makes the view at a question; guided leads through all four.
func NewPartOneView(act PartOneActions, section care.PlanSection, guided bool, again func()) *PartOneView {
	v := &PartOneView{act: act, again: again, guided: guided}
	for i, s := range care.PlanSections() {
		if s == section {
			v.at = i
		}
	}
	v.writing.again = again
	v.keeps(act, "part-one")
	return v
}

// Page is the whole screen as it is now.
func (v *PartOneView) Page(m PartOne) *kit.Page {
	x := m.Sections[v.at]
	body := kit.Stack(22)
	if v.guided {
		body.Add(kit.Progress(v.at, len(m.Sections), x.Progress))
	}
	body.Add(kit.Stack(8, kit.Question(x.Question), kit.Body(x.Words).Soft()))
	if len(x.Circles) > 0 {
		body.Add(v.circles(m, x))
	}
	body.Add(v.items(m, x))
	add := v.field("add-"+string(x.Section), x.Label, "", 2)
	body.Add(kit.Stack(8, add, kit.Left(kit.OutlineButton(x.Add, func() { v.add(x, nil) }).WithIcon("plus"))))
	body.Add(v.problem(m.p), v.why(m, x.Last), statusLine(m.Status))
	page := &kit.Page{
		Key: "plan/part-one/" + string(x.Section), Full: v.guided, Title: x.Title, Body: body,
		Out: kit.WayOut("arrow-left", m.Out, func() { v.add(x, v.act.Close) }),
	}
	if v.guided {
		page.Foot = v.foot(m, x)
	}
	return page
}

func (v *PartOneView) foot(m PartOne, x PartOneSection) fyne.CanvasObject {
	var back fyne.CanvasObject
	if v.at > 0 {
		back = kit.OutlineButton(m.Back, func() { v.add(x, func() { v.turn(-1) }) })
	}
	if v.at < len(m.Sections)-1 {
		return kit.FormFoot(nil, back, kit.PrimaryButton(m.Next, func() { v.add(x, func() { v.turn(1) }) }))
	}
	return kit.FormFoot(nil, back, kit.PrimaryButton(m.Finish, func() {
		v.add(x, func() { v.change(v.act, care.AssessmentFinished{}, v.act.Close) })
	}))
}

func (v *PartOneView) turn(by int) {
	v.at, v.editing = v.at+by, ""
	v.again()
}

func (v *PartOneView) circles(m PartOne, x PartOneSection) fyne.CanvasObject {
	words := make([]string, len(x.Circles))
	for i, c := range x.Circles {
		words[i] = c.Words
	}
	return kit.Circles(kit.Options{Words: words, Spoken: spoken(m.p), OnChoose: func(i int) {
		c := x.Circles[i]
		change := care.ProblemsCircled{Add: []care.Challenge{c.Challenge}}
		if c.Ref != "" {
			change = care.ProblemsCircled{Remove: []string{c.Ref}}
		}
		v.change(v.act, change, nil)
	}}, func(i int) bool { return x.Circles[i].Ref != "" })
}

func (v *PartOneView) items(m PartOne, x PartOneSection) fyne.CanvasObject {
	if len(x.Items) == 0 {
		if x.Empty == "" {
			return nil
		}
		return kit.Body(x.Empty).Soft()
	}
	rows := make([]fyne.CanvasObject, 0, len(x.Items))
	for _, it := range x.Items {
		switch {
		case x.Section == care.SectionGoals:
			rows = append(rows, kit.NewRowLink(it.Text, it.Small, func() { v.add(x, func() { v.act.OpenGoal(it.Ref) }) }))
		case v.editing == it.Ref, v.editing == "" && v.begun("edit-"+it.Ref):
			v.editing = it.Ref
			rows = append(rows, v.editor(m, x, it))
		default:
			rows = append(rows, kit.Pad(6, 0, 6, 0, kit.Ends(kit.Body(it.Text), kit.QuietButton(m.Change, func() {
				v.editing = it.Ref
				v.again()
			}).About(it.Text).Flush().Small())))
		}
	}
	return kit.Rows(rows...)
}

// editor words an answer anew, or takes it away. A problem in own words is another
// problem once it has other words.
func (v *PartOneView) editor(m PartOne, x PartOneSection, it PartOneItem) fyne.CanvasObject {
	f := v.field("edit-"+it.Ref, m.Edited, it.Text, 2)
	done := func() { v.drop("edit-" + it.Ref); v.editing = "" }
	save := func(text string) {
		v.change(v.act, changed(x.Section, it, text), func() { done(); v.again() })
	}
	return kit.Pad(10, 0, 10, 0, kit.Stack(8, f, kit.Fit(8,
		kit.OutlineButton(m.Save, func() { save(f.Entry.Text) }),
		kit.OutlineButton(m.Remove, func() { save("") }),
	), kit.Left(kit.QuietButton(m.Cancel, func() { done(); v.again() }).Flush())))
}

func changed(section care.PlanSection, it PartOneItem, text string) care.PlanChange {
	text = strings.TrimSpace(text)
	if section != care.SectionProblems {
		return care.StatementSaid{Section: section, Statement: it.Ref, Text: text}
	}
	switch text {
	case it.Text:
		return care.ProblemsCircled{}
	case "":
		return care.ProblemsCircled{Remove: []string{it.Ref}}
	}
	return care.ProblemsCircled{Own: []string{text}, Remove: []string{it.Ref}}
}

// add keeps what was typed, also when the person goes on without tapping Add, and
// then goes on.
func (v *PartOneView) add(x PartOneSection, then func()) {
	key := "add-" + string(x.Section)
	text := v.typed(key)
	if text == "" {
		if then != nil {
			then()
		}
		return
	}
	var change care.PlanChange = care.StatementSaid{Section: x.Section, Text: text}
	switch x.Section {
	case care.SectionGoals:
		change = care.GoalWords{Text: text}
	case care.SectionProblems:
		change = care.ProblemsCircled{Own: []string{text}}
	case care.SectionStrengths, care.SectionBarriers:
	}
	v.change(v.act, change, func() {
		v.drop(key)
		v.again()
		if then != nil {
			then()
		}
	})
}

// why offers to note why something changed, for who likes to.
func (v *PartOneView) why(m PartOne, last LastChange) fyne.CanvasObject {
	if last.Ref == "" {
		return nil
	}
	key := "why-" + last.Ref
	f := v.field(key, m.WhyLabel, "", 1)
	return kit.Notice(kit.Strong(last.Words), kit.Body(m.WhyAsk), f, kit.Left(kit.OutlineButton(m.WhyKeep, func() {
		if text := v.typed(key); text != "" {
			v.change(v.act, care.WhySaid{Of: last.Ref, Why: text}, func() { v.drop(key); v.again() })
		}
	})))
}
