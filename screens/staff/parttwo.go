package staff

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/say"
)

// PageActions is what can be done on a page over a patient's brief.
type PageActions interface {
	PlanChanges
	Close()
}

// pageView is what those pages share.
type pageView struct {
	act     PageActions
	editing string // what is being written
	writing
}

func newPageView(act PageActions, again func()) pageView {
	v := pageView{act: act}
	v.writing.again = again
	return v
}

// begin has what is written on a page about a patient outlive it: who looks something up and comes back, or whose
// laptop ends meanwhile, finds the field open with the words in it.
func (v *pageView) begin(name string, h PageHead) {
	if v.keeps != nil {
		return
	}
	typing, ok := v.act.(Typing)
	if !ok {
		return
	}
	v.keeps, v.stem = typing, name+"/"+h.Patient+"/"
	v.touched = func() { typing.KeepTyped(v.stem+"open", v.editing) }
	v.editing = typing.Typed(v.stem + "open")
}

// page frames a body.
func (v *pageView) page(key string, h PageHead, body fyne.CanvasObject) *kit.Page {
	page := &kit.Page{Key: key + "/" + h.Patient, Title: h.Title, Lead: kit.Body(h.Words).Soft(), Body: body, Out: kit.WayOut("arrow-left", h.Out, v.act.Close)}
	if h.Gone != "" {
		page.Lead, page.Body = nil, kit.Body(h.Gone).Soft()
	}
	return page
}

func (v *pageView) edit(what string) func() {
	return func() {
		v.editing = what
		v.again()
	}
}

// stop closes the fields whose names begin so.
func (v *pageView) stop(stem string) func() {
	return func() {
		v.editing = ""
		v.drop(stem)
		if v.keeps != nil {
			v.touched()
		}
	}
}

// cancel is stop that draws too.
func (v *pageView) cancel(words, stem string) *kit.Button {
	return kit.OutlineButton(words, func() {
		v.stop(stem)()
		v.again()
	})
}

// gone keeps in sight what is being written about something that somebody else took away; nil where nobody did. refs is all
// that there is.
func (v *pageView) gone(refs []string, cancel string, p *say.Printer) fyne.CanvasObject {
	field := v.fields[v.editing+"/text"]
	if v.editing == "" || strings.HasPrefix(v.editing, "new-") || slices.Contains(refs, v.editing) || field == nil {
		return nil
	}
	return kit.Card(kit.Stack(12, kit.Notice(kit.Body(p.T("staff.common.gone-elsewhere"))), field, kit.Left(v.cancel(cancel, v.editing))))
}

// PartTwoView draws part two.
type PartTwoView struct{ pageView }

// NewPartTwoView makes the view; again draws the page anew.
func NewPartTwoView(act PageActions, again func()) *PartTwoView {
	return &PartTwoView{newPageView(act, again)}
}

// Page draws m.
func (v *PartTwoView) Page(m PartTwo) *kit.Page {
	v.begin("part-two", m.PageHead)
	body := kit.Stack(28)
	if m.State != "" {
		body.Add(kit.Notice(kit.Body(m.State)))
	}
	for _, x := range m.Parts {
		if v.editing == x.Ref {
			body.Add(v.changing(m, x))
			continue
		}
		body.Add(kit.Stack(4, kit.Heading(x.Title), small(x.For), kit.Body(x.Text), kit.Ends(kit.Small(x.By), kit.QuietButton(m.Edit.Change, v.edit(x.Ref)).About(x.Title).Flush().Small())))
	}
	for _, x := range m.Adders {
		key := "new-" + string(x.Kind)
		if v.editing == key {
			body.Add(v.adding(m, x, key))
		}
	}
	refs := make([]string, len(m.Parts))
	for i, x := range m.Parts {
		refs[i] = x.Ref
	}
	body.Add(v.gone(refs, m.Edit.Cancel, m.p))
	links := kit.Stack(2)
	for _, x := range m.Adders {
		if v.editing != "new-"+string(x.Kind) {
			links.Add(kit.Left(kit.QuietButton(x.Words, v.edit("new-"+string(x.Kind))).WithIcon("plus").Flush()))
		}
	}
	body.Add(links)
	return v.page("part-two", m.PageHead, body)
}

func (v *PartTwoView) adding(m PartTwo, x PartTwoAdder, key string) fyne.CanvasObject {
	box := kit.Stack(12, kit.Heading(x.Words), small(x.For))
	if x.Kind == care.PartOther {
		box.Add(v.field(key+"/title", m.Edit.Title, "", "", 1))
	}
	save := func() {
		v.change(v.act, key, care.TeamPartSaid{Patient: m.Patient, Kind: x.Kind, Title: v.typed(key + "/title"), Text: v.typed(key + "/text")}, v.stop(key))
	}
	box.Add(v.field(key+"/text", m.Edit.Text, m.Edit.TextHint, "", 4), v.problem(key, m.p), kit.Fit(8, kit.PrimaryButton(m.Edit.Save, save), v.cancel(m.Edit.Cancel, key)))
	return kit.Card(box)
}

// changing words a part anew, or takes it away. It asks why, which the patient
// reads.
func (v *PartTwoView) changing(m PartTwo, x PartTwoPart) fyne.CanvasObject {
	key := x.Ref
	send := func(text string) {
		if v.typed(key+"/why") == "" {
			v.refuse(key, errNoReason)
			return
		}
		v.change(v.act, key, care.TeamPartSaid{Patient: m.Patient, Part: x.Ref, Kind: x.Kind, Text: text, Why: v.typed(key + "/why")}, v.stop(key))
	}
	return kit.Card(kit.Stack(12, kit.Heading(x.Title), small(x.For), v.field(key+"/text", m.Edit.Text, m.Edit.TextHint, x.Text, 4), v.elsewhere(key+"/text", x.Text, x.By, m.p), v.field(key+"/why", m.Edit.Why, m.Edit.WhyHint, "", 2),
		v.problem(key, m.p), kit.Fit(8, kit.PrimaryButton(m.Edit.Save, func() {
			if text := v.typed(key + "/text"); text != "" {
				send(text)
			} else {
				v.refuse(key, errNoWords)
			}
		}), v.cancel(m.Edit.Cancel, key)), kit.Left(kit.QuietButton(m.Edit.Remove, func() { send("") }).Flush())))
}

var errNoWords = &care.Fault{Code: "plan-no-words", Say: "Write something first."}
