package entry

import (
	"io/fs"
	"path"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"throughline/assets"
	"throughline/assets/education"
	"throughline/care"
	"throughline/screens/kit/kittest"
	"throughline/screens/say"
)

func (a *tapped) OpenLesson(key string) { a.note("lesson", key) }
func (a *tapped) LeaveLesson()          { a.note("leave", "") }

// lessons are the product's own pages.
func lessons(t *testing.T, language string) []care.Lesson {
	t.Helper()
	names, err := fs.Glob(education.Pages, language+"/*.md")
	if err != nil || len(names) == 0 {
		t.Fatalf("no pages in %s: %v", language, err)
	}
	var out []care.Lesson
	for _, name := range names {
		raw, err := fs.ReadFile(education.Pages, name)
		if err != nil {
			t.Fatal(err)
		}
		_, key, _ := strings.Cut(strings.TrimSuffix(path.Base(name), ".md"), "-")
		l, err := care.ParseLesson(key, raw)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		out = append(out, l)
	}
	return out
}

func TestThePagesAreWholeAndTheSameInEachLanguage(t *testing.T) {
	english, covered := lessons(t, "en"), map[care.Challenge]bool{}
	for i, other := range lessons(t, "es") {
		if l := english[i]; l.Key != other.Key || l.Minutes != other.Minutes || l.Icon != other.Icon || len(l.Challenges) != len(other.Challenges) {
			t.Errorf("%s and %s differ", l.Key, other.Key)
		}
		if strings.Count(other.Text, "\n## ") != strings.Count(english[i].Text, "\n## ") {
			t.Errorf("%s has other sections in Spanish", other.Key)
		}
		if strings.ContainsAny(other.Text+english[i].Text, "!¡") {
			t.Errorf("%s shouts", other.Key)
		}
		if assets.Icon(other.Icon) == nil {
			t.Errorf("%s has no icon %q", other.Key, other.Icon)
		}
		for _, c := range english[i].Challenges {
			covered[c] = true
		}
	}
	for _, c := range care.Challenges() {
		if !covered[c] {
			t.Errorf("no page is about %s", c)
		}
	}
}

// The average sentence and word stay short: grade 6 by Flesch and Kincaid, with
// syllables counted by groups of vowels.
func TestTheEnglishPagesReadAtGradeSix(t *testing.T) {
	for _, l := range lessons(t, "en") {
		words, sentences, syllables := 0, 0, 0
		for _, b := range say.Markdown(l.Text) {
			sentences += max(strings.Count(b.Words, ".")+strings.Count(b.Words, "?"), 1)
			for _, w := range strings.Fields(b.Words) {
				words++
				syllables += max(groups(strings.ToLower(w)), 1)
			}
		}
		grade := 0.39*float64(words)/float64(sentences) + 11.8*float64(syllables)/float64(words) - 15.59
		if grade > 7 {
			t.Errorf("%s reads at grade %.1f", l.Key, grade)
		}
	}
}

func groups(word string) (n int) {
	within := false
	for _, r := range strings.TrimSuffix(strings.Trim(word, ".,?:"), "e") {
		vowel := strings.ContainsRune("aeiouy", r)
		if vowel && !within {
			n++
		}
		within = vowel
	}
	return n
}

func patientIn(stay care.Stay) care.Chart {
	c := clinic()
	c.Viewer.Role, c.Stay = care.RolePatient, stay
	return c
}

func TestTheLevelsShowWhereTheyAreAndNeverAsFailure(t *testing.T) {
	p, all := say.New("en"), lessons(t, "en")
	here := func(c care.Chart) string {
		m := LessonOf(c, all, lessonLevels, tuesday, p)
		for _, l := range m.Levels {
			if l.Here {
				return l.Name + ": " + m.Here
			}
		}
		return m.Here
	}
	stay := care.Stay{Ref: "EpisodeOfCare/1", Admitted: tuesday.AddDate(0, 0, -20)}
	if got := here(patientIn(stay)); got != "Intensive outpatient care: You are here. The next step is usually outpatient care." {
		t.Errorf("in the program: %q", got)
	}
	stay.Ended = true
	if got := here(patientIn(stay)); !strings.HasPrefix(got, "Outpatient care: You are about here.") {
		t.Errorf("after it: %q", got)
	}
	if got := here(clinic()); got != "" {
		t.Errorf("a loved one is told where somebody is: %q", got)
	}
	if m := LessonOf(clinic(), all, "nowhere", tuesday, p); m.Missing == "" {
		t.Error("an unknown page is blank")
	}
}

func TestTheFamilysPageComesFirstForALovedOne(t *testing.T) {
	c := clinic()
	c.Viewer.Role = care.RoleLovedOne
	if m := LearnOf(c, lessons(t, "en"), say.New("en")); m.Empty == "" || len(m.Rows) != 0 {
		t.Errorf("not shared: %+v", m)
	}
	c.Shared.Education = true
	if m := LearnOf(c, lessons(t, "en"), say.New("en")); m.Rows[0].Key != "for-families" || len(m.Rows) != 6 {
		t.Errorf("rows: %+v", m.Rows)
	}
	if m := LearnOf(patientIn(care.Stay{}), lessons(t, "en"), say.New("en")); len(m.Rows) != 7 {
		t.Errorf("a patient's rows: %+v", m.Rows)
	}
	if m := LearnOf(c, nil, say.New("es")); m.Empty == "" {
		t.Error("no pages, and nothing said")
	}
}

// What is written for patients speaks of their medication, their check-ins, their alerts. A loved one has pages of their
// own, which do not, and no others open, also not by their name.
func TestALovedOnesPagesTellNothingOfThePatientsOwn(t *testing.T) {
	c := clinic()
	c.Viewer.Role, c.Shared.Education = care.RoleLovedOne, true
	never := map[string][]string{
		"en": {"medic", "pill", "dose", "drug", "check-in", "checks in", "score", "questionnaire", "alert", "phq", "gad", "diagnos", "my plan", "substance", "alcohol", "record", "6 to 15", "who else is in the program"},
		"es": {"medica", "pastilla", "dosis", "droga", "chequeo", "puntaje", "puntuac", "cuestionario", "alerta", "phq", "gad", "diagn", "mi plan", "sustancia", "alcohol", "historial", "6 a 15"},
	}
	for language, words := range never {
		all, p := lessons(t, language), say.New(language)
		for _, l := range all {
			m := LessonOf(c, all, l.Key, tuesday, p)
			if l.Readers == care.ReadByPatients {
				if m.Missing == "" || len(m.Blocks) > 0 {
					t.Errorf("%s opens for a loved one", l.Key)
				}
				continue
			}
			for _, word := range words {
				if strings.Contains(strings.ToLower(l.Title+" "+l.Text), word) {
					t.Errorf("%s in %s says %q", l.Key, language, word)
				}
			}
			if m.Missing != "" || m.Here != "" {
				t.Errorf("%s: %+v", l.Key, m)
			}
		}
	}
	c.Shared.Education = false
	if m := LessonOf(c, lessons(t, "en"), "for-families", tuesday, say.New("en")); m.Missing == "" || len(m.Blocks) > 0 {
		t.Errorf("not shared: %+v", m)
	}
}

func TestALessonOpensAndCloses(t *testing.T) {
	a, p := &tapped{}, say.New("en")
	s := kittest.Open(t, kittest.Phone.Full(), func() fyne.CanvasObject {
		return shell(p, care.RolePatient, NewLearnView(a, true).Page(LearnOf(clinic(), lessons(t, "en"), p)))
	})
	s.Tap(t, "What group is like")
	s.Tap(t, "Back")
	if got := strings.Join(a.asked, "; "); got != "lesson what-group-is-like; leave" {
		t.Errorf("asked %q", got)
	}
}

func TestEveryPageToReadIsWholeInEveryLook(t *testing.T) {
	for _, p := range tongues {
		all := lessons(t, p.Language())
		for _, look := range looks {
			for _, l := range all {
				t.Run(l.Key+"/"+look.String()+"/"+p.Language(), func(t *testing.T) {
					screen := kittest.Open(t, look, func() fyne.CanvasObject {
						who := patientIn(care.Stay{Ref: "EpisodeOfCare/1", Admitted: tuesday.AddDate(0, 0, -20)})
						if l.Readers == care.ReadByFamily {
							who.Viewer.Role, who.Shared.Education = care.RoleLovedOne, true
						}
						return shell(p, who.Viewer.Role, NewLearnView(&tapped{}, true).Lesson(LessonOf(who, all, l.Key, tuesday, p)))
					})
					for _, f := range screen.Audit() {
						t.Error(f)
					}
				})
			}
		}
	}
}
