package auth

import (
	"fmt"
	"html/template"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"throughline/care"
)

// defaultContacts are the crisis contacts of the United States.
func defaultContacts() care.Contacts {
	raw, err := pageFiles.ReadFile("pages/contacts.json")
	if err != nil {
		panic(err) // go:embed proved that it is there
	}
	contacts, err := care.ParseContacts(raw)
	if err != nil {
		panic("auth: " + err.Error())
	}
	return contacts
}

// link is a contact's address as the pages may carry it. html/template puts #ZgotmplZ in the place
// of any scheme but http, https and mailto, so what was checked here must be a template.URL.
func link(uri string) (template.URL, error) {
	u, err := url.Parse(uri)
	if err != nil || !slices.Contains([]string{"tel", "sms", "https"}, u.Scheme) || u.Opaque+u.Host == "" {
		return "", fmt.Errorf("auth: the scheme of the contact address %q is none of tel, sms and https", uri)
	}
	return template.URL(u.String()), nil //nolint:gosec // its scheme was checked, and String escapes
}

// phoneNumber holds no letters: an extension would be dialed as more digits.
var phoneNumber = regexp.MustCompile(`^\+?[0-9 ().-]*[0-9][0-9 ().-]*$`)

// telephone is a number as a link: its digits, with a leading plus where there is one.
func telephone(number string) (template.URL, error) {
	if number == "" {
		return "", nil
	}
	if !phoneNumber.MatchString(number) {
		return "", fmt.Errorf("auth: the clinic's phone %q is not one number, such as (314) 555-0100", number)
	}
	return link("tel:" + strings.Map(func(c rune) rune {
		if strings.ContainsRune("+0123456789", c) {
			return c
		}
		return -1
	}, number))
}

// reach is how the pages' readers reach help. New makes it, so that a link that nobody could open
// stops the server and not a person who needs it.
type reach struct {
	contacts []reachable
	spanish  string
	phone    string
	phoneURI template.URL
}

type reachable struct {
	kind   care.ContactKind
	number string
	uri    template.URL
}

// shownContacts is how many contacts there is room for under Help.
const shownContacts = 3

func newReach(all care.Contacts, phone string) (reach, error) {
	r := reach{phone: phone}
	for _, c := range all.List {
		uri, err := link(c.URI)
		if err != nil {
			return reach{}, err
		}
		if len(r.contacts) < shownContacts && c.Kind != care.ContactChat {
			r.contacts = append(r.contacts, reachable{c.Kind, c.Number, uri})
		}
	}
	call, _ := all.Find("988-call")
	text, _ := all.Find("988-text")
	if press, send := call.Keyword["es"], text.Keyword["es"]; press != "" && send != "" {
		r.spanish = "Español: oprima " + press + " o envíe " + send + "."
	}
	var err error
	r.phoneURI, err = telephone(phone)
	return r, err
}
