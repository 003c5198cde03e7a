package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// seenMargin is how far a shape may be drawn outside of its own bounds: a shadow, a stroke, a descender.
const seenMargin = 18

// onlySeen has what stands between top and bottom be drawn, and nothing else of what is in a scroll. Fyne's software
// painter draws all that is in the tree and then keeps what is in sight, which on a long page is most of a frame; its
// painter for OpenGL looks first. Controls stay as they are, so Tab still leads to those that have scrolled away.
//
// It is called on each walk through the tree, before anything is drawn, so it cannot be out of date. Hidden of a shape
// is its own: what a part does not draw, it leaves out of its parts.
func onlySeen(parts []fyne.CanvasObject, y, top, bottom float32) {
	for _, o := range parts {
		if o == nil {
			continue
		}
		from := y + o.Position().Y
		away := from+o.Size().Height < top-seenMargin || from > bottom+seenMargin
		switch shape := o.(type) {
		case *Scroller, *Queue: // looks after its own
		case part:
			if shape.Visible() {
				onlySeen(shape.parts(), from, top, bottom)
			}
		case *canvas.Text:
			shape.Hidden = away
		case *canvas.Rectangle:
			shape.Hidden = away
		case *canvas.Circle:
			shape.Hidden = away
		case *canvas.Line:
			shape.Hidden = away
		case *canvas.Raster:
			shape.Hidden = away
		case *canvas.Arc:
			shape.Hidden = away
		}
	}
}

// showWhole has all of something be drawn that was in a scroll and no longer is.
func showWhole(o fyne.CanvasObject) {
	const far = 1e6
	onlySeen([]fyne.CanvasObject{o}, 0, -far, far)
}
