package engine

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func from(t testing.TB, text string) object {
	t.Helper()
	if text == "" {
		return nil
	}
	o, err := parse([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return o
}

var mergeRules = rules{
	writable: []string{"a", "n", "item", "status", "note", "authored", "activity"},
	sets:     []string{"note", "extension"}, keyed: []string{"activity"}, either: []string{"authored"},
	repeats: func(id string) bool { return id == "problems" },
	risk:    func(id string) bool { return id == "risk" },
}

func TestMerge(t *testing.T) {
	t.Parallel()
	response := func(items string) string {
		return `{"resourceType":"QuestionnaireResponse","status":"in-progress","item":[` + items + `]}`
	}
	circled := func(problems ...string) string {
		var answers []string
		for _, p := range problems {
			answers = append(answers, `{"valueString":"`+p+`"}`)
		}
		return response(`{"linkId":"problems","answer":[` + strings.Join(answers, ",") + `]}`)
	}
	text := func(id, s string) string { return `{"linkId":"` + id + `","answer":[{"valueString":"` + s + `"}]}` }
	for name, c := range map[string]struct {
		base, ours, theirs string
		want               string
		clashes            string
	}{
		"different fields": {
			`{"a":1,"n":1}`, `{"a":2,"n":1}`, `{"a":1,"n":2}`, `{"a":2,"n":2}`, "",
		},
		"the same field, two ways": {
			`{"a":1}`, `{"a":2}`, `{"a":3}`, "", "a",
		},
		"the same field, the same way": {
			`{"a":1}`, `{"a":2}`, `{"a":2}`, `{"a":2}`, "",
		},
		"removed by us, kept by them": {
			`{"a":1,"n":1}`, `{"n":1}`, `{"a":1,"n":2}`, `{"n":2}`, "",
		},
		"removed by us, changed by them": {
			`{"a":1}`, `{}`, `{"a":2}`, "", "a",
		},
		"what is the clinician's stays theirs, whatever we say": {
			`{"a":1,"priority":"low"}`, `{"a":2,"priority":"high","x":1}`, `{"a":1,"priority":"mid"}`, `{"a":2,"priority":"mid"}`, "",
		},
		"elements that nobody here knows survive": {
			`{"a":1}`, `{"a":2}`, `{"a":1,"x":{"y":[1.50]}}`, `{"a":2,"x":{"y":[1.50]}}`, "",
		},
		"notes of both sides": {
			`{"note":["1","2"]}`, `{"note":["1","3"]}`, `{"note":["1","2","4"]}`, `{"note":["1","4","3"]}`, "",
		},
		"a time that follows from the rest": {
			`{"authored":"1"}`, `{"authored":"2"}`, `{"authored":"3"}`, `{"authored":"2"}`, "",
		},
		"new on both sides": {
			``, `{"a":1,"n":1}`, `{"a":1}`, `{"a":1,"n":1}`, "",
		},
		"items in progress, by linkId": {
			response(text("1", "x")), response(text("1", "ours")), response(text("1", "x") + "," + text("2", "theirs")),
			response(text("1", "ours") + "," + text("2", "theirs")), "",
		},
		"one item, two ways": {
			response(text("1", "x")), response(text("1", "ours")), response(text("1", "theirs")), "", "item[1]",
		},
		"an item added twice": {
			response(""), response(text("1", "ours")), response(text("1", "theirs")), "", "item[1]",
		},
		"items that cannot be told apart": {
			response(""), response(text("1", "a") + "," + text("1", "b")), response(text("1", "c")), "", "item",
		},
		"an item inside an item": {
			response(`{"linkId":"g","item":[` + text("1", "x") + "," + text("2", "x") + `]}`),
			response(`{"linkId":"g","item":[` + text("1", "ours") + "," + text("2", "x") + `]}`),
			response(`{"linkId":"g","item":[` + text("1", "x") + "," + text("2", "theirs") + `]}`),
			response(`{"linkId":"g","item":[` + text("1", "ours") + "," + text("2", "theirs") + `]}`), "",
		},
		"circled problems are a set": {
			circled("anxiety", "grief"), circled("grief", "burnout"), circled("anxiety", "grief", "ptsd"), circled("grief", "ptsd", "burnout"), "",
		},
		"an answer that tells of danger is never merged, even if one side changed it": {
			response(text("risk", "0")), response(text("risk", "0")), response(text("risk", "1")), "", "item[risk]",
		},
		"parts of a plan, each by one side": {
			`{"activity":[{"id":"1","detail":{"d":"x"}},{"id":"2","detail":{"d":"x"}}]}`, `{"activity":[{"id":"1","detail":{"d":"ours"}},{"id":"2","detail":{"d":"x"}},{"id":"3"}]}`,
			`{"activity":[{"id":"1","detail":{"d":"x"}},{"id":"2","detail":{"d":"theirs"}},{"id":"4"},{"loose":1}]}`,
			`{"activity":[{"id":"1","detail":{"d":"ours"}},{"id":"2","detail":{"d":"theirs"}},{"id":"4"},{"id":"3"},{"loose":1}]}`, "",
		},
		"one part of a plan, two ways: not two parts": {
			`{"activity":[{"id":"1","detail":{"d":"x"}}]}`, `{"activity":[{"id":"1","detail":{"d":"ours"}}]}`, `{"activity":[{"id":"1","detail":{"d":"theirs"}}]}`, "", "activity[1].detail.d",
		},
		"one part of a plan: its state by one side, its words by the other": {
			`{"activity":[{"id":"1","extension":["a"],"detail":{"d":"x","status":"s"}}]}`, `{"activity":[{"id":"1","extension":["a","b"],"detail":{"d":"ours","status":"s"}}]}`,
			`{"activity":[{"id":"1","extension":["a","c"],"detail":{"d":"x","status":"done"}}]}`, `{"activity":[{"id":"1","extension":["a","c","b"],"detail":{"d":"ours","status":"done"}}]}`, "",
		},
		"a part that they took out and we worded anew": {
			`{"activity":[{"id":"1","d":"x"}]}`, `{"activity":[{"id":"1","d":"ours"}]}`, `{}`, "", "activity[1]",
		},
		"a completed response is never merged": {
			`{"resourceType":"QuestionnaireResponse","status":"completed","item":[{"linkId":"1"},{"linkId":"2"}]}`,
			`{"resourceType":"QuestionnaireResponse","status":"completed","item":[{"linkId":"1","text":"ours"},{"linkId":"2"}]}`,
			`{"resourceType":"QuestionnaireResponse","status":"completed","item":[{"linkId":"1"},{"linkId":"2","text":"theirs"}]}`, "", "item",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, clashes := mergeRules.merge(from(t, c.base), from(t, c.ours), from(t, c.theirs))
			if strings.Join(clashes, " ") != c.clashes {
				t.Fatalf("clashes %v, want %q", clashes, c.clashes)
			}
			if c.clashes == "" && !same(got, from(t, c.want)) {
				t.Errorf("got  %s\nwant %s", canonical(got), c.want)
			}
		})
	}
}

// drawResource makes small resources that often agree and often do not.
func drawResource(t *rapid.T, name string) object {
	o := object{"resourceType": "QuestionnaireResponse", "status": rapid.SampledFrom([]string{"in-progress", "in-progress", "in-progress", "completed"}).Draw(t, name+" status")}
	for _, field := range []string{"a", "n", "priority"} {
		if v := rapid.IntRange(0, 2).Draw(t, name+" "+field); v > 0 {
			o[field] = fmt.Sprint(v)
		}
	}
	var items []any
	for _, id := range []string{"1", "problems", "risk"} {
		var answers []any
		for n := range rapid.IntRange(0, 2).Draw(t, name+" answers to "+id) {
			answers = append(answers, object{"valueString": fmt.Sprint(n, rapid.IntRange(0, 1).Draw(t, name+" answer"))})
		}
		if answers != nil {
			items = append(items, object{"linkId": id, "answer": answers})
		}
	}
	if items != nil {
		o["item"] = items
	}
	return o
}

func TestMergePromises(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b, o, th := drawResource(t, "base"), drawResource(t, "ours"), drawResource(t, "theirs")
		merged, clashes := mergeRules.merge(b, o, th)
		again, clashesAgain := mergeRules.merge(b, o, th)
		if !same(merged, again) || strings.Join(clashes, " ") != strings.Join(clashesAgain, " ") {
			t.Fatalf("not the same twice: %s %v, %s %v", canonical(merged), clashes, canonical(again), clashesAgain)
		}
		if !same(merged["priority"], th["priority"]) {
			t.Fatalf("what is the clinician's was changed: %s", canonical(merged))
		}
		if len(clashes) > 0 {
			return
		}
		// Merging what is merged into what it was merged with changes nothing.
		if twice, c := mergeRules.merge(th, merged, merged); len(c) > 0 || !same(twice, merged) {
			t.Fatalf("not idempotent: %s, then %s %v", canonical(merged), canonical(twice), c)
		}
		for _, field := range []string{"a", "n"} {
			// Each side's change to a plain field is there.
			if !same(o[field], b[field]) && !same(merged[field], o[field]) || !same(th[field], b[field]) && !same(merged[field], th[field]) {
				t.Fatalf("a change of %s is gone: %s", field, canonical(merged))
			}
		}
		unchanged, c := mergeRules.merge(b, b, th)
		if len(c) > 0 && !same(answersTo(b, "risk"), answersTo(th, "risk")) == false && b["status"] == "in-progress" && th["status"] == "in-progress" {
			t.Fatalf("a clash although we changed nothing: %v", c)
		}
		if len(c) == 0 && !same(unchanged, th) {
			t.Fatalf("we changed nothing and theirs became %s", canonical(unchanged))
		}
	})
}

func answersTo(o object, id string) any {
	items, _ := byLinkID(o["item"])
	return items[id]["answer"]
}

// Whatever a server sends, a merge ends, the same way each time.
func FuzzMerge(f *testing.F) {
	f.Add(`{"a":1}`, `{"a":2}`, `{"a":3}`)
	f.Add(`{"resourceType":"QuestionnaireResponse","status":"in-progress","item":[{"linkId":"1"}]}`,
		`{"resourceType":"QuestionnaireResponse","status":"in-progress","item":[{"linkId":"1","answer":[{"valueString":"x"}]}]}`,
		`{"resourceType":"QuestionnaireResponse","status":"in-progress","item":[{"linkId":"1","item":[{"linkId":"risk","answer":[{"item":{}}]}]}]}`)
	f.Add(`{"item":[1]}`, `{"item":{"linkId":[]},"status":[]}`, `{"item":[{"linkId":1,"answer":{}}],"note":3}`)
	f.Fuzz(func(t *testing.T, b, o, th string) {
		base, err1 := parse([]byte(b))
		ours, err2 := parse([]byte(o))
		theirs, err3 := parse([]byte(th))
		if err1 != nil || err2 != nil || err3 != nil {
			t.Skip("not JSON objects")
		}
		merged, clashes := mergeRules.merge(base, ours, theirs)
		again, clashesAgain := mergeRules.merge(base, ours, theirs)
		if !same(merged, again) || len(clashes) != len(clashesAgain) {
			t.Errorf("%s, then %s", canonical(merged), canonical(again))
		}
	})
}
