package auth_test

import (
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"throughline/care"
	"throughline/clinic/auth"
)

var href = regexp.MustCompile(`href="([^"]*)"`)

func (p page) links() []string {
	var all []string
	for _, m := range href.FindAllStringSubmatch(p.body, -1) {
		all = append(all, html.UnescapeString(m[1]))
	}
	return all
}

// On every page, whatever went wrong, Help reaches 988, 911 and the clinic by one tap.
func TestHelpLinksOpenThePhone(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	asks := c.app()
	bad := c.app()
	bad.ask.Set("client_id", "nobody")
	wrong := c.app()
	for name, p := range map[string]page{
		"sign-in": c.app().authorize(), "consent": asks.signIn(asks.authorize(), "maya"),
		"wrong password": wrong.submit(wrong.authorize(), map[string]string{"username": "maya", "password": "wrong-wrong"}),
		"error":          bad.authorize(), "device": c.app().get(c.url + "/auth/device"), "nowhere": c.app().get(c.url + "/auth/nowhere"),
		"Spanish": c.app().get(c.url + "/auth/device?lang=es"),
	} {
		links := p.links()
		for _, want := range []string{"tel:988", "sms:988", "tel:911", "tel:3145550100"} {
			if !slices.Contains(links, want) {
				t.Errorf("%s: %s is not among %q", name, want, links)
			}
		}
		if strings.Contains(p.body, "ZgotmplZ") {
			t.Errorf("%s: html/template dropped something:\n%s", name, p.body)
		}
	}
}

// A link that nobody could open, or that runs something, stops the server when it starts.
func TestHelpThatCannotBeOpenedIsRefused(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	for _, x := range []struct {
		uri, phone string
		good       bool
	}{
		{"tel:116123", "", true},
		{"sms:+441234567", "+44 20 7946 0000", true},
		{"https://help.example/chat", "314-555-0100", true},
		{"javascript:alert(1)", "", false},
		{"http://help.example/", "", false},
		{"tel:", "", false},
		{"//help.example", "", false},
		{"tel:1\n2", "", false},
		{"tel:116123", "ask at the desk", false},
		{"tel:116123", "(314) 555-0100 ext. 5", false},
		{"tel:116123", "()", false},
	} {
		_, err := auth.New(auth.Config{
			Store: c.store, ClinicID: "north", Issuer: c.url + "/auth", FHIRBase: c.url + "/fhir", ClinicPhone: x.phone,
			Contacts: care.Contacts{List: []care.Contact{{ID: "a", Kind: care.ContactCall, Number: "1", URI: x.uri}}},
		})
		if (err == nil) != x.good {
			t.Errorf("%q, %q: %v", x.uri, x.phone, err)
		}
	}
}

// A country's own contacts stand where those of the United States would, and a clinic without a
// phone has no link to nowhere.
func TestHelpOfAnotherCountry(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	s, err := auth.New(auth.Config{
		Store: c.store, ClinicID: "north", Issuer: c.url + "/auth", FHIRBase: c.url + "/fhir",
		Contacts: care.Contacts{List: []care.Contact{{ID: "samaritans", Kind: care.ContactCall, Number: "116 123", URI: "tel:116123"}}},
	})
	must(t, err)
	c.serve(s)
	p := c.app().get(c.url + "/auth/device")
	if p.status != http.StatusOK || !slices.Contains(p.links(), "tel:116123") || strings.Contains(p.body, "tel:988") || slices.Contains(p.links(), "tel:") || slices.Contains(p.links(), "") {
		t.Errorf("%d %q", p.status, p.links())
	}
}
