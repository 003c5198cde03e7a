package app

import (
	"context"
	"time"

	"throughline/app/document"
	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/say"
	"throughline/screens/staff"
	"throughline/sync/smart"
)

// codeFor opens the page with a one-time code for a patient, and asks for it.
func (s *programmeScreens) codeFor(who care.Person) {
	s.code = staff.CodeState{Patient: who}
	s.w.over(screenOf(s.w, func(c care.Chart, now time.Time, p *say.Printer) staff.Code { return staff.CodeOf(c, now, p, s.code) },
		func(m staff.Code) *kit.Page { return staff.CodePage(m, s) }))
	s.AskCode()
}

// AskCode sends what is not sent, the patient first of all, and asks the clinic for
// a code. One that was made before for the same person ends.
func (s *programmeScreens) AskCode() {
	who := s.code.Patient
	s.code = staff.CodeState{Patient: who, Language: s.code.Language}
	s.w.again()
	var made care.Invited
	s.w.try(func(ctx context.Context) error {
		if _, err := s.w.client.Engine().Sync(ctx); err != nil {
			return err
		}
		session, err := s.w.client.signedIn()
		if err != nil {
			return err
		}
		made, err = session.Invite(ctx, who.Ref, nil, nil)
		return s.w.client.heed(ctx, err)
	}, func(f *care.Fault) {
		if s.code.Patient.Ref != who.Ref {
			return // another one's page by now
		}
		if f != nil && f.Code == smart.ErrNotInvited.Code {
			f = errNoCode(f)
		}
		s.code.Fault, s.code.Invited = f, made
		s.w.again()
	})
}

// TakeCodeBack ends the code that is shown.
func (s *programmeScreens) TakeCodeBack() {
	code := s.code.Invited.Code
	s.w.try(func(ctx context.Context) error {
		session, err := s.w.client.signedIn()
		if err != nil {
			return err
		}
		return s.w.client.heed(ctx, session.Withdraw(ctx, code))
	}, func(f *care.Fault) {
		if s.code.Invited.Code != code {
			return // another code by now
		}
		s.code.Fault, s.code.Back = f, f == nil
		s.w.again()
	})
}

// CopyCode puts a code on the clipboard, from which it is cleared after a while.
func (s *programmeScreens) CopyCode(words string) {
	s.w.copied.put(words)
	s.code.Copied = true
	s.w.again()
}

// CodeIn chooses the language of the sheet.
func (s *programmeScreens) CodeIn(language string) {
	s.code.Language, s.code.Printed = language, false
	s.w.again()
}

// SaveCodeSheet makes the sheet off the UI thread, and then asks where to put it.
func (s *programmeScreens) SaveCodeSheet() {
	c, _ := s.w.presenter.Latest()
	state, now := s.code, s.w.sys.Now()
	address := s.w.client.installation().Clinic
	var content []byte
	s.w.try(func(context.Context) (err error) {
		content, err = codePDF(staff.CodeSheetOf(c, say.New(staff.CodeLanguage(c, state)), state, address), now)
		return err
	}, func(f *care.Fault) {
		done := func(f *care.Fault) {
			if s.code.Invited.Code == state.Invited.Code {
				s.code.Fault, s.code.Printed = f, f == nil
				s.w.again()
			}
		}
		if f != nil {
			done(f)
			return
		}
		s.w.saveFile(staff.CodeSheetFile, content, done)
	})
}

// codePDF is the sheet as one page.
func codePDF(m staff.CodeSheet, now time.Time) ([]byte, error) {
	d := document.Document{Title: m.Title, Small: m.Small, Language: m.Language, Made: now}
	for _, x := range m.Steps {
		d.Sections = append(d.Sections, document.Section{Title: x.Title, Text: []string{x.Words}})
	}
	d.Sections = append(d.Sections, document.Section{Text: m.Notes})
	return pdf(d)
}
