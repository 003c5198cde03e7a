package care

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// SkillForm is how a skill is done.
type SkillForm string

// Forms of a skill.
const (
	SkillBreath SkillForm = "breath" // a timer that follows a Breath
	SkillTimer  SkillForm = "timer"  // a timer with cues
	SkillSteps  SkillForm = "steps"  // one step after the other, at one's own pace
	SkillRecord SkillForm = "record" // something written
)

// Skill is one coping skill of the catalogue, in one language.
type Skill struct {
	Key        string // stable: "paced-breathing"
	Form       SkillForm
	Minutes    int
	Icon       string // of assets/icons
	Challenges []Challenge
	Title      string
	Line       string   // what it is, in one sentence
	How        []string // paragraphs
	Safety     string   // shown before the start; empty where nothing is to be said
	Breath     Breath
	Cues       []string // of a timer, evenly over its time
	Steps      []SkillStep
	Fields     []SkillField
	Screen     *SkillScreen // asked before the start; nil where there is nothing to ask
	Contacts   bool         // leads to the crisis contacts
}

// SkillStep is one step of a skill. A strenuous one is left out unless the
// person says that nothing of the skill's screen fits them.
type SkillStep struct {
	Title, Text string
	Strenuous   bool
}

// SkillField is one thing to write.
type SkillField struct{ Label, Hint string }

// SkillScreen asks for what would make a part of the skill unsafe.
type SkillScreen struct{ Question, List, Hidden string }

// Helps says whether the skill is for the challenge.
func (s Skill) Helps(c Challenge) bool { return slices.Contains(s.Challenges, c) }

// Length is how long a timed skill runs.
func (s Skill) Length() time.Duration { return time.Duration(s.Minutes) * time.Minute }

// Cue is the words that stand at elapsed, and their index; -1 without cues.
func (s Skill) Cue(elapsed time.Duration) (string, int) {
	if len(s.Cues) == 0 || s.Minutes <= 0 {
		return "", -1
	}
	each := s.Length() / time.Duration(len(s.Cues))
	i := min(max(int(elapsed/each), 0), len(s.Cues)-1)
	return s.Cues[i], i
}

// SafeSteps are the steps for somebody of whom nothing is known, or only those
// who said that nothing of the screen fits them get all.
func (s Skill) SafeSteps(clear bool) []SkillStep {
	if clear || s.Screen == nil {
		return s.Steps
	}
	return slices.DeleteFunc(slices.Clone(s.Steps), func(x SkillStep) bool { return x.Strenuous })
}

type skillShape struct {
	Key        string      `json:"key"`
	Form       SkillForm   `json:"form"`
	Minutes    int         `json:"minutes"`
	Icon       string      `json:"icon"`
	Challenges []Challenge `json:"challenges"`
	Breath     Breath      `json:"breath"`
	Cues       int         `json:"cues"`
	Steps      int         `json:"steps"`
	Strenuous  []int       `json:"strenuous"`
	Fields     int         `json:"fields"`
	Contacts   bool        `json:"contacts"`
}

type skillWords struct {
	Title  string       `json:"title"`
	Line   string       `json:"line"`
	How    []string     `json:"how"`
	Safety string       `json:"safety"`
	Cues   []string     `json:"cues"`
	Steps  []SkillStep  `json:"steps"`
	Fields []SkillField `json:"fields"`
	Screen *SkillScreen `json:"screen"`
}

// ParseSkills puts the catalogue's shape, the same in each language, together
// with the words of one. A skill that lacks a part is an error: half of a safety
// note would be worse than none of the skill.
func ParseSkills(catalogue, words []byte) ([]Skill, error) {
	var shapes []skillShape
	if err := json.Unmarshal(catalogue, &shapes); err != nil {
		return nil, fmt.Errorf("skills: %w", err)
	}
	said := map[string]skillWords{}
	if err := json.Unmarshal(words, &said); err != nil {
		return nil, fmt.Errorf("words of the skills: %w", err)
	}
	out := make([]Skill, 0, len(shapes))
	for _, x := range shapes {
		w, ok := said[x.Key]
		if !ok {
			return nil, fmt.Errorf("skill %q has no words", x.Key)
		}
		if err := x.fits(w); err != nil {
			return nil, fmt.Errorf("skill %q: %w", x.Key, err)
		}
		for i := range w.Steps {
			w.Steps[i].Strenuous = slices.Contains(x.Strenuous, i)
		}
		out = append(out, Skill{
			Key: x.Key, Form: x.Form, Minutes: x.Minutes, Icon: x.Icon, Challenges: x.Challenges, Breath: x.Breath, Contacts: x.Contacts,
			Title: w.Title, Line: w.Line, How: w.How, Safety: w.Safety, Cues: w.Cues, Steps: w.Steps, Fields: w.Fields, Screen: w.Screen,
		})
	}
	if len(said) != len(out) {
		return nil, fmt.Errorf("the words name %d skills, the catalogue %d", len(said), len(out))
	}
	return out, nil
}

func (x skillShape) fits(w skillWords) error {
	switch {
	case w.Title == "" || w.Line == "" || len(w.How) == 0:
		return fmt.Errorf("title, line or how is missing")
	case len(w.Cues) != x.Cues || len(w.Steps) != x.Steps || len(w.Fields) != x.Fields:
		return fmt.Errorf("%d cues, %d steps and %d fields are said, not %d, %d and %d",
			len(w.Cues), len(w.Steps), len(w.Fields), x.Cues, x.Steps, x.Fields)
	case len(x.Strenuous) > 0 && w.Screen == nil:
		return fmt.Errorf("a strenuous step needs a screen")
	case x.Minutes <= 0:
		return fmt.Errorf("no time is given")
	case x.Form == SkillBreath && x.Breath.Round() <= 0:
		return fmt.Errorf("no breath is given")
	}
	for _, c := range x.Challenges {
		if !slices.Contains(Challenges(), c) {
			return fmt.Errorf("%q is none of the challenges", c)
		}
	}
	return nil
}
