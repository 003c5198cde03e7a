package kit

import (
	"math"

	"fyne.io/fyne/v2"
)

// arranger is one way to lay objects out.
type arranger interface {
	heightFor(objects []fyne.CanvasObject, width float32) float32
	naturalWidth(objects []fyne.CanvasObject) float32
	arrange(objects []fyne.CanvasObject, size fyne.Size)
}

// Box lays out what it holds. Stack, Row, Flow and the others make one.
type Box struct {
	view
	items  []fyne.CanvasObject
	layout arranger
}

func newBox(layout arranger, items []fyne.CanvasObject) *Box {
	b := &Box{layout: layout}
	b.items = present(items)
	b.extend(b)
	return b
}

// Set replaces what the box holds. Nil items are left out.
func (b *Box) Set(items ...fyne.CanvasObject) {
	b.items = present(items)
	b.Refresh()
}

// Add appends to what the box holds.
func (b *Box) Add(items ...fyne.CanvasObject) {
	b.items = append(append([]fyne.CanvasObject(nil), b.items...), present(items)...)
	b.Refresh()
}

// HeightFor is the height at that width.
func (b *Box) HeightFor(width float32) float32 {
	return float32(math.Ceil(float64(b.layout.heightFor(shown(b.items), width))))
}

// NaturalWidth is the width at which nothing wraps.
func (b *Box) NaturalWidth() float32 { return b.layout.naturalWidth(shown(b.items)) }

func (b *Box) parts() []fyne.CanvasObject { return b.items }
func (b *Box) arrange(size fyne.Size)     { b.layout.arrange(shown(b.items), size) }

func present(items []fyne.CanvasObject) []fyne.CanvasObject {
	kept := make([]fyne.CanvasObject, 0, len(items))
	for _, o := range items {
		if o != nil {
			kept = append(kept, o)
		}
	}
	return kept
}

// Space is an empty stretch; between two items of a Stack it replaces the gap.
type Space struct {
	view
	extent float32
}

// NewSpace makes a Space.
func NewSpace(extent float32) *Space {
	s := &Space{extent: extent}
	s.extend(s)
	return s
}

// HeightFor is the extent.
func (s *Space) HeightFor(float32) float32 { return s.extent }

// NaturalWidth is the extent.
func (s *Space) NaturalWidth() float32 { return s.extent }

func (s *Space) parts() []fyne.CanvasObject { return nil }
func (s *Space) arrange(fyne.Size)          {}

// Stack puts items one under the other, each over the full width. Nil and hidden items leave no gap.
func Stack(gap float32, items ...fyne.CanvasObject) *Box { return newBox(stack{gap}, items) }

type stack struct{ gap float32 }

func (l stack) between(above, below fyne.CanvasObject) float32 {
	if _, ok := above.(*Space); ok {
		return 0
	}
	if _, ok := below.(*Space); ok {
		return 0
	}
	return l.gap
}

func (l stack) heightFor(items []fyne.CanvasObject, width float32) float32 {
	var height float32
	for i, o := range items {
		if i > 0 {
			height += l.between(items[i-1], o)
		}
		height += HeightFor(o, width)
	}
	return height
}

func (l stack) naturalWidth(items []fyne.CanvasObject) float32 { return widest(items) }

func (l stack) arrange(items []fyne.CanvasObject, size fyne.Size) {
	var y float32
	for i, o := range items {
		if i > 0 {
			y += l.between(items[i-1], o)
		}
		height := HeightFor(o, size.Width)
		place(o, 0, y, size.Width, height)
		y += height
	}
}

// Row puts items side by side at the top. An item in Wide takes the rest of the width and wraps; the others keep their
// natural width. Without a Wide item the last one wraps where it must.
func Row(gap float32, items ...fyne.CanvasObject) *Box { return newBox(row{gap: gap}, items) }

// RowCentered is Row with the items in the middle of the height.
func RowCentered(gap float32, items ...fyne.CanvasObject) *Box {
	return newBox(row{gap: gap, centered: true}, items)
}

// Wide marks the item of a Row that takes the rest of the width.
func Wide(item fyne.CanvasObject) *Box { return newBox(wide{}, []fyne.CanvasObject{item}) }

type wide struct{ pad }

func isWide(o fyne.CanvasObject) bool {
	b, ok := o.(*Box)
	if !ok {
		return false
	}
	_, ok = b.layout.(wide)
	return ok
}

type row struct {
	gap      float32
	centered bool
}

func (l row) widths(items []fyne.CanvasObject, width float32) []float32 {
	widths := make([]float32, len(items))
	rest := width - l.gap*float32(max(len(items)-1, 0))
	widest := -1
	for i, o := range items {
		if isWide(o) {
			widest = i
			continue
		}
		widths[i] = NaturalWidth(o)
		rest -= widths[i]
	}
	switch {
	case widest >= 0:
		widths[widest] = max(rest, 0)
	case len(items) > 0 && rest < 0:
		last := len(items) - 1
		widths[last] = hug(items[last], max(widths[last]+rest, 0))
	}
	return widths
}

func (l row) heightFor(items []fyne.CanvasObject, width float32) float32 {
	var height float32
	for i, w := range l.widths(items, width) {
		height = max(height, HeightFor(items[i], w))
	}
	return height
}

func (l row) naturalWidth(items []fyne.CanvasObject) float32 {
	return total(items) + l.gap*float32(max(len(items)-1, 0))
}

func (l row) arrange(items []fyne.CanvasObject, size fyne.Size) {
	var x float32
	for i, w := range l.widths(items, size.Width) {
		height := HeightFor(items[i], w)
		y := float32(0)
		if l.centered {
			y = round((size.Height - height) / 2)
		}
		place(items[i], x, y, w, height)
		x += w + l.gap
	}
}

func widest(items []fyne.CanvasObject) float32 {
	var width float32
	for _, o := range items {
		width = max(width, NaturalWidth(o))
	}
	return width
}

func total(items []fyne.CanvasObject) float32 {
	var width float32
	for _, o := range items {
		width += NaturalWidth(o)
	}
	return width
}
