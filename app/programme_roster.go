package app

import (
	"context"
	"io"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/say"
	"throughline/screens/staff"
)

// ImportRoster opens the page on which many are enrolled from a table.
func (s *programmeScreens) ImportRoster() {
	s.roster = staff.RosterState{}
	at := s.w.over(screenOf(s.w, func(c care.Chart, now time.Time, p *say.Printer) staff.Roster {
		return staff.RosterOf(c, now, p, s.roster)
	},
		func(m staff.Roster) *kit.Page { return staff.RosterPage(m, s) }))
	s.w.win.SetOnDropped(func(_ fyne.Position, files []fyne.URI) {
		if len(files) == 0 || s.w.place(at) != placeTop {
			return
		}
		if in, err := storage.Reader(files[0]); err == nil {
			s.readRoster(in)
		} else {
			s.rosterIs(staff.RosterState{Fault: care.AsFault(err)})
		}
	})
}

func (s *programmeScreens) rosterIs(x staff.RosterState) {
	s.roster = x
	s.w.again()
}

// ChooseRoster opens the system's way to choose a file.
func (s *programmeScreens) ChooseRoster() {
	s.openFile([]string{".csv", ".txt", ".tsv"}, s.readRoster, func(f *care.Fault) { s.rosterIs(staff.RosterState{Fault: f}) })
}

// openFile has the person choose a file.
func (s *programmeScreens) openFile(endings []string, read func(io.ReadCloser), failed func(*care.Fault)) {
	if s.w.sys.OpenFile != nil {
		in, err := s.w.sys.OpenFile()
		if err != nil {
			failed(care.AsFault(err))
			return
		}
		read(in)
		return
	}
	d := dialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
		switch {
		case err != nil:
			failed(care.AsFault(err))
		case file != nil:
			read(file)
		}
	}, s.w.win)
	d.SetFilter(storage.NewExtensionFileFilter(endings))
	d.Show()
}

var errTableLarge = &care.Fault{Code: "table-too-large", Say: "This file is too large for a table of patients. Split it."}

// readRoster takes a file, off the UI thread.
func (s *programmeScreens) readRoster(in io.ReadCloser) {
	var table care.RosterTable
	now := s.w.sys.Now()
	s.w.try(func(context.Context) error {
		raw, err := io.ReadAll(io.LimitReader(in, mostFile+1))
		_ = in.Close()
		switch {
		case err != nil:
			return err
		case len(raw) > mostFile: // to read a part would be to lose who stands in the rest
			return errTableLarge
		}
		table, err = care.ReadRoster(raw, now)
		return err
	}, func(f *care.Fault) {
		x := staff.RosterState{Fault: f}
		if f == nil {
			x.Table = &table
		}
		s.rosterIs(x)
	})
}

// SaveRosterTemplate gives the table to fill in.
func (s *programmeScreens) SaveRosterTemplate() {
	s.w.saveFile("patients.csv", []byte("\ufeff"+care.RosterTemplate), func(f *care.Fault) {
		s.roster.Fault = f
		s.w.again()
	})
}

// EnrolRoster enrols all who are shown, or none.
func (s *programmeScreens) EnrolRoster(m staff.Roster) {
	if s.roster.Busy || len(m.Enrol) == 0 {
		return
	}
	table := s.roster.Table
	s.rosterIs(staff.RosterState{Table: table, Busy: true})
	s.ChangeProgramme(care.RosterEnrolled{Patients: m.Enrol}, func(f *care.Fault) {
		if f != nil {
			s.rosterIs(staff.RosterState{Table: table, Fault: f})
			return
		}
		s.rosterIs(staff.RosterState{Enrolled: m.Enrol})
	})
}
