package kit

import "fyne.io/fyne/v2"

const (
	listWidth = 308
	listGap   = 24
	bothFrom  = 1000 // window width at text scale 1 from which list and detail stand side by side
)

// Pair is a list and the detail of what is selected in it. Where both do not fit, one of them is shown.
type Pair struct {
	view
	list, detail fyne.CanvasObject
	open         bool
	single       bool // never both: a phone that is turned
	drawn        []fyne.CanvasObject
}

// ListDetail puts a list of 308 and a detail side by side, 24 apart, in a window from 1000 wide; else it shows the
// detail where open is true and the list where not. The detail may be nil.
func ListDetail(list, detail fyne.CanvasObject, open bool) *Pair {
	p := &Pair{list: list, detail: detail, open: open && detail != nil}
	p.drawn = present([]fyne.CanvasObject{list, detail})
	p.extend(p)
	return p
}

// ListDetailFits tells whether list and detail stand side by side in a window of that width.
func ListDetailFits(window float32) bool { return window/TextScale() >= bothFrom }

func (p *Pair) beside(width float32) bool {
	return p.detail != nil && !p.single && ListDetailFits(width+railWidth+2*laptopMargin)
}

// only is the one that is shown where both do not fit.
func (p *Pair) only() fyne.CanvasObject {
	if p.open {
		return p.detail
	}
	return p.list
}

// HeightFor is the height at that width.
func (p *Pair) HeightFor(width float32) float32 {
	if !p.beside(width) {
		return HeightFor(p.only(), width)
	}
	list := listWidth * TextScale()
	return max(HeightFor(p.list, list), HeightFor(p.detail, width-list-listGap))
}

// NaturalWidth is that of the wider of the two.
func (p *Pair) NaturalWidth() float32 { return widest(present([]fyne.CanvasObject{p.list, p.detail})) }

func (p *Pair) parts() []fyne.CanvasObject { return p.drawn }

func (p *Pair) arrange(size fyne.Size) {
	if !p.beside(size.Width) {
		p.drawn = []fyne.CanvasObject{p.only()}
		place(p.only(), 0, 0, size.Width, size.Height)
		return
	}
	p.drawn = []fyne.CanvasObject{p.list, p.detail}
	list := listWidth * TextScale()
	place(p.list, 0, 0, list, HeightFor(p.list, list))
	rest := size.Width - list - listGap
	place(p.detail, list+listGap, 0, rest, HeightFor(p.detail, rest))
}
