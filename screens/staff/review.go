package staff

import (
	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// ReviewActions is what the review list asks for. Every call returns at once; done
// is called on the UI thread.
type ReviewActions interface {
	// ShowReview shows the list as asked.
	ShowReview(ask ReviewAsk)
	// DoWork records what was done, and what was written to the patient.
	DoWork(d care.Deed, done func(*care.Fault))
	// RecordCall records a call about a follow-up.
	RecordCall(c care.CallRecorded, done func(*care.Fault))
	// OpenContact opens the system's own telephone.
	OpenContact(uri string)
	// OpenChoices opens what waits for their decision.
	OpenChoices()
}

// Typing keeps the words of what is not sent, so that they are there again after the app was ended. Whoever takes
// ReviewActions or PageActions may be one.
type Typing interface {
	Typed(key string) string
	// KeepTyped keeps the words; "" forgets them.
	KeepTyped(key, words string)
}

// ReviewView draws the list and the detail. What is being typed stays with the entry
// that it belongs to.
type ReviewView struct {
	act   ReviewActions
	both  func() bool // list and detail stand side by side
	again func()

	queue    *kit.Queue
	scroll   *kit.Scroller
	search   *kit.Field
	scrolled string // Work.ID of the detail that scroll shows
	shown    string // Work.ID that doing is about
	model    Review
	doing    *doing            // what is being done about shown; never nil
	begun    map[string]*doing // what was left in the middle, by Work.ID
	grab     fyne.Focusable    // what a form that was opened begins with, until it has the focus
}

// NewReviewView makes the view; both tells whether list and detail stand side by
// side in the window now, again draws the page anew.
func NewReviewView(act ReviewActions, both func() bool, again func()) *ReviewView {
	v := &ReviewView{act: act, both: both, again: again, doing: &doing{}, begun: map[string]*doing{}}
	v.queue = kit.NewQueue(func(key string) {
		ask := v.model.Ask
		ask.Selected, ask.Opened = key, true
		v.show(ask)
	})
	return v
}

var tones = map[TagKind]kit.Tone{TagWaiting: kit.ToneCalm, TagUrgent: kit.ToneUrgent, TagMine: kit.TonePrimary, TagOverdue: kit.ToneThread, TagDone: kit.ToneOK}

var tagIcons = map[TagKind]string{TagUrgent: "flag", TagOverdue: "clock", TagDone: "check"}

// Page draws r.
func (v *ReviewView) Page(r Review) *kit.Page {
	v.model = r
	page := &kit.Page{Key: "review", Title: r.Title, Width: kit.Whole}
	if r.Refused != "" {
		page.Body = kit.Body(r.Refused).Soft()
		return page
	}
	if r.Detail == nil {
		v.turnTo("")
	} else if v.shown != r.Detail.ID {
		v.turnTo(r.Detail.ID)
	}
	page.Fill, page.OnKey, page.Lead = true, v.key, v.lead(r)
	items := make([]kit.QueueItem, len(r.Rows))
	for i, x := range r.Rows {
		items[i] = kit.QueueItem{
			Key: x.ID, Name: x.Name, When: x.Age, Reason: x.Reason, Tone: tones[x.Tag.Kind], Icon: tagIcons[x.Tag.Kind], Tag: x.Tag.Words, Selected: x.Selected,
		}
	}
	v.queue.Set(items, kit.Body(r.Empty).Soft())
	var detail *kit.Scroller
	if r.Detail != nil {
		detail = v.detailScroll(r.Detail)
	}
	page.Body = kit.NewDesk(v.queue, detail, r.Ask.Opened).Above(v.search)
	page.Grab, v.grab = v.grab, nil
	return page
}

// turnTo has what is written about one entry wait there, and takes up what was left about the next.
func (v *ReviewView) turnTo(id string) {
	if v.shown != "" && v.doing.holds() {
		v.begun[v.shown] = v.doing
	}
	v.shown, v.doing = id, v.begun[id]
	delete(v.begun, id)
	if v.doing == nil {
		v.doing = &doing{}
	}
}

// detailScroll keeps the scroll as long as the same entry is shown.
func (v *ReviewView) detailScroll(d *ReviewDetail) *kit.Scroller {
	var at float32
	if v.scroll != nil && v.scrolled == d.ID {
		at = v.scroll.Offset()
	}
	v.scrolled, v.scroll = d.ID, kit.Detail(v.detail(d))
	v.scroll.ScrollTo(at)
	return v.scroll
}

// lead is what stands above the list: the sentence, the filters, the search.
func (v *ReviewView) lead(r Review) fyne.CanvasObject {
	lead := kit.Stack(4, kit.Body(r.Sentence).Soft(), choices(r.Choices, r.ChoicesSay, v.act.OpenChoices))
	if r.State != "" {
		lead.Add(kit.StatusLine("clock", kit.InkSoft, r.State))
	}
	words, chosen := make([]string, len(r.Filters)), kit.None
	for i, f := range r.Filters {
		words[i] = f.Words
		if f.Chosen {
			chosen = i
		}
	}
	filters := kit.FlowChoices(kit.Options{Words: words, Chosen: chosen, OnChoose: func(i int) {
		ask := v.model.Ask
		ask.Filter, ask.Selected, ask.Opened = r.Filters[i].Key, "", false
		v.queue.ScrollTo(0)
		v.show(ask)
	}})
	if v.search == nil {
		v.search = kit.NewField(r.Search, "")
		v.search.Entry.SetText(r.Ask.Search)
		v.search.Entry.OnChanged = func(s string) {
			ask := v.model.Ask
			ask.Search, ask.Selected, ask.Opened = s, "", false
			v.show(ask)
		}
	}
	lead.Add(kit.NewSpace(8), filters)
	if v.both() { // there is a keyboard
		lead.Add(kit.NewSpace(6), kit.Caption(r.Keys))
	}
	return lead
}

// show asks for the list. What is asked next builds on that, though the list may not have come by then: whoever types fast
// would else get back what they had just changed.
func (v *ReviewView) show(ask ReviewAsk) {
	v.model.Ask = ask
	v.act.ShowReview(ask)
}

// move selects the next row that waits, or the one before.
func (v *ReviewView) move(by int) bool {
	if v.model.Detail == nil {
		return false
	}
	if to := v.model.Beside(by); to != "" {
		ask := v.model.Ask
		ask.Selected = to
		v.queue.Reveal(to)
		v.show(ask)
	}
	return true
}

// leave goes one step back: out of a form, then out of the detail where that is a
// page of its own.
func (v *ReviewView) leave() bool {
	switch {
	case v.doing.action != nil:
		v.doing.close()
		v.again()
	case v.model.Ask.Opened && !v.both():
		v.back()
	default:
		return false
	}
	return true
}

func (v *ReviewView) back() {
	ask := v.model.Ask
	ask.Opened = false
	v.show(ask)
}
