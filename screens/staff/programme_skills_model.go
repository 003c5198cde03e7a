package staff

import (
	"sync"

	"throughline/assets/skills"
	"throughline/care"
	"throughline/screens/say"
)

var skillWords sync.Map // language to []care.Skill

// skillsIn is the catalogue of skills in the interface's language.
func skillsIn(p *say.Printer) []care.Skill {
	if all, ok := skillWords.Load(p.Language()); ok {
		found, _ := all.([]care.Skill)
		return found
	}
	words, err := skills.Words.ReadFile(p.Language() + ".json")
	if err != nil {
		words, _ = skills.Words.ReadFile("en.json")
	}
	all, _ := care.ParseSkills(skills.Catalogue, words) // the catalogue's own test keeps it whole
	skillWords.Store(p.Language(), all)
	return all
}

func skillName(key string, p *say.Printer) string {
	for _, k := range skillsIn(p) {
		if k.Key == key {
			return k.Title
		}
	}
	return key
}
