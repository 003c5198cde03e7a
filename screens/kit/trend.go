package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// TrendPoint is one value and when it was.
type TrendPoint struct {
	When  string // short, for the axis: "Mar 9"
	Value float32
	Words string // the value as it is written: "11"
}

// TrendBand is one severity band. Its ground runs from From to the next band.
type TrendBand struct {
	Name string
	From float32
}

// TrendOptions describe a chart. Points are in order of time, bands from low to high, five at most.
type TrendOptions struct {
	Points  []TrendPoint
	Bands   []TrendBand
	Top     float32 // the highest value there is
	Short   bool    // lower, for a page that shows much: staff
	AsList  string  // "See as a list"
	AsChart string  // "See as a picture"
	Spoken  string  // the chart in one sentence, for screen readers
}

// Trend shows values over time on severity bands: straight lines, values over the points, dates below. It can be
// seen as a list, and is one from the start at large text. Put its Switch beside the heading.
type Trend struct {
	Box
	options TrendOptions
	chart   *chart
	list    *Box
	button  *Button
	chosen  bool // the person has chosen
	asList  bool
}

// NewTrend makes a trend.
func NewTrend(options TrendOptions) *Trend {
	t := &Trend{options: options, chart: newChart(options), list: trendList(options)}
	t.button = QuietButton(options.AsList, t.toggle).Flush().Small()
	t.layout, t.items = trendLayout{t}, []fyne.CanvasObject{t.chart, t.list}
	t.extend(t)
	return t
}

// Switch is the button that goes between chart and list.
func (t *Trend) Switch() *Button { return t.button }

func (t *Trend) isList() bool {
	if t.chosen {
		return t.asList
	}
	return TextScale() > stacks
}

func (t *Trend) toggle() {
	t.asList, t.chosen = !t.isList(), true
	t.Refresh()
}

func (t *Trend) paint() {
	words := t.options.AsList
	t.chart.Hidden, t.list.Hidden = false, true
	if t.isList() {
		words = t.options.AsChart
		t.chart.Hidden, t.list.Hidden = true, false
	}
	t.button.Set(words)
}

func trendList(options TrendOptions) *Box {
	rows := make([]fyne.CanvasObject, 0, len(options.Points))
	for i := len(options.Points) - 1; i >= 0; i-- {
		point := options.Points[i]
		row := Stack(2, Ends(Body(point.When), Strong(point.Words)))
		if name := bandOf(options.Bands, point.Value); name != "" {
			row.Add(Small(name))
		}
		rows = append(rows, Pad(10, 0, 10, 0, row))
	}
	return Rows(rows...)
}

func bandOf(bands []TrendBand, value float32) string {
	var name string
	for _, band := range bands {
		if value >= band.From {
			name = band.Name
		}
	}
	return name
}

// trendLayout gives the room to the one of chart and list that is shown.
type trendLayout struct{ trend *Trend }

func (l trendLayout) pick() fyne.CanvasObject {
	if l.trend.isList() {
		return l.trend.list
	}
	return l.trend.chart
}

func (l trendLayout) heightFor(_ []fyne.CanvasObject, width float32) float32 {
	return HeightFor(l.pick(), width)
}

func (l trendLayout) naturalWidth([]fyne.CanvasObject) float32 { return NaturalWidth(l.pick()) }

func (l trendLayout) arrange(_ []fyne.CanvasObject, size fyne.Size) {
	place(l.pick(), 0, 0, size.Width, size.Height)
}

// chart is the picture of a trend.
type chart struct {
	view
	options TrendOptions
	bands   []*canvas.Rectangle
	names   []*Text
	lines   []*canvas.Line
	points  []*canvas.Circle
	values  []*Text
	dates   []*Text
	drawn   []fyne.CanvasObject
}

const (
	plotHeight = 216
	plotShort  = 164
	plotInset  = 28 // last point to the right edge
)

func newChart(options TrendOptions) *chart {
	c := &chart{options: options}
	for i, band := range options.Bands {
		ground := &canvas.Rectangle{}
		if i == 0 {
			ground.BottomLeftCornerRadius, ground.BottomRightCornerRadius = 14, 14
		}
		if i == len(options.Bands)-1 {
			ground.TopLeftCornerRadius, ground.TopRightCornerRadius = 14, 14
		}
		c.bands, c.names = append(c.bands, ground), append(c.names, Caption(band.Name))
		c.drawn = append(c.drawn, ground, c.names[i])
	}
	for i, point := range options.Points {
		if i > 0 {
			line := &canvas.Line{StrokeWidth: threadWidth}
			c.lines, c.drawn = append(c.lines, line), append(c.drawn, line)
		}
		c.points = append(c.points, &canvas.Circle{})
		c.values = append(c.values, Label(point.Words).Center())
		c.dates = append(c.dates, Caption(point.When).Center())
	}
	for i := range c.points {
		c.drawn = append(c.drawn, c.points[i], c.values[i], c.dates[i])
	}
	c.extend(c)
	return c
}

// AccessibilityLabel is the chart in one sentence.
func (c *chart) AccessibilityLabel() string { return c.options.Spoken }

// AccessibilityRole is text.
func (c *chart) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// plot is the height of the bands.
func (c *chart) plot() float32 {
	height := float32(plotHeight)
	if c.options.Short {
		height = plotShort
	}
	return round(height * min(TextScale(), 1.5))
}

func (c *chart) HeightFor(float32) float32 {
	return c.plot() + 8 + CaptionStyle.lineHeight()
}

func (c *chart) NaturalWidth() float32 { return 350 }

func (c *chart) parts() []fyne.CanvasObject { return c.drawn }

func (c *chart) arrange(size fyne.Size) {
	plot := c.plot()
	at := func(value float32) float32 { return plot * (1 - value/max(c.options.Top, 1)) }
	left := c.arrangeBands(size.Width, at)
	step := float32(0)
	if len(c.points) > 1 {
		step = (size.Width - plotInset - left) / float32(len(c.points)-1)
	}
	for i, point := range c.options.Points {
		x, y := left+float32(i)*step, at(point.Value)
		if len(c.points) == 1 {
			x = (left + size.Width - plotInset) / 2
		}
		c.arrangePoint(i, x, y)
		if i > 0 {
			line := c.lines[i-1]
			line.Position1 = fyne.NewPos(x-step, at(c.options.Points[i-1].Value))
			line.Position2 = fyne.NewPos(x, y)
		}
	}
	c.thin(step)
	y := plot + 8
	for i, date := range c.dates {
		width := NaturalWidth(date) + 2
		x := min(left+float32(i)*step-width/2, size.Width-width)
		if len(c.dates) == 1 {
			x = (left+size.Width-plotInset)/2 - width/2
		}
		place(date, round(x), y, width, CaptionStyle.lineHeight())
	}
}

// arrangeBands places the grounds and their names, and returns where the points begin.
func (c *chart) arrangeBands(width float32, at func(float32) float32) float32 {
	left := float32(plotInset)
	for i, band := range c.options.Bands {
		top := float32(0)
		if i < len(c.options.Bands)-1 {
			top = round(at(c.options.Bands[i+1].From))
		}
		bottom := round(at(band.From))
		place(c.bands[i], 0, top, width, bottom-top)
		line := CaptionStyle.lineHeight()
		natural := NaturalWidth(c.names[i])
		place(c.names[i], 12, round((top+bottom-line)/2), natural, line)
		left = max(left, natural+12+21)
	}
	if len(c.options.Bands) > 0 {
		left = max(left, 150)
	}
	return left
}

func (c *chart) arrangePoint(i int, x, y float32) {
	side := float32(14)
	if i == len(c.points)-1 {
		side = 20
	}
	place(c.points[i], round(x)-side/2, round(y)-side/2, side, side)
	width := NaturalWidth(c.values[i]) + 2
	height := LabelStyle.lineHeight()
	place(c.values[i], round(x-width/2), round(max(y-side/2-2-height+1, 0)), width, height)
}

// thin hides values and dates that would run into each other; the first and the last stay.
func (c *chart) thin(step float32) {
	every := func(texts []*Text, gap float32) {
		var wide float32
		for _, text := range texts {
			wide = max(wide, NaturalWidth(text)+gap)
		}
		stride := 1
		for step > 0 && float32(stride)*step < wide && stride < len(texts) {
			stride++
		}
		last := len(texts) - 1
		for i, text := range texts {
			text.Hidden = (last-i)%stride != 0
		}
	}
	every(c.values, 4)
	every(c.dates, 6)
}

func (c *chart) paint() {
	for i, band := range c.bands {
		band.FillColor = colorOf(Bands[min(i, len(Bands)-1)])
	}
	for _, line := range c.lines {
		line.StrokeColor = colorOf(ThreadColor)
	}
	for i, point := range c.points {
		point.FillColor, point.StrokeColor, point.StrokeWidth = colorOf(Surface), colorOf(ThreadColor), 2
		if i == len(c.points)-1 {
			point.FillColor, point.StrokeColor = colorOf(ThreadColor), colorOf(Surface)
		}
	}
}
