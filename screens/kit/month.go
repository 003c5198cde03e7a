package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// MonthDay is one day of a Month. Name says it whole: "Tuesday, March 9, 1 session".
type MonthDay struct {
	Number, Name string
	Today        bool
	Marks        []Moment // one for each thing on that day
}

// MonthOptions describes a Month.
type MonthOptions struct {
	Weekdays []string // seven letters
	Lead     int      // empty cells before the first day
	Days     []MonthDay
	Chosen   int // index into Days, or None
	OnChoose func(index int)
	Spoken   func(chosen bool, place, count int) string
}

// MonthFits says whether seven days that can be tapped stand side by side in the width.
func MonthFits(width float32) bool {
	return width >= 7*monthCell && TextScale() <= stacks
}

const (
	monthCell = 44 // the least width of a day
	monthDay  = 52 // its height
	markSide  = 7
	markGap   = 3
	marksMost = 3
)

// NewMonth shows a calendar month, a mark on each day that holds something. Where it does not fit (large text, a very
// narrow window), it shows instead what is given for that.
func NewMonth(o MonthOptions, instead fyne.CanvasObject) *Month {
	var letters, cells []fyne.CanvasObject
	for _, letter := range o.Weekdays {
		letters = append(letters, Caption(letter).Center())
	}
	for range o.Lead {
		cells = append(cells, NewSpace(monthDay))
	}
	for i, day := range o.Days {
		cells = append(cells, newMonthDay(o, i, day))
	}
	m := &Month{grid: Stack(4, newBox(seven{}, letters), newBox(seven{}, cells)), instead: instead}
	m.extend(m)
	return m
}

func newMonthDay(o MonthOptions, i int, day MonthDay) *Tap {
	number := Body(day.Number)
	if day.Today {
		number = Strong(day.Number)
	}
	face := newPanel(&Panel{radius: 14, top: 4, centered: true})
	if i == o.Chosen {
		face.fill, face.edge, face.stroke = PrimarySoft, Primary, 2
		number.In(OnPrimSoft)
	} else if day.Today {
		face.fill, face.edge, face.stroke = Surface, Control, 1
	}
	face.content = Stack(2, number.Center(), newMarks(day.Marks))
	t := NewTap(day.Name, face, func() {
		if o.OnChoose != nil {
			o.OnChoose(i)
		}
	})
	if o.Spoken != nil {
		t.state = o.Spoken(i == o.Chosen, i+1, len(o.Days))
	}
	t.minHeight, t.minWidth, t.inner = monthDay, monthCell, true
	return t
}

// seven lays its items out in rows of seven equal columns.
type seven struct{}

func (seven) row(items []fyne.CanvasObject, from int, width float32) (row []fyne.CanvasObject, height float32) {
	row = items[from:min(from+7, len(items))]
	for _, o := range row {
		height = max(height, HeightFor(o, width/7))
	}
	return row, height
}

func (l seven) heightFor(items []fyne.CanvasObject, width float32) float32 {
	var height float32
	for i := 0; i < len(items); i += 7 {
		_, h := l.row(items, i, width)
		height += h
	}
	return height
}

func (seven) naturalWidth([]fyne.CanvasObject) float32 { return 7 * monthDay }

func (l seven) arrange(items []fyne.CanvasObject, size fyne.Size) {
	var y float32
	for i := 0; i < len(items); i += 7 {
		row, h := l.row(items, i, size.Width)
		for k, o := range row {
			left := round(size.Width / 7 * float32(k))
			place(o, left, y, round(size.Width/7*float32(k+1))-left, h)
		}
		y += h
	}
}

// Month is a calendar month, or what stands in its place.
type Month struct {
	view
	grid, instead fyne.CanvasObject
}

func (m *Month) pick(width float32) fyne.CanvasObject {
	if MonthFits(width) {
		return m.grid
	}
	return m.instead
}

// HeightFor is the height at that width.
func (m *Month) HeightFor(width float32) float32 { return HeightFor(m.pick(width), width) }

// NaturalWidth is that of the calendar.
func (m *Month) NaturalWidth() float32 { return NaturalWidth(m.grid) }

func (m *Month) parts() []fyne.CanvasObject { return []fyne.CanvasObject{m.pick(m.Size().Width)} }

func (m *Month) arrange(size fyne.Size) { place(m.pick(size.Width), 0, 0, size.Width, size.Height) }

// marks are small dots under a number: full for what was, a ring for what comes, a faint dot for what was called off.
// The name of the day says how many there are.
type marks struct {
	view
	moments []Moment
	drawn   []fyne.CanvasObject
}

func newMarks(moments []Moment) *marks {
	m := &marks{moments: moments[:min(len(moments), marksMost)]}
	for range m.moments {
		m.drawn = append(m.drawn, &canvas.Rectangle{CornerRadius: markSide / 2})
	}
	m.extend(m)
	return m
}

func (m *marks) HeightFor(float32) float32  { return markSide }
func (m *marks) NaturalWidth() float32      { return float32(len(m.drawn)) * (markSide + markGap) }
func (m *marks) parts() []fyne.CanvasObject { return m.drawn }

func (m *marks) arrange(size fyne.Size) {
	x := round((size.Width - m.NaturalWidth() + markGap) / 2)
	for _, o := range m.drawn {
		place(o, x, 0, markSide, markSide)
		x += markSide + markGap
	}
}

func (m *marks) paint() {
	for i, o := range m.drawn {
		dot := o.(*canvas.Rectangle)
		dot.FillColor, dot.StrokeColor, dot.StrokeWidth = colorOf(ThreadColor), colorOf(none), 0
		switch m.moments[i] {
		case Later, Now:
			dot.FillColor, dot.StrokeColor, dot.StrokeWidth = colorOf(none), colorOf(ThreadColor), 2
		case Blank:
			dot.FillColor = colorOf(Control)
		case Done, Past:
		}
	}
}
