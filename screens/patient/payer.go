package patient

import (
	"time"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// PayerActions is what can be decided about who pays.
type PayerActions interface {
	// ConsentToPayer says yes until a day.
	ConsentToPayer(until time.Time, done func(*care.Fault))
	// EndPayerConsent takes that back.
	EndPayerConsent(done func(*care.Fault))
	Close()
}

// PayerView draws the page.
type PayerView struct {
	act    PayerActions
	again  func()
	end    int  // index of the day that is chosen
	asking bool // whether to take it back
	fault  *care.Fault
}

// NewPayerView makes the view.
func NewPayerView(act PayerActions, again func()) *PayerView {
	return &PayerView{act: act, again: again}
}

// Page draws m.
func (v *PayerView) Page(m PayerPage) *kit.Page {
	body := kit.Stack(14)
	for _, words := range m.Words {
		body.Add(kit.Body(words))
	}
	state := kit.Stack(6, kit.Strong(m.State))
	if line := statusLine(m.Delivery); line != nil {
		state.Add(line)
	}
	body.Add(kit.Rule(), state)
	if v.fault != nil {
		body.Add(kit.Problem(m.p.Fault(v.fault), nil))
	}
	page := &kit.Page{Key: "payer", Full: true, Out: kit.WayOut("arrow-left", m.Back, v.act.Close), Title: m.Title, Lead: noticed(nil, m.Notices), Body: body}
	if m.Take != "" {
		body.Add(v.take(m))
		return page
	}
	v.end = min(v.end, len(m.Ends)-1)
	words := make([]string, len(m.Ends))
	for i, e := range m.Ends {
		words[i] = e.Words
	}
	body.Add(kit.Stack(8, kit.Heading(m.EndTitle), kit.FlowChoices(kit.Options{Words: words, Chosen: v.end, Spoken: spoken(m.p), OnChoose: func(i int) {
		v.end = i
		v.again()
	}})), kit.Left(kit.OutlineButton(m.Give, func() { v.act.ConsentToPayer(m.Ends[v.end].At, v.done) })))
	return page
}

func (v *PayerView) done(f *care.Fault) {
	v.asking, v.fault = false, f
	v.again()
}

// take takes the yes back, after one calm question.
func (v *PayerView) take(m PayerPage) fyne.CanvasObject {
	if !v.asking {
		return kit.Left(kit.OutlineButton(m.Take, func() {
			v.asking = true
			v.again()
		}))
	}
	return kit.Notice(kit.Body(m.Asking.Words), kit.NewSpace(4), kit.Fit(10,
		kit.PrimaryButton(m.Asking.Yes, func() { v.act.EndPayerConsent(v.done) }),
		kit.OutlineButton(m.Asking.No, func() {
			v.asking = false
			v.again()
		})))
}
