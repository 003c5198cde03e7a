package engine

import (
	"context"
	"encoding/json"

	"throughline/care"
	"throughline/profile"
	"throughline/sync/store"
)

// draftSkills is the draft that holds the person's care.SkillNotes. No form has
// such an id.
const draftSkills = "local/skills"

// RecordPractice records one time that the person used a skill, or what they
// change about it. What was begun with the skill is done with it.
func (e *Engine) RecordPractice(ctx context.Context, p care.Practice) error {
	if err := keepable(p); err != nil {
		return err
	}
	return e.operate(ctx, func(tx *store.Tx, set profile.Set) ([]profile.Operation, error) {
		ops, err := profile.Practiced(set, e.viewer, p)
		if err != nil {
			return nil, err
		}
		notes, err := skillNotes(tx)
		if err != nil {
			return nil, err
		}
		if begun, ok := notes.BegunOn(p.Skill); ok && begun.ID == p.ID {
			err = saveSkillNotes(tx, notes.Without(p.Skill))
		}
		return ops, err
	})
}

// BringCheckIn marks an answered check-in as to be talked about in group, or takes
// that back.
func (e *Engine) BringCheckIn(ctx context.Context, checkIn string, yes bool) error {
	return e.operate(ctx, func(_ *store.Tx, set profile.Set) ([]profile.Operation, error) {
		return profile.Brought(set, e.viewer, checkIn, yes, e.now())
	})
}

// FavourSkill marks a skill as a favourite, or not, on this device.
func (e *Engine) FavourSkill(ctx context.Context, skill string, yes bool) error {
	return e.noteSkills(ctx, func(n care.SkillNotes) care.SkillNotes { return n.WithFavourite(skill, yes) })
}

// KeepPractice keeps what is written and not finished on this device.
func (e *Engine) KeepPractice(ctx context.Context, p care.Practice) error {
	return e.noteSkills(ctx, func(n care.SkillNotes) care.SkillNotes { return n.WithBegun(p) })
}

// DropPractice forgets what was written with the skill and not finished.
func (e *Engine) DropPractice(ctx context.Context, skill string) error {
	return e.noteSkills(ctx, func(n care.SkillNotes) care.SkillNotes { return n.Without(skill) })
}

func (e *Engine) noteSkills(ctx context.Context, change func(care.SkillNotes) care.SkillNotes) error {
	return e.intend(ctx, func(tx *store.Tx) error {
		notes, err := skillNotes(tx)
		if err != nil {
			return err
		}
		return saveSkillNotes(tx, change(notes))
	})
}

func saveSkillNotes(tx *store.Tx, n care.SkillNotes) error {
	body, err := json.Marshal(n)
	if err != nil {
		return err
	}
	return tx.SaveDraft(draftSkills, body)
}

// skillNotes gives what is kept; what another version wrote and does not parse
// counts as nothing.
func skillNotes(tx *store.Tx) (care.SkillNotes, error) {
	var n care.SkillNotes
	err := tx.Drafts(func(id string, body []byte) error {
		if id == draftSkills && json.Unmarshal(body, &n) != nil {
			n = care.SkillNotes{}
		}
		return nil
	})
	return n, err
}
