package care

import (
	"encoding/json"
	"fmt"
	"net/url"
	"time"
)

// ContactKind is how a crisis contact is reached.
type ContactKind string

// Kinds of contact.
const (
	ContactCall ContactKind = "call"
	ContactText ContactKind = "text"
	ContactChat ContactKind = "chat"
)

// Contact is one way to reach help now. It is data: a clinic or a country
// brings its own.
type Contact struct {
	ID        string            `json:"id"` // stable: "988-call"
	Kind      ContactKind       `json:"kind"`
	Number    string            `json:"number"`            // as it is written out: "988"
	URI       string            `json:"uri"`               // tel:, sms: or https:
	Languages []string          `json:"languages"`         // BCP 47 tags that are answered
	Keyword   map[string]string `json:"keyword,omitempty"` // by language: what to press or to send
}

// Contacts are the crisis contacts of one country.
type Contacts struct {
	Country  string    `json:"country"` // ISO 3166-1 alpha-2
	Verified time.Time `json:"-"`       // the day somebody last called them all
	List     []Contact `json:"contacts"`
}

// ParseContacts reads a country's contacts and refuses any that could not be
// opened or has no day on which it was verified.
func ParseContacts(raw []byte) (Contacts, error) {
	var file struct {
		Contacts
		VerifiedOn string `json:"verifiedOn"`
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		return Contacts{}, fmt.Errorf("crisis contacts: %w", err)
	}
	day, err := time.Parse(time.DateOnly, file.VerifiedOn)
	if err != nil {
		return Contacts{}, fmt.Errorf("crisis contacts of %q: verifiedOn: %w", file.Country, err)
	}
	for _, c := range file.List {
		u, err := url.Parse(c.URI)
		if err != nil {
			return Contacts{}, fmt.Errorf("crisis contact %q: %w", c.ID, err)
		}
		if want := map[ContactKind]string{ContactCall: "tel", ContactText: "sms", ContactChat: "https"}[c.Kind]; u.Scheme != want {
			return Contacts{}, fmt.Errorf("crisis contact %q: a %q is not opened by %q", c.ID, c.Kind, c.URI)
		}
	}
	if len(file.List) == 0 {
		return Contacts{}, fmt.Errorf("crisis contacts of %q: none", file.Country)
	}
	file.Verified = day
	return file.Contacts, nil
}

// Find gives the contact with the id.
func (c Contacts) Find(id string) (Contact, bool) {
	for _, x := range c.List {
		if x.ID == id {
			return x, true
		}
	}
	return Contact{}, false
}

// Dial is a number as a telephone takes it, without what people write between.
func Dial(number string) string {
	var out []rune
	for _, r := range number {
		if r >= '0' && r <= '9' || r == '+' && len(out) == 0 {
			out = append(out, r)
		}
	}
	return string(out)
}
