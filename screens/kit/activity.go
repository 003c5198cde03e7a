package kit

import (
	"sync"

	"fyne.io/fyne/v2"
)

// activity is who wants to know that somebody is there, by canvas.
var activity sync.Map // fyne.Canvas to func()

// OnActivity has on called, on the UI thread, whenever somebody taps, types, scrolls or moves the pointer over a control
// of that canvas; nil ends it. Fyne has no such event of its own.
func OnActivity(c fyne.Canvas, on func()) {
	if on == nil {
		activity.Delete(c)
		return
	}
	activity.Store(c, on)
}

// active tells that somebody does something with o.
func active(o fyne.CanvasObject) {
	c := fyne.CurrentApp().Driver().CanvasForObject(o)
	if c == nil {
		return
	}
	if on, ok := activity.Load(c); ok {
		on.(func())()
	}
}
