package patient

import (
	"strings"
	"testing"

	"throughline/care"
)

const changing = "urn:changing|1"

// changingForm has a first question that waits for the last one, and one that waits for the middle.
func changingForm() care.Form {
	yes := true
	when := func(q string) []care.Condition {
		return []care.Condition{{Question: q, Op: care.OpEqual, Is: care.Reply{Yes: &yes}}}
	}
	return care.Form{Ref: "Questionnaire/c", Canonical: changing, Title: "Changing", Language: "en", Items: []care.Item{
		{LinkID: "early", Kind: care.ItemString, Text: "Asked late?", Enable: when("late")},
		{LinkID: "middle", Kind: care.ItemBoolean, Text: "In the middle?"},
		{LinkID: "more", Kind: care.ItemString, Text: "More on the middle?", Enable: when("middle")},
		{LinkID: "late", Kind: care.ItemBoolean, Text: "The last one?"},
	}}
}

// The last answer brought in a question at the start: the page jumped to another question under the
// finger, and the new one was never asked. The same held for an answer that was changed on the last page.
func TestAQuestionThatAnAnswerBringsInIsAskedAndThePageStays(t *testing.T) {
	t.Parallel()
	c := sample()
	c.Forms = append(c.Forms, changingForm())
	f := newFilling(CheckInOf(c, ask(changing), tuesday, en))
	f.start()
	f.choose(1, tuesday) // the middle: no
	f.next()
	check(t, "at the last", f.item().LinkID, "late")
	f.choose(0, tuesday)
	check(t, "the page stays", f.item().LinkID, "late")
	f.next()
	check(t, "then what it brought in", f.item().LinkID, "early")
	f.next()
	check(t, "then the last page", f.stage, stageReady)
	f.change("middle")
	f.choose(0, tuesday)
	f.next()
	check(t, "what the change brought in", f.item().LinkID, "more")
	f.back()
	if _, ok := f.finish(tuesday); ok || f.item().LinkID != "more" {
		t.Errorf("sent without the question that was never on the page: at %s", f.item().LinkID)
	}
	f.next()
	if _, ok := f.finish(tuesday); !ok {
		t.Error("it cannot be sent")
	}
}

// The clinic publishes a new version while a form is half answered: what still fits is kept, the rest
// is said to be gone, and the answers name the version that was on the page.
func TestAFormThatWasChangedMeanwhileIsGoneOnWith(t *testing.T) {
	t.Parallel()
	yes := true
	c := sample()
	now := changingForm()
	now.Canonical = "urn:changing|2"
	now.Items[1] = care.Item{LinkID: "middle", Kind: care.ItemChoice, Text: "In the middle?", Options: []care.Option{{Code: "a", Text: "A"}}}
	now.Items[2].Enable = nil
	c.Forms = append(c.Forms, now)
	old := care.CheckIn{ID: "old", Form: changing, Title: "Changing", Begun: tuesday, Answers: map[string]care.Reply{
		"middle": {Yes: &yes}, "late": {Yes: &yes}, "more": {Text: "Words"}, "gone": {Text: "x"}, "early": {Options: []care.Option{{Code: "z"}}},
	}, Typed: map[string]string{"more": "Words"}}
	c.CheckIns = append([]care.CheckIn{old}, c.CheckIns...)
	for _, asked := range []string{changing, now.Canonical} { // from Today, where it was left, and from the list
		m := CheckInOf(c, ask(asked), tuesday, en)
		check(t, asked+": resumed", m.Resumed && m.Changed && m.Answers.ID == "old", true)
		check(t, "as", m.Answers.Form, now.Canonical)
		check(t, "said", strings.Contains(strings.Join(m.Intro.Words, " "), "The clinic changed this form"), true)
		check(t, "kept", m.Answers.Answers["more"].Text, "Words")
		check(t, "kept too", *m.Answers.Answers["late"].Yes, true)
		check(t, "and nothing else", len(m.Answers.Answers), 2)
	}
	c.Due = []care.Due{{Ref: "Task/9", Form: now.Canonical, Title: "Changing"}}
	rows := CheckInsOf(c, tuesday, en).Due
	check(t, "listed once", len(rows), 1)
	check(t, "as begun", rows[0].Status.Icon, "pencil")

	same := CheckInOf(sampleWith(changingForm(), care.CheckIn{ID: "s", Form: changing, Begun: tuesday, Answers: map[string]care.Reply{"middle": {Yes: &yes}}}), ask(changing), tuesday, en)
	check(t, "unchanged", same.Resumed && !same.Changed, true)
}

func sampleWith(f care.Form, ci care.CheckIn) care.Chart {
	c := sample()
	c.Forms = append(c.Forms, f)
	c.CheckIns = append([]care.CheckIn{ci}, c.CheckIns...)
	return c
}
