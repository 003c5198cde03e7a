package staff

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/say"
)

// Code is a one-time code to hand to a patient.
type Code struct {
	Title, Back, Name string
	Waiting           string
	Problem           string
	Again             string
	Words             []string
	Code, CodeName    string
	Address           string
	AddressName       string
	Copy, Copied      string
	Until             string

	PrintTitle string // heading over the sheet; "" where there is no code
	PrintWords string
	Languages  []string
	Language   int // of Languages
	Print      string
	Printed    string
	TakeBack   string
	p          *say.Printer
}

// CodeState is how far the code has come. It is no health data and stays in memory.
type CodeState struct {
	Patient  care.Person
	Language string       // of the sheet; "" for the patient's own
	Invited  care.Invited // zero until it is there
	Fault    *care.Fault
	Copied   bool
	Printed  bool
	Back     bool // it was taken back
}

// CodeOf tells the page.
func CodeOf(c care.Chart, now time.Time, p *say.Printer, s CodeState) Code {
	m := Code{Title: p.T("staff.code.title"), Back: p.T("staff.code.back"), Name: s.Patient.Name, p: p}
	switch {
	case s.Fault != nil:
		m.Problem, m.Again = p.Fault(s.Fault), p.T("staff.code.again")
	case s.Back:
		m.Words, m.Again = []string{p.T("staff.code.taken-back")}, p.T("staff.code.make")
	case s.Invited.Code == "":
		m.Waiting = p.T("staff.code.waiting")
		if c.Sync.Offline {
			m.Waiting = p.T("staff.code.offline")
		}
		return m
	}
	if s.Invited.Code == "" || s.Back {
		return m
	}
	m.Words = []string{p.T("staff.code.words"), p.T("staff.code.once")}
	m.CodeName, m.Code, m.AddressName, m.Address = p.T("staff.code.code"), s.Invited.Code, p.T("staff.code.address"), s.Invited.Address
	m.Copy, m.TakeBack = p.T("staff.code.copy"), p.T("staff.code.take-back")
	if s.Copied {
		m.Copied = p.T("staff.code.copied")
	}
	m.Until = untilWords(c, p, s)
	m.PrintTitle, m.PrintWords, m.Print = p.T("staff.code.sheet"), p.T("staff.code.sheet-words"), p.T("staff.code.sheet-do")
	m.Languages = []string{p.T("staff.programme.english"), p.T("staff.programme.spanish")}
	m.Language = max(slices.Index(languages, CodeLanguage(c, s)), 0)
	if s.Printed {
		m.Printed = p.T("staff.code.sheet-saved")
	}
	return m
}

func untilWords(c care.Chart, p *say.Printer, s CodeState) string {
	if s.Invited.Expires.IsZero() {
		return ""
	}
	until := s.Invited.Expires.In(zoneOf(c))
	return p.T("staff.code.until", "Day", p.Day(until), "Time", p.Clock(until))
}

// CodeLanguage is the language of the sheet for a patient: the one that was chosen,
// else their own, as far as the app speaks it.
func CodeLanguage(c care.Chart, s CodeState) string {
	want := s.Language
	if k, ok := caseOf(c, s.Patient.Ref); ok && want == "" {
		want = k.Language
	}
	base, _, _ := strings.Cut(strings.ToLower(want), "-")
	if slices.Contains(languages, base) {
		return base
	}
	return languages[0]
}

// CodeSheet is what is printed and handed over: nothing on it says what the programme
// is about, or whose it is.
type CodeSheet struct {
	Title, Small, Language string
	Steps                  []CodeStep
	Notes                  []string
}

// CodeStep is one thing to do.
type CodeStep struct{ Title, Words string }

// CodeSheetFile is the name that its file has at first.
const CodeSheetFile = "throughline-code.pdf"

// CodeSheetOf tells the sheet in p's language. App is the clinic's address in the app.
func CodeSheetOf(c care.Chart, p *say.Printer, s CodeState, app string) CodeSheet {
	m := CodeSheet{Title: p.T("staff.code-sheet.title"), Small: untilWords(c, p, s), Language: p.Language()}
	step := func(key, words string) {
		m.Steps = append(m.Steps, CodeStep{p.T("staff.code-sheet." + key), words})
	}
	step("page", bare(s.Invited.Address))
	step("code", s.Invited.Code)
	step("choose", p.T("staff.code-sheet.choose-words"))
	step("app", p.T("staff.code-sheet.app-words", "Address", app))
	m.Notes = append(m.Notes, p.T("staff.code-sheet.once"))
	if c.Clinic.Telephone != "" {
		m.Notes = append(m.Notes, p.T("staff.code-sheet.call", "Number", c.Clinic.Telephone))
	}
	return m
}

// bare is an address without what a page fills in by itself: it is typed by hand.
func bare(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	u.RawQuery, u.Fragment = "", ""
	return u.String()
}

// CodeActions is what can be done with the code.
type CodeActions interface {
	CloseSheet()
	AskCode()
	CopyCode(words string)
	// CodeIn chooses the language of the sheet.
	CodeIn(language string)
	SaveCodeSheet()
	TakeCodeBack()
}

// CodePage draws m.
func CodePage(m Code, act CodeActions) *kit.Page {
	page := &kit.Page{Key: "programme/code", Title: m.Title, Out: kit.WayOut("arrow-left", m.Back, act.CloseSheet), Width: kit.Reading}
	body := kit.Stack(16, kit.Heading(m.Name))
	if m.Waiting != "" {
		body.Add(kit.Body(m.Waiting).Soft())
	}
	if m.Problem != "" {
		body.Add(kit.Problem(m.Problem, nil))
	}
	if m.Code != "" {
		body.Add(kit.Card(kit.Stack(6, kit.Small(m.CodeName), kit.Question(m.Code), kit.NewSpace(10), kit.Small(m.AddressName), kit.Body(m.Address))))
	}
	for _, words := range append([]string{m.Until}, m.Words...) {
		if words != "" {
			body.Add(kit.Body(words))
		}
	}
	if m.Again != "" {
		body.Add(kit.Left(kit.PrimaryButton(m.Again, act.AskCode)))
	}
	if m.Code != "" {
		body.Add(kit.Left(kit.PrimaryButton(m.Copy, func() { act.CopyCode(m.Code + "\n" + m.Address) })))
		if m.Copied != "" {
			body.Add(kit.StatusLine("check", kit.OK, m.Copied))
		}
		body.Add(codeSheet(m, act), kit.Left(kit.QuietButton(m.TakeBack, act.TakeCodeBack).Flush()))
	}
	page.Body = body
	return page
}

// codeSheet is the sheet to print, in one of the languages.
func codeSheet(m Code, act CodeActions) *kit.Box {
	box := kit.Stack(10, kit.NewSpace(6), kit.Heading(m.PrintTitle), kit.Body(m.PrintWords).Soft())
	box.Add(kit.FlowChoices(kit.Options{Words: m.Languages, Chosen: m.Language, Spoken: spokenChoice(m.p), OnChoose: func(i int) { act.CodeIn(languages[i]) }}))
	box.Add(kit.Left(kit.OutlineButton(m.Print, act.SaveCodeSheet).WithIcon("book-open")))
	if m.Printed != "" {
		box.Add(kit.StatusLine("check", kit.OK, m.Printed))
	}
	return box
}
