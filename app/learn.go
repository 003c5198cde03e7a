package app

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"throughline/assets/education"
	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/say"
)

// lessonsIn are the pages in a language, in the order of their files; English
// where there is no other.
func lessonsIn(language string) []care.Lesson {
	names, err := fs.Glob(education.Pages, language+"/*.md")
	if err != nil || len(names) == 0 {
		names, _ = fs.Glob(education.Pages, "en/*.md")
	}
	var out []care.Lesson
	for _, name := range names {
		raw, err := fs.ReadFile(education.Pages, name)
		if err != nil {
			continue // embedded files are read
		}
		_, key, _ := strings.Cut(strings.TrimSuffix(path.Base(name), ".md"), "-")
		if l, err := care.ParseLesson(key, raw); err == nil { // the pages' own test keeps them whole
			out = append(out, l)
		}
	}
	return out
}

// learnScreens ties the pages to read to the app.
type learnScreens struct {
	w    *Window
	view *entry.LearnView
}

func newLearnScreens(w *Window, over bool) *learnScreens {
	s := &learnScreens{w: w}
	s.view = entry.NewLearnView(s, over)
	return s
}

// showLearn opens the list: a main place of a loved one, else over what is shown.
func (w *Window) showLearn() {
	place := slices.Contains(entry.PlacesOf(w.role, w.duty), entry.PlaceLearn)
	s := newLearnScreens(w, !place)
	list := screenOf(w, func(c care.Chart, _ time.Time, p *say.Printer) entry.Learn {
		return entry.LearnOf(c, lessonsIn(p.Language()), p)
	}, s.view.Page)
	if place {
		w.open(entry.PlaceLearn, list)
		return
	}
	w.over(list)
}

// OpenLesson opens one page over the list.
func (s *learnScreens) OpenLesson(key string) {
	s.w.over(screenOf(s.w, func(c care.Chart, now time.Time, p *say.Printer) entry.LessonPage {
		return entry.LessonOf(c, lessonsIn(p.Language()), key, now, p)
	}, s.view.Lesson))
}

// LeaveLesson goes back to the list, or from it.
func (s *learnScreens) LeaveLesson() { s.w.back() }
