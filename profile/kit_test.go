package profile_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"throughline/care"
	"throughline/fhir"
	"throughline/profile"
)

// A small clinic in Chicago with one patient, as its server would store it.
const (
	org      = `{"resourceType":"Organization","id":"o","name":"Northside","type":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/organization-type","code":"prov"}]}],"telecom":[{"system":"fax","value":"1"},{"system":"phone","value":"(312) 555-0100"}],"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/timezone","valueCode":"America/Chicago"}]}`
	location = `{"resourceType":"Location","id":"l","name":"Suite 200","managingOrganization":{"reference":"Organization/o"},"hoursOfOperation":[{"daysOfWeek":["mon","fri"],"openingTime":"08:00:00","closingTime":"18:30:00"}]}`
	maya     = `{"resourceType":"Patient","id":"maya","name":[{"use":"old","given":["M"],"family":"X"},{"use":"official","given":["Maya"],"family":"Rivera"}],"managingOrganization":{"reference":"Organization/o"}}`
	dana     = `{"resourceType":"Practitioner","id":"dana","name":[{"given":["Dana"],"family":"Ortiz"}],"qualification":[{"code":{"text":"LPC"}}]}`
	stay     = `{"resourceType":"EpisodeOfCare","id":"e","status":"active","patient":{"reference":"Patient/maya"},"period":{"start":"2027-02-16"},"meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"MH"}]}}`
)

var (
	asMaya = profile.Viewer{FHIRUser: "https://clinic.example/fhir/Patient/maya"}
	asDana = profile.Viewer{FHIRUser: "Practitioner/dana"}
	now    = time.Date(2027, 3, 9, 16, 30, 0, 0, zone("America/Chicago"))
)

func zone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}

// store makes a set of the small clinic and of more.
func store(t testing.TB, more ...string) *profile.Memory {
	t.Helper()
	m := &profile.Memory{}
	for _, raw := range append([]string{org, location, maya, dana, stay}, more...) {
		if err := m.Put([]byte(raw)); err != nil {
			t.Fatalf("%v\n%s", err, raw)
		}
	}
	return m
}

// form reads a form that the product ships.
func form(t testing.TB, name string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "assets", "questionnaires", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// see makes a chart and fails on anything rejected.
func see(t testing.TB, set profile.Set, v profile.Viewer) care.Chart {
	t.Helper()
	c, rejected := profile.Chart(set, v)
	if len(rejected) > 0 {
		t.Fatalf("rejected: %+v", rejected)
	}
	return c
}

// apply stores what was written, as the server would.
func apply(t testing.TB, m *profile.Memory, ops []profile.Operation, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range ops {
		e, err := fhir.Peek(o.Body)
		if err != nil || e.Ref() != o.Ref() {
			t.Fatalf("%s: %v", o.Ref(), err)
		}
		if err := m.Put(o.Body); err != nil {
			t.Fatal(err)
		}
	}
}

// at reads a path such as "item.0.answer.0.valueCoding.code" of a body.
func at(t testing.TB, body []byte, path string) any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(string(body)))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	for _, step := range strings.Split(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[step]
		case []any:
			i := int(step[0] - '0')
			if i >= len(x) {
				return nil
			}
			v = x[i]
		default:
			return nil
		}
	}
	if n, ok := v.(json.Number); ok {
		return n.String()
	}
	return v
}

func want(t testing.TB, body []byte, fields map[string]any) {
	t.Helper()
	for path, w := range fields {
		if got := at(t, body, path); got != w {
			t.Errorf("%s is %v, want %v\n%s", path, got, w, body)
		}
	}
}
