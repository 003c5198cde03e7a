package kit

import "fyne.io/fyne/v2"

// Flow puts items side by side at their natural width and starts a new line where one is full.
func Flow(gap float32, items ...fyne.CanvasObject) *Box { return newBox(flow{gap: gap}, items) }

type flow struct {
	gap float32
}

// each walks the items with their place, and returns the height used.
func (l flow) each(items []fyne.CanvasObject, width float32, visit func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	var y float32
	for _, row := range l.rows(items, width) {
		var x, line float32
		for _, o := range row {
			w := min(NaturalWidth(o), width)
			h := HeightFor(o, w)
			visit(o, x, y, w, h)
			x, line = x+w+l.gap, max(line, h)
		}
		y += line + l.gap
	}
	return max(y-l.gap, 0)
}

// rows breaks the items into rows that fit. One that would be left alone in the last has the one before it for company,
// where the row above can spare that.
func (l flow) rows(items []fyne.CanvasObject, width float32) [][]fyne.CanvasObject {
	var rows [][]fyne.CanvasObject
	var x float32
	from := 0
	for i, o := range items {
		w := min(NaturalWidth(o), width)
		if i > from && x+w > width+slack {
			rows, from, x = append(rows, items[from:i]), i, 0
		}
		x += w + l.gap
	}
	if from == len(items) {
		return rows
	}
	last := items[from:]
	if n := len(rows); n > 0 && len(last) == 1 && len(rows[n-1]) > 2 && x+NaturalWidth(items[from-1]) <= width+slack {
		rows[n-1], last = items[from-len(rows[n-1]):from-1], items[from-1:]
	}
	return append(rows, last)
}

func (l flow) heightFor(items []fyne.CanvasObject, width float32) float32 {
	return l.each(items, width, func(fyne.CanvasObject, float32, float32, float32, float32) {})
}

func (l flow) naturalWidth(items []fyne.CanvasObject) float32 {
	return total(items) + l.gap*float32(max(len(items)-1, 0))
}

func (l flow) arrange(items []fyne.CanvasObject, size fyne.Size) {
	l.each(items, size.Width, place)
}

// Fit puts items side by side over the whole width where all fit without wrapping, else one under the other.
// Spare width is shared equally; the items are equally wide where that cuts no word.
func Fit(gap float32, items ...fyne.CanvasObject) *Box { return newBox(fit{gap}, items) }

type fit struct{ gap float32 }

// widths is nil where the items must stack.
func (l fit) widths(items []fyne.CanvasObject, width float32) []float32 {
	if len(items) == 0 {
		return nil
	}
	rest := width - l.gap*float32(len(items)-1)
	equal := rest / float32(len(items))
	spare := rest - total(items)
	if spare < -slack {
		return nil
	}
	widths := make([]float32, len(items))
	even := widest(items) <= equal+slack
	for i, o := range items {
		if even {
			widths[i] = equal
		} else {
			widths[i] = NaturalWidth(o) + spare/float32(len(items))
		}
	}
	return widths
}

func (l fit) heightFor(items []fyne.CanvasObject, width float32) float32 {
	widths := l.widths(items, width)
	if widths == nil {
		return stack{l.gap}.heightFor(items, width)
	}
	var height float32
	for i, o := range items {
		height = max(height, HeightFor(o, widths[i]))
	}
	return height
}

func (l fit) naturalWidth(items []fyne.CanvasObject) float32 {
	return total(items) + l.gap*float32(max(len(items)-1, 0))
}

func (l fit) arrange(items []fyne.CanvasObject, size fyne.Size) {
	widths := l.widths(items, size.Width)
	if widths == nil {
		stack{l.gap}.arrange(items, size)
		return
	}
	var x float32
	for i, o := range items {
		left := round(x)
		place(o, left, 0, round(x+widths[i])-left, size.Height)
		x += widths[i] + l.gap
	}
}

// Ends puts one object at the left end and one at the right, or the second under the first where both do not fit.
func Ends(left, right fyne.CanvasObject) *Box {
	return newBox(ends{gap: 12}, []fyne.CanvasObject{left, right})
}

// Beside puts one object right beside another, in the middle of its height, or under it where both do not fit in a line.
func Beside(gap float32, first, second fyne.CanvasObject) *Box {
	return newBox(ends{gap: gap, near: true}, []fyne.CanvasObject{first, second})
}

type ends struct {
	gap  float32
	near bool // the second is right beside the first
}

func (l ends) beside(items []fyne.CanvasObject, width float32) bool {
	return len(items) < 2 || l.naturalWidth(items) <= width+slack
}

func (l ends) heightFor(items []fyne.CanvasObject, width float32) float32 {
	if !l.beside(items, width) {
		return stack{2}.heightFor(items, width)
	}
	var height float32
	for _, o := range items {
		height = max(height, HeightFor(o, width))
	}
	return height
}

func (l ends) naturalWidth(items []fyne.CanvasObject) float32 {
	return total(items) + l.gap*float32(max(len(items)-1, 0))
}

func (l ends) arrange(items []fyne.CanvasObject, size fyne.Size) {
	if !l.beside(items, size.Width) {
		stack{2}.arrange(items, size)
		return
	}
	for i, o := range items {
		width := NaturalWidth(o)
		height := HeightFor(o, width)
		x := float32(0)
		if i == 1 && l.near {
			x = NaturalWidth(items[0]) + l.gap
		} else if i == 1 {
			x = size.Width - width
		} else if len(items) == 1 {
			width = size.Width
		}
		place(o, x, round((size.Height-height)/2), width, height)
	}
}

// Pad puts space around an object.
func Pad(top, right, bottom, left float32, item fyne.CanvasObject) *Box {
	return newBox(pad{top, right, bottom, left}, []fyne.CanvasObject{item})
}

type pad struct{ top, right, bottom, left float32 }

func (l pad) heightFor(items []fyne.CanvasObject, width float32) float32 {
	return stack{}.heightFor(items, width-l.left-l.right) + l.top + l.bottom
}

func (l pad) naturalWidth(items []fyne.CanvasObject) float32 {
	return widest(items) + l.left + l.right
}

func (l pad) arrange(items []fyne.CanvasObject, size fyne.Size) {
	for _, o := range items {
		place(o, l.left, l.top, size.Width-l.left-l.right, size.Height-l.top-l.bottom)
	}
}

// AtMost keeps an object no wider than that, at the left, or in the middle with Middle.
func AtMost(width float32, item fyne.CanvasObject) *Box {
	return newBox(atMost{width: width}, []fyne.CanvasObject{item})
}

// Middle puts an object in the middle at its natural width.
func Middle(item fyne.CanvasObject) *Box {
	return newBox(atMost{middle: true}, []fyne.CanvasObject{item})
}

// Left puts an object at the left at its natural width.
func Left(item fyne.CanvasObject) *Box {
	return newBox(atMost{}, []fyne.CanvasObject{item})
}

type atMost struct {
	width  float32 // 0 is the natural width
	middle bool
}

func (l atMost) limit(items []fyne.CanvasObject, width float32) float32 {
	if len(items) == 0 {
		return 0
	}
	if l.width > 0 {
		return min(l.width*TextScale(), width)
	}
	return hug(items[0], width)
}

func (l atMost) heightFor(items []fyne.CanvasObject, width float32) float32 {
	return stack{}.heightFor(items, l.limit(items, width))
}

func (l atMost) naturalWidth(items []fyne.CanvasObject) float32 {
	if l.width > 0 {
		return min(widest(items), l.width*TextScale())
	}
	return widest(items)
}

func (l atMost) arrange(items []fyne.CanvasObject, size fyne.Size) {
	width := l.limit(items, size.Width)
	x := float32(0)
	if l.middle {
		x = round((size.Width - width) / 2)
	}
	for _, o := range items {
		place(o, x, 0, width, size.Height)
	}
}

// Columns puts two objects side by side, the first share times as wide as the second, where the width allows
// (from 560, divided by the text scale); else the second under the first.
func Columns(share, gap float32, first, second fyne.CanvasObject) *Box {
	return newBox(columns{share, gap, 560}, []fyne.CanvasObject{first, second})
}

type columns struct{ share, gap, from float32 }

func (l columns) widths(items []fyne.CanvasObject, width float32) (first, second float32, beside bool) {
	if len(items) < 2 || width < l.from*TextScale() {
		return width, width, false
	}
	first = round((width - l.gap) * l.share / (l.share + 1))
	return first, width - l.gap - first, true
}

func (l columns) heightFor(items []fyne.CanvasObject, width float32) float32 {
	first, second, beside := l.widths(items, width)
	if !beside {
		return stack{28}.heightFor(items, width)
	}
	return max(HeightFor(items[0], first), HeightFor(items[1], second))
}

func (l columns) naturalWidth(items []fyne.CanvasObject) float32 { return total(items) + l.gap }

func (l columns) arrange(items []fyne.CanvasObject, size fyne.Size) {
	first, second, beside := l.widths(items, size.Width)
	if !beside {
		stack{28}.arrange(items, size)
		return
	}
	place(items[0], 0, 0, first, HeightFor(items[0], first))
	place(items[1], first+l.gap, 0, second, HeightFor(items[1], second))
}
