package patient

import (
	"time"

	"fyne.io/fyne/v2"

	"throughline/screens/kit"
)

// ScheduleActions is what can be done from the schedule. Each returns at once.
type ScheduleActions interface {
	ShowSchedule(ask ScheduleAsk)
	OpenSession(session string)
	OpenVisits()
	OpenCalendar()
}

// ScheduleView draws the schedule.
type ScheduleView struct {
	act  ScheduleActions
	wide func() bool
}

// NewScheduleView makes the view. Wide tells whether the window has two columns
// now.
func NewScheduleView(act ScheduleActions, wide func() bool) *ScheduleView {
	return &ScheduleView{act: act, wide: wide}
}

// Page is the whole screen.
func (v *ScheduleView) Page(m Schedule) *kit.Page {
	page := &kit.Page{Key: v.key(m), Overline: m.Zone, Title: m.Title, Width: kit.Broad}
	if len(m.Notices) > 0 || m.Waiting {
		page.Lead = lead(oneOf(m.Waiting, m.Empty), m.Notices)
	}
	if m.Waiting {
		page.Body = kit.Skeleton(0.3, 0.8, 0.5)
		return page
	}
	body := kit.Stack(22, v.kinds(m))
	switch m.Ask.Kind {
	case ScheduleWeek:
		body.Add(v.stepper(m))
		if m.Empty != "" {
			body.Add(kit.Empty(m.Empty, nil))
		} else {
			body.Add(v.thread(m))
		}
	case ScheduleMonth:
		body.Add(v.stepper(m), v.month(m))
	case ScheduleList:
		body.Add(v.list(m))
	}
	page.Body = body
	page.Side = v.side(m)
	return page
}

// key keeps the scroll while another day of a month, or more of the list, is
// shown.
func (v *ScheduleView) key(m Schedule) string {
	switch m.Ask.Kind {
	case ScheduleMonth:
		return "schedule/month"
	case ScheduleList:
		if m.Ask.Past {
			return "schedule/past"
		}
		return "schedule/list"
	case ScheduleWeek:
	}
	return "schedule/" + m.Ask.Day.Format(time.DateOnly)
}

func oneOf(yes bool, words string) string {
	if yes {
		return words
	}
	return ""
}

func (v *ScheduleView) kinds(m Schedule) fyne.CanvasObject {
	return kit.Segmented(kit.Options{Words: m.Kinds, Chosen: int(m.Ask.Kind), Spoken: m.Spoken, OnChoose: func(i int) {
		v.act.ShowSchedule(ScheduleAsk{Kind: ScheduleKind(i), Day: m.Ask.Day})
	}})
}

func (v *ScheduleView) stepper(m Schedule) fyne.CanvasObject {
	arrow := func(icon, name string, day time.Time) fyne.CanvasObject {
		if day.IsZero() {
			return kit.NewSpace(44)
		}
		return kit.IconButton(icon, name, func() { v.act.ShowSchedule(ScheduleAsk{Kind: m.Ask.Kind, Day: day}) })
	}
	words := kit.Stack(2, kit.Strong(m.Span).Center())
	if m.Hours != "" {
		words.Add(kit.Small(m.Hours).Center())
	}
	return kit.Stepper(arrow("chevron-left", m.BeforeWords, m.Before), words, arrow("chevron-right", m.AfterWords, m.After))
}

func (v *ScheduleView) thread(m Schedule) fyne.CanvasObject {
	var knots []kit.Knot
	for _, d := range m.Days {
		if len(d.Items) == 0 {
			moment := kit.Blank
			if d.Today {
				moment = kit.Now
			}
			knots = append(knots, kit.Knot{Moment: moment, Content: kit.Pad(7, 0, 7, 0, kit.Small(m.Nothing)), Day: d.Short, Date: d.Number})
		}
		for i, item := range d.Items {
			knot := kit.Knot{Moment: momentOf(item.Node), Content: v.item(item, d.Long)}
			if i == 0 {
				knot.Day, knot.Date = d.Short, d.Number
			}
			knots = append(knots, knot)
		}
	}
	return kit.NewThread(knots...)
}

func (v *ScheduleView) month(m Schedule) fyne.CanvasObject {
	days := make([]kit.MonthDay, len(m.Month.Days))
	var busy []fyne.CanvasObject
	show := func(i int) {
		v.act.ShowSchedule(ScheduleAsk{Kind: ScheduleMonth, Day: m.Month.Days[i].Date})
	}
	for i, d := range m.Month.Days {
		days[i] = kit.MonthDay{Number: d.Number, Name: d.Name, Today: d.Today}
		for _, n := range d.Nodes {
			days[i].Marks = append(days[i].Marks, momentOf(n))
		}
		if len(d.Nodes) > 0 {
			busy = append(busy, kit.NewRowLink(d.Name, "", func() { show(i) }))
		}
	}
	grid := kit.NewMonth(kit.MonthOptions{
		Weekdays: m.Month.Weekdays, Lead: m.Month.Lead, Days: days, Chosen: m.Month.Chosen, OnChoose: show, Spoken: m.Spoken,
	}, kit.Rows(busy...))
	return kit.Stack(22, grid, v.day(m, m.Days[0]))
}

// day is one day under its name.
func (v *ScheduleView) day(m Schedule, d ScheduleDay) fyne.CanvasObject {
	box := kit.Stack(6, kit.Heading(d.Long))
	if len(d.Items) == 0 {
		box.Add(kit.Small(m.Nothing))
	}
	for _, item := range d.Items {
		box.Add(v.item(item, d.Long))
	}
	return box
}

func (v *ScheduleView) list(m Schedule) fyne.CanvasObject {
	box := kit.Stack(22)
	if m.Empty != "" {
		box.Add(kit.Empty(m.Empty, nil))
	}
	for _, d := range m.Days {
		box.Add(v.day(m, d))
	}
	if m.More != "" {
		more := m.Ask
		more.More++
		box.Add(kit.Left(kit.OutlineButton(m.More, func() { v.act.ShowSchedule(more) })))
	}
	box.Add(kit.Left(kit.QuietButton(m.Turn, func() {
		v.act.ShowSchedule(ScheduleAsk{Kind: ScheduleList, Day: m.Ask.Day, Past: !m.Ask.Past})
	}).Flush()))
	return box
}

// item is a session as a row that leads to it; the next one is the card.
func (v *ScheduleView) item(item ScheduleItem, day string) fyne.CanvasObject {
	row := kit.NewRowLink(item.Title, item.Note, func() { v.act.OpenSession(item.Ref) }).Overline(item.When).About(day)
	for _, line := range []fyne.CanvasObject{statusLine(item.Status), movedTag(item.Tag), statusLine(item.Clash)} {
		if line != nil {
			row.With(line)
		}
	}
	if item.Raised {
		return kit.Card(row).Padded(6, 14)
	}
	return row
}

// side is what belongs to the whole stay: the week's hours on a laptop, the
// approved visits, the calendar.
func (v *ScheduleView) side(m Schedule) fyne.CanvasObject {
	rows := kit.Stack(0)
	var links []fyne.CanvasObject
	if m.Visits != "" {
		links = append(links, kit.NewRowLink(m.Visits, m.VisitsWords, v.act.OpenVisits).WithIcon("clipboard-check"))
	}
	if m.Calendar != "" {
		links = append(links, kit.NewRowLink(m.Calendar, "", v.act.OpenCalendar).WithIcon("calendar-check"))
	}
	if len(links) > 0 {
		rows.Add(kit.Rows(links...))
	}
	if len(m.Week.Sessions) == 0 {
		return rows
	}
	return kit.Stack(22, newEither(v.wide, kit.NewSpace(0), weekRing(m.Week)), rows)
}
