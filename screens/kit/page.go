package kit

import "fyne.io/fyne/v2"

// Page is what one screen shows. The Shell puts it in its place on phone and laptop.
type Page struct {
	Key      string // pages with the same key keep their scroll and focus when shown anew
	Overline string // date, zone or week at the left of the head
	Out      *Tap   // the way out, instead of an overline: see WayOut
	Title    string
	Lead     fyne.CanvasObject // the plain sentence under the title, and the state of the data
	Body     fyne.CanvasObject
	Side     fyne.CanvasObject // second column of a laptop, below the body on a phone
	Foot     fyne.CanvasObject // stays at the bottom: FormFoot
	Corner   fyne.CanvasObject // stands where Help is, on the Help screen alone
	Width    PageWidth
	Fill     bool                    // Body is a Desk, which fills what is left of the window
	OnKey    func(fyne.KeyName) bool // a key that no control has a use for; true: it was of use
	Passing  bool                    // stands for a moment alone: what comes after it does not fade in
	AtOnce   bool                    // does not fade in: Help, which has 100 ms
	Full     bool                    // without tab bar on a phone: forms, exercises, Help
	Focus    fyne.Focusable          // has the focus when the page is opened; nil for most: nothing moves by itself
	Grab     fyne.Focusable          // takes the focus now, wherever it was: what a key has just opened
}

// PageWidth is how wide a page may be on a laptop.
type PageWidth int

// Widths of pages.
const (
	Reading PageWidth = iota // one column of at most 620: forms and reading
	Broad                    // at most 1080: two columns
	Whole                    // all there is: lists with a detail
)

// Measures of the page.
const (
	gutter       = 20  // phone
	laptopFrom   = 700 // window width at text scale 1
	railWidth    = 232 // wider where a word needs it
	laptopInset  = 44  // from the rail to the text
	laptopMargin = 32  // at the right, and to the rail on pages that use the whole width
	laptopTop    = 28  // from the window to the head
	readingWidth = 620
	broadWidth   = 1080
)

// headRow is the row that stays: overline or way out at the left, Help at the right.
type headRow struct {
	view
	left, right fyne.CanvasObject
	drawn       []fyne.CanvasObject
}

func newHeadRow(page *Page, help fyne.CanvasObject) *headRow {
	h := &headRow{right: help}
	switch {
	case page.Out != nil:
		h.left = page.Out
	case page.Overline != "":
		h.left = Small(page.Overline)
	}
	h.drawn = present([]fyne.CanvasObject{h.left, h.right})
	h.extend(h)
	return h
}

// take puts the title beside the way out, or under the overline, if it fits on a line there.
func (h *headRow) take(title string, width float32) bool {
	words := Heading(title)
	left := fyne.CanvasObject(words)
	if out, ok := h.left.(*Tap); ok {
		left = RowCentered(14, out, words)
	} else if h.left != nil {
		left = Stack(0, h.left, words)
	}
	if title == "" || h.right != nil && NaturalWidth(left)+NaturalWidth(h.right)+12 > width {
		return false
	}
	h.left = left
	h.drawn = present([]fyne.CanvasObject{h.left, h.right})
	return true
}

// beside tells whether left and right fit on one line.
func (h *headRow) beside(width float32) bool {
	return h.left == nil || h.right == nil || NaturalWidth(h.left)+NaturalWidth(h.right)+12 <= width+slack
}

func (h *headRow) heights(width float32) (left, right float32) {
	if h.left != nil {
		left = HeightFor(h.left, width)
	}
	if h.right != nil {
		right = HeightFor(h.right, NaturalWidth(h.right))
	}
	return left, right
}

func (h *headRow) HeightFor(width float32) float32 {
	left, right := h.heights(width)
	if h.beside(width) {
		return max(left, right)
	}
	return right + 4 + left
}

func (h *headRow) NaturalWidth() float32 { return total(h.drawn) + 12 }

func (h *headRow) parts() []fyne.CanvasObject { return h.drawn }

func (h *headRow) arrange(size fyne.Size) {
	left, right := h.heights(size.Width)
	leftTop := round((size.Height - left) / 2)
	if !h.beside(size.Width) {
		leftTop = size.Height - left
	}
	if h.right != nil {
		width := min(NaturalWidth(h.right), size.Width)
		place(h.right, size.Width-width, 0, width, right)
	}
	if h.left != nil {
		place(h.left, 0, leftTop, min(NaturalWidth(h.left), size.Width), left)
	}
}

// Rule of the phone: title, lead, body and side in one column. The title may stand elsewhere.
func (p *Page) column(title []fyne.CanvasObject) fyne.CanvasObject {
	items := append(title, p.below(8, 14, 22)...)
	if p.Side != nil {
		items = append(items, NewSpace(28), p.Side)
	}
	return Pad(4, gutter, 26, gutter, Stack(0, items...))
}

// below is lead and body under a title, with the gaps title to lead, title to body and lead to body.
func (p *Page) below(toLead, toBody, leadToBody float32) []fyne.CanvasObject {
	var items []fyne.CanvasObject
	if p.Lead != nil {
		items = append(items, NewSpace(toLead), p.Lead)
		toBody = leadToBody
	}
	if p.Body != nil {
		items = append(items, NewSpace(toBody), p.Body)
	}
	return items
}
