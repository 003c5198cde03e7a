package app

import (
	"bytes"
	"context"
	"time"

	"throughline/app/document"
	"throughline/care"
	"throughline/profile"
	"throughline/screens/kit"
	"throughline/screens/say"
	"throughline/screens/staff"
	"throughline/sync/smart"
)

// RosterCodes opens the page on which those who were just enrolled get their codes.
func (s *programmeScreens) RosterCodes() {
	x := &staff.CodesState{}
	for _, p := range s.roster.Enrolled {
		x.For = append(x.For, staff.CodeState{
			Patient: care.Person{Ref: "Patient/" + profile.RosterID(p), Name: p.Given + " " + p.Family}, Language: p.Language,
		})
	}
	s.codes = x
	s.w.over(screenOf(s.w, func(_ care.Chart, _ time.Time, p *say.Printer) staff.Codes { return staff.CodesOf(p, *x) },
		func(m staff.Codes) *kit.Page { return staff.CodesPage(m, s) }))
}

// CloseCodes goes back. A code that is being made is the last.
func (s *programmeScreens) CloseCodes() {
	s.codes.Closed = true
	s.w.back()
}

// MakeCodes sends what is not sent, the patients first of all, and asks for one code
// after the other. What was made stays where one fails, and the rest can be asked for again.
func (s *programmeScreens) MakeCodes() {
	x := s.codes
	if x.Busy {
		return
	}
	x.Busy, x.Fault, x.Saved = true, nil, false
	s.w.again()
	s.w.try(func(ctx context.Context) error {
		_, err := s.w.client.Engine().Sync(ctx)
		return err
	}, func(f *care.Fault) { s.nextCode(x, f) })
}

// nextCode asks for the next one that is not there, on the UI thread.
func (s *programmeScreens) nextCode(x *staff.CodesState, f *care.Fault) {
	at := -1
	for i, one := range x.For {
		if one.Invited.Code == "" {
			at = i
			break
		}
	}
	if f != nil || at < 0 || x.Closed {
		x.Busy, x.Fault = false, f
		s.w.again()
		return
	}
	var made care.Invited
	s.w.try(func(ctx context.Context) error {
		session, err := s.w.client.signedIn()
		if err != nil {
			return err
		}
		made, err = session.Invite(ctx, x.For[at].Patient.Ref, nil, nil)
		return s.w.client.heed(ctx, err)
	}, func(f *care.Fault) {
		if f != nil && f.Code == smart.ErrNotInvited.Code {
			f = errNoCode(f)
		}
		if f == nil {
			x.For[at].Invited = made
			s.w.again()
		}
		s.nextCode(x, f)
	})
}

func errNoCode(cause error) *care.Fault {
	return &care.Fault{Code: "no-code", Say: "Your clinic did not make a code. Try again, or ask who runs its sign-ins.", Cause: cause}
}

// SaveCodeSheets makes the sheets off the UI thread, and then asks where to put them.
func (s *programmeScreens) SaveCodeSheets() {
	x := s.codes
	c, p := s.w.presenter.Latest()
	state, now := *x, s.w.sys.Now()
	address := s.w.client.installation().Clinic
	var content []byte
	done := func(f *care.Fault) {
		x.Fault, x.Saved = f, f == nil
		s.w.again()
	}
	s.w.try(func(context.Context) (err error) {
		content, err = codesPDF(staff.CodeSheetsOf(c, p, state, address), p, now)
		return err
	}, func(f *care.Fault) {
		if f != nil {
			done(f)
			return
		}
		s.w.saveFile(staff.CodeSheetsFile, content, done)
	})
}

// codesPDF is the list, and a page for each sheet.
func codesPDF(m staff.CodeSheets, p *say.Printer, now time.Time) ([]byte, error) {
	d := document.Document{
		Title: m.Title, Language: m.Language, Made: now, Missing: p.T("document.missing"),
		Page:     func(n int) string { return p.T("document.page", "N", n) },
		Sections: []document.Section{{Title: m.Cover, Text: []string{m.CoverWords}, Items: m.Lines}},
	}
	for _, sheet := range m.Sheets {
		d.Sections = append(d.Sections, sheetSections(sheet)...)
	}
	return pdf(d)
}

func sheetSections(m staff.CodeSheet) []document.Section {
	out := []document.Section{{NewPage: true, Title: m.Title, Text: []string{m.Small}}}
	for _, x := range m.Steps {
		out = append(out, document.Section{Title: x.Title, Text: []string{x.Words}})
	}
	return append(out, document.Section{Text: m.Notes})
}

func pdf(d document.Document) ([]byte, error) {
	var b bytes.Buffer
	err := document.PDF(&b, d, typefaces())
	return b.Bytes(), err
}
