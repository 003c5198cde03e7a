package app

import (
	"time"

	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/patient"
	"throughline/screens/say"
)

// preview is a form as a patient sees it, in its own language. Nothing of it is kept
// or sent, and no number is dialled.
type preview struct {
	w    *Window
	form care.Form
	view *patient.CheckInView
}

func (s *programmeScreens) preview(form care.Form) {
	f := &preview{w: s.w, form: form}
	f.view = patient.NewCheckInView(f, s.w.sys.Now, s.w.again)
	ask := patient.CheckInAsk{Form: form.Canonical, NewID: "preview", Contacts: s.w.crisis}
	s.w.over(screenOf(s.w, func(c care.Chart, now time.Time, _ *say.Printer) patient.CheckIn {
		alone := care.Chart{Clinic: c.Clinic, Forms: []care.Form{form}}
		return patient.CheckInOf(alone, ask, now, say.New(form.Language, "en"))
	}, f.page))
}

func (f *preview) page(m patient.CheckIn) *kit.Page {
	f.view.Show(m)
	return f.view.Page()
}

// SaveCheckIn keeps nothing.
func (f *preview) SaveCheckIn(_ care.CheckIn, done func(*care.Fault)) { done(nil) }

// Paused waits for nothing: there is nothing to wait for.
func (f *preview) Paused(then func()) { then() }

// Contact dials nothing.
func (f *preview) Contact(string) {}

// OpenResult ends the preview.
func (f *preview) OpenResult(string) { f.w.back() }

// Close ends the preview.
func (f *preview) Close() { f.w.back() }
