package fhirhttp_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"throughline/sync/fhirhttp"
)

var bundled = []fhirhttp.Write{
	{Type: "Goal", ID: "g1", Body: []byte(`{"resourceType":"Goal","id":"g1","n":1.50}`), Cond: fhirhttp.IfAbsent()},
	{Type: "Task", ID: "t1", Body: []byte(`{"resourceType":"Task","id":"t1"}`), Cond: fhirhttp.IfVersion("a7"), FullURL: "urn:uuid:t1"},
	{Type: "Observation", Body: []byte(`{"resourceType":"Observation"}`), IfNoneExist: "identifier=s|v"},
	{Type: "Goal", ID: "g2", Body: []byte(`{"resourceType":"Goal","id":"g2"}`), Cond: fhirhttp.IfVersion("3")},
	{Type: "Goal", ID: "g3", Body: []byte(`{"resourceType":"Goal","id":"g3"}`), Cond: fhirhttp.IfVersion("3")},
}

func TestABundleCarriesEachEntrysConditionAndGivesEachItsOwnAnswer(t *testing.T) {
	t.Parallel()
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.URL.Path != "/fhir" {
			t.Errorf("sent %s %s", r.Method, r.URL)
		}
		sent, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		if !strings.Contains(string(sent), `"n":1.50`) {
			t.Error("a body was written anew")
		}
		var b struct {
			Type  string
			Entry []struct {
				FullURL string
				Request map[string]string
			}
		}
		if err := json.Unmarshal(sent, &b); err != nil || b.Type != "batch" || len(b.Entry) != 5 {
			t.Errorf("sent %s", sent)
		}
		var asked []string
		for _, e := range b.Entry {
			asked = append(asked, fmt.Sprint(e.FullURL, e.Request))
		}
		want := []string{
			"map[ifNoneMatch:* method:PUT url:Goal/g1]", `urn:uuid:t1map[ifMatch:W/"a7" method:PUT url:Task/t1]`,
			"map[ifNoneExist:identifier=s|v method:POST url:Observation]", `map[ifMatch:W/"3" method:PUT url:Goal/g2]`, `map[ifMatch:W/"3" method:PUT url:Goal/g3]`,
		}
		if !slices.Equal(asked, want) {
			t.Errorf("asked %q", asked)
		}
		reply(w, 200, `{"resourceType":"Bundle","type":"batch-response","entry":[
			{"resource":{"resourceType":"Goal","id":"g1","meta":{"versionId":"1","lastUpdated":"2026-11-23T12:00:00Z"}},"response":{"status":"201 Created"}},
			{"response":{"status":"412","outcome":{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"conflict"}]}}},
			{"response":{"status":"201 Created","location":"Observation/srv-1/_history/9","etag":"W/\"9\""}},
			{"resource":{"resourceType":"Goal","id":"other"},"response":{"status":"200"}},
			{"response":{"status":"nonsense"}}]}`)
	})
	got, err := c.Bundle(t.Context(), fhirhttp.Batch, bundled)
	if err != nil || len(got) != 5 {
		t.Fatalf("%+v, %v", got, err)
	}
	if r := got[0]; r.Err != nil || !r.Created || r.Version != "1" || r.Raw == nil || r.LastUpdated.IsZero() {
		t.Errorf("the first: %+v", r)
	}
	if r := got[1]; !fhirhttp.IsConflict(r.Err) || r.Raw != nil {
		t.Errorf("the second: %+v", r)
	}
	if r := got[2]; r.Err != nil || r.ID != "srv-1" || r.Version != "9" || r.Raw != nil {
		t.Errorf("the third: %+v", r)
	}
	if r := got[3]; !errors.Is(r.Err, fhirhttp.ErrNotFHIR) {
		t.Errorf("the fourth, answered with another resource: %+v", r)
	}
	if r := got[4]; !errors.Is(r.Err, fhirhttp.ErrNotFHIR) {
		t.Errorf("the fifth, without a status: %+v", r)
	}
}

// What cannot be sent is found before anything is.
func TestABundleWithWhatCannotBeSentIsNotSent(t *testing.T) {
	t.Parallel()
	c := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("something was sent") })
	for _, w := range []fhirhttp.Write{
		{Type: "Goal", ID: "g1", Body: []byte(`{}`)},
		{Type: "Goal", ID: "..", Body: []byte(`{}`), Cond: fhirhttp.IfAbsent()},
		{Type: "../x", Body: []byte(`{}`)},
		{Type: "Goal", ID: "g1", Body: []byte(`{"a":`), Cond: fhirhttp.IfAbsent()},
	} {
		if _, err := c.Bundle(t.Context(), fhirhttp.Batch, append(slices.Clone(bundled), w)); !errors.Is(err, fhirhttp.ErrUnsendable) {
			t.Errorf("%+v: %v", w, err)
		}
	}
}

func TestABundleThatIsNotAnsweredEntryByEntrySaysNothing(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		status int
		body   string
		is     func(error) bool
	}{
		"too few":    {200, `{"resourceType":"Bundle","type":"batch-response","entry":[]}`, func(err error) bool { return errors.Is(err, fhirhttp.ErrNotFHIR) }},
		"no bundle":  {200, `{"resourceType":"Goal","id":"g"}`, func(err error) bool { return errors.Is(err, fhirhttp.ErrNotFHIR) }},
		"cut":        {200, `{"resourceType":"Bundle","entry":[`, func(err error) bool { return errors.Is(err, fhirhttp.ErrCut) }},
		"too large":  {413, ``, fhirhttp.TooMuch},
		"too costly": {422, `{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"too-costly"}]}`, fhirhttp.TooMuch},
		"refused":    {412, `{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"conflict"}]}`, func(err error) bool { return fhirhttp.IsConflict(err) && !fhirhttp.TooMuch(err) }},
	} {
		c := serve(t, func(w http.ResponseWriter, _ *http.Request) { reply(w, x.status, x.body) })
		if got, err := c.Bundle(t.Context(), fhirhttp.Transaction, bundled); got != nil || !x.is(err) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}
