package auth

import (
	"context"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"testing"
	"time"
)

func TestNoDuplicates(t *testing.T) {
	t.Parallel()
	for raw, ok := range map[string]bool{
		`{"a":1,"b":[1,1,{"a":1}],"c":{"a":1}}`: true,
		`{"a":"a","b":"a"}`:                     true,
		`["a","a"]`:                             true,
		`{"a":1,"a":1}`:                         false,
		`{"a":1,"A":1}`:                         false,
		"{\"sub\":1,\"\u017fub\":1}":            false, // encoding/json folds the long s into s
		`{"a":{"b":1,"b":2}}`:                   false,
		`{"a":[{"b":1},{"c":1,"c":2}]}`:         false,
		`{"a":[1],"a":2}`:                       false,
		`{"a"`:                                  false,
		`{"a":1`:                                false,
	} {
		if err := noDuplicates([]byte(raw)); (err == nil) != ok {
			t.Errorf("%s: %v", raw, err)
		}
	}
}

// No bytes make the verifier panic, or pass without a key.
func FuzzVerify(f *testing.F) {
	v := &Verifier{Issuer: "https://a/auth", Audience: "https://a/fhir", Now: func() time.Time { return time.Unix(1e9, 0) }}
	noKey := func(context.Context, string) (*rsa.PublicKey, error) { return nil, errors.New("no key") }
	for _, seed := range []string{
		"", "..", "a.b.c", "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.e30.", "eyJhbGciOiJSUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6ImsifQ.eyJzdWIiOiJ4In0.AA",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, token string) {
		if _, err := v.Verify(context.Background(), token, noKey); err == nil {
			t.Errorf("%q passed", token)
		}
	})
}

// Where duplicates are let through, every member of a flat object has one meaning.
func FuzzNoDuplicates(f *testing.F) {
	f.Add([]byte(`{"a":1,"b":{"a":[]}}`))
	f.Add([]byte(`{"a":1,"a":2}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if noDuplicates(raw) != nil {
			return
		}
		var object map[string]json.RawMessage
		if json.Unmarshal(raw, &object) != nil {
			return
		}
		var s struct {
			A json.RawMessage `json:"sub"`
		}
		if json.Unmarshal(raw, &s) == nil && s.A != nil {
			meanings := 0
			for name := range object {
				var one struct {
					A json.RawMessage `json:"sub"`
				}
				single, err := json.Marshal(map[string]int{name: 1})
				if err == nil && json.Unmarshal(single, &one) == nil && one.A != nil {
					meanings++
				}
			}
			if meanings > 1 {
				t.Errorf("%q has %d members that are sub", raw, meanings)
			}
		}
	})
}
