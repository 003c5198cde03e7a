package profile_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"throughline/care"
	"throughline/fhir"
	"throughline/profile"
)

// others are the forms of testdata/questionnaires, and why one is refused: the
// codes of what is not supported.
var others = map[string][]string{
	"answerOption-valueCoding.choice.R4.json":       nil,
	"answerOption-valueInteger.R4.json":             nil,
	"argonaut-phq9-ish.json":                        nil,
	"bit-of-everything.json":                        {"file", "value-set"},
	"enableWhen-test.R4.json":                       {"expression"},
	"group-under-question.R4.json":                  nil,
	"hidden-item-questionnaire.R4.json":             nil,
	"phq9.json":                                     nil,
	"q-with-minOccurs-maxOccurs.json":               nil,
	"q-with-nested-enableWhen.json":                 nil,
	"q-with-rendering-markdown-help-and-legal.json": {"no-questions"},
	"quantity-units.json":                           nil,
	"ussg-fhp.json":                                 {"value-set", "no-answers"},
}

// The forms of others render and answer, or say which part is not supported.
func TestFormsOfOthersAreAnsweredOrSayWhyNot(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../testdata/questionnaires/*.json")
	if err != nil || len(files) != len(others) {
		t.Fatalf("%d forms, %d expected, %v", len(files), len(others), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			raw = mended(t, raw)
			f := readForm(t, string(raw))
			codes := codesOf(f)
			slices.Sort(codes)
			want := slices.Clone(others[filepath.Base(file)])
			slices.Sort(want)
			if !slices.Equal(slices.Compact(codes), want) {
				t.Fatalf("refused for %v, want %v", f.Unsupported, want)
			}
			if slices.Contains(want, "no-questions") {
				return // texts alone
			}
			if len(want) > 0 {
				raw = without(t, raw, want)
			}
			walkForm(t, string(raw), 40)
		})
	}
}

// mended is a form as its author meant it whose "repeats" and "answerInteger" are
// texts, which is no FHIR and is set aside whole like all that cannot be read.
func mended(t *testing.T, raw []byte) []byte {
	t.Helper()
	for text, meant := range map[string]string{
		`"repeats": "(\w+)"`: `"repeats": $1`, `"answerInteger": "(\d+-\d+)"`: `"answerDate": "$1"`, `"answerInteger": "(\d+:\d+:\d+)"`: `"answerTime": "$1"`,
	} {
		raw = regexp.MustCompile(text).ReplaceAll(raw, []byte(meant))
	}
	return raw
}

// without gives the form without the items that are not supported, so that the
// rest of it is walked too.
func without(t *testing.T, raw []byte, codes []string) []byte {
	t.Helper()
	var q map[string]any
	if err := json.Unmarshal(raw, &q); err != nil {
		t.Fatal(err)
	}
	var keep func(items any) []any
	keep = func(items any) []any {
		var out []any
		list, _ := items.([]any)
		for _, v := range list {
			it := v.(map[string]any)
			text, _ := json.Marshal(it["extension"])
			options, _ := it["answerOption"].([]any)
			switch {
			case it["type"] == "attachment", strings.Contains(string(text), "enableWhenExpression"):
				continue
			case it["type"] == "choice" && len(options) == 0:
				continue
			}
			if it["item"] != nil {
				it["item"] = keep(it["item"])
			}
			out = append(out, it)
		}
		return out
	}
	q["item"] = keep(q["item"])
	out, err := json.Marshal(q)
	if err != nil {
		t.Fatal(err)
	}
	if f := readForm(t, string(out)); len(f.Unsupported) > 0 {
		t.Fatalf("%v: still %v", codes, f.Unsupported)
	}
	return out
}

func TestTheShippedFormsAreAnsweredWhole(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../assets/questionnaires/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		switch filepath.Base(file) {
		case "personal-assessment.json", "personal-assessment-es.json", "safety-card.json", "safety-card-es.json":
			continue // no check-ins: they have places of their own
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			walkForm(t, form(t, strings.TrimSuffix(filepath.Base(file), ".json")), 40)
		})
	}
}

// walkForm answers a form at random within its rules, step by step as a person
// does, and checks the response against the Questionnaire with a checker of its
// own.
func walkForm(t *testing.T, raw string, times int) {
	t.Helper()
	var q fhir.Questionnaire
	if err := json.Unmarshal([]byte(raw), &q); err != nil {
		t.Fatal(err)
	}
	q.ID, q.Status = "walked", "active"
	body, err := fhir.Encode(&q)
	if err != nil {
		t.Fatal(err)
	}
	set := store(t, string(body))
	c := see(t, set, asMaya)
	f := c.Forms[0]
	for seed := range times {
		d := rand.New(rand.NewPCG(uint64(seed), 7))
		ci := care.CheckIn{ID: fmt.Sprintf("0b0c2a43-7f0c-4e0b-8d3e-%012d", seed), Form: f.Canonical, Language: f.Language, Subject: c.Viewer.Person, Authored: now, Answers: map[string]care.Reply{}}
		for at := 0; ; at++ {
			lay := care.Lay(f, ci.Answers)
			if at >= len(lay.Steps) {
				break
			}
			if r := randomReply(lay.Steps[at], d); r.Answered() || r.Times > 0 {
				ci.Answers[lay.Steps[at].Key] = r
			}
			if at >= len(care.Lay(f, ci.Answers).Steps) { // its answer took away what stands before it
				break
			}
			if flaw := care.Lay(f, ci.Answers).Flaw(at); flaw.Code == care.FlawRequired {
				at-- // left out what cannot be: once more
			} else if flaw.Code != "" {
				t.Fatalf("seed %d: %s: %+v for %+v", seed, lay.Steps[at].Key, flaw, ci.Answers[lay.Steps[at].Key])
			}
		}
		ops, err := profile.CheckInDone(set, asMaya, ci, now)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		r, err := fhir.Decode(ops[0].Body)
		if err != nil {
			t.Fatal(err)
		}
		res := r.(*fhir.QuestionnaireResponse)
		v := &validator{root: res.Item, order: linkOrder(q.Item)}
		v.items(q.Item, res.Item, nil)
		if len(v.wrong) > 0 {
			t.Fatalf("seed %d: %s\n%s", seed, strings.Join(v.wrong, "\n"), ops[0].Body)
		}
		copied := store(t, string(body))
		apply(t, copied, ops, nil)
		back := see(t, copied, asMaya).CheckIns[0].Answers
		for _, step := range care.Lay(f, ci.Answers).Steps {
			if got, want := back[step.Key], ci.Answers[step.Key]; step.Kind != care.ItemGroup && !got.Same(want) && !reflect.DeepEqual(got, want) {
				t.Fatalf("seed %d: %s came back as %+v, was %+v", seed, step.Key, got, want)
			}
		}
	}
}

// randomReply answers within the item's rules, declines, or leaves it out.
func randomReply(a care.Asked, d *rand.Rand) care.Reply {
	switch {
	case a.Kind == care.ItemGroup:
		if most := a.Limits.MaxOccurs; a.Times < 3 && (most == 0 || a.Times < most) && d.IntN(2) == 0 {
			return care.Reply{Times: a.Times + 1}
		}
		return care.Reply{Times: a.Times}
	case d.IntN(8) == 0:
		return care.Reply{Declined: true}
	case !a.Required && d.IntN(4) == 0:
		return care.Reply{}
	}
	least, most := max(1, a.Limits.MinOccurs), 1
	if a.Repeats {
		most = max(least, min(4, a.Limits.MaxOccurs))
		if a.Limits.MaxOccurs == 0 {
			most = max(least, 3)
		}
	}
	n := least + d.IntN(most-least+1)
	var r care.Reply
	if len(a.Options) > 0 {
		for _, i := range d.Perm(len(a.Options))[:min(n, len(a.Options))] {
			if a.Options[i].Exclusive {
				r.Options = []care.Option{a.Options[i]}
				break
			}
			r.Options = append(r.Options, a.Options[i])
		}
		return r
	}
	all := make([]care.Reply, n)
	for i := range all {
		all[i] = randomOne(a.Item, d)
	}
	r = all[0]
	if n > 1 {
		r.More = all[1:]
	}
	return r
}

func randomOne(it care.Item, d *rand.Rand) care.Reply {
	switch it.Kind {
	case care.ItemBoolean:
		yes := d.IntN(2) == 0
		return care.Reply{Yes: &yes}
	case care.ItemInteger:
		least, most := 0, 7
		if n, err := strconv.Atoi(it.Limits.Min); err == nil {
			least = n
		}
		if n, err := strconv.Atoi(it.Limits.Max); err == nil {
			most = n
		}
		return care.Reply{Text: strconv.Itoa(least + d.IntN(most-least+1))}
	case care.ItemDecimal:
		most := 200
		if n, err := strconv.Atoi(it.Limits.Max); err == nil {
			most = n
		}
		return care.Reply{Text: fmt.Sprintf("%d.%d", 1+d.IntN(most-1), d.IntN(10))}
	case care.ItemQuantity:
		r := care.Reply{Text: fmt.Sprintf("%d.5", d.IntN(200))}
		if len(it.Units) > 0 {
			r.Unit = it.Units[d.IntN(len(it.Units))]
		}
		return r
	case care.ItemDate:
		return care.Reply{Text: fmt.Sprintf("20%02d-%02d-%02d", d.IntN(30), 1+d.IntN(12), 1+d.IntN(28))}
	case care.ItemDateTime:
		return care.Reply{Text: fmt.Sprintf("20%02d-%02d-%02dT%02d:%02d:00-06:00", d.IntN(30), 1+d.IntN(12), 1+d.IntN(28), d.IntN(24), d.IntN(60))}
	case care.ItemTime:
		return care.Reply{Text: fmt.Sprintf("%02d:%02d:00", d.IntN(24), d.IntN(60))}
	case care.ItemURL:
		return care.Reply{Text: "https://example.org/a"}
	}
	if it.Limits.Pattern != "" {
		return care.Reply{Text: "60601"} // the one that a form of testdata asks for
	}
	words := []string{"so-so", "a walk", "שלום, איך היה?", "🙂 mejor", "chicken", "x", "2"}
	text := words[d.IntN(len(words))]
	for len([]rune(text)) < it.Limits.MinLength {
		text += " so"
	}
	if most := it.Limits.MaxLength; most > 0 && len([]rune(text)) > most {
		text = strings.TrimSpace(string([]rune(text)[:most]))
	}
	return care.Reply{Text: text}
}
