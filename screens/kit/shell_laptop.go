package kit

import "fyne.io/fyne/v2"

// ringRoom is how far a scroll starts left of its content, so that focus rings are not cut.
const ringRoom = 12

// inset is the distance from the rail to the content.
func (p *Page) inset() float32 {
	if p.Width == Whole {
		return laptopMargin
	}
	return laptopInset
}

func (s *Shell) buildLaptop(page *Page, help fyne.CanvasObject) {
	s.corner = help
	if len(s.options.Places) > 0 {
		s.nav = rail(s.options.Brand, s.options.Places, s.at, s.goTo)
	} else {
		s.nav = newPanel(&Panel{top: 30, side: 28, content: brandLine(s.options.Brand)})
	}
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
	if pair, ok := page.Body.(*Desk); ok && page.Fill {
		s.scroll = fillingScroll(page.Lead, pair, ringRoom, laptopMargin)
		return
	}
	s.scroll = Scroll(Pad(4, laptopMargin, 28, ringRoom, s.ending(page.spread(), 0)))
}

// spread is the content of a page on a laptop: body and side beside each other.
func (p *Page) spread() fyne.CanvasObject {
	var content fyne.CanvasObject = Stack(0, p.below(2, 14, 22)...)
	if p.Side != nil {
		side := Stack(0, NewSpace(4), p.Side)
		content = newBox(columns{share: 1.55, gap: 52, from: 640}, []fyne.CanvasObject{content, side})
	}
	switch p.Width {
	case Reading:
		return AtMost(readingWidth, content)
	case Broad:
		return AtMost(broadWidth, content)
	case Whole:
	}
	return content
}

// arrangeLaptop returns how high the body is with the foot below it.
func (s *Shell) arrangeLaptop(size fyne.Size) float32 {
	help := NaturalWidth(s.corner)
	place(s.corner, size.Width-laptopMargin-help, laptopTop, help, HeightFor(s.corner, help))
	left, y := s.navigate(size)
	width := size.Width - left - laptopMargin
	headWidth := width - help - 24
	if y > laptopTop { // below the brand and Help
		headWidth = min(width, readingWidth*TextScale())
	}
	head := HeightFor(s.head, headWidth)
	place(s.head, left, y, headWidth, head)
	y += head
	bottom := size.Height
	body := s.arrangeFoot(left, min(width, readingWidth*TextScale()), &bottom, 24) - y
	place(s.veil, left-ringRoom, 0, size.Width-left+ringRoom, size.Height)
	place(s.scroll, left-ringRoom, y, size.Width-left+ringRoom, max(bottom-y, 0))
	return body
}

// navigate places the rail, or before sign-in the brand, and returns where the head of the page starts.
func (s *Shell) navigate(size fyne.Size) (left, top float32) {
	if len(s.options.Places) > 0 {
		width := max(railWidth, NaturalWidth(s.nav))
		place(s.nav, 0, 0, width, size.Height)
		return width + s.page.inset(), 28
	}
	brand := NaturalWidth(s.nav)
	place(s.nav, 0, 0, brand, HeightFor(s.nav, brand))
	return max(laptopInset, round((size.Width-readingWidth*TextScale())/2)), 96
}
