package main

import (
	"io/fs"
	"time"

	"throughline/assets/skills"
	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/patient"
	"throughline/screens/say"
)

func skillsIn(p *say.Printer) []care.Skill {
	words, err := fs.ReadFile(skills.Words, p.Language()+".json")
	if err != nil {
		return nil
	}
	all, _ := care.ParseSkills(skills.Catalogue, words) // its own test keeps it whole
	return all
}

// skillScenes are the catalogue, each form of exercise as it runs, and the story
// of practice.
func skillScenes(chart care.Chart) []scene {
	chart.Skills = care.SkillNotes{Favourites: []string{"paced-breathing"}, Begun: []care.Practice{{ID: "b", Skill: "thought-record"}}}
	three, one, four := 3, 1, 4
	chart.Practices = []care.Practice{
		{ID: "1", Skill: "paced-breathing", Title: "Paced breathing", At: chart.Stay.Admitted.AddDate(0, 0, 20), Before: &three, After: &one, For: care.Anxiety, Note: "In the bus.", BringToGroup: true},
		{ID: "2", Skill: "thought-record", Title: "Thought record", At: chart.Stay.Admitted.AddDate(0, 0, 18), Before: &four, After: &three, Labels: []string{"What happened?"}, Words: []string{"My sister did not call back."}},
		{ID: "3", Skill: "paced-breathing", Title: "Paced breathing", At: chart.Stay.Admitted.AddDate(0, 0, 12), Before: &three, After: &three},
	}
	chart.Entered = map[string]care.Delivery{"Observation/2": {State: care.OnDevice}, "Observation/1": {State: care.Received, Received: chart.Stay.Admitted.AddDate(0, 0, 20)}}
	list := func(name string, c care.Chart, ask patient.SkillsAsk) scene {
		return of(care.RolePatient, name, entry.PlaceSkills, func(at setting) *kit.Page {
			return patient.NewSkillsView(still{}, func() {}).Page(patient.SkillsOf(c, skillsIn(at.p), ask, at.now, at.p))
		})
	}
	empty := chart
	empty.Practices, empty.Skills, empty.Plan = nil, care.SkillNotes{}, care.Plan{}
	all := []scene{
		list("skills", chart, patient.SkillsAsk{}), list("skills-first-day", empty, patient.SkillsAsk{}),
		list("skills-none", chart, patient.SkillsAsk{Search: "zebra"}),
		of(care.RolePatient, "skills-for", entry.PlaceSkills, func(at setting) *kit.Page {
			v := patient.NewSkillsView(still{}, func() {})
			v.ShowChallenges()
			return v.Page(patient.SkillsOf(chart, skillsIn(at.p), patient.SkillsAsk{}, at.now, at.p))
		}),
		of(care.RolePatient, "practice", entry.PlaceSkills, func(at setting) *kit.Page {
			return patient.NewPracticesView(still{}).Page(patient.PracticesOf(chart, skillsIn(at.p), at.now, at.p))
		}),
	}
	for _, x := range []struct {
		name, key string
		stage     patient.SkillStage
		after     time.Duration
	}{
		{"skill-about", "box-breathing", patient.SkillAbout, 0},
		{"skill-screen", "tipp", patient.SkillAbout, 0},
		{"skill-before", "paced-breathing", patient.SkillBefore, 0},
		{"skill-breath", "paced-breathing", patient.SkillDoing, 147 * time.Second},
		{"skill-over", "paced-breathing", patient.SkillDoing, 6 * time.Minute},
		{"skill-timer", "urge-surfing", patient.SkillDoing, 400 * time.Second},
		{"skill-steps", "grounding", patient.SkillDoing, 0},
		{"skill-contacts", "reaching-out", patient.SkillDoing, 0},
		{"skill-record", "thought-record", patient.SkillDoing, 0},
		{"skill-after", "paced-breathing", patient.SkillAfter, 0},
		{"skill-gone", "no-such-skill", patient.SkillAbout, 0},
	} {
		all = append(all, of(care.RolePatient, x.name, "", func(at setting) *kit.Page {
			now := at.now
			v := patient.NewSkillView(still{}, func() time.Time { return now }, func() {})
			c := chart
			c.Skills.Begun = nil
			v.Show(patient.SkillOf(c, skillsIn(at.p), patient.SkillAsk{Key: x.key, NewID: "new"}, at.now, at.p))
			v.Open(x.stage)
			now = now.Add(x.after)
			return v.Page()
		}))
	}
	return all
}
