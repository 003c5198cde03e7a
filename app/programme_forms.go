package app

import (
	"context"
	"io"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/say"
	"throughline/screens/staff"
)

// publishForm opens the page on which a file becomes a form.
func (s *programmeScreens) publishForm() {
	s.file = staff.FormFileState{}
	at := s.w.over(screenOf(s.w, func(c care.Chart, now time.Time, p *say.Printer) staff.FormFile {
		return staff.FormPublishOf(c, now, p, s.file)
	},
		func(m staff.FormFile) *kit.Page { return staff.FormFilePage(m, s) }))
	s.w.win.SetOnDropped(func(_ fyne.Position, files []fyne.URI) {
		if len(files) > 0 && s.w.place(at) == placeTop {
			s.readURI(files[0])
		}
	})
}

// ChooseFile opens the system's way to choose a file.
func (s *programmeScreens) ChooseFile() {
	s.openFile([]string{".json"}, s.read, func(f *care.Fault) {
		s.file.Fault = f
		s.w.again()
	})
}

func (s *programmeScreens) readURI(file fyne.URI) {
	in, err := storage.Reader(file)
	if err != nil {
		s.file.Fault = care.AsFault(err)
		s.w.again()
		return
	}
	s.read(in)
}

// mostFile is more than any form has.
const mostFile = 4 << 20

// read takes a file, off the UI thread.
func (s *programmeScreens) read(in io.ReadCloser) {
	var file care.FormFile
	s.w.try(func(ctx context.Context) error {
		raw, err := io.ReadAll(io.LimitReader(in, mostFile+1))
		_ = in.Close()
		if err != nil {
			return err
		}
		file, err = s.w.client.Engine().ReadForm(ctx, raw)
		return err
	}, func(f *care.Fault) {
		s.file = staff.FormFileState{Fault: f}
		if f == nil {
			s.file.File = &file
		}
		s.w.again()
	})
}

// PublishFile publishes what was chosen.
func (s *programmeScreens) PublishFile() {
	if s.file.File == nil {
		return
	}
	form := s.file.File.Form
	s.ChangeProgramme(care.FormPublished{Raw: s.file.File.Raw}, func(f *care.Fault) {
		if s.file.Fault = f; f != nil {
			s.w.again()
			return
		}
		s.ShowProgramme(staff.ProgrammeAsk{Tab: staff.ProgrammeForms, Open: form.Ref})
	})
}

// PreviewFile shows the file as a patient would see it.
func (s *programmeScreens) PreviewFile() {
	if s.file.File != nil {
		s.preview(s.file.File.Form)
	}
}

// PreviewForm shows a form in use as a patient sees it.
func (s *programmeScreens) PreviewForm(canonical string) {
	c, _ := s.w.presenter.Latest()
	for _, f := range c.Forms {
		if f.Canonical == canonical {
			s.preview(f)
			return
		}
	}
}
