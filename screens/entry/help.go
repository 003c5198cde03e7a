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
	// CloseHelp goes back to where the person was.
	CloseHelp()
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
	others := make([]fyne.CanvasObject, 0, len(h.Others))
	for _, c := range h.Others {
		others = append(others, v.button(kit.UrgentOutlineButton, c))
	}
	body := []fyne.CanvasObject{
		v.button(kit.UrgentButton, h.Call), kit.NewSpace(10),
		kit.Fit(10, others...), kit.NewSpace(10),
		kit.Small(h.Spanish), kit.NewSpace(22),
		kit.Notice(kit.Body(h.Notice)), kit.NewSpace(18),
	}
	if h.Clinic != "" {
		words := kit.Stack(1, kit.Strong(h.Clinic))
		if h.Opens != "" {
			words.Add(kit.Small(h.Opens))
		}
		body = append(body,
			kit.Ends(words, kit.OutlineButton(h.CallWord, func() { v.act.OpenContact(h.ClinicURI) }).WithIcon("phone")),
			kit.NewSpace(22))
	}
	rows := make([]fyne.CanvasObject, 0, len(h.More))
	for _, c := range h.More {
		rows = append(rows, kit.NewRowLink(c.Label, "", func() { v.act.OpenContact(c.URI) }).WithIcon(contactIcons[c.Kind]))
	}
	body = append(body, kit.Rows(rows...), kit.NewSpace(22), v.card(h.Card, again))
	return &kit.Page{
		Key: "help", Overline: h.Overline, Title: h.Title, Full: true,
		Corner: kit.Pill("x", h.Close, v.act.CloseHelp),
		Body:   kit.Stack(0, body...),
	}
}

func (v *HelpView) button(kind func(string, func()) *kit.Button, c Contact) fyne.CanvasObject {
	return kind(c.Label, func() { v.act.OpenContact(c.URI) }).WithIcon(contactIcons[c.Kind])
}

func (v *HelpView) card(c HelpCard, again func()) fyne.CanvasObject {
	head := kit.Ends(kit.Heading(c.Title), kit.Small(c.Changed))
	if c.Empty != "" {
		return kit.Stack(6, kit.Heading(c.Title), kit.Body(c.Empty).Soft())
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
	return kit.Stack(6, head, kit.Rows(rows...))
}
