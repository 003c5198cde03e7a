package document

// Colours of what is drawn, as on the screen: ink, and the thread.
var (
	line   = [3]int{0xE2, 0xDE, 0xD7}
	thread = [3]int{0xA8, 0x71, 0x1A}
)

// table draws a table over the width of the page, with a rule under each row.
func (p *printer) table(t Table) {
	if len(t.Head) == 0 || len(t.Rows) == 0 {
		return
	}
	width, _ := p.GetPageSize()
	unit := (width - 2*p.margin) / float64(len(t.Head)+1)
	p.SetDrawColor(line[0], line[1], line[2])
	row := func(style string, cells []string) {
		for i := range t.Head {
			words, wide := "", unit
			if i < len(cells) {
				words = cells[i]
			}
			if i == 0 {
				wide = 2 * unit
			}
			p.set(style, p.sizeBody, words)
			p.CellFormat(wide, p.lineBody+0.3, p.fitting(words, wide-2), "B", 0, "L", false, 0, "")
		}
		p.Ln(-1)
	}
	row("B", t.Head)
	for _, cells := range t.Rows {
		row("", cells)
	}
}

// fitting cuts words that are wider than their cell, and marks that.
func (p *printer) fitting(words string, width float64) string {
	words = p.printable(words)
	for signs := []rune(words); p.GetStringWidth(words) > width && len(signs) > 1; {
		signs = signs[:len(signs)-1]
		words = string(signs) + "…"
	}
	return words
}

const (
	chartHeight = 20 // without the words above and below
	dot         = 1.1
)

// chart draws values as a line with a dot and a number each.
func (p *printer) chart(c Chart) {
	if len(c.Points) < 2 || c.Top <= 0 {
		return
	}
	p.Ln(1)
	if _, height := p.GetPageSize(); p.GetY()+chartHeight+3*p.lineBody > height-p.margin-4 {
		p.AddPage()
	}
	p.text("B", p.sizeBody, p.lineBody, c.Title)
	width, _ := p.GetPageSize()
	top := p.GetY() + p.lineBody
	step := (width - 2*p.margin - 20) / float64(len(c.Points)-1)
	x := func(i int) float64 { return p.margin + 10 + step*float64(i) }
	y := func(v float64) float64 { return top + chartHeight*(1-min(max(v/c.Top, 0), 1)) }
	p.SetDrawColor(line[0], line[1], line[2])
	p.Line(p.margin, y(0), width-p.margin, y(0))
	p.SetDrawColor(thread[0], thread[1], thread[2])
	p.SetFillColor(thread[0], thread[1], thread[2])
	p.SetLineWidth(0.6)
	for i := 1; i < len(c.Points); i++ {
		p.Line(x(i-1), y(c.Points[i-1].Value), x(i), y(c.Points[i].Value))
	}
	p.SetLineWidth(0.2)
	for i, at := range c.Points {
		p.Circle(x(i), y(at.Value), dot, "F")
		p.SetXY(x(i)-10, y(at.Value)-p.lineBody-0.4)
		p.set("", sizeSmall-1, at.Words)
		p.CellFormat(20, p.lineBody, p.printable(at.Words), "", 0, "C", false, 0, "")
		p.SetXY(x(i)-10, y(0)+0.4)
		p.set("", sizeSmall-1, at.When)
		p.CellFormat(20, p.lineBody, p.printable(at.When), "", 0, "C", false, 0, "")
	}
	p.SetXY(p.margin, y(0)+p.lineBody+0.8)
}
