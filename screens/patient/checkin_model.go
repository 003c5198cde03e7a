package patient

import (
	"slices"
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
	Form      care.Form
	Answers   care.CheckIn // begun earlier, or new
	Resumed   bool
	Refusal   Refusal
	Intro     Intro
	Urgent    Urgent
	Offline   bool
	Changed   bool   // of what was begun some answers do not fit any more: the clinic changed the form
	Quiet     bool   // an urgent answer alerts nobody at the clinic
	Telephone string // the person's own number, as the clinic knows it

	p    *say.Printer
	zone *time.Location // in which times are written
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
	Words       []string
	SafetyTitle string // "" for a form without urgent answers
	Safety      []string
	Start       string
	Close       string
	Copyright   string
}

// CheckInOf tells the form that is asked for.
func CheckInOf(c care.Chart, ask CheckInAsk, now time.Time, p *say.Printer) CheckIn {
	s := speak(c, now, p)
	m := CheckIn{p: p, zone: s.own, Offline: c.Sync.Offline}
	form, ok := formFor(c, ask.Form, p.Language())
	if !ok {
		m.Refusal = Refusal{Title: p.T("patient.refusal.gone-title"), Words: p.T("patient.refusal.gone"), Close: p.T("patient.common.close")}
		return m
	}
	m.Form = form
	if !sameLanguage(form.Language, p.Language()) {
		m.Refusal = Refusal{Title: form.Title, Words: p.T("patient.refusal.language", "Language", languageName(form.Language, p)), Close: p.T("patient.common.close")}
		return m
	}
	if reasons := s.unsupported(form); len(reasons) > 0 {
		m.Refusal = Refusal{Title: form.Title, Words: p.T("patient.refusal.words"), Close: p.T("patient.common.close"), ReasonsTitle: p.T("patient.refusal.reasons"), Reasons: reasons}
		return m
	}
	m.Answers, m.Resumed = answersFor(c, form, ask)
	if m.Resumed && m.Answers.Status == care.CheckInBegun {
		m.Answers, m.Changed = fitting(form, m.Answers)
	}
	m.Quiet = form.Quiet || c.Clinic.Quiet
	m.Telephone = c.Viewer.Telephone
	m.Urgent = s.urgent(c, m.Quiet, ask.Contacts)
	m.Intro = s.intro(c, m)
	return m
}

// formFor prefers a language where a form is there in several.
func formFor(c care.Chart, canonical, language string) (care.Form, bool) {
	for _, f := range c.Forms {
		if f.Canonical == canonical && sameLanguage(f.Language, language) {
			return f, true
		}
	}
	return c.FormNow(canonical)
}

// answersFor goes on with what was begun, or begins anew. Answers that were
// finished under the new id meanwhile are shown as they are.
func answersFor(c care.Chart, f care.Form, ask CheckInAsk) (care.CheckIn, bool) {
	if done, ok := findCheckIn(c, ask.NewID); ok {
		return done, true
	}
	if old, ok := begun(c, f.Canonical, ask.Due); ok {
		old.Form, old.Title, old.Instrument, old.Language = f.Canonical, f.Title, f.Instrument, f.Language
		return old, true
	}
	return care.CheckIn{
		ID: ask.NewID, Form: f.Canonical, Title: f.Title, Subject: c.Viewer.Person, Due: ask.Due,
		Language: f.Language, Instrument: f.Instrument, Answers: fromPlan(f, c.Plan),
	}, false
}

// fitting is what was begun without the answers that the form, changed since, does not take;
// lost says that there were some.
func fitting(f care.Form, ci care.CheckIn) (kept care.CheckIn, lost bool) {
	asks := map[string]care.Item{}
	var walk func([]care.Item)
	walk = func(items []care.Item) {
		for _, it := range items {
			asks[it.LinkID] = it
			walk(it.Items)
		}
	}
	walk(f.Items)
	kept = ci
	kept.Answers = map[string]care.Reply{}
	for key, r := range ci.Answers {
		it, there := asks[care.LinkID(key)]
		if !there {
			lost = true
			continue
		}
		fits := r
		if it.Kind != care.ItemGroup {
			fits = it.Kept(r)
		}
		lost = lost || !fits.Same(r)
		if fits.Answered() || fits.Times > 0 {
			kept.Answers[key] = fits
		}
	}
	return kept, lost
}

// fromPlan writes the person's goals and barriers into a follow-up form, one for
// each repetition of the group that asks about them.
func fromPlan(f care.Form, plan care.Plan) map[string]care.Reply {
	out := map[string]care.Reply{}
	texts := map[string][]string{}
	for _, g := range plan.Goals {
		texts["followup-goals"] = append(texts["followup-goals"], g.Text)
	}
	for _, b := range plan.Barriers {
		texts["followup-barriers"] = append(texts["followup-barriers"], b.Text)
	}
	for _, group := range f.Items {
		if group.Kind != care.ItemGroup || !group.Repeats || len(group.Items) == 0 {
			continue
		}
		for i, text := range texts[group.Code] {
			out[care.KeyAt(group.Items[0], []int{i})] = care.Reply{Text: text}
		}
	}
	return out
}

// unsupported lists, in words, why the form cannot be answered whole here.
func (s speaker) unsupported(f care.Form) []string {
	var reasons []string
	for _, u := range f.Gaps() {
		reasons = append(reasons, s.p.T("patient.refusal."+u.Code, "Question", u.Question))
	}
	if n := len(reasons); n > mostReasons {
		reasons = append(reasons[:mostReasons:mostReasons], s.p.N("patient.refusal.more", n-mostReasons))
	}
	return reasons
}

// mostReasons is how many parts of a form are named that cannot be shown.
const mostReasons = 6

func (s speaker) intro(c care.Chart, m CheckIn) Intro {
	in := Intro{Title: m.Form.Title, Copyright: m.Form.Copyright, Close: s.p.T("patient.common.close"), Start: s.p.T("patient.checkin.start")}
	if m.Resumed {
		in.Words = append(in.Words, s.p.T("patient.checkin.resumed"))
		if m.Changed {
			in.Words = append(in.Words, s.p.T("patient.checkin.changed"))
		}
		in.Start = s.p.T("patient.checkin.resume")
	}
	in.Words = append(in.Words, s.howMany(m.Form), s.p.T("patient.checkin.saved-as-you-go"), s.p.T("patient.checkin.may-decline"))
	if len(m.Form.Computed) > 0 {
		in.Words = append(in.Words, s.p.T("patient.checkin.computed", "Names", strings.Join(m.Form.Computed, ", ")))
	}
	if slices.ContainsFunc(m.Form.Questions(), func(q care.Item) bool { return q.Urgent }) {
		in.SafetyTitle = s.p.T("patient.checkin.before")
		in.Safety = []string{s.p.T("patient.checkin.urgent-answers"), s.opening(c.Clinic)}
		if m.Quiet {
			in.Safety[0] = s.p.T("patient.checkin.urgent-quiet")
		}
	}
	return in
}

// howMany says how long a form is, as far as that is known before it is begun.
func (s speaker) howMany(f care.Form) string {
	all := f.Questions()
	now := 0
	lay := care.Lay(f, nil)
	for _, a := range lay.Steps {
		if a.Kind != care.ItemGroup {
			now++
		}
	}
	if now == len(all) && len(lay.Steps) == now {
		return s.p.N("patient.checkin.how-many", now)
	}
	return s.p.N("patient.checkin.how-many-or-more", now)
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
