package kit

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
)

// tappable is what all controls of the kit are and do.
type tappable interface {
	part
	fyne.Tappable
	fyne.Focusable
	desktop.Hoverable
	desktop.Cursorable
	fyne.Accessible
}

var _ tappable = (*Tap)(nil)

// Tap makes something tappable by finger, mouse, Space and Enter, with a focus ring and a name for screen readers.
// Every control of the kit is made of it.
type Tap struct {
	view
	name      string
	about     string // said after the name: what of several alike it is for
	state     string // said after both: "chosen, 2 of 4"
	onTap     func()
	face      fyne.CanvasObject
	minHeight float32
	minWidth  float32
	radius    float32 // of the focus ring and the hover wash
	bleed     float32 // how far the wash reaches outside at the sides
	reach     float32 // how far the ring stands out at the sides
	inner     bool    // the ring is within the edge: the next control begins where this one ends

	wash, ring *canvas.Rectangle
	focused    bool
	hovered    bool
}

// ringWidth and ringGap are those of the focus ring; a scroll must leave them free.
const (
	ringWidth = 3
	ringGap   = 2
)

// NewTap makes the object tappable. Name is what a screen reader says; it stays the same while the state changes.
func NewTap(name string, face fyne.CanvasObject, onTap func()) *Tap {
	t := &Tap{}
	t.init(name, face, onTap)
	t.extend(t)
	return t
}

func (t *Tap) init(name string, face fyne.CanvasObject, onTap func()) {
	t.name, t.face, t.onTap = name, face, onTap
	t.minHeight, t.minWidth, t.radius, t.reach = 48, 44, 14, ringGap+ringWidth
	t.wash, t.ring = &canvas.Rectangle{}, &canvas.Rectangle{StrokeWidth: ringWidth}
}

// HeightFor is the height at that width, 48 at least.
func (t *Tap) HeightFor(width float32) float32 { return max(t.minHeight, HeightFor(t.face, width)) }

// NaturalWidth is the width at which nothing wraps.
func (t *Tap) NaturalWidth() float32 { return max(t.minWidth, NaturalWidth(t.face)) }

// parts leaves out a wash and a ring that are not seen: to draw nothing takes as long as to draw something.
func (t *Tap) parts() []fyne.CanvasObject {
	drawn := []fyne.CanvasObject{t.face}
	if t.hovered {
		drawn = append(drawn, t.wash)
	}
	if t.focused {
		drawn = append(drawn, t.ring)
	}
	return drawn
}

func (t *Tap) arrange(size fyne.Size) {
	place(t.face, 0, 0, size.Width, size.Height)
	place(t.wash, -t.bleed, 0, size.Width+2*t.bleed, size.Height)
	const out = ringGap + ringWidth
	radius := t.radius
	if radius == halfHeight {
		radius = size.Height / 2
	}
	t.wash.CornerRadius, t.ring.CornerRadius = radius, radius+out
	place(t.ring, -t.reach, -out, size.Width+2*t.reach, size.Height+2*out)
	if t.inner {
		const in = ringGap + ringWidth // apart from an edge of the same colour
		place(t.ring, in, in, size.Width-2*in, size.Height-2*in)
		t.ring.CornerRadius = max(radius-in, 0)
	}
}

func (t *Tap) paint() {
	t.wash.FillColor, t.ring.StrokeColor = colorOf("hover"), colorOf(Primary)
}

// mark redraws ring and wash alone.
func (t *Tap) mark() {
	t.paint()
	canvas.Refresh(t.self)
}

// Name is what the control is called, without its state.
func (t *Tap) Name() string { return joined(t.name, t.about) }

// AccessibilityLabel is the name and, where there is one, the state.
func (t *Tap) AccessibilityLabel() string { return joined(t.name, t.about, t.state) }

// joined is what is said of a control, in order.
func joined(said ...string) string {
	return strings.Join(slices.DeleteFunc(said, func(s string) bool { return s == "" }), ", ")
}

// AccessibilityRole is button.
func (t *Tap) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// Tapped is for Fyne.
func (t *Tap) Tapped(*fyne.PointEvent) {
	active(t.self)
	if t.onTap != nil {
		t.onTap()
	}
}

// TypedKey taps on Space and Enter.
func (t *Tap) TypedKey(key *fyne.KeyEvent) {
	if tapKeys.Has(key.Name) {
		t.Tapped(nil)
		return
	}
	passOn(t.self, key)
}

// passOn gives a key that a focused control has no use for to the window: Fyne
// gives it to the control alone, and Help by F1 would be dead.
func passOn(o fyne.CanvasObject, key *fyne.KeyEvent) {
	canvas := fyne.CurrentApp().Driver().CanvasForObject(o)
	if canvas == nil {
		return
	}
	if typed := canvas.OnTypedKey(); typed != nil {
		typed(key)
	}
}

// TypedRune gives what is typed to the window: a sign may be a shortcut.
func (t *Tap) TypedRune(r rune) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(t.self); c != nil && c.OnTypedRune() != nil {
		c.OnTypedRune()(r)
	}
}

// FocusGained shows the ring.
func (t *Tap) FocusGained() {
	active(t.self)
	bringIntoSight(t.self)
	t.focused = true
	t.mark()
}

// FocusLost hides the ring.
func (t *Tap) FocusLost() {
	t.focused = false
	t.mark()
}

// MouseIn is for Fyne.
func (t *Tap) MouseIn(*desktop.MouseEvent) {
	t.hovered = true
	t.mark()
}

// MouseMoved is for Fyne.
func (t *Tap) MouseMoved(*desktop.MouseEvent) { active(t.self) }

// MouseOut is for Fyne.
func (t *Tap) MouseOut() {
	t.hovered = false
	t.mark()
}

// Cursor is the hand.
func (t *Tap) Cursor() desktop.Cursor { return desktop.PointerCursor }
