package kit

import "fyne.io/fyne/v2"

// Window is what the window is given to show: SetContent(Window(shell)).
//
// Fyne's bridge to screen readers (2.8, built with -tags accessibility) looks into containers alone and never into
// widgets, so the controls and texts of the kit would not be heard. Built with that tag, the container that Window
// returns holds one reader for each of them, which draws nothing, and says what its control says, where it stands.
func Window(shell *Shell) *fyne.Container {
	c := &fyne.Container{Layout: fill{}, Objects: []fyne.CanvasObject{shell}}
	attachReaders(c, shell)
	return c
}

// fill gives each object the whole size and asks for the least size of the first.
type fill struct{}

func (fill) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

func (fill) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		place(o, 0, 0, size.Width, size.Height)
	}
}
