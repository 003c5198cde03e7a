package auth

import (
	"slices"
	"strings"
)

// Interactions is a set of the five SMART v2 interactions c, r, u, d and s.
type Interactions uint8

const letters = "cruds"

// ParseInteractions reads the part of a scope after the dot. The letters come in the order
// c r u d s, each at most once, at least one (SMART App Launch 2.2, "Scopes for requesting
// FHIR Resources"). It reports false for anything else.
func ParseInteractions(s string) (Interactions, bool) {
	var set Interactions
	rest := letters
	for i := range len(s) {
		at := strings.IndexByte(rest, s[i])
		if at < 0 {
			return 0, false
		}
		set |= bit(s[i])
		rest = rest[at+1:]
	}
	return set, set != 0
}

// Has reports whether the set holds the interaction c, r, u, d or s.
func (i Interactions) Has(interaction byte) bool { return i&bit(interaction) != 0 }

// String gives the letters in the order that SMART demands.
func (i Interactions) String() string {
	var b strings.Builder
	for n := range len(letters) {
		if i.Has(letters[n]) {
			b.WriteByte(letters[n])
		}
	}
	return b.String()
}

func bit(letter byte) Interactions {
	at := strings.IndexByte(letters, letter)
	if at < 0 {
		return 0
	}
	return 1 << at
}

// resourceScope is the part of a scope before the dot: who ("patient", "user" or "system")
// and on what (a resource type, or "*"), and which category of it where it has one.
type resourceScope struct {
	context, resource string
	category          Category
}

// ScopeSet is what a client may do. The zero value allows nothing. It never changes once made.
type ScopeSet struct {
	plain     []string // openid, fhirUser, launch/patient, offline_access; sorted
	resources map[resourceScope]Interactions
}

// ParseScopes reads a space-separated scope string. A scope that this server does not know is
// left out, as RFC 6749 section 3.3 allows. So is one with search parameters other than those that
// parseFilter reads: to grant it without its filter would widen it.
func ParseScopes(s string) ScopeSet {
	var set ScopeSet
	for _, word := range strings.Fields(s) {
		if slices.Contains(plainScopes, word) {
			set.addPlain(word)
			continue
		}
		context, rest, ok := strings.Cut(word, "/")
		if !ok || (context != "patient" && context != "user" && context != "system") {
			continue
		}
		rest, query, filtered := strings.Cut(rest, "?")
		resource, can, ok := strings.Cut(rest, ".")
		if !ok || !isResourceName(resource) {
			continue
		}
		interactions, ok := ParseInteractions(can)
		if !ok {
			continue
		}
		on := resourceScope{context: context, resource: resource}
		if filtered {
			if on.category, ok = parseFilter(resource, query); !ok {
				continue
			}
			interactions &= readAndSearch
		}
		set.addResource(on, interactions)
	}
	return set
}

var plainScopes = []string{ScopeFHIRUser, ScopeLaunchPatient, ScopeOffline, ScopeOpenID}

// The scopes that are not about one resource type (SMART App Launch 2.2).
const (
	ScopeOpenID        = "openid"
	ScopeFHIRUser      = "fhirUser"
	ScopeLaunchPatient = "launch/patient"
	ScopeOffline       = "offline_access"
)

func isResourceName(s string) bool {
	if s == "*" {
		return true
	}
	if s == "" || len(s) > 64 || s[0] < 'A' || s[0] > 'Z' {
		return false
	}
	for i := range len(s) {
		c := s[i] | 0x20
		if c < 'a' || c > 'z' {
			return false
		}
	}
	return true
}

func (s *ScopeSet) addPlain(word string) {
	if at, found := slices.BinarySearch(s.plain, word); !found {
		s.plain = slices.Insert(s.plain, at, word)
	}
}

func (s *ScopeSet) addResource(on resourceScope, can Interactions) {
	if can == 0 {
		return
	}
	if s.resources == nil {
		s.resources = map[resourceScope]Interactions{}
	}
	s.resources[on] |= can
}

// Has reports whether the set holds a scope that is not about a resource type, such as openid.
func (s ScopeSet) Has(plain string) bool {
	_, found := slices.BinarySearch(s.plain, plain)
	return found
}

// Allows reports whether the set lets its holder do one interaction (one of c r u d s) on a
// resource type, of whatever category, in any context. Whose resources they are is not the scopes' business: the
// rules of the FHIR endpoints narrow it further.
func (s ScopeSet) Allows(resourceType string, interaction byte) bool {
	for on, can := range s.resources {
		if (on.resource == resourceType || on.resource == "*") && on.category == (Category{}) && can.Has(interaction) {
			return true
		}
	}
	return false
}

// Empty reports whether the set allows nothing at all.
func (s ScopeSet) Empty() bool { return len(s.plain) == 0 && len(s.resources) == 0 }

// Intersect gives what both sets allow. A wildcard on one side takes the narrower type of the other.
func (s ScopeSet) Intersect(other ScopeSet) ScopeSet {
	var both ScopeSet
	for _, word := range s.plain {
		if other.Has(word) {
			both.addPlain(word)
		}
	}
	for a, canA := range s.resources {
		for b, canB := range other.resources {
			if a.context != b.context {
				continue
			}
			on := a
			switch {
			case a.resource == b.resource, b.resource == "*":
			case a.resource == "*":
				on.resource = b.resource
			default:
				continue
			}
			switch {
			case a.category == b.category, b.category == (Category{}):
			case a.category == (Category{}):
				on.category = b.category
			default:
				continue
			}
			both.addResource(on, canA&canB)
		}
	}
	return both
}

// Covers reports whether everything that other allows is allowed by s too.
func (s ScopeSet) Covers(other ScopeSet) bool {
	return s.Intersect(other).String() == other.String()
}

// String gives the one canonical form: plain scopes first, both parts sorted.
func (s ScopeSet) String() string {
	words := slices.Clone(s.plain)
	from := len(words)
	for on, can := range s.resources {
		words = append(words, on.context+"/"+on.resource+"."+can.String()+on.category.query())
	}
	slices.Sort(words[from:])
	return strings.Join(words, " ")
}
