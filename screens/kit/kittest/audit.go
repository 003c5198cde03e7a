package kittest

import (
	"fmt"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// Limits of the audit.
const (
	leastTarget  = 44  // of anything that can be tapped, in units
	leastText    = 4.5 // contrast of text
	leastLarge   = 3   // contrast of text from 24, or from 18.5 bold
	outsideSlack = 1.5 // a glyph may stand out of its box by so much
)

// Audit looks at all that is drawn and lists what is wrong: text outside the window, what scrolls or the control that
// it belongs to; text over text; words cut in two; targets under 44; text with too little contrast; controls without a name.
func (s *Screen) Audit() []string {
	var faults []string
	all := s.walk()
	for i, at := range all {
		if text, ok := at.object.(*canvas.Text); ok && text.Text != "" {
			faults = append(faults, auditText(all, i, text)...)
		}
		if _, ok := at.object.(fyne.Tappable); ok {
			faults = append(faults, auditTarget(at)...)
		}
		faults = append(faults, auditWords(at)...)
	}
	return append(faults, overlaps(all)...)
}

func auditText(all []placed, i int, text *canvas.Text) []string {
	var faults []string
	at := all[i]
	own := inkBox(at, text)
	window := all[0].box()
	if own.left < window.left-outsideSlack || own.right > window.right+outsideSlack {
		faults = append(faults, fmt.Sprintf("%q is cut by the window: %.0f to %.0f of %.0f", text.Text, own.left, own.right, window.right))
	}
	if !at.scroll && (own.top < window.top-outsideSlack || own.bottom > window.bottom+outsideSlack) {
		faults = append(faults, fmt.Sprintf("%q is cut by the window: %.0f to %.0f of %.0f", text.Text, own.top, own.bottom, window.bottom))
	}
	if within := at.frame; within != nil {
		if own.left < within.left-outsideSlack || own.right > within.right+outsideSlack || own.top < within.top-outsideSlack || own.bottom > within.bottom+outsideSlack {
			faults = append(faults, fmt.Sprintf("%q stands out of what holds it: %v in %v", text.Text, own, *within))
		}
	}
	ground := groundBehind(all[:i], own)
	least := float64(leastText)
	if text.TextSize >= 24 || (text.TextStyle.Bold && text.TextSize >= 18.5) {
		least = leastLarge
	}
	middle := (own.top + own.bottom) / 2
	if at.scroll && (middle < at.clip.top || middle > at.clip.bottom) {
		return faults // scrolled away, and so is its ground
	}
	if ratio := Contrast(text.Color, ground); ratio < least {
		faults = append(faults, fmt.Sprintf("%q has a contrast of %.1f, under %.1f", text.Text, ratio, least))
	}
	return faults
}

func auditTarget(at placed) []string {
	var faults []string
	name := label(at.object)
	if name == "" {
		faults = append(faults, fmt.Sprintf("%T at %v can be tapped and has no name", at.object, at.pos))
	}
	if size := at.object.Size(); size.Width < leastTarget || size.Height < leastTarget {
		faults = append(faults, fmt.Sprintf("%q is %.0f by %.0f, under %d", name, size.Width, size.Height, leastTarget))
	}
	if own := at.box(); own.left < at.clip.left-outsideSlack || own.right > at.clip.right+outsideSlack {
		faults = append(faults, fmt.Sprintf("%q is cut at the side: %.0f to %.0f of %.0f to %.0f", name, own.left, own.right, at.clip.left, at.clip.right))
	}
	return faults
}

// inkBox is where the letters are: a text may have been given more room than it needs, or less.
func inkBox(at placed, text *canvas.Text) box {
	own := at.box()
	min := text.MinSize()
	switch text.Alignment {
	case fyne.TextAlignTrailing:
		own.left = own.right - min.Width
	case fyne.TextAlignCenter:
		middle := (own.left + own.right) / 2
		own.left, own.right = middle-min.Width/2, middle+min.Width/2
	case fyne.TextAlignLeading:
		own.right = own.left + min.Width
	}
	return own
}

// overlaps finds text drawn over other text, where neither has scrolled out of sight.
func overlaps(all []placed) []string {
	var faults []string
	var seen []placed
	for _, at := range all {
		text, ok := at.object.(*canvas.Text)
		if !ok || text.Text == "" {
			continue
		}
		own := inkBox(at, text)
		for _, other := range seen {
			theirs := inkBox(other, other.object.(*canvas.Text))
			wide := min(own.right, theirs.right) - max(own.left, theirs.left)
			high := min(own.bottom, theirs.bottom) - max(own.top, theirs.top)
			if wide > 2 && high > 6 && own.visibleIn(at.clip) && theirs.visibleIn(other.clip) && at.scroll == other.scroll {
				faults = append(faults, fmt.Sprintf("%q lies over %q", text.Text, other.object.(*canvas.Text).Text))
			}
		}
		seen = append(seen, at)
	}
	return faults
}

func (b box) visibleIn(clip box) bool {
	return b.bottom > clip.top && b.top < clip.bottom && b.right > clip.left && b.left < clip.right
}

// groundBehind is the colour that was drawn last below a text.
func groundBehind(before []placed, own box) color.Color {
	ground := theme.Color(theme.ColorNameBackground) // the window's own
	x, y := (own.left+own.right)/2, (own.top+own.bottom)/2
	for _, at := range before {
		b := at.box()
		if x < b.left || x > b.right || y < b.top || y > b.bottom || !own.visibleIn(at.clip) {
			continue
		}
		var fill color.Color
		switch shape := at.object.(type) {
		case *canvas.Rectangle:
			fill = shape.FillColor
		case *canvas.Circle:
			fill = shape.FillColor
		}
		if fill == nil {
			continue
		}
		if _, _, _, alpha := fill.RGBA(); alpha == 0xFFFF {
			ground = fill
		}
	}
	return ground
}

// Contrast is the contrast ratio of two colours, 1 to 21, by WCAG 2.2.
func Contrast(a, b color.Color) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(v uint32) float64 {
		s := float64(v) / 0xFFFF
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}
