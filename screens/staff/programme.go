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
	queue  *kit.Queue // of a long list: the rows that are seen are there
	of     string     // which list the queue shows
	scroll *kit.Scroller
	shown  string // page.Key of what scroll shows
	asked  Programme
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
	v := &ProgrammeView{act: act, both: both, again: again, marks: map[string]map[string]mark{}}
	v.queue = kit.NewQueue(func(id string) {
		v.act.ShowProgramme(ProgrammeAsk{Tab: v.asked.Ask.Tab, Day: v.asked.Ask.Day, Open: id})
	})
	return v
}

// longProgramme is from how many rows on a list scrolls by itself. A shorter one scrolls with its page.
const longProgramme = 40

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
	if len(m.Rows) < longProgramme {
		page.Body = kit.ListDetail(v.list(m), v.detail(m), m.Ask.Open != "")
		return page
	}
	page.Fill, v.asked = true, m
	page.Body = kit.NewDesk(v.long(m), v.longDetail(page.Key, m), m.Ask.Open != "").Above(v.controls(m))
	return page
}

// long is a list of any length.
func (v *ProgrammeView) long(m Programme) *kit.Queue {
	rows, day := m.Shown(v.query), ""
	items := make([]kit.QueueItem, len(rows))
	for i, r := range rows {
		if r.Heading != "" {
			day = r.Heading
		}
		items[i] = kit.QueueItem{Key: r.ID, Name: r.Name, When: r.When, Reason: r.Words, Icon: r.Icon, Tag: r.Tag, Selected: r.Selected, About: day, Heading: r.Heading}
		items[i].Tone = programmeTone(r)
	}
	if of := strconv.Itoa(int(m.Ask.Tab)) + m.Span; v.of != of {
		v.of = of
		v.queue.ScrollTo(0)
	}
	v.queue.Set(items, kit.Body(m.NoMatch).Soft())
	return v.queue
}

// longDetail scrolls beside a list that scrolls by itself, and stays where it is as long as the same is shown.
func (v *ProgrammeView) longDetail(key string, m Programme) *kit.Scroller {
	var at float32
	if v.scroll != nil && v.shown == key {
		at = v.scroll.Offset()
	}
	v.shown, v.scroll = key, kit.Detail(v.detail(m))
	v.scroll.ScrollTo(at)
	return v.scroll
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

// controls are what stands above a list.
func (v *ProgrammeView) controls(m Programme) *kit.Box {
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
				v.queue.ScrollTo(0)
				v.again()
			}
		}
		box.Add(v.search)
	}
	if m.Empty != "" {
		box.Add(kit.Body(m.Empty).Soft())
	}
	return box
}

func (v *ProgrammeView) list(m Programme) fyne.CanvasObject {
	box := v.controls(m)
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
	if r.Tag == "" {
		return nil
	}
	return kit.Tag(programmeTone(r), r.Icon, r.Tag)
}

func programmeTone(r ProgrammeRow) kit.Tone {
	switch {
	case r.Good:
		return kit.ToneOK
	case r.Warn:
		return kit.ToneThread
	}
	return kit.ToneCalm
}
