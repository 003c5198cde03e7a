// Empty opens a window with nothing in it: what Fyne itself costs.
package main

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
)

func main() {
	w := app.NewWithID("app.throughline.empty").NewWindow("Empty")
	w.Resize(fyne.NewSize(1180, 760))
	w.ShowAndRun()
}
