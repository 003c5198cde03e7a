package patient

import (
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// CheckInAsk says which form is to be filled in, and what only the app knows.
type CheckInAsk struct {
	Form     string // care.Form.Canonical
	Due      string // care.Due.Ref; may be ""
	NewID    string // uuid for the answers, where none were begun; the same for as long as the screen is open
	Contacts care.Contacts
}

// CheckIn is a form to be filled in, with the answers so far.
type CheckIn struct {
	Form    care.Form
	Answers care.CheckIn // begun earlier, or new
	Resumed bool
	Refusal Refusal
	Intro   Intro
	Urgent  Urgent
	Offline bool

	steps   []step
	closing []string // texts that the form puts after its last question
	p       *say.Printer
}

// Refusal says why a form is not begun. The zero Refusal refuses nothing.
type Refusal struct {
	Title, Words string
	ReasonsTitle string
	Reasons      []string
	Close        string
}

// Intro is what is said before the first question.
type Intro struct {
	Title       string
	Language    string // said where the form's language is not the interface's
	Words       []string
	SafetyTitle string // "" for a form without urgent answers
	Safety      []string
	Start       string
	Close       string
	Copyright   string
}

// step is one question with the texts that the form puts before it.
type step struct {
	item  care.Item
	group string
	lead  []string
}

// CheckInOf tells the form that is asked for.
func CheckInOf(c care.Chart, ask CheckInAsk, now time.Time, p *say.Printer) CheckIn {
	s := speak(c, now, p)
	m := CheckIn{p: p, Offline: c.Sync.Offline}
	form, ok := formFor(c, ask.Form, p.Language())
	if !ok {
		m.Refusal = Refusal{Title: p.T("patient.refusal.gone-title"), Words: p.T("patient.refusal.gone"), Close: p.T("patient.common.close")}
		return m
	}
	m.Form = form
	m.steps, m.closing = stepsOf(form.Items)
	if reasons := s.unsupported(form, m.steps); len(reasons) > 0 {
		m.Refusal = Refusal{Title: form.Title, Words: p.T("patient.refusal.words"), Close: p.T("patient.common.close"), ReasonsTitle: p.T("patient.refusal.reasons"), Reasons: reasons}
		return m
	}
	m.Answers, m.Resumed = answersFor(c, form, ask)
	m.Intro = s.intro(c, m)
	m.Urgent = s.urgent(c, ask.Contacts)
	return m
}

// formFor prefers the interface's language where a form is there in several.
func formFor(c care.Chart, canonical, language string) (care.Form, bool) {
	for _, f := range c.Forms {
		if f.Canonical == canonical && sameLanguage(f.Language, language) {
			return f, true
		}
	}
	return c.FormOf(canonical)
}

// answersFor goes on with what was begun, or begins anew. Answers that were
// finished under the new id meanwhile are shown as they are.
func answersFor(c care.Chart, f care.Form, ask CheckInAsk) (care.CheckIn, bool) {
	if done, ok := findCheckIn(c, ask.NewID); ok && ask.NewID != "" {
		return done, true
	}
	if old, ok := begun(c, f.Canonical, ask.Due); ok {
		return old, true
	}
	return care.CheckIn{
		ID: ask.NewID, Form: f.Canonical, Title: f.Title, Subject: c.Viewer.Person, Due: ask.Due,
		Language: f.Language, Instrument: f.Instrument, Answers: map[string]care.Reply{},
	}, false
}

// stepsOf opens the groups and gives every question the texts before it.
func stepsOf(items []care.Item) (steps []step, closing []string) {
	var lead []string
	var walk func(items []care.Item, group string)
	walk = func(items []care.Item, group string) {
		for _, it := range items {
			switch it.Kind {
			case care.ItemGroup:
				inner := group
				if it.Text != "" {
					inner = it.Text
				}
				walk(it.Items, inner)
				continue
			case care.ItemDisplay:
				lead = append(lead, it.Text)
			default:
				steps = append(steps, step{item: it, group: group, lead: lead})
				lead = nil
			}
			walk(it.Items, group)
		}
	}
	walk(items, "")
	return steps, lead
}

// unsupported lists, in words, why the form cannot be answered whole here.
func (s speaker) unsupported(f care.Form, steps []step) []string {
	reasons := append([]string(nil), f.Unsupported...)
	if len(steps) == 0 && len(reasons) == 0 {
		reasons = append(reasons, s.p.T("patient.refusal.no-questions"))
	}
	for _, st := range steps {
		if st.item.Kind == care.ItemChoice && len(st.item.Options) == 0 {
			reasons = append(reasons, s.p.T("patient.refusal.no-answers", "Question", st.item.Text))
		}
	}
	return reasons
}

func (s speaker) intro(c care.Chart, m CheckIn) Intro {
	in := Intro{Title: m.Form.Title, Copyright: m.Form.Copyright, Close: s.p.T("patient.common.close"), Start: s.p.T("patient.checkin.start")}
	if m.Resumed {
		in.Words = append(in.Words, s.p.T("patient.checkin.resumed"))
		in.Start = s.p.T("patient.checkin.resume")
	}
	in.Words = append(in.Words,
		s.p.N("patient.checkin.how-many", len(m.steps)), s.p.T("patient.checkin.saved-as-you-go"), s.p.T("patient.checkin.may-decline"))
	if !sameLanguage(m.Form.Language, s.p.Language()) {
		name := languageName(m.Form.Language, s.p)
		in.Language = s.p.T("patient.checkin.only-language", "Language", name)
		if !m.Resumed {
			in.Start = s.p.T("patient.checkin.start-language", "Language", name)
		}
	}
	for _, st := range m.steps {
		if st.item.Urgent {
			in.SafetyTitle = s.p.T("patient.checkin.before")
			in.Safety = []string{s.p.T("patient.checkin.urgent-answers"), s.opening(c.Clinic)}
			break
		}
	}
	return in
}

// sameLanguage compares what is said, not the country: en-US is en. A form
// that does not name its language is taken to be in the interface's.
func sameLanguage(a, b string) bool {
	return a == "" || b == "" || base(a) == base(b)
}

func base(tag string) string {
	first, _, _ := strings.Cut(tag, "-")
	return strings.ToLower(first)
}

func languageName(tag string, p *say.Printer) string {
	if key := "patient.language." + base(tag); p.Has(key) {
		return p.T(key)
	}
	return tag
}
