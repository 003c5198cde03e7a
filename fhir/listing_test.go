package fhir

import (
	"bytes"
	"encoding/json"
	"testing"
)

const listed = `{"resourceType":"Bundle","type":"history","total":3,"meta":{"lastUpdated":"2026-11-23T12:00:00Z"},
	"link":[{"relation":"next","url":"?p=2"}],"entry":[
	{"fullUrl":"https://a/Goal/1","resource":{"resourceType":"Goal","id":"1","note":[{"text":"a \"}]{ b"}],"x":{"y":[1.50]}},"request":{"method":"PUT","url":"Goal/1"}},
	{"request":{"method":"DELETE","url":"Goal/2"},"response":{"status":"204"},"resource":null},
	"nothing", null, {"resource":{"resourceType":"Goal","id":"3","id":"4"}}, {"resource":{"resourceType":"Goal","id":5}},
	{"fullUrl":7,"resource":{"resourceType":"Goal","id":"6"}}, {"search":{"mode":"match"},"fullUrl":"a","fullUrl":"b"}]}`

// What is wrong with one entry keeps none of the others away.
func TestAListingIsReadEntryByEntry(t *testing.T) {
	t.Parallel()
	l, err := ReadListing([]byte(listed))
	if err != nil || l.ResourceType != "Bundle" || l.Total != 3 || l.LastUpdated == "" || len(l.Link) != 1 || len(l.Entry) != 8 {
		t.Fatalf("%+v, %v", l, err)
	}
	for i, want := range []struct{ err, text, read bool }{
		{false, true, true},
		{false, false, false},
		{true, false, false},
		{true, false, false},
		{false, true, false},
		{false, true, false},
		{true, false, false},
		{true, false, false},
	} {
		if e := l.Entry[i]; (e.Err != nil) != want.err || (e.Text != "") != want.text || (e.Read != nil) != want.read {
			t.Errorf("entry %d: err %v, text %q, read %v", i, e.Err, e.Text, e.Read)
		}
	}
	if e := l.Entry[0]; e.Read.Common().ID != "1" || e.Request.Method != "PUT" || e.FullURL != "https://a/Goal/1" {
		t.Errorf("the first: %+v", e)
	}
	for _, bad := range []string{`[]`, `{"entry":{}}`, `{"link":{}}`, `{"total":"1"}`, `{"entry":[`, ``} {
		if _, err := ReadListing([]byte(bad)); err == nil {
			t.Errorf("%s was read", bad)
		}
	}
}

// Whatever comes, each resource of a listing is what Decode makes of its text, and
// the text is that of the Bundle.
func FuzzListing(f *testing.F) {
	f.Add([]byte(listed))
	f.Add([]byte(`{"entry":[{"resource":"\\\""},[[]],{"resource":[{}]},{"resource" : {"resourceType":"X"} } ]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := ReadListing(b)
		if err != nil {
			return
		}
		var plain struct{ Entry []json.RawMessage }
		if err := json.Unmarshal(b, &plain); err != nil {
			t.Skip() // names in another case, to encoding/json the same
		}
		if len(plain.Entry) != len(l.Entry) {
			t.Skip()
		}
		for i, e := range l.Entry {
			if e.Text == "" {
				continue
			}
			if !json.Valid([]byte(e.Text)) || !bytes.Contains(plain.Entry[i], []byte(e.Text)) {
				t.Fatalf("entry %d gives %q", i, e.Text)
			}
			r, err := Decode([]byte(e.Text))
			if (err == nil) != (e.Read != nil) {
				t.Fatalf("entry %d: read %v, Decode says %v", i, e.Read, err)
			}
			if err != nil {
				continue
			}
			a, _ := Encode(r)
			if b, _ := Encode(e.Read); !bytes.Equal(a, b) {
				t.Fatalf("entry %d: %s and %s", i, a, b)
			}
		}
	})
}
