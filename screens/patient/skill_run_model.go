package patient

import (
	"strconv"
	"strings"
	"time"

	"throughline/care"
)

// SkillStage is how far a practice has come.
type SkillStage int

// The stages of a practice.
const (
	SkillAbout  SkillStage = iota // what it is, and the safety note
	SkillBefore                   // how strong the feeling is
	SkillDoing
	SkillAfter // how strong it is now, and what it was for
)

// skillRun is one practice under way: plain data that outlives the widgets.
type skillRun struct {
	stage   SkillStage
	flowing bool // without holds
	clear   bool // nothing of the screen fits the person
	asked   bool // the screen was answered
	run     care.Run
	step    int
	p       care.Practice
}

// begin starts a practice of the skill, or goes on with what was written.
func (r *skillRun) begin(m SkillPage, now time.Time, flowing bool) {
	r.flowing, r.stage, r.step, r.run = flowing, SkillBefore, 0, care.Run{}
	r.p = care.Practice{ID: m.ID, Skill: m.Skill.Key, Title: m.Skill.Title, At: now}
	if m.Begun.ID != "" {
		r.p, r.stage = m.Begun, SkillDoing
	}
}

func (r *skillRun) start(now time.Time) { r.stage, r.run = SkillDoing, care.Run{Started: now} }

// breath is the pattern that is followed.
func (r *skillRun) breath(k care.Skill) care.Breath {
	if r.flowing {
		return k.Breath.Flowing()
	}
	return k.Breath
}

// over says whether a timed skill has run its time.
func (r *skillRun) over(k care.Skill, now time.Time) bool {
	return r.run.Elapsed(now) >= k.Length()
}

// write keeps the words of one field.
func (r *skillRun) write(k care.Skill, field int, words string) {
	if len(r.p.Words) != len(k.Fields) {
		r.p.Words = append(r.p.Words, make([]string, len(k.Fields)-len(r.p.Words))...)
		r.p.Labels = nil
		for _, f := range k.Fields {
			r.p.Labels = append(r.p.Labels, f.Label)
		}
	}
	r.p.Words[field] = words
}

// written says whether anything was written that would be missed.
func (r *skillRun) written() bool {
	return strings.TrimSpace(strings.Join(r.p.Words, "")+r.p.Note) != ""
}

// breathWords are what to do now and the count.
func (m SkillPage) breathWords(at care.BreathMoment) (word, count string) {
	key := [...]string{"skill.breathe-in", "skill.breathe-hold", "skill.breathe-out", "skill.breathe-hold"}[at.Part]
	return m.p.T(key), strconv.Itoa(at.Count)
}

// left says how much time is left, in words.
func (m SkillPage) left(elapsed time.Duration) string {
	rest := m.Skill.Length() - elapsed
	if rest <= 0 {
		return m.p.T("skill.time-over")
	}
	seconds := int((rest + time.Second - 1) / time.Second)
	if seconds < 60 {
		return m.p.N("skill.left-seconds", seconds)
	}
	if seconds%60 == 0 {
		return m.p.N("skill.left-minutes", seconds/60)
	}
	return m.p.T("skill.left-both", "Minutes", m.p.N("skill.minutes", seconds/60), "Seconds", m.p.N("skill.seconds", seconds%60))
}

func (m SkillPage) stepWords(at, of int) string {
	return m.p.T("skill.step", "At", at+1, "Of", of)
}
