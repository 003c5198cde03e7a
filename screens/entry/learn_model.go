package entry

import (
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Learn is the list of pages to read.
type Learn struct {
	Back, Title, Words string
	Rows               []LearnRow
	Empty              string
}

// LearnRow is one page.
type LearnRow struct{ Key, Icon, Title, Length string }

// LessonPage is one page to read.
type LessonPage struct {
	Key, Back, Title, Length string
	Missing                  string
	Blocks                   []say.Block
	Levels                   []Level // the spectrum of care; empty on other pages
	Here                     string  // where they are on it, in words; "" where that is not known
}

// Level is one level of care.
type Level struct {
	Name string
	Here bool
}

// lessonLevels is the page that shows the spectrum of care, and familyLevels that for a loved one.
const (
	lessonLevels = "levels-of-care"
	familyLevels = "family-levels"
)

// LearnOf lists the pages that are written for the viewer.
func LearnOf(c care.Chart, all []care.Lesson, p *say.Printer) Learn {
	m := Learn{Back: p.T("learn.back"), Title: p.T("place.learn"), Words: p.T("learn.words")}
	if len(all) == 0 {
		m.Empty = p.T("learn.none")
	}
	if c.Viewer.Role == care.RoleLovedOne && !c.Shared.Education {
		m.Empty = p.T("learn.not-now") // not shared, or not any more
		return m
	}
	for _, l := range all {
		if l.ReadBy(c.Viewer.Role) {
			m.Rows = append(m.Rows, LearnRow{Key: l.Key, Icon: l.Icon, Title: l.Title, Length: p.N("learn.minutes", l.Minutes)})
		}
	}
	return m
}

// LessonOf tells one page.
func LessonOf(c care.Chart, all []care.Lesson, key string, now time.Time, p *say.Printer) LessonPage {
	m := LessonPage{Key: key, Back: p.T("learn.back"), Title: p.T("place.learn"), Missing: p.T("learn.none")}
	if c.Viewer.Role == care.RoleLovedOne && !c.Shared.Education {
		m.Missing = p.T("learn.not-now")
		return m
	}
	for _, l := range all {
		if l.Key == key && l.ReadBy(c.Viewer.Role) {
			m.Title, m.Length, m.Missing, m.Blocks = l.Title, p.N("learn.minutes", l.Minutes), "", say.Markdown(l.Text)
		}
	}
	if key != lessonLevels && key != familyLevels || m.Missing != "" {
		return m
	}
	here := levelOf(c, now)
	for _, name := range []string{"self-care", "outpatient", "iop", "inpatient"} {
		m.Levels = append(m.Levels, Level{Name: p.T("learn.level." + name), Here: name == here})
	}
	if here != "" {
		m.Here = p.T("learn.here." + here)
	}
	return m
}

// levelOf is where the patient is on the spectrum, as far as the chart tells.
func levelOf(c care.Chart, now time.Time) string {
	s := c.Stay
	switch {
	case s.Ref == "" || s.Admitted.IsZero() || now.Before(s.Admitted) || c.Viewer.Role != care.RolePatient:
		return ""
	}
	if level := s.Level(); level != care.LevelIntensive {
		return string(level)
	}
	return "iop"
}
