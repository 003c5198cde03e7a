package care

import (
	"cmp"
	"slices"
	"time"
)

// Practice is one time that a person used a skill.
type Practice struct {
	ID           string // client-made; the resource's logical id
	Skill        string // Skill.Key
	Title        string // the skill's name as it was then
	At           time.Time
	Before       *int      // how strong the feeling was, 0 to PracticeTop; nil: not said
	After        *int      // the same afterwards
	For          Challenge // what it was for; empty: not said
	Words        []string  // what was written, by the skill's fields; empty where nothing was
	Labels       []string  // the names of those fields as they were then
	Note         string
	BringToGroup bool
}

// PracticeTop is the strongest feeling: the words for it run from 0 to 4.
const PracticeTop = 4

// Eased is by how much the feeling went down; ok is false unless both were said.
func (p Practice) Eased() (points int, ok bool) {
	if p.Before == nil || p.After == nil {
		return 0, false
	}
	return *p.Before - *p.After, true
}

// Helped is what a skill did for one person.
type Helped struct {
	Skill string
	Times int
	Rated int // times with both ratings
	Eased int // times after which the feeling was weaker
}

// WhatHelped counts the practices by skill: first what eased most of the times
// that were rated, then what was used most.
func WhatHelped(all []Practice) []Helped {
	by := map[string]*Helped{}
	for _, p := range all {
		h := by[p.Skill]
		if h == nil {
			h = &Helped{Skill: p.Skill}
			by[p.Skill] = h
		}
		h.Times++
		if points, ok := p.Eased(); ok {
			h.Rated++
			if points > 0 {
				h.Eased++
			}
		}
	}
	out := make([]Helped, 0, len(by))
	for _, h := range by {
		out = append(out, *h)
	}
	slices.SortFunc(out, func(a, b Helped) int {
		return cmp.Or(cmp.Compare(b.Eased, a.Eased), cmp.Compare(b.Times, a.Times), cmp.Compare(a.Skill, b.Skill))
	})
	return out
}
