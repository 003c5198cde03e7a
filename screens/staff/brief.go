package staff

import (
	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// BriefActions is what can be done in a patient's brief. Every call returns at once.
type BriefActions interface {
	PlanChanges
	// OpenPatientPage opens a page of the patient's over the brief.
	OpenPatientPage(patient string, page BriefPage)
}

// briefView draws the brief. What is being typed stays with its patient.
type briefView struct {
	act     BriefActions
	next    func(after string) // opens the next who is to be reviewed this week
	patient string
	editing string // the goal whose fields are open
	drawn   *Brief
	writing
}

func newBriefView(act BriefActions, next func(after string), again func()) *briefView {
	v := &briefView{act: act, next: next}
	v.writing.again = again
	return v
}

// draw is the brief as a card; back is the way to the list, or nil.
func (v *briefView) draw(b *Brief, back fyne.CanvasObject) fyne.CanvasObject {
	if v.patient != b.Patient {
		v.patient, v.editing = b.Patient, ""
		v.fault, v.wrong = nil, ""
	}
	v.drawn = b
	head := kit.Stack(2, kit.Heading(b.Name), kit.Small(b.Standing))
	body := kit.Stack(22, back, head, v.concerns(b), v.changed(b), section(b.FactsTitle, facts(b.Facts)))
	if len(b.Trend.Points) > 0 {
		chart := kit.NewTrend(options(b.Trend))
		body.Add(kit.Stack(10, kit.Ends(kit.Strong(b.TrendTitle), chart.Switch()), chart))
	}
	body.Add(v.goals(b), v.reviewed(b), v.pages(b))
	return kit.Sheet(body)
}

func section(title string, items ...fyne.CanvasObject) fyne.CanvasObject {
	return kit.Stack(10, append([]fyne.CanvasObject{kit.Strong(title)}, items...)...)
}

func facts(all []Fact) fyne.CanvasObject { return kit.Facts(kitFacts(all)...) }

func kitFacts(all []Fact) []kit.Fact {
	out := make([]kit.Fact, len(all))
	for i, f := range all {
		out[i] = kit.Fact{Name: f.Name, Value: f.Value}
	}
	return out
}

func small(words string) fyne.CanvasObject {
	if words == "" {
		return nil
	}
	return kit.Small(words)
}

func (v *briefView) concerns(b *Brief) fyne.CanvasObject {
	if len(b.Concerns) == 0 {
		return nil
	}
	tags := kit.Flow(8)
	for _, words := range b.Concerns {
		tags.Add(kit.Tag(kit.ToneThread, "", words))
	}
	return section(b.ConcernsTitle, tags)
}

func (v *briefView) changed(b *Brief) fyne.CanvasObject {
	if b.Nothing != "" {
		return section(b.Since, kit.Body(b.Nothing).Soft())
	}
	knots := make([]kit.Knot, len(b.Changed))
	for i, x := range b.Changed {
		knots[i] = kit.Knot{Moment: kit.Past, Content: kit.Stack(1, kit.Small(x.When), kit.Label(x.What), kit.Body(x.Words), small(x.Why))}
	}
	return section(b.Since, kit.NewThread(knots...), small(b.More))
}

func (v *briefView) goals(b *Brief) fyne.CanvasObject {
	if len(b.Goals) == 0 {
		return section(b.GoalsTitle, kit.Body(b.NoGoals).Soft())
	}
	rows := make([]fyne.CanvasObject, len(b.Goals))
	for i, g := range b.Goals {
		if v.editing == b.Patient+g.Ref {
			rows[i] = v.editor(b, g)
			continue
		}
		rows[i] = kit.Pad(8, 0, 8, 0, kit.Ends(
			kit.Stack(1, kit.Body(g.Text), kit.Small(g.State)),
			kit.QuietButton(b.Edit.Change, func() { v.editing = b.Patient + g.Ref; v.again() }).About(g.Text).Flush().Small()))
	}
	return section(b.GoalsTitle, kit.Rows(rows...))
}

var errNoReason = &care.Fault{Code: "team-no-reason", Say: "Write why first. The patient reads it."}

// editor changes a goal. It asks for a reason, which the patient reads.
func (v *briefView) editor(b *Brief, g BriefGoal) fyne.CanvasObject {
	key := "goal/" + b.Patient + "/" + g.Ref
	stop := func() {
		v.editing = ""
		v.drop(key)
	}
	save := func() {
		day, ok := v.typedDay(key+"/day", b.Edit.Day)
		switch {
		case !ok:
		case v.typed(key+"/why") == "":
			v.refuse(key, errNoReason)
		default:
			v.change(v.act, key, care.TeamGoal{Patient: b.Patient, GoalWords: care.GoalWords{
				Goal: g.Ref, Text: v.typed(key + "/text"), Target: day, Why: v.typed(key + "/why"),
			}}, stop)
		}
	}
	return kit.Pad(12, 0, 14, 0, kit.Stack(12,
		v.field(key+"/text", b.Edit.Text, "", g.Text, 2), v.elsewhere(key+"/text", g.Text, "", b.p), v.day(key+"/day", b.Edit.Day, g.target), v.field(key+"/why", b.Edit.Why, b.Edit.WhyHint, "", 2),
		v.problem(key, b.p), kit.Fit(8, kit.PrimaryButton(b.Edit.Save, save), kit.OutlineButton(b.Edit.Cancel, func() { stop(); v.again() }))))
}

// reviewed records the team's review and goes to the next patient.
func (v *briefView) reviewed(b *Brief) fyne.CanvasObject {
	box := kit.Stack(12)
	if b.Done != "" {
		box.Add(kit.StatusLine("circle-check", kit.OK, b.Done))
	}
	if b.Mark != "" {
		box.Add(v.field("note/"+b.Patient, b.Note, b.NoteHint, "", 2).About(b.Name), v.problem("note/"+b.Patient, b.p))
		buttons := []fyne.CanvasObject{kit.PrimaryButton(b.Mark, func() { v.review(b) }).WithIcon("check")}
		if b.Next != "" {
			buttons = append(buttons, kit.QuietButton(b.Next, func() { v.next(b.Patient) }))
		}
		box.Add(kit.Flow(10, buttons...), kit.Small(b.MarkSay))
	}
	return box
}

// review records the review of the patient whose brief is drawn.
func (v *briefView) review(b *Brief) {
	key := "note/" + b.Patient
	// What is typed on goes to nobody: the field that had the focus was about this patient.
	if f := v.fields[key]; f != nil {
		if c := fyne.CurrentApp().Driver().CanvasForObject(f); c != nil && c.Focused() == f.Input() {
			c.Unfocus()
		}
	}
	v.change(v.act, key, care.TeamReviewed{Patient: b.Patient, Note: v.typed(key)}, func() {
		v.drop(key)
		v.next(b.Patient)
	})
}

func (v *briefView) pages(b *Brief) fyne.CanvasObject {
	rows := make([]fyne.CanvasObject, len(b.Pages))
	for i, x := range b.Pages {
		rows[i] = kit.NewRowLink(x.Title, x.Small, func() { v.act.OpenPatientPage(b.Patient, x.Page) }).WithIcon(x.Icon)
	}
	return section(b.PagesTitle, kit.Rows(rows...))
}
