package kit

import (
	"fyne.io/fyne/v2"
)

// ShellOptions are what stays the same from page to page. All words come from the caller, in the app's language.
type ShellOptions struct {
	Brand   string  // beside the mark in the rail
	Places  []Place // none before sign-in: neither tab bar nor rail
	Help    string  // the word on the Help button
	Menu    string  // the word for all places, above a text scale of 1.3
	OnPlace func(index int)
	OnHelp  func()
	Refresh Refresh // by a finger
}

// Shell is the root of the window: tab bar on a phone, rail on a laptop (from 700 wide, divided by the text scale),
// Help at the top right of every page. It changes while the window is resized.
type Shell struct {
	view
	options ShellOptions
	page    *Page
	at      int
	menu    bool // the list of places is open

	laptop bool
	short  bool // a phone that is turned: see isShort
	inline bool // the foot is the end of what scrolls, since there is no room for it below
	scale  float32
	nav    *Panel // tab bar or rail
	edge   *Panel // line above the tab bar
	head   fyne.CanvasObject
	corner fyne.CanvasObject // Help, on a laptop
	scroll *Scroller
	foot   fyne.CanvasObject
	veil   *veil
	pull   *pull
	before fyne.Size
	mark   Mark   // of the page that is come back to
	opener string // the name of the control that opened the form which has the focus; "" for a key
	inForm bool   // a form has the focus that was opened within the page

	onArranged func() // for screen readers
	drawn      []fyne.CanvasObject
}

// NewShell makes the root of the window, empty until Open.
func NewShell(options ShellOptions) *Shell {
	s := &Shell{options: options, at: None, page: &Page{}, veil: newVeil(), pull: newPull()}
	s.pull.set(options.Refresh)
	s.extend(s)
	return s
}

// SetOptions changes what stays from page to page: another language, another role.
func (s *Shell) SetOptions(options ShellOptions) {
	s.options = options
	s.pull.set(options.Refresh)
	s.rebuild()
}

// Open puts a page into the shell, under the place with that index (None for a page of no place). A page with the
// key of the one before keeps scroll and focus.
func (s *Shell) Open(at int, page *Page) {
	kept := page.Key != "" && page.Key == s.page.Key && !s.menu
	passed := s.page.Passing
	s.at, s.page, s.menu = at, page, false
	if !kept || s.scroll == nil {
		s.rebuild()
		switch back := s.came(page); {
		case page.AtOnce:
			s.veil.drop()
		case !back && !passed:
			s.veil.lift()
		}
		return
	}
	mark := s.Mark()
	s.rebuild()
	s.comeBack(mark)
	if c := fyne.CurrentApp().Driver().CanvasForObject(s); c != nil && page.Grab != nil {
		s.opener, s.inForm = mark.focus, true
		c.Focus(page.Grab)
	}
}

// Page is the page that is shown.
func (s *Shell) Page() *Page { return s.page }

// IsLaptop tells whether the shell shows rail and columns now.
func (s *Shell) IsLaptop() bool { return s.laptop }

func (s *Shell) rebuild() {
	s.scale = 0 // arrange builds anew
	s.Refresh()
}

// MinSize is small and fixed: no page can enlarge the window.
func (s *Shell) MinSize() fyne.Size { return fyne.NewSize(320, 320) }

// HeightFor is the height at which nothing has to scroll.
func (s *Shell) HeightFor(width float32) float32 {
	return s.Size().Height + s.scroll.Overflow()
}

// NaturalWidth is that of the smallest window.
func (s *Shell) NaturalWidth() float32 { return 320 }

func (s *Shell) parts() []fyne.CanvasObject { return s.drawn }

func (s *Shell) arrange(size fyne.Size) {
	short := isShort(size)
	laptop := !short && size.Width/TextScale() >= laptopFrom
	if s.scale != TextScale() { // or a page was opened
		s.laptop, s.short, s.inline, s.scale = laptop, short, false, TextScale()
		s.build()
	} else if laptop != s.laptop || short != s.short {
		s.laptop, s.short, s.inline = laptop, short, false
		s.buildInPlace()
	}
	if inline := s.foot != nil && s.arrangeAs(size) < leastBody(size); inline != s.inline {
		s.inline = inline
		s.buildInPlace()
	}
	s.arrangeAs(size)
	at := s.scroll.Position()
	place(s.pull, at.X+gutter, at.Y, max(s.scroll.Size().Width-2*gutter, 0), min(2*pullDown, s.scroll.Size().Height))
	s.givePull()
	s.moved()
	if s.before.Height > size.Height {
		s.keepInSight()
	}
	s.before = size
}

// moved tells that something stands elsewhere than before.
func (s *Shell) moved() {
	if s.onArranged != nil {
		s.onArranged()
	}
}

func (s *Shell) build() {
	page := s.page
	if s.menu {
		page = s.menuPage()
	}
	help := page.Corner
	if help == nil {
		help = Pill("life-buoy", s.options.Help, s.options.OnHelp)
	}
	s.nav, s.edge, s.corner, s.foot = nil, nil, nil, page.Foot
	switch {
	case s.laptop:
		s.buildLaptop(page, help)
	case s.short:
		s.buildShort(page, help)
	default:
		s.buildPhone(page, help)
	}
	s.scroll.onMoved = s.moved
	visit(s.scroll, func(o fyne.CanvasObject) bool {
		switch o := o.(type) {
		case *Variant:
			o.isLaptop = s.laptop
		case *Desk:
			o.single = s.short
		case *Pair:
			o.single = s.short
		case *Breath:
			o.most = 0
			if s.short {
				o.most = max(breathSmall, s.Size().Height-breathBeside)
			}
		}
		return true
	})
	// The scroll comes first, so that the Tab key walks head, body, foot after it and nothing covers the head.
	// Behind all of it is the ground, which is the window's own: the theme's background.
	s.drawn = nil
	for _, o := range []fyne.CanvasObject{s.head, s.corner, s.scroll} {
		if o != nil {
			s.drawn = append(s.drawn, o)
		}
	}
	if s.foot != nil && !s.inline {
		showWhole(s.foot)
		s.drawn = append(s.drawn, s.foot)
	}
	if s.nav != nil {
		s.drawn = append(s.drawn, s.nav)
	}
	if s.edge != nil {
		s.drawn = append(s.drawn, s.edge)
	}
	s.drawn = append(s.drawn, s.pull, s.veil)
}

func (s *Shell) buildPhone(page *Page, help fyne.CanvasObject) {
	s.head = newHeadRow(page, help)
	if pair, ok := page.Body.(*Desk); ok && page.Fill {
		s.scroll = fillingScroll(Stack(8, append(page.titled(), page.Lead)...), pair, gutter, gutter)
	} else {
		s.scroll = Scroll(s.ending(page.column(page.titled()), gutter))
	}
	if page.Full || len(s.options.Places) == 0 {
		return
	}
	s.edge = Rule()
	if TextScale() > stacks {
		s.nav = shortBar(shortParts(s.options.Places, s.here(), s.options.Menu, s.goTo, s.openMenu))
		return
	}
	s.nav = tabBar(s.options.Places, s.at, s.goTo)
}

// here is the place that is shown; on the list of places it is none.
func (s *Shell) here() int {
	if s.menu {
		return None
	}
	return s.at
}

func (s *Shell) goTo(index int) {
	if s.menu {
		s.menu = false
		s.rebuild()
	}
	if s.options.OnPlace != nil {
		s.options.OnPlace(index)
	}
}

// CloseMenu closes the list of places, and tells whether it was open.
func (s *Shell) CloseMenu() bool {
	if !s.menu {
		return false
	}
	s.menu = false
	s.rebuild()
	return true
}

func (s *Shell) openMenu() {
	s.menu = true
	s.rebuild()
}

// menuPage is the list of places as large rows.
func (s *Shell) menuPage() *Page {
	rows := make([]fyne.CanvasObject, len(s.options.Places))
	for i, at := range s.options.Places {
		rows[i] = NewRowLink(at.Word, "", func() { s.goTo(i) }).WithIcon(at.Icon)
	}
	return &Page{Title: s.options.Menu, Body: Rows(rows...)}
}

// arrangePhone returns how high the body is with the foot below it.
func (s *Shell) arrangePhone(size fyne.Size) float32 {
	// A wide window at large text is a phone with margins.
	margin := max(0, round((size.Width-readingWidth*TextScale())/2))
	inner := size.Width - 2*margin
	const top = 12
	height := HeightFor(s.head, inner-2*gutter)
	place(s.head, margin+gutter, top, inner-2*gutter, height)
	y := top + height
	bottom := size.Height
	if s.nav != nil {
		bar := HeightFor(s.nav, size.Width)
		bottom -= bar
		place(s.nav, 0, bottom, size.Width, bar)
		place(s.edge, 0, bottom, size.Width, 1)
	}
	body := s.arrangeFoot(margin+gutter, inner-2*gutter, &bottom, 14) - y
	place(s.scroll, margin, y, inner, max(bottom-y, 0))
	place(s.veil, 0, 0, size.Width, bottom)
	return body
}

// arrangeFoot sets the foot on the line at bottom, which it moves up, and returns where the line is then; a foot that
// scrolls leaves it where it was.
func (s *Shell) arrangeFoot(left, width float32, bottom *float32, below float32) float32 {
	if s.foot == nil {
		return *bottom
	}
	height := HeightFor(s.foot, width)
	above := *bottom - height - below - 8
	if !s.inline {
		place(s.foot, left, *bottom-height-below, width, height)
		*bottom = above
	}
	return above
}
