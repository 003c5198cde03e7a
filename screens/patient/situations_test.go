package patient

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
	"throughline/screens/say"
)

// situation is one of the eight in which every model of this package is told.
type situation struct {
	name  string
	chart func() care.Chart
	p     *say.Printer
	scale float32
}

// situations are all that a person may be in. A model that forgets one cannot be added:
// TestEveryModelIsToldInEverySituation looks for its file.
var situations = []situation{
	{"empty", func() care.Chart { return care.Chart{Viewer: whole4().Viewer, Sync: care.Sync{AsOf: tuesday}} }, en, 1},
	{"not come yet", func() care.Chart { return care.Chart{Viewer: whole4().Viewer} }, en, 1},
	{"first day", firstDay, en, 1},
	{"ordinary week", whole4, en, 1},
	{"discharged", afterwards, en, 1},
	{"offline for a week", weekOffline, en, 1},
	{"clash", clashed, en, 1},
	{"200 % text", whole4, en, 2},
	{"Spanish", whole4, es, 1},
}

// whole4 is week 4 with something on every page.
func whole4() care.Chart {
	c := approved()
	two, one := 2, 1
	c.Safety = carded().Safety
	c.CheckIns = append(scored().CheckIns, c.CheckIns...)
	c.CheckIns[0].BringToGroup = true
	c.Due = []care.Due{{Ref: "Task/1", Form: morning, Title: "Morning check-in", By: at(10, 20, 0)}}
	c.Homework = []care.Homework{{Ref: "Task/h", Title: "Breathe before bed", Skill: "paced-breathing", By: "Dana Ortiz, LPC", Due: at(11, 12, 0)}}
	c.Practices = []care.Practice{{ID: "p1", Skill: "paced-breathing", Title: "Paced breathing", At: at(8, 21, 0), Before: &two, After: &one, BringToGroup: true, Note: "On the bus."}}
	c.Trusted, c.Notes = pastChart().Trusted, sharingChart().Notes
	c.Payer = care.Payer{Person: care.Person{Name: "Prairie Health Plan"}, Asked: true, Consent: "Consent/payer"}
	return c
}

func firstDay() care.Chart {
	c := whole4()
	c.Stay = care.Stay{Ref: "EpisodeOfCare/1", Admitted: at(9, 9, 0)}
	c.Sessions, c.CheckIns, c.Due, c.Practices, c.Homework, c.Trusted, c.Notes = nil, nil, nil, nil, nil, nil, nil
	c.Plan, c.Safety = care.Plan{}, care.SafetyCard{}
	return c
}

func afterwards() care.Chart {
	c := whole4()
	c.Stay.Discharged, c.Stay.Ended = at(1, 12, 0), true
	c.Sessions, c.Homework = c.Sessions[:1], nil
	c.Due = []care.Due{{Ref: "Task/f1", Form: morning, Title: "Two weeks after", By: at(15, 12, 0), Opens: at(8, 12, 0)}, {Ref: "Task/f2", Form: morning, Title: "Two months after", By: at(60, 12, 0), Opens: at(50, 12, 0)}}
	return c
}

func weekOffline() care.Chart {
	c := whole4()
	c.Sync.Offline, c.Sync.AsOf, c.Sync.Pending = true, at(2, 14, 0), 4
	c.CheckIns[0].Delivery = care.Delivery{State: care.OnDevice}
	c.Sync.Topics[care.TopicPlan] = care.TopicStatus{State: care.TopicOffline, Unsent: 2}
	c.Entered = map[string]care.Delivery{"Goal/1": {State: care.OnDevice}, "Observation/p1": {State: care.OnDevice}, "Consent/1": {State: care.OnDevice}, "Communication/1": {State: care.OnDevice}}
	return c
}

// clashed is a week in which two changed the same, and two sessions are at one time.
func clashed() care.Chart {
	c := whole4()
	mine := clashing()
	c.Choices, c.Entered = mine.Choices, mine.Entered
	c.Sync.Topics = mine.Sync.Topics
	c.Sessions = slices.Clone(c.Sessions)
	c.Sessions[2].Answer, c.Sessions[2].Reason = care.AnswerComing, ""
	twin := c.Sessions[2]
	twin.Ref, twin.Kind, twin.Start, twin.End = "Appointment/i9", care.KindIndividual, at(9, 19, 0), at(9, 20, 0)
	c.Sessions = slices.Insert(c.Sessions, 3, twin)
	return c
}

// told is one model, and the page that shows it; nil where it is a part of another's page.
type told struct {
	model func(c care.Chart, now time.Time, p *say.Printer) any
	page  pageOf
}

// tellings has every file of a model, by its name without "_model.go".
var tellings = map[string]told{
	"today": {func(c care.Chart, now time.Time, p *say.Printer) any { return TodayOf(c, now, p) }, todayPage},
	"schedule": {func(c care.Chart, now time.Time, p *say.Printer) any {
		return ScheduleOf(c, ScheduleAsk{Day: now}, now, p)
	}, schedulePage(ScheduleAsk{})},
	"schedule_list": {func(c care.Chart, now time.Time, p *say.Printer) any {
		return ScheduleOf(c, ScheduleAsk{Kind: ScheduleList, Day: now}, now, p)
	}, schedulePage(ScheduleAsk{Kind: ScheduleList})},
	"schedule_month": {func(c care.Chart, now time.Time, p *say.Printer) any {
		return ScheduleOf(c, ScheduleAsk{Kind: ScheduleMonth, Day: now}, now, p)
	}, schedulePage(ScheduleAsk{Kind: ScheduleMonth})},
	"session": {func(c care.Chart, now time.Time, p *say.Printer) any { return session(c, "Appointment/g9", now, p) }, sessionPage("Appointment/g9")},
	"visits":  {func(c care.Chart, now time.Time, p *say.Printer) any { return VisitsOf(c, now, p) }, visitsPage},
	"hours":   {func(c care.Chart, now time.Time, p *say.Printer) any { return HoursOf(c, now, p) }, nil},
	"calendar": {func(c care.Chart, now time.Time, p *say.Printer) any {
		return CalendarOf(c, Feed{State: FeedThere, Address: feedAddress}, care.RemindHour, now, p)
	}, calendarPage(Feed{State: FeedThere, Address: feedAddress})},
	"checkins":  {func(c care.Chart, now time.Time, p *say.Printer) any { return CheckInsOf(c, now, p) }, checkInsPage},
	"checkin":   {func(c care.Chart, now time.Time, p *say.Printer) any { return CheckInOf(in(c, p), ask(phq), now, p) }, formPage(phq, nil)},
	"result":    {func(c care.Chart, now time.Time, p *say.Printer) any { return ResultOf(c, "last", now, p) }, resultOf("last")},
	"plan":      {func(c care.Chart, now time.Time, p *say.Printer) any { return PlanOf(c, now, p) }, planPage},
	"plan_team": {func(c care.Chart, now time.Time, p *say.Printer) any { return PlanOf(c, now, p) }, teamPage},
	"partone":   {func(c care.Chart, now time.Time, p *say.Printer) any { return PartOneOf(c, now, p) }, partOnePage(care.SectionProblems, true)},
	"goal":      {func(c care.Chart, now time.Time, p *say.Printer) any { return GoalOf(c, "Goal/1", now, p) }, goalPage},
	"story": {func(c care.Chart, now time.Time, p *say.Printer) any {
		return [2]any{StoryOf(c, now, p), WhereOf(c, now, p)}
	}, storyPage},
	"leaving": {func(c care.Chart, now time.Time, p *say.Printer) any { return LeavingOf(c, now, p) }, leavingPage},
	"safety":  {func(c care.Chart, now time.Time, p *say.Printer) any { return SafetyOf(c, now, p) }, safetyPage},
	"skills": {func(c care.Chart, now time.Time, p *say.Printer) any {
		return SkillsOf(c, skillsIn(p), SkillsAsk{}, now, p)
	}, skillsPage},
	"skill": {func(c care.Chart, now time.Time, p *say.Printer) any {
		return SkillOf(c, skillsIn(p), SkillAsk{Key: "tipp", NewID: "new"}, now, p)
	}, skillPage("tipp")},
	"practice": {func(c care.Chart, now time.Time, p *say.Printer) any { return PracticesOf(c, skillsIn(p), now, p) }, practicesPage},
	"people_past": {func(c care.Chart, now time.Time, p *say.Printer) any {
		return PersonPastOf(c, "RelatedPerson/1", now, p)
	}, pastPage},
	"people": {func(c care.Chart, now time.Time, p *say.Printer) any {
		return [2]any{PeopleOf(c, now, p), PersonOf(c, "RelatedPerson/1", now, p)}
	}, peoplePage},
	"notes":   {func(c care.Chart, now time.Time, p *say.Printer) any { return NotesOf(c, now, p) }, notesPage},
	"payer":   {func(c care.Chart, now time.Time, p *say.Printer) any { return PayerOf(c, now, p) }, payerPage},
	"sharing": {func(c care.Chart, now time.Time, p *say.Printer) any { return SharingOf(c, sharingAsk(c, now), now, p) }, sharingPage},
	"invite": {func(c care.Chart, now time.Time, p *say.Printer) any {
		return CodeOf(c, "Jonas", care.Invited{Code: "BCDF-GHJK-LMNP", Address: "https://clinic.example/auth/join?code=BCDF-GHJK-LMNP", Expires: now.AddDate(0, 0, 7)}, false, p)
	}, nil},
	"record": {func(c care.Chart, now time.Time, p *say.Printer) any { return RecordOf(c, now, p) }, nil},
}

// parts are files that hold a part of a model above, and that model.
var parts = map[string]string{
	"filling": "checkin", "filling_end": "checkin", "page": "checkin", "typing": "checkin", "options": "checkin", "urgent": "checkin", "skill_run": "skill", "session_words": "session",
	"today_how": "today", "today_news": "today", "today_summary": "today", "words": "today",
}

type pageOf = func(f *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page

// in has the forms in the language that is spoken.
func in(c care.Chart, p *say.Printer) care.Chart {
	c.Forms = slices.Clone(c.Forms)
	for i := range c.Forms {
		c.Forms[i].Language = p.Language()
	}
	return c
}

func resultOf(id string) pageOf {
	return func(f *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
		v := NewResultView(a, f.again)
		return func() *kit.Page { return v.Page(ResultOf(c, id, now, p)) }
	}
}

func skillsPage(f *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
	v := NewSkillsView(&practising{acts: a}, f.again)
	return func() *kit.Page { return v.Page(SkillsOf(c, skillsIn(p), SkillsAsk{}, now, p)) }
}

func skillPage(key string) pageOf {
	return func(f *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
		v := NewSkillView(&practising{acts: a}, func() time.Time { return now }, f.again)
		v.Show(SkillOf(c, skillsIn(p), SkillAsk{Key: key, NewID: "new"}, now, p))
		return v.Page
	}
}

func practicesPage(_ *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
	v := NewPracticesView(&practising{acts: a})
	return func() *kit.Page { return v.Page(PracticesOf(c, skillsIn(p), now, p)) }
}

func peoplePage(f *frame, _ *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
	v := NewPeopleView(&sharingActs{}, f.again)
	return func() *kit.Page { return v.Page(PeopleOf(c, now, p)) }
}

func pastPage(_ *frame, _ *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
	v := NewPeopleView(&sharingActs{}, func() {})
	return func() *kit.Page { return v.Past(PersonPastOf(c, "RelatedPerson/1", now, p)) }
}

func notesPage(f *frame, _ *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
	v := NewNotesView(&sharingActs{}, f.again)
	return func() *kit.Page { return v.Page(NotesOf(c, now, p)) }
}

func payerPage(f *frame, _ *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
	v := NewPayerView(&payerActs{}, f.again)
	return func() *kit.Page { return v.Page(PayerOf(c, now, p)) }
}

func sharingAsk(c care.Chart, now time.Time) SharingAsk {
	return SharingAsk{Name: "Jonas", New: true, Chosen: FirstSharing(c, now)}
}

func sharingPage(f *frame, _ *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
	v := NewSharingView(&sharingActs{}, f.again)
	return func() *kit.Page { return v.Page(SharingOf(c, sharingAsk(c, now), now, p)) }
}

var rewrite = flag.Bool("update", false, "write anew what each model says in each situation")

// What every model says in every situation is what testdata/models has, to be read there; of what is
// said in an ordinary week too, only that.
func TestEveryModelIsToldInEverySituation(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*_model.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no models: %v", err)
	}
	for _, f := range files {
		name := strings.TrimSuffix(f, "_model.go")
		if of, part := parts[name]; part {
			name = of
		}
		if _, there := tellings[name]; !there {
			t.Errorf("%s is in no situation: add it to tellings, with its page", f)
		}
	}
	for name, m := range tellings {
		var b strings.Builder
		ordinary := wordsOf(m.model(whole4(), tuesday, en))
		for _, s := range situations {
			if s.scale > 1 {
				continue // the same words: the page below is looked at
			}
			words := wordsOf(m.model(s.chart(), tuesday, s.p))
			fmt.Fprintf(&b, "# %s\n", s.name)
			for _, line := range words {
				if s.name == "ordinary week" || s.p == es || !slices.Contains(ordinary, line) {
					fmt.Fprintln(&b, line)
				}
			}
			if i := slices.IndexFunc(ordinary, func(line string) bool { return !slices.Contains(words, line) }); i >= 0 && s.p != es {
				fmt.Fprintln(&b, "(less than in an ordinary week)")
			}
			if s.p == es {
				untranslated(t, name, words)
			}
		}
		path := filepath.Join("testdata", "models", name+".txt")
		if *rewrite {
			if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
				t.Fatal(err)
			}
			continue
		}
		was, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		before, now := strings.Split(string(was), "\n"), strings.Split(b.String(), "\n")
		for i := range max(len(before), len(now)) {
			if i >= len(before) || i >= len(now) || before[i] != now[i] {
				t.Errorf("%s, line %d: was %q, is %q", path, i+1, lineAt(before, i), lineAt(now, i))
				break
			}
		}
	}
}

// Every page is whole in every situation: nothing cut, covered, too small or pale.
func TestEveryPageIsWholeInEverySituation(t *testing.T) {
	for name, m := range tellings {
		if m.page == nil {
			continue
		}
		for _, s := range situations {
			t.Run(name+", "+s.name, func(t *testing.T) {
				look := kittest.Phone.Full()
				if s.scale > 1 {
					look = kittest.Phone.At(s.scale).Full()
				}
				screen, _ := open(t, screen{name, 0, tuesday, s.chart, m.page}, look, s.p)
				for _, fault := range screen.Audit() {
					t.Error(fault)
				}
			})
		}
	}
}

func lineAt(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(nothing)"
}

// A day that was planned ends nothing by itself: until staff have ended the stay, nobody is told that they finished.
func TestAPlannedLastDayThatIsOverEndsNothing(t *testing.T) {
	t.Parallel()
	c := afterwards()
	c.Stay.Ended = false
	m := TodayOf(c, tuesday, en)
	check(t, "summary", strings.HasPrefix(m.Summary, "Your last planned day was March 1. Ask your team what comes next."), true)
	busy := c
	busy.Sessions = whole4().Sessions
	check(t, "the week stays", TodayOf(busy, tuesday, en).Week.Title != "", true)
	check(t, "where", PlanOf(c, tuesday, en).Where == PlanOf(afterwards(), tuesday, en).Where, false)
	c.Stay.Discharged = tuesday
	check(t, "on the day itself", strings.Contains(TodayOf(c, tuesday, en).Summary, "last planned day"), false)
}

// The first visit of what comes next is at the clinic's time and, for somebody who is away, at theirs too.
func TestTheFirstVisitSaysBothTimes(t *testing.T) {
	t.Parallel()
	c := sample()
	c.Plan.NextCare = []care.Referral{{Ref: "ServiceRequest/1", First: at(16, 15, 0)}}
	check(t, "at home", PlanOf(c, tuesday, en).Team.Next[0].First, "First visit: Tuesday, March 16, 3:00 PM")
	c.Viewer.Zone = phoenix
	check(t, "away", PlanOf(c, tuesday, en).Team.Next[0].First, "First visit: Tuesday, March 16, 3:00 PM Chicago, 1:00 PM for you")
}
