package patient

import (
	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// news is what changed since they last looked. Nothing of it goes away by
// itself.
func (v *TodayView) news(m Today) fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, n := range m.News {
		rows = append(rows, kit.NewRowLink(n.Title, n.Words, func() {
			switch {
			case n.Session != "":
				v.act.OpenSession(n.Session)
			case n.CheckIn != "":
				v.act.OpenResult(n.CheckIn)
			case n.Plan:
				v.act.OpenPlan()
			}
		}).WithTile(n.Icon))
	}
	return kit.Stack(6, kit.Heading(m.NewsHead), kit.Rows(rows...), kit.Left(kit.QuietButton(m.NewsSeen, v.act.SeenNews).Flush()))
}

// helped keeps at hand what eased a hard moment before.
func (v *TodayView) helped(m Today) fyne.CanvasObject {
	rows := make([]fyne.CanvasObject, len(m.Helped))
	for i, x := range m.Helped {
		rows[i] = kit.NewRowLink(x.Name, "", func() { v.act.OpenSkill(x.Key) }).WithIcon("wind")
	}
	return kit.Stack(4, kit.Heading(m.HelpedTitle), kit.Small(m.HelpedWords), kit.NewSpace(2), kit.Rows(rows...))
}

// how asks how the person is, in one row of choices.
func (v *TodayView) how(m Today) fyne.CanvasObject {
	h := m.How
	say := func(option int) { v.act.SayHow(h.Say(option, v.now()), v.said(m)) }
	box := kit.Stack(10, kit.Heading(h.Ask), kit.FlowChoices(kit.Options{Words: h.Words, Chosen: h.Chosen, Spoken: m.Spoken, OnChoose: say}))
	if line := statusLine(h.Status); line != nil {
		box.Add(line)
	}
	if h.Note != "" {
		box.Add(kit.Small(h.Note).In(kit.Ink))
	}
	if v.lost != "" {
		box.Add(kit.Problem(v.lost, nil))
	}
	if h.Undo != "" {
		box.Add(kit.Left(kit.QuietButton(h.Undo, func() { say(kit.None) }).Flush().Small()))
	}
	return box
}

// homework is one thing to try between sessions.
func (v *TodayView) homework(m Today, item TodayItem) fyne.CanvasObject {
	box := kit.Stack(2, small(item.When), kit.Strong(item.Title), small(item.By), statusLine(item.Status))
	var buttons []fyne.CanvasObject
	add := func(words string, onTap func()) {
		if words != "" {
			buttons = append(buttons, kit.QuietButton(words, onTap).Flush().Small())
		}
	}
	add(item.Do, func() { v.act.DoHomework(item.Homework, true, v.said(m)) })
	add(item.SkillWords, func() { v.act.OpenSkill(item.Skill) })
	add(item.Undo, func() { v.act.DoHomework(item.Homework, false, v.said(m)) })
	return kit.Pad(8, 0, 8, 0, kit.Stack(0, box, kit.Flow(22, buttons...)))
}

// said says on the page that something could not be kept.
func (v *TodayView) said(m Today) func(*care.Fault) {
	return func(f *care.Fault) {
		if words := m.FaultWords(f); words != v.lost {
			v.lost = words
			v.again()
		}
	}
}
