package staff

import (
	"strings"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// doing is the form that is open, with what was chosen in it and written.
type doing struct {
	action *WorkAction
	fresh  bool // the form was opened just now, and is to have the focus
	code   int
	words  *kit.Field
	why    *kit.Field
	reply  *kit.Field
	fault  string
	saving bool
}

// holds says whether something stands in it that would be missed.
func (d *doing) holds() bool {
	for _, f := range []*kit.Field{d.words, d.why, d.reply} {
		if f != nil && strings.TrimSpace(f.Entry.Text) != "" {
			return true
		}
	}
	return d.saving || d.action != nil
}

// close gives up the form. The reply stays: it is none of the form's.
func (d *doing) close() { *d = doing{reply: d.reply, saving: d.saving} }

func (v *ReviewView) detail(d *ReviewDetail) fyne.CanvasObject {
	body := kit.Stack(0)
	if d.BackShown && !v.both() {
		body.Add(kit.Left(kit.WayOut("arrow-left", d.Back, v.back)), kit.NewSpace(8))
	}
	body.Add(kit.Heading(d.Name), kit.NewSpace(1), kit.Small(d.Line), kit.NewSpace(14))
	for _, words := range []string{d.Told, d.Left} {
		if words != "" {
			body.Add(kit.Notice(kit.Body(words)), kit.NewSpace(12))
		}
	}
	if d.Alert != nil {
		body.Add(alert(d.Alert)...)
	} else {
		for _, x := range d.Reasons {
			body.Add(kit.Strong(x), kit.NewSpace(6))
		}
		body.Add(facts(d.Facts), kit.NewSpace(16))
	}
	body.Add(v.standing(d)...)
	body.Add(v.actions(d)...)
	body.Add(v.reply(d)...)
	body.Add(v.evidence(d)...)
	return kit.Sheet(body)
}

func alert(a *Alert) []fyne.CanvasObject {
	items := []fyne.CanvasObject{kit.AlertPanel(a.Question, a.Answer, kitFacts(a.Facts)...), kit.NewSpace(10)}
	if a.Late != "" {
		items = append(items, kit.Left(kit.Tag(kit.ToneThread, "clock", a.Late)), kit.NewSpace(10))
	}
	for _, was := range a.Earlier {
		items = append(items, kit.Small(was), kit.NewSpace(4))
	}
	return append(items, kit.NewSpace(8))
}

// standing says where it stands, and who has it.
func (v *ReviewView) standing(d *ReviewDetail) []fyne.CanvasObject {
	var items []fyne.CanvasObject
	if len(d.States) > 0 {
		items = append(items, kit.StateBars(d.At, d.States...), kit.NewSpace(14))
	}
	for _, words := range d.Clock {
		items = append(items, kit.StatusLine("clock", kit.Ink, words), kit.NewSpace(4))
	}
	if d.Owner != "" {
		items = append(items, kit.StatusLine("user-round", kit.InkSoft, d.Owner), kit.NewSpace(4))
	}
	if d.Done != "" {
		items = append(items, kit.StatusLine("circle-check", kit.OK, d.Done), kit.NewSpace(4))
	}
	if d.Pending != "" {
		items = append(items, kit.StatusLine("smartphone", kit.InkSoft, d.Pending), kit.NewSpace(4))
	}
	return append(items, kit.NewSpace(12))
}

// actions are the buttons, or the form of the one that was tapped.
func (v *ReviewView) actions(d *ReviewDetail) []fyne.CanvasObject {
	if v.doing.action != nil {
		return []fyne.CanvasObject{v.form(d, v.doing.action), kit.NewSpace(22)}
	}
	var buttons []fyne.CanvasObject
	if d.Main != nil && (d.Main.Step != care.StepReview || d.Reply == nil || d.Reply.Send != "") {
		buttons = append(buttons, kit.PrimaryButton(d.Main.Words, func() { v.tap(d, *d.Main) }).WithIcon(d.Main.Icon))
	}
	if d.Call != nil {
		buttons = append(buttons, kit.OutlineButton(d.Call.Words, func() { v.act.OpenContact(d.Call.URI) }).WithIcon("phone"))
	}
	for _, a := range d.Actions {
		buttons = append(buttons, kit.QuietButton(a.Words, func() { v.tap(d, a) }).WithIcon(a.Icon))
	}
	items := []fyne.CanvasObject{kit.Flow(8, buttons...)}
	if v.doing.fault != "" {
		items = append(items, kit.NewSpace(8), kit.Notice(kit.Body(v.doing.fault)))
	}
	return append(items, kit.NewSpace(22))
}

// tap does what needs no words, and opens the form of the rest.
func (v *ReviewView) tap(d *ReviewDetail, a WorkAction) {
	if a.Form == nil {
		deed := care.Deed{Work: d.ID, Step: a.Step}
		if a.Step == care.StepReview && v.doing.reply != nil {
			deed.Reply = v.doing.reply.Entry.Text
		}
		v.send(deed)
		return
	}
	v.doing.close()
	v.doing.action, v.doing.code, v.doing.fresh = &a, kit.None, true
	v.again()
}

// Start opens what a key stands for, if it is offered.
func (v *ReviewView) Start(step care.StepKind) bool {
	d := v.model.Detail
	if d == nil || v.doing.action != nil {
		return false
	}
	all := d.Actions
	if d.Main != nil {
		all = append([]WorkAction{*d.Main}, all...)
	}
	for _, a := range all {
		if a.Step == step || step == care.StepReached && a.Step == care.StepAttempt {
			v.tap(d, a)
			return true
		}
	}
	return false
}

func (v *ReviewView) send(deed care.Deed) {
	if v.doing.saving {
		return
	}
	v.doing.saving = true
	v.act.DoWork(deed, v.done(deed.Reply != ""))
}

// done keeps the words that were written where they could not be kept. It is about what is shown now, whatever is by then.
func (v *ReviewView) done(replied bool) func(*care.Fault) {
	of, id, action := v.doing, v.shown, v.doing.action
	return func(f *care.Fault) {
		of.saving = false
		if f != nil {
			of.fault = v.model.FaultWords(f)
		} else {
			if replied {
				of.reply = nil
				v.keep(id, "")
			}
			if of.action == action { // a form that was opened meanwhile is another's
				of.close()
			}
		}
		v.again()
	}
}

// keep has a reply that is not sent outlive the app; "" forgets it.
func (v *ReviewView) keep(id, words string) {
	if typing, ok := v.act.(Typing); ok {
		typing.KeepTyped("reply/"+id, words)
	}
}

// replyTo is the field for the reply about an entry, with what was left in it.
func (v *ReviewView) replyTo(d *ReviewDetail) *kit.Field {
	f := kit.NewTextArea(d.Reply.Label, d.Reply.Hint, 2).About(d.Name)
	if typing, ok := v.act.(Typing); ok {
		f.Entry.SetText(typing.Typed("reply/" + d.ID))
	}
	f.Entry.OnChanged = func(words string) { v.keep(d.ID, words) }
	return f
}

func (v *ReviewView) form(d *ReviewDetail, a *WorkAction) fyne.CanvasObject {
	f := a.Form
	if v.doing.words == nil && f.Label != "" {
		v.doing.words = kit.NewTextArea(f.Label, f.Hint, 2)
	}
	body := kit.Stack(0, kit.Heading(f.Title), kit.NewSpace(10))
	why := ""
	var first fyne.Focusable
	if v.doing.words != nil {
		first = v.doing.words.Input()
	}
	if len(f.Codes) > 0 {
		words := make([]string, len(f.Codes))
		for i, c := range f.Codes {
			words[i] = c.Words
		}
		if c := v.doing.code; c >= 0 && c < len(f.Codes) {
			why = f.Codes[c].Why
		}
		choices := kit.FlowChoices(kit.Options{Words: words, Chosen: v.doing.code, OnChoose: func(i int) {
			v.doing.code, v.doing.fault = i, ""
			v.again()
		}})
		first = choices.First()
		body.Add(kit.Label(f.CodesName), kit.NewSpace(8), choices, kit.NewSpace(14))
	}
	if why != "" {
		if v.doing.why == nil {
			v.doing.why = kit.NewTextArea(why, "", 2)
		}
		body.Add(v.doing.why, kit.NewSpace(12))
	}
	if v.doing.words != nil {
		body.Add(v.doing.words, kit.NewSpace(14))
	}
	if v.doing.fault != "" {
		body.Add(kit.Notice(kit.Body(v.doing.fault)), kit.NewSpace(12))
	}
	body.Add(kit.Flow(10,
		kit.PrimaryButton(f.Save, func() { v.save(d, a) }),
		kit.QuietButton(f.Cancel, func() { v.leave() })))
	if v.doing.fresh {
		v.grab, v.doing.fresh = first, false
	}
	return kit.Well(body)
}

// save makes the deed of what was chosen and written.
func (v *ReviewView) save(d *ReviewDetail, a *WorkAction) {
	f, deed := a.Form, care.Deed{Work: d.ID, Step: a.Step}
	if v.doing.words != nil {
		deed.Text = strings.TrimSpace(v.doing.words.Entry.Text)
	}
	if len(f.Codes) > 0 && (v.doing.code < 0 || v.doing.code >= len(f.Codes)) || f.Needs && deed.Text == "" {
		v.doing.fault = f.Missing
		v.again()
		return
	}
	if len(f.Codes) > 0 {
		c := f.Codes[v.doing.code]
		if c.Needs && deed.Text == "" {
			v.doing.fault = f.Unsaid
			v.again()
			return
		}
		deed.Code = c.Code
		if c.Step != "" {
			deed.Step = c.Step
		}
	}
	if v.doing.why != nil {
		deed.Why = strings.TrimSpace(v.doing.why.Entry.Text)
	}
	switch {
	case a.Step == care.StepHandOver:
		deed.To, deed.Code = care.Person{Ref: deed.Code, Name: f.Codes[v.doing.code].Words}, ""
	case a.Step == stepUp:
		deed.Step, deed.Code, deed.Level = "", "", care.Level(deed.Code)
	case a.Step == "": // a call about a follow-up
		v.doing.saving = true
		v.act.RecordCall(care.CallRecorded{Patient: d.Patient, Task: d.ID, Outcome: care.CallOutcome(deed.Code), Note: deed.Text}, v.done(false))
		return
	}
	v.send(deed)
}

// reply is how the patient is written to.
func (v *ReviewView) reply(d *ReviewDetail) []fyne.CanvasObject {
	r := d.Reply
	if r == nil || v.doing.action != nil {
		return nil
	}
	var items []fyne.CanvasObject
	for _, sent := range r.Sent {
		items = append(items, kit.StatusLine("message-circle", kit.InkSoft, sent), kit.NewSpace(6))
	}
	if r.Refused != "" {
		return append(items, kit.Notice(kit.Body(r.Refused)), kit.NewSpace(24))
	}
	if v.doing.reply == nil {
		v.doing.reply = v.replyTo(d)
	}
	if r.Theirs != "" {
		note := kit.Stack(4, kit.Body(r.Theirs))
		if strings.TrimSpace(v.doing.reply.Entry.Text) != "" {
			note.Add(kit.Body(r.Kept))
		}
		items = append(items, kit.Notice(note), kit.NewSpace(10))
	}
	if r.Warn != "" {
		items = append(items, kit.Notice(kit.Body(r.Warn)), kit.NewSpace(10))
	}
	items = append(items, v.doing.reply, kit.NewSpace(10))
	if r.Send == "" {
		main := *d.Main
		mark := kit.PrimaryButton(main.Words, func() { v.tap(d, main) }).WithIcon(main.Icon)
		return append(items, kit.Left(mark), kit.NewSpace(24))
	}
	send := kit.OutlineButton(r.Send, func() {
		v.send(care.Deed{Work: d.ID, Reply: v.doing.reply.Entry.Text, Left: r.Warn != ""})
	}).WithIcon("send")
	return append(items, kit.Left(send), kit.NewSpace(24))
}
