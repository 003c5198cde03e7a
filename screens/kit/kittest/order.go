package kittest

import (
	"fmt"

	"fyne.io/fyne/v2"
)

// Order lists where the Tab key, which takes the controls in the order of the tree, does not go
// top to bottom and left to right (WCAG 2.2, 2.4.3). Controls whose middles stand level with each other
// are a row; what stands wholly to the right may begin above, as the second column of a page does.
// Those that leave out is true for are not compared.
func (s *Screen) Order(leaveOut func(fyne.CanvasObject) bool) []string {
	var order []placed
	for _, at := range s.walk() {
		if _, ok := at.object.(fyne.Focusable); ok && !leaveOut(at.object) {
			order = append(order, at)
		}
	}
	var faults []string
	for j, next := range order {
		for _, before := range order[:j] {
			if fault := against(before, next); fault != "" {
				faults = append(faults, fmt.Sprintf("Tab comes to %q after %q, which is %s", label(next.object), label(before.object), fault))
				break
			}
		}
	}
	return faults
}

// against says how the order of two controls goes against what is seen, if it does.
func against(before, next placed) string {
	a, b := side(before, next), side(next, before)
	const slack = 2
	inColumn := min(a.right, b.right)-max(a.left, b.left) > slack
	inRow := min(a.bottom, b.bottom)-max(a.top, b.top) > min(a.bottom-a.top, b.bottom-b.top)/2
	switch {
	case inRow && inColumn: // one lies in or over the other
		return ""
	case inRow && b.right <= a.left+slack:
		return "right of it"
	case !inRow && b.top < a.top && (inColumn || b.right <= a.left+slack):
		return "below it"
	}
	return ""
}

// side is the box of a control beside another: its own, or, where they do not scroll together, that of
// the scroll that it is in.
func side(of, other placed) box {
	i := 0
	for i < len(of.inside) && i < len(other.inside) && of.inside[i].object == other.inside[i].object {
		i++
	}
	if i < len(of.inside) {
		return of.inside[i].box()
	}
	return of.box()
}
