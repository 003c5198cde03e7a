package patient

import (
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Practices is the story of what a person practised and what it did.
type Practices struct {
	Notices      []Status // how true the page is
	Title, Words string
	HelpedTitle  string
	Helped       []Line
	Brought      []string // what is marked for the group, and when it was
	BroughtTitle string
	All          []PracticeRow
	AllTitle     string
	None, Back   string
	BringWord    string
	BroughtWord  string
}

// PracticeRow is one time that a skill was used.
type PracticeRow struct {
	ID, Title, When, Change string
	Words                   []Line // what was written, by its field
	Note                    string
	Bring                   bool
	Status                  Status
	practice                care.Practice
}

// PracticesOf tells the story, newest first. It counts nothing that was not
// done.
func PracticesOf(c care.Chart, all []care.Skill, now time.Time, p *say.Printer) Practices {
	s := speak(c, now, p)
	m := Practices{
		Notices: s.notices(c, c.Sync.Pending),
		Title:   p.T("practice.title"), Words: p.T("practice.words"), HelpedTitle: p.T("practice.helped"),
		BroughtTitle: p.T("practice.for-group"), AllTitle: p.T("practice.all"), None: p.T("practice.none"), Back: p.T("patient.common.back"),
		BringWord: p.T("skill.bring-yes"), BroughtWord: p.T("practice.brought"),
	}
	titles := map[string]string{}
	for _, k := range all {
		titles[k.Key] = k.Title
	}
	title := func(x care.Practice) string {
		if t := titles[x.Skill]; t != "" {
			return t
		}
		return x.Title
	}
	for _, h := range care.WhatHelped(c.Practices) {
		t := titles[h.Skill]
		for _, x := range c.Practices {
			if t == "" && x.Skill == h.Skill {
				t = x.Title
			}
		}
		m.Helped = append(m.Helped, Line{Question: t, Answer: helpedWords(h, p)})
	}
	for _, x := range c.Practices {
		r := PracticeRow{
			ID: x.ID, Title: title(x), When: say.Capital(s.moment(x.At)), Change: practiceChange(x, p), Note: strings.TrimSpace(x.Note),
			Bring: x.BringToGroup, Status: s.delivery(c.Delivery("Observation/"+x.ID), false), practice: x,
		}
		for i, words := range x.Words {
			r.Words = append(r.Words, Line{Question: x.Labels[i], Answer: words})
		}
		if x.BringToGroup {
			m.Brought = append(m.Brought, r.Title+", "+s.moment(x.At))
		}
		m.All = append(m.All, r)
	}
	return m
}

// practiceChange says how strong the feeling was before and after.
func practiceChange(x care.Practice, p *say.Printer) string {
	scale := practiceScale(p)
	switch {
	case x.Before != nil && x.After != nil:
		return p.T("practice.before-after", "Before", scale[*x.Before], "After", scale[*x.After])
	case x.Before != nil:
		return p.T("practice.before", "Before", scale[*x.Before])
	case x.After != nil:
		return p.T("practice.after", "After", scale[*x.After])
	}
	return ""
}
