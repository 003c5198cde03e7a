package staff

import (
	"fyne.io/fyne/v2"

	"throughline/screens/kit"
)

// PatientsActions is what can be done from the list. Every call returns at once.
type PatientsActions interface {
	BriefActions
	// SelectPatient opens a patient's brief, "Patient/…"; "" goes back to the list.
	SelectPatient(ref string)
}

// PatientsView draws the list and the brief. What is searched for and what is
// typed outlive the widgets.
type PatientsView struct {
	act    PatientsActions
	both   func() bool
	again  func()
	search *kit.Field
	query  string
	filter PatientFilter
	brief  *briefView
}

// NewPatientsView makes the view; both tells whether list and detail stand side by
// side now, again draws the page anew.
func NewPatientsView(act PatientsActions, both func() bool, again func()) *PatientsView {
	return &PatientsView{act: act, both: both, again: again, brief: newBriefView(act, again)}
}

// MarkReviewed records the team's review of the patient whose brief is open and goes
// to the next: what a key does.
func (v *PatientsView) MarkReviewed() {
	if b := v.brief.drawn; b != nil && b.Mark != "" {
		v.brief.review(b)
	}
}

// Page draws m.
func (v *PatientsView) Page(m Patients) *kit.Page {
	lead := kit.Stack(4, kit.Body(m.Sentence).Soft())
	if m.State != "" {
		lead.Add(kit.StatusLine("clock", kit.InkSoft, m.State))
	}
	page := &kit.Page{Key: "patients", Title: m.Title, Lead: lead, Width: kit.Whole}
	if m.Empty != "" {
		page.Lead, page.Body = nil, kit.Body(m.Empty).Soft()
		return page
	}
	opened := m.Opened
	v.brief.drawn = nil
	var detail fyne.CanvasObject
	switch {
	case m.Brief != nil:
		page.Key += "/" + m.Brief.Patient
		detail = v.brief.draw(m.Brief, v.back(m))
	case m.Loading != "":
		page.Key += "/opening"
		detail = kit.Card(kit.Stack(14, v.back(m), kit.Body(m.Loading).Soft(), kit.Skeleton(0.6, 0.9, 0.8)))
	default:
		box := kit.Stack(14, kit.Body(m.Choose).Soft())
		if m.First != "" {
			box.Add(kit.Left(kit.PrimaryButton(m.Start, func() { v.act.SelectPatient(m.First) })))
		}
		detail = kit.Card(box)
	}
	if opened && !v.both() {
		page.Lead = nil
	}
	page.Body = kit.ListDetail(v.list(m), detail, opened)
	return page
}

// back is the way to the list, where list and detail are two pages.
func (v *PatientsView) back(m Patients) fyne.CanvasObject {
	if v.both() {
		return nil
	}
	return kit.Left(kit.WayOut("arrow-left", m.Title, func() { v.act.SelectPatient("") }))
}

func (v *PatientsView) list(m Patients) fyne.CanvasObject {
	if v.search == nil {
		v.search = kit.NewField(m.Search, "")
		v.search.Entry.OnChanged = func(words string) {
			v.query = words
			v.again()
		}
	}
	box := kit.Stack(10, v.search, kit.Segmented(kit.Options{Words: m.Filters, Chosen: int(v.filter), Spoken: spokenChoice(m.p), OnChoose: func(i int) {
		v.filter = PatientFilter(i)
		v.again()
	}}))
	if m.First != "" && !v.both() {
		box.Add(kit.Left(kit.PrimaryButton(m.Start, func() { v.act.SelectPatient(m.First) })))
	}
	shown := m.Shown(v.query, v.filter)
	for _, x := range shown {
		box.Add(kit.NewQueueRow(x.Name, x.When, x.Words, patientTag(x), func() { v.act.SelectPatient(x.Ref) }).Select(x.Selected))
	}
	if len(shown) == 0 {
		box.Add(kit.Body(m.NoMatch).Soft())
	}
	return box
}

func patientTag(x PatientRow) fyne.CanvasObject {
	switch {
	case x.Tag == "":
		return nil
	case x.Due:
		return kit.Tag(kit.ToneThread, "clock", x.Tag)
	case x.Week:
		return kit.Tag(kit.TonePrimary, "", x.Tag)
	}
	return kit.Tag(kit.ToneCalm, "check", x.Tag)
}
