// Package document makes readable documents of a person's own words, to print or
// to keep: PDF in the product's typeface. It knows nothing of screens, and its
// fonts are given to it.
package document

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/sfnt"
)

// Document is what stands on the page, in order.
type Document struct {
	Title    string
	Small    string // under the title: "Changed March 2"
	Language string // BCP 47, for screen readers
	Sections []Section
	Dense    bool               // small type, for what has to stand on one page
	Page     func(n int) string // the foot of a page: "Page 2"; nil for none
	Missing  string             // said at the foot of each page on which the typeface lacks a sign that somebody wrote
	Made     time.Time          // in the file's properties
}

// Section is a heading with what belongs to it. An item is a line of its own with a
// dot before it.
type Section struct {
	NewPage bool // it begins a page, with a title as large as the document's
	Title   string
	Text    []string // paragraphs
	Items   []string
	Table   Table
	Chart   Chart
}

// Table has a head and rows of the same number of cells; the first column is twice
// as wide as the others.
type Table struct {
	Head []string
	Rows [][]string
}

// Chart is values over time, joined by straight lines. Fewer than two draw nothing.
type Chart struct {
	Title  string  // what is measured
	Top    float64 // the value at the upper edge; the lower one is 0
	Points []Point
}

// Point is one value, with what stands below and above it.
type Point struct {
	When, Words string
	Value       float64
}

// Cuts are the two of a typeface, as TrueType.
type Cuts struct{ Regular, Semibold []byte }

// Fonts are the typeface, and others with wider coverage: words that it lacks signs for are set in the first that
// lacks the fewest.
type Fonts struct {
	Cuts
	More []Cuts
}

// Measures of the page, in millimetres; sizes of the type in points.
const (
	sizeSmall = 9
)

type measures struct{ margin, lineBody, lineHead, sizeTitle, sizeHead, sizeBody, gap float64 }

var (
	plain = measures{margin: 20, lineBody: 6.2, lineHead: 7.5, sizeTitle: 22, sizeHead: 13, sizeBody: 11, gap: 4}
	dense = measures{margin: 14, lineBody: 4.1, lineHead: 5.2, sizeTitle: 16, sizeHead: 10.5, sizeBody: 8.5, gap: 2}
)

// PDF writes the document. The same document gives the same bytes.
func PDF(w io.Writer, d Document, f Fonts) error {
	p := &printer{Fpdf: fpdf.New("P", "mm", "A4", ""), measures: plain}
	for _, cuts := range append([]Cuts{f.Cuts}, f.More...) {
		face, err := sfnt.Parse(cuts.Regular)
		if err != nil {
			return fmt.Errorf("document: the typeface: %w", err)
		}
		p.faces = append(p.faces, &typeface{Cuts: cuts, Font: face, family: fmt.Sprintf("f%d", len(p.faces))})
	}
	p.face = p.faces[0]
	if d.Dense {
		p.measures = dense
	}
	p.SetCatalogSort(true)
	p.SetCreationDate(d.Made.UTC())
	p.SetModificationDate(d.Made.UTC())
	p.SetTitle(d.Title, true)
	p.SetLang(d.Language)
	p.SetProducer("Throughline", true)
	p.SetMargins(p.margin, p.margin, p.margin)
	foot := p.margin
	if d.Page != nil {
		foot += 4
	}
	p.SetAutoPageBreak(true, foot)
	p.SetFooterFunc(func() {
		p.SetY(-p.margin + 4)
		p.SetX(p.margin) // whatever the line that went on to the next page was set in by
		if p.lacked {
			p.small(d.Missing)
			p.lacked = p.lacking
		}
		if d.Page != nil {
			p.small(d.Page(p.PageNo()))
		}
	})
	p.AddPage()
	p.text("B", p.sizeTitle, 10, d.Title)
	p.text("", sizeSmall, p.lineBody, d.Small)
	for _, s := range d.Sections {
		p.section(s)
	}
	if err := p.Output(w); err != nil {
		return fmt.Errorf("document: %w", err)
	}
	return nil
}

type printer struct {
	*fpdf.Fpdf
	measures
	faces []*typeface
	face  *typeface // that is set

	lacked  bool // a sign was written on this page that the typeface lacks
	lacking bool // so are some in the words that are being written, which may go on over pages
}

func (p *printer) section(s Section) {
	if s.NewPage {
		p.AddPage()
		p.text("B", p.sizeTitle, 10, s.Title)
		s.Title = ""
	}
	p.Ln(p.gap)
	// A heading does not stand alone at the end of a page.
	if _, height := p.GetPageSize(); p.GetY()+p.lineHead+p.lineBody > height-p.margin-4 {
		p.AddPage()
	}
	p.text("B", p.sizeHead, p.lineHead, s.Title)
	for _, words := range s.Text {
		p.text("", p.sizeBody, p.lineBody, words)
	}
	for _, words := range s.Items {
		left, _, _, _ := p.GetMargins()
		p.SetX(left)
		p.set("", p.sizeBody, "•")
		p.CellFormat(6, p.lineBody, "•", "", 0, "L", false, 0, "")
		p.SetLeftMargin(left + 6)
		p.text("", p.sizeBody, p.lineBody, words)
		p.SetLeftMargin(left)
		p.SetX(left)
	}
	p.table(s.Table)
	p.chart(s.Chart)
}

// text writes words over the width of the page and wraps them.
func (p *printer) text(style string, size, line float64, words string) {
	if words == "" {
		return
	}
	p.set(style, size, words)
	before := p.lacked
	p.lacked = false
	words = p.printable(words)
	p.lacking, p.lacked = p.lacked, p.lacked || before
	p.MultiCell(0, line, words, "", "L", false)
	p.lacking = false
}

// small is a line at the foot of a page.
func (p *printer) small(words string) {
	p.set("", sizeSmall, words)
	p.MultiCell(0, p.lineBody*0.7, words, "", "L", false)
}

// typeface is one of those that words can be set in. It is in the file once it was.
type typeface struct {
	Cuts
	*sfnt.Font
	family string
	there  bool
}

// has tells whether there is a sign for a letter; no PDF of ours has those beyond the first 65,536.
func (f *typeface) has(r rune) bool {
	var buffer sfnt.Buffer
	i, err := f.GlyphIndex(&buffer, r)
	return err == nil && i != 0 && r <= 0xFFFF
}

// set has what follows set in a typeface that has the words.
func (p *printer) set(style string, size float64, words string) {
	least := -1
	for _, f := range p.faces {
		lacks := 0
		for _, r := range words {
			if unicode.IsGraphic(r) && !unicode.IsSpace(r) && !f.has(r) {
				lacks++
			}
		}
		if least < 0 || lacks < least {
			p.face, least = f, lacks
		}
		if least == 0 {
			break
		}
	}
	if !p.face.there {
		p.face.there = true
		p.AddUTF8FontFromBytes(p.face.family, "", p.face.Regular)
		p.AddUTF8FontFromBytes(p.face.family, "B", p.face.Semibold)
	}
	p.SetFont(p.face.family, style, size)
}

// printable puts a mark in the place of signs that the typeface lacks, such as
// emoji, so that nothing disappears without a trace.
func (p *printer) printable(words string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		if r == '\r' || r == '\ufe0f' || unicode.Is(unicode.Cf, r) { // they join signs, or turn the line, and show nothing themselves
			return -1
		}
		if p.face.has(r) {
			return r
		}
		if r == '\u00a0' || r == '\u202f' || r == '\t' {
			return ' '
		}
		p.lacked = true
		return '?'
	}, words)
}
