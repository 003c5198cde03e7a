package app

import (
	"bytes"
	"context"
	"time"

	"throughline/app/document"
	"throughline/care"
	"throughline/screens/patient"
	"throughline/screens/say"
	"throughline/sync/engine"
)

// safety ties the safety card to the app. It opens from Help and from My plan.
type safety struct {
	w    *Window
	view *patient.SafetyView
}

func (w *Window) openSafety() {
	s := &safety{w: w}
	s.view = patient.NewSafetyView(s, w.again)
	w.overAs(trail{Kind: trailSafety}, screenOf(w, patient.SafetyOf, s.view.Page))
}

// SaveSafetyCard keeps a new version on this device.
func (s *safety) SaveSafetyCard(card care.SafetyCard, done func(*care.Fault)) {
	s.w.withEngine(func(ctx context.Context, e *engine.Engine) error { return e.SaveSafetyCard(ctx, card) }, done)
}

// ShareSafetyCard lets the care team read the card, or ends that.
func (s *safety) ShareSafetyCard(share bool, done func(*care.Fault)) {
	s.w.withEngine(func(ctx context.Context, e *engine.Engine) error { return e.ShareSafetyCard(ctx, share) }, done)
}

// Close leaves the card.
func (s *safety) Close() { s.w.back() }

// PrintSafetyCard makes the page, asks where to keep it, and opens it in the
// system's own reader, which prints.
func (s *safety) PrintSafetyCard(done func(kept bool, f *care.Fault)) {
	chart, p := s.w.presenter.Latest()
	go func() {
		raw, err := cardPDF(chart, s.w.sys.Now(), p)
		s.w.presenter.UI(func() {
			if err != nil {
				done(false, care.AsFault(err))
				return
			}
			s.w.saveFile("card.pdf", raw, func(f *care.Fault) { done(f == nil, f) })
		})
	}()
}

// cardPDF is the card on a page. The file name says nothing of what is in it.
func cardPDF(c care.Chart, now time.Time, p *say.Printer) ([]byte, error) {
	zone := c.Viewer.Zone
	if zone == nil {
		zone = now.Location()
	}
	d := document.Document{
		Title: p.T("patient.safety.title"), Language: p.Language(), Made: now, Missing: p.T("record.missing"),
		Small: p.T("patient.safety.changed", "Day", p.LongDate(c.Safety.Changed.In(zone))),
		Page:  func(n int) string { return p.T("document.page", "N", n) },
	}
	for _, part := range care.SafetyParts() {
		if lines := c.Safety.Lines(part); len(lines) > 0 {
			d.Sections = append(d.Sections, document.Section{Title: p.T("patient.safety." + string(part)), Items: lines})
		}
	}
	var b bytes.Buffer
	err := document.PDF(&b, d, typefaces())
	return b.Bytes(), err
}
