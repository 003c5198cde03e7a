package kit

import "fyne.io/fyne/v2"

// Desk is a list and the detail of what is selected in it. Where both do not fit, one of them is shown.
type Desk struct {
	view
	list   *Queue
	detail *Scroller // nil when nothing is selected
	open   bool
	single bool              // never both: a phone that is turned
	above  fyne.CanvasObject // scrolls with the list, above its rows
	head   fyne.CanvasObject // above, with what stands above the whole desk where there is no room
	headOf fyne.CanvasObject
	drawn  []fyne.CanvasObject
}

// Above puts something above the rows of the list, which scrolls with them, and returns the desk.
func (d *Desk) Above(o fyne.CanvasObject) *Desk {
	d.above = o
	return d
}

// NewDesk puts a list of 308 and a detail side by side, 24 apart, in a window from 1000 wide; else it shows the
// detail where open is true and the list where not. Both scroll by themselves: it is the Body of a Page with Fill.
func NewDesk(list *Queue, detail *Scroller, open bool) *Desk {
	d := &Desk{list: list, detail: detail, open: open && detail != nil}
	d.drawn = []fyne.CanvasObject{list}
	d.extend(d)
	return d
}

// setHead puts what stands above the list, and what belongs to it, into the list's own scroll.
func (d *Desk) setHead(head fyne.CanvasObject) {
	switch {
	case head == nil && d.above == nil:
		d.list.setHead(nil)
	case head == nil:
		d.list.setHead(d.above)
	case d.head == nil || d.headOf != head:
		d.head, d.headOf = Stack(14, head, d.above), head
		fallthrough
	default:
		d.list.setHead(d.head)
	}
}

// whole is the height at which the detail has nothing to scroll; a list counts as far as it is short.
func (d *Desk) whole(width float32) float32 {
	switch {
	case d.beside(width):
		list := listWidth * TextScale()
		return max(min(HeightFor(d.list, list), longList), HeightFor(d.detail, width-list-listGap))
	case d.open:
		return HeightFor(d.detail, width)
	}
	return min(HeightFor(d.list, width), longList*TextScale())
}

// longList is from where on a list is never shown whole.
const longList = 1600

func (d *Desk) beside(width float32) bool {
	return d.detail != nil && !d.single && ListDetailFits(width+railWidth+2*laptopMargin)
}

// HeightFor is that of the list or the detail, whichever is higher.
func (d *Desk) HeightFor(width float32) float32 { return d.whole(width) }

// NaturalWidth is that of the list.
func (d *Desk) NaturalWidth() float32 { return NaturalWidth(d.list) }

func (d *Desk) parts() []fyne.CanvasObject { return d.drawn }

func (d *Desk) arrange(size fyne.Size) {
	switch {
	case d.beside(size.Width):
		list := listWidth * TextScale()
		d.drawn = []fyne.CanvasObject{d.list, d.detail}
		place(d.list, 0, 0, list, size.Height)
		place(d.detail, list+listGap-ringRoom, 0, size.Width-list-listGap+2*ringRoom, size.Height)
	case d.open:
		d.drawn = []fyne.CanvasObject{d.detail}
		place(d.detail, -ringRoom, 0, size.Width+2*ringRoom, size.Height)
	default:
		d.drawn = []fyne.CanvasObject{d.list}
		place(d.list, 0, 0, size.Width, size.Height)
	}
}

// Detail is the scrolling detail of a list; what is given to Set keeps its place under the focus rings.
func Detail(content fyne.CanvasObject) *Scroller {
	return Scroll(Pad(4, ringRoom, 28, ringRoom, content))
}
