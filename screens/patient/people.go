package patient

import (
	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// PeopleActions is what can be done about those with whom the patient shares.
type PeopleActions interface {
	InvitePerson()
	OpenPerson(ref string)
	OpenNotes()
	OpenPayer()
	// ChangeSharing opens what a person may see, to be decided anew.
	ChangeSharing(ref string)
	// PreviewPerson shows what the person sees now.
	PreviewPerson(ref string)
	// OpenPast opens what the person could see when.
	OpenPast(ref string)
	// OpenLooks opens who looked at the record.
	OpenLooks()
	// NewCode asks the clinic for another one-time code.
	NewCode(ref string, done func(*care.Fault))
	// EndSharing takes back all that the person may see.
	EndSharing(ref string, done func(*care.Fault))
	Close()
}

// PeopleView draws the list and one person.
type PeopleView struct {
	act    PeopleActions
	again  func()
	asking bool // whether to stop sharing
	busy   bool
	writing
}

// NewPeopleView makes the view.
func NewPeopleView(act PeopleActions, again func()) *PeopleView {
	v := &PeopleView{act: act, again: again}
	v.writing.again = again
	return v
}

// Page is the list.
func (v *PeopleView) Page(m People) *kit.Page {
	body := kit.Stack(22)
	if m.None != "" {
		body.Add(kit.Body(m.None))
	}
	var rows []fyne.CanvasObject
	for _, r := range m.Rows {
		row := kit.NewRowLink(r.Name, r.State, func() { v.act.OpenPerson(r.Ref) })
		if line := statusLine(r.Delivery); line != nil {
			row.With(line)
		}
		rows = append(rows, row.WithTile(r.Icon))
	}
	if len(rows) > 0 {
		body.Add(kit.Rows(rows...))
	}
	more := []fyne.CanvasObject{kit.NewRowLink(m.Notes, m.NotesSmall, v.act.OpenNotes).WithIcon("notebook-pen")}
	if m.Payer.Title != "" {
		more = append(more, kit.NewRowLink(m.Payer.Title, m.Payer.State, v.act.OpenPayer).WithIcon("shield-check"))
	}
	body.Add(kit.Left(kit.PrimaryButton(m.Invite, v.act.InvitePerson).WithIcon("plus")), kit.Rows(more...))
	return &kit.Page{Key: "people", Out: kit.WayOut("arrow-left", m.Back, v.act.Close), Title: m.Title, Lead: noticed(kit.Body(m.Words).Soft(), m.Notices), Body: body}
}

// Person is one person.
func (v *PeopleView) Person(m PersonPage) *kit.Page {
	page := &kit.Page{Key: "people/" + m.Ref, Out: kit.WayOut("arrow-left", m.Back, v.act.Close), Title: m.Title}
	if m.Missing != "" {
		page.Body = kit.Empty(m.Missing, nil)
		return page
	}
	head := kit.Stack(6, kit.Body(m.State).Soft())
	if line := statusLine(m.Delivery); line != nil {
		head.Add(line)
	}
	page.Lead = noticed(head, m.Notices)
	body := kit.Stack(22)
	if v.fault != nil {
		body.Add(kit.Problem(m.fault(v.fault), nil))
	}
	if m.SeesTitle != "" {
		rows := make([]fyne.CanvasObject, len(m.Sees))
		for i, words := range m.Sees {
			rows[i] = kit.Pad(10, 0, 10, 0, kit.Body(words))
		}
		body.Add(kit.Stack(6, kit.Heading(m.SeesTitle), kit.Rows(rows...)),
			kit.Stack(6, kit.FactLine("hand-heart", m.Purpose), kit.FactLine("calendar-days", m.Until)),
			kit.Fit(10, kit.OutlineButton(m.Change, func() { v.act.ChangeSharing(m.Ref) }), kit.OutlineButton(m.Preview, func() { v.act.PreviewPerson(m.Ref) })))
	}
	if m.NewCode != "" {
		body.Add(kit.Stack(8, kit.Body(m.CodeWords).Soft(), kit.Left(kit.OutlineButton(m.NewCode, v.newCode(m)))))
	}
	if m.Share != "" {
		body.Add(kit.Left(kit.OutlineButton(m.Share, func() { v.act.ChangeSharing(m.Ref) })))
	}
	body.Add(kit.Rows(kit.NewRowLink(m.Past, m.PastSmall, func() { v.act.OpenPast(m.Ref) }).WithIcon("clock")))
	if m.Stop != "" {
		body.Add(v.stop(m))
	}
	page.Body = body
	return page
}

func (v *PeopleView) newCode(m PersonPage) func() {
	return func() {
		if v.busy {
			return // one code at a time: each makes the one before useless
		}
		v.busy, v.fault = true, nil
		v.act.NewCode(m.Ref, func(f *care.Fault) {
			v.busy, v.fault = false, f
			v.again()
		})
	}
}

// stop takes back everything, after one calm question.
func (v *PeopleView) stop(m PersonPage) fyne.CanvasObject {
	if !v.asking {
		return kit.Stack(0, kit.Rule(), kit.NewSpace(18), kit.Left(kit.OutlineButton(m.Stop, func() {
			v.asking = true
			v.again()
		}).WithIcon("lock")))
	}
	return kit.Notice(kit.Body(m.Asking.Words), kit.NewSpace(4), kit.Fit(10,
		kit.PrimaryButton(m.Asking.Yes, func() {
			v.asking, v.fault = false, nil
			v.act.EndSharing(m.Ref, func(f *care.Fault) {
				v.fault = f
				v.again()
			})
		}),
		kit.OutlineButton(m.Asking.No, func() {
			v.asking = false
			v.again()
		})))
}
