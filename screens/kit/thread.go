package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Moment is where on the line a thing stands.
type Moment int

// Moments of a thread. The words beside them say the same.
const (
	Done  Moment = iota // filled, with a tick
	Past                // a dot: stories
	Now                 // ring and dot
	Later               // ring
	Blank               // a faint dot: nothing planned
)

// Knot is one thing on a thread.
type Knot struct {
	Moment  Moment
	Content fyne.CanvasObject
	Day     string // with Date, a column left of the line: the week
	Date    string
}

// Thread is the line that runs through: the day, the week, the story of a goal.
type Thread struct {
	view
	knots []Knot
	nodes []*node
	lines []*canvas.Rectangle // from each node to the next
	days  []*Box
	now   int // up to here the line is full
	drawn []fyne.CanvasObject
}

const (
	threadGap   = 14
	threadWidth = 2.5
	nodeSide    = 18
)

// NewThread joins the knots by a line, full up to now and faint after it.
func NewThread(knots ...Knot) *Thread {
	t := &Thread{knots: knots, now: None}
	for i, knot := range knots {
		if knot.Moment == Now || (knot.Moment <= Past && t.now < i) {
			t.now = i
		}
		t.nodes = append(t.nodes, newNode(knot.Moment))
		if i > 0 {
			line := &canvas.Rectangle{CornerRadius: threadWidth / 2}
			t.lines = append(t.lines, line)
			t.drawn = append(t.drawn, line)
		}
	}
	for i, knot := range knots {
		t.drawn = append(t.drawn, t.nodes[i])
		t.days = append(t.days, nil)
		if knot.Day != "" {
			t.days[i] = newDay(knot)
			t.drawn = append(t.drawn, t.days[i])
		}
		t.drawn = append(t.drawn, knot.Content)
	}
	t.extend(t)
	return t
}

// newDay is the name of the day over its number, or both in one line at large text.
func newDay(knot Knot) *Box {
	name := Small(knot.Day)
	if knot.Moment == Now {
		name = Label(knot.Day)
	}
	return newBox(dayLayout{}, []fyne.CanvasObject{name, Heading(knot.Date)})
}

// columns are the left edges of node and content.
func (t *Thread) columns() (node, content float32) {
	if TextScale() <= stacks {
		for _, day := range t.days {
			if day != nil {
				node = max(node, NaturalWidth(day)+12)
			}
		}
		if node > 0 {
			node = max(node, 46)
		}
	}
	return node, node + 12 + round(nodeSide*iconScale())
}

// gap is the space between two knots; a week needs more than a day.
func (t *Thread) gap() float32 {
	for _, day := range t.days {
		if day != nil {
			return 22
		}
	}
	return threadGap
}

// above is the height of the day where it stands over the content.
func (t *Thread) above(i int, width float32) float32 {
	if t.days[i] == nil || TextScale() <= stacks {
		return 0
	}
	return HeightFor(t.days[i], width) + 2
}

// HeightFor is the height at that width.
func (t *Thread) HeightFor(width float32) float32 {
	_, left := t.columns()
	var height float32
	for i, knot := range t.knots {
		if i > 0 {
			height += t.gap()
		}
		height += max(HeightFor(knot.Content, width-left)+t.above(i, width-left), t.least(i))
	}
	return height
}

// least keeps the days of a week from running into each other.
func (t *Thread) least(i int) float32 {
	if t.days[i] == nil || TextScale() > stacks {
		return 0
	}
	return HeightFor(t.days[i], 0)
}

// NaturalWidth is the width at which nothing wraps.
func (t *Thread) NaturalWidth() float32 {
	_, left := t.columns()
	var width float32
	for _, knot := range t.knots {
		width = max(width, NaturalWidth(knot.Content))
	}
	return left + width
}

func (t *Thread) parts() []fyne.CanvasObject { return t.drawn }

func (t *Thread) arrange(size fyne.Size) {
	nodeLeft, left := t.columns()
	side := round(nodeSide * iconScale())
	var y, previous float32
	for i, knot := range t.knots {
		width := size.Width - left
		above := t.above(i, width)
		height := HeightFor(knot.Content, width)
		full := max(height+above, t.least(i))
		offset := above
		place(knot.Content, left, y+offset, width, height)
		center := y + offset + firstLine(knot.Content, height/2)
		if day := t.days[i]; day != nil {
			if above > 0 {
				place(day, left, y, width, above-2)
				center = y + (above-2)/2
			} else {
				place(day, 0, round(center-SmallStyle.lineHeight()/2), nodeLeft-8, HeightFor(day, 0))
			}
		}
		place(t.nodes[i], nodeLeft, round(center-side/2), side, side)
		if i > 0 {
			from, to := previous+t.nodes[i-1].reach(), round(center)-t.nodes[i].reach()
			place(t.lines[i-1], nodeLeft+(side-threadWidth)/2, from, threadWidth, max(to-from, 0))
		}
		previous = round(center)
		y += full + t.gap()
	}
}

func (t *Thread) paint() {
	for i, line := range t.lines {
		line.FillColor = colorOf(ThreadFaint)
		if i+1 <= t.now {
			line.FillColor = colorOf(ThreadColor)
		}
	}
}

// firstLine is the middle of the first line of text in what was just arranged.
func firstLine(o fyne.CanvasObject, otherwise float32) float32 {
	if text, ok := o.(*Text); ok {
		return text.style.lineHeight() / 2
	}
	p, ok := o.(part)
	if !ok {
		return otherwise
	}
	best := float32(-1)
	for _, child := range p.parts() {
		if inner := firstLine(child, -1); inner >= 0 && child.Visible() {
			if y := child.Position().Y + inner; best < 0 || y < best {
				best = y
			}
		}
	}
	if best < 0 {
		return otherwise
	}
	return best
}

// dayLayout stacks day and date beside the line, or sets them side by side above the content.
type dayLayout struct{}

func (dayLayout) pick() arranger {
	if TextScale() > stacks {
		return row{gap: 10, centered: true}
	}
	return stack{}
}

func (l dayLayout) heightFor(items []fyne.CanvasObject, width float32) float32 {
	if TextScale() <= stacks {
		width = widest(items)
	}
	return l.pick().heightFor(items, width)
}

func (l dayLayout) naturalWidth(items []fyne.CanvasObject) float32 {
	return l.pick().naturalWidth(items)
}

func (l dayLayout) arrange(items []fyne.CanvasObject, size fyne.Size) { l.pick().arrange(items, size) }
