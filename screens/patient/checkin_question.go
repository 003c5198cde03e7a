package patient

import (
	"fmt"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"throughline/screens/kit"
	"throughline/screens/say"
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
	for _, words := range pg.context {
		body.Add(kit.Body(words).Soft(), kit.NewSpace(14))
	}
	if len(pg.lead) > 0 {
		body.Add(blocks(pg.lead), kit.NewSpace(14))
	}
	body.Add(kit.Question(pg.question), kit.NewSpace(10))
	if len(pg.help) > 0 {
		body.Add(softBlocks(pg.help), kit.NewSpace(10))
	}
	body.Add(kit.NewSpace(8), v.answer(pg), kit.NewSpace(6))
	if pg.fault != "" && (len(pg.options) > 0 || pg.ask == askGroup) {
		body.Add(kit.NewSpace(8), kit.Problem(pg.fault, nil), kit.NewSpace(8))
	}
	switch {
	case pg.decline == "":
	case pg.declined:
		body.Add(kit.NewSpace(4), kit.Answers(kit.Options{
			Words: []string{pg.decline}, Chosen: 0, Spoken: spoken(v.f.m.p), OnChoose: func(int) { v.decline() },
		}))
	default:
		body.Add(kit.Middle(kit.QuietButton(pg.decline, v.decline)))
	}
	body.Add(v.helpAgain(pg))
	if len(pg.legal) > 0 {
		body.Add(kit.NewSpace(18), softBlocks(pg.legal))
	}
	return &kit.Page{
		Key: fmt.Sprintf("checkin/%s/%s", v.f.reply.ID, v.f.item().Key), Full: true, Out: kit.WayOut("x", pg.close, v.close), Body: body,
		Foot: kit.FormFoot(v.footState(pg), kit.OutlineButton(pg.back, v.back), kit.PrimaryButton(pg.next, v.next)),
	}
}

// blocks are the paragraphs of a text of the form's.
func blocks(list []say.Block) fyne.CanvasObject {
	box := kit.Stack(8)
	for _, b := range list {
		if b.Heading {
			box.Add(kit.Strong(b.Words))
		} else {
			box.Add(kit.Body(b.Words))
		}
	}
	return box
}

// softBlocks are the same beside a question.
func softBlocks(list []say.Block) fyne.CanvasObject {
	box := kit.Stack(6)
	for _, b := range list {
		if b.Heading {
			box.Add(kit.Label(b.Words))
		} else {
			box.Add(kit.Small(b.Words))
		}
	}
	return box
}

// footState is where the answers are; a save that failed can be tried again.
func (v *CheckInView) footState(pg page) fyne.CanvasObject {
	if pg.retry {
		return kit.Problem(pg.save.Text, kit.QuietButton(pg.again, v.retry).Flush())
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
	if pg.ask == askGroup {
		return v.groupAgain(pg)
	}
	if len(pg.options) == 0 {
		return v.typing(pg)
	}
	list := kit.Stack(10, small(pg.hint))
	switch {
	case pg.ask == askSearch:
		list.Add(v.searched(pg))
	case pg.ask == askScale:
		list.Add(v.scale(pg))
	default:
		list.Add(v.chooser(pg, all(len(pg.options))))
	}
	if len(pg.fields) > 0 {
		list.Add(kit.NewSpace(14), v.typing(pg))
	}
	return list
}

func all(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// chooser shows some of the options, one under the other.
func (v *CheckInView) chooser(pg page, shown []int) fyne.CanvasObject {
	say := spoken(v.f.m.p)
	if !pg.many {
		o := kit.Options{Chosen: kit.None, Spoken: say, OnChoose: func(i int) { v.choose(shown[i]) }}
		for at, i := range shown {
			o.Words = append(o.Words, pg.options[i])
			if slices.Contains(pg.chosen, i) {
				o.Chosen = at
			}
		}
		return kit.Answers(o)
	}
	list := kit.Stack(10)
	for at, i := range shown {
		chosen := kit.None
		if slices.Contains(pg.chosen, i) {
			chosen = 0
		}
		list.Add(kit.Answers(kit.Options{
			Words: []string{pg.options[i]}, Chosen: chosen, OnChoose: func(int) { v.choose(i) },
			Spoken: func(on bool, _, _ int) string { return say(on, at+1, len(shown)) },
		}))
	}
	return list
}

// scale shows few numbers side by side, with what the ends mean.
func (v *CheckInView) scale(pg page) fyne.CanvasObject {
	chosen := kit.None
	if len(pg.chosen) == 1 {
		chosen = pg.chosen[0]
	}
	numbers := kit.Scale(kit.Options{Words: pg.options, Chosen: chosen, Spoken: spoken(v.f.m.p), OnChoose: v.choose})
	if pg.low == "" && pg.high == "" {
		return numbers
	}
	low, high := pg.options[0]+": "+pg.low, pg.options[len(pg.options)-1]+": "+pg.high
	return kit.Stack(10, numbers, kit.Ends(kit.Small(low), kit.Small(high)))
}

// groupAgain asks whether a group is filled in once more.
func (v *CheckInView) groupAgain(pg page) fyne.CanvasObject {
	box := kit.Stack(12, kit.Body(pg.hint).Soft())
	if pg.add != "" {
		box.Add(kit.OutlineButton(pg.add, func() { v.groups(v.f.more) }).WithIcon("plus"))
	}
	if pg.drop != "" {
		box.Add(kit.QuietButton(pg.drop, func() { v.groups(v.f.fewer) }).Flush())
	}
	return box
}

func (v *CheckInView) groups(change func(time.Time)) {
	change(v.now())
	v.fields = map[string]*answerFields{}
	v.saveNow()
	v.again()
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
