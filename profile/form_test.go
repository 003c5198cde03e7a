package profile_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"throughline/care"
	"throughline/fhir"
	"throughline/profile"
)

func readForm(t testing.TB, raw string) care.Form {
	t.Helper()
	var q fhir.Questionnaire
	if err := json.Unmarshal([]byte(raw), &q); err != nil {
		t.Fatal(err)
	}
	return profile.Form(&q)
}

func scoredItems(f care.Form) (n int) {
	for _, q := range f.Questions() {
		if q.Scored {
			n++
		}
	}
	return n
}

func TestTheShippedFormsAreReadWhole(t *testing.T) {
	t.Parallel()
	for name, w := range map[string]struct {
		instrument        care.Instrument
		questions, scored int
	}{
		"phq-9": {care.PHQ9, 10, 9}, "phq-9-es": {care.PHQ9, 10, 9}, "phq-2": {care.PHQ2, 2, 2}, "phq-2-es": {care.PHQ2, 2, 2},
		"gad-7": {care.GAD7, 7, 7}, "gad-7-es": {care.GAD7, 7, 7}, "gad-2": {care.GAD2, 2, 2}, "gad-2-es": {care.GAD2, 2, 2},
		"pcl-5": {care.PCL5, 20, 20}, "pc-ptsd-5": {care.PTSD5, 6, 5}, "follow-up-two-weeks": {care.PHQ9, 25, 16}, "follow-up-two-months-es": {care.PHQ9, 25, 16}, "medication-report": {"", 9, 0}, "practice-record-es": {"", 7, 0}, "daily": {"", 4, 0}, "daily-es": {"", 4, 0},
	} {
		f := readForm(t, form(t, name))
		if f.Instrument != w.instrument || len(f.Questions()) != w.questions || scoredItems(f) != w.scored || len(f.Unsupported) > 0 {
			t.Errorf("%s: %s, %d questions, %d scored, %v", name, f.Instrument, len(f.Questions()), scoredItems(f), f.Unsupported)
		}
		if scale, ok := care.ScaleOf(f.Instrument); ok {
			top := map[string]care.Reply{}
			for _, q := range f.Questions() {
				if len(q.Options) == 0 {
					continue
				}
				best := q.Options[len(q.Options)-1]
				if q.Options[0].Ordinal > best.Ordinal || !best.HasOrdinal {
					best = q.Options[0]
				}
				top[q.LinkID] = care.Reply{Options: []care.Option{best}}
			}
			if total, whole := care.Total(f, top); !whole || total != scale.Max {
				t.Errorf("%s: the highest total is %d, want %d", name, total, scale.Max)
			}
		}
	}
}

func codesOf(f care.Form) (out []string) {
	for _, u := range f.Unsupported {
		out = append(out, u.Code)
	}
	return out
}

// Item 9 is urgent from "several days" on also where a clinic's own PHQ-9 does
// not say so.
func TestTheNinthItemIsUrgentInAnyPHQ9(t *testing.T) {
	t.Parallel()
	marked := form(t, "phq-9")
	bare := strings.ReplaceAll(marked, profile.ExtUrgentFrom, "https://example.org/another")
	for name, raw := range map[string]string{"ours": marked, "another's": bare} {
		f := readForm(t, raw)
		for i, q := range f.Questions() {
			if q.Urgent != (i == 8) {
				t.Errorf("%s: item %d: %v", name, i+1, q.Urgent)
			}
			reply := map[string]care.Reply{q.LinkID: {Options: q.Options[1:2]}}
			if care.Urgent(f, reply) != (i == 8) {
				t.Errorf("%s: item %d, several days", name, i+1)
			}
		}
	}
}

// A form with eight of the nine items, or with an answer that has no score, is
// shown but never scored.
func TestAPartOfAnInstrumentIsNoInstrument(t *testing.T) {
	t.Parallel()
	whole := form(t, "phq-9")
	for name, raw := range map[string]string{
		"an item of another code": strings.Replace(whole, "44259-0", "44259-9", 1),
		"an answer we cannot score": strings.Replace(strings.Replace(whole, `"valueDecimal": 2`, `"valueDecimal": 2.5`, 1),
			`"LA6570-1"`, `"LA9999-9"`, 1),
	} {
		if f := readForm(t, raw); f.Instrument != "" || scoredItems(f) != 0 || len(f.Unsupported) > 0 {
			t.Errorf("%s: %q, %d scored", name, f.Instrument, scoredItems(f))
		}
	}
	later := strings.ReplaceAll(whole, profile.ExtOrdinal, profile.ExtItemWeight)
	bare := strings.ReplaceAll(whole, profile.ExtOrdinal, "https://example.org/none")
	for name, raw := range map[string]string{"with itemWeight": later, "by LOINC's answers alone": bare} {
		if f := readForm(t, raw); f.Instrument != care.PHQ9 || scoredItems(f) != 9 {
			t.Errorf("%s: %q", name, f.Instrument)
		}
	}
}

// LOINC's own GAD-7 has LA18938-3 for 2 in its second item.
func TestGAD7TakesBothCodesForTwo(t *testing.T) {
	t.Parallel()
	gad := form(t, "gad-7")
	answers := make([]string, 0, 7)
	for i, code := range []string{"LA6570-1", "LA18938-3", "LA6570-1", "LA6570-1", "LA6570-1", "LA6570-1", "LA6570-1"} {
		answers = append(answers, `{"linkId":"gad7-`+string(rune('1'+i))+`","answer":[{"valueCoding":{"system":"http://loinc.org","code":"`+code+`"}}]}`)
	}
	c := see(t, store(t, gad, `{"resourceType":"QuestionnaireResponse","id":"r","status":"completed","authored":"2027-03-01T08:00:00-06:00","subject":{"reference":"Patient/maya"},"questionnaire":"https://throughline.app/fhir/Questionnaire/gad-7","item":[`+strings.Join(answers, ",")+`]}`), asMaya)
	if s := c.Scores(care.GAD7); len(s) != 1 || s[0].Total != 14 {
		t.Errorf("scores: %+v, answers %+v", s, c.CheckIns[0].Answers)
	}
}

// A form in Spanish is the same form to the chart: one canonical, two wordings.
func TestLanguagesOfAFormShareItsCanonical(t *testing.T) {
	t.Parallel()
	set := store(t, form(t, "phq-9"), form(t, "phq-9-es"), form(t, "daily"))
	for _, language := range []string{"", "en-US", "es-MX"} {
		v := asMaya
		v.Language = language
		c := see(t, set, v)
		if len(c.Forms) != 3 || c.Forms[1].Canonical != c.Forms[2].Canonical || c.Forms[1].Canonical != "https://throughline.app/fhir/Questionnaire/phq-9|1.0.0" {
			t.Fatalf("forms: %v %v", c.Forms[1].Canonical, c.Forms[2].Canonical)
		}
		f, _ := c.FormOf(c.Forms[1].Canonical)
		if want := map[bool]string{true: "es", false: "en"}[language == "es-MX"]; f.Language != want {
			t.Errorf("%q prefers %s", language, f.Language)
		}
	}
	other := strings.Replace(form(t, "phq-9-es"), `"phq9-9"`, `"phq9-other"`, 1)
	c := see(t, store(t, form(t, "phq-9"), other), asMaya)
	if c.Forms[0].Canonical == c.Forms[1].Canonical {
		t.Error("a form with another item passes for the same")
	}
}

func TestKindsOfItem(t *testing.T) {
	t.Parallel()
	f := readForm(t, `{"resourceType":"Questionnaire","id":"q","title":"Q","item":[
{"linkId":"i","type":"display","text":"Say how it was."},
{"linkId":"g","type":"group","text":"Night","item":[{"linkId":"b","type":"boolean","text":"b","required":true},{"linkId":"n","type":"integer","text":"n"}]},
{"linkId":"d","type":"decimal","text":"d"},{"linkId":"t","type":"string","text":"t"},{"linkId":"w","type":"date","text":"w"},
{"linkId":"c","type":"choice","repeats":true,"text":"c","answerOption":[{"valueString":"A walk"},{"valueInteger":3},{"valueCoding":{"system":"s","code":"x"}}]},
{"linkId":"h","type":"string","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/questionnaire-hidden","valueBoolean":true}]},
{"linkId":"z","type":"display","text":"Done."}]}`)
	var got []care.ItemKind
	for _, q := range f.Questions() {
		got = append(got, q.Kind)
	}
	if !slices.Equal(got, []care.ItemKind{care.ItemBoolean, care.ItemInteger, care.ItemDecimal, care.ItemString, care.ItemDate, care.ItemChoice}) || len(f.Unsupported) > 0 || f.Instruction != "Say how it was." {
		t.Errorf("%v %v %q", got, f.Unsupported, f.Instruction)
	}
	if o := f.Questions()[5].Options; len(o) != 3 || o[0].Text != "A walk" || o[1].Text != "3" || o[2].Text != "x" || o[2].HasOrdinal {
		t.Errorf("options: %+v", o)
	}
	for problem, item := range map[string]string{
		"no-answers":             `{"linkId":"a","type":"choice","text":"a"}`,
		"value-set":              `{"linkId":"a","type":"choice","text":"a","answerValueSet":"http://example.org/vs"}`,
		"expression":             `{"linkId":"a","type":"text","text":"a","extension":[{"url":"http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-enableWhenExpression"}]}`,
		"file":                   `{"linkId":"a","type":"attachment","text":"a"}`,
		"unknown-type":           `{"linkId":"a","type":"hologram","text":"a"}`,
		"no-text":                `{"linkId":"a","type":"text"}`,
		"same-id":                `{"linkId":"a","type":"text","text":"a"},{"linkId":"a","type":"text","text":"a"}`,
		"unknown-rule":           `{"linkId":"a","type":"text","text":"a","modifierExtension":[{"url":"u","valueBoolean":true}]}`,
		"unknown-question":       `{"linkId":"a","type":"text","text":"a","enableWhen":[{"question":"b","operator":"exists","answerBoolean":true}]}`,
		"repeats-with-questions": `{"linkId":"a","type":"text","text":"a","repeats":true,"item":[{"linkId":"b","type":"text","text":"b"}]}`,
		"no-questions":           `{"linkId":"a","type":"display","text":"x"}`,
		"loop": `{"linkId":"a","type":"text","text":"a","enableWhen":[{"question":"b","operator":"exists","answerBoolean":true}]},
			{"linkId":"b","type":"text","text":"b","enableWhen":[{"question":"a","operator":"exists","answerBoolean":false}]}`,
	} {
		f := readForm(t, `{"resourceType":"Questionnaire","id":"q","item":[`+item+`]}`)
		if !slices.Contains(codesOf(f), problem) {
			t.Errorf("%s: %v", problem, f.Unsupported)
		}
	}
	inside := `{"linkId":"g","type":"group","enableWhen":[{"question":"a","operator":"=","answerBoolean":true}],"item":[{"linkId":"a","type":"boolean","text":"a"}]}`
	if f := readForm(t, `{"resourceType":"Questionnaire","id":"q","item":[`+inside+`]}`); !slices.Contains(codesOf(f), "loop") {
		t.Errorf("a group that waits for its own question: %v", f.Unsupported)
	}
}
