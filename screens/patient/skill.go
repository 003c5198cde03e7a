package patient

import (
	"time"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// SkillActions is what can be done with a skill. Each returns at once; done is
// called on the UI thread, with nil when all is well.
type SkillActions interface {
	// SavePractice keeps a practice that is done.
	SavePractice(p care.Practice, done func(*care.Fault))
	// KeepPractice keeps what is written and not finished on this device. The later
	// of two calls holds.
	KeepPractice(p care.Practice, done func(*care.Fault))
	// DropPractice forgets what was written with the skill and not finished.
	DropPractice(skill string)
	// Favour marks a skill as a favourite, or not.
	Favour(skill string, yes bool)
	// Every calls tick on the UI thread as often as said, until the skill is left.
	Every(interval time.Duration, tick func())
	OpenHelp()
	Close()
}

// How often a running exercise is drawn.
const (
	frameTime = 50 * time.Millisecond // a circle that moves
	countTime = time.Second           // words that count
)

// SkillView shows a skill and leads through it.
type SkillView struct {
	act    SkillActions
	now    func() time.Time
	again  func()
	m      SkillPage
	r      skillRun
	player *player // what is drawn between two pages; nil where nothing moves
	ticks  bool
	fields []*kit.Field
	note   *kit.Field
	fault  string
	ending bool

	kept   *kit.Text // how far what is written has come
	saving saving
	keeps  int // counts the calls, so that an overtaken one changes nothing
}

// NewSkillView makes the view; again opens Page anew after a tap.
func NewSkillView(act SkillActions, now func() time.Time, again func()) *SkillView {
	return &SkillView{act: act, now: now, again: again, kept: kit.Small("")}
}

// Show takes a skill, or a newer chart's view of the one that is open.
func (v *SkillView) Show(m SkillPage) { v.m = m }

// Open goes to a stage of a practice that begins now.
func (v *SkillView) Open(stage SkillStage) {
	if stage == SkillAbout {
		return
	}
	v.r.begin(v.m, v.now(), false)
	if stage != SkillBefore {
		v.r.start(v.now())
		v.r.stage = stage
	}
}

// Page is the whole screen as it is now.
func (v *SkillView) Page() *kit.Page {
	if !v.m.Known {
		return &kit.Page{Key: "skill/unknown", Full: true, Out: kit.WayOut("arrow-left", v.m.Back, v.act.Close), Body: kit.Body(v.m.Unknown)}
	}
	v.player = nil
	switch v.r.stage {
	case SkillBefore:
		return v.before()
	case SkillDoing:
		return v.doing()
	case SkillAfter:
		return v.after()
	case SkillAbout:
	}
	return v.about()
}

func (v *SkillView) key(part string) string { return "skill/" + v.m.Skill.Key + "/" + part }

func (v *SkillView) about() *kit.Page {
	k := v.m.Skill
	body := kit.Stack(14)
	for _, words := range k.How {
		body.Add(kit.Body(words))
	}
	if k.Safety != "" {
		body.Add(kit.NewSpace(22), kit.Notice(kit.Stack(4, kit.Label(v.m.SafetyTitle), kit.Body(k.Safety))))
	}
	if k.Contacts {
		body.Add(kit.UrgentOutlineButton(v.m.Help, v.act.OpenHelp).WithIcon("life-buoy"))
	}
	if k.Screen != nil {
		body.Add(kit.NewSpace(26), v.screen())
	}
	body.Add(kit.NewSpace(26), kit.Stack(8, kit.Label(v.m.TagsTitle), challengeTags(v.m.Tags)))
	if v.m.History != "" {
		body.Add(kit.NewSpace(22), kit.StatusLine("history", kit.InkSoft, v.m.History))
	}
	body.Add(kit.NewSpace(22), kit.Left(favours(v.m.Favourite, v.m.Favour, func() { v.act.Favour(k.Key, !v.m.Favourite) })))
	start := v.m.Start
	if v.m.Begun.ID != "" {
		start = v.m.Resume
	}
	var flowing fyne.CanvasObject
	if v.m.StartFlowing != "" {
		flowing = kit.OutlineButton(v.m.StartFlowing, func() { v.begin(true) })
	}
	return &kit.Page{
		Key: v.key("about"), Full: true, Out: kit.WayOut("arrow-left", v.m.Back, v.act.Close), Title: k.Title,
		Lead: kit.Stack(4, kit.Body(k.Line).Soft(), kit.StatusLine("clock", kit.InkSoft, v.m.Minutes)), Body: body,
		Foot: kit.FormFoot(nil, flowing, kit.PrimaryButton(start, func() { v.begin(false) })),
	}
}

// screen asks for what would make a part of the skill unsafe. Until it is
// answered, that part is left out.
func (v *SkillView) screen() fyne.CanvasObject {
	q, chosen := v.m.Skill.Screen, kit.None
	if v.r.asked {
		chosen = 1
		if v.r.clear {
			chosen = 0
		}
	}
	box := kit.Stack(8, kit.Heading(q.Question), kit.Body(q.List).Soft(), kit.Answers(kit.Options{
		Words: []string{v.m.ScreenNone, v.m.ScreenAny}, Chosen: chosen, Spoken: v.m.Spoken,
		OnChoose: func(i int) {
			v.r.asked, v.r.clear = true, i == 0
			v.again()
		},
	}))
	if !v.r.clear {
		box.Add(kit.Small(q.Hidden))
	}
	return box
}

func (v *SkillView) begin(flowing bool) {
	v.r.begin(v.m, v.now(), flowing)
	v.fields, v.note, v.fault, v.saving = nil, nil, "", saveNothing
	if v.m.Begun.ID != "" {
		v.saving = saveDone
	}
	v.again()
}

func (v *SkillView) before() *kit.Page {
	return &kit.Page{
		Key: v.key("before"), Full: true, Out: kit.WayOut("arrow-left", v.m.Back, v.back), Title: v.m.RateTitle,
		Body: v.rate(v.r.p.Before, func(i int) {
			v.r.p.Before = &i
			v.start()
		}),
		Foot: kit.FormFoot(nil, nil, kit.OutlineButton(v.m.Skip, v.start)),
	}
}

func (v *SkillView) rate(value *int, choose func(int)) fyne.CanvasObject {
	chosen := kit.None
	if value != nil {
		chosen = *value
	}
	return kit.Answers(kit.Options{Words: v.m.Scale, Chosen: chosen, Spoken: v.m.Spoken, OnChoose: choose})
}

func (v *SkillView) back() {
	v.r.stage = SkillAbout
	v.again()
}

func (v *SkillView) start() {
	v.r.start(v.now())
	v.again()
}

// finish leads from the exercise to what it did.
func (v *SkillView) finish() {
	v.r.stage = SkillAfter
	v.again()
}

func (v *SkillView) after() *kit.Page {
	if v.note == nil {
		v.note = kit.NewTextArea(v.m.NoteLabel, v.m.NoteHint, 3)
		v.note.Entry.SetText(v.r.p.Note)
		v.note.Entry.OnChanged = func(words string) { v.r.p.Note = words }
	}
	bring := kit.None
	if v.r.p.BringToGroup {
		bring = 0
	}
	purpose := make([]string, len(v.m.For))
	chosen := kit.None
	for i, f := range v.m.For {
		purpose[i] = f.Words
		if f.Challenge == v.r.p.For && v.r.p.For != "" {
			chosen = i
		}
	}
	body := kit.Stack(10,
		kit.Heading(v.m.RateAfter), v.rate(v.r.p.After, func(i int) { v.r.p.After = &i }),
		kit.NewSpace(26), kit.Heading(v.m.ForTitle),
		kit.Answers(kit.Options{Words: purpose, Chosen: chosen, Spoken: v.m.Spoken, OnChoose: func(i int) { v.r.p.For = v.m.For[i].Challenge }}),
		kit.NewSpace(26), v.note,
		kit.NewSpace(18), kit.Label(v.m.Bring), kit.Choices(kit.Options{Words: []string{v.m.Yes, v.m.No}, Chosen: bring, Spoken: v.m.Spoken, OnChoose: func(i int) {
			v.r.p.BringToGroup = i == 0
		}}),
	)
	var state fyne.CanvasObject
	if v.fault != "" {
		state = kit.StatusLine("info", kit.InkSoft, v.fault)
	}
	return &kit.Page{
		Key: v.key("after"), Full: true, Out: kit.WayOut("x", v.m.Leave, v.leave), Title: v.m.AfterTitle,
		Lead: kit.Body(v.m.AfterWords).Soft(), Body: body, Foot: kit.FormFoot(state, nil, kit.PrimaryButton(v.m.Save, v.save)),
	}
}

// save keeps the practice once; what could not be saved stays on the screen.
func (v *SkillView) save() {
	if v.ending {
		return
	}
	v.ending = true
	v.act.SavePractice(v.r.p, func(f *care.Fault) {
		v.ending = false
		if f != nil {
			v.fault = v.m.p.Fault(f)
			v.again()
			return
		}
		v.act.DropPractice(v.m.Skill.Key)
		v.act.Close()
	})
}

// leave goes without recording. Only what the person wrote is kept, as begun.
func (v *SkillView) leave() {
	if !v.r.written() {
		v.act.Close()
		return
	}
	v.keep(v.act.Close)
}

// keep keeps what is written and says how far that has come, in its place: the
// fields are being typed in. Then goes on if it went well.
func (v *SkillView) keep(then func()) {
	v.keeps++
	mine := v.keeps
	v.keptNow(saveRunning)
	v.act.KeepPractice(v.r.p, func(f *care.Fault) {
		if mine != v.keeps {
			return // a later call holds more
		}
		if f != nil {
			v.keptNow(saveFailed)
			v.fault = v.m.kept(saveFailed) // on the last page
			v.again()
			return
		}
		v.keptNow(saveDone)
		v.fault = ""
		if then != nil {
			then()
		}
	})
}

func (v *SkillView) keptNow(state saving) {
	v.saving = state
	v.kept.Set(v.m.kept(state))
}
