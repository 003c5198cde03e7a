package staff

import (
	"fyne.io/fyne/v2"

	"throughline/screens/kit"
)

// evidence is what helps to decide: the score and how it moved, what else changed,
// the answers, and what was done before.
func (v *ReviewView) evidence(d *ReviewDetail) []fyne.CanvasObject {
	items := score(d)
	left, right := trendOf(d), since(d)
	switch {
	case left != nil && right != nil:
		items = append(items, kit.Columns(1.35, 30, left, right), kit.NewSpace(26))
	case left != nil:
		items = append(items, left, kit.NewSpace(26))
	case right != nil:
		items = append(items, right, kit.NewSpace(26))
	}
	items = append(items, history(d)...)
	return append(items, answers(d)...)
}

func score(d *ReviewDetail) []fyne.CanvasObject {
	var items []fyne.CanvasObject
	if d.Incomplete != "" {
		items = append(items, kit.Strong(d.Incomplete), kit.NewSpace(22))
	}
	if d.Score != "" {
		band := kit.Stack(4, kit.Small(d.OutOf))
		if d.Band != "" {
			band.Add(kit.Left(kit.Tag(kit.TonePrimary, "", d.Band)))
		}
		items = append(items, kit.Beside(14, kit.Display(d.Score), band), kit.NewSpace(8))
		if d.Change != "" {
			items = append(items, kit.Body(d.Change))
		}
		items = append(items, kit.NewSpace(22))
	}
	return items
}

func trendOf(d *ReviewDetail) fyne.CanvasObject {
	if len(d.Trend.Points) == 0 {
		return nil
	}
	trend := kit.NewTrend(options(d.Trend))
	return kit.Stack(10, kit.Ends(kit.Heading(d.TrendTitle), trend.Switch()), trend)
}

func since(d *ReviewDetail) fyne.CanvasObject {
	if d.SinceTitle == "" {
		return nil
	}
	lines := kit.Stack(8, kit.Heading(d.SinceTitle))
	for _, x := range d.Since {
		lines.Add(kit.FactLine(x.Icon, x.Words))
	}
	return lines
}

func history(d *ReviewDetail) []fyne.CanvasObject {
	if d.HistoryName == "" {
		return nil
	}
	rows := make([]fyne.CanvasObject, len(d.History))
	for i, h := range d.History {
		line := kit.Stack(1, kit.Small(h.When), kit.Body(h.What))
		if h.Words != "" {
			line.Add(kit.Body(h.Words).Soft())
		}
		rows[i] = kit.Pad(10, 0, 10, 0, line)
	}
	return []fyne.CanvasObject{kit.Heading(d.HistoryName), kit.NewSpace(4), kit.Rows(rows...), kit.NewSpace(26)}
}

func options(t Trend) kit.TrendOptions {
	o := kit.TrendOptions{Top: float32(t.Top), AsList: t.AsList, AsChart: t.AsPicture, Spoken: t.Spoken}
	for _, b := range t.Bands {
		o.Bands = append(o.Bands, kit.TrendBand{Name: b.Name, From: float32(b.From)})
	}
	for _, x := range t.Points {
		o.Points = append(o.Points, kit.TrendPoint{When: x.When, Value: float32(x.Total), Words: x.Words})
	}
	return o
}

func answers(d *ReviewDetail) []fyne.CanvasObject {
	if len(d.Answers) == 0 && d.Unanswered == "" {
		return nil
	}
	items := []fyne.CanvasObject{kit.Heading(d.AnswersName), kit.NewSpace(4)}
	if d.Unanswered != "" {
		items = append(items, kit.Small(d.Unanswered), kit.NewSpace(4))
	}
	var rows []fyne.CanvasObject
	for _, a := range d.Answers {
		if a.Group != "" {
			items, rows = append(items, kit.Rows(rows...), kit.NewSpace(18), kit.Strong(a.Group)), nil
		}
		said := kit.Strong(a.Answer)
		if a.Urgent {
			said = said.In(kit.Urgent)
		}
		rows = append(rows, kit.Pad(10, 0, 10, 0, kit.Stack(2, kit.Small(a.Question), said)))
	}
	return append(items, kit.Rows(rows...))
}
