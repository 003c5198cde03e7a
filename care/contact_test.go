package care

import (
	"os"
	"testing"
)

func TestTheShippedCrisisContactsCanBeOpened(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../assets/contacts/us.json")
	if err != nil {
		t.Fatal(err)
	}
	all, err := ParseContacts(raw)
	if err != nil {
		t.Fatal(err)
	}
	call, ok := all.Find("988-call")
	if !ok || call.URI != "tel:988" || call.Keyword["es"] != "2" {
		t.Errorf("988: %+v", call)
	}
	text, _ := all.Find("988-text")
	if text.Keyword["es"] != "AYUDA" {
		t.Errorf("text to 988 in Spanish: %+v", text)
	}
}

func TestAContactThatCannotBeOpenedIsRefused(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]string{
		"no JSON":       `{`,
		"never checked": `{"country":"US","contacts":[{"id":"a","kind":"call","uri":"tel:1"}]}`,
		"wrong scheme":  `{"country":"US","verifiedOn":"2026-01-01","contacts":[{"id":"a","kind":"call","uri":"javascript:1"}]}`,
		"unknown kind":  `{"country":"US","verifiedOn":"2026-01-01","contacts":[{"id":"a","kind":"fax","uri":"fax:1"}]}`,
		"none":          `{"country":"US","verifiedOn":"2026-01-01","contacts":[]}`,
	} {
		if _, err := ParseContacts([]byte(raw)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
