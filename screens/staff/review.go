package staff

import (
	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// ReviewActions is what the review list asks for. Every call returns at once.
type ReviewActions interface {
	// SelectReview opens a check-in; "" goes back to the list.
	SelectReview(id string)
	// MarkReviewed records the review; done is called on the UI thread.
	MarkReviewed(d care.ReviewDecision, done func(*care.Fault))
}

// ReviewView draws the list and the detail. A reply that is being typed stays
// with its check-in.
type ReviewView struct {
	act   ReviewActions
	both  func() bool // list and detail stand side by side
	note  *kit.Field
	noted string // the check-in that the reply belongs to
}

// NewReviewView makes the view; both tells whether list and detail stand side by
// side in the window now.
func NewReviewView(act ReviewActions, both func() bool) *ReviewView {
	return &ReviewView{act: act, both: both}
}

// Page draws r.
func (v *ReviewView) Page(r Review) *kit.Page {
	lead := kit.Stack(4, kit.Body(r.Sentence).Soft())
	if r.State != "" {
		lead.Add(kit.StatusLine("clock", kit.InkSoft, r.State))
	}
	page := &kit.Page{Key: "review", Title: r.Title, Lead: lead, Width: kit.Whole}
	if r.Empty != "" {
		page.Body = kit.Body(r.Empty).Soft()
		return page
	}
	rows := make([]fyne.CanvasObject, len(r.Rows))
	for i, x := range r.Rows {
		rows[i] = kit.NewQueueRow(x.Name, x.Time, x.Reason, tag(x), func() { v.act.SelectReview(x.ID) }).Select(x.Selected)
	}
	var detail fyne.CanvasObject = kit.NewSpace(0)
	if r.Detail != nil {
		detail = v.detail(r.Detail)
		page.Key += "/" + r.Detail.ID
	}
	page.Body = kit.ListDetail(kit.Stack(10, rows...), detail, r.Opened)
	return page
}

func tag(x ReviewRow) fyne.CanvasObject {
	switch {
	case x.Urgent:
		return kit.Tag(kit.ToneUrgent, "flag", x.Tag)
	case x.Done:
		return kit.Tag(kit.ToneOK, "check", x.Tag)
	default:
		return kit.Tag(kit.ToneCalm, "", x.Tag)
	}
}

func (v *ReviewView) detail(d *ReviewDetail) fyne.CanvasObject {
	facts := make([]kit.Fact, len(d.Facts))
	for i, f := range d.Facts {
		facts[i] = kit.Fact{Name: f.Name, Value: f.Value}
	}
	body := kit.Stack(0)
	if d.BackShown && !v.both() {
		body.Add(kit.Left(kit.WayOut("arrow-left", d.Back, func() { v.act.SelectReview("") })), kit.NewSpace(8))
	}
	body.Add(kit.Heading(d.Name), kit.NewSpace(1), kit.Small(d.Form), kit.NewSpace(16))
	for i, u := range d.Urgent {
		var below []kit.Fact
		if i == 0 {
			below = facts
		}
		body.Add(kit.AlertPanel(u.Item, u.Answer, below...), kit.NewSpace(16))
	}
	if len(d.Urgent) == 0 {
		body.Add(kit.Facts(facts...), kit.NewSpace(16))
	}
	body.Add(v.decision(d)...)
	body.Add(score(d)...)
	body.Add(answers(d)...)
	return kit.Card(body)
}

func (v *ReviewView) decision(d *ReviewDetail) []fyne.CanvasObject {
	if d.Done != "" {
		return []fyne.CanvasObject{kit.StatusLine("circle-check", kit.OK, d.Done), kit.NewSpace(22)}
	}
	if v.note == nil || v.noted != d.ID {
		v.note, v.noted = kit.NewTextArea(d.Note, d.NoteHint, 2), d.ID
	}
	items := []fyne.CanvasObject{v.note, kit.NewSpace(12)}
	mark := kit.PrimaryButton(d.Mark, func() {
		decision := care.ReviewDecision{CheckIn: d.ID, Patient: d.Patient, Note: v.note.Entry.Text}
		v.act.MarkReviewed(decision, func(f *care.Fault) {
			if f != nil {
				v.note.Fault(f.Say) // the words stay in the field
			}
		})
	}).WithIcon("check")
	return append(items, kit.Left(mark), kit.NewSpace(6), kit.Small(d.MarkSay), kit.NewSpace(24))
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
		items = append(items, kit.RowCentered(14, kit.Display(d.Score), kit.Wide(band)), kit.NewSpace(8))
		if d.Change != "" {
			items = append(items, kit.Body(d.Change))
		}
		items = append(items, kit.NewSpace(22))
	}
	if len(d.Trend.Points) > 0 {
		trend := kit.NewTrend(options(d.Trend))
		items = append(items, kit.Ends(kit.Heading(d.TrendTitle), trend.Switch()), kit.NewSpace(10), trend, kit.NewSpace(26))
	}
	return items
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
	rows := make([]fyne.CanvasObject, len(d.Answers))
	for i, a := range d.Answers {
		said := kit.Strong(a.Answer)
		if a.Urgent {
			said = said.In(kit.Urgent)
		}
		rows[i] = kit.Pad(10, 0, 10, 0, kit.Stack(2, kit.Small(a.Question), said))
	}
	return []fyne.CanvasObject{kit.Heading(d.AnswersName), kit.NewSpace(4), kit.Rows(rows...)}
}
