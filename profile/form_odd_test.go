package profile_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"throughline/care"
)

// odd are forms as clinics may write them and nobody should, and why some are refused.
var odd = map[string][]string{
	"asks-itself": {"loop"}, "three-in-a-loop": {"loop"}, "value-set-in-part": {"value-set"}, "the-same-number-twice": {"same-id"}, "a-part-of-another": {"other-form"},
	"a-rule-for-all": {"unknown-rule"}, "nothing-to-ask": {"no-questions"}, "no-items": {"no-questions"}, "a-file": {"file"},
	"a-rule-for-an-answer": {"unknown-rule"}, "a-rule-for-a-rule": {"unknown-rule"}, "an-answer-of-no-kind": {"no-answers"},
}

// Every odd form is answered into a response that holds against it, or says which part is not
// supported. The texts of testdata/questionnaires-odd name what is odd.
func TestOddFormsAreAnsweredOrSayWhyNot(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../testdata/questionnaires-odd/*.json")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d forms, %v", len(files), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			f := readForm(t, string(raw))
			codes := codesOf(f)
			slices.Sort(codes)
			if codes = slices.Compact(codes); !slices.Equal(codes, odd[name]) {
				t.Fatalf("refused for %v, want %v", f.Unsupported, odd[name])
			}
			if len(codes) == 0 {
				walkForm(t, string(raw), 40)
			}
		})
	}
}

// A form with a thousand questions, each of which waits for the one before it, is laid out in no time
// that a person would notice.
func TestAFormOfAThousandQuestionsIsAnswered(t *testing.T) {
	t.Parallel()
	items := make([]string, 1000)
	for i := range items {
		when := ""
		if i > 0 {
			when = fmt.Sprintf(`,"enableWhen":[{"question":"q%d","operator":"exists","answerBoolean":true}]`, i-1)
		}
		items[i] = fmt.Sprintf(`{"linkId":"q%d","type":"boolean","text":"Question %d?"%s}`, i, i, when)
	}
	f := readForm(t, `{"resourceType":"Questionnaire","id":"q","status":"active","url":"urn:thousand","item":[`+strings.Join(items, ",")+`]}`)
	yes, answers := true, map[string]care.Reply{}
	for i := range items {
		answers[fmt.Sprintf("q%d", i)] = care.Reply{Yes: &yes}
	}
	if lay := care.Lay(f, answers); len(lay.Steps) != 1000 || lay.Unfinished() >= 0 {
		t.Errorf("%d of 1000 are asked, unfinished %d", len(lay.Steps), lay.Unfinished())
	}
	delete(answers, "q500")
	if lay := care.Lay(f, answers); len(lay.Steps) != 501 {
		t.Errorf("%d are asked where the 501st has no answer", len(lay.Steps))
	}
}

// A clinic has a form about somebody else, for its staff: no patient is offered it.
func TestAFormAboutSomebodyElseIsNotOffered(t *testing.T) {
	t.Parallel()
	about := func(types string) care.Form {
		return readForm(t, `{"resourceType":"Questionnaire","id":"q","url":"urn:q","status":"active"`+types+`,"item":[{"linkId":"a","type":"boolean","text":"A?"}]}`)
	}
	if about("").Asked || about(`,"subjectType":["Patient","Group"]`).Asked || !about(`,"subjectType":["Practitioner"]`).Asked {
		t.Error("a form is offered by who it is not about")
	}
	c := see(t, store(t, `{"resourceType":"Questionnaire","id":"d","url":"urn:d","status":"draft","item":[{"linkId":"a","type":"boolean","text":"A?"}]}`,
		`{"resourceType":"Questionnaire","id":"r","url":"urn:r","status":"retired","item":[{"linkId":"a","type":"boolean","text":"A?"}]}`), asMaya)
	if len(c.Forms) != 1 || !c.Forms[0].Retired {
		t.Errorf("a draft is there, or one that is retired is not: %+v", c.Forms)
	}
}
