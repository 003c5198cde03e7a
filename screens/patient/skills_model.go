package patient

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"throughline/care"
	"throughline/screens/say"
)

// SkillsAsk is what of the catalogue is wanted.
type SkillsAsk struct {
	Search    string
	Challenge care.Challenge // empty: any
	Minutes   int            // at most; 0: any
}

func (a SkillsAsk) narrowed() bool {
	return strings.TrimSpace(a.Search) != "" || a.Challenge != "" || a.Minutes > 0
}

// Skills is the catalogue as it is found by one person.
type Skills struct {
	Title, Words string
	Notices      []Status
	Search       string
	Sections     []SkillSection
	None, All    string // nothing found, and the way back to all
	For, Time    string // the two filters, as they are set
	ForTitle     string
	TimeTitle    string
	Back         string
	Challenges   []SkillFilter
	Times        []SkillFilter
	Spoken       func(chosen bool, place, count int) string
	Practice     SkillRow // the way to the history
}

// SkillFilter is one setting of a filter.
type SkillFilter struct {
	Words     string
	Challenge care.Challenge
	Minutes   int
	Chosen    bool
}

// SkillSection is a heading and the skills below it.
type SkillSection struct {
	Title string
	Rows  []SkillRow
}

// SkillRow is one skill.
type SkillRow struct {
	Key, Title, Line, Minutes, Icon string
	Status                          Status
}

// skillTimes are the choices of how much time there is, in minutes.
var skillTimes = []int{0, 2, 5, 10}

// SkillsOf lists the skills that fit what is asked for. Nobody is told how much
// they did or did not do.
func SkillsOf(c care.Chart, all []care.Skill, ask SkillsAsk, now time.Time, p *say.Printer) Skills {
	s := speak(c, now, p)
	m := Skills{
		Title: p.T("skills.title"), Words: p.T("skills.words"), Notices: s.notices(c, c.Sync.Pending), Search: p.T("skills.search"),
		None: p.T("skills.none"), All: p.T("skills.all"), ForTitle: p.T("skills.for-title"), TimeTitle: p.T("skills.time-title"),
		Back: p.T("patient.common.back"), Spoken: spoken(p),
		For: p.T("skills.for-any"), Time: p.T("skills.time-any"),
	}
	if ask.Challenge != "" {
		m.For = p.T("patient.challenge." + string(ask.Challenge))
	}
	if ask.Minutes > 0 {
		m.Time = p.N("skills.time-most", ask.Minutes)
	}
	m.Challenges = []SkillFilter{{Words: p.T("skills.for-any"), Chosen: ask.Challenge == ""}}
	for _, x := range care.Challenges() {
		m.Challenges = append(m.Challenges, SkillFilter{Words: p.T("patient.challenge." + string(x)), Challenge: x, Chosen: x == ask.Challenge})
	}
	for _, n := range skillTimes {
		words := p.T("skills.time-any")
		if n > 0 {
			words = p.N("skills.time-most", n)
		}
		m.Times = append(m.Times, SkillFilter{Words: words, Minutes: n, Chosen: n == ask.Minutes})
	}
	if len(c.Practices) > 0 {
		m.Practice = SkillRow{Title: p.T("practice.title"), Line: p.T("practice.link")}
	}
	m.Sections = skillSections(c, all, ask, now, p)
	return m
}

// skillSections puts each skill under the first heading that fits, or all that
// were found under one.
func skillSections(c care.Chart, all []care.Skill, ask SkillsAsk, now time.Time, p *say.Printer) []SkillSection {
	row := func(k care.Skill) SkillRow {
		r := SkillRow{Key: k.Key, Title: k.Title, Line: k.Line, Icon: k.Icon, Minutes: p.T("skills.minutes", "N", k.Minutes)}
		if _, begun := c.Skills.BegunOn(k.Key); begun {
			r.Status = Status{Icon: "notebook-pen", Text: p.T("skills.begun")}
		}
		return r
	}
	if ask.narrowed() {
		found := SkillSection{Title: p.T("skills.found")}
		for _, k := range all {
			if ask.fits(k) {
				found.Rows = append(found.Rows, row(k))
			}
		}
		if len(found.Rows) == 0 {
			return nil
		}
		return []SkillSection{found}
	}
	taught := taughtThisWeek(c, now)
	sections := []struct {
		key string
		in  func(care.Skill) bool
	}{
		{"skills.taught", func(k care.Skill) bool { return taught[k.Key] }},
		{"skills.favourites", func(k care.Skill) bool { return c.Skills.Favours(k.Key) }},
		{"skills.circled", func(k care.Skill) bool {
			return slices.ContainsFunc(c.Plan.Problems, func(x care.Problem) bool { return k.Helps(x.Challenge) })
		}},
		{"skills.more", func(care.Skill) bool { return true }},
	}
	out := make([]SkillSection, len(sections))
	for _, k := range all {
		i := slices.IndexFunc(sections, func(s struct {
			key string
			in  func(care.Skill) bool
		},
		) bool {
			return s.in(k)
		})
		out[i].Title = p.T(sections[i].key)
		out[i].Rows = append(out[i].Rows, row(k))
	}
	out = slices.DeleteFunc(out, func(s SkillSection) bool { return len(s.Rows) == 0 })
	if len(out) == 1 {
		out[0].Title = p.T("skills.everything")
	}
	return out
}

func (a SkillsAsk) fits(k care.Skill) bool {
	if a.Challenge != "" && !k.Helps(a.Challenge) || a.Minutes > 0 && k.Minutes > a.Minutes {
		return false
	}
	text := plain(strings.Join(append([]string{k.Title, k.Line}, k.How...), " "))
	for _, word := range strings.Fields(plain(a.Search)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// plain makes words comparable: small letters without accents, so that
// "respiracion" finds "Respiración".
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(s))
}

// taughtThisWeek are the skills of this week's sessions, by the clinic's week.
func taughtThisWeek(c care.Chart, now time.Time) map[string]bool {
	taught := map[string]bool{}
	from := care.WeekStart(now, speak(c, now, nil).clinic)
	for _, x := range c.Sessions {
		if x.State != care.SessionCancelled && !x.Start.Before(from) && x.Start.Before(from.AddDate(0, 0, 7)) {
			for _, key := range x.Skills {
				taught[key] = true
			}
		}
	}
	return taught
}
