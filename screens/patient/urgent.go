package patient

import (
	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// urgentPage opens at the tap of an urgent answer. It locks nothing: the form
// is one tap away, and no answer is lost.
func (v *CheckInView) urgentPage() *kit.Page {
	u := v.f.m.Urgent
	delivered := v.f.reply.Delivery.State == care.Received
	status := Status{Icon: "smartphone", Text: u.Unsent}
	if delivered {
		status = Status{Icon: "circle-check", Text: u.Received}
	}
	body := kit.Stack(0, v.safeNow(u), kit.NewSpace(22), contactButtons(u.Contacts, v.act.Contact), kit.NewSpace(10), small(u.Languages),
		kit.NewSpace(22), kit.Notice(kit.Body(u.NotWatched), statusLineInk(status)), kit.NewSpace(22))
	if u.Clinic != "" {
		body.Add(kit.Ends(
			kit.Stack(1, kit.Strong(u.Clinic), small(u.ClinicHours)),
			kit.OutlineButton(u.ClinicCall, func() { v.act.Contact(u.ClinicURI) }).WithIcon("phone")), kit.NewSpace(26))
	}
	if u.CallBack != "" {
		body.Add(v.callBack(u), kit.NewSpace(26))
	}
	if len(u.More) > 0 {
		rows := make([]fyne.CanvasObject, len(u.More))
		for i, c := range u.More {
			rows[i] = kit.NewRowLink(c.Label, c.Address, func() { v.act.Contact(c.URI) }).WithIcon(c.Icon)
		}
		body.Add(kit.Rows(rows...), kit.NewSpace(26))
	}
	body.Add(safetyCard(u))
	var words fyne.CanvasObject = kit.Body(u.words(v.state)).Soft()
	if v.state == saveFailed {
		words = kit.Problem(u.words(v.state), kit.QuietButton(u.TryAgain, v.retry).Flush())
	}
	return &kit.Page{
		Key: "checkin/urgent", Full: true, AtOnce: true, Title: u.Title, Lead: words, Body: body,
		Out: kit.WayOut("arrow-left", u.Back, v.closeUrgent),
	}
}

// callBack is where the number is that staff can call, as the person knows it.
func (v *CheckInView) callBack(u Urgent) fyne.CanvasObject {
	if v.number == nil {
		v.number = kit.NewField(u.CallBack, u.CallBackHint)
		v.number.Entry.SetText(v.f.reply.CallBack)
		v.number.Entry.OnSubmitted = func(string) { v.saveNumber() }
	}
	return v.number
}

func (v *CheckInView) saveNumber() {
	if v.number != nil && v.f.callBack(v.number.Entry.Text) {
		v.saveNow()
		v.again()
	}
}

func (v *CheckInView) closeUrgent() {
	v.saveNumber()
	v.urgent, v.number = false, nil
	v.again()
}

// safeNow asks "Are you safe right now?"; nothing is chosen beforehand.
func (v *CheckInView) safeNow(u Urgent) fyne.CanvasObject {
	choices := kit.Choices(kit.Options{
		Words: u.Safe, Chosen: int(v.f.reply.Safe) - 1, Spoken: spoken(v.f.m.p),
		OnChoose: func(i int) {
			v.f.saySafe(care.SafeNow(i + 1))
			if v.number != nil {
				v.f.callBack(v.number.Entry.Text)
			}
			v.saveNow()
			v.again()
		},
	})
	if v.f.reply.Safe == care.SafeUnsaid {
		return choices
	}
	return kit.Stack(14, choices, kit.Strong(u.Replies[v.f.reply.Safe-1]))
}

// statusLineInk is a status in ink, for the ground of a notice.
func statusLineInk(s Status) fyne.CanvasObject { return kit.StatusLine(s.Icon, kit.Ink, s.Text) }

// contactButtons are the ways to help: the first filled, the next two beside
// each other, the rest below.
func contactButtons(list []ContactButton, contact func(uri string)) fyne.CanvasObject {
	all := kit.Stack(10)
	row := kit.Fit(10)
	for i, c := range list {
		button := kit.UrgentOutlineButton
		if c.Main {
			button = kit.UrgentButton
		}
		b := button(c.Label, func() { contact(c.URI) }).WithIcon(c.Icon)
		switch i {
		case 1:
			row.Add(b)
			all.Add(row)
		case 2:
			row.Add(b)
		default:
			all.Add(b)
		}
	}
	return all
}

// safetyCard is the person's own card, open from the start: nothing to tap
// between them and their words.
func safetyCard(u Urgent) fyne.CanvasObject {
	if len(u.Safety) == 0 {
		return kit.Stack(6, kit.Heading(u.SafetyTitle), kit.Body(u.NoSafety).Soft())
	}
	rows := make([]fyne.CanvasObject, len(u.Safety))
	for i, part := range u.Safety {
		words := kit.Stack(2, kit.Strong(part.Title))
		for _, line := range part.Lines {
			words.Add(kit.Body(line))
		}
		rows[i] = kit.Pad(12, 0, 12, 0, kit.Row(12, kit.NewIcon(part.Icon, 22, kit.InkSoft).Beside(kit.StrongStyle), kit.Wide(words)))
	}
	return kit.Stack(4, kit.Ends(kit.Heading(u.SafetyTitle), kit.Small(u.SafetyChanged)), kit.Rows(rows...))
}
