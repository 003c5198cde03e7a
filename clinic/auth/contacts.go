package auth

import "throughline/care"

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
