package patient

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
	"throughline/screens/say"
)

func (a *acts) OpenPlan()            { a.note("plan") }
func (a *acts) OpenSkill(key string) { a.note("skill", key) }
func (a *acts) SeenNews()            { a.note("seen") }
func (a *acts) OpenChoices()         { a.note("choices") }
func (a *acts) SayHow(ci care.CheckIn, done func(*care.Fault)) {
	a.saved = append(a.saved, ci)
	a.answer(done)
}

func (a *acts) DoHomework(homework string, done bool, then func(*care.Fault)) {
	a.note("homework", homework, map[bool]string{true: "done", false: "open"}[done])
	a.answer(then)
}

func (a *acts) SetReminders(lead care.ReminderLead, done func(*care.Fault)) {
	a.note("remind", string(lead))
	a.answer(done)
}

// newsPage is Today for who last saw the groups of the sample where they were.
func newsPage(f *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
	v := NewTodayView(a, func() time.Time { return now }, f.wide, f.again)
	return func() *kit.Page { return v.Page(TodaySince(c, sawLastWeek(), now, p)) }
}

// sawLastWeek is what somebody saw on Tuesday a week before.
func sawLastWeek() care.Looked {
	c := sample()
	c.Sync.AsOf = at(2, 14, 0)
	c.Sessions[2].Start = at(11, 18, 0)
	return c.Look(at(2, 14, 0))
}

// eventful is the ordinary week after a group moved, a visit was called off, the
// team wrote back and changed the plan, and gave something to try.
func eventful() care.Chart {
	c := partial()
	c.Forms = append(c.Forms, howForm("en"), howForm("es"))
	c.Sessions[3].State = care.SessionCancelled
	c.Plan.Reviews = []care.TeamReview{{At: at(8, 12, 0), Changes: []care.TeamChange{{Subject: "Sleep through most nights"}}}}
	c.Homework = []care.Homework{
		{Ref: "Task/h1", Title: "Ride out one urge and write down how it went", Skill: "urge-surfing", By: "Dana Ortiz, LPC", Due: at(11, 23, 0)},
		{Ref: "Task/h2", Title: "Call your sister", Done: at(9, 9, 0)},
		{Ref: "Task/h3", Title: "Of last week", Done: at(2, 9, 0)},
	}
	return c
}

// howForm is the short daily form, as the product ships it.
func howForm(language string) care.Form {
	f := care.Form{Canonical: care.FormDaily + "|1.0.0", Title: "How am I", Language: language}
	words := []string{"How is your mood today?", "Calm or good", "Mixed", "Low", "Very low"}
	if language == "es" {
		f.Canonical, words = care.FormDaily+"-es|1.0.0", []string{"¿Cómo está tu ánimo hoy?", "Tranquilo o bueno", "Mezclado", "Bajo", "Muy bajo"}
	}
	mood := care.Item{LinkID: "daily-mood", Text: words[0], Kind: care.ItemChoice}
	for i, word := range words[1:] {
		mood.Options = append(mood.Options, care.Option{Code: "mood-" + string(rune('0'+i)), Text: word, Ordinal: i, HasOrdinal: true})
	}
	f.Items = []care.Item{mood, {LinkID: "daily-note", Text: "Anything you want to note?", Kind: care.ItemText}}
	return f
}

// low is the eventful day of somebody who said that it is very low.
func low() care.Chart {
	c := eventful()
	said := TodayOf(c, at(9, 13, 0), en).How.Say(3, at(9, 13, 0))
	said.ID, said.Delivery = "how", care.Delivery{State: care.OnDevice}
	c.CheckIns = append([]care.CheckIn{said}, c.CheckIns...)
	c.Sync.Pending = 1
	return c
}

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
		return func() *kit.Page { return v.Page(CalendarOf(c, feed, care.RemindHour, now, p)) }
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
	{"today-news", 0, tuesday, eventful, newsPage},
	{"today-low", 0, tuesday, low, todayPage},
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
	s.Tap(t, "Calendar and reminders")
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
	s.Tap(t, "The evening before")
	check(t, "said", strings.Join(a.said, "; "), "make feed; save calendar; remind evening")
}

func TestTheCalendarAddressIsCopiedAndTakenBack(t *testing.T) {
	t.Parallel()
	s, a := open(t, by("calendar-there"), kittest.Phone.Full(), en)
	s.Tap(t, "Copy the address")
	s.Tap(t, "Make a new address")
	s.Tap(t, "Take the address back")
	check(t, "said", strings.Join(a.said, "; "), "copy "+feedAddress+"; make feed; remove feed")
}

func TestWhatIsNewLeadsToItAndStaysUntilItWasSeen(t *testing.T) {
	t.Parallel()
	s, a := open(t, by("today-news"), kittest.Phone.Full(), en)
	for _, name := range []string{"Moved: Group: here and now", "Canceled: Medication visit", "Your team wrote back", "Your plan changed", "I've seen these"} {
		s.Tap(t, name)
	}
	check(t, "said", strings.Join(a.said, "; "), "session Appointment/g11; session Appointment/m12; result last; plan; seen")
}

func TestHowTheyAreTakesOneTapAndCanBeChanged(t *testing.T) {
	t.Parallel()
	s, a := open(t, by("today-news"), kittest.Phone.Full(), en)
	s.Tap(t, "Mixed")
	first := a.saved[0]
	check(t, "first", first.ID+"|"+first.Form+"|"+first.Answers["daily-mood"].Options[0].Code, "|"+care.FormDaily+"|1.0.0|mood-1")
	check(t, "status", first.Status, care.CheckInDone)
}

func TestWhatWasSaidOfTheDayIsChangedAndTakenBack(t *testing.T) {
	t.Parallel()
	s, a := open(t, by("today-low"), kittest.Phone.Full(), en)
	for _, words := range []string{"That sounds hard. Help is at the top", "On this device. Not sent yet."} {
		if !s.Says(words) {
			t.Errorf("%q is not on the page: %v", words, s.Texts())
		}
	}
	s.Tap(t, "Low")
	s.Tap(t, "Take my answer back")
	check(t, "changed", a.saved[0].ID+"|"+a.saved[0].Answers["daily-mood"].Options[0].Code, "how|mood-2")
	check(t, "taken back", a.saved[1].Answers["daily-mood"].Declined, true)
}

func TestHomeworkIsDoneAndUndoneAndLeadsToItsSkill(t *testing.T) {
	t.Parallel()
	s, a := open(t, by("today-news"), kittest.Phone.Full(), en)
	s.Tap(t, "I did this")
	s.Tap(t, "Open the skill")
	s.Tap(t, "Take it back")
	check(t, "said", strings.Join(a.said, "; "), "homework Task/h1 done; skill urge-surfing; homework Task/h2 open")
}

func TestTodayLeadsToWhatWaitsForAChoice(t *testing.T) {
	t.Parallel()
	c := sample()
	c.Choices = []care.Choice{{ID: "1"}, {ID: "2"}}
	check(t, "words", TodayOf(c, tuesday, en).Choices, "2 things need your choice")
	x := by("today")
	x.chart = func() care.Chart { return c }
	s, a := open(t, x, kittest.Phone, en)
	s.Tap(t, "2 things need your choice")
	check(t, "said", strings.Join(a.said, "; "), "choices")
}

// A year has dozens of check-ins: the last dozen stand there, and earlier ones a tap away.
func TestEarlierCheckInsAreATapAway(t *testing.T) {
	t.Parallel()
	c := sample()
	for week := range 30 {
		x := c.CheckIns[0]
		x.ID, x.Authored = fmt.Sprint("week-", week), tuesday.AddDate(0, 0, -7*week)
		c.CheckIns = append(c.CheckIns, x)
	}
	s, _ := open(t, screen{"checkins", 4, tuesday, func() care.Chart { return c }, checkInsPage}, kittest.Phone, en)
	rows := func() int { return strings.Count(strings.Join(s.Labels(), "|"), c.CheckIns[0].Title) }
	before := rows()
	s.Tap(t, "Show earlier ones")
	if after := rows(); after != before+someCheckIns {
		t.Errorf("%d rows, then %d", before, after)
	}
}
