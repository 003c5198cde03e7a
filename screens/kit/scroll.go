package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Scroller is the scrolling body of a page. The content gets its full width and the height that it needs for it.
type Scroller struct {
	view
	page   *sheet
	scroll *container.Scroll
	drawn  []fyne.CanvasObject

	onMoved func() // called when something stands elsewhere, by scrolling or because the content grew
}

// Scroll makes content scroll up and down.
func Scroll(content fyne.CanvasObject) *Scroller {
	s := &Scroller{page: &sheet{content: content, drawn: []fyne.CanvasObject{content}}}
	s.page.extend(s.page)
	s.scroll = container.NewVScroll(s.page)
	s.page.scroll = s.scroll
	s.scroll.OnScrolled = func(fyne.Position) {
		active(s)
		s.moved()
	}
	s.page.onArranged = s.moved
	s.drawn = []fyne.CanvasObject{s.scroll}
	s.extend(s)
	return s
}

// Set replaces the content and returns to the top.
func (s *Scroller) Set(content fyne.CanvasObject) {
	s.page.content, s.page.drawn = content, []fyne.CanvasObject{content}
	s.scroll.Offset = fyne.Position{}
	s.Refresh()
}

// Offset is how far the content is scrolled down.
func (s *Scroller) Offset() float32 { return s.scroll.Offset.Y }

// ScrollTo scrolls to an offset.
func (s *Scroller) ScrollTo(offset float32) { s.scroll.ScrollToOffset(fyne.NewPos(0, offset)) }

// Overflow is how much higher the content is than what is seen of it.
func (s *Scroller) Overflow() float32 {
	if f, ok := s.page.content.(*filling); ok {
		return max(0, f.whole(s.Size().Width)-s.Size().Height)
	}
	return max(0, s.page.HeightFor(s.Size().Width)-s.Size().Height)
}

func (s *Scroller) moved() {
	if s.onMoved != nil {
		s.onMoved()
	}
}

// HeightFor is that of the content; a page gives the scroll what is left instead.
func (s *Scroller) HeightFor(width float32) float32 { return s.page.HeightFor(width) }

// NaturalWidth is that of the content.
func (s *Scroller) NaturalWidth() float32 { return NaturalWidth(s.page.content) }

// MinSize is small: what is inside can never enlarge the window.
func (s *Scroller) MinSize() fyne.Size { return fyne.NewSize(32, 32) }

func (s *Scroller) parts() []fyne.CanvasObject { return s.drawn }

func (s *Scroller) arrange(size fyne.Size) {
	s.page.width, s.page.height = size.Width, size.Height
	place(s.scroll, 0, 0, size.Width, size.Height)
	s.scroll.Refresh()
}

// sheet is the content of a scroll: as wide as the scroll, as high as it must be.
type sheet struct {
	view
	finger
	content fyne.CanvasObject
	scroll  *container.Scroll
	width   float32
	height  float32 // of the scroll
	fills   bool    // the content is as high as the scroll, if that is enough for it
	drawn   []fyne.CanvasObject

	onArranged func()
}

func (p *sheet) HeightFor(width float32) float32 {
	if p.fills {
		return max(p.height, HeightFor(p.content, width))
	}
	return HeightFor(p.content, width)
}

func (p *sheet) NaturalWidth() float32 { return NaturalWidth(p.content) }
func (p *sheet) MinSize() fyne.Size    { return fyne.NewSize(0, p.HeightFor(p.width)) }

func (p *sheet) parts() []fyne.CanvasObject {
	onlySeen(p.drawn, p.Position().Y, 0, p.height)
	return p.drawn
}

func (p *sheet) arrange(size fyne.Size) {
	place(p.content, 0, 0, size.Width, size.Height)
	p.onArranged()
}
