package kit

import "fyne.io/fyne/v2"

// Place is one of the main places of the app, named in the tab bar or the rail.
type Place struct {
	Icon, Word string
}

// selected is said after the name of the place that is shown; a tick is the same in every language.
const selected = "✓"

// tabBar is the bar at the bottom of a phone.
func tabBar(places []Place, at int, onPlace func(int)) *Panel {
	tabs := make([]fyne.CanvasObject, len(places))
	for i, place := range places {
		tabs[i] = newTab(place, i == at, func() { onPlace(i) })
	}
	return barPanel(Pad(10, 0, 7, 0, newBox(fit{}, tabs)), 0, 0)
}

// shortBar is the bar above a text scale of 1.3.
func shortBar(parts []fyne.CanvasObject) *Panel { return barPanel(newBox(fit{8}, parts), 8, 14) }

// shortParts are the present place, and the way to all of them.
func shortParts(places []Place, at int, menu string, onPlace func(int), onMenu func()) []fyne.CanvasObject {
	parts := make([]fyne.CanvasObject, 0, 2)
	if at >= 0 && at < len(places) {
		parts = append(parts, newBarPart(places[at], true, func() { onPlace(at) }))
	}
	return append(parts, newBarPart(Place{Icon: "menu", Word: menu}, at < 0, onMenu))
}

func barPanel(content fyne.CanvasObject, top, side float32) *Panel {
	return newPanel(&Panel{
		fill: Surface, top: top, side: side, sink: 80, content: Stack(0, content),
	})
}

func newTab(place Place, here bool, onTap func()) *Tap {
	icon, text, pill := InkSoft, Caption(place.Word), none
	if here {
		icon, pill = OnPrimSoft, PrimarySoft
		text = NewText(CaptionStrong, Primary, place.Word)
	}
	face := Stack(2,
		Middle(newBox(fixed{56, 32}, []fyne.CanvasObject{newPanel(&Panel{
			fill: pill, radius: halfHeight, centered: true, content: Middle(NewIcon(place.Icon, 23, icon)),
		})})),
		text.Center())
	t := NewTap(place.Word, face, onTap)
	t.minHeight, t.reach = 52, -1 // the first and the last stand at the window's edge
	if here {
		t.state = selected
	}
	return t
}

func newBarPart(place Place, here bool, onTap func()) *Tap {
	role, fill := InkSoft, none
	if here {
		role, fill = OnPrimSoft, PrimarySoft
	}
	face := newPanel(&Panel{
		fill: fill, radius: 20, top: 10, side: 14, centered: true,
		content: Middle(Row(10, NewIcon(place.Icon, 23, role).Beside(LabelStyle), Label(place.Word).In(role))),
	})
	t := NewTap(place.Word, face, onTap)
	t.minHeight, t.radius = 60, 20
	if here {
		t.state = selected
	}
	return t
}

// rail is the column at the left of a laptop.
func rail(brand string, places []Place, at int, onPlace func(int)) *Panel {
	items := []fyne.CanvasObject{
		Pad(0, 0, 0, 14, brandLine(brand)),
		NewSpace(26),
	}
	for i, place := range places {
		items = append(items, newRailRow(place, i == at, func() { onPlace(i) }))
	}
	return newPanel(&Panel{fill: Sunken, content: Scroll(Pad(30, 14, 22, 14, Stack(4, items...)))})
}

// brandLine is the mark and the name of the app.
func brandLine(brand string) *Box {
	return RowCentered(9, NewIcon(markIcon, 26, ThreadColor), Wide(Heading(brand)))
}

func newRailRow(place Place, here bool, onTap func()) *Tap {
	role, fill, text := InkSoft, none, Body(place.Word).In(InkSoft)
	if here {
		role, fill, text = OnPrimSoft, PrimarySoft, Strong(place.Word).In(OnPrimSoft)
	}
	face := newPanel(&Panel{
		fill: fill, radius: 14, side: 14, top: 8, centered: true,
		content: RowCentered(12, NewIcon(place.Icon, 21, role), Wide(text)),
	})
	t := NewTap(place.Word, face, onTap)
	if here {
		t.state = selected
	}
	return t
}

// fixed gives its content a size that grows as icons do.
type fixed struct{ width, height float32 }

func (l fixed) heightFor([]fyne.CanvasObject, float32) float32 { return l.height * iconScale() }
func (l fixed) naturalWidth([]fyne.CanvasObject) float32       { return l.width * iconScale() }
func (l fixed) arrange(items []fyne.CanvasObject, size fyne.Size) {
	for _, o := range items {
		place(o, 0, 0, size.Width, size.Height)
	}
}
