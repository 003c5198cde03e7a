package app

import (
	"context"
	"errors"
	"time"

	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/patient"
	"throughline/screens/say"
	"throughline/sync/smart"
)

// feed is the page of the calendar while it is open. Its fields belong to the UI
// thread.
type feed struct {
	*patientScreens
	view  *patient.CalendarView
	state patient.Feed
}

// OpenCalendar opens the ways to the person's own calendar, and asks the clinic
// for the address.
func (s *patientScreens) OpenCalendar() {
	f := &feed{patientScreens: s, state: patient.Feed{State: patient.FeedAsking}}
	f.view = patient.NewCalendarView(s, f, s.w.again)
	s.w.over(screenOf(s.w, func(c care.Chart, now time.Time, p *say.Printer) calendarMoment {
		return calendarMoment{c, s.w.client.Reads().Reminders, now, p}
	}, f.page))
	f.ask((*smart.Session).Feed)
}

// calendarMoment is what the page is made of beside the address, which is not in
// the chart.
type calendarMoment struct {
	c    care.Chart
	lead care.ReminderLead
	now  time.Time
	p    *say.Printer
}

func (f *feed) page(m calendarMoment) *kit.Page {
	return f.view.Page(patient.CalendarOf(m.c, f.state, m.lead, m.now, m.p))
}

// ask makes one request about the address, and shows what came of it.
func (f *feed) ask(do func(*smart.Session, context.Context) (string, error)) {
	var address string
	f.w.try(func(ctx context.Context) error {
		s, err := f.w.client.signedIn()
		if err != nil {
			return err
		}
		address, err = do(s, ctx)
		return f.w.client.heed(ctx, err)
	}, func(fault *care.Fault) {
		switch {
		case fault != nil && errors.Is(fault, smart.ErrNoCalendar):
			f.state = patient.Feed{State: patient.FeedNotOffered}
		case fault != nil:
			f.state.Fault = fault // what was known of the address still holds
		case address == "":
			f.state = patient.Feed{State: patient.FeedNone}
		default:
			f.state = patient.Feed{State: patient.FeedThere, Address: address}
		}
		f.w.again()
	})
}

// MakeFeed makes a new address.
func (f *feed) MakeFeed() { f.ask((*smart.Session).MakeFeed) }

// RemoveFeed takes the address back.
func (f *feed) RemoveFeed() { f.ask((*smart.Session).DropFeed) }

// CopyText puts words on the clipboard.
func (f *feed) CopyText(words string) { f.w.copied.put(words) }
