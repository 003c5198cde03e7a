package patient

import (
	"fyne.io/fyne/v2"

	"throughline/screens/kit"
)

// Past is what one person could see, and when.
func (v *PeopleView) Past(m PersonPast) *kit.Page {
	page := &kit.Page{Key: "people/" + m.Ref + "/past", Out: kit.WayOut("arrow-left", m.Back, v.act.Close), Title: m.Title}
	if m.Missing != "" {
		page.Body = kit.Empty(m.Missing, nil)
		return page
	}
	page.Lead = noticed(kit.Body(m.Words).Soft(), m.Notices)
	body := kit.Stack(22)
	if m.None != "" {
		body.Add(kit.Body(m.None))
	}
	if len(m.Story) > 0 {
		knots := make([]kit.Knot, len(m.Story))
		for i, x := range m.Story {
			knots[i] = pastKnot(x)
		}
		body.Add(kit.NewThread(knots...))
	}
	if m.LatestOnly != "" {
		body.Add(kit.FactLine("info", m.LatestOnly))
	}
	body.Add(kit.Rows(kit.NewRowLink(m.Looked, m.LookedSmall, v.act.OpenLooks).WithIcon("search")))
	page.Body = body
	return page
}

func pastKnot(x PastSharing) kit.Knot {
	words := []fyne.CanvasObject{kit.Small(x.When), kit.Strong(x.What)}
	for _, saw := range x.Saw {
		words = append(words, kit.Body(saw).Soft())
	}
	if line := statusLine(x.Delivery); line != nil {
		words = append(words, line)
	}
	if x.Received != "" {
		words = append(words, kit.Small(x.Received))
	}
	moment := kit.Past
	if x.Now {
		moment = kit.Now
	}
	return kit.Knot{Moment: moment, Content: kit.Stack(2, words...)}
}
