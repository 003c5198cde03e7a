package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// SessionHours is one session of the week, filled by what was attended.
type SessionHours struct {
	Words string  // "Mon, 3 h"
	Part  float32 // attended, 0 to 1
}

// HourBars shows the week on a phone: one bar for each session, and its words below. At large text one bar a line.
func HourBars(sessions ...SessionHours) *Box {
	items := make([]fyne.CanvasObject, len(sessions))
	for i, session := range sessions {
		items[i] = newBox(hourLayout{}, []fyne.CanvasObject{newHourBar(session.Part), Small(session.Words)})
	}
	return newBox(hourWeek{}, items)
}

// hourWeek sets the sessions side by side, or under each other at large text.
type hourWeek struct{}

func (hourWeek) pick(items []fyne.CanvasObject, width float32) arranger {
	each := (width - 6*float32(len(items)-1)) / float32(max(len(items), 1))
	if TextScale() > stacks || widest(items) > each+slack {
		return stack{4}
	}
	return fit{6}
}

func (l hourWeek) heightFor(items []fyne.CanvasObject, width float32) float32 {
	return l.pick(items, width).heightFor(items, width)
}
func (l hourWeek) naturalWidth(items []fyne.CanvasObject) float32 { return total(items) }
func (l hourWeek) arrange(items []fyne.CanvasObject, size fyne.Size) {
	l.pick(items, size.Width).arrange(items, size)
}

// hourLayout is a bar over its words, or words and bar on one line at large text.
type hourLayout struct{}

const barHeight = 12

func (hourLayout) heightFor(items []fyne.CanvasObject, width float32) float32 {
	if TextScale() > stacks {
		return HeightFor(items[1], width*0.6)
	}
	return barHeight + 7 + HeightFor(items[1], width)
}

func (hourLayout) naturalWidth(items []fyne.CanvasObject) float32 { return NaturalWidth(items[1]) }

func (hourLayout) arrange(items []fyne.CanvasObject, size fyne.Size) {
	if TextScale() > stacks {
		words := round(size.Width * 0.55)
		place(items[1], 0, 0, words, size.Height)
		place(items[0], words+8, round((size.Height-barHeight)/2), size.Width-words-8, barHeight)
		return
	}
	place(items[0], 0, 0, size.Width, barHeight)
	place(items[1], 0, barHeight+7, size.Width, size.Height-barHeight-7)
}

// Bar is one bar, filled by the part. The words beside it say the same.
func Bar(part float32) fyne.CanvasObject { return newHourBar(part) }

// hourBar is a track and what of it is full.
type hourBar struct {
	view
	part  float32
	track *canvas.Rectangle
	full  *canvas.Rectangle
	drawn []fyne.CanvasObject
}

func newHourBar(part float32) *hourBar {
	b := &hourBar{part: min(max(part, 0), 1), track: &canvas.Rectangle{}, full: &canvas.Rectangle{}}
	b.drawn = []fyne.CanvasObject{b.track, b.full}
	b.extend(b)
	return b
}

func (b *hourBar) HeightFor(float32) float32  { return barHeight }
func (b *hourBar) NaturalWidth() float32      { return 60 }
func (b *hourBar) parts() []fyne.CanvasObject { return b.drawn }

func (b *hourBar) arrange(size fyne.Size) {
	radius := size.Height / 2
	b.track.CornerRadius, b.full.CornerRadius = radius, radius
	place(b.track, 0, 0, size.Width, size.Height)
	width := size.Width * b.part
	if b.part > 0 {
		width = max(width, size.Height)
	}
	place(b.full, 0, 0, width, size.Height)
}

func (b *hourBar) paint() {
	b.track.FillColor, b.track.StrokeColor, b.track.StrokeWidth = colorOf(Sunken), colorOf(Control), 1
	b.full.FillColor = colorOf(ThreadColor)
	if b.part == 0 {
		b.full.FillColor = colorOf(none)
	}
}

// HourRing shows the week on a laptop: one arc for each session, and the words in the middle: "3 of 9", "hours".
func HourRing(number, words string, sessions ...SessionHours) *Box {
	r := &hourRing{center: Stack(0, Title(number).Center(), Small(words).Center())}
	for _, session := range sessions {
		arc := &canvas.Arc{CutoutRatio: 0.86, StrokeWidth: 1}
		full := &canvas.Arc{CutoutRatio: 0.86}
		r.parted = append(r.parted, session.Part)
		r.drawn = append(r.drawn, arc, full)
	}
	r.drawn = append(r.drawn, r.center)
	r.extend(r)
	return Middle(r)
}

type hourRing struct {
	view
	center *Box
	parted []float32
	drawn  []fyne.CanvasObject // two arcs for each session, then the words
}

func (r *hourRing) side() float32              { return max(152, NaturalWidth(r.center)+64) }
func (r *hourRing) HeightFor(float32) float32  { return r.side() }
func (r *hourRing) NaturalWidth() float32      { return r.side() }
func (r *hourRing) parts() []fyne.CanvasObject { return r.drawn }

func (r *hourRing) arrange(size fyne.Size) {
	side := min(size.Width, size.Height)
	x, y := (size.Width-side)/2, (size.Height-side)/2
	const gap = 12 // degrees, for the round ends and the space between
	each := 360 / float32(max(len(r.parted), 1))
	for i, part := range r.parted {
		from, to := float32(i)*each+gap/2, float32(i+1)*each-gap/2
		for k, end := range []float32{to, from + (to-from)*part} {
			arc := r.drawn[2*i+k].(*canvas.Arc)
			arc.StartAngle, arc.EndAngle, arc.CornerRadius = from, end, side*0.035
			place(arc, x, y, side, side)
		}
	}
	height := HeightFor(r.center, side)
	place(r.center, x, round(y+(side-height)/2), side, height)
}

func (r *hourRing) paint() {
	for i, part := range r.parted {
		track, full := r.drawn[2*i].(*canvas.Arc), r.drawn[2*i+1].(*canvas.Arc)
		track.FillColor, track.StrokeColor = colorOf(Sunken), colorOf(Control)
		full.FillColor = colorOf(ThreadColor)
		if part <= 0 {
			full.FillColor = colorOf(none)
		}
		if part >= 1 {
			track.FillColor, track.StrokeColor = colorOf(none), colorOf(none)
		}
	}
}
