package staff

import (
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
}

// CodeState is how far the code has come. It is no health data and stays in memory.
type CodeState struct {
	Patient care.Person
	Invited care.Invited // zero until it is there
	Fault   *care.Fault
	Copied  bool
}

// CodeOf tells the page.
func CodeOf(c care.Chart, now time.Time, p *say.Printer, s CodeState) Code {
	m := Code{Title: p.T("staff.code.title"), Back: p.T("staff.code.back"), Name: s.Patient.Name}
	switch {
	case s.Fault != nil:
		m.Problem, m.Again = p.Fault(s.Fault), p.T("staff.code.again")
	case s.Invited.Code == "":
		m.Waiting = p.T("staff.code.waiting")
		if c.Sync.Offline {
			m.Waiting = p.T("staff.code.offline")
		}
	default:
		m.Words = []string{p.T("staff.code.words"), p.T("staff.code.once")}
		m.CodeName, m.Code, m.AddressName, m.Address = p.T("staff.code.code"), s.Invited.Code, p.T("staff.code.address"), s.Invited.Address
		m.Copy = p.T("staff.code.copy")
		if s.Copied {
			m.Copied = p.T("staff.code.copied")
		}
		if !s.Invited.Expires.IsZero() {
			until := s.Invited.Expires.In(zoneOf(c))
			m.Until = p.T("staff.code.until", "Day", p.Day(until), "Time", p.Clock(until))
		}
	}
	return m
}

// CodeActions is what can be done with the code.
type CodeActions interface {
	CloseSheet()
	AskCode()
	CopyCode(words string)
}

// CodePage draws m.
func CodePage(m Code, act CodeActions) *kit.Page {
	page := &kit.Page{Key: "programme/code", Title: m.Title, Out: kit.WayOut("arrow-left", m.Back, act.CloseSheet), Width: kit.Reading}
	body := kit.Stack(16, kit.Heading(m.Name))
	if m.Waiting != "" {
		body.Add(kit.Body(m.Waiting).Soft())
	}
	if m.Problem != "" {
		body.Add(kit.Problem(m.Problem, nil), kit.Left(kit.PrimaryButton(m.Again, act.AskCode)))
	}
	if m.Code != "" {
		body.Add(kit.Card(kit.Stack(6, kit.Small(m.CodeName), kit.Question(m.Code), kit.NewSpace(10), kit.Small(m.AddressName), kit.Body(m.Address))))
		for _, words := range append([]string{m.Until}, m.Words...) {
			if words != "" {
				body.Add(kit.Body(words))
			}
		}
		body.Add(kit.Left(kit.PrimaryButton(m.Copy, func() { act.CopyCode(m.Code + "\n" + m.Address) })))
		if m.Copied != "" {
			body.Add(kit.StatusLine("check", kit.OK, m.Copied))
		}
	}
	page.Body = body
	return page
}

// FormFile is a file that is to become a form.
type FormFile struct {
	Title, Back, Words string
	Choose             string
	Problem            string
	Form               *FormDetail
	p                  *say.Printer
}

// FormFileState is what was chosen.
type FormFileState struct {
	File  *care.FormFile // nil until one was read
	Fault *care.Fault
}

// FormPublishOf tells the page.
func FormPublishOf(_ care.Chart, _ time.Time, p *say.Printer, s FormFileState) FormFile {
	m := FormFile{Title: p.T("staff.file.title"), Back: p.T("staff.common.cancel"), Words: p.T("staff.file.words"), Choose: p.T("staff.file.choose"), p: p}
	if s.Fault != nil {
		m.Problem = p.Fault(s.Fault)
	}
	if s.File != nil {
		d := FormFileOf(*s.File, p)
		m.Form, m.Choose = &d, p.T("staff.file.other")
	}
	return m
}

// FormFileActions is what can be done with a file.
type FormFileActions interface {
	CloseSheet()
	ChooseFile()
	PublishFile()
	PreviewFile()
}

// FormFilePage draws m.
func FormFilePage(m FormFile, act FormFileActions) *kit.Page {
	page := &kit.Page{Key: "programme/file", Title: m.Title, Out: kit.WayOut("arrow-left", m.Back, act.CloseSheet), Width: kit.Reading}
	body := kit.Stack(0, kit.Body(m.Words).Soft(), kit.NewSpace(16))
	if m.Problem != "" {
		body.Add(kit.Problem(m.Problem, nil), kit.NewSpace(16))
	}
	if m.Form == nil {
		body.Add(kit.Left(kit.PrimaryButton(m.Choose, act.ChooseFile)))
		page.Body = body
		return page
	}
	formBody(body, *m.Form)
	if m.Form.GapsTitle == "" {
		body.Add(kit.Left(kit.OutlineButton(m.Form.Preview, act.PreviewFile).WithIcon("book-open")), kit.NewSpace(16))
	}
	if m.Form.Publish != "" {
		body.Add(kit.Body(m.Form.PublishWords), kit.NewSpace(10), kit.Left(kit.PrimaryButton(m.Form.Publish, act.PublishFile)), kit.NewSpace(16))
	}
	body.Add(kit.Left(kit.QuietButton(m.Choose, act.ChooseFile).Flush()))
	page.Body = body
	return page
}
