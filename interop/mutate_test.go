package interop

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"throughline/clinic/document"
	"throughline/clinic/validate"
)

// place is one value in a decoded resource.
type place struct {
	name string
	set  func(v any)
	drop func()
	v    any
}

// places gives every value but the resources' types, in an order that does not change.
func places(v any) (out []place) {
	switch v := v.(type) {
	case map[string]any:
		var keys []string
		for key := range v {
			if key != "resourceType" {
				keys = append(keys, key)
			}
		}
		slices.Sort(keys)
		for _, key := range keys {
			out = append(out, place{key, func(x any) { v[key] = x }, func() { delete(v, key) }, v[key]})
			out = append(out, places(v[key])...)
		}
	case []any:
		for i := range v {
			out = append(out, places(v[i])...)
		}
	}
	return out
}

// mutations each spoil one value.
var mutations = []func(p place){
	func(p place) { p.drop() },
	func(p place) { p.set(json.Number("12.5")) },
	func(p place) { p.set("a b") },
	func(p place) { p.set(true) },
	func(p place) { p.set([]any{p.v}) },
	func(p place) { p.set(map[string]any{"reference": "Slot/1"}) },
}

// Where another validator finds something wrong with a spoiled resource, ours does: it is as deep as both together.
func TestOursFindsWhatOthersFind(t *testing.T) {
	t.Parallel()
	needNode(t)
	files, err := filepath.Glob("../testdata/synthea/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	raw, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	bundle, err := document.Tree(raw)
	if err != nil {
		t.Fatal(err)
	}
	byType := map[string][]map[string]any{}
	var types []string
	for _, r := range document.Select(bundle, "entry.resource") {
		tree, _ := r.(map[string]any)
		typ, _ := tree["resourceType"].(string)
		if byType[typ] == nil {
			types = append(types, typ)
		}
		byType[typ] = append(byType[typ], tree)
	}
	slices.Sort(types)
	dice := rand.New(rand.NewPCG(1, 2))
	var spoiled [][]byte
	for n := 0; len(spoiled) < 240; n++ {
		of := byType[types[n%len(types)]]
		body, err := json.Marshal(of[dice.IntN(len(of))])
		if err != nil {
			t.Fatal(err)
		}
		tree, err := document.Tree(body)
		if err != nil {
			t.Fatal(err)
		}
		at := places(tree)
		mutations[n/len(types)%len(mutations)](at[dice.IntN(len(at))])
		if body, err = json.Marshal(tree); err != nil {
			t.Fatal(err)
		}
		spoiled = append(spoiled, body)
	}
	theirs, ours, both := 0, 0, 0
	for i, f := range validated(t, spoiled) {
		wrong := document.Check(spoiled[i]) != nil
		if !wrong {
			tree, err := document.Tree(spoiled[i])
			if err != nil {
				t.Fatal(err)
			}
			wrong = len(validate.Errors(tree)) > 0
		}
		// A name that nobody knows is kept by our server, with a warning.
		f.Medplum = slices.DeleteFunc(f.Medplum, func(said string) bool { return strings.Contains(said, "Invalid additional property") })
		said := len(f.Medplum)+len(f.Fhir) > 0
		switch {
		case said && wrong:
			both++
		case said:
			theirs++
			t.Errorf("ours finds nothing wrong with %.3000s: %.3v, %.3v", spoiled[i], f.Medplum, f.Fhir)
		case wrong:
			ours++
		}
	}
	t.Logf("of %d, wrong to both %d, to ours alone %d, to others alone %d", len(spoiled), both, ours, theirs)
	if both < 60 {
		t.Errorf("only %d were wrong to others", both)
	}
}
