package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// CreateRenderer is Fyne's own, with the focus ring of all controls around it, since Fyne changes the thin edge alone,
// which is hardly seen; and with one ground that has its edge, where Fyne draws two over each other.
func (i *input) CreateRenderer() fyne.WidgetRenderer {
	r := &ringed{WidgetRenderer: i.Entry.CreateRenderer(), of: i, ring: &canvas.Rectangle{StrokeWidth: ringWidth, StrokeColor: colorOf(Primary)}}
	r.ground.whole = &canvas.Rectangle{}
	if size := i.Size(); !size.IsZero() { // Fyne drops renderers that it has not asked for in a while, and does not lay the next one out
		r.Layout(size)
	}
	return r
}

type ringed struct {
	fyne.WidgetRenderer
	of     *input
	ground shape
	ring   *canvas.Rectangle
}

// fyneFace is what Fyne's entry draws first: its ground, and its edge over that; ok: they are where they were.
func (r *ringed) fyneFace() (ground, edge *canvas.Rectangle, rest []fyne.CanvasObject, ok bool) {
	all := r.WidgetRenderer.Objects()
	if len(all) < 2 {
		return nil, nil, all, false
	}
	ground, ok = all[0].(*canvas.Rectangle)
	edge, also := all[1].(*canvas.Rectangle)
	return ground, edge, all[2:], ok && also
}

// Layout is for Fyne.
func (r *ringed) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	const out = ringGap + ringWidth
	place(r.ring, -out, -out, size.Width+2*out, size.Height+2*out)
	r.ring.CornerRadius = theme.InputRadiusSize() + out
	r.paint(size)
}

func (r *ringed) paint(size fyne.Size) {
	if ground, edge, _, ok := r.fyneFace(); ok {
		r.ground.whole.StrokeWidth = edge.StrokeWidth
		r.ground.arrange(size, ground.CornerRadius, true)
		r.ground.paint(ground.FillColor, edge.StrokeColor, edge.StrokeWidth)
	}
}

// Objects leaves out a ring that is not seen.
func (r *ringed) Objects() []fyne.CanvasObject {
	all := r.WidgetRenderer.Objects()
	if _, _, rest, ok := r.fyneFace(); ok {
		all = append(r.ground.parts(), rest...)
	}
	if !r.of.focused {
		return all
	}
	return append(slices.Clip(all), r.ring)
}

// Refresh is for Fyne.
func (r *ringed) Refresh() {
	r.ring.StrokeColor = colorOf(Primary)
	r.WidgetRenderer.Refresh()
	r.paint(r.of.Size())
}
