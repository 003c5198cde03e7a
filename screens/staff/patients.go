package staff

import (
	"slices"

	"fyne.io/fyne/v2"

	"throughline/screens/kit"
)

// PatientsActions is what can be done from the list. Every call returns at once.
type PatientsActions interface {
	BriefActions
	// SelectPatient opens a patient's brief, "Patient/…"; "" goes back to the list.
	SelectPatient(ref string)
	// OpenChoices opens what waits for their decision.
	OpenChoices()
}

// PatientsView draws the list and the brief. What is searched for and what is
// typed outlive the widgets, and so does how far each is scrolled.
type PatientsView struct {
	act    PatientsActions
	both   func() bool
	again  func()
	queue  *kit.Queue
	scroll *kit.Scroller
	shown  string // whose brief scroll shows, "Patient/…"
	search *kit.Field
	query  string
	filter PatientFilter
	brief  *briefView
	model  Patients
	stood  *Stood // the list, while who is open was still to be reviewed
}

// NewPatientsView makes the view; both tells whether list and detail stand side by
// side now, again draws the page anew.
func NewPatientsView(act PatientsActions, both func() bool, again func()) *PatientsView {
	v := &PatientsView{act: act, both: both, again: again, queue: kit.NewQueue(act.SelectPatient)}
	v.brief = newBriefView(act, v.nextAfter, again)
	return v
}

// mark records the team's review of the patient whose brief is open and goes to the
// next. F8 does it also while a note is being written.
func (v *PatientsView) mark() bool {
	b := v.brief.drawn
	if b == nil || b.Mark == "" {
		return false
	}
	v.brief.review(b)
	return true
}

// Page draws m.
func (v *PatientsView) Page(m Patients) *kit.Page {
	v.model, v.brief.drawn = m, nil
	if open := slices.IndexFunc(m.Rows, func(r PatientRow) bool { return r.Selected }); open < 0 || m.Rows[open].Week || !v.stood.Has(m.Rows[open].Ref) {
		v.stood = &Stood{Keys: keys(m.Rows)}
	}
	page := &kit.Page{Key: "patients", Title: m.Title, Width: kit.Whole}
	if m.Empty != "" {
		page.Body = kit.Body(m.Empty).Soft()
		return page
	}
	lead := kit.Stack(4, kit.Body(m.Sentence).Soft(), choices(m.Choices, m.ChoicesSay, v.act.OpenChoices))
	if m.State != "" {
		lead.Add(kit.StatusLine("clock", kit.InkSoft, m.State))
	}
	if v.both() { // there is a keyboard
		lead.Add(kit.Caption(m.Keys))
	}
	page.Fill, page.OnKey, page.Lead = true, v.key, lead
	page.Body = kit.NewDesk(v.list(m), v.detail(m), m.Opened).Above(v.above(m))
	return page
}

// detail is the brief that is open, or what to do where none is. It stays scrolled
// where it is as long as the same patient is shown.
func (v *PatientsView) detail(m Patients) *kit.Scroller {
	var content fyne.CanvasObject
	showing := ""
	switch {
	case m.Brief != nil:
		showing, content = m.Brief.Patient, v.brief.draw(m.Brief, v.back(m))
	case m.Loading != "":
		content = kit.Card(kit.Stack(14, v.back(m), kit.Body(m.Loading).Soft(), kit.Skeleton(0.6, 0.9, 0.8)))
	default:
		box := kit.Stack(14, kit.Body(m.Choose).Soft())
		if m.First != "" {
			box.Add(kit.Left(kit.PrimaryButton(m.Start, func() { v.act.SelectPatient(m.First) })))
		}
		content = kit.Card(box)
	}
	var at float32
	if v.scroll != nil && v.shown == showing {
		at = v.scroll.Offset()
	}
	v.shown, v.scroll = showing, kit.Detail(content)
	v.scroll.ScrollTo(at)
	return v.scroll
}

// back is the way to the list, where list and detail are two pages.
func (v *PatientsView) back(m Patients) fyne.CanvasObject {
	if v.both() {
		return nil
	}
	return kit.Left(kit.WayOut("arrow-left", m.Title, func() { v.act.SelectPatient("") }))
}

// above is what scrolls with the list, above its rows.
func (v *PatientsView) above(m Patients) fyne.CanvasObject {
	if v.search == nil {
		v.search = kit.NewField(m.Search, "")
		v.search.Entry.OnChanged = func(words string) {
			v.query = words
			v.queue.ScrollTo(0)
			v.again()
		}
	}
	box := kit.Stack(10, v.search, kit.Segmented(kit.Options{Words: m.Filters, Chosen: int(v.filter), Spoken: spokenChoice(m.p), OnChoose: func(i int) {
		v.filter = PatientFilter(i)
		v.queue.ScrollTo(0)
		v.again()
	}}))
	if m.First != "" && !v.both() {
		box.Add(kit.Left(kit.PrimaryButton(m.Start, func() { v.act.SelectPatient(m.First) })))
	}
	return box
}

func (v *PatientsView) list(m Patients) *kit.Queue {
	shown := m.Shown(v.query, v.filter)
	items := make([]kit.QueueItem, len(shown))
	for i, x := range shown {
		items[i] = kit.QueueItem{Key: x.Ref, Name: x.Name, When: x.When, Reason: x.Words, Tag: x.Tag, Selected: x.Selected}
		items[i].Tone, items[i].Icon = patientTag(x)
	}
	v.queue.Set(items, kit.Body(m.NoMatch).Soft())
	return v.queue
}

func patientTag(x PatientRow) (kit.Tone, string) {
	switch {
	case x.Due:
		return kit.ToneThread, "clock"
	case x.Week:
		return kit.TonePrimary, ""
	}
	return kit.ToneCalm, "check"
}

// next opens the next who is to be reviewed, or the first where nobody is open.
func (v *PatientsView) next() bool {
	switch b := v.brief.drawn; {
	case b != nil:
		v.nextAfter(b.Patient)
	case v.model.First != "":
		v.act.SelectPatient(v.model.First)
	default:
		return false
	}
	return true
}

// nextAfter opens the patient after one in the order of the review as it was while that one was still to be reviewed: the
// next who is to be reviewed this week, from the top again at the end; the list where all are.
func (v *PatientsView) nextAfter(patient string) {
	next := v.stood.beside(patient, 1, keys(v.model.Shown("", ReviewThisWeek)))
	v.queue.Reveal(next)
	v.act.SelectPatient(next)
}

// move opens the brief of the row below, or above; the first where none is open. From who is no longer among the rows
// that are shown it goes on from where they stood.
func (v *PatientsView) move(by int) bool {
	rows := keys(v.model.Shown(v.query, v.filter))
	if len(rows) == 0 {
		return false
	}
	open := ""
	if at := slices.IndexFunc(v.model.Rows, func(r PatientRow) bool { return r.Selected }); at >= 0 {
		open = v.model.Rows[at].Ref
	}
	to := ""
	if at := slices.Index(rows, open) + by; !slices.Contains(rows, open) {
		to = v.stood.beside(open, by, rows)
	} else if at >= 0 && at < len(rows) {
		to = rows[at]
	}
	if to != "" {
		for i := range v.model.Rows { // the next key goes on from there, though the brief may not have come by then
			v.model.Rows[i].Selected = v.model.Rows[i].Ref == to
		}
		v.queue.Reveal(to)
		v.act.SelectPatient(to)
	}
	return true
}
