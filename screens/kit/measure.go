package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// flexible is what every widget of the kit can say about its size. Fyne's MinSize does not know the width that an
// object will get, so wrapped text would need two passes; HeightFor is right at the first.
type flexible interface {
	// HeightFor is the height needed at that width.
	HeightFor(width float32) float32
	// NaturalWidth is the width at which nothing wraps.
	NaturalWidth() float32
}

// HeightFor asks any object how high it is at a width.
func HeightFor(o fyne.CanvasObject, width float32) float32 {
	if f, ok := o.(flexible); ok {
		return f.HeightFor(width)
	}
	return o.MinSize().Height
}

// NaturalWidth asks any object how wide it is where nothing wraps.
func NaturalWidth(o fyne.CanvasObject) float32 {
	if f, ok := o.(flexible); ok {
		return f.NaturalWidth()
	}
	return o.MinSize().Width
}

// part is what a widget of the kit is made of; view turns it into a Fyne widget.
type part interface {
	fyne.Widget
	flexible
	// parts lists what is drawn, back to front.
	parts() []fyne.CanvasObject
	// arrange places the parts.
	arrange(size fyne.Size)
	// paint takes colours and sizes from the theme.
	paint()
}

// view is the base of every widget: it draws a part, and reports the height at the width it has.
type view struct {
	widget.BaseWidget
	self part
}

func (v *view) extend(p part) {
	v.self = p
	v.ExtendBaseWidget(p)
}

// CreateRenderer is for Fyne.
func (v *view) CreateRenderer() fyne.WidgetRenderer {
	v.self.paint()
	return &renderer{part: v.self}
}

// paint does nothing by default.
func (v *view) paint() {}

type renderer struct{ part part }

func (r *renderer) Destroy()                     {}
func (r *renderer) Layout(size fyne.Size)        { r.part.arrange(size) }
func (r *renderer) Objects() []fyne.CanvasObject { return r.part.parts() }

// MinSize answers no least width, so that a long word can never widen the window, and the height at the present one.
func (r *renderer) MinSize() fyne.Size {
	width := r.part.Size().Width
	if width <= 0 {
		width = r.part.NaturalWidth()
	}
	return fyne.NewSize(0, r.part.HeightFor(width))
}

func (r *renderer) Refresh() {
	r.part.paint()
	r.part.arrange(r.part.Size())
	for _, o := range r.part.parts() {
		o.Refresh()
	}
	canvas.Refresh(r.part)
}

// place moves and resizes in one go, on whole units so that edges stay sharp.
func place(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(width, height))
}

// shown drops what is nil or hidden.
func shown(objects []fyne.CanvasObject) []fyne.CanvasObject {
	kept := make([]fyne.CanvasObject, 0, len(objects))
	for _, o := range objects {
		if o != nil && o.Visible() {
			kept = append(kept, o)
		}
	}
	return kept
}
