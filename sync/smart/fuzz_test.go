package smart

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"golang.org/x/oauth2"
)

// Nothing that is not signed by the clinic's key is an id_token.
func FuzzIDToken(f *testing.F) {
	b64 := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	f.Add(b64(`{"alg":"none"}`) + "." + b64(`{"iss":"i","aud":"throughline","sub":"s","exp":9999999999}`) + ".")
	f.Add(b64(`{"alg":"HS256","kid":"k","kid":"j"}`) + "." + b64(`{}`) + "." + b64("x"))
	f.Add("..")
	c := &Client{ID: "throughline", Now: func() time.Time { return time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) }}
	f.Fuzz(func(t *testing.T, token string) {
		noKey := func(*jwt.Token) (any, error) { return jwt.VerificationKeySet{}, nil }
		if claims, err := c.parse(token, "i", "", noKey); err == nil {
			t.Errorf("%q is taken for %+v", token, claims)
		}
		_ = uniqueNames(token)
	})
}

// A redirect gives one code, from this clinic's issuer, or an error.
func FuzzRedirect(f *testing.F) {
	f.Add("code=c&state=s&iss=https://clinic.example")
	f.Add("error=access_denied&iss=https://clinic.example&code=c")
	f.Add("code=a&code=b")
	clinic := &Clinic{Issuer: "https://clinic.example", IssInResponse: true}
	f.Fuzz(func(t *testing.T, raw string) {
		q, err := url.ParseQuery(raw)
		if err != nil {
			return
		}
		code, err := checkRedirect(clinic, q)
		if err == nil && (code == "" || len(q["code"]) != 1 || q.Get("iss") != clinic.Issuer || q.Has("error")) {
			t.Errorf("%q gave %q", raw, code)
		}
	})
}

// What a clinic lists as sign-ins is shown on one line each, and no id of it leads
// to another address.
func FuzzDevices(f *testing.F) {
	f.Add([]byte(`{"sessions":[{"id":"a","current":true,"device":"Phone","last_used_at":"2026-02-20T08:00:00Z"},{"id":"../b"}]}`))
	f.Add([]byte(`{"sessions":null}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := parseDevices(body)
		if err != nil && got != nil {
			t.Error("a list beside an error")
		}
		for _, d := range got {
			if d.ID == "" || strings.ContainsAny(d.ID, "/\\ ") || strings.ContainsAny(d.Name+d.App, "\n\r") {
				t.Errorf("%+v", d)
			}
		}
	})
}

// What a clinic lists as connections is shown on one line each.
func FuzzConnections(f *testing.F) {
	f.Add([]byte(`{"connections":[{"fhirUser":"RelatedPerson/a","name":"Maya Rivera","current":true},{"fhirUser":"RelatedPerson/b"}]}`))
	f.Add([]byte(`{"connections":null}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := parseConnections(body)
		if err != nil && got != nil || len(got) > maxConnections {
			t.Errorf("%d connections, %v", len(got), err)
		}
		for _, c := range got {
			if c.Ref == "" || strings.ContainsAny(c.Name, "\n\r") {
				t.Errorf("%+v", c)
			}
		}
	})
}

// An invitation has a code on one line and a page that is reached securely, or is none.
func FuzzInvited(f *testing.F) {
	f.Add([]byte(`{"fhirUser":"RelatedPerson/a","code":"BCDF-GHJK-LMNP","url":"https://clinic.example/join","expires_at":"2027-03-16T17:30:00-05:00"}`))
	f.Add([]byte(`{"code":"a\nb","url":"http://elsewhere.example"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := parseInvited(body)
		if err == nil && (got.Code == "" || strings.ContainsAny(got.Code, "\n\r") || strings.HasPrefix(got.Address, "javascript:")) {
			t.Errorf("%+v", got)
		}
	})
}

// Whatever stands among a clinic's keys, those that are understood are taken, or there is an error.
func FuzzKeySet(f *testing.F) {
	f.Add([]byte(`{"keys":[{"kty":"OKP","crv":"Ed448","kid":"a","x":"AA"},{"kty":"RSA","kid":"b","n":"sXchDaQebHnPiGvyDOAT4saGEUetSyo9MKLOoWFsueri23bOdgWp4Dy1Wl","e":"AQAB"}]}`))
	f.Add([]byte(`{"keys":[null,7,{}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		keys, err := keySet(t.Context(), raw)
		if (keys == nil) == (err == nil) {
			t.Errorf("keys: %v, error: %v", keys != nil, err)
		}
	})
}

// What the token endpoint says of a refusal is read or left out, and is never a
// reason to erase a device unless it says so in that word.
func FuzzRefusal(f *testing.F) {
	f.Add([]byte(`{"error":"invalid_grant","reason":"revoked"}`))
	f.Add([]byte(`{"error":"invalid_grant","reason":["revoked"]}`))
	f.Add([]byte(`<html>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		err := (&refused{status: 400, code: "invalid_grant", reason: reasonIn(body)}).ended()
		if errors.Is(err, ErrRevoked) && !strings.Contains(strings.ToLower(string(body)), "reason") {
			t.Errorf("%q erases the device", body)
		}
		if !errors.Is(err, ErrSignInAgain) {
			t.Errorf("%q: %v", body, err)
		}
	})
}

// A token answer gives tokens for a bearer, and a patient that is an id, or nothing.
func FuzzGrant(f *testing.F) {
	f.Add([]byte(`{"access_token":"a","token_type":"bearer","expires_in":3600,"patient":"p1","scope":"openid"}`))
	f.Add([]byte(`{"access_token":"a","token_type":"bearer","patient":"../x","expires_in":-1}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var raw map[string]any
		var tok oauth2.Token
		if json.Unmarshal(body, &tok) != nil || json.Unmarshal(body, &raw) != nil {
			return
		}
		c := &Client{Now: func() time.Time { return time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) }}
		g, err := c.grant(tok.WithExtra(raw))
		if err == nil && (strings.ContainsAny(g.patient, "/\\ ") || !g.renewAt.After(c.now())) {
			t.Errorf("%q gave patient %q until %v", body, g.patient, g.renewAt)
		}
	})
}
