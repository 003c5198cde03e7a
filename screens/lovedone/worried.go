package lovedone

import (
	"fyne.io/fyne/v2"

	"throughline/screens/kit"
)

// WorriedActions is what the page for who is worried asks for.
type WorriedActions interface {
	// OpenContact opens the system's own telephone or message app. It never dials by
	// itself.
	OpenContact(uri string)
	// CopyNumber puts a number on the clipboard, where there is no telephone.
	CopyNumber(number string)
	OpenLesson(key string)
	Close()
}

// WorriedView draws it, and what to expect of a session. Telephone says whether the
// device can call.
type WorriedView struct {
	act       WorriedActions
	telephone bool
}

// NewWorriedView makes the view.
func NewWorriedView(act WorriedActions, telephone bool) *WorriedView {
	return &WorriedView{act: act, telephone: telephone}
}

// Page draws w.
func (v *WorriedView) Page(w Worried) *kit.Page {
	body := kit.Stack(0, kit.Heading(w.Now), kit.NewSpace(4), kit.Body(w.NowWords), kit.NewSpace(12), v.calls(w), kit.NewSpace(28),
		kit.Heading(w.DoTitle), kit.NewSpace(8), lines(w.Do))
	if w.Clinic != nil {
		body.Add(kit.NewSpace(28), kit.Heading(w.ClinicTitle), kit.NewSpace(4), kit.Body(w.ClinicWords), kit.NewSpace(12), v.clinic(w))
	}
	body.Add(kit.NewSpace(28), kit.Heading(w.You), kit.NewSpace(4), kit.Body(w.YouWords))
	return &kit.Page{Key: "worried", Out: kit.WayOut("arrow-left", w.Back, v.act.Close), Title: w.Title, Lead: kit.Body(w.Sentence).Soft(), Body: body}
}

func (v *WorriedView) calls(w Worried) fyne.CanvasObject {
	if !v.telephone {
		panels := make([]fyne.CanvasObject, len(w.Calls))
		for i, c := range w.Calls {
			panels[i] = kit.UrgentPanel(kit.Label(c.Kindly), kit.Display(c.Number), kit.Left(kit.QuietButton(w.Copy, func() { v.act.CopyNumber(c.Number) }).About(c.Label).Flush()))
		}
		return kit.Fit(10, panels...)
	}
	box := kit.Stack(10)
	for i, c := range w.Calls {
		make, icon := kit.UrgentOutlineButton, "phone"
		if i == 0 {
			make = kit.UrgentButton
		}
		if c.Text {
			icon = "message-circle"
		}
		box.Add(make(c.Label, func() { v.act.OpenContact(c.URI) }).WithIcon(icon))
	}
	return box
}

func (v *WorriedView) clinic(w Worried) fyne.CanvasObject {
	if v.telephone {
		return kit.Left(kit.OutlineButton(w.Clinic.Label, func() { v.act.OpenContact(w.Clinic.URI) }).WithIcon("phone"))
	}
	return kit.Ends(kit.Strong(w.Clinic.Number), kit.OutlineButton(w.Copy, func() { v.act.CopyNumber(w.Clinic.Number) }).About(w.Clinic.Number))
}

// Expect draws what a session is like.
func (v *WorriedView) Expect(e Expect) *kit.Page {
	body := kit.Stack(0, lines(e.Lines))
	if e.Read != "" {
		body.Add(kit.NewSpace(22), kit.Left(kit.OutlineButton(e.Read, func() { v.act.OpenLesson("for-families") }).WithIcon("book-open")))
	}
	return &kit.Page{Key: "expect", Out: kit.WayOut("arrow-left", e.Back, v.act.Close), Title: e.Title, Body: body}
}

// lines are short sentences, one under the other.
func lines(words []string) fyne.CanvasObject {
	rows := make([]fyne.CanvasObject, len(words))
	for i, w := range words {
		rows[i] = kit.Pad(10, 0, 10, 0, kit.Body(w))
	}
	return kit.Rows(rows...)
}
