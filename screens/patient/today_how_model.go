package patient

import (
	"strings"
	"time"

	"throughline/care"
)

// HowAmI is the first question of the short daily form, to be answered by one
// tap. A later tap on the same day changes the answer.
type HowAmI struct {
	Ask    string // "How is your mood today?"; "" where the clinic has no such form
	Words  []string
	Chosen int // index into Words, or -1
	Status Status
	Note   string // where the answer is the lowest: help is near
	Undo   string // "Take it back"; "" where nothing was said

	form care.Form
	item care.Item
	said care.CheckIn // today's, if there is one
	who  care.Person
}

// isDaily says whether a form is the product's daily one, in any language.
func isDaily(canonical string) bool {
	url, _, _ := strings.Cut(canonical, "|")
	return url == care.FormDaily || strings.HasPrefix(url, care.FormDaily+"-")
}

// howAmI finds the form and what was said today. A day is the person's own.
func (s speaker) howAmI(c care.Chart) HowAmI {
	h := HowAmI{Chosen: -1, who: c.Viewer.Person}
	for _, f := range c.Forms {
		if isDaily(f.Canonical) && !f.Retired && len(f.Unsupported) == 0 && (h.form.Canonical == "" || sameLanguage(f.Language, s.p.Language())) {
			h.form = f
		}
	}
	for _, it := range h.form.Questions() {
		if it.Kind == care.ItemChoice && len(it.Options) > 1 {
			h.item = it
			break
		}
	}
	if h.item.LinkID == "" || !sameLanguage(h.form.Language, s.p.Language()) {
		return HowAmI{Chosen: -1}
	}
	h.Ask = h.item.Text
	for _, o := range h.item.Options {
		h.Words = append(h.Words, o.Text)
	}
	today := dayOf(s.now.In(s.own))
	for _, ci := range c.CheckIns {
		if isDaily(ci.Form) && ci.Status != care.CheckInBegun && dayOf(ci.Authored.In(s.own)).Equal(today) {
			h.said = ci
			break // newest first
		}
	}
	if h.said.ID == "" {
		return h
	}
	for i, o := range h.item.Options {
		for _, chosen := range h.said.Answers[h.item.LinkID].Options {
			if chosen.Code == o.Code || chosen.HasOrdinal && o.HasOrdinal && chosen.Ordinal == o.Ordinal {
				h.Chosen = i
			}
		}
	}
	if h.Chosen >= 0 {
		h.Status, h.Undo = s.checkIn(h.said, isUrgent(c, h.said)), s.p.T("patient.how.undo")
	}
	if h.Chosen == len(h.Words)-1 {
		h.Note = s.p.T("patient.how.low")
	}
	return h
}

// Say is the check-in that a tap on an option records; -1 takes the answer back,
// which is "prefer not to answer" and no zero. What else was answered today
// stays. Without one today the ID is empty.
func (h HowAmI) Say(option int, now time.Time) care.CheckIn {
	ci := h.said
	answers := map[string]care.Reply{}
	for key, reply := range ci.Answers {
		answers[key] = reply
	}
	if ci.ID == "" {
		ci = care.CheckIn{Form: h.form.Canonical, Title: h.form.Title, Subject: h.who, Language: h.form.Language, Instrument: h.form.Instrument, Begun: now}
	}
	ci.Status, ci.Authored, ci.Answers = care.CheckInDone, now, answers
	answers[h.item.LinkID] = care.Reply{Declined: true}
	if option >= 0 && option < len(h.item.Options) {
		answers[h.item.LinkID] = care.Reply{Options: []care.Option{h.item.Options[option]}}
	}
	return ci
}

// only says whether today's check-in holds nothing but this answer: it then
// stands here and not on the thread as well.
func (h HowAmI) only(ci care.CheckIn) bool {
	if ci.ID == "" || ci.ID != h.said.ID {
		return false
	}
	for key, reply := range ci.Answers {
		if key != h.item.LinkID && reply.Answered() {
			return false
		}
	}
	return true
}
