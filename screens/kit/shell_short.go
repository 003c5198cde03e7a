package kit

import "fyne.io/fyne/v2"

// Measures of a window that is wide and not high: a phone that is turned.
const (
	shortUnder = 480
	shortFrom  = 560  // narrower ones have a keyboard below them
	shortTo    = 1000 // wider ones are a computer's
	footWidth  = 216  // of the foot that stands beside the body
	sideLeast  = 280  // of the body beside it
	bodyLeast  = 170  // of the height of the body, at text scale 1

	sideBarLeast = 84
	breathSmall  = 140 // the least ring
	breathBeside = 136 // head and lead over the ring
)

// isShort tells whether bars at the top and at the bottom would leave too little between them. There the places stand at the
// left, the foot of a form at the right below Help, and the title beside the way out.
func isShort(size fyne.Size) bool {
	return size.Height < shortUnder && size.Width >= shortFrom && size.Width < shortTo
}

// leastBody is how high what scrolls has to be. Where a foot that stays leaves less, it scrolls too.
func leastBody(size fyne.Size) float32 { return min(bodyLeast*TextScale(), 0.45*size.Height) }

// arrangeAs places everything and returns how high the body is with the foot where it stays.
func (s *Shell) arrangeAs(size fyne.Size) float32 {
	switch {
	case s.laptop:
		return s.arrangeLaptop(size)
	case s.short:
		return s.arrangeShort(size)
	default:
		return s.arrangePhone(size)
	}
}

// buildInPlace builds the page anew for another shape of the window, and leaves the person where they were on it.
func (s *Shell) buildInPlace() {
	part := float32(0)
	if over := s.scroll.Overflow(); over > 0 {
		part = s.scroll.Offset() / over
	}
	s.build()
	if part > 0 {
		s.arrangeAs(s.Size())
		s.scroll.ScrollTo(part * s.scroll.Overflow())
	}
}

// ending is the content with the foot at its end, where that scrolls.
func (s *Shell) ending(content fyne.CanvasObject, side float32) fyne.CanvasObject {
	if !s.inline {
		return content
	}
	return Stack(0, content, Pad(0, side, 14, side, AtMost(readingWidth, s.foot)))
}

// buildShort makes the head, with the title where there is room for it, the body and the places.
func (s *Shell) buildShort(page *Page, help fyne.CanvasObject) {
	head, title := newHeadRow(page, help), page.titled()
	s.nav, s.edge = s.sideBar(page)
	if head.take(page.Title, s.Size().Width-s.sideWidth()-2*gutter) {
		title = nil
	}
	s.head = head
	if pair, ok := page.Body.(*Desk); ok && page.Fill {
		s.scroll = fillingScroll(Stack(8, append(title, page.Lead)...), pair, gutter, gutter)
		return
	}
	content := s.ending(page.column(title), gutter)
	if page.Width == Reading {
		content = AtMost(readingWidth+2*gutter, content)
	}
	s.scroll = Scroll(content)
}

// sideBar has the places one under the other, and the line beside them.
func (s *Shell) sideBar(page *Page) (bar *Panel, edge *Panel) {
	if page.Full || len(s.options.Places) == 0 {
		return nil, nil
	}
	var items []fyne.CanvasObject
	if TextScale() > stacks {
		items = shortParts(s.options.Places, s.here(), s.options.Menu, s.goTo, s.openMenu)
	} else {
		for i, place := range s.options.Places {
			items = append(items, newTab(place, i == s.at, func() { s.goTo(i) }))
		}
	}
	return newPanel(&Panel{content: Scroll(Pad(8, 6, 8, 6, Stack(2, items...)))}), Rule()
}

func (s *Shell) sideWidth() float32 {
	if s.nav == nil {
		return 0
	}
	return max(sideBarLeast, NaturalWidth(s.nav))
}

// arrangeShort returns how high the body is with the foot where it stays.
func (s *Shell) arrangeShort(size fyne.Size) float32 {
	left := s.sideWidth()
	if s.nav != nil {
		place(s.nav, 0, 0, left, size.Height)
		place(s.edge, left, 0, 1, size.Height)
	}
	const top = 10
	width := size.Width - left
	head := HeightFor(s.head, width-2*gutter)
	place(s.head, left+gutter, top, width-2*gutter, head)
	y := top + head
	place(s.veil, left, 0, width, size.Height)
	bottom, body := size.Height, size.Height-y
	if foot, ok := s.footBeside(width, body); ok {
		if !s.inline {
			place(s.foot, size.Width-gutter-foot.Width, bottom-14-foot.Height, foot.Width, foot.Height)
			width -= foot.Width + gutter
		}
	} else if s.foot != nil {
		body = s.arrangeFoot(left+gutter, min(width-2*gutter, readingWidth*TextScale()), &bottom, 14) - y
	}
	place(s.scroll, left, y, width, max(bottom-y, 0))
	return body
}

// footBeside gives the size of a foot that stands beside the body, below Help, and tells whether it can.
func (s *Shell) footBeside(width, height float32) (fyne.Size, bool) {
	if s.foot == nil {
		return fyne.Size{}, false
	}
	foot := fyne.NewSize(footWidth*TextScale(), 0)
	foot.Height = HeightFor(s.foot, foot.Width)
	return foot, width-foot.Width-3*gutter >= sideLeast*TextScale() && foot.Height+14 <= height
}
