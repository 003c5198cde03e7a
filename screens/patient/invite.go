package patient

import (
	"fyne.io/fyne/v2"

	"throughline/screens/kit"
)

// InviteActions is what can be done on the way to a code.
type InviteActions interface {
	// NamePerson goes on with a name; relation is a code, or empty.
	NamePerson(name, relation string)
	// ChooseRelation keeps what is chosen.
	ChooseRelation(relation string)
	// MakeCode asks the clinic for the code.
	MakeCode()
	// CopyInvitation puts the words to pass on onto the clipboard, for a while.
	CopyInvitation(words string)
	// SendInvitation opens the system's own message app with them.
	SendInvitation(words string)
	// DoneInviting leaves the code, which is not shown again.
	DoneInviting()
	Close()
}

// InviteView draws who is invited, the code, and the frame of a preview.
type InviteView struct {
	act       InviteActions
	again     func()
	telephone bool
	nameless  bool
	writing
}

// NewInviteView makes the view; telephone says whether the device can send a text.
func NewInviteView(act InviteActions, telephone bool, again func()) *InviteView {
	v := &InviteView{act: act, telephone: telephone, again: again}
	v.writing.again = again
	return v
}

// Who is the first step.
func (v *InviteView) Who(m Who) *kit.Page {
	name := v.field("name", m.Name, "", 1)
	name.Fault("")
	if v.nameless {
		name.Fault(m.Missing)
	}
	chosen := kit.FlowChoices(kit.Options{Words: m.Relations, Chosen: m.Relation, Spoken: spoken(m.p), OnChoose: func(i int) { v.act.ChooseRelation(m.codes[i]) }})
	return &kit.Page{
		Key: "invite/who", Full: true, Out: kit.WayOut("x", m.Back, v.act.Close), Title: m.Title, Lead: kit.Body(m.Words).Soft(),
		Body: kit.Stack(22, name, kit.Stack(8, kit.Label(m.RelationTitle), chosen)),
		Foot: kit.FormFoot(nil, nil, kit.PrimaryButton(m.Next, func() {
			if v.nameless = v.typed("name") == ""; v.nameless {
				v.again()
				return
			}
			relation := ""
			if i := chosen.Chosen(); i >= 0 {
				relation = m.codes[i]
			}
			v.act.NamePerson(v.typed("name"), relation)
		})),
	}
}

// Code shows what is passed on.
func (v *InviteView) Code(m CodePage) *kit.Page {
	card := kit.Stack(0, kit.Title(m.Code))
	if m.Expires != "" {
		card.Add(kit.NewSpace(6), kit.Small(m.Expires))
	}
	card.Add(kit.NewSpace(16), kit.Label(m.AddressTitle), kit.NewSpace(2), kit.Body(m.Address), kit.NewSpace(18))
	pass := kit.Fit(10, kit.PrimaryButton(m.Copy, func() { v.act.CopyInvitation(m.Message) }))
	if v.telephone {
		pass.Add(kit.OutlineButton(m.Send, func() { v.act.SendInvitation(m.Message) }).WithIcon("message-circle"))
	}
	card.Add(pass)
	if m.Copied != "" {
		card.Add(kit.NewSpace(10), kit.StatusLine("circle-check", kit.OK, m.Copied))
	}
	knots := make([]kit.Knot, len(m.How))
	for i, words := range m.How {
		knots[i] = kit.Knot{Moment: kit.Blank, Content: kit.Body(words)}
	}
	return &kit.Page{
		Key: "invite/code", Full: true, Title: m.Title, Lead: kit.Body(m.Words).Soft(),
		Body: kit.Stack(26, kit.Card(card).Roomy(), kit.NewThread(knots...)),
		Foot: kit.FormFoot(nil, nil, kit.PrimaryButton(m.Done, v.act.DoneInviting)),
	}
}

// Preview puts the person's own page, as they will have it, into a frame that says
// what it is.
func (v *InviteView) Preview(m Preview, theirs *kit.Page) *kit.Page {
	inside := kit.Stack(0)
	for i, part := range []fyne.CanvasObject{kit.Title(theirs.Title), theirs.Lead, theirs.Body, theirs.Side} {
		if part == nil {
			continue
		}
		if i > 0 {
			inside.Add(kit.NewSpace([]float32{0, 8, 22, 28}[i]))
		}
		inside.Add(part)
	}
	body := kit.Stack(18, kit.Rule(), inside, kit.Rule())
	page := &kit.Page{Key: "preview", Full: true, Out: kit.WayOut("arrow-left", m.Back, v.act.Close), Title: m.Title, Lead: kit.Notice(kit.Body(m.Words)), Body: body}
	if m.Fault != "" {
		body.Add(kit.Problem(m.Fault, nil))
	}
	if m.Make == "" {
		return page
	}
	var state fyne.CanvasObject
	if m.Busy != "" {
		state = kit.Small(m.Busy)
	}
	page.Foot = kit.FormFoot(state, kit.OutlineButton(m.Change, v.act.Close), kit.PrimaryButton(m.Make, func() {
		if m.Busy == "" {
			v.act.MakeCode()
		}
	}))
	return page
}
