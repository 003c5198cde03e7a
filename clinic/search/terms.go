package search

import (
	"slices"
	"strings"

	"throughline/clinic/document"
)

func parseFilter(p Parameter, modifier, value string) (Filter, error) {
	f := Filter{Param: p.Name, Kind: p.Kind}
	key := p.Name
	if modifier != "" {
		key += ":" + modifier
	}
	if modifier == "missing" && p.Kind != ID && p.Kind != Updated {
		if value != "true" && value != "false" {
			return f, bad(key, "The value is true or false.")
		}
		missing := value == "true"
		f.Missing = &missing
		return f, nil
	}
	read, ok := readers[p.Kind]
	if !ok {
		return f, bad(key, "The server cannot search by this parameter.")
	}
	for _, one := range split(value, ',') {
		if one == "" {
			return f, bad(key, "A value is empty.")
		}
		t, err := read(p, modifier, one)
		if err != nil {
			return f, err
		}
		for i := range t {
			shorten(t[i].Value)
			shorten(t[i].Qualifier)
		}
		f.Terms = append(f.Terms, t...)
	}
	f.Not = p.Kind == Token && modifier == "not"
	return f, nil
}

// shorten makes a value as short as the index keeps it.
func shorten(s *string) {
	if s != nil {
		*s = cut(*s)
	}
}

var readers = map[Kind]func(p Parameter, modifier, value string) ([]Term, error){
	Token: tokenTerm, String: stringTerm, Reference: referenceTerm, URI: uriTerm,
	Date: dateTerm, Updated: dateTerm, ID: idTerm,
}

func noModifier(p Parameter, modifier string) error {
	return bad(p.Name+":"+modifier, "The server does not know this modifier here.")
}

func tokenTerm(p Parameter, modifier, value string) ([]Term, error) {
	if modifier != "" && modifier != "not" {
		return nil, noModifier(p, modifier)
	}
	parts := split(value, '|')
	switch len(parts) {
	case 1:
		return []Term{{Value: text(parts[0])}}, nil
	case 2:
		t := Term{Qualifier: text(parts[0])}
		if code := unescape(parts[1]); code != "" {
			t.Value = &code
		} else if *t.Qualifier == "" {
			return nil, bad(p.Name, "A token has a code or a system.")
		}
		return []Term{t}, nil
	}
	return nil, bad(p.Name, "A token is code, system|code, |code or system|.")
}

func stringTerm(p Parameter, modifier, value string) ([]Term, error) {
	value = unescape(value)
	folded := Normalize(value)
	switch modifier {
	case "":
		return []Term{{Value: &folded, Match: Prefix}}, nil
	case "contains":
		return []Term{{Value: &folded, Match: Contains}}, nil
	case "exact":
		return []Term{{Value: &folded, Qualifier: &value}}, nil
	}
	return nil, noModifier(p, modifier)
}

// referenceTerm takes id, Type/id, an absolute address, and :Type=id.
func referenceTerm(p Parameter, modifier, value string) ([]Term, error) {
	value = unescape(value)
	if modifier != "" && !document.IsType(modifier) {
		return nil, noModifier(p, modifier)
	}
	if base, typ, id, ok := document.Reference(value); ok && base == "" {
		if modifier != "" && modifier != typ {
			return nil, bad(p.Name, "The modifier and the value name two types.")
		}
		return []Term{{Value: &id, Qualifier: &typ}}, nil
	}
	if strings.ContainsAny(value, "/:") {
		return []Term{{Value: &value, Qualifier: text("")}}, nil
	}
	if modifier != "" {
		return []Term{{Value: &value, Qualifier: &modifier}}, nil
	}
	if len(p.Targets) == 0 {
		return []Term{{Value: &value}}, nil
	}
	var out []Term
	for _, typ := range p.Targets {
		out = append(out, Term{Value: &value, Qualifier: text(typ)})
	}
	return out, nil
}

func uriTerm(p Parameter, modifier, value string) ([]Term, error) {
	value = unescape(value)
	switch modifier {
	case "":
		return []Term{{Value: &value}}, nil
	case "below":
		return []Term{{Value: &value, Match: Prefix}}, nil
	}
	return nil, noModifier(p, modifier)
}

func idTerm(p Parameter, modifier, value string) ([]Term, error) {
	if modifier != "" {
		return nil, noModifier(p, modifier)
	}
	return []Term{{Value: &value}}, nil
}

var prefixes = []string{"eq", "ne", "lt", "gt", "ge", "le", "sa", "eb", "ap"}

func dateTerm(p Parameter, modifier, value string) ([]Term, error) {
	if modifier != "" {
		return nil, noModifier(p, modifier)
	}
	t := Term{Prefix: "eq"}
	if len(value) > 2 && slices.Contains(prefixes, value[:2]) {
		t.Prefix, value = value[:2], value[2:]
	}
	// A + that was not escaped arrives as a blank, in a place where only it can stand.
	value = strings.ReplaceAll(value, " ", "+")
	var err error
	if t.Low, t.High, err = ParseDate(value); err != nil {
		return nil, bad(p.Name, "The value is a date such as 2026-03-02 or 2026-03-02T18:00:00Z, with eq, ne, lt, gt, ge, le, sa, eb or ap before it.")
	}
	return []Term{t}, nil
}

// split cuts at a separator that no backslash precedes; unescape takes the
// backslashes away (FHIR R4, Search, section 3.1.1.4.0.2).
func split(s string, sep byte) []string {
	var out []string
	start := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case sep:
			out = append(out, s[start:i])
			start = i + 1
		}
	}
	return append(out, s[start:])
}

func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func text(s string) *string {
	s = unescape(s)
	return &s
}
