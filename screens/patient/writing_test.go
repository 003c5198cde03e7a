package patient

import (
	"testing"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
)

// notebook keeps what is typed, as the app's encrypted store does.
type notebook struct {
	*acts
	words map[string]string
}

func (n *notebook) Typed(key string) string { return n.words[key] }
func (n *notebook) KeepTyped(key, words string) {
	n.words[key] = words
	if words == "" {
		delete(n.words, key)
	}
}

func (n *notebook) shows(t *testing.T, page func() *kit.Page) *kittest.Screen {
	t.Helper()
	return kittest.Open(t, kittest.Phone.Full(), func() fyne.CanvasObject {
		shell := kit.NewShell(kit.ShellOptions{Help: "Help"})
		shell.Open(kit.None, page())
		return shell
	})
}

// Somebody words a goal anew, the phone ends the app in the middle of it, and the page
// is made anew after the next start: it is being written, and the words are there.
// What is kept, or given up, is not there a third time.
func TestWhatWasBeingWrittenIsThereAfterARestart(t *testing.T) {
	t.Parallel()
	n := &notebook{acts: &acts{}, words: map[string]string{}}
	goal := func(v *GoalView) func() *kit.Page {
		return func() *kit.Page { return v.Page(GoalOf(sample(), "Goal/1", tuesday, en)) }
	}
	var v *GoalView
	fresh := func() *kittest.Screen {
		v = NewGoalView(n, func() {})
		return n.shows(t, goal(v))
	}
	s := fresh()
	v.editing = true
	s.Close()
	s = n.shows(t, goal(v))
	s.Clear(t, "My goal, in my words")
	s.Type(t, "My goal, in my words", "Sleep until six")
	s.Close()

	s = fresh()
	if got := v.typed("words"); got != "Sleep until six" || !v.editing {
		t.Errorf("after a restart %q, editing %v", got, v.editing)
	}
	s.Tap(t, "Cancel")
	s.Close()
	s = fresh()
	if v.editing || len(n.words) != 0 {
		t.Errorf("what was given up is still kept: %v", n.words)
	}
	s.Close()

	card := NewSafetyView(n, func() {})
	card.editing = "What I can do alone"
	s = n.shows(t, func() *kit.Page { return card.Page(SafetyOf(sample(), tuesday, en)) })
	s.Type(t, "What I can do alone", "Walk")
	s.Close()
	card = NewSafetyView(n, func() {})
	s = n.shows(t, func() *kit.Page { return card.Page(SafetyOf(sample(), tuesday, en)) })
	if card.editing != "What I can do alone" {
		t.Errorf("the card is not being written: %v", n.words)
	}
	s.Close()

	part := NewPartOneView(n, care.SectionStrengths, false, func() {})
	s = n.shows(t, func() *kit.Page { return part.Page(PartOneOf(sample(), tuesday, en)) })
	s.Type(t, PartOneOf(sample(), tuesday, en).Sections[2].Label, "I cook")
	s.Close()
	part = NewPartOneView(n, care.SectionStrengths, false, func() {})
	s = n.shows(t, func() *kit.Page { return part.Page(PartOneOf(sample(), tuesday, en)) })
	if got := part.typed("add-" + string(care.SectionStrengths)); got != "I cook" {
		t.Errorf("the strength is %q: %v", got, n.words)
	}
	s.Tap(t, PartOneOf(sample(), tuesday, en).Sections[2].Add)
	if n.Typed("part-one/add-"+string(care.SectionStrengths)) != "" {
		t.Errorf("what is in the record is kept as typing too: %v", n.words)
	}
}
