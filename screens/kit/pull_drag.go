package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// finger is what the content of a scroll does with a finger that moves on it, where there are fingers: it scrolls, and
// at its top it is drawn down. Fyne's scroll has no beyond.
type finger struct {
	pull  *pull // nil where it is in no shell
	last  *fyne.DragEvent
	spent bool // the page was drawn down and let go
}

func (f *finger) setPull(p *pull) { f.pull = p }

// pullable is what a page's scrolls hold.
type pullable interface {
	fyne.CanvasObject
	setPull(*pull)
}

func (f *finger) dragged(scroll *container.Scroll, e *fyne.DragEvent) {
	rest := e.Dragged.DY
	switch {
	case f.pull == nil:
	case e == f.last: // Fyne glides on by telling one event again and again: the finger is gone
		f.spent = f.pull.letGo() || f.spent
	default:
		rest = f.pull.move(scroll.Offset.Y, rest)
	}
	f.last = e
	if rest != 0 && !f.spent {
		scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.Delta{DY: rest}})
	}
}

func (f *finger) dragEnd() {
	if f.pull != nil {
		f.pull.letGo()
	}
	f.last, f.spent = nil, false
}

// givePull has every scroll of the page know what it is drawn down for.
func (s *Shell) givePull() {
	visit(s.scroll, func(o fyne.CanvasObject) bool {
		if in, ok := o.(pullable); ok {
			in.setPull(s.pull)
		}
		return true
	})
}

// innermost is the scroll that moves: a page that fills the window has a list or a detail in it, which scrolls by itself.
func innermost(s *Scroller) *container.Scroll {
	in := s.scroll
	visit(s, func(o fyne.CanvasObject) bool {
		if scroll, ok := o.(*container.Scroll); ok {
			in = scroll
		}
		return true
	})
	return in
}
