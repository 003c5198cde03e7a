package interop

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"throughline/care"
	"throughline/fhir"
	"throughline/profile"
)

// 1,000 PHQ-9 and GAD-7 responses, as the app writes them, are scored as an engine
// of others scores them. One in three lacks answers or has declined ones: those have
// no total here, and the other engine, which sums up what is there, says how much.
func TestScoresAreThoseOfAnotherEngine(t *testing.T) {
	t.Parallel()
	needNode(t)
	for _, form := range []string{"../assets/questionnaires/phq-9.json", "../assets/questionnaires/gad-7.json", "../assets/questionnaires/phq-9-es.json", "../testdata/questionnaires/phq9.json"} {
		t.Run(filepath.Base(form), func(t *testing.T) {
			t.Parallel()
			raw, err := os.ReadFile(form)
			if err != nil {
				t.Fatal(err)
			}
			scoreAll(t, raw, 250)
		})
	}
}

// scored is one response with what the app makes of it.
type scored struct {
	total, sum int
	whole      bool
}

func scoreAll(t *testing.T, raw []byte, count int) {
	t.Helper()
	q := &fhir.Questionnaire{}
	if err := json.Unmarshal(raw, q); err != nil {
		t.Fatal(err)
	}
	q.ID, q.Status = "scored", "active"
	body, err := fhir.Encode(q)
	if err != nil {
		t.Fatal(err)
	}
	set := &profile.Memory{}
	for _, r := range [][]byte{body, []byte(`{"resourceType":"Patient","id":"p"}`)} {
		if err := set.Put(r); err != nil {
			t.Fatal(err)
		}
	}
	form := profile.Form(q)
	if form.Instrument == "" {
		t.Fatal("no instrument")
	}
	dice := rand.New(rand.NewPCG(5, 9))
	var ours []scored
	var responses []json.RawMessage
	partial := 0
	for i := range count {
		r, response := answerAtRandom(t, set, form, i, dice)
		if !r.whole {
			partial++
		}
		ours, responses = append(ours, r), append(responses, response)
	}
	if partial < count/5 || partial > count*4/5 {
		t.Fatalf("%d of %d are partial", partial, count)
	}
	for i, theirs := range askLForms(t, raw, responses) {
		got := 0
		if theirs != nil {
			got = int(*theirs)
		}
		if got != ours[i].sum || ours[i].whole && got != ours[i].total {
			t.Errorf("response %d: lforms says %d, the app %+v\n%s", i, got, ours[i], responses[i])
		}
	}
}

func answerAtRandom(t *testing.T, set *profile.Memory, form care.Form, i int, dice *rand.Rand) (scored, json.RawMessage) {
	t.Helper()
	ci := care.CheckIn{ID: fmt.Sprintf("7b0c2a43-7f0c-4e0b-8d3e-%012d", i), Form: form.Canonical, Language: form.Language, Subject: care.Person{Ref: "Patient/p"}, Answers: map[string]care.Reply{}}
	var out scored
	broken := dice.IntN(3) == 0
	for _, item := range form.Questions() {
		switch {
		case len(item.Options) == 0, broken && item.Scored && !item.Required && dice.IntN(4) == 0:
			continue
		case broken && dice.IntN(4) == 0:
			ci.Answers[item.LinkID] = care.Reply{Declined: true}
			continue
		}
		o := item.Options[dice.IntN(len(item.Options))]
		ci.Answers[item.LinkID] = care.Reply{Options: []care.Option{o}}
		if item.Scored {
			out.sum += o.Ordinal
		}
	}
	out.total, out.whole = care.Total(form, ci.Answers)
	ops, err := profile.CheckInDone(set, profile.Viewer{FHIRUser: "Patient/p"}, ci, time.Date(2027, 3, 9, 8, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	if wrote := len(ops) == 2; wrote != out.whole {
		t.Fatalf("whole %v, and a score was written: %v", out.whole, wrote)
	}
	return out, ops[0].Body
}

func askLForms(t *testing.T, questionnaire []byte, responses []json.RawMessage) []*float64 {
	t.Helper()
	in, err := json.Marshal(map[string]any{"questionnaire": json.RawMessage(questionnaire), "responses": responses})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "in.json")
	if err := os.WriteFile(file, in, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(node(), "lforms.mjs", file).Output()
	if err != nil {
		t.Fatalf("lforms: %v", err)
	}
	var totals []*float64
	if err := json.Unmarshal(out, &totals); err != nil || len(totals) != len(responses) {
		t.Fatalf("%v, %d totals\n%.300s", err, len(totals), out)
	}
	return totals
}
