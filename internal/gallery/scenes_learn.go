package main

import (
	"io/fs"
	"path"
	"strings"

	"throughline/assets/education"
	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
)

// OpenLesson and LeaveLesson are what the pages to read ask for.
func (still) OpenLesson(string) {}
func (still) LeaveLesson()      {}

func lessons(language string) []care.Lesson {
	var out []care.Lesson
	names, _ := fs.Glob(education.Pages, language+"/*.md")
	for _, name := range names {
		raw, _ := fs.ReadFile(education.Pages, name)
		_, key, _ := strings.Cut(strings.TrimSuffix(path.Base(name), ".md"), "-")
		if l, err := care.ParseLesson(key, raw); err == nil {
			out = append(out, l)
		}
	}
	return out
}

// learnScenes are the pages to read.
func learnScenes(c charts) []scene {
	list := func(chart care.Chart, place entry.PlaceKey) scene {
		return of(chart.Viewer.Role, "learn", place, func(at setting) *kit.Page {
			return entry.NewLearnView(still{}, place == "").Page(entry.LearnOf(chart, lessons(at.p.Language()), at.p))
		})
	}
	all := []scene{list(c.patient, ""), list(c.lovedOne, entry.PlaceLearn)}
	for _, l := range lessons("en") {
		reader := c.patient
		if l.Readers == care.ReadByFamily {
			reader = c.lovedOne
		}
		all = append(all, of(reader.Viewer.Role, "learn-"+l.Key, "", func(at setting) *kit.Page {
			return entry.NewLearnView(still{}, true).Lesson(entry.LessonOf(reader, lessons(at.p.Language()), l.Key, at.now, at.p))
		}))
	}
	return all
}
