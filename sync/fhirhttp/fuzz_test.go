package fhirhttp

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]time.Duration{
		"":                               0,
		"0":                              0,
		"120":                            2 * time.Minute,
		" 5 ":                            5 * time.Second,
		"-5":                             0,
		"1.5":                            0,
		"soon":                           0,
		"999999":                         maxRetryAfter,
		"99999999999999999999999":        maxRetryAfter,
		"18446744073709551615":           maxRetryAfter,
		"Sun, 01 Mar 2026 12:01:30 GMT":  90 * time.Second,
		"Sun, 01 Mar 2026 11:00:00 GMT":  0,
		"Sun, 01 Mar 2099 11:00:00 GMT":  maxRetryAfter,
		"Sunday, 01-Mar-26 12:00:10 GMT": 10 * time.Second,
	} {
		if got := parseRetryAfter(s, noon); got != want {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, s := range []string{"120", "-1", "Sun, 01 Mar 2026 12:01:30 GMT", "1e9", "99999999999999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d := parseRetryAfter(s, noon); d < 0 || d > maxRetryAfter {
			t.Errorf("%q: %v", s, d)
		}
	})
}

// Whatever a server writes as its next link, what is followed is on the
// clinic's own origin.
func FuzzNextLink(f *testing.F) {
	for _, s := range []string{
		"", "?page=2", "https://clinic.example/fhir?p=2", "https://clinic.example:443/", "http://clinic.example/",
		"//evil.example", `https://clinic.example\@evil.example/`, "https://clinic.example@evil.example/", "https:evil", "\x00",
	} {
		f.Add(s)
	}
	c, err := New("https://clinic.example/fhir", http.DefaultClient)
	if err != nil {
		f.Fatal(err)
	}
	from, _ := url.Parse("https://clinic.example/fhir/_history?page=1")
	f.Fuzz(func(t *testing.T, s string) {
		u, err := c.nextLink(from, s)
		if err != nil || u == nil {
			return
		}
		again, err := url.Parse(u.String())
		if err != nil {
			return // http.NewRequest refuses it too
		}
		if again.Scheme != "https" || !strings.EqualFold(again.Hostname(), "clinic.example") || again.User != nil {
			t.Errorf("%q leads to %s", s, u)
		}
	})
}

// Any JSON document gives a page or an error; an entry without an error has
// only ids that are safe in a path.
func FuzzPage(f *testing.F) {
	f.Add(`{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Goal","id":"g1","meta":{"versionId":"1"}}}]}`)
	f.Add(`{"resourceType":"Bundle","entry":[{"request":{"method":"DELETE","url":"Task/t1"}},null,{},[]]}`)
	f.Add(`{"resourceType":"Bundle","link":[{"relation":"next","url":"?p"}],"entry":[{"response":{"status":"201","location":"a/b/_history/../.."}}]}`)
	f.Fuzz(func(t *testing.T, s string) {
		if !json.Valid([]byte(s)) {
			return
		}
		page, err := parsePage(answer{body: json.RawMessage(s)})
		if err != nil {
			return
		}
		for _, e := range page.Entries {
			if e.Resource == nil && e.Ref() != "" && (!typeName.MatchString(e.Type) || !validID(e.ID)) {
				t.Errorf("a deletion of %q", e.Ref())
			}
			if e.Status != 0 && (e.Status < 100 || e.Status > 599) {
				t.Errorf("status %d", e.Status)
			}
		}
	})
}
