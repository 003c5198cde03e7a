package patient

import (
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// SkillAsk is which skill is opened.
type SkillAsk struct {
	Key   string
	NewID string // of the practice, if one is recorded
}

// SkillPage is one skill in finished words. Known is false for a skill that this
// version of the app does not have.
type SkillPage struct {
	Known bool
	Skill care.Skill
	ID    string
	Begun care.Practice // what was written and not finished; zero where there is nothing

	Minutes               string
	Tags                  []string
	TagsTitle             string
	SafetyTitle           string
	ScreenNone, ScreenAny string
	Favourite             bool
	Favour                string
	History               string
	Start, StartFlowing   string
	Resume                string
	Back, Stop, Close     string
	Help                  string

	RateTitle, RateAfter string
	Scale                []string // weakest first
	Skip                 string
	ForTitle             string
	For                  []SkillFilter
	NoteLabel, NoteHint  string
	Bring                string
	Yes, No              string
	Save, Leave          string
	AfterTitle           string
	AfterWords           string
	Unknown              string

	Spoken func(chosen bool, place, count int) string
	p      *say.Printer
}

// SkillOf makes the page of a skill.
func SkillOf(c care.Chart, all []care.Skill, ask SkillAsk, _ time.Time, p *say.Printer) SkillPage {
	m := SkillPage{
		ID: ask.NewID, TagsTitle: p.T("skill.helps"), SafetyTitle: p.T("skill.safety"),
		ScreenNone: p.T("skill.screen-none"), ScreenAny: p.T("skill.screen-any"),
		Start: p.T("skill.start"), Resume: p.T("skill.resume"), Back: p.T("patient.common.back"), Stop: p.T("skill.stop"),
		Close: p.T("skill.close"), Help: p.T("skill.open-help"),
		RateTitle: p.T("skill.rate-before"), RateAfter: p.T("skill.rate-after"), Skip: p.T("skill.skip"), Scale: practiceScale(p),
		ForTitle: p.T("skill.for"), NoteLabel: p.T("skill.note"), NoteHint: p.T("skill.note-hint"), Bring: p.T("skill.bring"),
		Yes: p.T("skill.bring-yes"), No: p.T("skill.bring-no"), Save: p.T("skill.save"), Leave: p.T("skill.leave"),
		AfterTitle: p.T("skill.after-title"), AfterWords: p.T("skill.after-words"), Unknown: p.T("skill.unknown"), Spoken: spoken(p), p: p,
	}
	for _, k := range all {
		if k.Key == ask.Key {
			m.Known, m.Skill = true, k
		}
	}
	if !m.Known {
		return m
	}
	k := m.Skill
	m.Minutes = p.N("skill.about-minutes", k.Minutes)
	if k.Form == care.SkillBreath && k.Breath.Holds() {
		m.StartFlowing = p.T("skill.no-holds")
	}
	for _, x := range k.Challenges {
		m.Tags = append(m.Tags, p.T("patient.challenge."+string(x)))
		m.For = append(m.For, SkillFilter{Words: m.Tags[len(m.Tags)-1], Challenge: x})
	}
	m.For = append(m.For, SkillFilter{Words: p.T("skill.for-other"), Challenge: care.ChallengeOther})
	m.Favourite, m.Favour = c.Skills.Favours(k.Key), p.T("skill.favour")
	if m.Favourite {
		m.Favour = p.T("skill.favoured")
	}
	m.Begun, _ = c.Skills.BegunOn(k.Key)
	m.History = skillHistory(c, k.Key, p)
	return m
}

// skillHistory says what the skill did for this person, in a sentence.
func skillHistory(c care.Chart, key string, p *say.Printer) string {
	for _, h := range care.WhatHelped(c.Practices) {
		if h.Skill == key {
			return helpedWords(h, p)
		}
	}
	return ""
}

func helpedWords(h care.Helped, p *say.Printer) string {
	words := p.N("practice.times", h.Times)
	if h.Eased > 0 {
		words += " " + p.N("practice.eased", h.Rated, "Eased", h.Eased)
	}
	return words
}

func practiceScale(p *say.Printer) []string {
	out := make([]string, care.PracticeTop+1)
	for i := range out {
		out[i] = p.T("skill.scale-" + string(rune('0'+i)))
	}
	return out
}

// kept says how far what is written has come on this device.
func (m SkillPage) kept(state saving) string {
	switch state {
	case saveRunning:
		return m.p.T("patient.checkin.saving")
	case saveDone:
		return m.p.T("skill.saved")
	case saveFailed:
		return m.p.T("patient.checkin.save-failed")
	case saveNothing:
	}
	return m.p.T("skill.kept")
}
