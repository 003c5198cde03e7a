package patient

import (
	"fyne.io/fyne/v2"

	"throughline/screens/kit"

	"throughline/care"
)

// player holds the widgets of a running exercise, which change in place many
// times a second.
type player struct {
	breath *kit.Breath
	line   *kit.BreathLine
	cue    *kit.Text
	left   *kit.Text
	over   bool // as the page was last drawn
}

func (v *SkillView) doing() *kit.Page {
	k := v.m.Skill
	switch k.Form {
	case care.SkillBreath:
		return v.breathing()
	case care.SkillTimer:
		return v.timed()
	case care.SkillSteps:
		return v.steps()
	case care.SkillRecord:
	}
	return v.record()
}

func (v *SkillView) exercise(part string, body fyne.CanvasObject) *kit.Page {
	k := v.m.Skill
	p := &kit.Page{
		Key: v.key(part), Full: true, Out: kit.WayOut("x", v.m.Stop, v.finish), Title: k.Title,
		Lead: kit.Body(k.Line).Soft(), Body: body,
	}
	return p
}

// breathing is the moving circle, the line and the words.
func (v *SkillView) breathing() *kit.Page {
	b := v.r.breath(v.m.Skill)
	v.player = &player{
		breath: kit.NewBreath("", "", 0),
		line:   kit.NewBreathLine(kit.Wave{In: float32(b.In), Full: float32(b.Full), Out: float32(b.Out), Empty: float32(b.Empty)}),
		left:   kit.Body("").Soft().Center(),
	}
	v.tick()
	v.player.over = v.r.over(v.m.Skill, v.now())
	v.run()
	body := kit.Stack(0, kit.NewSpace(12), v.player.breath, kit.NewSpace(34), v.player.line, kit.NewSpace(26), v.player.left)
	page := v.exercise("breath", body)
	if v.r.flowing {
		page.Lead = kit.Body(v.m.p.T("skill.flowing", "In", b.In, "Out", b.Out)).Soft()
	}
	page.Foot = v.controls()
	return page
}

// timed is a timer with cues.
func (v *SkillView) timed() *kit.Page {
	v.player = &player{cue: kit.Question(""), left: kit.Body("").Soft()}
	v.tick()
	v.player.over = v.r.over(v.m.Skill, v.now())
	v.run()
	_, at := v.m.Skill.Cue(v.r.run.Elapsed(v.now()))
	page := v.exercise("timer", kit.Stack(22,
		kit.Progress(at, len(v.m.Skill.Cues), v.m.stepWords(at, len(v.m.Skill.Cues))), v.player.cue, v.player.left))
	page.Foot = v.controls()
	return page
}

// controls are the pause, or the way on once the time is over, and the safety
// note, which stays in sight.
func (v *SkillView) controls() fyne.CanvasObject {
	m := v.m
	button := kit.PrimaryButton(m.p.T("skill.pause"), func() { v.r.run = v.r.run.Pause(v.now()); v.again() }).WithIcon("pause")
	switch {
	case v.player.over:
		button = kit.PrimaryButton(m.p.T("skill.go-on"), v.finish)
	case !v.r.run.Paused.IsZero():
		button = kit.PrimaryButton(m.p.T("skill.unpause"), func() { v.r.run = v.r.run.Resume(v.now()); v.again() }).WithIcon("play")
	}
	foot := kit.Stack(14, kit.Middle(button.Rounded()))
	if m.Skill.Safety != "" {
		foot.Add(kit.Small(m.Skill.Safety).Center())
	}
	return foot
}

// run asks for ticks, once for a view: they end when the skill is left.
func (v *SkillView) run() {
	if v.ticks {
		return
	}
	v.ticks = true
	every := countTime
	if v.m.Skill.Form == care.SkillBreath && !kit.ReducedMotion() {
		every = frameTime
	}
	v.act.Every(every, v.moveOn)
}

// moveOn draws the present moment, and the page anew where it is another one.
func (v *SkillView) moveOn() {
	if v.player == nil || v.r.stage != SkillDoing || !v.r.run.Paused.IsZero() {
		return
	}
	if v.r.over(v.m.Skill, v.now()) != v.player.over {
		v.again()
		return
	}
	if v.player.over {
		return
	}
	if v.player.cue != nil {
		if words, _ := v.m.Skill.Cue(v.r.run.Elapsed(v.now())); words != v.player.cue.String() {
			v.again() // the progress moves too
			return
		}
	}
	v.tick()
}

func (v *SkillView) tick() {
	elapsed := v.r.run.Elapsed(v.now())
	if length := v.m.Skill.Length(); elapsed > length {
		elapsed = length
	}
	p := v.player
	p.left.Set(v.m.left(elapsed))
	if p.cue != nil {
		words, _ := v.m.Skill.Cue(elapsed)
		p.cue.Set(words)
	}
	if p.breath != nil {
		at := v.r.breath(v.m.Skill).At(elapsed)
		word, count := v.m.breathWords(at)
		p.breath.Set(word, count, float32(at.Level))
		seconds := float32(elapsed.Seconds())
		if kit.ReducedMotion() {
			seconds = float32(int(seconds))
		}
		p.line.Set(seconds)
	}
}

// steps leads from step to step at the person's own pace.
func (v *SkillView) steps() *kit.Page {
	steps := v.m.Skill.SafeSteps(v.r.clear)
	at := min(v.r.step, len(steps)-1)
	body := kit.Stack(22, kit.Progress(at, len(steps), v.m.stepWords(at, len(steps))),
		kit.Stack(10, kit.Question(steps[at].Title), kit.Body(steps[at].Text)))
	if v.m.Skill.Contacts {
		body.Add(kit.UrgentOutlineButton(v.m.Help, v.act.OpenHelp).WithIcon("life-buoy"))
	}
	page := v.exercise("step", body)
	var back fyne.CanvasObject
	if at > 0 {
		back = kit.OutlineButton(v.m.Back, func() { v.r.step = at - 1; v.again() })
	}
	next := kit.PrimaryButton(v.m.p.T("patient.checkin.next"), func() { v.r.step = at + 1; v.again() })
	if at == len(steps)-1 {
		next = kit.PrimaryButton(v.m.p.T("skill.go-on"), v.finish)
	}
	var note fyne.CanvasObject
	if v.m.Skill.Safety != "" {
		note = kit.Small(v.m.Skill.Safety).Center()
	}
	page.Foot = kit.FormFoot(note, back, next)
	return page
}

// record is the fields of a written skill. Each change is kept on this device.
func (v *SkillView) record() *kit.Page {
	k := v.m.Skill
	if v.fields == nil {
		for i, f := range k.Fields {
			area := kit.NewTextArea(f.Label, f.Hint, 3)
			if i < len(v.r.p.Words) {
				area.Entry.SetText(v.r.p.Words[i])
			}
			area.Entry.OnChanged = func(words string) {
				v.r.write(k, i, words)
				v.keep(nil)
			}
			v.fields = append(v.fields, area)
		}
	}
	body := kit.Stack(18)
	for _, f := range v.fields {
		body.Add(f)
	}
	v.kept = kit.Small(v.m.kept(v.saving))
	page := v.exercise("record", body)
	page.Out = kit.WayOut("x", v.m.Close, v.leave)
	page.Foot = kit.FormFoot(v.kept, nil, kit.PrimaryButton(v.m.p.T("skill.go-on"), v.finish))
	return page
}
