package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
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
	var around []*container.Scroll // a list beside its detail scrolls within the page
	visit(s.scroll, func(at fyne.CanvasObject) bool {
		if scroll, ok := at.(*container.Scroll); ok && holds(scroll, o) {
			around = append(around, scroll)
		}
		return true
	})
	for _, scroll := range slices.Backward(around) {
		bring(scroll, o)
	}
}

// holds says that o stands somewhere in a scroll.
func holds(scroll *container.Scroll, o fyne.CanvasObject) bool {
	found := false
	visit(scroll, func(at fyne.CanvasObject) bool {
		found = found || at == o
		return !found
	})
	return found
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

// bring scrolls until all of o is seen, which stands in the content; its top where it is higher than what is seen.
func bring(scroll *container.Scroll, o fyne.CanvasObject) {
	driver := fyne.CurrentApp().Driver()
	top := driver.AbsolutePositionForObject(o).Y - driver.AbsolutePositionForObject(scroll).Y
	bottom, seen := top+o.Size().Height, scroll.Size().Height
	margin := min(sightMargin, max((seen-o.Size().Height)/2, 0))
	by := float32(0)
	switch {
	case top < margin:
		by = top - margin
	case bottom > seen-margin:
		by = min(bottom-seen+margin, top-margin)
	}
	if by != 0 {
		scroll.ScrollToOffset(fyne.NewPos(0, max(0, scroll.Offset.Y+by)))
	}
}
