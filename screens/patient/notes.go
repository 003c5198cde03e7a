package patient

import (
	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// NotesActions is what can be done with notes to share.
type NotesActions interface {
	WriteNote(text string, done func(ref string, f *care.Fault))
	RewordNote(ref, text string, done func(*care.Fault))
	RemoveNote(ref string, done func(*care.Fault))
	Close()
}

// NotesView draws the notes.
type NotesView struct {
	act      NotesActions
	again    func()
	editing  string // ref of the note that is being worded
	removing string
	writing
}

// NewNotesView makes the view.
func NewNotesView(act NotesActions, again func()) *NotesView {
	v := &NotesView{act: act, again: again}
	v.writing.again = again
	return v
}

// Page is the whole screen.
func (v *NotesView) Page(m Notes) *kit.Page {
	body := kit.Stack(26)
	if m.None != "" {
		body.Add(kit.Body(m.None).Soft())
	}
	var rows []fyne.CanvasObject
	for _, n := range m.Items {
		rows = append(rows, kit.Pad(12, 0, 12, 0, v.note(m, n)))
	}
	if len(rows) > 0 {
		body.Add(kit.Rows(rows...))
	}
	body.Add(v.problem(m.p), kit.Stack(8, v.field(fieldNote, m.Write, "", 3), kit.Small(m.Hint), kit.Left(kit.PrimaryButton(m.Add, func() { v.add(nil) }))))
	return &kit.Page{
		Key: "notes", Out: kit.WayOut("arrow-left", m.Back, func() { v.add(v.act.Close) }), Title: m.Title, Lead: noticed(kit.Body(m.Words).Soft(), m.Notices), Body: body,
	}
}

// add keeps what is written, and then goes on.
func (v *NotesView) add(then func()) {
	text := v.typed(fieldNote)
	if text == "" {
		if then != nil {
			then()
		}
		return
	}
	v.fault, v.retry = nil, nil
	v.act.WriteNote(text, func(_ string, f *care.Fault) {
		if f != nil {
			v.fault, v.retry = f, func() { v.add(then) }
			v.again()
			return
		}
		v.drop(fieldNote)
		v.again()
		if then != nil {
			then()
		}
	})
}

func (v *NotesView) note(m Notes, n NoteItem) fyne.CanvasObject {
	done := func(f *care.Fault) {
		v.fault, v.editing, v.removing = f, "", ""
		v.drop(n.Ref)
		v.again()
	}
	if v.editing == n.Ref {
		return kit.Stack(10, v.field(n.Ref, m.Edit, n.Text, 3), kit.Fit(10,
			kit.PrimaryButton(m.Save, func() { v.act.RewordNote(n.Ref, v.typed(n.Ref), done) }), kit.OutlineButton(m.Cancel, func() { done(nil) })))
	}
	words := kit.Stack(2, kit.Body(n.Text), small(n.When), kit.Small(n.With), statusLine(n.Delivery))
	if v.removing == n.Ref {
		return kit.Stack(10, words, kit.Notice(kit.Body(m.Asking.Words), kit.Fit(10,
			kit.PrimaryButton(m.Asking.Yes, func() { v.act.RemoveNote(n.Ref, done) }), kit.OutlineButton(m.Asking.No, func() { done(nil) }))))
	}
	return kit.Stack(4, words, kit.Flow(8,
		kit.QuietButton(m.Edit, func() { v.editing, v.removing = n.Ref, ""; v.again() }).Flush().WithIcon("pencil"),
		kit.QuietButton(m.Remove, func() { v.removing, v.editing = n.Ref, ""; v.again() }).WithIcon("x")))
}
