package patient

import (
	"io/fs"
	"strings"
	"testing"
	"time"

	"throughline/assets/skills"
	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
	"throughline/screens/say"
)

func skillsIn(p *say.Printer) []care.Skill {
	words, err := fs.ReadFile(skills.Words, p.Language()+".json")
	if err != nil {
		panic(err)
	}
	all, err := care.ParseSkills(skills.Catalogue, words)
	if err != nil {
		panic(err)
	}
	return all
}

// practising notes what a skill's page asks for. Its clock is set by the test,
// and ticks when the test says so.
type practising struct {
	*acts
	practices []care.Practice
	kept      []care.Practice
	tick      func()
	every     time.Duration
}

func (a *practising) SavePractice(p care.Practice, done func(*care.Fault)) {
	a.practices = append(a.practices, p)
	a.answer(done)
}

func (a *practising) KeepPractice(p care.Practice, done func(*care.Fault)) {
	a.kept = append(a.kept, p)
	if a.hold {
		a.held = append(a.held, done)
		return
	}
	done(a.fail)
}
func (a *practising) DropPractice(skill string) { a.note("drop", skill) }
func (a *practising) Favour(skill string, yes bool) {
	a.note("favour", skill, map[bool]string{true: "yes", false: "no"}[yes])
}
func (a *practising) Every(every time.Duration, tick func()) { a.every, a.tick = every, tick }
func (a *practising) OpenHelp()                              { a.note("help") }
func (a *practising) FindSkills(ask SkillsAsk)               { a.note("find", ask.Search, string(ask.Challenge)) }
func (a *practising) OpenSkill(key string)                   { a.note("skill", key) }
func (a *practising) OpenPractices()                         { a.note("practices") }

// openSkill opens a skill on a phone with a clock that the test moves.
func openSkill(t *testing.T, key string, c care.Chart, look kittest.Look, now *time.Time) (*kittest.Screen, *practising) {
	t.Helper()
	a := &practising{}
	s, plain := open(t, screen{"skill", kit.None, tuesday, func() care.Chart { return c }, func(f *frame, plain *acts, c care.Chart, _ time.Time, p *say.Printer) func() *kit.Page {
		a.acts = plain
		v := NewSkillView(a, func() time.Time { return *now }, f.again)
		v.Show(SkillOf(c, skillsIn(p), SkillAsk{Key: key, NewID: "new"}, *now, p))
		return v.Page
	}}, look, en)
	a.acts = plain
	return s, a
}

func TestABreathIsLedByTheClockOnTheWall(t *testing.T) {
	t.Parallel()
	now := tuesday
	s, a := openSkill(t, "paced-breathing", sample(), kittest.Phone, &now)
	if !s.Says("Stop if you feel dizzy. Not while driving.") {
		t.Error("the safety note does not stand before the start")
	}
	s.Tap(t, "Start")
	s.Tap(t, "Strong")
	for _, at := range []struct {
		second int
		says   []string
	}{
		{0, []string{"Breathe in", "1", "5 minutes left"}},
		{5, []string{"Breathe out", "2", "4 minutes 55 seconds left"}},
		{150, []string{"Breathe in", "1", "2 minutes 30 seconds left"}}, // the screen was locked in between
	} {
		now = tuesday.Add(time.Duration(at.second) * time.Second)
		a.tick()
		for _, words := range at.says {
			if !s.Says(words) {
				t.Errorf("second %d: the screen does not say %q: %v", at.second, words, s.Texts())
			}
		}
	}
	if a.every != frameTime || !s.Says("Stop if you feel dizzy. Not while driving.") {
		t.Errorf("every %v, and the safety note is not in sight", a.every)
	}
	s.Tap(t, "Pause")
	now = now.Add(time.Hour)
	a.tick()
	if !s.Says("2 minutes 30 seconds left") {
		t.Errorf("a pause let time pass: %v", s.Texts())
	}
	s.Tap(t, "Go on")
	now = now.Add(3 * time.Minute)
	a.tick()
	if !s.Says("The time is over.") {
		t.Errorf("the end is not said: %v", s.Texts())
	}
	s.Tap(t, "Go on")
	s.Tap(t, "A little")
	s.Tap(t, "Burnout")
	s.Type(t, "A note, if you like", "On the bus 🚌")
	s.Tap(t, "Bring to group")
	s.Tap(t, "Save")
	if len(a.practices) != 1 {
		t.Fatalf("%d practices were saved, want 1", len(a.practices))
	}
	got := a.practices[0]
	if got.ID != "new" || *got.Before != 3 || *got.After != 1 || got.For != care.Burnout || got.Note != "On the bus 🚌" || !got.BringToGroup || !got.At.Equal(tuesday) {
		t.Errorf("saved %+v", got)
	}
	check(t, "said", strings.Join(a.said, "; "), "drop paced-breathing; close")
}

func TestWithLessMotionTheWordsCountAndNothingElseMoves(t *testing.T) {
	t.Parallel()
	now := tuesday
	look := kittest.Phone
	look.Reduced = true
	s, a := openSkill(t, "paced-breathing", sample(), look, &now)
	s.Tap(t, "Start")
	s.Tap(t, "Skip this")
	if a.every != countTime {
		t.Errorf("it is drawn every %v, want once a second", a.every)
	}
	now = now.Add(2 * time.Second)
	a.tick()
	if !s.Says("3") {
		t.Errorf("the count is not said: %v", s.Texts())
	}
}

func TestColdWaterIsNotOfferedBeforeThePersonSaidThatItIsSafe(t *testing.T) {
	t.Parallel()
	now := tuesday
	s, _ := openSkill(t, "tipp", sample(), kittest.Phone.Full(), &now)
	s.Tap(t, "Start")
	s.Tap(t, "Skip this")
	if s.Says("Temperature") || !s.Says("Paced breathing") {
		t.Errorf("not asked: the screen says %v", s.Texts())
	}
	s.Tap(t, "Stop")
	s.Close()

	s, _ = openSkill(t, "tipp", sample(), kittest.Phone.Full(), &now)
	s.Tap(t, "None of these")
	s.Tap(t, "Start")
	s.Tap(t, "Skip this")
	if !s.Says("Temperature") {
		t.Errorf("clear of it: the screen says %v", s.Texts())
	}
}

func TestWhatIsWrittenIsKeptAtEachWordAndResumed(t *testing.T) {
	t.Parallel()
	now := tuesday
	s, a := openSkill(t, "thought-record", sample(), kittest.Phone.Full(), &now)
	s.Tap(t, "Start")
	s.Tap(t, "Medium")
	s.Type(t, "What happened?", "My sister did not call.")
	if n := len(a.kept); n == 0 || a.kept[n-1].Words[0] != "My sister did not call." {
		t.Fatalf("kept %+v", a.kept)
	}
	s.Tap(t, "Save and close")
	check(t, "said", strings.Join(a.said, "; "), "close")
	s.Close()

	c := sample()
	c.Skills = c.Skills.WithBegun(a.kept[len(a.kept)-1])
	s, a = openSkill(t, "thought-record", c, kittest.Phone.Full(), &now)
	s.Tap(t, "Go on writing")
	s.Type(t, "What did I feel?", "Sad")
	s.Tap(t, "Go on")
	s.Tap(t, "Save")
	if got := a.practices[0]; got.Words[0] != "My sister did not call." || got.Words[2] != "Sad" || len(got.Labels) != 6 || *got.Before != 2 {
		t.Errorf("saved %+v", got)
	}
}

func TestAPracticeThatCannotBeSavedStaysOnTheScreen(t *testing.T) {
	t.Parallel()
	now := tuesday
	s, a := openSkill(t, "stop", sample(), kittest.Phone, &now)
	s.Tap(t, "Start")
	s.Tap(t, "Skip this")
	for range 3 {
		s.Tap(t, "Next")
	}
	s.Tap(t, "Go on")
	a.fail = &care.Fault{Code: "no-such-code", Say: "We couldn't save this. Try again."}
	s.Tap(t, "Save")
	if !s.Says("We couldn't save this. Try again.") || len(a.said) > 0 {
		t.Errorf("the screen says %v, and %v was done", s.Texts(), a.said)
	}
	a.fail = nil
	s.Tap(t, "Save")
	if len(a.practices) != 2 || a.practices[0].ID != a.practices[1].ID {
		t.Errorf("saved %+v, want the same one twice", a.practices)
	}
}

func TestSkillsAreFoundByWhatIsAsked(t *testing.T) {
	t.Parallel()
	keys := func(ask SkillsAsk, p *say.Printer) string {
		var out []string
		for _, s := range SkillsOf(sample(), skillsIn(p), ask, tuesday, p).Sections {
			for _, r := range s.Rows {
				out = append(out, r.Key)
			}
		}
		return strings.Join(out, " ")
	}
	for _, c := range []struct {
		name string
		ask  SkillsAsk
		p    *say.Printer
		want string
	}{
		{"by challenge and time", SkillsAsk{Challenge: care.Grief, Minutes: 5}, en, "stop self-compassion reaching-out"},
		{"by words", SkillsAsk{Search: " CIRCLE breath"}, en, "paced-breathing box-breathing"},
		{"without the accent", SkillsAsk{Search: "respiracion"}, es, "paced-breathing box-breathing four-seven-eight"},
		{"by nothing that is there", SkillsAsk{Search: "zebra"}, en, ""},
	} {
		if got := keys(c.ask, c.p); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	c := sample()
	c.Skills = c.Skills.WithFavourite("gratitude", true)
	c.Sessions[0].Start, c.Sessions[0].Skills = tuesday, []string{"urge-surfing"}
	m := SkillsOf(c, skillsIn(en), SkillsAsk{}, tuesday, en)
	check(t, "first", m.Sections[0].Title+": "+m.Sections[0].Rows[0].Key, "Taught this week: urge-surfing")
	check(t, "second", m.Sections[1].Title+": "+m.Sections[1].Rows[0].Key, "Your favorites: gratitude")
	n := 0
	for _, s := range m.Sections {
		n += len(s.Rows)
	}
	if n != 22 {
		t.Errorf("%d skills are listed, want each of 22 once", n)
	}
}

func TestTheStoryOfPracticeSaysWhatHelped(t *testing.T) {
	t.Parallel()
	three, one := 3, 1
	c := sample()
	c.Practices = []care.Practice{
		{ID: "2", Skill: "paced-breathing", Title: "Paced breathing", At: at(8, 20, 0), Before: &three, After: &one, BringToGroup: true},
		{ID: "1", Skill: "gone", Title: "A skill of an older version", At: at(7, 20, 0), Before: &three},
	}
	c.Entered = map[string]care.Delivery{"Observation/2": {State: care.OnDevice}}
	m := PracticesOf(c, skillsIn(en), tuesday, en)
	check(t, "helped", m.Helped[0].Question+": "+m.Helped[0].Answer, "Paced breathing: Used once. The feeling was weaker afterward.")
	check(t, "old one", m.All[1].Title+" "+m.All[1].Change, "A skill of an older version Before: Strong.")
	if len(m.Brought) != 1 || !strings.Contains(m.All[0].Status.Text, "Not sent yet") {
		t.Errorf("got %+v", m.All[0])
	}
}

func TestTheSkillScreensAreWholeInEveryLook(t *testing.T) {
	looks := []kittest.Look{kittest.Phone, kittest.Phone.InDark().Full(), kittest.Phone.At(2).Full(), kittest.Laptop, kittest.Laptop.At(2).Full()}
	three, one := 3, 1
	c := sample()
	c.Practices = []care.Practice{{ID: "2", Skill: "paced-breathing", Title: "Paced breathing", At: at(8, 20, 0), Before: &three, After: &one, Note: "It was late.", BringToGroup: true}}
	at := func(key string, stage SkillStage, after time.Duration) func(*frame, *acts, care.Chart, time.Time, *say.Printer) func() *kit.Page {
		return func(f *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
			v := NewSkillView(&practising{acts: a}, func() time.Time { return now }, f.again)
			v.Show(SkillOf(c, skillsIn(p), SkillAsk{Key: key, NewID: "new"}, now, p))
			v.Open(stage)
			now = now.Add(after)
			return v.Page
		}
	}
	list := func(f *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
		v := NewSkillsView(&practising{acts: a}, f.again)
		return func() *kit.Page { return v.Page(SkillsOf(c, skillsIn(p), SkillsAsk{}, now, p)) }
	}
	story := func(_ *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
		v := NewPracticesView(&practising{acts: a})
		return func() *kit.Page { return v.Page(PracticesOf(c, skillsIn(p), now, p)) }
	}
	for name, page := range map[string]func(*frame, *acts, care.Chart, time.Time, *say.Printer) func() *kit.Page{
		"list": list, "story": story, "about": at("box-breathing", SkillAbout, 0), "screen": at("tipp", SkillAbout, 0),
		"before": at("stop", SkillBefore, 0), "breath": at("paced-breathing", SkillDoing, 7*time.Second), "timer": at("urge-surfing", SkillDoing, time.Minute),
		"steps": at("reaching-out", SkillDoing, 0), "record": at("problem-solving", SkillDoing, 0), "after": at("stop", SkillAfter, 0), "unknown": at("none", SkillAbout, 0),
	} {
		for _, look := range looks {
			for _, p := range []*say.Printer{en, es} {
				t.Run(name+"-"+look.String()+"-"+p.Language(), func(t *testing.T) {
					s, _ := open(t, screen{name, 3, tuesday, func() care.Chart { return c }, page}, look, p)
					for _, fault := range s.Audit() {
						t.Error(fault)
					}
				})
			}
		}
	}
}

// "Saved" is what the store said, also of a record that is written a letter at a time.
func TestAWrittenSkillIsCalledSavedOnceItIs(t *testing.T) {
	t.Parallel()
	now := tuesday
	s, a := openSkill(t, "thought-record", sample(), kittest.Phone.Full(), &now)
	s.Tap(t, "Start")
	s.Tap(t, "Medium")
	a.hold = true
	s.Type(t, "What happened?", "My sister")
	if s.Says("Saved on this device.") || !s.Says("Saving on this device") {
		t.Errorf("nothing is saved yet: %v", s.Texts())
	}
	last := len(a.held) - 1
	a.held[last](nil)
	a.held[0](&care.Fault{Code: "late"}) // a later call held more
	if !s.Says("Saved on this device.") {
		t.Errorf("it is saved: %v", s.Texts())
	}
	a.hold, a.fail = false, &care.Fault{Code: "store-full"}
	s.Tap(t, "Save and close")
	if !s.Says("We couldn't save this. Your words are still here.") || len(a.said) != 0 {
		t.Errorf("it left without its words, or says %v", s.Texts())
	}
	a.fail = nil
	s.Tap(t, "Save and close")
	check(t, "left", strings.Join(a.said, "; "), "close")
}
