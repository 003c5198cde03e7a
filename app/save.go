package app

import (
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"

	"throughline/care"
)

var errNotSaved = &care.Fault{Code: "file-unsaved", Say: "We couldn't save the file there. Nothing was lost. Choose another place and try again."}

// saveFile asks the person where to put a file and writes it there. It says
// nothing if they change their mind. Where the system can open what was saved,
// it does: a calendar then offers to take it.
func (w *Window) saveFile(name string, content []byte, done func(*care.Fault)) {
	if w.sys.SaveFile != nil {
		done(care.AsFault(w.sys.SaveFile(name, content)))
		return
	}
	ask := dialog.NewFileSave(func(to fyne.URIWriteCloser, err error) {
		if to == nil && err == nil {
			return // they closed it
		}
		go func() { // writing may wait for the disk
			if err == nil {
				_, err = to.Write(content)
				err = errors.Join(err, to.Close())
			}
			w.presenter.UI(func() {
				if err != nil {
					done(&care.Fault{Code: errNotSaved.Code, Say: errNotSaved.Say, Cause: err})
					return
				}
				done(nil)
			})
			if err == nil && !fyne.CurrentDevice().IsMobile() {
				_ = w.browse(to.URI().String()) // it is saved in any case
			}
		}()
	}, w.win)
	ask.SetFileName(name)
	ask.Show()
}
