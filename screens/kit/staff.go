package kit

import (
	"fyne.io/fyne/v2"
)

// QueueRow is one entry of the staff's review list: name and time, reason, one tag.
type QueueRow struct {
	Tap
	panel *Panel
}

// NewQueueRow makes a row. Tag is made by Tag: urgent with a flag, owned TonePrimary, else ToneCalm.
func NewQueueRow(name, when, reason string, tag fyne.CanvasObject, onTap func()) *QueueRow {
	q := &QueueRow{panel: newPanel(&Panel{
		fill: Surface, edge: Line, stroke: 1, radius: 16, top: 14, side: 16, centered: true,
		content: queueContent(name, when, reason, tag),
	})}
	q.init(name, q.panel, onTap)
	q.state, q.radius = joined(reason, when), 16
	q.extend(q)
	return q
}

func queueContent(name, when, reason string, tag fyne.CanvasObject) *Box {
	box := Stack(4, Ends(Strong(name), NewText(CaptionStyle, InkSoft, when)))
	if reason != "" {
		box.Add(Small(reason))
	}
	if tag != nil {
		box.Add(NewSpace(8), tag)
	}
	return box
}

// About says after the name, for screen readers, what the row is about where several are called alike: the day.
func (q *QueueRow) About(what string) *QueueRow {
	q.about = what
	return q
}

// Select shows the row as the one whose detail is open, and returns it.
func (q *QueueRow) Select(selected bool) *QueueRow {
	q.panel.edge, q.panel.stroke = Line, 1
	if selected {
		q.panel.edge, q.panel.stroke = Primary, 2
	}
	q.Refresh()
	return q
}

// Fact is a name and what it is: "Call back", "(314) 555-0142".
type Fact struct {
	Name, Value string
}

// Facts sets facts in two columns, or value under name where the width is short.
func Facts(facts ...Fact) *Box {
	items := make([]fyne.CanvasObject, 0, 2*len(facts))
	for _, fact := range facts {
		items = append(items, Small(fact.Name), Small(fact.Value).In(Ink))
	}
	return newBox(factLayout{}, items)
}

type factLayout struct{}

const factGap = 28

// split is the width of the names, or 0 where value stands under name: where the names take the room, and where a word
// of a value would be cut beside them.
func (factLayout) split(items []fyne.CanvasObject, width float32) float32 {
	var names, word float32
	for i, o := range items {
		if i%2 == 0 {
			names = max(names, NaturalWidth(o))
		} else if t, ok := o.(*Text); ok {
			word = max(word, t.style.longestWord(t.text))
		}
	}
	names += factGap
	if names > width*0.55 || names+word > width+slack && word <= width+slack {
		return 0
	}
	return names
}

// each visits the pairs with their place and returns the height.
func (l factLayout) each(items []fyne.CanvasObject, width float32, visit func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	names := l.split(items, width)
	var y float32
	for i := 0; i+1 < len(items); i += 2 {
		if names == 0 {
			name, value := HeightFor(items[i], width), HeightFor(items[i+1], width)
			visit(items[i], 0, y, width, name)
			visit(items[i+1], 0, y+name, width, value)
			y += name + value + 8
			continue
		}
		height := HeightFor(items[i+1], width-names)
		visit(items[i], 0, y, names-factGap, HeightFor(items[i], names-factGap))
		visit(items[i+1], names, y, width-names, height)
		y += height + 3
	}
	return max(y-3, 0)
}

func (l factLayout) heightFor(items []fyne.CanvasObject, width float32) float32 {
	return l.each(items, width, func(fyne.CanvasObject, float32, float32, float32, float32) {})
}

func (l factLayout) naturalWidth(items []fyne.CanvasObject) float32 {
	var names, values float32
	for i := 0; i+1 < len(items); i += 2 {
		names, values = max(names, NaturalWidth(items[i])), max(values, NaturalWidth(items[i+1]))
	}
	return max(names+factGap+values, (names+factGap)/0.5)
}

func (l factLayout) arrange(items []fyne.CanvasObject, size fyne.Size) {
	l.each(items, size.Width, place)
}

// AlertPanel is an urgent answer as staff sees it: the official wording of the item, the answer with its value, and
// the facts: safe now, answered and received with the gap between, call back.
func AlertPanel(question, answer string, facts ...Fact) *Panel {
	return UrgentPanel(Row(10,
		NewIcon("flag", 20, Urgent).Beside(StrongStyle),
		Wide(Stack(4, Strong(question), Body(answer), NewSpace(12), Facts(facts...)))))
}
