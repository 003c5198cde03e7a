package staff

import (
	"testing"

	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
)

// Somebody writes a reply, looks at another check-in, comes back, and meanwhile a colleague took the first: the words are
// there, the form of a note too, and the page says who has it and that the patient would get both replies.
func TestAReplyIsKeptWhileAnotherIsLookedAtAndAColleagueTakesIt(t *testing.T) {
	t.Parallel()
	first, second := checkIn("first", [9]int{1}, 0), checkIn("second", [9]int{1}, 0)
	chart, ask := chartOf(first, second), ReviewAsk{Selected: first.ID}
	d := open(t, kittest.Laptop, en, chart, ask, both)
	show := func(c care.Chart, ask ReviewAsk) {
		d.draw = func() {
			d.shell.Open(0, d.view.Page(ReviewOf(c, nine, en, ask)))
			d.Settle()
		}
		d.draw()
	}
	d.Type(t, "Reply to the patient (optional)", "I read")
	show(chart, ReviewAsk{Selected: second.ID})
	if d.Says("I read") {
		t.Error("what was written about one stands under the other")
	}
	d.Tap(t, "Write a note")
	d.Type(t, "For the history", "Call on Friday")
	first = checkIn("first", [9]int{1}, 0, did(care.StepTake, bo, ""))
	chart = chartOf(first, second)
	show(chart, ReviewAsk{Selected: first.ID})
	for _, words := range []string{"I read", "Bo Lind has this since", "Bo Lind has this. If you both write", "What you wrote is still here."} {
		if !d.Says(words) {
			t.Errorf("the page does not say %q: %q", words, d.Texts())
		}
	}
	show(chart, ReviewAsk{Selected: second.ID})
	if !d.Says("Call on Friday") || d.Says("I read") {
		t.Errorf("the note is lost: %q", d.Texts())
	}
	closed := checkIn("first", [9]int{1}, 0, did(care.StepTake, bo, ""), did(care.StepReview, bo, ""))
	show(chartOf(closed, second), ReviewAsk{Selected: first.ID, Search: "may"}) // it is found by name, and is closed by now
	for _, words := range []string{"I read", "Bo Lind dealt with this.", "What you wrote is still here."} {
		if !d.Says(words) {
			t.Errorf("the page does not say %q: %q", words, d.Texts())
		}
	}
	d.Tap(t, "Send reply")
	if got := d.acts.deeds; len(got) != 1 || got[0].Reply != "I read" || got[0].Work != first.ID || got[0].Step != "" {
		t.Errorf("sent %+v", got)
	}
}

// A colleague words part of the plan anew while it is being worded here: what they wrote is shown beside it before it is
// replaced; and what they took away leaves the words that are being written in sight.
func TestAPartThatAColleagueChangedMeanwhileIsShownBesideWhatIsWritten(t *testing.T) {
	a, again, c := &team{}, func() {}, teamChart()
	v := NewPartTwoView(a, func() { again() })
	s := shows(t, kittest.Laptop.Full(), english, func() *kit.Page { return v.Page(PartTwoOf(c, "Patient/maya", nine, english)) }, &again)
	s.Tap(t, "Change")
	s.Clear(t, "In plain words")
	s.Type(t, "In plain words", "Two skills, and one new")
	if s.Says("This was changed while you were writing") {
		t.Error("nobody has changed anything")
	}
	record := *c.Record
	record.Plan.Clinical = []care.PlanPart{c.Record.Plan.Clinical[0]}
	record.Plan.Clinical[0].Text = "Three skills a week"
	c.Record = &record
	again()
	if !s.Says("It now says: “Three skills a week”") || !s.Says("Two skills, and one new") {
		t.Errorf("%q", s.Texts())
	}
	gone := record
	gone.Plan.Clinical = nil
	c.Record = &gone
	again()
	if !s.Says("This was taken away while you were writing.") || !s.Says("Two skills, and one new") {
		t.Errorf("%q", s.Texts())
	}
	s.Tap(t, "Cancel")
	if s.Says("and one new") {
		t.Errorf("%q", s.Texts())
	}
}

// Somebody types a name, takes it away and chooses a filter, and moves down twice, all before the list has come anew: each
// goes on from the one before.
func TestWhatIsAskedFastBuildsOnWhatWasAskedBefore(t *testing.T) {
	t.Parallel()
	work := []care.Work{checkIn("a", [9]int{1}, 3), checkIn("b", [9]int{1}, 2), checkIn("c", [9]int{1}, 1)}
	d := open(t, kittest.Laptop, en, chartOf(work...), ReviewAsk{Search: "may"}, both)
	d.Clear(t, "Find by name")
	d.Tap(t, "Not opened")
	if ask := d.acts.asks[len(d.acts.asks)-1]; ask.Search != "" || ask.Filter != FilterUnopened {
		t.Errorf("asked for %+v", ask)
	}
	d.draw()
	d.view.key("J")
	d.view.key("J")
	if ask := d.acts.asks[len(d.acts.asks)-1]; ask.Selected != "QuestionnaireResponse/c" {
		t.Errorf("asked for %+v", ask)
	}
}

// Staff read the card that a patient shares, part by part, and nothing of one that is shared no more.
func TestASharedSafetyCardIsReadAndAnOldOneIsNot(t *testing.T) {
	a, again, c := &team{}, func() {}, teamChart()
	record := *c.Record
	record.Safety = care.SafetyCard{Changed: nine, Shared: true, Alone: []string{"Walk to the lake"}, LiveFor: []string{"Nico"}}
	c.Record = &record
	v := NewSafetyView(a, func() { again() })
	s := shows(t, kittest.Laptop.Full(), english, func() *kit.Page { return v.Page(SafetySharedOf(c, "Patient/maya", nine, english)) }, &again)
	for _, words := range []string{"Walk to the lake", "Nico"} {
		if !s.Says(words) {
			t.Errorf("it does not say %q: %q", words, s.Texts())
		}
	}
	old := record
	old.Safety.Shared = false
	c.Record = &old
	again()
	if s.Says("Walk to the lake") || s.Says("Nico") {
		t.Errorf("an old card is shown: %q", s.Texts())
	}
}

// remembering is a team that keeps what is typed.
type remembering struct {
	team
	kept map[string]string
}

func (r *remembering) Typed(key string) string { return r.kept[key] }

func (r *remembering) KeepTyped(key, words string) {
	if r.kept[key] = words; words == "" {
		delete(r.kept, key)
	}
}

// Somebody writes part two, looks something up in the brief or has their laptop end, and comes back: the field is open with
// the words in it. Once they are saved, or given up, nothing is kept.
func TestWhatIsWrittenOnAPageAboutAPatientOutlivesThePage(t *testing.T) {
	t.Parallel()
	a, c := &remembering{kept: map[string]string{}}, teamChart()
	again := func() {}
	fresh := func() *PartTwoView { return NewPartTwoView(a, func() { again() }) }
	v := fresh()
	s := shows(t, kittest.Laptop.Full(), english, func() *kit.Page { return v.Page(PartTwoOf(c, "Patient/maya", nine, english)) }, &again)
	reopened := func() { v = fresh(); again() }
	s.Tap(t, "Change")
	s.Clear(t, "In plain words")
	s.Type(t, "In plain words", "Two skills, and one new")
	if reopened(); !s.Says("Two skills, and one new") {
		t.Errorf("the words are gone: %q", s.Texts())
	}
	s.Tap(t, "Cancel")
	if reopened(); s.Says("Two skills, and one new") || len(a.kept) > 0 {
		t.Errorf("what was given up is kept: %v", a.kept)
	}
	s.Tap(t, "Change")
	s.Type(t, "In plain words", " and more")
	s.Type(t, "Why (the patient reads this)", "It helps")
	s.Tap(t, "Save")
	if len(a.kept) > 0 {
		t.Errorf("what was saved is kept beside: %v", a.kept)
	}
}
