package patient

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"throughline/screens/kit"
)

// statusLine draws a status, or nothing for the zero one.
func statusLine(s Status) fyne.CanvasObject {
	if s.Text == "" {
		return nil
	}
	role := kit.InkSoft
	if s.Good {
		role = kit.OK
	}
	return kit.StatusLine(s.Icon, role, s.Text)
}

// small is a small text, or nothing for no words.
func small(words string) fyne.CanvasObject {
	if words == "" {
		return nil
	}
	return kit.Small(words)
}

// movedTag says that the clinic changed the time, or nothing.
func movedTag(words string) fyne.CanvasObject {
	if words == "" {
		return nil
	}
	return kit.Pad(5, 0, 0, 0, kit.Tag(kit.ToneThread, "clock", words))
}

// lead is the sentence under a title with the state of the data below it.
func lead(sentence string, notices []Status) fyne.CanvasObject {
	box := kit.Stack(12)
	if sentence != "" {
		box.Add(kit.Body(sentence).Soft())
	}
	return noticed(box, notices)
}

// noticed adds to a page's lead how true it is: no signal, or what went wrong.
func noticed(lead fyne.CanvasObject, notices []Status) fyne.CanvasObject {
	if len(notices) == 0 {
		return lead
	}
	box := kit.Stack(12)
	if lead != nil {
		box.Add(lead)
	}
	for _, n := range notices {
		box.Add(statusLine(n))
	}
	return box
}

// section is a heading with what belongs to it.
func section(title string, items ...fyne.CanvasObject) fyne.CanvasObject {
	return kit.Stack(10, append([]fyne.CanvasObject{kit.Heading(title)}, items...)...)
}

func momentOf(n Node) kit.Moment {
	switch n {
	case NodeDone:
		return kit.Done
	case NodeNow:
		return kit.Now
	case NodeEmpty:
		return kit.Blank
	case NodeLater:
	}
	return kit.Later
}

// either shows one of two objects, as the width of the window asks for.
type either struct {
	widget.BaseWidget
	wide          func() bool
	phone, laptop fyne.CanvasObject
}

func newEither(wide func() bool, phone, laptop fyne.CanvasObject) *either {
	e := &either{wide: wide, phone: phone, laptop: laptop}
	e.ExtendBaseWidget(e)
	return e
}

func (e *either) shown() fyne.CanvasObject {
	if e.wide() {
		return e.laptop
	}
	return e.phone
}

// HeightFor is the height of what is shown at that width.
func (e *either) HeightFor(width float32) float32 { return kit.HeightFor(e.shown(), width) }

// NaturalWidth is that of what is shown.
func (e *either) NaturalWidth() float32 { return kit.NaturalWidth(e.shown()) }

// CreateRenderer is for Fyne.
func (e *either) CreateRenderer() fyne.WidgetRenderer { return &eitherRenderer{e} }

type eitherRenderer struct{ e *either }

func (r *eitherRenderer) Destroy()                     {}
func (r *eitherRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.e.shown()} }
func (r *eitherRenderer) MinSize() fyne.Size           { return fyne.NewSize(0, r.e.HeightFor(r.e.Size().Width)) }
func (r *eitherRenderer) Layout(size fyne.Size)        { r.e.shown().Resize(size) }
func (r *eitherRenderer) Refresh() {
	r.e.shown().Resize(r.e.Size())
	r.e.shown().Refresh()
}
