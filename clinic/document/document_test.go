package document

import (
	"errors"
	"strings"
	"testing"
	"time"
)

var at = time.Date(2026, 3, 2, 15, 4, 5, 6_000_000, time.UTC)

func TestWithChangesOnlyWhatTheServerSets(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want string }{
		"no id, no meta": {
			`{ "resourceType" : "Observation", "valueQuantity" : {"value": 1.500} , "x_unknown":[1e2] }`,
			`{"resourceType":"Observation","id":"a","meta":{"versionId":"3","lastUpdated":"2026-03-02T15:04:05.006Z"},"valueQuantity":{"value":1.500},"x_unknown":[1e2]}`,
		},
		"old id and meta": {
			`{"meta":{"tag":[{"code":"<op>"}],"versionId":"9"},"resourceType":"Goal","id":"b"}`,
			`{"meta":{"tag":[{"code":"<op>"}],"lastUpdated":"2026-03-02T15:04:05.006Z","versionId":"3"},"resourceType":"Goal","id":"a"}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, err := Parse([]byte(c.in))
			if err != nil {
				t.Fatal(err)
			}
			if name == "old id and meta" && d.ID() != "b" {
				t.Errorf("id %q", d.ID())
			}
			if got := string(d.With("a", 3, at).Bytes()); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestBadBodiesSayWhereTheyAreBad(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		``:                                   "not JSON",
		`{`:                                  "not JSON",
		`[]`:                                 "not a JSON object",
		`"x"`:                                "not a JSON object",
		`{"resourceType":"Goal"} x`:          "not JSON",
		"{\"resourceType\":\"\xff\"}":        "UTF-8",
		`{"a":1}`:                            "resourceType",
		`{"resourceType":"Goal","meta":[1]}`: "Goal.meta",
		`{"resourceType":"Goal","a":{"b":1,"b":2}}`:                                                     "a.b: The element is there twice",
		`{"resourceType":"Goal","a":[{"b":""}]}`:                                                        "a[0].b: A value is never empty",
		`{"resourceType":"Goal","a":[1,{}]}`:                                                            "a[1]: An object or an array",
		`{"resourceType":"Goal","a":[]}`:                                                                "a: An object or an array",
		`{"resourceType":"Goal","a":null}`:                                                              "a: A value is never null",
		`{"resourceType":"Goal","a":1e999}`:                                                             "a: The number is too large",
		`{"resourceType":"Goal","a":` + strings.Repeat("9", 50) + `}`:                                   "a: The number is too long",
		`{"resourceType":"Goal","a":` + strings.Repeat("[", 120) + `1` + strings.Repeat("]", 120) + `}`: "too deeply",
	} {
		_, err := Parse([]byte(in))
		var f *Fault
		if !errors.As(err, &f) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: got %v, want %q", in, err, want)
		}
	}
	if err := Check([]byte(`{"resourceType":"Patient","given":["A",null],"_given":[null,{"id":"x"}]}`)); err != nil {
		t.Errorf("nulls in arrays of primitives are allowed: %v", err)
	}
}

func TestRewriteTouchesNothingElse(t *testing.T) {
	t.Parallel()
	in := `{"resourceType":"Task", "for" : {"reference" :  "urn:uuid:1"},"n":1.00,"input":[{"reference":"urn:uuid:2"}],"reference":["urn:uuid:1"],"note":"urn:uuid:1"}`
	got, err := Rewrite([]byte(in), func(element, v string) (string, error) {
		if element == "reference" && v == "urn:uuid:1" {
			return "Patient/1", nil
		}
		return v, nil
	})
	want := `{"resourceType":"Task", "for" : {"reference" :  "Patient/1"},"n":1.00,"input":[{"reference":"urn:uuid:2"}],"reference":["Patient/1"],"note":"urn:uuid:1"}`
	if err != nil || string(got) != want {
		t.Errorf("got  %s, %v\nwant %s", got, err, want)
	}
}

func TestSelect(t *testing.T) {
	t.Parallel()
	tree, err := Tree([]byte(`{"resourceType":"X","a":[{"b":["1","2"]},{"b":"3"}],"valueString":"v","valueless":"w",
		"telecom":[{"system":"phone","value":"5"},{"system":"email","value":"6"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"a.b": "1 2 3", "value[x]": "v", "telecom[system=phone].value": "5", "none.here": "", "a.b.c": "",
	} {
		if got := strings.Join(Texts(tree, path), " "); got != want {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
}

func TestReference(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Patient/1":                       "|Patient|1",
		"Patient/1/_history/2":            "|Patient|1",
		"https://x.example/fhir/Goal/a-b": "https://x.example/fhir|Goal|a-b",
		"#p1":                             "",
		"urn:uuid:0b9b5b5c":               "",
		"Nothing/1":                       "",
		"Patient/":                        "",
		"Patient/a b":                     "",
	} {
		base, typ, id, ok := Reference(in)
		if got := base + "|" + typ + "|" + id; ok != (want != "") || ok && got != want {
			t.Errorf("%s: got %s %v, want %s", in, got, ok, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"resourceType":"Goal","id":"1","meta":{"versionId":"1"}}`))
	f.Add([]byte(`{"resourceType":"Goal","a":[null,1.0]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		d, err := Parse(body)
		if err != nil {
			return
		}
		stamped := d.With("id-1", 7, at)
		again, err := Parse(stamped.Bytes())
		if err != nil {
			t.Fatalf("what was written cannot be read: %v: %s", err, stamped.Bytes())
		}
		if again.ID() != "id-1" || again.Type() != d.Type() {
			t.Fatalf("got %s/%s", again.Type(), again.ID())
		}
		same, err := Rewrite(body, func(_, v string) (string, error) { return v, nil })
		if err != nil || string(same) != string(body) {
			t.Fatalf("a rewrite that replaces nothing changed it: %v", err)
		}
	})
}
