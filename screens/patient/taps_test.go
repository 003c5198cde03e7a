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

func by(name string) screen {
	for _, x := range screens {
		if x.name == name {
			return x
		}
	}
	panic("no screen " + name)
}

func TestTodayTapsLeadWhereTheySay(t *testing.T) {
	t.Parallel()
	s, a := open(t, by("today"), kittest.Phone, en)
	s.Tap(t, "Late")
	s.Tap(t, "Morning check-in")
	check(t, "said", strings.Join(a.said, "; "), "answer Appointment/g9 late; result morning")
}

// At a hard moment what helped before is on Today, a tap away; what did not help, or was not rated, is not.
func TestWhatHelpedBeforeIsATapAway(t *testing.T) {
	t.Parallel()
	x := by("today")
	x.chart = func() care.Chart {
		c, three, one := sample(), 3, 1
		c.Practices = []care.Practice{
			{ID: "1", Skill: "urge-surfing", Title: "Urge surfing", At: at(8, 20, 0), Before: &three, After: &one},
			{ID: "2", Skill: "stop", Title: "STOP", At: at(7, 20, 0), Before: &one, After: &three},
			{ID: "3", Skill: "gratitude", Title: "Gratitude", At: at(7, 21, 0)},
		}
		return c
	}
	s, a := open(t, x, kittest.Phone.Full(), en)
	if s.Find("STOP") != nil || s.Find("Gratitude") != nil {
		t.Errorf("what did not help is offered: %v", s.Labels())
	}
	s.Tap(t, "Urge surfing")
	check(t, "opened", strings.Join(a.said, "; "), "skill urge-surfing")
	m := TodayOf(x.chart(), tuesday, es)
	check(t, "noted in English, read in Spanish", m.Named([]care.Skill{{Key: "urge-surfing", Title: "Surfear el impulso"}}).Helped[0].Name, "Surfear el impulso")
	check(t, "as it was", m.Helped[0].Name, "Urge surfing")
}

func TestAnAnswerThatCouldNotBeKeptSaysSo(t *testing.T) {
	t.Parallel()
	s, a := open(t, by("today"), kittest.Phone, en)
	a.fail = &care.Fault{Code: "no-such-code", Say: "We couldn't save this. Try again."}
	s.Tap(t, "Can't")
	if !s.Says("We couldn't save this. Try again.") {
		t.Errorf("the screen says %v", s.Texts())
	}
}

func TestTheScheduleGoesToAnotherWeek(t *testing.T) {
	t.Parallel()
	x := by("schedule")
	x.chart = func() care.Chart {
		c := sample()
		later := c.Sessions[3]
		later.Ref, later.Start, later.End = "Appointment/16", at(16, 10, 0), at(16, 11, 0)
		c.Sessions = append(c.Sessions, later)
		return c
	}
	s, a := open(t, x, kittest.Phone, en)
	s.Tap(t, "Next week")
	check(t, "week", a.asked.Day.Format("2006-01-02"), "2027-03-15")
	if s.Find("Week before") != nil {
		t.Error("there is a way to a week of which nothing is known")
	}
}

func TestTheTrendCanBeReadAsAList(t *testing.T) {
	t.Parallel()
	s, _ := open(t, by("result"), kittest.Phone, en)
	if s.Find("See as a chart") != nil {
		t.Error("the list is open from the start")
	}
	s.Tap(t, "See as a list")
	if s.Find("See as a chart") == nil {
		t.Error("there is no way back to the chart")
	}
}

// Where the score stands a person looks for the way to bring it up; and at the group they
// are told what they wanted to bring.
func TestAResultIsMarkedForTheGroup(t *testing.T) {
	t.Parallel()
	s, a := open(t, by("result"), kittest.Phone, en)
	s.Tap(t, "Bring this to group")
	a.fail = &care.Fault{Code: "no-such-code", Say: "We couldn't save this. Try again."}
	s.Tap(t, "Bring this to group")
	if !s.Says("We couldn't save this. Try again.") {
		t.Errorf("the screen says %v", s.Texts())
	}
	check(t, "said", strings.Join(a.said, "; "), "bring last true; bring last true")

	c := by("result").chart()
	c.CheckIns[0].BringToGroup, c.CheckIns[0].BringRef = true, "Observation/x"
	c.Entered = map[string]care.Delivery{"Observation/x": {State: care.OnDevice}}
	m := ResultOf(c, c.CheckIns[0].ID, tuesday, en)
	check(t, "marked", m.Bring.Do+"|"+m.Bring.Status.Text, "Marked for group|On this device. Not sent yet.")
	check(t, "at the group", strings.Join(SessionOf(c, SessionAsk{Ref: "Appointment/g9"}, tuesday, en).Bring, "; "), "PHQ-9, March 9")
	check(t, "at a visit", len(SessionOf(c, SessionAsk{Ref: "Appointment/m12"}, tuesday, en).Bring), 0)
	c.Stay.Ended = true
	check(t, "after the stay", ResultOf(c, c.CheckIns[0].ID, tuesday, en).Bring.Do, "")
}

// The main job: a whole PHQ-9, saved at each tap, looked over and sent.
func TestAFormIsFilledInSavedAtEachTapAndSent(t *testing.T) {
	t.Parallel()
	s, a := open(t, by("form-intro"), kittest.Phone, en)
	s.Tap(t, "Start")
	s.Tap(t, "Next")
	if !s.Says("Prefer not to answer\".") {
		t.Errorf("an empty answer went by: %v", s.Texts())
	}
	for i := range 9 {
		if i == 4 {
			s.Tap(t, "Prefer not to answer")
		} else {
			s.Tap(t, "Not at all")
		}
		if last := a.saved[len(a.saved)-1]; len(last.Answers) != i+1 || last.At != fmt.Sprintf("q%d", i+1) {
			t.Fatalf("after %d taps %d answers are kept, at %s", i+1, len(last.Answers), last.At)
		}
		s.Tap(t, "Next")
	}
	if !s.Says("Ready to send?") {
		t.Fatalf("the last page says %v", s.Texts())
	}
	s.Tap(t, "Not at all") // the first row: change it
	s.Tap(t, "Several days")
	s.Tap(t, "Back to my answers")
	s.Tap(t, "Send to my team")
	last := a.saved[len(a.saved)-1]
	if last.Status != care.CheckInDone || !last.Answers["q5"].Declined || last.Answers["q1"].Options[0].Text != "Several days" {
		t.Errorf("sent: %+v", last)
	}
	check(t, "goes to", a.said[len(a.said)-1], "result "+last.ID)
}

// Scenario 2: the safety screen is there at the tap, before the answer is even
// kept; the form stays open and loses nothing.
func TestAnUrgentAnswerOpensHelpAtTheTap(t *testing.T) {
	t.Parallel()
	x := by("form-question")
	x.now, x.chart, x.page = at(9, 20, 0), carded, formPage(phq, question(9, -1))
	s, a := open(t, x, kittest.Phone.Full(), en)
	a.hold = true
	s.Tap(t, "More than half the days")
	for _, words := range []string{
		"Are you safe right now?", "Not sent yet. No one at the clinic has seen this.", "Staff may not see this until Wednesday 8:00 AM.",
		"Your clinic, (312) 555-0100", "Walk around the block",
	} {
		if !s.Says(words) {
			t.Errorf("%q is not on the screen: %v", words, s.Texts())
		}
	}
	check(t, "kept", a.saved[len(a.saved)-1].Answers["q9"].Options[0].Ordinal, 2)
	s.Tap(t, "I am not safe")
	check(t, "safe now", a.saved[len(a.saved)-1].Safe, care.SafeNo)
	s.Tap(t, "Call 988")
	s.Tap(t, "Text 988")
	s.Tap(t, "Call 911")
	check(t, "said", strings.Join(a.said, "; "), "contact tel:988; contact sms:988; contact tel:911")
	s.Tap(t, "Back to the form")
	s.Tap(t, "See help again")
	s.Tap(t, "Back to the form")
	s.Tap(t, "Next")
	if !s.Says("Ready to send?") {
		t.Errorf("the form is locked: %v", s.Texts())
	}
}

func TestAnAnswerThatWasNotKeptIsTriedAgain(t *testing.T) {
	t.Parallel()
	s, a := open(t, by("form-question"), kittest.Phone, en)
	a.fail = &care.Fault{Code: "store-full"}
	s.Tap(t, "Nearly every day")
	if !s.Says("We couldn't save this. Your words are still here. Try again.") {
		t.Fatalf("the page says %v", s.Texts())
	}
	s.Tap(t, "Save and close")
	check(t, "left although nothing was kept", len(a.said), 0)
	a.fail = nil
	s.Tap(t, "Try again")
	s.Tap(t, "Save and close")
	check(t, "left", strings.Join(a.said, ";"), "close")
}

// An earlier save that fails late must not hide that a later one went well.
func TestAnOvertakenSaveChangesNothing(t *testing.T) {
	t.Parallel()
	s, a := open(t, by("form-question"), kittest.Phone, en)
	a.hold = true
	s.Tap(t, "Not at all")
	s.Tap(t, "Nearly every day")
	a.held[1](nil)
	a.held[0](&care.Fault{Code: "late"})
	if !s.Says("Saved on this device. Not sent yet.") {
		t.Errorf("the page says %v", s.Texts())
	}
}

func TestTypedAnswersKeepTheirPlaceAndSayWhatIsWrong(t *testing.T) {
	t.Parallel()
	x := by("form-text")
	x.page = formPage(morning, func(v *CheckInView) { v.f.change("hours") })
	s, a := open(t, x, kittest.Phone, en)
	s.Type(t, "Your answer", "six")
	s.Tap(t, "Back to my answers")
	if !s.Says("Write a number, like 3 or 2.5.") {
		t.Errorf("the page says %v", s.Texts())
	}
	// No answer yet, and still there after a crash.
	last := a.saved[len(a.saved)-1]
	check(t, "kept", last.Typed["hours"]+last.Answers["hours"].Text, "six")
}

func TestADayIsWrittenInThreeFields(t *testing.T) {
	t.Parallel()
	s, a := open(t, by("form-date"), kittest.Phone, es)
	s.Type(t, "Día", "3")
	s.Type(t, "Mes", "9")
	s.Type(t, "Año", "2027")
	s.Tap(t, "Volver a mis respuestas")
	check(t, "kept", a.saved[len(a.saved)-1].Answers["since"].Text, "2027-09-03")
}

func TestAWordThatWasNotEndedIsSavedOnTheWayOut(t *testing.T) {
	t.Parallel()
	x := by("form-text")
	x.page = formPage(morning, func(v *CheckInView) { v.f.change("words") })
	s, a := open(t, x, kittest.Phone, en)
	s.Type(t, "Your answer", "a walk")
	check(t, "at the word's end", len(a.saved), 1)
	s.Tap(t, "Back to my answers")
	check(t, "at Next", a.saved[1].Answers["words"].Text, "a walk")
}

// New charts arrive while a form is open: place and answers stay, and an
// urgent answer that the clinic received says so.
func TestANewChartKeepsThePlaceAndTellsOfTheDelivery(t *testing.T) {
	t.Parallel()
	x := by("form-question")
	c := carded()
	var view *CheckInView
	var frames *frame
	x.chart = func() care.Chart { return c }
	x.page = func(f *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
		frames = f
		return formPage(phq, func(v *CheckInView) {
			view = v
			question(9, -1)(v)
		})(f, a, c, now, p)
	}
	s, a := open(t, x, kittest.Phone.Full(), en)
	s.Tap(t, "Several days")
	sent := a.saved[len(a.saved)-1]
	arrive := func(d care.Delivery) {
		sent.Delivery = d
		c.CheckIns = []care.CheckIn{sent}
		view.Show(CheckInOf(c, ask(phq), tuesday, en))
		frames.again()
		s.Settle()
	}
	arrive(care.Delivery{State: care.Sending})
	if !s.Says("Not sent yet. No one at the clinic has seen this.") {
		t.Errorf("while it is sent the screen says %v", s.Texts())
	}
	sent.ID, sent.Made = "srv-6", sent.ID // the server gives the ids
	arrive(care.Delivery{State: care.Received, Received: tuesday})
	if !s.Says("The clinic has received this. Staff may not have read it yet.") || s.Says("Not sent yet") {
		t.Errorf("once received the screen says %v", s.Texts())
	}
	s.Tap(t, "Back to the form")
	if !s.Says("Question 9 of 9") {
		t.Errorf("the place was lost: %v", s.Texts())
	}
}

func TestAFormOfAThousandQuestionsIsDrawn(t *testing.T) {
	t.Parallel()
	x := by("form-question")
	x.chart = func() care.Chart {
		c := sample()
		one := c.Forms[0].Items[0]
		c.Forms[0].Items = nil
		for i := range 1000 {
			one.LinkID = fmt.Sprint(i)
			c.Forms[0].Items = append(c.Forms[0].Items, one)
		}
		return c
	}
	x.page = formPage(phq, func(v *CheckInView) { v.f.start() })
	s, _ := open(t, x, kittest.Phone, en)
	if faults := s.Audit(); len(faults) > 0 || !s.Says("Question 1 of 1000") {
		t.Errorf("%v", faults)
	}
}

// The screen called the answer saved at the tap, before the store had it: an app that
// was ended in between had lost it. Help waits for nothing all the same.
func TestAnUrgentAnswerIsCalledSavedOnceItIs(t *testing.T) {
	t.Parallel()
	x := by("form-question")
	x.now, x.chart, x.page = at(9, 20, 0), carded, formPage(phq, question(9, -1))
	s, a := open(t, x, kittest.Phone.Full(), en)
	says := func(when, words string) {
		t.Helper()
		if !s.Says(words) || !s.Says("Are you safe right now?") || !s.Says("Not sent yet. No one at the clinic has seen this.") {
			t.Errorf("%s it does not say %q: %v", when, words, s.Texts())
		}
	}
	a.hold = true
	s.Tap(t, "More than half the days")
	says("at the tap", "Saving your answer. Your form stays open.")
	if s.Says("is saved") {
		t.Errorf("nothing is saved yet: %v", s.Texts())
	}
	a.held[0](&care.Fault{Code: "store-full"})
	says("where it failed", "It is on this screen only, and no one at the clinic has seen it. If you need help, call now.")
	s.Tap(t, "Try again")
	says("the second time", "Saving your answer.")
	a.held[1](nil)
	says("once it is kept", "Your answer is saved on this device, and your form stays open.")
}

// Half a word is no answer yet, and is not called saved; once nobody types it is kept.
func TestAWordThatNobodyEndsIsSavedAfterAPause(t *testing.T) {
	t.Parallel()
	x := by("form-text")
	x.page = formPage(morning, func(v *CheckInView) { v.f.change("words") })
	s, a := open(t, x, kittest.Phone, en)
	s.Type(t, "Your answer", "a walk")
	if s.Says("Saved on this device") || !s.Says("Saving on this device") {
		t.Errorf("the last word is not saved: %v", s.Texts())
	}
	a.paused()
	check(t, "kept", a.saved[len(a.saved)-1].Answers["words"].Text, "a walk")
	if !s.Says("Saved on this device. Not sent yet.") {
		t.Errorf("it is saved: %v", s.Texts())
	}
	a.paused() // nothing new
	check(t, "saves", len(a.saved), 2)
}
