package kit

import "fyne.io/fyne/v2"

// hugger is an object that wraps and may then be narrower than the width it was offered.
type hugger interface {
	hug(width float32) float32
}

// hug is the width that an object uses of the width it is offered. Wrapped text uses its longest line, so that a tag
// or the face of a button closes around it.
func hug(o fyne.CanvasObject, width float32) float32 {
	if natural := NaturalWidth(o); natural <= width {
		return natural
	}
	if h, ok := o.(hugger); ok {
		return min(h.hug(width), width)
	}
	return width
}

func (t *Text) hug(width float32) float32 {
	var widest float32
	b := t.wrapped(width)
	for _, line := range b.lines {
		widest = max(widest, b.style.width(line))
	}
	return widest + slack
}

func (p *Panel) hug(width float32) float32 {
	if p.content == nil {
		return width
	}
	_, side := p.padding(width)
	return hug(p.content, width-2*side) + 2*side
}

func (b *Box) hug(width float32) float32 {
	items := shown(b.items)
	if l, ok := b.layout.(row); ok {
		used := l.gap * float32(max(len(items)-1, 0))
		for _, w := range l.widths(items, width) {
			used += w
		}
		return used
	}
	return width
}
