//go:build android || ios || mobile

package kit

import "fyne.io/fyne/v2"

// On a phone the content of a scroll takes the finger's moves before the scroll does. On a computer nothing here is
// draggable: a mouse that slips while it clicks must still click.

// Dragged is for Fyne.
func (p *sheet) Dragged(e *fyne.DragEvent) { p.finger.dragged(p.scroll, e) }

// DragEnd is for Fyne.
func (p *sheet) DragEnd() { p.finger.dragEnd() }

// Dragged is for Fyne.
func (s *queueSheet) Dragged(e *fyne.DragEvent) { s.finger.dragged(s.queue.scroll, e) }

// DragEnd is for Fyne.
func (s *queueSheet) DragEnd() { s.finger.dragEnd() }
