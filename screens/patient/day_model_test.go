package patient

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

func session(c care.Chart, ref string, now time.Time, p *say.Printer) SessionPage {
	return SessionOf(c, SessionAsk{Ref: ref, Skills: taught}, now, p)
}

func facts(m SessionPage) string {
	var out []string
	for _, f := range m.Facts {
		out = append(out, f.Text)
	}
	return strings.Join(out, "; ")
}

func TestASessionIsToldWhole(t *testing.T) {
	t.Parallel()
	m := session(approved(), "Appointment/g9", tuesday, en)
	check(t, "title", m.Title, "Group: riding out an urge")
	check(t, "when", m.Day+"|"+m.When+"|"+m.Yours+"|"+m.Long, "Tuesday, March 9|6:00 to 9:00 PM||3 hours")
	check(t, "facts", facts(m), "Led by Dana Ortiz, LPC; Video. You can join from 5:45 PM; Bring: A notebook and a pen")
	check(t, "model", m.Model+": "+m.ModelWords, "Coping skills: You learn tools for hard moments, and try them out together.")
	check(t, "skills", m.SkillsHead+"|"+m.Skills[0].Name, "Skills in this session|Urge surfing")
	check(t, "why", m.Why.Said, "My sitter is sick")
	check(t, "join", m.Join, "")
	m = session(approved(), "Appointment/g9", at(9, 22, 0), es)
	check(t, "after, in Spanish", m.When+"|"+m.SkillsHead+"|"+m.Ask+"|"+m.Calendar, "6:00 a 9:00 p. m.|Técnicas que se vieron en esta sesión||")
	check(t, "model in Spanish", m.Model, "Técnicas para afrontar")
}

func TestJoinIsTheMainButtonFromFifteenMinutesBeforeToTheEnd(t *testing.T) {
	t.Parallel()
	for clock, want := range map[time.Time]string{
		at(9, 17, 44): "", at(9, 17, 45): "Join now", at(9, 20, 59): "Join now", at(9, 21, 0): "",
	} {
		check(t, clock.String(), session(approved(), "Appointment/g9", clock, en).Join, want)
	}
	check(t, "cancelled", session(called(), "Appointment/g9", at(9, 17, 50), en).Join, "")
	check(t, "at the clinic", session(sample(), "Appointment/m12", at(12, 10, 20), en).Join, "")
}

func TestAMovedSessionTellsOldAndNewOnBothClocks(t *testing.T) {
	t.Parallel()
	m := session(far(), "Appointment/g11", tuesday, en)
	check(t, "new", m.When+"|"+m.Yours, "5:00 to 8:00 PM Chicago time|4:00 to 7:00 PM for you")
	check(t, "old", m.Tag, "Moved, was 6:00 PM")
}

// Scenario 5: a viewer in Phoenix and a clinic in Chicago, on the Tuesdays
// before and after the clocks change in Chicago alone.
func TestBothTuesdaysAreRightInPhoenixAndLastThreeHours(t *testing.T) {
	t.Parallel()
	c := far()
	later := c.Sessions[1]
	later.Ref, later.Start, later.End = "Appointment/g16", at(16, 18, 0), at(16, 21, 0)
	c.Sessions = append(c.Sessions, later)
	first, second := session(c, "Appointment/g9", tuesday, en), session(c, "Appointment/g16", tuesday, en)
	check(t, "9 March", first.When+"|"+first.Yours+"|"+first.Long, "6:00 to 9:00 PM Chicago time|5:00 to 8:00 PM for you|3 hours")
	check(t, "16 March", second.When+"|"+second.Yours+"|"+second.Long, "6:00 to 9:00 PM Chicago time|4:00 to 7:00 PM for you|3 hours")
	week := ScheduleOf(c, ScheduleAsk{Day: at(16, 12, 0)}, tuesday, en)
	check(t, "in the week", week.Days[1].Items[0].When, "6:00 to 9:00 PM Chicago, 4:00 PM for you")
}

func TestBadTimesAreToldAsWhatTheyAre(t *testing.T) {
	t.Parallel()
	c := odd()
	m := session(c, "Appointment/g9", tuesday, en)
	check(t, "end before start", m.Long+m.Fault, "The end time that your clinic gave can't be right. Ask your clinic when it ends.")
	m = session(c, "Appointment/g11", tuesday, en)
	check(t, "no end", m.When+"|"+m.Fault, "4:00 PM|Your clinic did not say when this ends.")
	s := ScheduleOf(c, ScheduleAsk{Day: tuesday}, tuesday, en)
	check(t, "zone", s.Zone, "Your time")
	check(t, "said", s.Notices[len(s.Notices)-1].Text, "Your clinic did not say its time zone. Times are in this device's time.")
	check(t, "nobody's session", session(c, "Appointment/x", tuesday, en).Missing != "", true)
}

// A clinic gives no end, or one before the start: who is ten minutes late could not join,
// since the session was over as it began.
func TestASessionWithoutAnEndCanBeJoinedLate(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]time.Time{"none": {}, "before the start": at(9, 17, 0)} {
		c := approved()
		c.Sessions[2].End = end
		late := at(9, 18, 10)
		check(t, name+": the button", session(c, "Appointment/g9", late, en).Join, "Join now")
		today := TodayOf(c, late, en)
		check(t, name+": on Today", today.Items[len(today.Items)-1].Session.Join, "Join now")
		check(t, name+": at last", session(c, "Appointment/g9", at(9, 21, 0), en).Join, "")
	}
}

// Two sessions at one time are told as such until the person has said to which they can't
// come.
func TestTwoSessionsAtOneTimeAreToldAsSuch(t *testing.T) {
	t.Parallel()
	c := clashed()
	check(t, "the group", session(c, "Appointment/g9", tuesday, en).Clash.Text, "At the same time: Individual session, 7:00 to 8:00 PM")
	check(t, "what to do", session(c, "Appointment/g9", tuesday, en).ClashWords, "Ask your clinic which one to come to.")
	check(t, "the visit, in Spanish", session(c, "Appointment/i9", tuesday, es).Clash.Text, "A la misma hora: Grupo: riding out an urge, 6:00 a 9:00 p. m.")
	check(t, "in the week", ScheduleOf(c, ScheduleAsk{Day: tuesday}, tuesday, en).Days[1].Items[1].Clash.Icon, "info")
	check(t, "when it is over", session(c, "Appointment/g9", at(9, 21, 0), en).Clash.Text, "")
	c.Sessions[3].Answer = care.AnswerCant
	check(t, "when one is declined", session(c, "Appointment/g9", tuesday, en).Clash.Text, "")
	check(t, "and in it", session(c, "Appointment/i9", tuesday, en).Clash.Text, "")
}

func TestAMissedVisitIsExplainedCalmly(t *testing.T) {
	t.Parallel()
	m := session(approved(), "Appointment/g4", tuesday, en)
	check(t, "state", m.State.Text, "You weren't there")
	if !strings.Contains(m.MissedWords, "Life gets in the way") || !strings.Contains(m.MissedWords, "(312) 555-0100") {
		t.Errorf("said %q", m.MissedWords)
	}
	v := VisitsOf(approved(), tuesday, en)
	check(t, "visits", v.Number+" "+v.Unit+"|"+v.Words, "1 of 24 approved visits used|The approval runs until March 31, 2027.")
	check(t, "missed", strings.Join(v.Missed, ";"), "Thursday, March 4")
	check(t, "unknown", VisitsOf(sample(), tuesday, es).Number, "")
}

func TestTheMonthMarksItsDaysAndOpensToday(t *testing.T) {
	t.Parallel()
	m := ScheduleOf(approved(), ScheduleAsk{Kind: ScheduleMonth, Day: tuesday}, tuesday, en)
	check(t, "span", m.Span, "March 2027")
	check(t, "begins on a Monday", m.Month.Lead, 0)
	check(t, "days", len(m.Month.Days), 31)
	check(t, "today", m.Month.Days[m.Month.Chosen].Name, "Today, Tuesday, March 9, 1 session")
	check(t, "below", m.Days[0].Items[0].Title, "Group: riding out an urge")
	m = ScheduleOf(approved(), ScheduleAsk{Kind: ScheduleMonth, Day: at(11, 0, 0)}, tuesday, es)
	check(t, "another day, in Spanish", m.Month.Days[m.Month.Chosen].Name+"|"+strings.Join(m.Month.Weekdays, ""), "Jueves, 11 de marzo, 1 sesión|LMXJVSD")
	m = ScheduleOf(discharged(), ScheduleAsk{Kind: ScheduleMonth, Day: tuesday}, tuesday, en)
	check(t, "nothing known", m.Before.IsZero() && m.After.IsZero(), true)
}

func TestTheListShowsWhatComesAndWhatWasAPageAtATime(t *testing.T) {
	t.Parallel()
	c := year()
	m := ScheduleOf(c, ScheduleAsk{Kind: ScheduleList, Day: tuesday}, tuesday, en)
	count := func(m Schedule) (n int) {
		for _, d := range m.Days {
			n += len(d.Items)
		}
		return n
	}
	check(t, "first page", count(m), listPage)
	check(t, "more", m.More, "Show more")
	m = ScheduleOf(c, ScheduleAsk{Kind: ScheduleList, Day: tuesday, Past: true, More: 100}, tuesday, en)
	check(t, "all that was", m.More, "")
	if !strings.Contains(m.Days[len(m.Days)-1].Long, ", 2026") {
		t.Errorf("last year's day is %q", m.Days[len(m.Days)-1].Long)
	}
	check(t, "nobody", ScheduleOf(discharged(), ScheduleAsk{Kind: ScheduleList, Day: tuesday}, tuesday, en).Empty, "Nothing planned.")
}

// year has three groups a week for a year around the day.
func year() care.Chart {
	c := approved()
	c.Sessions = nil
	for week := -26; week <= 26; week++ {
		for _, day := range []int{8, 9, 11} {
			start := at(day+7*week, 18, 0)
			c.Sessions = append(c.Sessions, care.Session{Ref: fmt.Sprint("Appointment/", week, day), Kind: care.KindGroup, Start: start, End: start.Add(3 * time.Hour), Attended: week < 0})
		}
	}
	return c
}

// A year of data in under 16 ms: see BenchmarkScheduleOfAYear.
func BenchmarkScheduleOfAYear(b *testing.B) {
	c := year()
	for _, kind := range []ScheduleKind{ScheduleWeek, ScheduleMonth, ScheduleList} {
		b.Run(fmt.Sprint(kind), func(b *testing.B) {
			for b.Loop() {
				ScheduleOf(c, ScheduleAsk{Kind: kind, Day: tuesday}, tuesday, en)
			}
		})
	}
}

func TestWhatChangedSinceTheyLookedIsTold(t *testing.T) {
	t.Parallel()
	var said []string
	for _, n := range TodaySince(eventful(), sawLastWeek(), tuesday, en).News {
		said = append(said, n.Title+": "+n.Words)
	}
	check(t, "news", strings.Join(said, "\n"), `Moved: Group: here and now: Now Thursday, March 11, 5:00 PM. It was Thursday, March 11, 6:00 PM.
Canceled: Medication visit: Friday, March 12, 10:30 AM
Your team wrote back: PHQ-9
Your plan changed: Sleep through most nights`)
	check(t, "who never looked", len(TodayOf(eventful(), tuesday, en).News), 0)
	check(t, "who just looked", len(TodaySince(eventful(), eventful().Look(tuesday), tuesday, en).News), 0)
	over := TodaySince(eventful(), sawLastWeek(), at(20, 9, 0), en).News
	check(t, "sessions that are over are no news", len(over), 2)
}

// A visit that the clinic booked, a new medicine, a referral, a step-up and the team's words in the plan for leaving came, and
// Today said nothing of them.
func TestWhatTheClinicAddedSinceTheyLookedIsTold(t *testing.T) {
	t.Parallel()
	c := sample()
	before := c.Look(tuesday)
	c.Stay.Ref, c.Stay.Moves = "EpisodeOfCare/e", []care.LevelMove{{To: care.LevelInpatient, At: at(9, 12, 0)}}
	before.Plan.Level = care.LevelIntensive
	visit := care.Session{Ref: "Appointment/new", Kind: care.KindMedication, Start: at(10, 9, 0), End: at(10, 9, 30)}
	old := care.Session{Ref: "Appointment/old", Kind: care.KindMedication, Start: at(8, 9, 0), End: at(8, 9, 30)}
	c.Sessions = append(append([]care.Session{old}, c.Sessions...), visit)
	for day := 15; day < 22; day += 2 {
		c.Sessions = append(c.Sessions, care.Session{Ref: fmt.Sprint("Appointment/g", day), Series: "another", Topic: "Sleep", Start: at(day, 18, 0), End: at(day, 21, 0)})
	}
	c.Plan.Medications = append(slices.Clone(c.Plan.Medications), care.Medication{Name: "Melatonin"})
	c.Plan.NextCare = []care.Referral{{Ref: "ServiceRequest/1", Name: "Lee Park"}, {Ref: "Observation/1", Name: "My own", Own: true}}
	c.Plan.Transition.Lines = append(slices.Clone(c.Plan.Transition.Lines),
		care.TransitionLine{Ref: "x", Text: "Call the front desk", Team: true}, care.TransitionLine{Ref: "y", Text: "My own words"})
	news := func(seen care.Looked) string {
		var said []string
		for _, n := range TodaySince(c, seen, tuesday, en).News {
			said = append(said, n.Title+": "+n.Words)
		}
		return strings.Join(said, "\n")
	}
	check(t, "news", news(before), `New: Medication visit: Wednesday, March 10, 9:00 AM
New: Group: The first: Monday, March 15, 6:00 PM. 3 more in your schedule.
Your level of care: Inpatient care
New about your next care: Lee Park
Your list of medicine changed: 
New in your plan for leaving: Call the front desk`)
	check(t, "once they looked", news(c.Look(tuesday)), "")
	before.Plan = nil
	check(t, "who looked with an earlier version", strings.Count(news(before), "\n"), 1)
	c.Sessions = []care.Session{{Ref: "Appointment/back", Start: at(10, 18, 0), End: at(10, 21, 0)}}
	before.Sessions["Appointment/back"] = care.SeenSession{Start: at(10, 18, 0), Cancelled: true}
	check(t, "one that takes place after all", news(before), "New: Group: Wednesday, March 10, 6:00 PM")
}

// Who was there for half of a group had all three hours under the bar, though the week counted one and a half. And while the
// first download ran, before it was known who was where, the week read "0 of 9 hours".
func TestTheWeeksHoursAreWhatIsKnownOfThem(t *testing.T) {
	t.Parallel()
	c := sample()
	group := care.Session{Ref: "Appointment/half", Start: at(8, 18, 0), End: at(8, 21, 0), Attended: true, Stayed: 90 * time.Minute}
	c.Sessions = []care.Session{group}
	h := HoursOf(c, tuesday, en)
	check(t, "hours", h.Words+"; "+h.Sessions[0].Short+"; "+h.Sessions[0].Detail+"; "+fmt.Sprint(h.Sessions[0].Attended), "1.5 of 3 hours; Mon, 1.5 h; 1.5 hours, done; 0.5")
	c.Sync.First.Running = true
	check(t, "during the first download", HoursOf(c, tuesday, en).Words+ScheduleOf(c, ScheduleAsk{Day: tuesday}, tuesday, en).Hours, "")
}

// A clinic in Chicago gives a day; to a person in Berlin it read a day later.
func TestADueDayIsTheClinicsDayWhereverThePersonIs(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	c := sample()
	c.Viewer.Zone = berlin
	last := at(12, 23, 59).Add(59 * time.Second)
	c.Due = []care.Due{{Ref: "Task/d", Form: "x", Title: "Two-week check-in", By: last}}
	for now, want := range map[time.Time]string{tuesday: "Until Friday, March 12", at(12, 20, 0): "Any time today", at(13, 9, 0): "March 12"} {
		if got := speak(c, now, en).dueWords(c.Due[0]); !strings.Contains(got, want) {
			t.Errorf("on %v: %s", now, got)
		}
	}
}

func TestHowAmIIsOfTheDayAndInTheirLanguage(t *testing.T) {
	t.Parallel()
	h := TodayOf(low(), tuesday, en).How
	check(t, "chosen", h.Chosen, 3)
	check(t, "unsent", h.Status.Text, "On this device. Not sent yet.")
	check(t, "on the thread as well", strings.Contains(fmt.Sprint(TodayOf(low(), tuesday, en).Items), "How am I"), false)
	h = TodayOf(low(), at(10, 9, 0), en).How
	check(t, "the next day", h.Chosen, -1)
	h = TodayOf(eventful(), tuesday, es).How
	check(t, "Spanish", h.Ask+strings.Join(h.Words, "|"), "¿Cómo está tu ánimo hoy?Tranquilo o bueno|Mezclado|Bajo|Muy bajo")
	check(t, "without the form", TodayOf(sample(), tuesday, en).How.Ask, "")
	english := sample()
	english.Forms = append(english.Forms, howForm("en"))
	check(t, "never mixed", TodayOf(english, tuesday, es).How.Ask, "")
	again := TodayOf(low(), tuesday, en).How.Say(-1, tuesday)
	check(t, "taken back", again.ID+fmt.Sprint(again.Answers["daily-mood"].Declined), "howtrue")
}

func TestAnAnswerKeepsWhatElseWasSaidToday(t *testing.T) {
	t.Parallel()
	c := low()
	c.CheckIns[0].Answers["daily-note"] = care.Reply{Text: "Rain"}
	m := TodayOf(c, tuesday, en)
	check(t, "kept", m.How.Say(0, tuesday).Answers["daily-note"].Text, "Rain")
	check(t, "a longer one stands on the thread too", strings.Contains(fmt.Sprint(m.Items), "How am I"), true)
}
