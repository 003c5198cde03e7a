package patient

import (
	"strings"
	"testing"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

func TestTodaySumsUpTheDay(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		change func(*care.Chart)
		now    time.Time
		p      *say.Printer
		want   string
	}{
		"ordinary":      {nil, at(9, 14, 10), en, "Group tonight. The rest of the day is yours."},
		"Spanish":       {nil, at(9, 14, 10), es, "Grupo esta noche. El resto del día es tuyo."},
		"on now":        {nil, at(9, 19, 0), en, "Group is on now. The rest of the day is yours."},
		"over":          {nil, at(9, 21, 30), en, "What was planned for today is over."},
		"free day":      {nil, at(10, 9, 0), en, "Nothing planned today. Next: group, Thursday 5:00 PM."},
		"free day, es":  {nil, at(10, 9, 0), es, "Hoy no hay nada previsto. Lo próximo: grupo, jueves 5:00 p. m."},
		"after the end": {nil, at(13, 9, 0), en, "Nothing planned. The day is yours."},
		"morning visit": {nil, at(12, 9, 0), en, "Medication visit this morning. The rest of the day is yours."},
		"check-in due": {
			func(c *care.Chart) {
				c.Due = []care.Due{{Ref: "Task/1", Form: "http://example.org/phq-9", Title: "PHQ-9"}}
			},
			at(9, 14, 10), en, "Group tonight. A check-in is ready when you are.",
		},
		"not open yet": {
			func(c *care.Chart) { c.Due = []care.Due{{Ref: "Task/1", Opens: at(20, 0, 0)}} },
			at(9, 14, 10), en, "Group tonight. The rest of the day is yours.",
		},
		"first day": {
			func(c *care.Chart) { c.Stay.Admitted = at(9, 9, 0) }, at(9, 12, 0), en,
			"Today is your first day: group at 6:00 PM. The rest of the day is yours.",
		},
		"cancelled": {
			func(c *care.Chart) { c.Sessions[1].State = care.SessionCancelled }, at(9, 14, 0), en,
			"Today's session is canceled. The day is yours.",
		},
		"discharged": {
			func(c *care.Chart) { c.Stay.Discharged, c.Stay.Ended, c.Sessions = at(1, 12, 0), true, nil }, at(9, 14, 0), en,
			"You finished the program on March 1. Your plan and your check-ins stay here.",
		},
		"nothing has come": {
			func(c *care.Chart) { *c = care.Chart{} }, at(9, 14, 0), en,
			"Your schedule and check-ins show here once the clinic sends them.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := sample()
			if x.change != nil {
				x.change(&c)
			}
			check(t, "summary", TodayOf(c, x.now, x.p).Summary, x.want)
		})
	}
}

func TestTheThreadOfAnOrdinaryDay(t *testing.T) {
	t.Parallel()
	m := TodayOf(sample(), at(9, 14, 10), en)
	check(t, "hello", m.Hello, "Hello, Maya")
	check(t, "date", m.Date, "Tuesday, March 9")
	if len(m.Items) != 2 {
		t.Fatalf("items: %+v", m.Items)
	}
	done, card := m.Items[0], m.Items[1]
	check(t, "check-in", done.When+"|"+done.Title+"|"+done.Status.Text+"|"+done.CheckIn, "8:10 AM|Morning check-in|Sent to your team|morning")
	check(t, "card", card.When+"|"+card.Title, "6:00 to 9:00 PM|Group: riding out an urge")
	if !card.Raised || card.Node != NodeNow || card.Session == nil || card.Session.Answer != care.AnswerComing {
		t.Errorf("card: %+v", card)
	}
	check(t, "join", card.Session.Facts[1].Text, "Video. You can join from 5:45 PM")
	check(t, "hours", m.Week.Words, "3 of 9 hours")
	var bars []string
	for _, x := range m.Week.Sessions {
		bars = append(bars, x.Short+"="+x.Detail)
	}
	check(t, "bars", strings.Join(bars, "; "), "Mon, 3 h=3 hours, done; Tue, tonight=6:00 PM tonight; Thu, moved=5:00 PM, moved")
}

// A check-in answered without a signal says so until the clinic has it; an
// urgent one says that no one has seen it.
func TestUnsentThingsAreToldInWords(t *testing.T) {
	t.Parallel()
	urgent := spread(5)
	urgent[8] = 1
	for name, x := range map[string]struct {
		ci   care.CheckIn
		d    care.Delivery
		want string
	}{
		"on the device":  {answered("a", phq9("en"), at(9, 12, 0), spread(5)), care.Delivery{State: care.OnDevice}, "On this device. Not sent yet."},
		"urgent":         {answered("a", phq9("en"), at(9, 12, 0), urgent), care.Delivery{State: care.OnDevice}, "Not sent yet. No one at the clinic has seen this."},
		"urgent sending": {answered("a", phq9("en"), at(9, 12, 0), urgent), care.Delivery{State: care.Sending}, "Not sent yet. No one at the clinic has seen this."},
		"sending":        {answered("a", phq9("en"), at(9, 12, 0), spread(5)), care.Delivery{State: care.Sending}, "Sending now"},
		"set aside": {
			answered("a", phq9("en"), at(9, 12, 0), spread(5)),
			care.Delivery{State: care.SetAside, Why: &care.Fault{Code: "no-such-code", Say: "Call your clinic."}},
			"Call your clinic.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := sample()
			x.ci.Delivery = x.d
			c.CheckIns = []care.CheckIn{x.ci}
			c.Sync.Offline, c.Sync.Pending = true, 1
			m := TodayOf(c, at(9, 14, 10), en)
			check(t, "status", m.Items[0].Status.Text, x.want)
			check(t, "notices", len(m.Notices), 1) // the item names the unsent thing itself
			check(t, "offline", m.Notices[0].Text, "No signal. Last updated 2:05 PM.")
		})
	}
}

func TestAWeekOldChartSaysFromWhenItIs(t *testing.T) {
	t.Parallel()
	c := sample()
	c.Sync = care.Sync{AsOf: at(2, 14, 5), Offline: true, Pending: 2}
	m := TodayOf(c, at(9, 14, 10), en)
	check(t, "offline", m.Notices[0].Text, "No signal. Last updated Tuesday, March 2, 2:05 PM.")
	check(t, "pending", m.Notices[1].Text, "Some things on this device are not sent yet.")
}

func TestACheckInThatStaffReviewedSaysSoWithTheDate(t *testing.T) {
	t.Parallel()
	c := sample()
	ci := answered("phq", phq9("en"), at(6, 20, 0), spread(11))
	ci.Reviewed = at(9, 9, 30)
	c.CheckIns = append(c.CheckIns, ci)
	m := TodayOf(c, at(9, 14, 10), en)
	check(t, "reviewed", m.Items[0].When+"|"+m.Items[0].Status.Text, "Saturday, March 6, 8:00 PM|Reviewed by your care team, March 9")
}

func TestDueAndBegunCheckInsStandOnTheThread(t *testing.T) {
	t.Parallel()
	c := sample()
	c.Due = []care.Due{{Ref: "Task/1", Form: "http://example.org/phq-9", Title: "PHQ-9", By: at(9, 23, 0)}}
	c.CheckIns = append(c.CheckIns, care.CheckIn{ID: "b", Form: "http://example.org/phq-9", Due: "Task/1", Status: care.CheckInBegun})
	m := TodayOf(c, at(9, 14, 10), en)
	item := m.Items[2]
	check(t, "due", item.When+"|"+item.Title+"|"+item.Status.Text+"|"+item.Do, "Any time today|PHQ-9|Begun. Go on where you stopped.|Go on")
	// On a day without sessions it is the thing to do next.
	m = TodayOf(c, at(10, 9, 0), en)
	if !m.Items[0].Raised || m.Items[0].Form == "" {
		t.Errorf("the free day begins with %+v", m.Items[0])
	}
	check(t, "late", m.Items[0].When, "From March 9, still open")
	// Once it was answered on this device, it is not asked for again.
	c.CheckIns[1].Status, c.CheckIns[1].Authored = care.CheckInDone, at(9, 12, 0)
	for _, item := range TodayOf(c, at(9, 14, 10), en).Items {
		check(t, "asked again", item.Form, "")
	}
}

func TestJoinOpensFifteenMinutesBefore(t *testing.T) {
	t.Parallel()
	c := sample()
	check(t, "at 5:44", TodayOf(c, at(9, 17, 44), en).Items[1].Session.Join, "")
	check(t, "at 5:45", TodayOf(c, at(9, 17, 45), en).Items[1].Session.Join, "Join now")
	check(t, "while it is on", TodayOf(c, at(9, 18, 30), en).Items[1].Session.Join, "Join now")
	check(t, "at the end", TodayOf(c, at(9, 21, 0), en).Items[1].Session == nil, true)
	card := TodayOf(c, at(9, 18, 30), en).Items[1].Session
	check(t, "asked while it is on", card.Ask, "")
}

// Scenario 5: a viewer in Phoenix, a clinic in Chicago, before and after the
// clocks change in Chicago alone.
func TestBothTimesAreSaidWhereTheyDiffer(t *testing.T) {
	t.Parallel()
	c := sample()
	c.Viewer.Zone = phoenix
	later := c.Sessions[1]
	later.Ref, later.Start, later.End = "Appointment/16", at(16, 18, 0), at(16, 21, 0)
	c.Sessions = append(c.Sessions, later)
	check(t, "9 March", TodayOf(c, at(9, 12, 0), en).Items[1].When, "6:00 to 9:00 PM Chicago, 5:00 PM for you")
	check(t, "16 March", TodayOf(c, at(16, 12, 0), en).Items[0].When, "6:00 to 9:00 PM Chicago, 4:00 PM for you")
	c.Viewer.Zone = load("Asia/Tokyo")
	check(t, "another day", TodayOf(c, at(9, 12, 0), en).Items[1].When, "6:00 to 9:00 PM Chicago, Wednesday 9:00 AM for you")
}

// What was said for the old time is told as that, and asked anew.
func TestAMovedSessionIsAskedAboutAgain(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		said care.Answer
		was  time.Time
		p    *say.Printer
		want string
	}{
		"coming":       {care.AnswerComing, at(11, 18, 0), en, "This session moved. Will you still be there?|For 6:00 PM you said you're coming.|Moved. Will you still be there?"},
		"late":         {care.AnswerLate, at(11, 18, 0), en, "This session moved. Will you still be there?|For 6:00 PM you said you'll be late.|Moved. Will you still be there?"},
		"another day":  {care.AnswerCant, at(10, 18, 0), en, "This session moved. Will you still be there?|For Wednesday, March 10, 6:00 PM you said you can't come.|Moved. Will you still be there?"},
		"Spanish":      {care.AnswerComing, at(11, 18, 0), es, "Esta sesión cambió de hora. ¿Vas a estar de todos modos?|Antes (6:00 p. m.) dijiste que vas.|Cambió. ¿Vas a estar?"},
		"said nothing": {care.AnswerNone, at(11, 18, 0), en, "Will you be there?||"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := sample()
			c.Sessions[2].Answer, c.Sessions[2].Earlier = care.AnswerNone, care.EarlierAnswer{Answer: x.said, Start: x.was}
			card := TodayOf(c, at(11, 9, 0), x.p).Items[0].Session
			check(t, "nothing is chosen", card.Answer, care.AnswerNone)
			check(t, "asks", card.Ask+"|"+card.Earlier+"|"+speak(c, at(11, 9, 0), x.p).attendance(c.Sessions[2]).Text, x.want)
			page := SessionOf(c, SessionAsk{Ref: c.Sessions[2].Ref}, at(11, 9, 0), x.p)
			check(t, "the session's page", page.Ask+"|"+page.Earlier+"|"+page.State.Text, card.Ask+"|"+card.Earlier+"|")
		})
	}
	c := sample()
	c.Sessions[2].Answer, c.Sessions[2].Earlier = care.AnswerComing, care.EarlierAnswer{Answer: care.AnswerCant, Start: at(11, 18, 0)}
	check(t, "answered anew", TodayOf(c, at(11, 9, 0), en).Items[0].Session.Ask, "Will you be there?")
}

func TestAMovedSessionShowsTheOldTime(t *testing.T) {
	t.Parallel()
	c := sample()
	check(t, "same day", TodayOf(c, at(11, 9, 0), en).Items[0].Tag, "Moved, was 6:00 PM")
	c.Sessions[2].WasStart = at(10, 18, 0)
	check(t, "another day", TodayOf(c, at(11, 9, 0), en).Items[0].Tag, "Moved, was Wednesday, March 10, 6:00 PM")
}

func TestFollowUpsAreSeenAfterDischarge(t *testing.T) {
	t.Parallel()
	c := sample()
	c.Sessions, c.CheckIns = nil, nil
	c.Stay.Discharged, c.Stay.Ended = at(1, 12, 0), true
	m := TodayOf(c, at(9, 14, 0), en)
	check(t, "count", len(m.Items), 2)
	check(t, "first", m.Items[0].When+"|"+m.Items[0].Title, "Opens Friday, March 12|Two-week check-in")
	check(t, "week", m.Week.Words, "")
}
