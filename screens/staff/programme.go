package staff

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// ProgrammeActions is what can be done from the Programme. Every call returns at
// once.
type ProgrammeActions interface {
	ShowProgramme(ask ProgrammeAsk)
	ChangeProgramme(c care.ProgrammeChange, done func(*care.Fault))
	// DoProgramme opens what the part's main button leads to.
	DoProgramme(tab ProgrammeTab)
	DoMeeting(ref, series string, do MeetingDo)
	DoPerson(patient string, do PersonDo)
	AddMember(series string)
	RemoveMember(series string, who care.Person)
	DoSeries(series string, do GroupDo)
	// CloseDay cancels what is planned on a day, of the week that is shown.
	CloseDay(day time.Time)
	ImportRoster()
	AskForm(form string)
	PreviewForm(canonical string)
	RetireForm(ref string)
}

// ProgrammeView draws the Programme. What is searched for, and attendance that is
// not saved yet, outlive the widgets.
type ProgrammeView struct {
	act    ProgrammeActions
	both   func() bool
	again  func()
	search *kit.Field
	query  string
	marks  map[string]map[string]mark // by Meeting.Ref and Session.Ref
	fault  *care.Fault
	at     string // Meeting.Ref that the fault is about
}

// mark is what was tapped of one person and is not saved yet.
type mark struct {
	is     care.Presence
	stayed time.Duration
	part   bool // how long is asked for
}

// NewProgrammeView makes the view; both tells whether list and detail stand side by
// side now, again draws the page anew.
func NewProgrammeView(act ProgrammeActions, both func() bool, again func()) *ProgrammeView {
	return &ProgrammeView{act: act, both: both, again: again, marks: map[string]map[string]mark{}}
}

// Page draws m.
func (v *ProgrammeView) Page(m Programme) *kit.Page {
	lead := kit.Stack(4, kit.Body(m.Sentence).Soft())
	if m.State != "" {
		lead.Add(kit.StatusLine("clock", kit.InkSoft, m.State))
	}
	page := &kit.Page{Key: "programme/" + strconv.Itoa(int(m.Ask.Tab)) + m.Span + m.Ask.Open, Title: m.Title, Lead: lead, Width: kit.Whole}
	if len(m.Tabs) > 0 {
		lead.Add(kit.NewSpace(14), kit.AtMost(560, v.tabs(m)))
	}
	if m.Ask.Open != "" && !v.both() {
		page.Lead = nil
	}
	page.Body = kit.ListDetail(v.list(m), v.detail(m), m.Ask.Open != "")
	return page
}

// detail is what is open, or what to do where nothing is.
func (v *ProgrammeView) detail(m Programme) fyne.CanvasObject {
	body := kit.Stack(0)
	if !v.both() {
		body.Add(kit.Left(kit.WayOut("arrow-left", m.Back, func() { v.act.ShowProgramme(ProgrammeAsk{Tab: m.Ask.Tab, Day: m.Ask.Day}) })), kit.NewSpace(8))
	}
	switch {
	case m.Meeting != nil:
		v.meeting(body, m, m.Meeting)
	case m.Group != nil:
		v.group(body, m.Group)
	case m.Person != nil:
		v.person(body, m.Person)
	case m.Form != nil:
		v.form(body, m.Form)
	default:
		body.Add(kit.Body(m.Choose).Soft())
	}
	return kit.Card(body)
}

func (v *ProgrammeView) tabs(m Programme) fyne.CanvasObject {
	chosen := kit.None
	for i, t := range m.At {
		if t == m.Ask.Tab {
			chosen = i
		}
	}
	return kit.Segmented(kit.Options{Words: m.Tabs, Chosen: chosen, Spoken: spokenChoice(m.p), OnChoose: func(i int) {
		v.act.ShowProgramme(ProgrammeAsk{Tab: m.At[i]})
	}})
}

func (v *ProgrammeView) list(m Programme) fyne.CanvasObject {
	box := kit.Stack(14)
	if m.Do != "" {
		box.Add(kit.Left(kit.OutlineButton(m.Do, func() { v.act.DoProgramme(m.Ask.Tab) }).WithIcon("plus")))
	}
	if m.Import != "" {
		box.Add(kit.Left(kit.QuietButton(m.Import, v.act.ImportRoster).Flush().Small()))
	}
	if m.Close != "" {
		box.Add(kit.Left(kit.QuietButton(m.Close, func() { v.act.CloseDay(m.Ask.Day) }).Flush().Small()))
	}
	if m.Span != "" {
		arrow := func(icon, name string, day time.Time) fyne.CanvasObject {
			return kit.IconButton(icon, name, func() { v.act.ShowProgramme(ProgrammeAsk{Tab: m.Ask.Tab, Day: day}) })
		}
		box.Add(kit.Stepper(arrow("chevron-left", m.BeforeWords, m.Before), kit.Strong(m.Span).Center(), arrow("chevron-right", m.AfterWords, m.After)))
	}
	if m.Search != "" {
		if v.search == nil {
			v.search = kit.NewField(m.Search, "")
			v.search.Entry.OnChanged = func(words string) {
				v.query = words
				v.again()
			}
		}
		box.Add(v.search)
	}
	if m.Empty != "" {
		box.Add(kit.Body(m.Empty).Soft())
	}
	rows, day := m.Shown(v.query), ""
	for _, r := range rows {
		if r.Heading != "" {
			day = r.Heading
			box.Add(kit.NewSpace(18), kit.Label(r.Heading), kit.NewSpace(8))
		}
		box.Add(v.row(m, r).About(day), kit.NewSpace(10))
	}
	if len(rows) == 0 && m.Empty == "" {
		box.Add(kit.Body(m.NoMatch).Soft())
	}
	return box
}

func (v *ProgrammeView) row(m Programme, r ProgrammeRow) *kit.QueueRow {
	return kit.NewQueueRow(r.Name, r.When, r.Words, programmeTag(r), func() {
		v.act.ShowProgramme(ProgrammeAsk{Tab: m.Ask.Tab, Day: m.Ask.Day, Open: r.ID})
	}).Select(r.Selected)
}

func programmeTag(r ProgrammeRow) fyne.CanvasObject {
	switch {
	case r.Tag == "":
		return nil
	case r.Good:
		return kit.Tag(kit.ToneOK, r.Icon, r.Tag)
	case r.Warn:
		return kit.Tag(kit.ToneThread, r.Icon, r.Tag)
	}
	return kit.Tag(kit.ToneCalm, r.Icon, r.Tag)
}

func (v *ProgrammeView) group(body *kit.Box, d *GroupDetail) {
	body.Add(kit.Heading(d.Title), kit.NewSpace(14), facts(d.Facts), kit.NewSpace(22))
	if d.Ended != "" {
		body.Add(kit.Body(d.Ended).Soft(), kit.NewSpace(14))
	}
	body.Add(kit.Heading(d.MembersTitle), kit.NewSpace(4))
	if d.Size != "" {
		body.Add(kit.Body(d.Size).Soft(), kit.NewSpace(10))
	}
	var rows []fyne.CanvasObject
	for _, p := range d.Members {
		rows = append(rows, kit.Ends(kit.Pad(12, 0, 12, 0, kit.Strong(p.Name)), kit.QuietButton(d.Remove, func() { v.act.RemoveMember(d.Series, p) }).About(p.Name).Flush().Small()))
	}
	if len(rows) > 0 {
		body.Add(kit.Rows(rows...), kit.NewSpace(10))
	}
	if d.AddNot != "" {
		body.Add(kit.Notice(kit.Body(d.AddNot)), kit.NewSpace(10))
	}
	if d.Add != "" {
		body.Add(kit.Left(kit.PrimaryButton(d.Add, func() { v.act.AddMember(d.Series) }).WithIcon("plus")), kit.NewSpace(22))
	}
	if len(d.Next) > 0 {
		body.Add(kit.NewSpace(10), kit.Heading(d.NextTitle), kit.NewSpace(4))
		var next []fyne.CanvasObject
		for _, r := range d.Next {
			link := kit.NewRowLink(r.Name, r.When, func() { v.act.ShowProgramme(ProgrammeAsk{Tab: ProgrammeWeek, Open: r.ID}) })
			if r.Warn {
				link.With(kit.NewSpace(4), kit.Left(programmeTag(r)))
			}
			next = append(next, link)
		}
		body.Add(kit.Rows(next...))
	}
	if len(d.Actions) == 0 {
		return
	}
	var actions []fyne.CanvasObject
	for _, a := range d.Actions {
		actions = append(actions, kit.NewRowLink(a.Name, "", func() { v.act.DoSeries(d.Series, a.Do) }).WithIcon(a.Icon))
	}
	body.Add(kit.NewSpace(22), kit.Heading(d.ActionsTitle), kit.NewSpace(4), kit.Rows(actions...))
}

func (v *ProgrammeView) person(body *kit.Box, d *PersonDetail) {
	body.Add(kit.Heading(d.Name), kit.NewSpace(14), facts(d.Facts), kit.NewSpace(18))
	var rows []fyne.CanvasObject
	for _, a := range d.Actions {
		rows = append(rows, kit.NewRowLink(a.Name, "", func() { v.act.DoPerson(d.Ref, a.Do) }).WithIcon(a.Icon))
	}
	body.Add(kit.Rows(rows...))
}

func (v *ProgrammeView) form(body *kit.Box, d *FormDetail) {
	formBody(body, *d)
	body.Add(kit.Left(kit.OutlineButton(d.Preview, func() { v.act.PreviewForm(d.Canonical) }).WithIcon("book-open")))
	if d.AskDo != "" {
		body.Add(kit.NewSpace(10), kit.Left(kit.PrimaryButton(d.AskDo, func() { v.act.AskForm(d.Canonical) }).WithIcon("send")))
	}
	if d.RetireDo != "" {
		body.Add(kit.NewSpace(10), kit.Left(kit.QuietButton(d.RetireDo, func() { v.act.RetireForm(d.Ref) }).Flush()))
	}
}

// formBody is what is to be known of a form.
func formBody(body *kit.Box, d FormDetail) {
	body.Add(kit.Heading(d.Title), kit.NewSpace(14), facts(d.Facts), kit.NewSpace(22))
	if d.GapsTitle != "" {
		note := kit.Stack(6, kit.Strong(d.GapsTitle))
		for _, g := range d.Gaps {
			note.Add(kit.Body(g))
		}
		body.Add(kit.Notice(note), kit.NewSpace(22))
	}
	body.Add(kit.Heading(d.UrgentTitle), kit.NewSpace(6))
	if d.UrgentNone != "" {
		body.Add(kit.Body(d.UrgentNone).Soft())
	}
	for _, u := range d.Urgent {
		body.Add(kit.Pad(4, 0, 4, 0, kit.Row(10, kit.NewIcon("flag", 20, kit.Urgent).Beside(kit.BodyStyle), kit.Wide(kit.Body(u)))))
	}
	body.Add(kit.NewSpace(22))
}
