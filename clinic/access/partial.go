package access

import (
	"slices"
	"strings"

	"throughline/clinic/search"
)

// Part is what a role sees of a type that it does not see whole.
type Part struct {
	typ        string
	Elements   []string
	extensions []string
	unlabelled bool   // not meta.security
	people     string // the element that names who takes part, of which nothing but people and places is seen
}

// Unlabelled reports whether meta.security is left out: a label tells what the rest does not.
func (p Part) Unlabelled() bool { return p.unlabelled }

// Partial gives what the caller sees of a type; false where that is all of it.
func (c Caller) Partial(typ string) (Part, bool) {
	p, ok := partial[c.Role][typ]
	p.typ = typ
	return p, ok
}

// PeopleOnly reports whether of an element only the people and places are seen.
func (p Part) PeopleOnly(element string) bool { return p.people != "" && p.people == element }

// Shows reports whether an extension is seen.
func (p Part) Shows(url string) bool { return slices.Contains(p.extensions, url) }

// OfPeople reports whether a search parameter looks at who takes part.
func (p Part) OfPeople(param string) bool {
	found, ok := search.Find(p.typ, param)
	return ok && p.people != "" && slices.ContainsFunc(found.Paths, func(path string) bool {
		element, _, _ := strings.Cut(path, ".")
		element, _, _ = strings.Cut(element, "[")
		return element == p.people
	})
}

// Searches reports whether a search parameter tells only of what is seen.
func (p Part) Searches(param string) bool {
	if param == "" || param == "_id" || param == "_lastUpdated" {
		return true
	}
	if p.unlabelled && param == "_security" {
		return false
	}
	found, ok := search.Find(p.typ, param)
	if !ok {
		return false
	}
	return !slices.ContainsFunc(found.Paths, func(path string) bool {
		element, _, _ := strings.Cut(path, ".")
		element, _, _ = strings.Cut(element, "[")
		return !slices.Contains(p.Elements, element)
	})
}
