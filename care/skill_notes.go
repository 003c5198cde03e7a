package care

import "slices"

// SkillNotes is what a person keeps about skills on this device alone.
type SkillNotes struct {
	Favourites []string   // Skill.Key
	Begun      []Practice // written and not finished, at most one for a skill
}

// Favours says whether the skill is one of the favourites.
func (n SkillNotes) Favours(key string) bool { return slices.Contains(n.Favourites, key) }

// BegunOn is what was begun with the skill and not finished.
func (n SkillNotes) BegunOn(key string) (Practice, bool) {
	i := slices.IndexFunc(n.Begun, func(p Practice) bool { return p.Skill == key })
	if i < 0 {
		return Practice{}, false
	}
	return n.Begun[i], true
}

// WithFavourite is the notes with the skill marked or not.
func (n SkillNotes) WithFavourite(key string, yes bool) SkillNotes {
	n.Favourites = slices.DeleteFunc(slices.Clone(n.Favourites), func(k string) bool { return k == key })
	if yes {
		n.Favourites = append(n.Favourites, key)
	}
	return n
}

// WithBegun is the notes with p as what is begun on its skill.
func (n SkillNotes) WithBegun(p Practice) SkillNotes {
	n = n.Without(p.Skill)
	n.Begun = append(n.Begun, p)
	return n
}

// Without is the notes with nothing begun on the skill.
func (n SkillNotes) Without(skill string) SkillNotes {
	n.Begun = slices.DeleteFunc(slices.Clone(n.Begun), func(p Practice) bool { return p.Skill == skill })
	return n
}
