package patient

import (
	"time"

	"fyne.io/fyne/v2"

	"throughline/screens/kit"
)

// ScheduleActions is what can be done from the schedule.
type ScheduleActions interface {
	// ShowWeek opens the week that holds the day.
	ShowWeek(week time.Time)
}

// ScheduleView draws a week.
type ScheduleView struct{ act ScheduleActions }

// NewScheduleView makes the view.
func NewScheduleView(act ScheduleActions) *ScheduleView { return &ScheduleView{act: act} }

// Page is the whole screen.
func (v *ScheduleView) Page(m Schedule) *kit.Page {
	page := &kit.Page{Key: "schedule/" + m.Week.Format(time.DateOnly), Overline: m.Zone, Title: m.Title}
	if len(m.Notices) > 0 || m.Waiting {
		page.Lead = lead(m.Empty, m.Notices)
	}
	if m.Waiting {
		page.Body = kit.Skeleton(0.3, 0.8, 0.5)
		return page
	}
	page.Body = kit.Stack(22, v.switcher(m), v.thread(m))
	return page
}

func (v *ScheduleView) switcher(m Schedule) fyne.CanvasObject {
	arrow := func(icon, name string, week time.Time) fyne.CanvasObject {
		if week.IsZero() {
			return kit.NewSpace(44)
		}
		return kit.IconButton(icon, name, func() { v.act.ShowWeek(week) })
	}
	words := kit.Stack(2, kit.Strong(m.Span).Center())
	if m.Hours != "" {
		words.Add(kit.Small(m.Hours).Center())
	}
	return kit.RowCentered(8, arrow("chevron-left", m.BeforeWords, m.Before), kit.Wide(words), arrow("chevron-right", m.AfterWords, m.After))
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
			knot := kit.Knot{Moment: momentOf(item.Node), Content: scheduleItem(item)}
			if i == 0 {
				knot.Day, knot.Date = d.Short, d.Number
			}
			knots = append(knots, knot)
		}
	}
	return kit.NewThread(knots...)
}

func scheduleItem(item ScheduleItem) fyne.CanvasObject {
	content := kit.Stack(2, kit.Small(item.When), kit.Strong(item.Title), small(item.Note), statusLine(item.Status), movedTag(item.Tag))
	if item.Raised {
		return kit.Card(content).Padded(14, 14)
	}
	return kit.Pad(7, 0, 7, 0, content)
}
