package staff

import (
	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/say"
)

// Codes are the one-time codes of many patients, made one after the other and printed together.
type Codes struct {
	Title, Back, Words string
	Problem            string
	Working            string // how many are made by now
	Ready              string
	Do                 string // makes those that are not made yet
	Save, SaveWords    string
	Saved              string
	Lines              []string // whose page is whose, as on the first page
}

// CodesState is how far the codes have come. It is no health data and stays in memory.
type CodesState struct {
	For    []CodeState // whose, in order; Invited is zero until a code is there
	Busy   bool
	Fault  *care.Fault
	Saved  bool
	Closed bool // the page was left: nothing more is asked for
}

// Made is how many codes there are.
func (s CodesState) Made() int {
	n := 0
	for _, x := range s.For {
		if x.Invited.Code != "" {
			n++
		}
	}
	return n
}

// CodesOf tells the page.
func CodesOf(p *say.Printer, s CodesState) Codes {
	m := Codes{Title: p.T("staff.codes.title"), Back: p.T("staff.code.back"), Words: p.T("staff.codes.words")}
	made, all := s.Made(), len(s.For)
	if s.Fault != nil {
		m.Problem = p.Fault(s.Fault)
	}
	switch {
	case s.Busy || made > 0 && made < all:
		m.Working = p.T("staff.codes.making", "Made", made, "All", all)
	case made == all:
		m.Ready = p.N("staff.codes.ready", made)
	}
	switch {
	case s.Busy || made == all:
	case made == 0:
		m.Do = p.N("staff.codes.make", all)
	default:
		m.Do = p.T("staff.codes.go-on")
	}
	if made > 0 && !s.Busy {
		m.Save, m.SaveWords, m.Lines = p.T("staff.codes.save"), p.T("staff.codes.save-words"), codeLines(p, s)
	}
	if s.Saved {
		m.Saved = p.T("staff.codes.saved")
	}
	return m
}

// codeLines say whose page is whose: the first page is the list itself.
func codeLines(p *say.Printer, s CodesState) []string {
	var out []string
	for _, x := range s.For {
		if x.Invited.Code != "" {
			out = append(out, p.T("staff.codes.line", "N", len(out)+2, "Name", x.Patient.Name))
		}
	}
	return out
}

// CodeSheets are the sheets to print, and the list of whose is whose that stays at the clinic.
type CodeSheets struct {
	Title, Cover, CoverWords, Language string
	Lines                              []string
	Sheets                             []CodeSheet
}

// CodeSheetsFile is the name that the file has at first.
const CodeSheetsFile = "throughline-codes.pdf"

// CodeSheetsOf tells the sheets, each in the language of whom it is for. App is the clinic's address in the app.
func CodeSheetsOf(c care.Chart, p *say.Printer, s CodesState, app string) CodeSheets {
	m := CodeSheets{
		Title: p.T("staff.codes.title"), Cover: p.T("staff.codes.cover"), CoverWords: p.T("staff.codes.cover-words"), Language: p.Language(), Lines: codeLines(p, s),
	}
	for _, x := range s.For {
		if x.Invited.Code != "" {
			m.Sheets = append(m.Sheets, CodeSheetOf(c, say.New(CodeLanguage(c, x)), x, app))
		}
	}
	return m
}

// CodesActions is what can be done with the codes.
type CodesActions interface {
	CloseCodes()
	MakeCodes()
	SaveCodeSheets()
}

// CodesPage draws m.
func CodesPage(m Codes, act CodesActions) *kit.Page {
	page := &kit.Page{Key: "programme/codes", Title: m.Title, Out: kit.WayOut("arrow-left", m.Back, act.CloseCodes), Width: kit.Reading}
	body := kit.Stack(16, kit.Body(m.Words).Soft())
	if m.Problem != "" {
		body.Add(kit.Problem(m.Problem, nil))
	}
	if m.Working != "" {
		body.Add(kit.StatusLine("clock", kit.InkSoft, m.Working))
	}
	if m.Ready != "" {
		body.Add(kit.StatusLine("circle-check", kit.OK, m.Ready))
	}
	if m.Do != "" {
		body.Add(kit.Left(kit.PrimaryButton(m.Do, act.MakeCodes)))
	}
	if m.Save != "" {
		button := kit.PrimaryButton
		if m.Do != "" {
			button = kit.OutlineButton
		}
		body.Add(kit.Body(m.SaveWords), kit.Left(button(m.Save, act.SaveCodeSheets).WithIcon("book-open")))
	}
	if m.Saved != "" {
		body.Add(kit.StatusLine("check", kit.OK, m.Saved))
	}
	rows := make([]fyne.CanvasObject, len(m.Lines))
	for i, words := range m.Lines {
		rows[i] = kit.Pad(8, 0, 8, 0, kit.Body(words))
	}
	if len(rows) > 0 {
		body.Add(kit.Rows(rows...))
	}
	page.Body = body
	return page
}
