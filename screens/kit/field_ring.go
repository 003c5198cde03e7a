package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// CreateRenderer is Fyne's own, and the focus ring of all controls around it: Fyne changes the thin edge alone,
// which is hardly seen.
func (i *input) CreateRenderer() fyne.WidgetRenderer {
	return &ringed{WidgetRenderer: i.Entry.CreateRenderer(), of: i, ring: &canvas.Rectangle{StrokeWidth: ringWidth}}
}

type ringed struct {
	fyne.WidgetRenderer
	of   *input
	ring *canvas.Rectangle
}

// Layout is for Fyne.
func (r *ringed) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	const out = ringGap + ringWidth
	place(r.ring, -out, -out, size.Width+2*out, size.Height+2*out)
	r.ring.CornerRadius = theme.InputRadiusSize() + out
}

// Objects leaves out a ring that is not seen.
func (r *ringed) Objects() []fyne.CanvasObject {
	if !r.of.focused {
		return r.WidgetRenderer.Objects()
	}
	return append(slices.Clip(r.WidgetRenderer.Objects()), r.ring)
}

// Refresh is for Fyne.
func (r *ringed) Refresh() {
	r.ring.StrokeColor = colorOf(Primary)
	r.WidgetRenderer.Refresh()
}
