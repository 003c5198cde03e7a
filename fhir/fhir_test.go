package fhir_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"throughline/fhir"
	"throughline/fhir/fhirtest"
)

// tree is what JSON means, with numbers as they were written.
func tree(t testing.TB, b []byte) any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("not JSON: %v\n%s", err, b)
	}
	return v
}

func roundTrip(t testing.TB, raw []byte) {
	t.Helper()
	r, err := fhir.Decode(raw)
	if err != nil {
		t.Fatalf("decode: %v", err)
	}
	out, err := fhir.Encode(r)
	if err != nil {
		t.Fatalf("encode: %v", err)
	}
	if !reflect.DeepEqual(tree(t, raw), tree(t, out)) {
		t.Fatalf("%s changed on its way through:\n in %s\nout %s", r.ResourceType(), raw, out)
	}
	e, err := fhir.Peek(raw)
	if err != nil || e.ResourceType != r.ResourceType() || e.ID != r.Common().ID {
		t.Fatalf("peek gave %+v, %v", e, err)
	}
}

// Nothing that another system wrote may be lost by reading and writing it, be
// it an extension of a primitive, a false, a contained resource or a digit.
func TestEverythingSurvives(t *testing.T) {
	t.Parallel()
	for name, raw := range fhirtest.Oddities() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			roundTrip(t, raw)
		})
	}
	for _, typ := range fhir.Names() {
		t.Run(typ, func(t *testing.T) {
			t.Parallel()
			roundTrip(t, []byte(`{"resourceType":"`+typ+`","id":"a","meta":{"versionId":"1","x":[0]},"language":"en","_language":{"extension":[{"url":"u","valueCount":{"value":1.50}}]},"unheardOf":{"deep":[1.0,null,true]}}`))
		})
	}
}

// Records that another system made come back as they were.
func TestSyntheaSurvives(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../testdata/synthea/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("the sample records are missing: %v", err)
	}
	n := 0
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		roundTrip(t, raw)
		var b fhir.Bundle
		if err := json.Unmarshal(raw, &b); err != nil {
			t.Fatal(err)
		}
		for _, e := range b.Entry {
			roundTrip(t, e.Resource)
			n++
		}
	}
	t.Logf("%d resources", n)
}

// A resource that cannot be read says where, and never what.
func TestWrongTypesAreRefusedByPath(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat(`{"item":[`, 200) + strings.Repeat(`]}`, 200)
	for _, c := range []struct{ name, raw, path, problem string }{
		{"a number for a string", `{"resourceType":"Patient","id":7}`, "id", "a number, not a string"},
		{"deep inside", `{"resourceType":"Questionnaire","item":[{"linkId":"a"},{"linkId":"b","item":[{"linkId":1}]}]}`, "item[1].item[0].linkId", "a number, not a string"},
		{"an object for an array", `{"resourceType":"Patient","name":{}}`, "name", "an object, not an array"},
		{"an array for an object", `{"resourceType":"Observation","code":[]}`, "code", "an array, not an object"},
		{"text for a boolean", `{"resourceType":"Patient","active":"secret"}`, "active", "a string, not a boolean"},
		{"text for a decimal", `{"resourceType":"Observation","valueQuantity":{"value":"1"}}`, "valueQuantity.value", "a string, not a number"},
		{"a fraction for an integer", `{"resourceType":"Observation","valueInteger":1.5}`, "valueInteger", "whole number"},
		{"twice", `{"resourceType":"Patient","gender":"male","gender":"female"}`, "gender", "twice"},
		{"twice by another spelling", `{"resourceType":"Patient","x":{"a":1,"\u0061":2}}`, "x.a", "twice"},
		{"without end", `{"resourceType":"Questionnaire","x":` + deep + `}`, "x.item", "too deeply"},
		{"without a type", `{"id":"a"}`, "resourceType", "missing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := fhir.Decode([]byte(c.raw))
			p, ok := errors.AsType[*fhir.PathError](err)
			if !ok || !strings.HasPrefix(p.Path, c.path) || !strings.Contains(p.Problem, c.problem) {
				t.Fatalf("got %v", err)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Fatal("the error shows the value")
			}
		})
	}
	for _, raw := range []string{"", "{", `{"resourceType":"Patient"`, `[]`, `"x"`, `{"resourceType":"Patient"}{}`, `{"resourceType":null}`} {
		if _, err := fhir.Decode([]byte(raw)); err == nil {
			t.Errorf("%q was accepted", raw)
		}
		if _, err := fhir.Peek([]byte(raw)); err == nil {
			t.Errorf("%q was peeked", raw)
		}
	}
}

// An element on its own goes through encoding/json with nothing lost as well.
func TestElementsStandAlone(t *testing.T) {
	t.Parallel()
	raw := `{"system":"s","code":"c","_code":{"id":"x"}}`
	var c fhir.Coding
	if err := json.Unmarshal([]byte(raw), &c); err != nil {
		t.Fatal(err)
	}
	c.Display = "said <so> — \"plainly\""
	out, err := json.Marshal([]fhir.Coding{c})
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"system":"s","code":"c","display":"said <so> — \"plainly\"","_code":{"id":"x"}}]`
	if !reflect.DeepEqual(tree(t, out), tree(t, []byte(want))) {
		t.Fatalf("got %s", out)
	}
}

// What a field is set to wins over what came.
func TestAFieldWinsOverWhatWasKept(t *testing.T) {
	t.Parallel()
	r, err := fhir.Decode([]byte(`{"resourceType":"ActivityDefinition","version":"","topic":[]}`))
	if err != nil {
		t.Fatal(err)
	}
	r.(*fhir.ActivityDefinition).Version = "2"
	out, err := fhir.Encode(r)
	if err != nil {
		t.Fatal(err)
	}
	if string(out) != `{"resourceType":"ActivityDefinition","version":"2","topic":[]}` {
		t.Fatalf("got %s", out)
	}
}

func FuzzRoundTrip(f *testing.F) {
	for _, raw := range fhirtest.Oddities() {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := fhir.Decode(raw)
		if err != nil {
			return
		}
		if e, err := fhir.Peek(raw); err != nil || e.ResourceType != r.ResourceType() || e.ID != r.Common().ID {
			t.Fatalf("peek says %+v, %v", e, err)
		}
		first, err := fhir.Encode(r)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(tree(t, raw), tree(t, first)) {
			t.Fatalf("changed:\n%s\n%s", raw, first)
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	raw := fhirtest.Oddities()["a response with everything"]
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		if _, err := fhir.Decode(raw); err != nil {
			b.Fatal(err)
		}
	}
}
