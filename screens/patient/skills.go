package patient

import (
	"fyne.io/fyne/v2"

	"throughline/screens/kit"
)

// SkillsActions is what can be done from the catalogue.
type SkillsActions interface {
	// FindSkills opens the catalogue anew for what is asked.
	FindSkills(ask SkillsAsk)
	OpenSkill(key string)
	OpenPractices()
}

// SkillsView draws the catalogue. What was searched for outlives its widgets.
type SkillsView struct {
	act    SkillsActions
	again  func()
	ask    SkillsAsk
	search *kit.Field
	picks  skillPick
}

// skillPick is which filter is being set.
type skillPick int

const (
	pickNone skillPick = iota
	pickFor
	pickTime
)

// NewSkillsView makes the view; again opens it anew when what is asked for has
// changed.
func NewSkillsView(act SkillsActions, again func()) *SkillsView {
	return &SkillsView{act: act, again: again}
}

// Page is the whole screen.
func (v *SkillsView) Page(m Skills) *kit.Page {
	switch v.picks {
	case pickFor:
		return v.pick(m, m.ForTitle, m.Challenges)
	case pickTime:
		return v.pick(m, m.TimeTitle, m.Times)
	case pickNone:
	}
	if v.search == nil {
		v.search = kit.NewField(m.Search, "")
		v.search.Entry.OnChanged = func(words string) {
			v.ask.Search = words
			v.act.FindSkills(v.ask)
		}
	}
	body := kit.Stack(14, v.search, kit.Flow(8,
		kit.Pill("target", m.For, v.ShowChallenges),
		kit.Pill("clock", m.Time, func() { v.open(pickTime) }),
	))
	if m.Practice.Title != "" && !v.ask.narrowed() {
		body.Add(kit.NewRowLink(m.Practice.Title, m.Practice.Line, v.act.OpenPractices).WithTile("history"))
	}
	for _, s := range m.Sections {
		rows := make([]fyne.CanvasObject, len(s.Rows))
		for i, r := range s.Rows {
			row := kit.NewRowLink(r.Title, r.Line, func() { v.act.OpenSkill(r.Key) })
			if kit.TextScale() < 1.5 { // else the title needs the width
				row.WithTile(r.Icon).End(r.Minutes)
			}
			if line := statusLine(r.Status); line != nil {
				row.With(line)
			}
			rows[i] = row
		}
		body.Add(kit.NewSpace(24), section(s.Title, kit.Rows(rows...)))
	}
	if len(m.Sections) == 0 {
		body.Add(kit.NewSpace(24), kit.Empty(m.None, kit.OutlineButton(m.All, v.reset)))
	}
	return &kit.Page{Key: "skills", Title: m.Title, Lead: lead(m.Words, m.Notices), Body: body}
}

// ShowChallenges opens the choice of what a skill is to help with.
func (v *SkillsView) ShowChallenges() { v.open(pickFor) }

func (v *SkillsView) open(p skillPick) {
	v.picks = p
	v.again()
}

func (v *SkillsView) reset() {
	v.ask = SkillsAsk{}
	v.search.Entry.SetText("")
	v.act.FindSkills(v.ask)
}

// pick is a filter's choices as a page of its own: large and plain.
func (v *SkillsView) pick(m Skills, title string, filters []SkillFilter) *kit.Page {
	words, chosen := make([]string, len(filters)), kit.None
	for i, f := range filters {
		words[i] = f.Words
		if f.Chosen {
			chosen = i
		}
	}
	picks := v.picks
	body := kit.Answers(kit.Options{Words: words, Chosen: chosen, Spoken: m.Spoken, OnChoose: func(i int) {
		if picks == pickFor {
			v.ask.Challenge = filters[i].Challenge
		} else {
			v.ask.Minutes = filters[i].Minutes
		}
		v.picks = pickNone
		v.act.FindSkills(v.ask)
	}})
	return &kit.Page{
		Key: "skills/pick", Out: kit.WayOut("arrow-left", m.Back, func() { v.open(pickNone) }), Title: title, Body: body,
	}
}

// favours is the mark of a favourite as the two states of one button.
func favours(yes bool, words string, tap func()) fyne.CanvasObject {
	icon := "plus"
	if yes {
		icon = "check"
	}
	return kit.Pill(icon, words, tap)
}

// challengeTags are the names of what a skill is for.
func challengeTags(words []string) fyne.CanvasObject {
	tags := kit.Flow(8)
	for _, w := range words {
		tags.Add(kit.Tag(kit.TonePrimary, "", w))
	}
	return tags
}
