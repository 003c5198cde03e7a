package staff

import (
	"time"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// TransitionView draws the plan for leaving.
type TransitionView struct{ pageView }

// NewTransitionView makes the view; again draws the page anew.
func NewTransitionView(act PageActions, again func()) *TransitionView {
	return &TransitionView{newPageView(act, again)}
}

// Page draws m.
func (v *TransitionView) Page(m Transition) *kit.Page {
	v.begin("transition", m.PageHead)
	body := kit.Stack(28)
	for _, part := range m.Parts {
		body.Add(v.part(m, part))
	}
	refs := []string{}
	for _, part := range m.Parts {
		for _, x := range part.Lines {
			refs = append(refs, x.Ref)
		}
	}
	body.Add(v.gone(refs, m.Edit.Cancel, m.p))
	return v.page("transition", m.PageHead, body)
}

func (v *TransitionView) part(m Transition, part TransitionPart) fyne.CanvasObject {
	box := kit.Stack(8, kit.Heading(part.Title))
	rows := make([]fyne.CanvasObject, len(part.Lines))
	for i, x := range part.Lines {
		text := kit.Stack(1, kit.Body(x.Text), small(x.By))
		switch {
		case v.editing == x.Ref:
			rows[i] = v.line(m, part, x)
		case x.Team:
			rows[i] = kit.Pad(6, 0, 6, 0, kit.Ends(text, kit.QuietButton(m.Edit.Change, v.edit(x.Ref)).About(x.Text).Flush().Small()))
		default:
			rows[i] = kit.Pad(10, 0, 10, 0, text)
		}
	}
	if len(rows) > 0 {
		box.Add(kit.Rows(rows...))
	}
	if v.editing == "new-"+string(part.Kind) {
		return kit.Stack(8, box, v.line(m, part, TransitionLine{}))
	}
	return kit.Stack(4, box, kit.Left(kit.QuietButton(part.Add, v.edit("new-"+string(part.Kind))).WithIcon("plus").Flush()))
}

// line is the fields of a new line, or of one that is worded anew.
func (v *TransitionView) line(m Transition, part TransitionPart, x TransitionLine) fyne.CanvasObject {
	key := x.Ref
	if key == "" {
		key = "new-" + string(part.Kind)
	}
	box := kit.Stack(12, v.field(key+"/text", part.Add, "", x.Text, 2), v.elsewhere(key+"/text", x.Text, x.By, m.p))
	step := part.Kind == care.TransitionStep
	if step {
		box.Add(v.day(key+"/day", m.Edit.Day, x.on))
	}
	say := func(text string, on time.Time) {
		v.change(v.act, key, care.TeamTransition{Patient: m.Patient, TransitionSaid: care.TransitionSaid{Kind: part.Kind, Line: x.Ref, Text: text, On: on}}, v.stop(key))
	}
	box.Add(v.problem(key, m.p), kit.Fit(8, kit.PrimaryButton(m.Edit.Save, func() {
		on, ok := time.Time{}, true
		if step {
			on, ok = v.typedDay(key+"/day", m.Edit.Day)
		}
		switch text := v.typed(key + "/text"); {
		case !ok:
		case text == "":
			v.refuse(key, errNoWords)
		default:
			say(text, on)
		}
	}), v.cancel(m.Edit.Cancel, key)))
	if x.Ref != "" {
		box.Add(kit.Left(kit.QuietButton(m.Edit.Remove, func() { say("", time.Time{}) }).Flush()))
	}
	return kit.Pad(12, 0, 14, 0, box)
}
