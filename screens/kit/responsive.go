package kit

import "fyne.io/fyne/v2"

// ForLaptop shows one object where the page has columns beside the rail and another where it is one column.
// It goes by the width of the window, so it changes while the window is resized.
func ForLaptop(laptop, phone fyne.CanvasObject) *Variant {
	v := &Variant{laptop: laptop, phone: phone}
	v.extend(v)
	return v
}

// Variant is one of two objects.
type Variant struct {
	view
	laptop, phone fyne.CanvasObject
	isLaptop      bool
}

func (v *Variant) pick() fyne.CanvasObject {
	if v.isLaptop {
		return v.laptop
	}
	return v.phone
}

// HeightFor is the height of the one that is shown.
func (v *Variant) HeightFor(width float32) float32 { return HeightFor(v.pick(), width) }

// NaturalWidth is that of the one that is shown.
func (v *Variant) NaturalWidth() float32 { return NaturalWidth(v.pick()) }

func (v *Variant) parts() []fyne.CanvasObject { return present([]fyne.CanvasObject{v.pick()}) }

func (v *Variant) arrange(size fyne.Size) {
	place(v.pick(), 0, 0, size.Width, size.Height)
}

// Stepper puts two buttons at the ends and what they step through in the middle: a week and its arrows.
func Stepper(before, middle, after fyne.CanvasObject) *Box {
	return RowCentered(8, before, Wide(middle), after)
}
