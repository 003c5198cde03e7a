package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// named is a control that can be found again after a page is built anew.
type named interface {
	fyne.Focusable
	Name() string
}

// focused is the name of the control that has the focus, or "".
func (s *Shell) focused() string {
	c := fyne.CurrentApp().Driver().CanvasForObject(s)
	if c == nil {
		return ""
	}
	if control, ok := c.Focused().(named); ok {
		return control.Name()
	}
	return ""
}

// refocus gives the focus to the control of that name.
func (s *Shell) refocus(name string) {
	c := fyne.CurrentApp().Driver().CanvasForObject(s)
	if c == nil || name == "" {
		return
	}
	if control := find(s, name); control != nil {
		c.Focus(control)
		return
	}
	c.Unfocus()
}

func find(o fyne.CanvasObject, name string) (found named) {
	visit(o, func(o fyne.CanvasObject) bool {
		if control, ok := o.(named); ok && found == nil && control.Name() == name {
			found = control
		}
		return found == nil
	})
	return found
}

// visit walks the objects that the kit knows the inside of, parents first, as long as on answers true.
func visit(o fyne.CanvasObject, on func(fyne.CanvasObject) bool) {
	if o == nil || !on(o) {
		return
	}
	var children []fyne.CanvasObject
	switch parent := o.(type) {
	case part:
		children = parent.parts()
	case *container.Scroll:
		children = []fyne.CanvasObject{parent.Content}
	case *fyne.Container:
		children = parent.Objects
	}
	for _, child := range children {
		visit(child, on)
	}
}
