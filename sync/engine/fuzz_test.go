package engine

import (
	"encoding/json"
	"testing"
	"time"

	"throughline/fhir"
	"throughline/sync/store"
)

// What stands in the outbox is stamped, copied and renamed before it is sent. Any
// body either is a resource and stays one, or is refused; none is mistaken for
// another operation's.
func FuzzOutboxBody(f *testing.F) {
	f.Add([]byte(`{"resourceType":"Goal","id":"g1","meta":{"versionId":"1","tag":[{"system":"x"}]},"identifier":[{"value":"1"}],"x":1.50}`), "g1")
	f.Add([]byte(`{"resourceType":"QuestionnaireResponse","id":"q","identifier":{"system":"s"},"about":"Goal/g1"}`), "q")
	f.Add([]byte(`[]`), "")
	f.Add([]byte(`{"resourceType":"Goal","meta":[],"identifier":7}`), "")
	const operation = "00000000-0000-4000-8000-000000000001"
	f.Fuzz(func(t *testing.T, body []byte, id string) {
		if stamped, err := stamp(body, operation); err == nil {
			if !carries(stamped, operation) || carries(stamped, "00000000-0000-4000-8000-000000000002") {
				t.Errorf("%q is stamped as %q", body, stamped)
			}
			if twice, err := stamp(stamped, operation); err != nil || string(twice) != string(stamped) {
				t.Errorf("stamped twice: %q, then %q, %v", stamped, twice, err)
			}
		}
		if o, err := parse(body); err == nil && o != nil {
			copied, err := copyOf(body, operation)
			if err != nil {
				t.Fatalf("%q: %v", body, err)
			}
			if e, err := fhir.Peek(copied); err == nil && e.ID != operation {
				t.Errorf("%q is copied as %q", body, copied)
			}
		}
		en := store.Entry{Type: "Goal", ID: id, Body: body}
		rename(&en, "Goal", id, "new")
		_ = restatesAny(body)
	})
}

// restatesAny tries the comparison with a response that is there.
func restatesAny(body []byte) bool {
	same, err := restates(&fhir.QuestionnaireResponse{Status: "completed"}, body)
	return same && err == nil
}

// A cursor, and the place where a listing goes on, are what this package wrote, or
// nothing.
func FuzzCursor(f *testing.F) {
	f.Add("2026-11-23T12:00:00.123Z")
	f.Add("yesterday")
	f.Add(`{"next":"https://clinic.example/fhir/_page?p=1","newest":"2026-11-23T12:00:00Z"}`)
	f.Fuzz(func(t *testing.T, text string) {
		if at := moment(text); !at.IsZero() && !moment(at.UTC().Format(time.RFC3339Nano)).Equal(at) {
			t.Errorf("%q is taken for %v", text, at)
		}
		var p place
		_ = json.Unmarshal([]byte(text), &p)
		var of asOfTypes
		if json.Unmarshal([]byte(text), &of) == nil {
			_ = topicTimes(time.Time{}, of)
		}
	})
}

// Whatever a server says that it can do, the app asks only for what it said.
func FuzzCapabilities(f *testing.F) {
	f.Add([]byte(`{"resourceType":"CapabilityStatement","rest":[{"mode":"server","interaction":[{"code":"history-system"}],"resource":[{"type":"Goal","updateCreate":true,"interaction":[{"code":"update"}],"searchParam":[{"name":"patient"}]}]}]}`))
	f.Add([]byte(`{"resourceType":"CapabilityStatement","rest":[{"mode":"client","resource":[{}]}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var cs fhir.CapabilityStatement
		if json.Unmarshal(body, &cs) != nil {
			return
		}
		able := abilitiesOf(cs)
		for _, typ := range types {
			if able.takesOwnIDs(typ) && !able.offers(typ, "update") {
				t.Errorf("%q lets %s be created by what it does not offer", body, typ)
			}
			_ = able.searches(typ, "patient")
		}
	})
}
