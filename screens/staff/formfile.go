package staff

import (
	"time"

	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/say"
)

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
