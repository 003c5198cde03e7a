package staff

import (
	"strings"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// FollowUpsActions is what can be done on the board. Every call returns at once.
type FollowUpsActions interface {
	PlanChanges
	SelectReview(id string)
	Contact(uri string)
}

// FollowUpsView draws the board.
type FollowUpsView struct {
	act     FollowUpsActions
	calling string // the task about which a call is being recorded
	writing
}

// NewFollowUpsView makes the view; again draws the page anew.
func NewFollowUpsView(act FollowUpsActions, again func()) *FollowUpsView {
	v := &FollowUpsView{act: act}
	v.writing.again = again
	return v
}

// Page draws m.
func (v *FollowUpsView) Page(m FollowUps) *kit.Page {
	page := &kit.Page{Key: "follow-ups", Title: m.Title}
	if m.Empty != "" {
		page.Body = kit.Body(m.Empty).Soft()
		return page
	}
	lead := kit.Stack(4, kit.Body(m.Sentence).Soft())
	if m.State != "" {
		lead.Add(kit.StatusLine("clock", kit.InkSoft, m.State))
	}
	// What is to be done stands first; what only runs on stands beside it where there is room.
	body, beside := kit.Stack(28), kit.Stack(28)
	for _, g := range m.Groups {
		rows := make([]fyne.CanvasObject, len(g.Rows))
		for i, x := range g.Rows {
			rows[i] = v.row(m, x)
		}
		at := body
		if !g.ToDo() {
			at = beside
		}
		at.Add(kit.Stack(2, kit.Heading(g.Title), kit.Small(g.Words), kit.NewSpace(8), kit.Rows(rows...)))
	}
	page.Lead, page.Body, page.Side, page.Width = lead, body, beside, kit.Broad
	if len(m.Groups) > 0 && !m.Groups[0].ToDo() { // nothing is to be done
		page.Body, page.Side = beside, nil
	}
	return page
}

func (v *FollowUpsView) row(m FollowUps, x FollowUpRow) fyne.CanvasObject {
	box := kit.Stack(2, kit.Strong(x.Name), kit.Body(x.Title), kit.Small(x.When))
	for _, words := range x.Calls {
		box.Add(kit.StatusLine("phone-call", kit.InkSoft, words))
	}
	if v.calling == x.Task {
		return kit.Pad(12, 0, 14, 0, kit.Stack(14, box, v.recording(m, x)))
	}
	var buttons []fyne.CanvasObject
	if x.Open != "" {
		buttons = append(buttons, kit.OutlineButton(x.Open, func() { v.act.SelectReview(x.Answer) }).About(x.Name+", "+x.Title))
	}
	if x.CanCall && x.Telephone != "" {
		buttons = append(buttons, kit.OutlineButton(m.Call.Call+" "+x.Telephone, func() { v.act.Contact("tel:" + dialled(x.Telephone)) }).WithIcon("phone"))
	}
	if x.CanCall {
		buttons = append(buttons, kit.OutlineButton(m.Call.Record, func() { v.calling = x.Task; v.again() }).About(x.Name+", "+x.Title))
	}
	if len(buttons) > 0 {
		box.Add(kit.NewSpace(10), kit.Flow(10, buttons...))
	}
	return kit.Pad(12, 0, 14, 0, box)
}

// recording is the fields for one call.
func (v *FollowUpsView) recording(m FollowUps, x FollowUpRow) fyne.CanvasObject {
	key := "call/" + x.Task
	stop := func() {
		v.calling = ""
		v.drop(key)
	}
	return kit.Stack(12, v.choices(key+"/outcome", m.Call.Outcome, m.Call.Outcomes, kit.None, m.p), v.field(key+"/note", m.Call.Note, m.Call.NoteHint, "", 2), v.problem(key, m.p),
		kit.Fit(8, kit.PrimaryButton(m.Call.Save, func() {
			call := care.CallRecorded{Patient: x.Patient, Task: x.Task, Note: v.typed(key + "/note")}
			if i := v.pick(key + "/outcome"); i >= 0 {
				call.Outcome = care.CallOutcomes()[i]
			}
			v.change(v.act, key, call, stop)
		}), kit.OutlineButton(m.Call.Cancel, func() { stop(); v.again() })))
}

// dialled is a number as a telephone takes it.
func dialled(number string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, number)
}
