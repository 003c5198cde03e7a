package smart

import (
	"encoding/base64"
	"net/url"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
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
