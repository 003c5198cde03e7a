package patient

import (
	"reflect"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// ResultActions is what can be done from a result.
type ResultActions interface {
	BringToGroup(checkIn string, yes bool, done func(*care.Fault))
	OpenCheckIns()
	OpenCheckIn(form, due string)
}

// ResultView draws one answered check-in.
type ResultView struct {
	act   ResultActions
	again func()
	fault map[string]*care.Fault // by check-in: of its mark for the group
	of    Result                 // that the trend was made for
	trend *kit.Trend
}

// NewResultView makes the view; again opens Page anew after a fault.
func NewResultView(act ResultActions, again func()) *ResultView {
	return &ResultView{act: act, again: again, fault: map[string]*care.Fault{}}
}

// Page is the whole screen.
func (v *ResultView) Page(m Result) *kit.Page {
	page := &kit.Page{
		Key: "result/" + m.ID, Title: m.Title,
		Out: kit.WayOut("arrow-left", m.Back, v.act.OpenCheckIns),
	}
	state := kit.Stack(6)
	for _, s := range []Status{m.Status, m.Reviewed} {
		if line := statusLine(s); line != nil {
			state.Add(line)
		}
	}
	page.Lead = noticed(state, m.Notices)
	body := kit.Stack(26)
	if m.Missing != "" {
		body.Add(kit.Empty(m.Missing, nil))
	}
	if len(m.Notes) > 0 {
		body.Add(section(m.NoteTitle, replies(m.Notes)))
	}
	if m.Total != "" {
		body.Add(scoreCard(m))
	}
	if m.Partial != "" {
		body.Add(kit.Notice(kit.Body(m.Partial)))
	}
	if len(m.Points) > 1 {
		trend := v.trendOf(m)
		body.Add(kit.Stack(10, kit.Ends(kit.Heading(m.TrendTitle), trend.Switch()), trend))
	}
	if m.Limit != "" {
		body.Add(kit.Small(m.Limit))
	}
	if m.Bring.Do != "" {
		body.Add(v.bring(m))
	}
	if m.OfferForm != "" {
		body.Add(kit.Stack(12, kit.Body(m.OfferWords), kit.OutlineButton(m.OfferDo, func() { v.act.OpenCheckIn(m.OfferForm, "") })))
	}
	if len(m.Answers) > 0 {
		rows := make([]fyne.CanvasObject, len(m.Answers))
		for i, l := range m.Answers {
			rows[i] = kit.Pad(10, 0, 10, 0, kit.Stack(2, kit.Small(l.Question), kit.Strong(l.Answer)))
		}
		body.Add(section(m.AnswersTitle, kit.Rows(rows...)))
	}
	page.Body = body
	return page
}

// bring marks the check-in for the group, or takes that back.
func (v *ResultView) bring(m Result) fyne.CanvasObject {
	icon := "message-square-text"
	if m.Bring.Done {
		icon = "check"
	}
	box := kit.Stack(10, kit.OutlineButton(m.Bring.Do, func() {
		v.act.BringToGroup(m.ID, !m.Bring.Done, func(f *care.Fault) {
			if was := v.fault[m.ID]; was != f {
				v.fault[m.ID] = f
				v.again()
			}
		})
	}).WithIcon(icon), kit.Small(m.Bring.Words))
	if line := statusLine(m.Bring.Status); line != nil {
		box.Add(line)
	}
	if f := v.fault[m.ID]; f != nil {
		box.Add(kit.Problem(m.FaultWords(f), nil))
	}
	return box
}

// replies are what the team wrote, one under the other along the thread.
func replies(list []Reply) fyne.CanvasObject {
	boxes := make([]*kit.Box, len(list))
	knots := make([]kit.Knot, len(list))
	for i, r := range list {
		words := kit.Stack(2)
		for _, line := range []string{r.By, r.When} {
			if line != "" {
				words.Add(kit.Small(line))
			}
		}
		words.Add(kit.NewSpace(2), kit.Body(r.Words))
		boxes[i], knots[i] = words, kit.Knot{Moment: kit.Past, Content: words}
	}
	if len(boxes) == 1 {
		return boxes[0]
	}
	return kit.NewThread(knots...)
}

func scoreCard(m Result) fyne.CanvasObject {
	facts := kit.Stack(4, kit.Small(m.OutOf))
	if m.Band != "" {
		facts.Add(kit.Tag(kit.TonePrimary, "", m.Band))
	}
	parts := []fyne.CanvasObject{kit.Beside(16, kit.Display(m.Total), facts)}
	if m.Change != "" {
		parts = append(parts, kit.NewSpace(12), kit.Body(m.Change))
	}
	for _, words := range m.Others {
		parts = append(parts, kit.NewSpace(12), kit.Strong(words))
	}
	return kit.Card(parts...)
}

// trendOf keeps the trend, and whether it is seen as a list, as long as what
// it shows stays the same.
func (v *ResultView) trendOf(m Result) *kit.Trend {
	if v.trend != nil && reflect.DeepEqual(v.of.Points, m.Points) && v.of.AsList == m.AsList && v.of.ID == m.ID {
		return v.trend
	}
	o := kit.TrendOptions{Top: float32(m.Max), AsList: m.AsList, AsChart: m.AsChart, Spoken: m.Spoken}
	for _, p := range m.Points {
		o.Points = append(o.Points, kit.TrendPoint{When: p.Date, Value: float32(p.Value), Words: p.Words})
	}
	for _, b := range m.Bands {
		o.Bands = append(o.Bands, kit.TrendBand{Name: b.Name, From: float32(b.From)})
	}
	v.of, v.trend = m, kit.NewTrend(o)
	return v.trend
}
