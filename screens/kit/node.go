package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// node is the mark of one moment on a thread.
type node struct {
	view
	moment Moment
	ring   *canvas.Circle
	dot    *canvas.Circle
	tick   *Icon
	drawn  []fyne.CanvasObject
}

func newNode(moment Moment) *node {
	n := &node{moment: moment, ring: &canvas.Circle{}, dot: &canvas.Circle{}}
	switch moment {
	case Done:
		n.tick = NewIcon("check-bold", 12, Ground)
		n.drawn = []fyne.CanvasObject{n.ring, n.tick}
	case Now:
		n.drawn = []fyne.CanvasObject{n.ring, n.dot}
	case Later:
		n.drawn = []fyne.CanvasObject{n.ring}
	case Past, Blank:
		n.drawn = []fyne.CanvasObject{n.dot}
	}
	n.extend(n)
	return n
}

// dotSide is the width of the dot at text scale 1.
func (n *node) dotSide() float32 {
	switch n.moment {
	case Past:
		return 12
	case Blank:
		return 9
	case Done, Now, Later:
	}
	return 8
}

// reach is how far the node reaches from its middle: the line ends there.
func (n *node) reach() float32 {
	if n.moment == Past || n.moment == Blank {
		return 0
	}
	return nodeSide/2*iconScale() + 1
}

func (n *node) HeightFor(float32) float32 { return nodeSide * iconScale() }
func (n *node) NaturalWidth() float32     { return nodeSide * iconScale() }

func (n *node) parts() []fyne.CanvasObject { return n.drawn }

func (n *node) arrange(size fyne.Size) {
	place(n.ring, 0, 0, size.Width, size.Height)
	side := n.dotSide() * iconScale()
	place(n.dot, (size.Width-side)/2, (size.Height-side)/2, side, side)
	if n.tick != nil {
		place(n.tick, 0, 0, size.Width, size.Height)
	}
}

func (n *node) paint() {
	n.ring.FillColor, n.dot.FillColor = colorOf(none), colorOf(ThreadColor)
	n.ring.StrokeColor, n.ring.StrokeWidth = colorOf(ThreadColor), 2
	switch n.moment {
	case Done:
		n.ring.FillColor = colorOf(ThreadColor)
	case Now:
		n.ring.StrokeWidth = 2.5
	case Blank:
		n.dot.FillColor = colorOf(ThreadFaint)
	case Past, Later:
	}
}
