package kit

import "fyne.io/fyne/v2"

// RowLink is a row that leads somewhere: title, small lines under it, chevron.
type RowLink struct {
	Tap
	lead   fyne.CanvasObject
	title  *Text
	lines  []fyne.CanvasObject
	end    *Text
	before []fyne.CanvasObject

	padding float32 // above and below
}

// NewRowLink makes a row with a strong title and, where small is not "", a small line.
func NewRowLink(title, small string, onTap func()) *RowLink {
	r := &RowLink{title: Strong(title), padding: 8}
	if small != "" {
		r.lines = append(r.lines, Small(small))
	}
	r.init(title, newPanel(&Panel{centered: true}), onTap)
	if small != "" {
		r.state = small
	}
	r.bleed = 8
	r.extend(r)
	r.fill()
	return r
}

func (r *RowLink) fill() {
	column := append(append(append([]fyne.CanvasObject(nil), r.before...), r.title), r.lines...)
	items := []fyne.CanvasObject{Wide(Stack(1, column...))}
	gap := float32(12)
	if r.lead != nil {
		items = append([]fyne.CanvasObject{r.lead}, items...)
	}
	if r.end != nil {
		items = append(items, r.end)
	}
	items = append(items, NewIcon("chevron-right", 20, InkSoft))
	face := r.face.(*Panel)
	face.top, face.content = r.padding, RowCentered(gap, items...)
}

// Overline puts a small line above the title: the time of a plan.
func (r *RowLink) Overline(words string) *RowLink {
	r.before = []fyne.CanvasObject{Small(words)}
	r.state = words
	r.fill()
	return r
}

// WithIcon puts an icon in InkSoft before the title and sets the title in body weight: rows of one kind.
func (r *RowLink) WithIcon(name string) *RowLink {
	r.lead = NewIcon(name, 22, InkSoft)
	r.title.style, r.padding = BodyStyle, 12.5
	r.fill()
	return r
}

// WithTile puts an icon on a soft square before the title: lessons, skills.
func (r *RowLink) WithTile(name string) *RowLink {
	r.lead = newTile(name)
	r.fill()
	return r
}

// End puts a short fact before the chevron: "5 min".
func (r *RowLink) End(words string) *RowLink {
	r.end = Small(words)
	r.fill()
	return r
}

// About says after the title, for screen readers, what the row is about where several have the same: the day.
func (r *RowLink) About(what string) *RowLink {
	r.about = what
	return r
}

// With adds lines under the title: a StatusLine, a Tag.
func (r *RowLink) With(lines ...fyne.CanvasObject) *RowLink {
	r.lines = append(r.lines, lines...)
	r.fill()
	return r
}

// Rows puts rows one under the other with a 1 px rule between them.
func Rows(rows ...fyne.CanvasObject) *Box {
	items := make([]fyne.CanvasObject, 0, 2*len(rows))
	for _, row := range present(rows) {
		if len(items) > 0 {
			items = append(items, Rule())
		}
		items = append(items, row)
	}
	return Stack(0, items...)
}

func newTile(icon string) *Box {
	return newBox(fixed{48, 48}, []fyne.CanvasObject{newPanel(&Panel{
		fill: PrimarySoft, radius: 14, centered: true, content: Middle(NewIcon(icon, 22, OnPrimSoft)),
	})})
}
