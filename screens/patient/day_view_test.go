package patient

import (
	"strings"
	"testing"
	"time"

	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
	"throughline/screens/say"
)

// sessionPage opens one session.
func sessionPage(ref string) func(f *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
	return func(f *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
		v := NewSessionView(a, func(key string) { a.note("skill", key) }, f.again)
		return func() *kit.Page { return v.Page(SessionOf(c, SessionAsk{Ref: ref, Skills: taught}, now, p)) }
	}
}

func taught(x care.Session, p *say.Printer) []SkillName {
	var out []SkillName
	for _, key := range x.Skills {
		out = append(out, SkillName{key, map[string]string{"en": "Urge surfing", "es": "Surfear el impulso"}[p.Language()]})
	}
	return out
}

func visitsPage(_ *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
	v := NewVisitsView(a.Back)
	return func() *kit.Page { return v.Page(VisitsOf(c, now, p)) }
}

func calendarPage(feed Feed) func(f *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
	return func(f *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
		v := NewCalendarView(a, a, f.again)
		return func() *kit.Page { return v.Page(CalendarOf(c, feed, now, p)) }
	}
}

// approved is the ordinary week with 24 approved visits, one of which was
// missed, and tonight's group taught and explained.
func approved() care.Chart {
	c := sample()
	c.Stay.Approved, c.Stay.ApprovedTo = 24, at(31, 12, 0)
	missed := c.Sessions[0]
	missed.Ref, missed.Start, missed.End, missed.Attended, missed.Missed = "Appointment/g4", at(4, 18, 0), at(4, 21, 0), false, true
	c.Sessions = append([]care.Session{missed}, c.Sessions...)
	c.Sessions[2].Model, c.Sessions[2].Bring, c.Sessions[2].Skills = "Coping skills", "A notebook and a pen", []string{"urge-surfing"}
	c.Sessions[2].Answer, c.Sessions[2].Reason = care.AnswerCant, "My sitter is sick"
	return c
}

// odd has what clinics should not send: no end, an end before the start, an
// unknown zone.
func odd() care.Chart {
	c := approved()
	c.Sessions[2].End = c.Sessions[2].Start.Add(-time.Hour)
	c.Sessions[3].End = time.Time{}
	c.Clinic.ZoneUnknown, c.Clinic.Zone = true, phoenix
	c.Viewer.Zone = phoenix
	return c
}

func called() care.Chart {
	c := approved()
	c.Sessions[2].State = care.SessionCancelled
	return c
}

const feedAddress = "https://clinic.example.org/calendar/5kq1Yd0m4y0hG3cJrJ9u2k7bq8c3x1a2.ics"

var dayScreens = []screen{
	{"schedule", 1, tuesday, approved, schedulePage(ScheduleAsk{})},
	{"schedule-far", 1, tuesday, far, schedulePage(ScheduleAsk{})},
	{"schedule-odd", 1, tuesday, odd, schedulePage(ScheduleAsk{})},
	{"schedule-offline", 1, tuesday, offline, schedulePage(ScheduleAsk{})},
	{"schedule-waiting", 1, tuesday, func() care.Chart { return care.Chart{} }, schedulePage(ScheduleAsk{})},
	{"schedule-month", 1, tuesday, approved, schedulePage(ScheduleAsk{Kind: ScheduleMonth})},
	{"schedule-list", 1, tuesday, approved, schedulePage(ScheduleAsk{Kind: ScheduleList})},
	{"schedule-past", 1, tuesday, approved, schedulePage(ScheduleAsk{Kind: ScheduleList, Past: true})},
	{"schedule-empty", 1, tuesday, discharged, schedulePage(ScheduleAsk{Kind: ScheduleList})},
	{"session", 1, tuesday, approved, sessionPage("Appointment/g9")},
	{"session-join", 1, at(9, 17, 50), approved, sessionPage("Appointment/g9")},
	{"session-moved", 1, tuesday, far, sessionPage("Appointment/g11")},
	{"session-missed", 1, tuesday, approved, sessionPage("Appointment/g4")},
	{"session-cancelled", 1, tuesday, called, sessionPage("Appointment/g9")},
	{"session-odd", 1, tuesday, odd, sessionPage("Appointment/g9")},
	{"session-medication", 1, tuesday, sample, sessionPage("Appointment/m12")},
	{"session-gone", 1, tuesday, sample, sessionPage("Appointment/nowhere")},
	{"visits", 1, tuesday, approved, visitsPage},
	{"visits-unknown", 1, tuesday, sample, visitsPage},
	{"calendar", 1, tuesday, sample, calendarPage(Feed{State: FeedNone})},
	{"calendar-there", 1, tuesday, sample, calendarPage(Feed{State: FeedThere, Address: feedAddress})},
	{"calendar-asking", 1, tuesday, sample, calendarPage(Feed{State: FeedAsking})},
	{"calendar-failed", 1, tuesday, sample, calendarPage(Feed{State: FeedAsking, Fault: &care.Fault{Code: "clinic-unreachable"}})},
	{"calendar-none", 1, tuesday, sample, calendarPage(Feed{})},
}

func TestTheScheduleIsLookedAtInThreeWays(t *testing.T) {
	t.Parallel()
	s, a := open(t, by("schedule"), kittest.Phone, en)
	s.Tap(t, "Month")
	check(t, "month", a.asked.Kind, ScheduleMonth)
	s.Tap(t, "List")
	check(t, "list", a.asked.Kind, ScheduleList)
	s.Tap(t, "Group: noticing triggers")
	s.Tap(t, "Approved visits")
	s.Tap(t, "Your calendar")
	check(t, "said", strings.Join(a.said, "; "), "session Appointment/g8; visits; calendar")
}

func TestADayOfTheMonthOpensBelow(t *testing.T) {
	t.Parallel()
	s, a := open(t, by("schedule-month"), kittest.Phone.Full(), en)
	s.Tap(t, "Thursday, March 11, 1 session")
	check(t, "day", a.asked.Day.Format(time.DateOnly), "2027-03-11")
}

func TestAtLargeTextTheDaysOfTheMonthStandInAList(t *testing.T) {
	t.Parallel()
	s, a := open(t, by("schedule-month"), kittest.Phone.At(2).Full(), en)
	s.Tap(t, "Thursday, March 11, 1 session")
	check(t, "day at 200 %", a.asked.Day.Format(time.DateOnly), "2027-03-11")
	if s.Find("Wednesday, March 10") != nil {
		t.Error("a day without sessions is in the list")
	}
}

func TestTheListTurnsToWhatWas(t *testing.T) {
	t.Parallel()
	s, a := open(t, by("schedule-list"), kittest.Phone.Full(), en)
	s.Tap(t, "Show earlier sessions")
	check(t, "past", a.asked.Past, true)
}

func TestCantIsSentAtOnceAndTheReasonIsUpToThem(t *testing.T) {
	t.Parallel()
	x := by("session")
	x.chart = func() care.Chart {
		c := approved()
		c.Sessions[2].Reason = ""
		return c
	}
	s, a := open(t, x, kittest.Phone.Full(), en)
	s.Tap(t, "Late")
	s.Type(t, "Want to say why?", "My sitter is sick ")
	s.Tap(t, "Send to my team")
	s.Tap(t, "Coming")
	check(t, "said", strings.Join(a.said, "; "), "answer Appointment/g9 late; answer Appointment/g9 cant because My sitter is sick; answer Appointment/g9 coming")
}

// A new chart arrives while the reason is typed: what was typed stays.
func TestAReasonThatIsBeingTypedOutlivesANewChart(t *testing.T) {
	t.Parallel()
	x := by("session")
	var frames *frame
	page := x.page
	x.page = func(f *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
		frames = f
		return page(f, a, c, now, p)
	}
	s, a := open(t, x, kittest.Phone.Full(), en)
	s.Clear(t, "Want to say why?")
	s.Type(t, "Want to say why?", "The bus is late")
	frames.again()
	s.Settle()
	s.Tap(t, "Send to my team")
	check(t, "said", strings.Join(a.said, "; "), "answer Appointment/g9 cant because The bus is late")
}

func TestASessionLeadsToItsSkillTheCalendarAndBack(t *testing.T) {
	t.Parallel()
	s, a := open(t, by("session-join"), kittest.Phone.Full(), en)
	for _, name := range []string{"Join now", "Urge surfing", "Add to your calendar", "Back"} {
		s.Tap(t, name)
	}
	check(t, "said", strings.Join(a.said, "; "), "join Appointment/g9; skill urge-surfing; add Appointment/g9; back")
	a.fail = &care.Fault{Code: "join-no-link"}
	s.Tap(t, "Join now")
	if !s.Says("Your clinic has not opened this session yet. Try again in a minute, or call your clinic.") {
		t.Errorf("the page says %v", s.Texts())
	}
}

func TestTheCalendarAddressIsMade(t *testing.T) {
	t.Parallel()
	s, a := open(t, by("calendar"), kittest.Phone.Full(), en)
	s.Tap(t, "Make an address")
	s.Tap(t, "Save a file")
	check(t, "said", strings.Join(a.said, "; "), "make feed; save calendar")
}

func TestTheCalendarAddressIsCopiedAndTakenBack(t *testing.T) {
	t.Parallel()
	s, a := open(t, by("calendar-there"), kittest.Phone.Full(), en)
	s.Tap(t, "Copy the address")
	s.Tap(t, "Make a new address")
	s.Tap(t, "Take the address back")
	check(t, "said", strings.Join(a.said, "; "), "copy "+feedAddress+"; make feed; remove feed")
}
