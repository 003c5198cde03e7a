package kit

import "fyne.io/fyne/v2"

// Button is a word, or an icon and a word, that does something. Verbs first: "Save and close".
type Button struct {
	Tap
	icon  string
	text  Role
	box   *Panel
	flush bool // words stand in line with text
	small bool
}

func newButton(words string, onTap func(), text Role, box *Panel) *Button {
	b := &Button{text: text}
	box.side, box.top, box.centered, box.radius = 18, 10, true, 14
	b.box = newPanel(box)
	b.init(words, b.box, onTap)
	b.minHeight = 52
	b.extend(b)
	b.fill()
	return b
}

func (b *Button) fill() {
	words := Strong(b.name).In(b.text)
	if b.small {
		words = Label(b.name).In(b.text)
	}
	if !b.flush {
		words.Center()
	}
	var content fyne.CanvasObject = words
	if b.icon != "" {
		content = Row(10, NewIcon(b.icon, 20, b.text).Beside(words.style), words)
	}
	b.box.content = Middle(content)
	if b.flush {
		b.box.content = Left(content)
	}
}

// PrimaryButton is the one main action of a screen.
func PrimaryButton(words string, onTap func()) *Button {
	return newButton(words, onTap, OnPrimary, &Panel{fill: Primary})
}

// OutlineButton is for the other actions.
func OutlineButton(words string, onTap func()) *Button {
	return newButton(words, onTap, Primary, &Panel{fill: Surface, edge: Control, stroke: 1})
}

// QuietButton is words alone.
func QuietButton(words string, onTap func()) *Button {
	return newButton(words, onTap, Primary, &Panel{})
}

// UrgentButton is for calling 988, filled red.
func UrgentButton(words string, onTap func()) *Button {
	return newButton(words, onTap, OnUrgent, &Panel{fill: Urgent})
}

// UrgentOutlineButton is for the other ways to urgent help.
func UrgentOutlineButton(words string, onTap func()) *Button {
	return newButton(words, onTap, Urgent, &Panel{fill: Surface, edge: Urgent, stroke: 1})
}

// WithIcon puts an icon before the word and returns the button.
func (b *Button) WithIcon(name string) *Button {
	b.icon = name
	b.fill()
	return b
}

// Rounded gives the button ends of half its height and returns it: Pause, in the middle of a page.
func (b *Button) Rounded() *Button {
	b.box.radius, b.box.side, b.radius = halfHeight, 24, halfHeight
	return b
}

// Flush takes the padding at the sides away, so that the words of a QuietButton stand in line with text.
func (b *Button) Flush() *Button {
	b.box.side, b.bleed, b.flush = 0, 8, true
	b.fill()
	return b
}

// Small sets the word in the size of labels, 44 high, and returns the button: a QuietButton beside a heading.
func (b *Button) Small() *Button {
	b.small, b.minHeight = true, 44
	b.fill()
	return b
}

// About says, for screen readers and for what has the focus, what the button is for where several have the same word,
// and returns it: "Change, Sleep through most nights".
func (b *Button) About(what string) *Button {
	b.about = what
	return b
}

// Set changes the word.
func (b *Button) Set(words string) {
	if words == b.name {
		return
	}
	b.name = words
	b.fill()
	b.Refresh()
}

// Pill is the Help button, 44 high, and the Close button that stands in its place.
func Pill(icon, words string, onTap func()) *Button {
	b := newButton(words, onTap, Ink, &Panel{fill: Surface, edge: Control, stroke: 1})
	b.icon = icon
	b.box.radius, b.box.side, b.radius, b.minHeight = halfHeight, 14, halfHeight, 44
	b.box.top = 6
	b.box.content = Middle(Row(7, NewIcon(icon, 20, Ink).Beside(LabelStyle), Label(words)))
	return b
}

// IconButton is an icon alone, 44 square, for chevrons, pencil and arrows. Name is for screen readers.
func IconButton(icon, name string, onTap func()) *Tap {
	face := newPanel(&Panel{centered: true, radius: halfHeight, content: Middle(NewIcon(icon, 22, Primary))})
	t := NewTap(name, face, onTap)
	t.minHeight, t.minWidth, t.radius = 44, 44, halfHeight
	return t
}

// WayOut is the quiet way out of a screen at the left of its head: an arrow or an x, and a word.
func WayOut(icon, words string, onTap func()) *Tap {
	// The drawing has a margin of its own; it starts where the text of the page starts.
	arrow := Pad(0, 0, 0, -4, NewIcon(icon, 22, Primary).Beside(StrongStyle))
	face := newPanel(&Panel{centered: true, content: Row(8, arrow, Strong(words).In(Primary))})
	t := NewTap(words, face, onTap)
	t.minHeight, t.bleed = 44, 8
	return t
}
