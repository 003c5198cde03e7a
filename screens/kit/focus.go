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

// Mark is where a person stood on a page: how far it was scrolled and what had the focus.
type Mark struct {
	key    string
	offset float32
	focus  string
}

// Mark is where the person stands now.
func (s *Shell) Mark() Mark {
	if s.scroll == nil || s.menu {
		return Mark{}
	}
	return Mark{s.page.Key, s.scroll.Offset(), s.focused()}
}

// ComeBack puts the person where they stood when the page of the mark is opened next. Another page forgets it.
func (s *Shell) ComeBack(mark Mark) { s.mark = mark }

// came looks after the focus of a page that was opened anew, and tells whether it was come back to.
func (s *Shell) came(page *Page) bool {
	mark := s.mark
	s.mark = Mark{}
	if mark.key != "" && mark.key == page.Key {
		s.comeBack(mark)
		return true
	}
	if c := fyne.CurrentApp().Driver().CanvasForObject(s); c != nil && page.Focus != nil {
		c.Focus(page.Focus)
	}
	return false
}

func (s *Shell) comeBack(mark Mark) {
	s.scroll.ScrollTo(mark.offset)
	s.refocus(mark.focus)
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
