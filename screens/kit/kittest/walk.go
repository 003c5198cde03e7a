package kittest

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"throughline/screens/kit"
)

// placed is an object where it stands in the window.
type placed struct {
	object fyne.CanvasObject
	pos    fyne.Position // absolute
	clip   box           // what is seen of it, by the scrolls around it
	scroll bool          // inside a scroll
	inside []placed      // the scrolls around it, the outermost first
	frame  *box          // the nearest shape or control around it
}

type box struct{ left, top, right, bottom float32 }

func (p placed) box() box {
	size := p.object.Size()
	return box{p.pos.X, p.pos.Y, p.pos.X + size.Width, p.pos.Y + size.Height}
}

func (s *Screen) walk() []placed {
	size := s.Window.Canvas().Size()
	var found []placed
	walk(placed{object: s.root, clip: box{0, 0, size.Width, size.Height}}, &found)
	return found
}

func walk(at placed, found *[]placed) {
	if at.object == nil || !at.object.Visible() && !shape(at.object) {
		return
	}
	*found = append(*found, at)
	var children []fyne.CanvasObject
	next := at
	switch o := at.object.(type) {
	case *container.Scroll:
		own := at.box()
		next.clip = box{max(own.left, at.clip.left), max(own.top, at.clip.top), min(own.right, at.clip.right), min(own.bottom, at.clip.bottom)}
		next.scroll = true
		next.inside = append(slices.Clip(at.inside), at)
		children = []fyne.CanvasObject{o.Content}
	case fyne.Widget:
		children = test.WidgetRenderer(o).Objects()
	case *fyne.Container:
		children = o.Objects
	}
	_, tappable := at.object.(fyne.Tappable)
	_, panel := at.object.(*kit.Panel)
	if tappable || panel {
		own := at.box()
		next.frame = &own
	}
	for _, child := range children {
		if child == nil {
			continue
		}
		next.object = child
		next.pos = at.pos.Add(child.Position())
		walk(next, found)
	}
}

// shape tells whether an object is drawn and has nothing inside. One that is hidden has only scrolled out of sight.
func shape(o fyne.CanvasObject) bool {
	switch o.(type) {
	case *canvas.Text, *canvas.Rectangle, *canvas.Circle:
		return true
	}
	return false
}

func label(o fyne.CanvasObject) string {
	if named, ok := o.(fyne.Accessible); ok {
		return named.AccessibilityLabel()
	}
	return ""
}

func role(o fyne.CanvasObject) fyne.AccessibleRole {
	if named, ok := o.(fyne.Accessible); ok {
		return named.AccessibilityRole()
	}
	return ""
}

// Objects are all visible objects, parents first.
func (s *Screen) Objects() []fyne.CanvasObject {
	var objects []fyne.CanvasObject
	for _, at := range s.walk() {
		objects = append(objects, at.object)
	}
	return objects
}
