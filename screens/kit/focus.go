package kit

import (
	"slices"

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
	place  int // which of the controls has the focus
}

// Mark is where the person stands now.
func (s *Shell) Mark() Mark {
	if s.scroll == nil || s.menu {
		return Mark{}
	}
	name, place := s.focused()
	return Mark{s.page.Key, s.scroll.Offset(), name, place}
}

// ComeBack puts the person where they stood when the page of the mark is opened next. Another page forgets it.
func (s *Shell) ComeBack(mark Mark) { s.mark = mark }

// letGo takes the focus from a control that is no longer there: its keys would do what it did.
func (s *Shell) letGo() {
	c := fyne.CurrentApp().Driver().CanvasForObject(s)
	if c == nil {
		return
	}
	if focused, ok := c.Focused().(named); ok && !slices.Contains(s.controls(), focused) {
		c.Unfocus()
	}
}

// came looks after the focus of a page that was opened anew, and tells whether it was come back to.
func (s *Shell) came(page *Page) bool {
	mark := s.mark
	s.mark, s.opener, s.inForm = Mark{}, "", false
	s.letGo()
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
	s.refocus(mark)
}

// focused is the name of the control that has the focus, or "", and which one of all it is.
func (s *Shell) focused() (name string, place int) {
	c := fyne.CurrentApp().Driver().CanvasForObject(s)
	if c == nil {
		return "", 0
	}
	focused, ok := c.Focused().(named)
	if !ok {
		return "", 0
	}
	return focused.Name(), slices.Index(s.controls(), focused)
}

// refocus gives the focus to the control that had it. Where a form was opened in its place the form has it, and once
// that is closed what opened it; else nobody, so that a key that is hit twice does nothing to the next control.
func (s *Shell) refocus(mark Mark) {
	c := fyne.CurrentApp().Driver().CanvasForObject(s)
	if c == nil || mark.focus == "" {
		return
	}
	if control := find(s, mark.focus); control != nil {
		c.Focus(control)
		return
	}
	all := s.controls()
	if mark.place >= 0 && mark.place < len(all) && !s.inForm {
		switch control := all[mark.place].(type) {
		case *input, *option:
			s.opener, s.inForm = mark.focus, true
			c.Focus(control)
			return
		}
	}
	if opener := find(s, s.opener); opener != nil {
		c.Focus(opener)
	} else {
		c.Unfocus()
	}
	s.opener, s.inForm = "", false
}

// controls are all that can have the focus.
func (s *Shell) controls() (all []named) {
	visit(s, func(o fyne.CanvasObject) bool {
		if control, ok := o.(named); ok {
			all = append(all, control)
		}
		return true
	})
	return all
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
