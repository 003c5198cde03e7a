package kit

import (
	"fyne.io/fyne/v2"
)

// sightMargin is how far from the edge of what is seen a control stays that has the focus: its ring, and a little of
// what is next.
const sightMargin = 20

// bringIntoSight scrolls the page that o stands on until all of o is seen. Fyne gives the focus and leaves it where it is.
func bringIntoSight(o fyne.CanvasObject) {
	c := fyne.CurrentApp().Driver().CanvasForObject(o)
	if c == nil {
		return
	}
	var shell *Shell
	visit(c.Content(), func(at fyne.CanvasObject) bool {
		if s, ok := at.(*Shell); ok && shell == nil {
			shell = s
		}
		return shell == nil
	})
	if shell != nil {
		shell.bringIntoSight(o)
	}
}

func (s *Shell) bringIntoSight(o fyne.CanvasObject) {
	if s.scroll == nil {
		return
	}
	inside := false
	visit(s.scroll, func(at fyne.CanvasObject) bool {
		inside = inside || at == o
		return !inside
	})
	if inside {
		s.scroll.Bring(o)
	}
}

// keepInSight is for a window that has become lower: a phone's keyboard came up, or it was turned.
func (s *Shell) keepInSight() {
	c := fyne.CurrentApp().Driver().CanvasForObject(s)
	if c == nil {
		return
	}
	if focused, ok := c.Focused().(fyne.CanvasObject); ok && focused != nil {
		s.bringIntoSight(focused)
	}
}

// Bring scrolls until all of o is seen, which stands in the content; its top where it is higher than what is seen.
func (s *Scroller) Bring(o fyne.CanvasObject) {
	driver := fyne.CurrentApp().Driver()
	top := driver.AbsolutePositionForObject(o).Y - driver.AbsolutePositionForObject(s.scroll).Y
	bottom, seen := top+o.Size().Height, s.scroll.Size().Height
	margin := min(sightMargin, max((seen-o.Size().Height)/2, 0))
	by := float32(0)
	switch {
	case top < margin:
		by = top - margin
	case bottom > seen-margin:
		by = min(bottom-seen+margin, top-margin)
	}
	if by != 0 {
		s.ScrollTo(max(0, s.Offset()+by))
	}
}
