package care

import (
	"fmt"
	"math"
	"testing"
	"time"
)

func TestABreathIsFollowedSecondBySecond(t *testing.T) {
	t.Parallel()
	paced := Breath{In: 4, Out: 6}
	box := Breath{In: 4, Full: 4, Out: 4, Empty: 4}
	for _, c := range []struct {
		name  string
		b     Breath
		at    time.Duration
		part  BreathPart
		count int
		level float64
	}{
		{"the start", paced, 0, BreathIn, 1, 0},
		{"half in", paced, 2 * time.Second, BreathIn, 3, 0.5},
		{"full, and out begins", paced, 4 * time.Second, BreathOut, 1, 1},
		{"half out", paced, 7 * time.Second, BreathOut, 4, 0.5},
		{"the second breath", paced, 10 * time.Second, BreathIn, 1, 0},
		{"after an hour", paced, time.Hour + 7*time.Second, BreathOut, 4, 0.5},
		{"held full", box, 5 * time.Second, BreathFull, 2, 1},
		{"held empty", box, 15 * time.Second, BreathEmpty, 4, 0},
		{"without holds", box.Flowing(), 5 * time.Second, BreathOut, 2, 0.854},
		{"no pattern at all", Breath{}, time.Second, BreathIn, 1, 0},
	} {
		got := c.b.At(c.at)
		if got.Part != c.part || got.Count != c.count || math.Abs(got.Level-c.level) > 0.001 {
			t.Errorf("%s: got %+v, want part %d, count %d, level %.3f", c.name, got, c.part, c.count, c.level)
		}
	}
}

func TestATimerIsRightAfterTheScreenWasLocked(t *testing.T) {
	t.Parallel()
	start := time.Date(2027, 3, 9, 20, 0, 0, 0, time.UTC)
	r := Run{Started: start}
	// The device slept: nothing ticked for three minutes.
	if got := r.Elapsed(start.Add(3 * time.Minute)); got != 3*time.Minute {
		t.Errorf("after three minutes %v have run", got)
	}
	r = r.Pause(start.Add(3 * time.Minute)).Pause(start.Add(4 * time.Minute))
	if got := r.Elapsed(start.Add(time.Hour)); got != 3*time.Minute {
		t.Errorf("while it is paused %v have run, want three minutes", got)
	}
	r = r.Resume(start.Add(10 * time.Minute))
	if got := r.Elapsed(start.Add(11 * time.Minute)); got != 4*time.Minute {
		t.Errorf("a minute after the pause %v have run, want four minutes", got)
	}
	if got := r.Elapsed(start.Add(-time.Hour)); got != 0 {
		t.Errorf("with the clock set back %v have run, want none", got)
	}
}

func TestWhatHelpedPutsFirstWhatEased(t *testing.T) {
	t.Parallel()
	n := func(i int) *int { return &i }
	got := WhatHelped([]Practice{
		{Skill: "stop"},
		{Skill: "stop"},
		{Skill: "stop"},
		{Skill: "grounding", Before: n(4), After: n(1)},
		{Skill: "tipp", Before: n(4), After: n(4)},
	})
	want := []Helped{{"grounding", 1, 1, 1}, {"stop", 3, 0, 0}, {"tipp", 1, 1, 0}}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("place %d: got %+v, want %+v", i, got[i], want[i])
		}
	}
}

func TestWhatIsStrenuousIsLeftOutUntilThePersonIsClearOfIt(t *testing.T) {
	t.Parallel()
	k := Skill{Steps: []SkillStep{{Title: "cold water", Strenuous: true}, {Title: "breathe"}}, Screen: &SkillScreen{}}
	if got := k.SafeSteps(false); len(got) != 1 || got[0].Title != "breathe" {
		t.Errorf("not asked: got %v, want the breath alone", got)
	}
	if got := k.SafeSteps(true); len(got) != 2 {
		t.Errorf("clear: got %v, want both", got)
	}
}

func TestASkillThatLacksAPartIsRefused(t *testing.T) {
	t.Parallel()
	shape := `[{"key":"a","form":"steps","minutes":3,"challenges":["anxiety"],"steps":1%s}]`
	words := `{"a":{"title":"A","line":"B","how":["C"],"steps":[%s]}}`
	one := `{"title":"x","text":"y"}`
	for _, c := range []struct{ name, shape, words string }{
		{"a step is missing", fmt.Sprintf(shape, ""), fmt.Sprintf(words, "")},
		{"a strenuous step without a screen", fmt.Sprintf(shape, `,"strenuous":[0]`), fmt.Sprintf(words, one)},
		{"no words", fmt.Sprintf(shape, ""), `{}`},
		{"words of another skill too", fmt.Sprintf(shape, ""), `{"a":{"title":"A","line":"B","how":["C"],"steps":[` + one + `]},"b":{}}`},
		{"not JSON", `[`, `{}`},
		{"words are not JSON", `[]`, `{`},
	} {
		if _, err := ParseSkills([]byte(c.shape), []byte(c.words)); err == nil {
			t.Errorf("%s: it was taken", c.name)
		}
	}
	if all, err := ParseSkills([]byte(fmt.Sprintf(shape, "")), []byte(fmt.Sprintf(words, one))); err != nil || len(all) != 1 {
		t.Errorf("a whole one: got %v, %v", all, err)
	}
}

func TestSkillNotesKeepOneBegunForEachSkill(t *testing.T) {
	t.Parallel()
	n := SkillNotes{}.WithBegun(Practice{ID: "1", Skill: "a"}).WithBegun(Practice{ID: "2", Skill: "b"}).WithBegun(Practice{ID: "3", Skill: "a"})
	if p, ok := n.BegunOn("a"); !ok || p.ID != "3" || len(n.Begun) != 2 {
		t.Errorf("got %+v, want 3 on a, and 2 in all", n.Begun)
	}
	n = n.WithFavourite("a", true).WithFavourite("a", true).WithFavourite("b", true).WithFavourite("a", false)
	if n.Favours("a") || !n.Favours("b") || len(n.Favourites) != 1 {
		t.Errorf("got favourites %v, want b", n.Favourites)
	}
}
