package kittest

import (
	"fmt"
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/software"
)

// ringReach is how far a focus ring stands out of its control, and leastRing how much of the way around it
// must be seen, in pixels that change by leastLarge or more for each unit of the edge.
const (
	ringReach = 5
	leastRing = 1.5
)

// Ring says what is wrong with how the control shows that it has the focus, which it must have: pixels that
// hardly change when it has it (the control alone is drawn, with it and without), or a ring that is cut by a
// scroll or by the window, or lies under something that is drawn later. "" means all is well.
func (s *Screen) Ring(f fyne.Focusable) string {
	o := f.(fyne.CanvasObject)
	all := s.walk()
	for i, at := range all {
		if at.object == o {
			if fault := s.covered(all, i); fault != "" {
				return fault
			}
			break
		}
	}
	with := alone(o)
	f.FocusLost()
	without := alone(o)
	f.FocusGained()
	seen := 0
	for y := range with.Bounds().Dy() {
		for x := range with.Bounds().Dx() {
			if a, b := with.At(x, y), without.At(x, y); a != b && Contrast(a, b) >= leastLarge {
				seen++
			}
		}
	}
	if edge := 2 * (o.Size().Width + o.Size().Height); float32(seen) < leastRing*edge {
		return fmt.Sprintf("hardly seen to have the focus: %d pixels change around an edge of %.0f", seen, edge)
	}
	return ""
}

// alone draws one control where it stands, and nothing else.
func alone(o fyne.CanvasObject) image.Image {
	c := software.NewCanvas()
	c.SetPadded(false)
	const margin = 2 * ringReach
	within := &fyne.Container{Objects: []fyne.CanvasObject{o}}
	c.SetContent(within)
	c.Resize(o.Size().AddWidthHeight(2*margin, 2*margin))
	within.Move(fyne.NewPos(margin, margin).Subtract(o.Position()))
	return c.Capture()
}

// covered says what keeps the ring of the i-th of all from being seen whole.
func (s *Screen) covered(all []placed, i int) string {
	at := all[i]
	own := at.box()
	ring := box{own.left - ringReach, own.top - ringReach, own.right + ringReach, own.bottom + ringReach}
	const slack = 1.5
	inside := map[fyne.CanvasObject]bool{}
	var mine []placed
	walk(at, &mine)
	for _, m := range mine {
		inside[m.object] = true
		if r, ok := m.object.(*canvas.Rectangle); ok && r.StrokeWidth == 3 {
			ring = m.box() // as it is drawn
		}
	}
	if ring.left < at.clip.left-slack || ring.right > at.clip.right+slack ||
		own.bottom-own.top < (at.clip.bottom-at.clip.top)/2 && (ring.top < at.clip.top-slack || ring.bottom > at.clip.bottom+slack) {
		return fmt.Sprintf("has a focus ring that is cut: %v in %v", ring, at.clip)
	}
	for _, later := range all[i+1:] {
		if inside[later.object] || !opaque(later.object) || !later.box().visibleIn(later.clip) {
			continue
		}
		over := later.box()
		over = box{max(over.left, later.clip.left), max(over.top, later.clip.top), min(over.right, later.clip.right), min(over.bottom, later.clip.bottom)}
		if min(over.right, ring.right)-max(over.left, ring.left) > slack && min(over.bottom, ring.bottom)-max(over.top, ring.top) > slack {
			return fmt.Sprintf("has a focus ring that something lies over: %T at %v over %v", later.object, over, ring)
		}
	}
	return ""
}

func opaque(o fyne.CanvasObject) bool {
	var fill color.Color
	switch shape := o.(type) {
	case *canvas.Rectangle:
		fill = shape.FillColor
	case *canvas.Circle:
		fill = shape.FillColor
	case *canvas.Image:
		return true
	}
	if fill == nil {
		return false
	}
	_, _, _, alpha := fill.RGBA()
	return alpha == 0xFFFF
}
