package kit

import "fyne.io/fyne/v2"

// inset is the distance from the rail to the content.
func (p *Page) inset() float32 {
	if p.Width == Whole {
		return laptopMargin
	}
	return laptopInset
}

func (s *Shell) buildLaptop(page *Page, help fyne.CanvasObject) {
	s.nav = rail(s.options.Brand, s.options.Places, s.at, s.goTo)
	s.corner = help
	var head []fyne.CanvasObject
	switch {
	case page.Out != nil:
		head = append(head, Left(page.Out))
	case page.Overline != "":
		head = append(head, NewSpace(8), Small(page.Overline))
	default:
		head = append(head, NewSpace(6))
	}
	if page.Title != "" {
		head = append(head, NewSpace(2), Title(page.Title))
	}
	s.head = Stack(0, head...)
	s.scroll = Scroll(page.spread())
}

// spread is the content of a page on a laptop: body and side beside each other.
func (p *Page) spread() fyne.CanvasObject {
	var content fyne.CanvasObject = Stack(0, p.below(2, 14, 22)...)
	if p.Side != nil {
		content = Columns(1.55, 52, content, Stack(0, NewSpace(4), p.Side))
	}
	switch p.Width {
	case Reading:
		content = AtMost(readingWidth, content)
	case Broad:
		content = AtMost(broadWidth, content)
	case Whole:
	}
	return Pad(4, laptopMargin, 28, p.inset(), content)
}

func (s *Shell) arrangeLaptop(size fyne.Size) {
	const top = 28
	place(s.nav, 0, 0, railWidth, size.Height)
	left := railWidth + s.page.inset()
	width := size.Width - left - laptopMargin
	help := NaturalWidth(s.corner)
	place(s.corner, size.Width-laptopMargin-help, top, help, HeightFor(s.corner, help))
	headWidth := width - help - 24
	head := HeightFor(s.head, headWidth)
	place(s.head, left, top, headWidth, head)
	y := top + max(head, HeightFor(s.corner, help))
	bottom := size.Height
	if s.foot != nil {
		width = min(width, readingWidth*TextScale())
		foot := HeightFor(s.foot, width)
		bottom -= foot + 24
		place(s.foot, left, bottom, width, foot)
		bottom -= 8
	}
	place(s.scroll, railWidth, y, size.Width-railWidth, max(bottom-y, 0))
}
