package staff

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
)

// paper notes what the pages ask for that make a code, a form or a summary.
type paper struct {
	team
	asked []string
}

func (a *paper) note(words ...string)         { a.asked = append(a.asked, strings.Join(words, " ")) }
func (a *paper) CloseSheet()                  { a.note("close") }
func (a *paper) AskCode()                     { a.note("ask") }
func (a *paper) Close()                       { a.note("left") }
func (a *paper) CopyCode(words string)        { a.note("copy", strings.ReplaceAll(words, "\n", " ")) }
func (a *paper) CodeIn(language string)       { a.note("in", language) }
func (a *paper) SaveCodeSheet()               { a.note("save") }
func (a *paper) TakeCodeBack()                { a.note("back") }
func (a *paper) ChooseFile()                  { a.note("choose") }
func (a *paper) PublishFile()                 { a.note("publish") }
func (a *paper) PreviewFile()                 { a.note("preview") }
func (a *paper) ShowSummary(p string, w bool) { a.note("words", p, fmt.Sprint(w)) }
func (a *paper) SaveSummary(m Summary, done func(*care.Fault)) {
	a.note("save", m.Patient)
	done(a.fault)
}

// Each page is tapped as a person taps it, and asks for what its words say.
func TestThePagesThatEndOnPaperAskForWhatTheySay(t *testing.T) {
	chart := teamChart()
	made := care.Invited{Code: "BCDF-GHJK", Address: "https://clinic.example/join", Expires: nine.AddDate(0, 0, 7)}
	for name, x := range map[string]struct {
		page func(a *paper) *kit.Page
		taps []string
		want string
	}{
		"a code": {
			func(a *paper) *kit.Page {
				return CodePage(CodeOf(chart, nine, english, CodeState{Patient: chart.Caseload[0].Patient, Invited: made}), a)
			},
			[]string{"Copy both", "Spanish", "Save the sheet as a PDF", "Take this code back", "Done"},
			"copy BCDF-GHJK https://clinic.example/join; in es; save; back; close",
		},
		"a code that failed": {
			func(a *paper) *kit.Page {
				return CodePage(CodeOf(chart, nine, english, CodeState{Fault: &care.Fault{Code: "clinic-unreachable"}}), a)
			},
			[]string{"Try again"},
			"ask",
		},
		"a form": {
			func(a *paper) *kit.Page {
				return FormFilePage(FormPublishOf(chart, nine, english, FormFileState{File: &care.FormFile{Form: form(), Version: "2"}}), a)
			},
			[]string{"See it as a patient", "Publish", "Choose another file", "Cancel"},
			"preview; publish; choose; close",
		},
		"a summary": {
			func(a *paper) *kit.Page {
				return NewSummaryView(a, func() {}).Page(SummaryOf(chart, "Patient/maya", false, nine, english))
			},
			[]string{"Put the goals in the patient's own words", "Save as PDF"},
			"words Patient/maya true; save Patient/maya",
		},
	} {
		t.Run(name, func(t *testing.T) {
			a, again := &paper{}, func() {}
			s := shows(t, kittest.Laptop.Full(), english, func() *kit.Page { return x.page(a) }, &again)
			for _, control := range x.taps {
				s.Tap(t, control)
			}
			if got := strings.Join(a.asked, "; "); got != x.want {
				t.Errorf("asked for\n %s, want\n %s", got, x.want)
			}
		})
	}
}

// The team's lines of the plan for leaving are theirs to write, to put in other words and to take away; a step
// has a day.
func TestThePlanForLeavingIsWrittenByTheTeam(t *testing.T) {
	a, again := &team{}, func() {}
	v := NewTransitionView(a, func() { again() })
	s := shows(t, kittest.Laptop.Full(), english, func() *kit.Page { return v.Page(TransitionOf(teamChart(), "Patient/maya", nine, english)) }, &again)
	s.Tap(t, "Add a warning sign")
	s.Tap(t, "Save")
	if len(a.changes) > 0 {
		t.Errorf("a line without words: %+v", a.changes)
	}
	s.Type(t, "Add a warning sign", "Skipping meals 🍲")
	s.Tap(t, "Save")
	s.Tap(t, "Change, Two nights without sleep")
	s.Tap(t, "Take this line away")
	s.Tap(t, "Change, See Dr. Lopez")
	s.Clear(t, "Day")
	s.Type(t, "Day", "9")
	s.Tap(t, "Save")
	said := func(kind care.TransitionKind, line, text string, on time.Time) any {
		return care.TeamTransition{Patient: "Patient/maya", TransitionSaid: care.TransitionSaid{Kind: kind, Line: line, Text: text, On: on}}
	}
	want := []any{
		said(care.TransitionSigns, "", "Skipping meals 🍲", time.Time{}), said(care.TransitionSigns, "CarePlan/t#1", "", time.Time{}),
		said(care.TransitionStep, "CarePlan/t#2", "See Dr. Lopez", time.Date(2027, 4, 9, 12, 0, 0, 0, time.UTC)),
	}
	if got := anys(a.changes); !slices.Equal(got, want) {
		t.Errorf("changes\n %+v, want\n %+v", got, want)
	}
}

func anys[T any](all []T) []any {
	out := make([]any, len(all))
	for i, x := range all {
		out[i] = x
	}
	return out
}

// Staff read the safety card that a patient shares, and go back to the brief.
func TestTheSharedSafetyCardIsReadAndLeft(t *testing.T) {
	c := teamChart()
	c.Record.Safety = care.SafetyCard{Changed: nine, Shared: true, People: []string{"Inés 🙂"}}
	a, again := &paper{}, func() {}
	s := shows(t, kittest.Laptop.Full(), english, func() *kit.Page {
		return NewSafetyView(a, func() {}).Page(SafetySharedOf(c, "Patient/maya", nine, english))
	}, &again)
	if !s.Says("Inés") {
		t.Errorf("the card says %v", s.Texts())
	}
	s.Tap(t, "Maya Rivera")
	if strings.Join(a.asked, "; ") != "left" {
		t.Errorf("asked for %v", a.asked)
	}
}
