// Command webdrive is the app for browsers with one thing more, for the test that
// drives it in Chromium: the page can ask what is on the screen and where. The app
// draws into a canvas, in which a test finds no words. It is never shipped.
package main

import (
	"encoding/json"
	"strings"
	"syscall/js"
	"time"
	_ "time/tzdata" // a browser has no zone files

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"throughline/app"
)

// control is something that can be tapped, by its spoken name.
type control struct {
	Name          string
	X, Y          float32 // its middle, in CSS pixels
	Width, Height float32
	Seen          bool // its middle is not scrolled out of sight
}

// screen is what the page reads.
type screen struct {
	Words    string
	Focus    string // the name of the control that has it
	Controls []control
}

func main() {
	w := app.InBrowser(func() fyne.App { return fyneapp.NewWithID("app.throughline") })
	go func() {
		for range time.Tick(100 * time.Millisecond) {
			fyne.Do(func() { tell(w.Fyne().Canvas()) })
		}
	}()
	w.ShowAndRun()
}

func tell(c fyne.Canvas) {
	var s screen
	var words []string
	size := c.Size()
	walk(c.Content(), fyne.Position{}, 0, size.Height, func(o fyne.CanvasObject, at fyne.Position, top, bottom float32) {
		if text, ok := o.(*canvas.Text); ok && text.Text != "" {
			words = append(words, text.Text)
		}
		named, ok := o.(fyne.Accessible)
		if _, taps := o.(fyne.Tappable); !ok || !taps {
			return
		}
		own := o.Size()
		middle := at.AddXY(own.Width/2, own.Height/2)
		s.Controls = append(s.Controls, control{named.AccessibilityLabel(), middle.X, middle.Y, own.Width, own.Height, middle.Y > top && middle.Y < bottom})
	})
	if named, ok := c.Focused().(fyne.Accessible); ok {
		s.Focus = named.AccessibilityLabel()
	}
	s.Words = strings.Join(words, " ")
	raw, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	js.Global().Get("throughline").Set("screen", string(raw))
}

func walk(o fyne.CanvasObject, at fyne.Position, top, bottom float32, visit func(fyne.CanvasObject, fyne.Position, float32, float32)) {
	if o == nil {
		return
	}
	if _, text := o.(*canvas.Text); !text && !o.Visible() { // a text that is hidden has only scrolled out of sight
		return
	}
	visit(o, at, top, bottom)
	var children []fyne.CanvasObject
	switch o := o.(type) {
	case *container.Scroll:
		top, bottom = max(top, at.Y), min(bottom, at.Y+o.Size().Height)
		children = []fyne.CanvasObject{o.Content}
	case fyne.Widget:
		children = test.WidgetRenderer(o).Objects()
	case *fyne.Container:
		children = o.Objects
	}
	for _, child := range children {
		if child != nil {
			walk(child, at.Add(child.Position()), top, bottom, visit)
		}
	}
}
