package patient

import (
	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// GoalActions is what can be done on the page of a goal.
type GoalActions interface {
	PlanChanges
	Choose(d care.Decision, done func(*care.Fault))
	Close()
}

// GoalView draws one goal.
type GoalView struct {
	act      GoalActions
	again    func()
	editing  bool
	ordering bool
	trend    *kit.Trend // keeps whether the list is open
	trended  int
	writing
}

// NewGoalView makes the view.
func NewGoalView(act GoalActions, again func()) *GoalView {
	v := &GoalView{act: act, again: again}
	v.writing.again = again
	return v
}

// Page is the whole screen as it is now.
func (v *GoalView) Page(m GoalPage) *kit.Page {
	if v.page == "" {
		v.keeps(v.act, "goal/"+m.Ref)
		v.editing = v.begun("words") || v.begun("why")
	}
	page := &kit.Page{Key: "plan/goal/" + m.Ref, Title: m.Title, Out: kit.WayOut("arrow-left", m.Out, v.act.Close), Lead: noticed(nil, m.Notices)}
	if m.Gone != "" {
		page.Body = kit.Body(m.Gone).Soft()
		return page
	}
	body := kit.Stack(26)
	if m.Clash.ID != "" {
		body.Add(v.clash(m))
	}
	body.Add(v.words(m), v.problem(m.p), v.why(m), v.steps(m), v.close(m))
	if len(m.Story) > 1 {
		body.Add(kit.Stack(10, kit.Heading(m.StoryTitle), storyThread(m.Story)))
	}
	body.Add(v.ends(m))
	page.Body = body
	return page
}

// words are the goal's words, or the fields to change them.
func (v *GoalView) words(m GoalPage) fyne.CanvasObject {
	if !v.editing {
		edit := kit.IconButton("pencil", m.Edit, func() { v.editing = true; v.again() })
		return kit.Card(kit.Row(12, kit.Wide(kit.Stack(4, kit.Heading(m.Text), small(m.State), statusLine(m.Status))), edit))
	}
	text := v.field("words", m.EditLabel, m.Text, 3)
	why := v.field("why", m.WhyLabel, "", 2)
	return kit.Stack(18, text, why, v.day("day", m.Day, m.target), kit.FormFoot(nil, kit.OutlineButton(m.Cancel, v.stop), kit.PrimaryButton(m.Save, func() {
		day, ok := v.typedDay("day", m.Day)
		if !ok {
			return
		}
		v.change(v.act, care.GoalWords{Goal: m.Ref, Text: v.typed("words"), Why: v.typed("why"), Target: day}, v.stop)
	})))
}

func (v *GoalView) stop() {
	v.editing = false
	v.drop("words")
	v.drop("why")
	v.dropDay("day")
	v.again()
}

// clash shows both versions of a goal, one choice each.
func (v *GoalView) clash(m GoalPage) fyne.CanvasObject {
	choose := func(keep care.Keep) func() {
		return func() {
			v.act.Choose(care.Decision{Choice: m.Clash.ID, Keep: keep}, func(f *care.Fault) {
				v.fault = f
				v.again()
			})
		}
	}
	version := func(x PlanVersion, keep care.Keep) fyne.CanvasObject {
		return kit.Stack(4, kit.Small(x.When).In(kit.Ink), kit.Strong(x.Text), kit.NewSpace(8), kit.OutlineButton(x.Keep, choose(keep)))
	}
	box := kit.Stack(16, kit.Heading(m.Clash.Title), kit.Body(m.Clash.Words), version(m.Clash.Mine, care.KeepMine), version(m.Clash.Theirs, care.KeepTheirs))
	if m.Clash.Both != "" {
		box.Add(kit.OutlineButton(m.Clash.Both, choose(care.KeepBoth)))
	}
	return kit.Notice(box)
}

func (v *GoalView) why(m GoalPage) fyne.CanvasObject {
	if m.Last.Ref == "" {
		return nil
	}
	return kit.Notice(kit.Strong(m.Last.Words), kit.Body(m.WhyAsk), v.field("why-state", m.WhyLabel, "", 1), kit.Left(kit.OutlineButton(m.WhyKeep, func() {
		if text := v.typed("why-state"); text != "" {
			v.change(v.act, care.WhySaid{Of: m.Ref, Why: text}, func() { v.drop("why-state"); v.again() })
		}
	})))
}

func (v *GoalView) steps(m GoalPage) fyne.CanvasObject {
	do := func(id string, what care.StepDo) {
		v.change(v.act, care.GoalStep{Goal: m.Ref, Step: id, Do: what}, nil)
	}
	head := kit.Stack(0, kit.Heading(m.StepsTitle))
	if len(m.Steps) > 1 || v.ordering && len(m.Steps) > 0 {
		words := m.Order
		if v.ordering {
			words = m.OrderDone
		}
		head = kit.Ends(kit.Heading(m.StepsTitle), kit.QuietButton(words, func() { v.ordering = !v.ordering; v.again() }).Flush().Small())
	}
	rows := make([]fyne.CanvasObject, len(m.Steps))
	for i, x := range m.Steps {
		if v.ordering {
			rows[i] = kit.Pad(8, 0, 8, 0, kit.Stack(2, kit.Body(x.Text), kit.Flow(18,
				kit.QuietButton(m.Earlier, func() { do(x.ID, care.StepUp) }).Flush().Small(),
				kit.QuietButton(m.Later, func() { do(x.ID, care.StepDown) }).Flush().Small(),
				kit.QuietButton(m.Drop, func() { do(x.ID, care.StepDrop) }).Flush().Small())))
			continue
		}
		rows[i] = kit.NewCheck(x.Text, x.When, x.State, x.Done, func() {
			what := care.StepTick
			if x.Done {
				what = care.StepUntick
			}
			do(x.ID, what)
		})
	}
	box := kit.Stack(10, head)
	if len(rows) == 0 {
		box.Add(kit.Body(m.NoSteps).Soft())
	} else {
		box.Add(kit.Rows(rows...))
	}
	add := func() {
		if text := v.typed("step"); text != "" {
			v.change(v.act, care.GoalStep{Goal: m.Ref, Do: care.StepAdd, Text: text}, func() { v.drop("step"); v.again() })
		}
	}
	field := v.field("step", m.StepLabel, "", 1)
	field.Entry.OnSubmitted = func(string) { add() }
	box.Add(kit.NewSpace(12), field, kit.Left(kit.OutlineButton(m.StepAdd, add).WithIcon("plus")))
	return box
}

// close asks how close the goal feels, and shows how that went.
func (v *GoalView) close(m GoalPage) fyne.CanvasObject {
	head := kit.Stack(0, kit.Heading(m.CloseTitle))
	box := kit.Stack(12)
	if len(m.Points) > 1 {
		trend := v.trendOf(m)
		head = kit.Ends(kit.Heading(m.CloseTitle), trend.Switch())
		box.Add(head, kit.Body(m.CloseSays), trend)
	} else {
		box.Add(head)
		if m.CloseSays != "" {
			box.Add(kit.Body(m.CloseSays))
		}
	}
	box.Add(kit.NewSpace(14), kit.Label(m.CloseAsk), kit.Choices(kit.Options{Words: m.CloseWords, Chosen: m.CloseNow, Spoken: spoken(m.p), OnChoose: func(i int) {
		v.change(v.act, care.GoalClose{Goal: m.Ref, Value: i}, nil)
	}}))
	return box
}

// trendOf is the picture of how close it felt, made anew only where it has
// changed, so that a list that was opened stays open.
func (v *GoalView) trendOf(m GoalPage) *kit.Trend {
	sum := len(m.Points)
	for i, x := range m.Points {
		sum += (i + 1) * (x.Value + 1) * 31
	}
	if v.trend != nil && v.trended == sum {
		return v.trend
	}
	o := kit.TrendOptions{Top: float32(len(m.CloseWords)), Short: true, AsList: m.CloseAsList, AsChart: m.CloseAsChart, Spoken: m.CloseSays}
	for i, words := range m.CloseWords {
		o.Bands = append(o.Bands, kit.TrendBand{Name: words, From: float32(i)})
	}
	for _, x := range m.Points {
		o.Points = append(o.Points, kit.TrendPoint{When: x.When, Value: float32(x.Value) + 0.5, Words: x.Words})
	}
	v.trend, v.trended = kit.NewTrend(o), sum
	return v.trend
}

// ends are the ways in which a goal comes to rest, or is taken up again.
func (v *GoalView) ends(m GoalPage) fyne.CanvasObject {
	to := func(kind care.ChangeKind) func() {
		return func() { v.change(v.act, care.GoalState{Goal: m.Ref, To: kind}, nil) }
	}
	if m.Resume != "" {
		return kit.Left(kit.OutlineButton(m.Resume, to(care.Resumed)))
	}
	return kit.Stack(10, kit.Fit(10, kit.OutlineButton(m.Reach, to(care.Reached)), kit.OutlineButton(m.Rest, to(care.Rested))), kit.Small(m.Growth))
}
