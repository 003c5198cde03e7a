package app

import (
	"bytes"
	"context"
	"time"

	"throughline/app/document"
	"throughline/care"
	"throughline/screens/say"
	"throughline/screens/staff"
)

// ShowSummary opens the continued-stay summary, or changes what is on it.
func (s *teamScreens) ShowSummary(patient string, words bool) {
	if n := len(s.w.nav.stack); n > 1 && s.summary == s.w.nav.stack[n-1] {
		s.w.nav.stack = s.w.nav.stack[:n-1]
	}
	v := staff.NewSummaryView(s, s.w.again)
	s.summary = s.w.over(screenOf(s.w, func(c care.Chart, now time.Time, p *say.Printer) staff.Summary {
		return staff.SummaryOf(c, patient, words, now, p)
	}, v.Page))
}

// SaveSummary makes the page off the UI thread, and then asks where to put it.
func (s *teamScreens) SaveSummary(m staff.Summary, done func(*care.Fault)) {
	c, p := s.w.presenter.Latest()
	now := s.w.sys.Now()
	if now := staff.SummaryOf(c, m.Patient, m.WordsChosen, now, p); now.Refused != "" { // taken back since the page was drawn
		done(nil)
		return
	}
	var content []byte
	s.w.try(func(context.Context) (err error) {
		content, err = summaryPDF(m, now, p)
		return err
	}, func(f *care.Fault) {
		if f != nil {
			done(f)
			return
		}
		s.w.saveFile(staff.SummaryFile, content, done)
	})
}

// summaryPDF is the summary as one page.
func summaryPDF(m staff.Summary, now time.Time, p *say.Printer) ([]byte, error) {
	d := document.Document{
		Title: m.Title, Small: m.Name + "\n" + m.Small, Language: m.Language, Made: now, Dense: true, Missing: p.T("document.missing"),
	}
	for _, x := range m.Sections {
		section := document.Section{Title: x.Title, Text: x.Text, Items: x.Items, Table: document.Table{Head: x.Head, Rows: x.Rows}, Chart: document.Chart{Title: x.ChartTitle, Top: float64(x.Top)}}
		for _, at := range x.Points {
			section.Chart.Points = append(section.Chart.Points, document.Point{When: at.When, Words: at.Words, Value: float64(at.Total)})
		}
		d.Sections = append(d.Sections, section)
	}
	var b bytes.Buffer
	err := document.PDF(&b, d, typefaces())
	return b.Bytes(), err
}
