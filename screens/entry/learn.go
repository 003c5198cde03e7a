package entry

import (
	"fyne.io/fyne/v2"

	"throughline/screens/kit"
)

// LearnActions is what can be done from the pages to read.
type LearnActions interface {
	OpenLesson(key string)
	LeaveLesson()
}

// LearnView draws the list and its pages.
type LearnView struct {
	act  LearnActions
	over bool // the list lies over another page, and has a way back
}

// NewLearnView makes the view. Over tells that the list is no main place here.
func NewLearnView(act LearnActions, over bool) *LearnView { return &LearnView{act: act, over: over} }

// Page is the list.
func (v *LearnView) Page(m Learn) *kit.Page {
	page := &kit.Page{Key: "learn", Title: m.Title, Lead: kit.Body(m.Words).Soft()}
	if v.over {
		page.Out = kit.WayOut("arrow-left", m.Back, v.act.LeaveLesson)
	}
	if m.Empty != "" {
		page.Body = kit.Empty(m.Empty, nil)
		return page
	}
	var rows []fyne.CanvasObject
	for _, r := range m.Rows {
		rows = append(rows, kit.NewRowLink(r.Title, r.Length, func() { v.act.OpenLesson(r.Key) }).WithTile(r.Icon))
	}
	page.Body = kit.Rows(rows...)
	return page
}

// Lesson is one page to read.
func (v *LearnView) Lesson(m LessonPage) *kit.Page {
	page := &kit.Page{Key: "learn/" + m.Key, Title: m.Title, Out: kit.WayOut("arrow-left", m.Back, v.act.LeaveLesson)}
	if m.Missing != "" {
		page.Body = kit.Empty(m.Missing, nil)
		return page
	}
	page.Lead = kit.Small(m.Length)
	body := kit.Stack(12)
	if len(m.Levels) > 0 {
		body.Add(levels(m), kit.NewSpace(14))
	}
	for i, b := range m.Blocks {
		switch {
		case b.Heading && i > 0:
			body.Add(kit.NewSpace(22), kit.Heading(b.Words), kit.NewSpace(6))
		case b.Heading:
			body.Add(kit.Heading(b.Words))
		default:
			body.Add(kit.Body(b.Words))
		}
	}
	page.Body = body
	return page
}

// levels is the spectrum of care as one line, with where they are now.
func levels(m LessonPage) fyne.CanvasObject {
	knots := make([]kit.Knot, len(m.Levels))
	for i, l := range m.Levels {
		knots[i] = kit.Knot{Moment: kit.Blank, Content: kit.Pad(4, 0, 4, 0, kit.Body(l.Name))}
		if l.Here {
			knots[i] = kit.Knot{Moment: kit.Now, Content: kit.Pad(4, 0, 4, 0, kit.Stack(2, kit.Strong(l.Name), kit.Small(m.Here)))}
		}
	}
	return kit.NewThread(knots...)
}
