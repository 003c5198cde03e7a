package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// round half the height.
const halfHeight float32 = -1

// Panel is a filled shape with something in it. Card, Notice, Tag and the faces of controls are panels.
type Panel struct {
	view
	fill, edge Role
	stroke     float32
	radius     float32 // halfHeight for a pill
	top, side  float32 // padding
	raised     bool
	sink       float32 // how far the shape goes on below: a tab bar fills the safe area
	roomy      bool    // padding of 24 where the panel is wide
	centered   bool    // content in the middle of a panel that is higher than it needs
	content    fyne.CanvasObject

	shape shape
}

func newPanel(made *Panel) *Panel {
	made.shape.whole = &canvas.Rectangle{}
	made.extend(made)
	return made
}

// Card is the raised card: the thing to do next. On a laptop more than one may stand on a page.
func Card(items ...fyne.CanvasObject) *Panel {
	return newPanel(&Panel{
		fill: Surface, edge: Line, stroke: 1, radius: 20, top: 18, side: 18, raised: true,
		content: Stack(0, items...),
	})
}

// Sheet is the flat card of a long detail. It has no shadow: that of something much higher than the window takes most
// of a frame to draw while it scrolls.
func Sheet(items ...fyne.CanvasObject) *Panel {
	return newPanel(&Panel{fill: Surface, edge: Line, stroke: 1, radius: 20, top: 18, side: 18, roomy: true, content: Stack(0, items...)})
}

// Well is the sunken panel around a form that opens within a page.
func Well(items ...fyne.CanvasObject) *Panel {
	return newPanel(&Panel{fill: Sunken, radius: 16, top: 18, side: 18, content: Stack(0, items...)})
}

// Notice is the flat panel for what must be known: the not-watched notice, an error. Ink on ThreadSoft.
func Notice(items ...fyne.CanvasObject) *Panel {
	return newPanel(&Panel{fill: ThreadSoft, radius: 16, top: 16, side: 16, content: Stack(8, items...)})
}

// UrgentPanel is the flat panel around an urgent staff flag.
func UrgentPanel(items ...fyne.CanvasObject) *Panel {
	return newPanel(&Panel{fill: UrgentSoft, radius: 16, top: 18, side: 18, content: Stack(8, items...)})
}

// Padded sets the padding, top and bottom and at the sides, and returns the panel.
func (p *Panel) Padded(top, side float32) *Panel {
	p.top, p.side = top, side
	return p
}

// Roomy sets the padding to 24 where the panel is wide, and returns it: cards of a laptop.
func (p *Panel) Roomy() *Panel {
	p.roomy = true
	return p
}

// padding is the padding at that width.
func (p *Panel) padding(width float32) (top, side float32) {
	if p.roomy && width >= 360 {
		return 24, 24
	}
	return p.top, p.side
}

// HeightFor is the height at that width.
func (p *Panel) HeightFor(width float32) float32 {
	if p.content == nil {
		return 2 * p.top
	}
	top, side := p.padding(width)
	return HeightFor(p.content, width-2*side) + 2*top
}

// NaturalWidth is the width at which nothing wraps.
func (p *Panel) NaturalWidth() float32 {
	if p.content == nil {
		return 2 * p.side
	}
	return NaturalWidth(p.content) + 2*p.side
}

// parts leaves out a shape that has neither ground nor edge.
func (p *Panel) parts() []fyne.CanvasObject {
	var drawn []fyne.CanvasObject
	if p.fill != none || p.edge != none && p.stroke > 0 {
		drawn = p.shape.parts()
	}
	if p.content != nil {
		drawn = append(drawn, p.content)
	}
	return drawn
}

func (p *Panel) arrange(size fyne.Size) {
	radius := p.radius
	if radius == halfHeight {
		radius = min(size.Height/2, 22*TextScale())
	}
	p.shape.arrange(size.AddWidthHeight(0, p.sink), radius, !p.raised && p.fill != none)
	p.paint()
	if p.content == nil {
		return
	}
	top, side := p.padding(size.Width)
	width := size.Width - 2*side
	height, y := size.Height-2*top, top
	if p.centered {
		height = HeightFor(p.content, width)
		y = round((size.Height - height) / 2)
	}
	place(p.content, side, y, width, height)
}

func (p *Panel) paint() {
	p.shape.paint(colorOf(p.fill), colorOf(p.edge), p.stroke)
	p.shape.whole.Shadow = canvas.Shadow{}
	if p.raised {
		p.shape.whole.Shadow = canvas.Shadow{Color: colorOf(shadow), BlurRadius: 9, Offset: fyne.NewPos(0, 3), Variant: canvas.DropShadow}
	}
}

// Tone pairs a soft ground with the text that is readable on it.
type Tone int

// Tones of tags.
const (
	ToneCalm    Tone = iota // sunken: neither urgent nor owned
	TonePrimary             // owned, chosen, a name for something
	ToneThread              // moved, changed
	ToneOK                  // done
	ToneUrgent              // an urgent staff flag, with an icon
)

func (t Tone) roles() (fill, text Role) {
	switch t {
	case TonePrimary:
		return PrimarySoft, OnPrimSoft
	case ToneThread:
		return ThreadSoft, OnThreadSoft
	case ToneOK:
		return OKSoft, OnOKSoft
	case ToneUrgent:
		return UrgentSoft, Urgent
	case ToneCalm:
	}
	return Sunken, Ink
}

// Tag is a short word on a soft ground, 27 high. It cannot be tapped, and wraps where it is long. Icon may be "".
func Tag(tone Tone, icon, words string) *Box {
	fill, text := tone.roles()
	label := Label(words).In(text)
	var content fyne.CanvasObject = label
	if icon != "" {
		content = Row(7, NewIcon(icon, 16, text).Beside(LabelStyle), label)
	}
	return Left(newPanel(&Panel{fill: fill, radius: halfHeight, top: 3, side: 11, content: content}))
}

// Rule is the 1 px line between rows.
func Rule() *Panel { return newPanel(&Panel{fill: Line, top: 0.5}) }
