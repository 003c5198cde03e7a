package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Measures of the breath.
const (
	breathRing  = 272  // diameter of the ring
	breathLeast = 0.55 // of the ring, when empty
	breathStill = 0.82 // of the ring, when nothing may move
)

// Breath is the circle of the breathing exercise within its ring, with what to do and the count in the middle. Above a
// text scale of 1.3 the words stand below the ring, where they have room.
type Breath struct {
	view
	level       float32
	most        float32 // of the ring, where a page has little height
	ring, disc  *canvas.Circle
	word, count *Text
	drawn       []fyne.CanvasObject
}

// NewBreath makes a Breath; level is how full it is, 0 to 1.
func NewBreath(word, count string, level float32) *Breath {
	b := &Breath{
		level: level, ring: &canvas.Circle{}, disc: &canvas.Circle{},
		word: NewText(BreathStyle, OnPrimSoft, word).Center(), count: NewText(Style{22, 28, false, false}, OnPrimSoft, count).Center(),
	}
	b.drawn = []fyne.CanvasObject{b.ring, b.disc, b.word, b.count}
	b.extend(b)
	return b
}

// Set moves the breath on. With reduced motion the circle stands still and only the words change.
func (b *Breath) Set(word, count string, level float32) {
	b.level = level
	b.word.Set(word)
	b.count.Set(count)
	b.arrange(b.Size())
	canvas.Refresh(b)
}

// AccessibilityLabel says what to do now.
func (b *Breath) AccessibilityLabel() string { return b.word.String() + " " + b.count.String() }

// AccessibilityRole is text.
func (b *Breath) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

func (b *Breath) side(width float32) float32 {
	if b.most > 0 {
		width = min(width, b.most)
	}
	return min(breathRing, width)
}

func (b *Breath) below() bool { return TextScale() > stacks }

// HeightFor is the ring, and the words where they stand below it.
func (b *Breath) HeightFor(width float32) float32 {
	height := b.side(width)
	if b.below() {
		height += 12 + b.word.HeightFor(width) + b.count.HeightFor(width)
	}
	return height
}

// NaturalWidth is that of the ring.
func (b *Breath) NaturalWidth() float32 { return breathRing }

func (b *Breath) parts() []fyne.CanvasObject { return b.drawn }

func (b *Breath) arrange(size fyne.Size) {
	side := b.side(size.Width)
	left := round((size.Width - side) / 2)
	place(b.ring, left, 0, side, side)
	part := breathLeast + (1-breathLeast)*b.level
	if ReducedMotion() {
		part = breathStill
	}
	disc := side * part
	b.disc.Move(fyne.NewPos(left+(side-disc)/2, (side-disc)/2)) // between pixels, or the circle would shake
	b.disc.Resize(fyne.NewSize(disc, disc))
	word, count := b.word.HeightFor(size.Width), b.count.HeightFor(size.Width)
	top := round((side - word - count) / 2)
	if b.below() {
		top = side + 12
	}
	place(b.word, 0, top, size.Width, word)
	place(b.count, 0, top+word, size.Width, count)
}

func (b *Breath) paint() {
	b.ring.FillColor, b.ring.StrokeColor, b.ring.StrokeWidth = colorOf(none), colorOf(ThreadFaint), 2
	b.disc.FillColor = colorOf(PrimarySoft)
	role := OnPrimSoft
	if b.below() {
		role = Ink
	}
	b.word.In(role)
	b.count.In(role)
}
