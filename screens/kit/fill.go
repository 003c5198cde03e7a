package kit

import "fyne.io/fyne/v2"

// filling is the content of a page that fills the window: what stands above, and a list and its detail that scroll by
// themselves. Where there is no room for both, what stands above scrolls with the list.
type filling struct {
	view
	above fyne.CanvasObject
	pair  *Desk
	side  [2]float32 // free at the left and right
	drawn []fyne.CanvasObject
}

func newFilling(above fyne.CanvasObject, pair *Desk, left, right float32) *filling {
	f := &filling{above: above, pair: pair, side: [2]float32{left, right}}
	f.drawn = present([]fyne.CanvasObject{above, pair})
	f.extend(f)
	return f
}

func (f *filling) inner(width float32) float32 { return width - f.side[0] - f.side[1] }

// HeightFor is the least height at which it is of use; the page gives it all that is left.
func (f *filling) HeightFor(float32) float32 { return 200 }

// NaturalWidth is that of the pair.
func (f *filling) NaturalWidth() float32 { return NaturalWidth(f.pair) + f.side[0] + f.side[1] }

// whole is the height at which the detail, or a short list, has nothing to scroll.
func (f *filling) whole(width float32) float32 {
	width = f.inner(width)
	height := 26 + f.pair.whole(width)
	if f.fixed(width) {
		height += HeightFor(f.above, width) + 14
	}
	return height
}

// fixed tells whether what stands above stays where it is.
func (f *filling) fixed(width float32) bool { return f.above != nil && f.pair.beside(width) }

func (f *filling) parts() []fyne.CanvasObject { return f.drawn }

func (f *filling) arrange(size fyne.Size) {
	width := f.inner(size.Width)
	var y float32 = 4
	f.drawn = []fyne.CanvasObject{f.pair}
	if f.fixed(width) {
		f.drawn = []fyne.CanvasObject{f.above, f.pair}
		f.pair.setHead(nil)
		height := HeightFor(f.above, width)
		place(f.above, f.side[0], y, width, height)
		y += height + 14
	} else {
		f.pair.setHead(f.above)
	}
	place(f.pair, f.side[0], y, width, max(size.Height-y, 0))
}

func fillingScroll(above fyne.CanvasObject, pair *Desk, left, right float32) *Scroller {
	s := Scroll(newFilling(above, pair, left, right))
	s.page.fills = true
	return s
}

// titled is the title as the first thing of a phone's page.
func (p *Page) titled() []fyne.CanvasObject {
	if p.Title == "" {
		return nil
	}
	return []fyne.CanvasObject{Title(p.Title)}
}
