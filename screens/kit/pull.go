package kit

import "fyne.io/fyne/v2"

// Refresh is how a page on a phone or a tablet is brought up to date: a finger draws it down beyond its top and lets go. Who draws
// nothing has the same elsewhere: as a button, and as a key.
type Refresh struct {
	Pull  string // while it is drawn: "Pull down to update"
	LetGo string // once it is far enough
	Busy  string // until Updating(false)
	On    func() // nil: pages cannot be drawn down
}

const (
	pullSeen   = 14  // a finger that trembles shows nothing
	pullEnough = 110 // and one that slips does nothing
	pullDown   = 52  // how far the words come down at most
)

// pull is what a shell says over the top of a page that is drawn down. It moves as far as the finger moves it, and
// with reduced motion it stands still.
type pull struct {
	view
	offer Refresh
	held  bool    // a finger draws
	atTop bool    // the page was at its top when the finger came
	by    float32 // how far it is drawn down
	busy  bool
	face  *Panel
	said  string
	drawn []fyne.CanvasObject
}

func newPull() *pull {
	p := &pull{}
	p.extend(p)
	return p
}

// set changes the words. Where nothing can be brought up to date, nothing is under way.
func (p *pull) set(r Refresh) {
	p.offer = r
	if r.On == nil {
		p.held, p.by, p.busy = false, 0, false
	}
	p.Refresh()
}

// move takes a finger's way on a page that is scrolled to offset, down or, below 0, up, and gives what is left of it for
// the page to scroll. A page that comes to its top under the finger stays there: what follows is a new beginning.
func (p *pull) move(offset, by float32) (rest float32) {
	if !p.held {
		p.held, p.atTop = true, offset <= 0
	}
	if !p.atTop || p.busy || p.offer.On == nil || (offset > 0 && p.by == 0) {
		return by
	}
	before := p.by
	p.by = max(0, p.by+by)
	p.Refresh()
	return by - (p.by - before)
}

// letGo is the end of a finger's way. It tells whether the page had been drawn down.
func (p *pull) letGo() bool {
	by := p.by
	p.held, p.by = false, 0
	if by >= pullEnough {
		p.busy = true
		p.offer.On()
	}
	if by > 0 {
		p.Refresh()
	}
	return by > 0
}

func (p *pull) updating(on bool) {
	p.busy = on && p.offer.On != nil
	p.Refresh()
}

func (p *pull) words() string {
	switch {
	case p.busy:
		return p.offer.Busy
	case p.by >= pullEnough:
		return p.offer.LetGo
	case p.by >= pullSeen:
		return p.offer.Pull
	}
	return ""
}

func (p *pull) paint() {
	words := p.words()
	if words == p.said {
		return
	}
	p.said, p.drawn = words, nil
	if words == "" {
		return
	}
	icon := "refresh-cw"
	if p.by >= pullEnough && !p.busy {
		icon = "check"
	}
	p.face = newPanel(&Panel{
		fill: Surface, edge: Control, stroke: 1, radius: halfHeight, top: 8, side: 14,
		content: Row(7, NewIcon(icon, 18, InkSoft).Beside(LabelStyle), Label(words)),
	})
	p.drawn = []fyne.CanvasObject{p.face}
}

func (p *pull) HeightFor(float32) float32  { return 0 } // it lies over the page and takes no room
func (p *pull) NaturalWidth() float32      { return 0 }
func (p *pull) parts() []fyne.CanvasObject { return p.drawn }

func (p *pull) arrange(size fyne.Size) {
	if len(p.drawn) == 0 {
		return
	}
	var y float32 = 8
	if !p.busy && !ReducedMotion() {
		y = round(min(p.by/pullEnough, 1) * pullDown)
	}
	width := min(NaturalWidth(p.face), size.Width)
	place(p.face, round((size.Width-width)/2), y, width, HeightFor(p.face, width))
}

// Updating tells whether what a person drew a page down for is under way.
func (s *Shell) Updating(on bool) { s.pull.updating(on) }

// Draw takes a finger's way on the page, down or up, from where Fyne knows no fingers: in a browser. The page scrolls by
// other means there, unless Draw says that it is drawn down.
func (s *Shell) Draw(by float32) bool {
	if s.scroll == nil {
		return false
	}
	s.pull.move(innermost(s.scroll).Offset.Y, by)
	return s.pull.by > 0
}

// LetGo is the end of what Draw began.
func (s *Shell) LetGo() { s.pull.letGo() }
