package patient

import (
	"fyne.io/fyne/v2"

	"throughline/screens/kit"
)

// StoryPage draws how the answers changed.
func StoryPage(m Story, out func()) *kit.Page {
	body := kit.Stack(26)
	if len(m.Days) == 0 {
		body.Add(kit.Body(m.Empty).Soft())
	}
	knots := make([]kit.Knot, len(m.Days))
	for i, day := range m.Days {
		box := kit.Stack(14, kit.Small(day.Day))
		for _, x := range day.Changes {
			box.Add(kit.Stack(1, kit.Label(x.What), kit.Body(x.Words), small(x.Why), small(x.Who)))
		}
		knots[i] = kit.Knot{Moment: kit.Past, Content: box}
	}
	if len(knots) > 0 {
		body.Add(kit.NewThread(knots...))
	}
	return &kit.Page{
		Key: "plan/story", Title: m.Title, Lead: noticed(kit.Body(m.Words).Soft(), m.Notices), Body: body, Out: kit.WayOut("arrow-left", m.Out, out),
	}
}

// WherePage draws the spectrum of care; learn opens what there is to read on it, or
// is nil where there is nothing.
func WherePage(m Where, learn, out func()) *kit.Page {
	knots := make([]kit.Knot, len(m.Levels))
	for i, x := range m.Levels {
		moment, name := kit.Later, kit.Strong(x.Name)
		if x.Here != "" {
			moment = kit.Now
		}
		knots[i] = kit.Knot{Moment: moment, Content: kit.Stack(1, name, small(x.Here), kit.Body(x.Words))}
	}
	var more fyne.CanvasObject
	if learn != nil {
		more = kit.Left(kit.OutlineButton(m.Learn, learn).WithIcon("book-open"))
	}
	return &kit.Page{
		Key: "plan/where", Title: m.Title, Lead: noticed(kit.Stack(8, kit.Body(m.Words).Soft(), kit.Body(m.Programme).Soft()), m.Notices),
		Body: kit.Stack(22, kit.NewThread(knots...), moves(m), kit.Body(m.Note).Soft(), more), Out: kit.WayOut("arrow-left", m.Out, out),
	}
}

// moves are the moves along the spectrum that the team recorded; nil where there
// is none.
func moves(m Where) fyne.CanvasObject {
	if len(m.Moves) == 0 {
		return nil
	}
	knots := make([]kit.Knot, len(m.Moves))
	for i, x := range m.Moves {
		knots[i] = kit.Knot{Moment: kit.Past, Content: kit.Stack(1, kit.Small(x.When), kit.Strong(x.To), bodyOf(x.Why))}
	}
	return section(m.MovedTitle, kit.NewThread(knots...))
}
