package app

import (
	"context"
	"io/fs"
	"time"

	"github.com/google/uuid"

	"throughline/assets/skills"
	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/patient"
	"throughline/screens/say"
	"throughline/sync/engine"
)

// skillsIn is the catalogue in a language, English where there is no other.
func skillsIn(language string) []care.Skill {
	words, err := fs.ReadFile(skills.Words, language+".json")
	if err != nil {
		words, err = fs.ReadFile(skills.Words, "en.json")
	}
	if err != nil {
		return nil
	}
	all, _ := care.ParseSkills(skills.Catalogue, words) // the catalogue's own test keeps it whole
	return all
}

// skillScreens ties the skills to the app. Its fields belong to the UI thread.
type skillScreens struct {
	w    *Window
	list *patient.SkillsView
	seen map[string][]care.Skill // by language
}

func newSkillScreens(w *Window) *skillScreens {
	s := &skillScreens{w: w, seen: map[string][]care.Skill{}}
	for _, tag := range say.Languages() {
		s.seen[tag.String()] = skillsIn(tag.String())
	}
	s.list = patient.NewSkillsView(s, w.again)
	return s
}

// FindSkills opens the catalogue for what is asked.
func (s *skillScreens) FindSkills(ask patient.SkillsAsk) {
	s.w.open(entry.PlaceSkills, screenOf(s.w, func(c care.Chart, now time.Time, p *say.Printer) patient.Skills {
		return patient.SkillsOf(c, s.seen[p.Language()], ask, now, p)
	}, s.list.Page))
}

// OpenSkill opens one skill over what is shown.
func (s *skillScreens) OpenSkill(key string) {
	ask := patient.SkillAsk{Key: key, NewID: uuid.NewString()}
	o := &openSkill{skillScreens: s}
	o.view = patient.NewSkillView(o, s.w.sys.Now, s.w.again)
	o.at = s.w.overAs(trail{Kind: trailSkill, Of: key}, screenOf(s.w, func(c care.Chart, now time.Time, p *say.Printer) patient.SkillPage {
		return patient.SkillOf(c, s.seen[p.Language()], ask, now, p)
	}, func(m patient.SkillPage) *kit.Page {
		o.view.Show(m)
		return o.view.Page()
	}))
}

// OpenPractices opens the story of practice.
func (s *skillScreens) OpenPractices() {
	view := patient.NewPracticesView(s)
	s.w.over(screenOf(s.w, func(c care.Chart, now time.Time, p *say.Printer) patient.Practices {
		return patient.PracticesOf(c, s.seen[p.Language()], now, p)
	}, view.Page))
}

// SavePractice keeps a practice and has it sent.
func (s *skillScreens) SavePractice(p care.Practice, done func(*care.Fault)) {
	s.w.withEngine(func(ctx context.Context, e *engine.Engine) error { return e.RecordPractice(ctx, p) }, done)
}

// Close goes back.
func (s *skillScreens) Close() { s.w.back() }

// openSkill is one skill that is open.
type openSkill struct {
	*skillScreens
	view *patient.SkillView
	at   *stop
}

func (o *openSkill) note(work func(context.Context, *engine.Engine) error) {
	o.w.withEngine(work, func(*care.Fault) {}) // the chart that follows shows what is kept
}

// KeepPractice keeps what is written and not finished.
func (o *openSkill) KeepPractice(p care.Practice, done func(*care.Fault)) {
	o.w.withEngine(func(ctx context.Context, e *engine.Engine) error { return e.KeepPractice(ctx, p) }, done)
}

// DropPractice forgets it.
func (o *openSkill) DropPractice(skill string) {
	o.note(func(ctx context.Context, e *engine.Engine) error { return e.DropPractice(ctx, skill) })
}

// Favour marks a skill as a favourite, or not.
func (o *openSkill) Favour(skill string, yes bool) {
	o.note(func(ctx context.Context, e *engine.Engine) error { return e.FavourSkill(ctx, skill, yes) })
}

// OpenHelp opens Help over the skill.
func (o *openSkill) OpenHelp() { o.w.openHelp() }

// Every ticks until the skill is left, and draws nothing while something lies
// over it.
func (o *openSkill) Every(interval time.Duration, tick func()) {
	ctx, stop := context.WithCancel(o.w.ctx)
	go o.w.fore.every(ctx, interval, func() {
		o.w.presenter.UI(func() {
			switch o.w.place(o.at) {
			case placeTop:
				tick()
			case placeLeft:
				stop()
			case placeCovered:
			}
		})
	})
}
