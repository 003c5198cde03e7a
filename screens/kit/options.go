package kit

import (
	"fmt"

	"fyne.io/fyne/v2"
)

// Options describes a choice of one among few, for Choices, Segmented and Answers.
type Options struct {
	Words    []string
	Chosen   int // index, or None: nothing is chosen for the person beforehand
	OnChoose func(index int)
	About    string // what it is about, for screen readers, where a page has several alike
	// Spoken says the state of an option for screen readers, in the app's language: "chosen, 2 of 4".
	Spoken func(chosen bool, place, count int) string
}

// None is the Chosen of Options where nothing is chosen.
const None = -1

func (o Options) state(index int) string {
	chosen := index == o.Chosen
	if o.Spoken != nil {
		return o.Spoken(chosen, index+1, len(o.Words))
	}
	if chosen {
		return fmt.Sprintf("✓ %d/%d", index+1, len(o.Words))
	}
	return fmt.Sprintf("%d/%d", index+1, len(o.Words))
}

// Chooser is a group of options of which one can be chosen.
type Chooser struct {
	Box
	options Options
	group   *Box
	each    []*option
}

// option is one of a Chooser. Its dress decides what it looks like, chosen or not.
type option struct {
	Tap
	face  *Panel
	dress func(o *option, chosen bool)
}

func newChooser(options Options, group *Box, make func() *option) *Chooser {
	c := &Chooser{options: options, group: group}
	c.layout, c.items = stack{}, []fyne.CanvasObject{group}
	for i, words := range options.Words {
		item := make()
		item.init(words, item.face, func() { c.choose(i) })
		item.about = options.About
		item.extend(item)
		c.each = append(c.each, item)
		group.items = append(group.items, item)
	}
	c.dress()
	c.extend(c)
	return c
}

func (c *Chooser) choose(index int) {
	c.Choose(index)
	if c.options.OnChoose != nil {
		c.options.OnChoose(index)
	}
}

// Choose shows another option as chosen, or None, without calling OnChoose.
func (c *Chooser) Choose(index int) {
	if index == c.options.Chosen {
		return
	}
	c.options.Chosen = index
	c.dress()
	c.Refresh()
}

// First is the first option, for the focus.
func (c *Chooser) First() fyne.Focusable { return c.each[0] }

// Chosen is the index of what is chosen, or None.
func (c *Chooser) Chosen() int { return c.options.Chosen }

func (c *Chooser) dress() {
	for i, item := range c.each {
		item.state = c.options.state(i)
		item.dress(item, i == c.options.Chosen)
	}
}

// Choices are two to four short answers, side by side where all fit: Coming, Late, Can't.
func Choices(options Options) *Chooser {
	return newChooser(options, Fit(8), func() *option {
		return &option{face: newPanel(&Panel{radius: 14, top: 10, side: 14, centered: true}), dress: dressChoice}
	})
}

// FlowChoices are Choices that go on in a next line where one is full: three to six short words.
func FlowChoices(options Options) *Chooser {
	return newChooser(options, Flow(8), func() *option {
		return &option{face: newPanel(&Panel{radius: 14, top: 10, side: 14, centered: true}), dress: dressChoice}
	})
}

func dressChoice(o *option, chosen bool) {
	o.minHeight = 48
	text := Label(o.name).Center()
	var content fyne.CanvasObject = text
	o.face.fill, o.face.edge, o.face.stroke = Surface, Control, 1
	if chosen {
		o.face.fill, o.face.edge, o.face.stroke = PrimarySoft, Primary, 2
		text.In(OnPrimSoft)
		content = Row(6, NewIcon("check", 17, OnPrimSoft).Beside(LabelStyle), text)
	}
	o.face.content = Middle(content)
}

// Scale is a few numbers to choose from, side by side and wrapped.
func Scale(options Options) *Chooser {
	return newChooser(options, Flow(8), func() *option {
		return &option{face: newPanel(&Panel{radius: 14, top: 10, side: 16, centered: true}), dress: dressChoice}
	})
}

// Segmented switches between two or three views of one page: Week, Month. It stacks when a word would be cut.
func Segmented(options Options) *Chooser {
	c := newChooser(options, Fit(3), func() *option {
		return &option{face: newPanel(&Panel{radius: 11, top: 8, side: 12, centered: true}), dress: dressSegment}
	})
	c.items = []fyne.CanvasObject{newPanel(&Panel{fill: Sunken, radius: 14, top: 3, side: 3, content: c.group})}
	return c
}

func dressSegment(o *option, chosen bool) {
	o.minHeight, o.radius, o.inner = 44, 11, true
	o.face.fill, o.face.edge, o.face.stroke = none, none, 0
	text := Small(o.name).Center()
	if chosen {
		o.face.fill, o.face.edge, o.face.stroke = Surface, Control, 1
		text = Label(o.name).Center()
	}
	o.face.content = Middle(text)
}

// Answers are the answers to the item of a form, one under the other, 64 high. Wording and order are the form's own.
func Answers(options Options) *Chooser {
	return newChooser(options, Stack(10), func() *option {
		return &option{face: newPanel(&Panel{radius: 16, top: 12, side: 18, centered: true}), dress: dressAnswer}
	})
}

func dressAnswer(o *option, chosen bool) {
	o.minHeight, o.radius = 64, 16
	o.face.fill, o.face.edge, o.face.stroke = Surface, Control, 1
	text := Body(o.name)
	if chosen {
		o.face.fill, o.face.edge, o.face.stroke = PrimarySoft, Primary, 2
		text = Strong(o.name).In(OnPrimSoft)
	}
	o.face.content = RowCentered(14, newRing(chosen), Wide(text))
}

// newRing is the ring of an answer: empty, or filled with a tick.
func newRing(chosen bool) *Box {
	if !chosen {
		return newBox(fixed{24, 24}, []fyne.CanvasObject{newPanel(&Panel{edge: Control, stroke: 2, radius: halfHeight})})
	}
	return newBox(fixed{24, 24}, []fyne.CanvasObject{newPanel(&Panel{
		fill: Primary, radius: halfHeight, centered: true, content: Middle(NewIcon("check-bold", 15, OnPrimary)),
	})})
}
