package lovedone

import (
	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/say"
)

// SessionActions is what a loved one can do about a session. Each returns at once.
type SessionActions interface {
	AnswerSession(a care.SessionAnswer, done func(*care.Fault))
	// JoinSession asks the clinic for the link and opens it.
	JoinSession(session string, done func(*care.Fault))
	// OpenExpect says what a session is like.
	OpenExpect()
	// SignOut leads to where one signs out.
	SignOut()
}

// asking is what the pages with a session share.
type asking struct {
	act   SessionActions
	again func()
	fault *care.Fault
}

// next is the one raised card.
func (v *asking) next(x Session, expect string) fyne.CanvasObject {
	card := kit.Stack(0, facts(x))
	if x.Join != "" {
		card.Add(kit.NewSpace(16), kit.PrimaryButton(x.Join, func() { v.act.JoinSession(x.Ref, v.done) }).WithIcon("video"))
	}
	if x.Ask != "" {
		card.Add(kit.NewSpace(18), v.choices(x))
	}
	if v.fault != nil {
		card.Add(kit.NewSpace(12), kit.Problem(x.p.Fault(v.fault), nil))
	}
	if expect != "" {
		card.Add(kit.NewSpace(12), kit.Left(kit.QuietButton(expect, v.act.OpenExpect).Flush()))
	}
	return kit.Card(card).Roomy()
}

// choices ask whether they come. None is chosen for them.
func (v *asking) choices(x Session) fyne.CanvasObject {
	box := kit.Stack(0, kit.Label(x.Ask), kit.NewSpace(6), kit.Choices(kit.Options{
		Words: x.Choices, Chosen: x.Chosen, Spoken: spoken(x.p), OnChoose: func(i int) {
			v.act.AnswerSession(care.SessionAnswer{Session: x.Ref, Answer: answers[i]}, v.done)
		},
	}))
	if x.Delivery != "" {
		box.Add(kit.NewSpace(10), kit.StatusLine("smartphone", kit.InkSoft, x.Delivery))
	}
	return box
}

// done says on the page how it went.
func (v *asking) done(f *care.Fault) {
	v.fault = f
	v.again()
}

func spoken(p *say.Printer) func(chosen bool, place, count int) string {
	return func(chosen bool, place, count int) string {
		if chosen {
			return p.T("patient.spoken.chosen", "Place", place, "Count", count)
		}
		return p.T("patient.spoken.open", "Place", place, "Count", count)
	}
}

func facts(x Session) fyne.CanvasObject {
	out := kit.Stack(2, kit.Small(x.Day), kit.Small(x.Time), kit.Heading(x.Title))
	if len(x.Facts) > 0 {
		lines := kit.Stack(6)
		for _, f := range x.Facts {
			lines.Add(kit.FactLine(f.Icon, f.Text))
		}
		out.Add(kit.NewSpace(8), lines)
	}
	if x.Tag != "" {
		out.Add(kit.NewSpace(8), kit.Left(kit.Tag(kit.ToneThread, "clock", x.Tag)))
	}
	return out
}

// ended is a page that says only that nothing is here any more.
func (v *asking) ended(key, overline string, g Gone) *kit.Page {
	body := kit.Stack(0, kit.Body(g.Help).Soft())
	if g.SignOut != "" {
		body.Add(kit.NewSpace(20), kit.Left(kit.OutlineButton(g.SignOut, v.act.SignOut)))
	}
	return &kit.Page{Key: key, Overline: overline, Title: g.Title, Lead: kit.Body(g.Words), Body: body}
}

func lead(sentence, state string) fyne.CanvasObject {
	out := kit.Stack(6)
	if sentence != "" {
		out.Add(kit.Body(sentence).Soft())
	}
	if state != "" {
		out.Add(kit.StatusLine("cloud-off", kit.InkSoft, state))
	}
	return out
}
