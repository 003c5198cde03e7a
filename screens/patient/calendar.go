package patient

import (
	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// CalendarActions is what can be done for the person's own calendar. Each
// returns at once.
type CalendarActions interface {
	SaveCalendar(done func(*care.Fault))
	SetReminders(lead care.ReminderLead, done func(*care.Fault))
	Back()
}

// FeedActions is what can be done about the address. Each returns at once; the
// page is shown anew with what came of it.
type FeedActions interface {
	MakeFeed()
	RemoveFeed()
	CopyText(words string)
}

// CalendarView draws the ways to a calendar.
type CalendarView struct {
	act   CalendarActions
	feed  FeedActions
	again func()
	fault string // of the file or a setting
}

// NewCalendarView makes the view. Feed may be nil where no address is offered;
// again opens the page anew after a change of the view's own.
func NewCalendarView(act CalendarActions, feed FeedActions, again func()) *CalendarView {
	return &CalendarView{act: act, feed: feed, again: again}
}

// Page is the whole screen.
func (v *CalendarView) Page(m CalendarPage) *kit.Page {
	page := &kit.Page{Key: "calendar", Out: kit.WayOut("arrow-left", m.Back, v.act.Back), Title: m.Title, Lead: lead(m.Words, m.Notices)}
	fault := func(f *care.Fault) {
		if words := m.FaultWords(f); words != v.fault {
			v.fault = words
			v.again()
		}
	}
	file := kit.Stack(10, kit.Stack(4, kit.Heading(m.FileTitle), kit.Body(m.FileWords)), kit.Left(kit.OutlineButton(m.File, func() {
		v.act.SaveCalendar(fault)
	}).WithIcon("calendar-check")))
	if v.fault != "" {
		file.Add(kit.Problem(v.fault, nil))
	}
	remind := kit.Stack(10, kit.Stack(4, kit.Heading(m.RemindTitle), kit.Body(m.RemindWords)),
		kit.FlowChoices(kit.Options{Words: m.Leads, Chosen: m.Lead, Spoken: m.Spoken, OnChoose: func(i int) {
			v.act.SetReminders(care.ReminderLeads()[i], fault)
		}}))
	page.Body = kit.Stack(28, remind, v.subscribe(m), file)
	return page
}

func (v *CalendarView) subscribe(m CalendarPage) fyne.CanvasObject {
	box := kit.Stack(10, kit.Stack(4, kit.Heading(m.FeedTitle), kit.Body(m.FeedWords)))
	if m.Asking {
		box.Add(kit.Skeleton(0.8, 0.4))
	}
	if m.Address != "" {
		box.Add(v.address(m))
	}
	if m.Fault != "" {
		box.Add(kit.Problem(m.Fault, nil))
	}
	if m.Make != "" {
		box.Add(kit.Left(kit.PrimaryButton(m.Make, v.feed.MakeFeed)))
	}
	if m.Copy != "" {
		box.Add(kit.Left(kit.OutlineButton(m.Copy, func() { v.feed.CopyText(m.Address) })))
		box.Add(kit.Stack(4,
			kit.Left(kit.QuietButton(m.Renew, v.feed.MakeFeed).Flush()),
			kit.Left(kit.QuietButton(m.Remove, v.feed.RemoveFeed).Flush())))
	}
	return box
}

// address is a field to select and copy from; what is typed into it goes away.
func (v *CalendarView) address(m CalendarPage) fyne.CanvasObject {
	field := kit.NewTextArea(m.AddressLabel, "", 3+int(4*(kit.TextScale()-1)))
	field.Entry.Wrapping = fyne.TextWrapBreak // an address has no spaces
	field.Entry.SetText(m.Address)
	field.Entry.OnChanged = func(words string) {
		if words != m.Address {
			field.Entry.SetText(m.Address)
		}
	}
	return field
}
