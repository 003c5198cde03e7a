package care

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Lesson is one short page to read, in one language.
type Lesson struct {
	Key        string // stable: "levels-of-care"
	Title      string
	Minutes    int
	Icon       string // of assets/icons
	Challenges []Challenge
	Readers    Readers
	Text       string // markdown
}

// Readers are those for whom a page is written. What is for patients speaks of what a loved one is not to know of.
type Readers string

// The readers.
const (
	ReadByPatients Readers = "" // who the pages are for where nothing else is said
	ReadByFamily   Readers = "family"
	ReadByEveryone Readers = "everyone"
)

// ReadBy says whether the page is for somebody in a role.
func (l Lesson) ReadBy(r Role) bool {
	if r == RoleLovedOne {
		return l.Readers != ReadByPatients
	}
	return l.Readers != ReadByFamily
}

// ParseLesson reads a page: lines of "name: value" between two lines of "---",
// then the text.
func ParseLesson(key string, page []byte) (Lesson, error) {
	l := Lesson{Key: key}
	head, text, ok := strings.Cut(strings.ReplaceAll(string(page), "\r\n", "\n"), "\n---\n")
	head, begun := strings.CutPrefix(head, "---\n")
	if !ok || !begun {
		return l, errors.New("the page has no head between two lines of ---")
	}
	l.Text = strings.TrimSpace(text)
	for line := range strings.Lines(head) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		var err error
		switch name {
		case "title":
			l.Title = value
		case "minutes":
			l.Minutes, err = strconv.Atoi(value)
		case "icon":
			l.Icon = value
		case "readers":
			if l.Readers = Readers(value); l.Readers != ReadByFamily && l.Readers != ReadByEveryone {
				err = fmt.Errorf("%q are no readers", value)
			}
		case "challenges":
			for _, c := range strings.Split(value, ", ") {
				if !slices.Contains(Challenges(), Challenge(c)) {
					err = fmt.Errorf("%q is none of the ten challenges", c)
				}
				l.Challenges = append(l.Challenges, Challenge(c))
			}
		default:
			err = fmt.Errorf("the head has %q", name)
		}
		if err != nil {
			return l, err
		}
	}
	if l.Title == "" || l.Minutes < 1 || l.Text == "" {
		return l, errors.New("title, minutes and text are needed")
	}
	return l, nil
}
