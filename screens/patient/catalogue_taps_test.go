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

// finding shows the catalogue anew for what is asked of it, as the app does.
type finding struct {
	*practising
	ask   SkillsAsk
	again func()
}

func (a *finding) FindSkills(ask SkillsAsk) {
	a.ask = ask
	a.again()
}

func openCatalogue(t *testing.T, c care.Chart) (*kittest.Screen, *finding) {
	t.Helper()
	a := &finding{practising: &practising{}}
	s, plain := open(t, screen{"skills", 3, tuesday, func() care.Chart { return c }, func(f *frame, _ *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
		v := NewSkillsView(a, f.again)
		a.again = f.again
		return func() *kit.Page { return v.Page(SkillsOf(c, skillsIn(p), a.ask, now, p)) }
	}}, kittest.Phone.Full(), en)
	a.acts = plain
	return s, a
}

// Who looks for something against a low mood in five minutes finds it, with a search besides; what fits
// nothing says so, and all is one tap away.
func TestASkillIsFoundByChallengeTimeAndWords(t *testing.T) {
	t.Parallel()
	s, a := openCatalogue(t, sample())
	if s.Find("Urge surfing") == nil || s.Find("Box breathing") == nil {
		t.Fatalf("the catalogue has %v", s.Labels())
	}
	s.Tap(t, "For anything")
	if !s.Says("What is it for?") || s.Find("Box breathing") != nil {
		t.Errorf("the choices are %v", s.Labels())
	}
	s.Tap(t, "Depression")
	s.Tap(t, "Any time")
	s.Tap(t, "5 minutes or less")
	check(t, "asked", string(a.ask.Challenge)+" in "+time.Duration(a.ask.Minutes*int(time.Minute)).String(), string(care.Depression)+" in 5m0s")
	if s.Find("Urge surfing") != nil || s.Find("Leaves on a stream") == nil || !s.Says("What fits") {
		t.Errorf("it fits: %v", s.Labels())
	}
	s.Type(t, "Search", "stream")
	if s.Find("STOP") != nil {
		t.Errorf("the search found %v", s.Labels())
	}
	s.Tap(t, "Leaves on a stream")
	s.Type(t, "Search", " zebra")
	if !s.Says("Nothing fits all of that.") {
		t.Errorf("it says %v", s.Texts())
	}
	s.Tap(t, "Show all skills")
	check(t, "asked in the end", a.ask, SkillsAsk{})
	if s.Find("Urge surfing") == nil {
		t.Errorf("not all are back: %v", s.Labels())
	}
	check(t, "said", strings.Join(a.said, "; "), "skill leaves-on-a-stream")
}

func TestAFilterThatIsLeftChangesNothing(t *testing.T) {
	t.Parallel()
	s, a := openCatalogue(t, sample())
	s.Tap(t, "Any time")
	s.Tap(t, "Back")
	check(t, "asked", a.ask, SkillsAsk{})
	if s.Find("Box breathing") == nil {
		t.Errorf("the catalogue is gone: %v", s.Labels())
	}
}

// The story of practice is opened from the catalogue, and what was done is brought to group from there and
// taken back.
func TestAPracticeOfTheStoryIsBroughtToGroup(t *testing.T) {
	t.Parallel()
	three, one := 3, 1
	c := sample()
	c.Practices = []care.Practice{
		{ID: "2", Skill: "paced-breathing", Title: "Paced breathing", At: at(8, 20, 0), Before: &three, After: &one},
		{ID: "1", Skill: "stop", Title: "STOP", At: at(7, 20, 0), BringToGroup: true},
	}
	catalogue, found := openCatalogue(t, c)
	catalogue.Tap(t, "What you practiced")
	check(t, "said", strings.Join(found.said, "; "), "practices")
	catalogue.Close()

	a := &practising{}
	s, plain := open(t, screen{"practices", 3, tuesday, func() care.Chart { return c }, func(_ *frame, _ *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
		v := NewPracticesView(a)
		return func() *kit.Page { return v.Page(PracticesOf(c, skillsIn(p), now, p)) }
	}}, kittest.Phone.Full(), en)
	a.acts = plain
	s.Tap(t, "Bring to group")
	s.Tap(t, "For group")
	if len(a.practices) != 2 || !a.practices[0].BringToGroup || a.practices[0].ID != "2" || a.practices[1].BringToGroup || a.practices[1].ID != "1" {
		t.Errorf("saved %+v", a.practices)
	}
	s.Tap(t, "Back")
	check(t, "left", strings.Join(a.said, "; "), "close")
}

// A skill of an older version of the app is not there any more: it says so, and one gets out.
func TestASkillThatIsGoneIsLeft(t *testing.T) {
	t.Parallel()
	now := tuesday
	s, a := openSkill(t, "no-such-skill", sample(), kittest.Phone, &now)
	s.Tap(t, "Back")
	check(t, "left", strings.Join(a.said, "; "), "close")
}

// A timer was left running while the screen was locked for some minutes: it stands where the clock is, waits
// while it is paused, and its end leads on.
func TestATimerIsRightAfterTheScreenWasLocked(t *testing.T) {
	t.Parallel()
	now := tuesday
	s, a := openSkill(t, "urge-surfing", sample(), kittest.Phone, &now)
	s.Tap(t, "Start")
	s.Tap(t, "Very strong")
	now = now.Add(400 * time.Second)
	a.tick()
	if !s.Says("8 minutes 20 seconds left") {
		t.Errorf("after 400 of 900 seconds: %v", s.Texts())
	}
	s.Tap(t, "Pause")
	now = now.Add(time.Hour)
	s.Tap(t, "Go on")
	a.tick()
	if !s.Says("8 minutes 20 seconds left") {
		t.Errorf("a pause let time pass: %v", s.Texts())
	}
	now = now.Add(time.Hour)
	a.tick()
	if !s.Says("The time is over.") {
		t.Errorf("the end is not said: %v", s.Texts())
	}
	s.Tap(t, "Go on")
	if !s.Says("How was it?") {
		t.Errorf("after the end: %v", s.Texts())
	}
}
