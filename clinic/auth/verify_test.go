package auth

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
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

// Of all tokens that somebody can write, one passes: the one that was signed.
func FuzzForgedToken(f *testing.F) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		f.Fatal(err)
	}
	now := time.Unix(1e9, 0)
	v := &Verifier{Issuer: "https://a/auth", Audience: "https://a/fhir", Now: func() time.Time { return now }}
	ours := func(_ context.Context, kid string) (*rsa.PublicKey, error) {
		if kid != "k" {
			return nil, errors.New("no key")
		}
		return &key.PublicKey, nil
	}
	token := jwt.NewWithClaims(jwt.SigningMethodRS256, AccessClaims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: v.Issuer, Audience: jwt.ClaimStrings{v.Audience}, Subject: "u", ID: "j", IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(time.Hour)),
		},
		ClientID: "c", GrantID: "g", Scope: "patient/Goal.rs",
	})
	token.Header["typ"], token.Header["kid"] = accessTokenType, "k"
	good, err := token.SignedString(key)
	if err != nil {
		f.Fatal(err)
	}
	if _, err := v.Verify(f.Context(), good, ours); err != nil {
		f.Fatal(err)
	}
	parts := strings.Split(good, ".")
	for _, seed := range [][3]string{
		{parts[0], parts[1], parts[2]},
		{parts[0], parts[1], ""},
		{parts[0], parts[0], parts[2]},
		{parts[0], parts[1], parts[2] + "="},
		{parts[0], parts[1] + "A", parts[2]},
		{"eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0", parts[1], ""},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, header, claims, signature string) {
		text := header + "." + claims + "." + signature
		if _, err := v.Verify(t.Context(), text, ours); err == nil && text != good {
			t.Errorf("%q passed", text)
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
