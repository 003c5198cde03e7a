//go:build accessibility

package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// attachReaders adds the readers of a shell to its window and keeps them in step with what is shown.
func attachReaders(window *fyne.Container, shell *Shell) {
	readers := &fyne.Container{Layout: asPlaced{}}
	window.Objects = append(window.Objects, readers)
	shell.onArranged = func() { readers.Objects = collect(shell) }
	shell.onArranged()
}

// asPlaced leaves readers where they were put.
type asPlaced struct{}

func (asPlaced) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }
func (asPlaced) Layout([]fyne.CanvasObject, fyne.Size) {}

// reader says what a control or a text says. It is placed in the coordinates of the window.
type reader struct {
	view
	of fyne.Accessible
}

func (r *reader) AccessibilityLabel() string             { return r.of.AccessibilityLabel() }
func (r *reader) AccessibilityRole() fyne.AccessibleRole { return r.of.AccessibilityRole() }
func (r *reader) HeightFor(float32) float32              { return 0 }
func (r *reader) NaturalWidth() float32                  { return 0 }
func (r *reader) parts() []fyne.CanvasObject             { return nil }
func (r *reader) arrange(fyne.Size)                      {}

// collect makes a reader for each control and each text outside of controls, in reading order. What has scrolled out
// of sight is left out.
func collect(shell *Shell) []fyne.CanvasObject {
	var readers []fyne.CanvasObject
	var walk func(o fyne.CanvasObject, pos fyne.Position, top, bottom float32)
	walk = func(o fyne.CanvasObject, pos fyne.Position, top, bottom float32) {
		if o == nil || !o.Visible() {
			return
		}
		pos = pos.Add(o.Position())
		size := o.Size()
		if pos.Y+size.Height <= top || pos.Y >= bottom {
			return
		}
		if said, ok := o.(fyne.Accessible); ok && said.AccessibilityRole() != fyne.AccessibleRoleContainer {
			if said.AccessibilityLabel() != "" {
				r := &reader{of: said}
				r.extend(r)
				r.Resize(size)
				r.Move(pos)
				readers = append(readers, r)
			}
			return
		}
		switch parent := o.(type) {
		case *container.Scroll:
			view := pos
			// While it scrolls, the offset is new already and the content has not moved yet.
			pos = pos.Subtract(parent.Content.Position()).Subtract(parent.Offset)
			walk(parent.Content, pos, max(top, view.Y), min(bottom, view.Y+size.Height))
		case part:
			for _, child := range parent.parts() {
				walk(child, pos, top, bottom)
			}
		case *fyne.Container:
			for _, child := range parent.Objects {
				walk(child, pos, top, bottom)
			}
		}
	}
	walk(shell, fyne.Position{}, 0, shell.Size().Height)
	return readers
}
