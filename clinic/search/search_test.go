package search

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/clinic/document"
)

func TestParametersAreOfTypesAndKindsThatThereAre(t *testing.T) {
	t.Parallel()
	served := strings.Fields("Patient Practitioner PractitionerRole RelatedPerson Organization Location CareTeam EpisodeOfCare " +
		"Appointment AppointmentResponse Encounter Coverage ClaimResponse Questionnaire QuestionnaireResponse Observation " +
		"Condition Goal CarePlan Task Communication Flag Consent MedicationRequest MedicationStatement ActivityDefinition " +
		"Provenance AuditEvent")
	for _, typ := range served {
		if len(parameters()[typ]) < 5 {
			t.Errorf("%s has only the parameters %v", typ, parameters()[typ])
		}
	}
	for typ, ps := range parameters() {
		if !document.IsType(typ) {
			t.Errorf("%s is no type", typ)
		}
		for _, p := range ps {
			if _, ok := readers[p.Kind]; !ok || len(p.Paths) == 0 {
				t.Errorf("%s %+v", typ, p)
			}
			for _, target := range p.Targets {
				if !document.IsType(target) {
					t.Errorf("%s.%s has the target %s", typ, p.Name, target)
				}
			}
		}
	}
}

func TestIndex(t *testing.T) {
	t.Parallel()
	tree, err := document.Tree([]byte(`{"resourceType":"Patient","id":"1","active":true,
		"meta":{"tag":[{"system":"urn:op","code":"7"}],"profile":["http://x.example/p"]},
		"identifier":[{"system":"urn:mrn","value":"42"}],
		"name":[{"family":"Núñez","given":["María José"]}],
		"telecom":[{"system":"phone","value":"555"},{"system":"email","value":"a@b.example"}],
		"birthDate":"1990-05","address":[{"city":"San José","line":["1 Main"]}],
		"generalPractitioner":[{"reference":"Practitioner/9/_history/2"},{"reference":"#c"},{"reference":"http://y.example/fhir/Practitioner/3"}],
		"managingOrganization":{"identifier":{"value":"x"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	ix := IndexOf("Patient", tree)
	for _, want := range []Value{
		{"_tag", "7", "urn:op"},
		{"_profile", "http://x.example/p", ""},
		{"active", "true", ""},
		{"identifier", "42", "urn:mrn"},
		{"family", "nunez", "Núñez"},
		{"name", "maria jose", "María José"},
		{"phone", "555", "phone"},
		{"email", "a@b.example", "email"},
		{"address-city", "san jose", "San José"},
		{"address", "1 main", "1 Main"},
		{"general-practitioner", "9", "Practitioner"},
		{"general-practitioner", "http://y.example/fhir/Practitioner/3", ""},
	} {
		if !slices.Contains(ix.Values, want) {
			t.Errorf("%+v is missing", want)
		}
	}
	for _, v := range ix.Values {
		if v.Param == "phone" && v.Value != "555" || v.Param == "organization" || v.Value == "#c" {
			t.Errorf("%+v should not be there", v)
		}
	}
	may := Span{"birthdate", time.Date(1990, 5, 1, 0, 0, 0, 0, time.UTC), time.Date(1990, 6, 1, 0, 0, 0, 0, time.UTC)}
	if !slices.Contains(ix.Dates, may) {
		t.Errorf("dates are %v", ix.Dates)
	}
}

func TestOneActorParameterPerKindOfActor(t *testing.T) {
	t.Parallel()
	tree, err := document.Tree([]byte(`{"resourceType":"Appointment","start":"2026-03-17T18:00:00-05:00","participant":[
		{"actor":{"reference":"Patient/p"}},{"actor":{"reference":"Practitioner/d"}},{"actor":{"reference":"Location/l"}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, v := range IndexOf("Appointment", tree).Values {
		got[v.Param] += v.Qualifier + "/" + v.Value + " "
	}
	for param, want := range map[string]string{
		"patient": "Patient/p ", "practitioner": "Practitioner/d ", "location": "Location/l ",
		"actor": "Patient/p Practitioner/d Location/l ",
	} {
		if got[param] != want {
			t.Errorf("%s is %q, want %q", param, got[param], want)
		}
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"2026":                      "2026-01-01T00:00:00Z 2027-01-01T00:00:00Z",
		"2026-12":                   "2026-12-01T00:00:00Z 2027-01-01T00:00:00Z",
		"2024-02-29":                "2024-02-29T00:00:00Z 2024-03-01T00:00:00Z",
		"2026-03-08T01:30:00-06:00": "2026-03-08T07:30:00Z 2026-03-08T07:30:01Z",
		"2026-03-08T01:30Z":         "2026-03-08T01:30:00Z 2026-03-08T01:31:00Z",
		"2026-03-08T01:30:00.1234Z": "2026-03-08T01:30:00.123Z 2026-03-08T01:30:00.124Z",
		"2026-13":                   "",
		"2026-02-30":                "",
		"yesterday":                 "",
		"":                          "",
	} {
		low, high, err := ParseDate(in)
		got := low.Format(time.RFC3339Nano) + " " + high.Format(time.RFC3339Nano)
		if (err != nil) != (want == "") || err == nil && got != want {
			t.Errorf("%s: got %s, %v", in, got, err)
		}
	}
}

func TestWhatIsNotUnderstoodIsRefusedOrListed(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"code:text=x":                    "modifier",
		"code:in=x":                      "modifier",
		"date:exact=2026":                "modifier",
		"date=soon":                      "date",
		"date=xx2026":                    "date",
		"code=a|b|c":                     "token",
		"code=|":                         "code or a system",
		"code=":                          "empty",
		"code=a,":                        "empty",
		"patient:Nothing=1":              "modifier",
		"patient:Patient=Device/1":       "two types",
		"patient:missing=maybe":          "true or false",
		"_id:missing=true":               "modifier",
		"_count=-1":                      "_count",
		"_count=many":                    "_count",
		"_sort=nothing":                  "sorted",
		"_sort=date,date,date,date,date": "four",
		"_summary=text":                  "_summary",
		"_total=guess":                   "_total",
		"_include=Observation":           "_include",
		"_include=Observation:code":      "_include",
		"_revinclude=Nothing:patient":    "_revinclude",
		"_sort:x=date":                   "modifier",
		"_lastUpdated:missing=true":      "modifier",
		"patient:Group.name=x":           "does not go",
		"encounter:Encounter.date=soon":  "date",
		"encounter:Encounter.subject:Patient.general-practitioner:Practitioner.name=x": "2 references",
		"_elements=a.b":                      "top-level",
		"_elements=":                         "top-level",
		"value-string:above=x":               "modifier",
		"_count=99999999999999999999999999":  "_count",
		"date=2026-03-01T10:00:00Z,whenever": "date",
	} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		_, err = Parse("Observation", values)
		var bad *Error
		if !errors.As(err, &bad) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", query, err, want)
		}
	}
	q, err := Parse("Observation", url.Values{"nonsense": {"1"}, "patient.nothing": {"x"}, "_has:Goal:patient:x": {"1"}, "code": {"1"}})
	if err != nil || len(q.Ignored) != 3 || len(q.Filters) != 1 {
		t.Errorf("got %+v, %v", q, err)
	}
}

func TestEscapes(t *testing.T) {
	t.Parallel()
	q, err := Parse("Observation", url.Values{"code": {`a\,b,c\|d|e\\f`}})
	if err != nil {
		t.Fatal(err)
	}
	terms := q.Filters[0].Terms
	if len(terms) != 2 || *terms[0].Value != "a,b" || *terms[1].Qualifier != "c|d" || *terms[1].Value != `e\f` {
		t.Errorf("got %+v", terms)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"code=http://loinc.org|1,2&date=ge2026-03&_sort=-date,_id&_count=20", "patient:missing=true", "patient.name:exact=A&encounter:Encounter.subject:Patient.identifier=urn:x|1&_elements=code", `name=a\,b`,
		"_include=Observation:subject:Patient&_revinclude=Provenance:target", "_lastUpdated=gt2026-03-02T10:00:00.123+02:00",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, query string) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		q, err := Parse("Observation", values)
		if err != nil {
			var bad *Error
			if !errors.As(err, &bad) {
				t.Fatalf("%v is not an *Error", err)
			}
			return
		}
		if len(q.Sort) == 0 || q.Count < 1 || q.Count > MaxCount {
			t.Fatalf("got %+v", q)
		}
		for _, f := range q.Filters {
			if (f.Missing == nil) == (len(f.Terms) == 0) {
				t.Fatalf("a filter of nothing: %+v", f)
			}
			for _, term := range f.Terms {
				if f.Kind == Date && !term.Low.Before(term.High) {
					t.Fatalf("an empty range: %+v", term)
				}
			}
		}
	})
}
