// Package kittest draws screens of the app without a display, finds and taps what is on them by name, and audits them.
//
// Fyne has one app and one theme for a process, so only one Screen is open at a time: Open waits for the one before,
// which makes it safe in parallel tests.
package kittest

import (
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"

	"throughline/screens/kit"
)

// Look says at what size and in which theme a screen is drawn.
type Look struct {
	Width, Height float32
	Dark          bool
	Scale         float32 // text scale; 0 is 1
	Reduced       bool    // less motion
	Top, Bottom   float32 // safe area of a phone
	Whole         bool    // as high as the content needs, so that nothing has to scroll
}

// The two sizes that every screen is looked at.
var (
	Phone  = Look{Width: 390, Height: 844, Top: 34, Bottom: 16}
	Laptop = Look{Width: 1280, Height: 800}
)

// The other sizes that a screen must be whole at.
var (
	Turned        = Look{Width: 844, Height: 390, Top: 0, Bottom: 21}
	TurnedSmall   = Look{Width: 640, Height: 360}
	Tablet        = Look{Width: 1024, Height: 768, Top: 24, Bottom: 20}
	TabletUpright = Look{Width: 768, Height: 1024, Top: 24, Bottom: 20}
)

// InDark is the look in dark colours.
func (l Look) InDark() Look { l.Dark = true; return l }

// At is the look at a text scale.
func (l Look) At(scale float32) Look { l.Scale = scale; return l }

// Full is the look of the whole page, however high.
func (l Look) Full() Look { l.Whole = true; return l }

// String names the look for files and subtests: "phone-dark-200".
func (l Look) String() string {
	name := "phone"
	switch {
	case l.Width < 700 && l.Height < 500:
		name = "turned-small"
	case l.Height < 500:
		name = "turned"
	case l.Width >= 700 && l.Height > l.Width:
		name = "tablet-upright"
	case l.Width >= 700 && l.Width < 1100:
		name = "tablet"
	case l.Width >= 700:
		name = "laptop"
	}
	if l.Dark {
		name += "-dark"
	}
	if l.Scale > 1 {
		name += fmt.Sprintf("-%d", int(l.Scale*100))
	}
	return name
}

var one sync.Mutex

// Screen is a window in memory.
type Screen struct {
	Window  fyne.Window
	Content fyne.CanvasObject
	look    Look
	root    *fyne.Container
	closed  sync.Once
}

// Open shows content in that look until the test ends. Build makes the content after the theme is set.
func Open(t testing.TB, look Look, build func() fyne.CanvasObject) *Screen {
	t.Helper()
	one.Lock()
	screen := open(look, build)
	t.Cleanup(screen.Close)
	return screen
}

// Close closes the window before the test ends, so that another can be opened. To close twice does nothing.
func (s *Screen) Close() {
	s.closed.Do(func() {
		s.Window.Close()
		one.Unlock()
	})
}

// Render draws content once in that look, for those who are not a test.
func Render(look Look, build func() fyne.CanvasObject) image.Image {
	one.Lock()
	defer one.Unlock()
	screen := open(look, build)
	defer screen.Window.Close()
	return screen.Picture()
}

func open(look Look, build func() fyne.CanvasObject) *Screen {
	mode := kit.Light
	if look.Dark {
		mode = kit.Dark
	}
	fyne.CurrentApp().Settings().SetTheme(&kit.Theme{Mode: mode, Scale: look.Scale, Reduced: look.Reduced})
	screen := &Screen{Content: build(), look: look}
	screen.root = &fyne.Container{Layout: safeArea{look}, Objects: []fyne.CanvasObject{screen.Content}}
	window := test.NewWindow(screen.root)
	screen.Window = window
	window.SetPadded(false)
	window.Canvas().(software.WindowlessCanvas).SetScale(2)
	window.Resize(fyne.NewSize(look.Width, look.Height))
	if look.Whole {
		content := screen.Content
		if window, ok := content.(*fyne.Container); ok && len(window.Objects) > 0 {
			content = window.Objects[0]
		}
		if tall, ok := content.(interface{ HeightFor(float32) float32 }); ok {
			height := max(look.Height, tall.HeightFor(look.Width)+look.Top+look.Bottom)
			window.Resize(fyne.NewSize(look.Width, height))
		}
	}
	screen.Settle()
	return screen
}

// Attach takes over a window of the in-memory driver that the app itself made.
func Attach(window fyne.Window, look Look) *Screen {
	screen := &Screen{Window: window, Content: window.Content(), look: look}
	screen.root = &fyne.Container{Layout: safeArea{look}, Objects: []fyne.CanvasObject{screen.Content}}
	window.SetContent(screen.root)
	window.SetPadded(false)
	window.Resize(fyne.NewSize(look.Width, look.Height))
	screen.Settle()
	return screen
}

// Settle lays everything out anew, as the real driver does after a change.
func (s *Screen) Settle() { s.root.Refresh(); s.root.Layout.Layout(s.root.Objects, s.root.Size()) }

// Resize changes the size of the window.
func (s *Screen) Resize(width, height float32) {
	s.look.Width, s.look.Height = width, height
	s.Window.Resize(fyne.NewSize(width, height))
	s.Settle()
}

// Picture is what the window shows, at two pixels for each unit.
func (s *Screen) Picture() image.Image {
	s.Settle()
	return s.Window.Canvas().Capture()
}

// Save writes the picture as PNG and makes the folders on the way.
func (s *Screen) Save(path string) error { return Save(path, s.Picture()) }

// Save writes a picture as PNG and makes the folders on the way.
func Save(path string, picture image.Image) (err error) {
	if err = os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() {
		if closed := file.Close(); err == nil {
			err = closed
		}
	}()
	return png.Encode(file, picture)
}

// Tap taps the control whose label starts with that name; the test fails where there is none.
func (s *Screen) Tap(t testing.TB, name string) {
	t.Helper()
	o := s.Find(name)
	tap, ok := o.(fyne.Tappable)
	if !ok {
		t.Fatalf("nothing to tap named %q; there are %s", name, strings.Join(s.Labels(), " | "))
	}
	s.note(1, 0)
	test.Tap(tap)
	s.Settle()
}

// Type writes into the field of that name.
func (s *Screen) Type(t testing.TB, name, words string) {
	t.Helper()
	s.note(0, 1)
	test.Type(s.field(t, name), words)
	s.Settle()
}

// Clear empties the field of that name.
func (s *Screen) Clear(t testing.TB, name string) {
	t.Helper()
	if entry, ok := s.field(t, name).(interface{ SetText(string) }); ok {
		entry.SetText("")
	}
	s.Settle()
}

func (s *Screen) field(t testing.TB, name string) fyne.Focusable {
	t.Helper()
	for _, at := range s.walk() {
		o, ok := at.object.(fyne.Focusable)
		if ok && strings.HasPrefix(label(at.object), name) && role(at.object) != fyne.AccessibleRoleButton {
			return o
		}
	}
	t.Fatalf("no field named %q; there are %s", name, strings.Join(s.Labels(), " | "))
	return nil
}

// Find is the visible control whose label is that name or starts with it, or else nil.
func (s *Screen) Find(name string) fyne.CanvasObject {
	var starts fyne.CanvasObject
	for _, at := range s.walk() {
		if _, ok := at.object.(fyne.Tappable); !ok {
			continue
		}
		switch said := label(at.object); {
		case said == name:
			return at.object
		case starts == nil && strings.HasPrefix(said, name):
			starts = at.object
		}
	}
	return starts
}

// Labels are those of all controls in reading order.
func (s *Screen) Labels() []string {
	var labels []string
	for _, at := range s.walk() {
		if _, ok := at.object.(fyne.Tappable); ok {
			labels = append(labels, label(at.object))
		}
	}
	return labels
}

// Texts are all pieces of text as they are drawn, a line each.
func (s *Screen) Texts() []string {
	var texts []string
	for _, at := range s.walk() {
		if text, ok := at.object.(*canvas.Text); ok && text.Text != "" {
			texts = append(texts, text.Text)
		}
	}
	return texts
}

// Says tells whether the words are on the screen, however they are broken into lines.
func (s *Screen) Says(words string) bool {
	return strings.Contains(strings.Join(s.Texts(), " "), words)
}

// safeArea keeps content out of the corners of a phone.
type safeArea struct{ look Look }

// MinSize is small.
func (safeArea) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(10, 10) }

// Layout is for Fyne.
func (a safeArea) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(0, a.look.Top))
		o.Resize(fyne.NewSize(size.Width, size.Height-a.look.Top-a.look.Bottom))
	}
}

// Scroll scrolls the middle of the window down.
func (s *Screen) Scroll(by float32) {
	test.Scroll(s.Window.Canvas(), fyne.NewPos(s.look.Width*0.6, s.look.Height/2), 0, -by)
	s.Settle()
}

// Differences counts the pixels in which two pictures differ.
func Differences(a, b image.Image) int {
	if a.Bounds() != b.Bounds() {
		return a.Bounds().Dx() * a.Bounds().Dy()
	}
	var count int
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			if a.At(x, y) != b.At(x, y) {
				count++
			}
		}
	}
	return count
}
