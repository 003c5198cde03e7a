package staff

import (
	"slices"
	"strings"
	"unicode"

	"throughline/care"
	"throughline/screens/say"
)

// FormDetail is a form in use, or a file that is to become one.
type FormDetail struct {
	Canonical, Title string
	Facts            []Fact
	UrgentTitle      string
	Urgent           []string // answers that alert staff, in words
	UrgentNone       string
	GapsTitle        string
	Gaps             []string // why it cannot be published
	Preview          string
	Publish          string // "" where it cannot be
	PublishWords     string
	AskDo            string
	Ref, RetireDo    string
}

// forms lists those in use.
func (s programmeSpeaker) forms(m *Programme) {
	m.Do, m.Sentence = s.p.T("staff.programme.form-do"), s.p.T("staff.programme.forms-words")
	for _, f := range s.c.Forms {
		if i := slices.IndexFunc(m.Rows, func(r ProgrammeRow) bool { return r.ID == f.Ref }); i >= 0 {
			m.Rows[i].When += ", " + languageOf(f, s.p) // one resource, in two languages
			continue
		}
		row := ProgrammeRow{ID: f.Ref, Name: f.Title, When: languageOf(f, s.p), Words: versionWords(f, s.p), Selected: f.Ref == m.Ask.Open}
		if f.Retired {
			row.Tag, row.Calm = s.p.T("staff.programme.retired"), true
		}
		m.Rows = append(m.Rows, row)
		if row.Selected {
			d := formDetail(f, s.p)
			if !f.Retired {
				d.Ref, d.RetireDo = f.Ref, s.p.T("staff.programme.retire-do")
			}
			if s.clinical() && !f.Retired {
				d.AskDo = s.p.T("staff.programme.ask-do")
			}
			m.Form = &d
		}
	}
	if len(m.Rows) == 0 {
		m.Empty = s.p.T("staff.programme.forms-empty")
	}
}

func languageOf(f care.Form, p *say.Printer) string {
	if strings.HasPrefix(strings.ToLower(f.Language), "es") {
		return p.T("staff.programme.spanish")
	}
	if f.Language == "" || strings.HasPrefix(strings.ToLower(f.Language), "en") {
		return p.T("staff.programme.english")
	}
	return f.Language
}

func versionWords(f care.Form, p *say.Printer) string {
	_, version, _ := strings.Cut(f.Canonical, "|")
	questions := p.N("staff.programme.questions", len(f.Questions()))
	if version == "" {
		return questions
	}
	return p.T("staff.programme.version", "Version", version) + ", " + questions
}

func formDetail(f care.Form, p *say.Printer) FormDetail {
	address, version, _ := strings.Cut(f.Canonical, "|")
	d := FormDetail{Canonical: f.Canonical, Title: f.Title, UrgentTitle: p.T("staff.programme.urgent"), Preview: p.T("staff.programme.preview")}
	for _, x := range []Fact{
		{p.T("staff.programme.fact-language"), languageOf(f, p)},
		{p.T("staff.programme.fact-version"), version},
		{p.T("staff.programme.fact-questions"), p.N("staff.programme.questions", len(f.Questions()))},
		{p.T("staff.programme.fact-address"), address},
	} {
		if x.Value != "" {
			d.Facts = append(d.Facts, x)
		}
	}
	for _, q := range f.Questions() {
		if words := urgentWords(q, p); words != "" {
			d.Urgent = append(d.Urgent, words)
		}
	}
	if len(d.Urgent) == 0 {
		d.UrgentNone = p.T("staff.programme.urgent-none")
	}
	for _, u := range f.Gaps() {
		d.Gaps = append(d.Gaps, p.T("patient.refusal."+u.Code, "Question", u.Question))
	}
	if len(d.Gaps) > 0 {
		d.GapsTitle = p.T("staff.programme.gaps")
	}
	return d
}

// urgentWords says which answers to a question alert staff.
func urgentWords(q care.Item, p *say.Printer) string {
	var answers []string
	for _, o := range q.Options {
		if q.UrgentAnswer(care.Reply{Options: []care.Option{o}}) {
			answers = append(answers, o.Text)
		}
	}
	yes, no := true, false
	if q.Kind == care.ItemBoolean {
		if q.UrgentAnswer(care.Reply{Yes: &yes}) {
			answers = append(answers, p.T("staff.review.yes"))
		}
		if q.UrgentAnswer(care.Reply{Yes: &no}) {
			answers = append(answers, p.T("staff.review.no"))
		}
	}
	switch {
	case len(answers) > 0:
		return p.T("staff.programme.urgent-answers", "Question", q.Text, "Answers", strings.Join(answers, "; "))
	case q.Urgent:
		return p.T("staff.programme.urgent-from", "Question", q.Text, "From", q.UrgentFrom)
	}
	return ""
}

// FormFileOf is a file that was chosen, as it would be published.
func FormFileOf(f care.FormFile, p *say.Printer) FormDetail {
	d := formDetail(f.Form, p)
	if len(d.Gaps) > 0 {
		return d
	}
	d.Publish, d.PublishWords = p.T("staff.programme.publish"), p.T("staff.programme.publish-words")
	if len(f.Replaces) > 0 {
		d.PublishWords = p.T("staff.programme.replaces", "Version", strings.Join(f.Replaces, ", "))
	}
	return d
}

// foldName makes names comparable: small letters, single spaces.
func foldName(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return unicode.IsSpace(r) || r == '-' || r == '.' }), " ")
}

func lastWord(name string) string {
	words := strings.Fields(foldName(name))
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}
