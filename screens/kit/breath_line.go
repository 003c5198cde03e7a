package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Wave is the pattern that a BreathLine draws: lengths in seconds.
type Wave struct{ In, Full, Out, Empty float32 }

func (w Wave) round() float32 { return w.In + w.Full + w.Out + w.Empty }

// Measures of the line.
const (
	breathPace   = 15.6 // units a second
	breathHeight = 56
	breathWidth  = 3
	breathNow    = 0.36 // of the width: where the dot is
	breathDot    = 22
)

// BreathLine is the breath as a line from edge to edge, what was in honey and what comes faint, with the dot at now.
type BreathLine struct {
	view
	wave    Wave
	elapsed float32 // seconds
	curves  []*canvas.BezierCurve
	joints  []*canvas.Circle
	dot     *canvas.Circle
	drawn   []fyne.CanvasObject
	bleed   float32
}

// NewBreathLine makes the line. It reaches as far over its sides as a phone's page leaves free.
func NewBreathLine(wave Wave) *BreathLine {
	l := &BreathLine{wave: wave, dot: &canvas.Circle{}, bleed: gutter}
	l.extend(l)
	return l
}

// Set moves the line on to elapsed seconds.
func (l *BreathLine) Set(elapsed float32) {
	l.elapsed = elapsed
	l.arrange(l.Size())
	canvas.Refresh(l)
}

// HeightFor is the height of the wave and the dot.
func (l *BreathLine) HeightFor(float32) float32 { return breathHeight + breathDot }

// NaturalWidth is that of a phone.
func (l *BreathLine) NaturalWidth() float32 { return 350 }

func (l *BreathLine) parts() []fyne.CanvasObject { return l.drawn }

// stroke is one curve to be drawn, in seconds and levels.
type stroke struct {
	bezier [4]point
	ahead  bool
}

type point struct{ x, y float32 }

// arrange draws the window of time around now: everything a breath apart is the same, so what is before the start is
// drawn as well.
func (l *BreathLine) arrange(size fyne.Size) {
	if l.wave.round() <= 0 || size.Width <= 0 {
		return
	}
	width := size.Width + 2*l.bleed
	if size.Width > 400 { // a laptop's column: nothing to reach over
		width = size.Width
	}
	left := (size.Width - width) / 2
	first := l.elapsed - breathNow*width/breathPace
	last := first + width/breathPace
	strokes := l.strokes(first, last)
	l.reserve(len(strokes))
	at := func(p point) point {
		return point{left + (p.x-first)*breathPace, breathDot/2 + (1-p.y)*breathHeight}
	}
	for i, s := range strokes {
		role := ThreadColor
		if s.ahead {
			role = ThreadFaint
		}
		var b [4]point
		for j := range b {
			b[j] = at(s.bezier[j])
		}
		draw(l.curves[i], l.joints[i], b, role)
	}
	now := at(point{l.elapsed, l.wave.level(l.elapsed)})
	l.dot.Move(fyne.NewPos(now.x-breathDot/2, now.y-breathDot/2))
	l.dot.Resize(fyne.NewSize(breathDot, breathDot))
	l.dot.FillColor, l.dot.StrokeColor, l.dot.StrokeWidth = colorOf(ThreadColor), colorOf(Ground), 3
}

// draw puts a curve and the dot on its end, which hides that OpenGL fades the ends of curves.
func draw(c *canvas.BezierCurve, joint *canvas.Circle, b [4]point, role Role) {
	x0, x1 := b[0].x, b[3].x
	y0, y1 := min(b[0].y, b[3].y), max(b[0].y, b[3].y)
	local := func(p point) fyne.Position { return fyne.NewPos(max(p.x-x0, 0), max(p.y-y0, 0)) }
	c.StartPoint, c.EndPoint = local(b[0]), local(b[3])
	c.ControlPoints = []fyne.Position{local(b[1]), local(b[2])}
	c.StrokeColor, c.StrokeWidth = colorOf(role), breathWidth
	c.Move(fyne.NewPos(x0, y0))
	c.Resize(fyne.NewSize(max(x1-x0, 1), max(y1-y0, 1)))
	joint.FillColor = colorOf(role)
	joint.Move(fyne.NewPos(x1-breathWidth/2, b[3].y-breathWidth/2))
	joint.Resize(fyne.NewSize(breathWidth, breathWidth))
}

// reserve keeps as many curves as are drawn.
func (l *BreathLine) reserve(n int) {
	if len(l.curves) == n {
		return
	}
	l.curves, l.joints, l.drawn = nil, nil, nil
	for range n {
		c, j := &canvas.BezierCurve{}, &canvas.Circle{}
		l.curves, l.joints = append(l.curves, c), append(l.joints, j)
		l.drawn = append(l.drawn, c, j)
	}
	l.drawn = append(l.drawn, l.dot)
}

// strokes are the curves from one second to another, split at now.
func (l *BreathLine) strokes(first, last float32) []stroke {
	var out []stroke
	round := l.wave.round()
	start := float32(int(first/round)-1) * round
	for start < last {
		for _, p := range []struct{ length, from, to float32 }{
			{l.wave.In, 0, 1}, {l.wave.Full, 1, 1}, {l.wave.Out, 1, 0}, {l.wave.Empty, 0, 0},
		} {
			end := start + p.length
			if p.length > 0 && end > first && start < last {
				out = append(out, l.split(eased(start, end, p.from, p.to), first, last)...)
			}
			start = end
		}
	}
	return out
}

// eased is half a cosine as a cubic curve: the control points stand at 0.3642 of the way, on its ends' heights.
func eased(start, end, from, to float32) [4]point {
	const lean = 0.3642
	return [4]point{{start, from}, {start + (end-start)*lean, from}, {end - (end-start)*lean, to}, {end, to}}
}

func (l *BreathLine) split(b [4]point, first, last float32) []stroke {
	_, b = cut(b, first)
	b, _ = cut(b, last)
	if b[3].x <= l.elapsed {
		return []stroke{{b, false}}
	}
	if b[0].x >= l.elapsed {
		return []stroke{{b, true}}
	}
	before, after := cut(b, l.elapsed)
	return []stroke{{before, false}, {after, true}}
}

// cut splits a curve at x, by de Casteljau. An x outside leaves one side whole and the other a point.
func cut(b [4]point, x float32) (before, after [4]point) {
	low, high := float32(0), float32(1)
	for range 24 {
		u := (low + high) / 2
		if along(b, u).x < x {
			low = u
		} else {
			high = u
		}
	}
	u := (low + high) / 2
	switch {
	case x <= b[0].x:
		return [4]point{b[0], b[0], b[0], b[0]}, b
	case x >= b[3].x:
		return b, [4]point{b[3], b[3], b[3], b[3]}
	}
	p01, p12, p23 := mix(b[0], b[1], u), mix(b[1], b[2], u), mix(b[2], b[3], u)
	p012, p123 := mix(p01, p12, u), mix(p12, p23, u)
	middle := mix(p012, p123, u)
	return [4]point{b[0], p01, p012, middle}, [4]point{middle, p123, p23, b[3]}
}

func along(b [4]point, u float32) point {
	p01, p12, p23 := mix(b[0], b[1], u), mix(b[1], b[2], u), mix(b[2], b[3], u)
	return mix(mix(p01, p12, u), mix(p12, p23, u), u)
}

func mix(a, b point, u float32) point { return point{a.x + (b.x-a.x)*u, a.y + (b.y-a.y)*u} }

// level is the height of the line at a second: that of the drawn curve, so that the dot sits on it.
func (w Wave) level(second float32) float32 {
	round := w.round()
	at := second - float32(int(second/round))*round
	if at < 0 {
		at += round
	}
	for _, p := range []struct{ length, from, to float32 }{{w.In, 0, 1}, {w.Full, 1, 1}, {w.Out, 1, 0}, {w.Empty, 0, 0}} {
		if at < p.length {
			before, _ := cut(eased(0, p.length, p.from, p.to), at)
			return before[3].y
		}
		at -= p.length
	}
	return 0
}
