package questionnaires

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
)

type item struct {
	LinkID    string `json:"linkId"`
	Text      string `json:"text"`
	Type      string `json:"type"`
	Code      []coding
	Extension []struct {
		URL          string `json:"url"`
		ValueInteger *int   `json:"valueInteger"`
	}
	AnswerOption []struct {
		Extension []struct {
			URL          string `json:"url"`
			ValueDecimal int    `json:"valueDecimal"`
		}
		ValueCoding coding `json:"valueCoding"`
	} `json:"answerOption"`
	Item []item
}

type coding struct{ System, Code, Display string }

type form struct {
	ID, URL, Version, Language, Status, Title, Copyright string
	DerivedFrom                                          []string `json:"derivedFrom"`
	Item                                                 []item
}

func (f form) questions() []item {
	var out []item
	var walk func([]item)
	walk = func(items []item) {
		for _, it := range items {
			if it.Type == "choice" || it.Type == "text" {
				out = append(out, it)
			}
			walk(it.Item)
		}
	}
	walk(f.Item)
	return out
}

func load(t *testing.T, name string) form {
	t.Helper()
	raw, err := fs.ReadFile(FS, name+".json")
	if err != nil {
		t.Fatal(err)
	}
	var f form
	if err := json.Unmarshal(raw, &f); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return f
}

func codes(items []item) []string {
	var out []string
	for _, it := range items {
		out = append(out, it.Code[0].Code)
	}
	return out
}

var (
	phq = []string{"44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8"}
	gad = []string{"69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8", "69736-7"}
)

func own(instrument string, n int) (out []string) {
	for i := range n {
		out = append(out, fmt.Sprintf("%s-%d", instrument, i+1))
	}
	return out
}

// The order of items and answers is part of an instrument: a score of answers to
// other questions is not its score.
func TestInstrumentsAskTheirItemsInOrder(t *testing.T) {
	t.Parallel()
	often := []string{"LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"}
	for name, want := range map[string]struct {
		items   []string
		answers []string
		scores  []int
	}{
		"phq-9": {phq, often, []int{0, 1, 2, 3}}, "phq-9-es": {phq, often, []int{0, 1, 2, 3}},
		"phq-2": {phq[:2], often, []int{0, 1, 2, 3}}, "phq-2-es": {phq[:2], often, []int{0, 1, 2, 3}},
		"gad-7": {gad, often, []int{0, 1, 2, 3}}, "gad-7-es": {gad, often, []int{0, 1, 2, 3}},
		"gad-2": {gad[:2], often, []int{0, 1, 2, 3}}, "gad-2-es": {gad[:2], often, []int{0, 1, 2, 3}},
		"pcl-5":     {own("pcl-5", 20), []string{"pcl-5-0", "pcl-5-1", "pcl-5-2", "pcl-5-3", "pcl-5-4"}, []int{0, 1, 2, 3, 4}},
		"pc-ptsd-5": {own("pc-ptsd-5", 5), []string{"LA33-6", "LA32-8"}, []int{1, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var items []item
			for _, q := range load(t, name).questions() {
				if len(q.AnswerOption) > 0 && len(q.AnswerOption[0].Extension) > 0 {
					items = append(items, q)
				}
			}
			if got := codes(items); !slices.Equal(got, want.items) {
				t.Fatalf("items %v, want %v", got, want.items)
			}
			for _, q := range items {
				var answers []string
				var scores []int
				for _, o := range q.AnswerOption {
					answers = append(answers, o.ValueCoding.Code)
					scores = append(scores, o.Extension[0].ValueDecimal)
				}
				if !slices.Equal(answers, want.answers) || !slices.Equal(scores, want.scores) {
					t.Errorf("%s: %v %v", q.LinkID, answers, scores)
				}
			}
		})
	}
}

// PHQ-9's difficulty item is not scored, and LOINC's codes for its answers
// (LL359-1) are not in numeric order.
func TestDifficultyKeepsItsOrderAndHasNoScore(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"phq-9", "phq-9-es"} {
		all := load(t, name).questions()
		last := all[len(all)-1]
		var got []string
		for _, o := range last.AnswerOption {
			got = append(got, o.ValueCoding.Code)
			if len(o.Extension) > 0 {
				t.Errorf("%s: %s has a score", name, o.ValueCoding.Code)
			}
		}
		if last.Code[0].Code != "69722-7" || !slices.Equal(got, []string{"LA6572-7", "LA6573-5", "LA6575-0", "LA6574-3"}) {
			t.Errorf("%s: %s %v", name, last.Code[0].Code, got)
		}
	}
}

// Item 9 opens the safety page from "several days" on, in every language, and no
// other item does.
func TestOnlyTheNinthItemIsUrgent(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"phq-9", "phq-9-es"} {
		for i, q := range load(t, name).questions() {
			urgent := len(q.Extension) == 1 && strings.HasSuffix(q.Extension[0].URL, "/urgent-from") && *q.Extension[0].ValueInteger == 1
			if urgent != (i == 8) {
				t.Errorf("%s, item %d: urgent %v", name, i+1, urgent)
			}
		}
	}
}

func TestEveryFormIsWhole(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(FS, "*.json")
	if err != nil {
		t.Fatal(err)
	}
	urls := map[string]bool{}
	for _, file := range files {
		f := load(t, strings.TrimSuffix(file, ".json"))
		if f.ID+".json" != file || !strings.HasSuffix(f.URL, "/"+f.ID) || urls[f.URL] || f.Version == "" || f.Status != "active" || f.Title == "" || f.Copyright == "" {
			t.Errorf("%s: %+v", file, f)
		}
		urls[f.URL] = true
		links := map[string]bool{}
		var walk func([]item)
		walk = func(items []item) {
			for _, it := range items {
				if links[it.LinkID] || it.LinkID == "" || it.Text == "" {
					t.Errorf("%s: item %q is there twice or has no text", file, it.LinkID)
				}
				links[it.LinkID] = true
				for _, o := range it.AnswerOption {
					if o.ValueCoding.Display == "" {
						t.Errorf("%s, %s: an answer without words", file, it.LinkID)
					}
				}
				walk(it.Item)
			}
		}
		walk(f.Item)
	}
}

// A form in another language asks the same, item by item, or it is not that form. Its file ends with its language.
func TestAnotherLanguageIsTheSameForm(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(FS, "*.json")
	if err != nil {
		t.Fatal(err)
	}
	translated := 0
	for _, file := range files {
		name := strings.TrimSuffix(file, ".json")
		there := load(t, name)
		base, ok := strings.CutSuffix(name, "-"+there.Language)
		if there.Language == "en" {
			continue
		}
		if !ok {
			t.Errorf("%s is in the language %q, and is not called so", file, there.Language)
			continue
		}
		translated++
		en := load(t, base)
		if en.Language != "en" || !slices.Equal(there.DerivedFrom, []string{en.URL + "|" + en.Version}) || len(en.Item) != len(there.Item) {
			t.Errorf("%s: derived from %+v, with %d items", name, there.DerivedFrom, len(there.Item))
			continue
		}
		for i, a := range en.Item {
			b := there.Item[i]
			if a.LinkID != b.LinkID || a.Text == b.Text && a.Text != "" || len(a.AnswerOption) != len(b.AnswerOption) {
				t.Errorf("%s, %s: not the same", name, a.LinkID)
				continue
			}
			for k, o := range a.AnswerOption {
				if o.ValueCoding.Code != b.AnswerOption[k].ValueCoding.Code || o.ValueCoding.Display == b.AnswerOption[k].ValueCoding.Display {
					t.Errorf("%s, %s: answer %d", name, a.LinkID, k)
				}
			}
		}
	}
	if translated < 9 {
		t.Errorf("only %d forms in another language", translated)
	}
}
