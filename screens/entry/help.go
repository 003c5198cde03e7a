package entry

import (
	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// HelpActions is what the Help page asks for.
type HelpActions interface {
	// OpenContact opens the system's own telephone, message or browser app. It
	// never dials by itself.
	OpenContact(uri string)
	// CopyNumber puts a number on the clipboard, where there is no telephone.
	CopyNumber(number string)
	// CloseHelp goes back to where the person was.
	CloseHelp()
	// EditCard opens the safety card to be written.
	EditCard()
}

// HelpView draws Help. With a telephone its buttons call; without one they show
// the number in large type, which is then copied when tapped.
type HelpView struct {
	act       HelpActions
	telephone bool
	open      int // which part of the safety card is open, or none
}

// NewHelpView makes the view; telephone says whether the device can call.
func NewHelpView(act HelpActions, telephone bool) *HelpView {
	return &HelpView{act: act, telephone: telephone, open: kit.None}
}

var contactIcons = map[care.ContactKind]string{
	care.ContactCall: "phone", care.ContactText: "message-circle", care.ContactChat: "message-square-text",
}

// Page draws h; again is called to draw it anew when a part is opened.
func (v *HelpView) Page(h Help, again func()) *kit.Page {
	body := []fyne.CanvasObject{
		v.first(h), kit.NewSpace(10), kit.Small(h.Spanish), kit.NewSpace(22),
		kit.Notice(kit.Body(h.Notice)), kit.NewSpace(18),
	}
	if h.Clinic != "" {
		words := kit.Stack(1, kit.Strong(h.Clinic))
		if h.Opens != "" {
			words.Add(kit.Small(h.Opens))
		}
		body = append(body,
			v.clinic(h, words), kit.NewSpace(22))
	}
	rows := make([]fyne.CanvasObject, 0, len(h.More))
	for _, c := range h.More {
		if !v.telephone && c.Kind != care.ContactChat {
			rows = append(rows, kit.Pad(14, 0, 14, 0, kit.Row(12, kit.NewIcon(contactIcons[c.Kind], 20, kit.InkSoft).Beside(kit.BodyStyle), kit.Wide(kit.Body(c.Label)))))
			continue
		}
		rows = append(rows, kit.NewRowLink(c.Label, "", func() { v.act.OpenContact(c.URI) }).WithIcon(contactIcons[c.Kind]))
	}
	body = append(body, kit.Rows(rows...))
	if h.Card.Title != "" {
		body = append(body, kit.NewSpace(22), v.card(h.Card, again))
	}
	return &kit.Page{
		Key: "help", Overline: h.Overline, Title: h.Title, Full: true, AtOnce: true,
		Corner: kit.Pill("x", h.Close, v.act.CloseHelp),
		Body:   kit.Stack(0, body...),
	}
}

// first is what matters most: three buttons, or three numbers to read or copy.
func (v *HelpView) first(h Help) fyne.CanvasObject {
	others := make([]fyne.CanvasObject, 0, len(h.Others))
	if v.telephone {
		for _, c := range h.Others {
			others = append(others, v.button(kit.UrgentOutlineButton, c))
		}
		return kit.Stack(10, v.button(kit.UrgentButton, h.Call), kit.Fit(10, others...))
	}
	for _, c := range append([]Contact{h.Call}, h.Others...) {
		others = append(others, kit.UrgentPanel(
			kit.Label(c.Kindly), kit.Display(c.Say),
			kit.Left(kit.QuietButton(h.Copy, func() { v.act.CopyNumber(c.Say) }).About(c.Label).Flush())))
	}
	return kit.Fit(10, others...)
}

func (v *HelpView) button(kind func(string, func()) *kit.Button, c Contact) fyne.CanvasObject {
	return kind(c.Label, func() { v.act.OpenContact(c.URI) }).WithIcon(contactIcons[c.Kind])
}

func (v *HelpView) clinic(h Help, words fyne.CanvasObject) fyne.CanvasObject {
	if !v.telephone {
		return kit.Ends(words, kit.OutlineButton(h.Copy, func() { v.act.CopyNumber(h.ClinicNumber) }).About(h.ClinicNumber))
	}
	return kit.Ends(words, kit.OutlineButton(h.CallWord, func() { v.act.OpenContact(h.ClinicURI) }).WithIcon("phone"))
}

func (v *HelpView) card(c HelpCard, again func()) fyne.CanvasObject {
	head := kit.Ends(kit.Heading(c.Title), kit.Small(c.Changed))
	var edit fyne.CanvasObject
	if c.Edit != "" {
		edit = kit.Left(kit.OutlineButton(c.Edit, v.act.EditCard).WithIcon("pencil"))
	}
	if c.Empty != "" {
		return kit.Stack(6, kit.Heading(c.Title), kit.Body(c.Empty).Soft(), kit.NewSpace(12), edit)
	}
	rows := make([]fyne.CanvasObject, 0, len(c.Rows))
	for i, r := range c.Rows {
		link := kit.NewRowLink(r.Title, "", func() {
			if v.open == i {
				v.open = kit.None
			} else {
				v.open = i
			}
			again()
		}).WithIcon(r.Icon)
		if v.open == i {
			for _, line := range r.Lines {
				link.With(kit.Body(line))
			}
		}
		rows = append(rows, link)
	}
	return kit.Stack(6, head, kit.Rows(rows...), kit.NewSpace(12), edit)
}
