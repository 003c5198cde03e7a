package search

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"throughline/clinic/document"
)

// maxValue bounds what is indexed of one string, in bytes.
const maxValue = 256

// IndexOf gives what a decoded resource can be found by.
func IndexOf(typ string, tree map[string]any) Index {
	var ix Index
	for _, p := range Parameters(typ) {
		for _, path := range p.Paths {
			for _, v := range document.Select(tree, path) {
				ix.add(p, v)
			}
		}
	}
	ix.Values = unique(ix.Values)
	ix.Dates = unique(ix.Dates)
	return ix
}

func unique[T comparable](in []T) []T {
	seen := make(map[T]bool, len(in))
	return slices.DeleteFunc(in, func(v T) bool {
		old := seen[v]
		seen[v] = true
		return old
	})
}

func (ix *Index) add(p Parameter, v any) {
	switch p.Kind {
	case Token:
		for _, c := range tokens(v) {
			ix.value(p.Name, c.value, c.qualifier)
		}
	case String:
		for _, s := range texts(v) {
			ix.value(p.Name, Normalize(s), s)
		}
	case Reference:
		ix.reference(p, v)
	case URI:
		if s, ok := v.(string); ok {
			ix.value(p.Name, s, "")
		}
	case Date:
		if low, high, ok := span(v); ok {
			ix.Dates = append(ix.Dates, Span{p.Name, low, high})
		}
	}
}

func (ix *Index) value(param, value, qualifier string) {
	ix.Values = append(ix.Values, Value{param, cut(value), cut(qualifier)})
}

func cut(s string) string {
	if len(s) <= maxValue {
		return s
	}
	return strings.ToValidUTF8(s[:maxValue], "")
}

// reference indexes "Type/id" as value id with qualifier Type, and a canonical
// or an address elsewhere as it stands. A canonical is found with and without
// its version.
func (ix *Index) reference(p Parameter, v any) {
	s, ok := v.(string)
	if !ok {
		node, _ := v.(map[string]any)
		if s, ok = node["reference"].(string); !ok {
			return
		}
	}
	base, typ, id, ok := document.Reference(s)
	if ok && base == "" {
		if len(p.Targets) == 0 || slices.Contains(p.Targets, typ) {
			ix.value(p.Name, id, typ)
		}
		return
	}
	if strings.HasPrefix(s, "#") {
		return
	}
	ix.value(p.Name, s, "")
	if url, _, versioned := strings.Cut(s, "|"); versioned {
		ix.value(p.Name, url, "")
	}
}

type token struct{ value, qualifier string }

// tokens reads a code, boolean, Coding, CodeableConcept, Identifier or
// ContactPoint (FHIR R4, Search, section 3.1.1.4.10).
func tokens(v any) []token {
	switch v := v.(type) {
	case string:
		return []token{{v, ""}}
	case bool:
		if v {
			return []token{{"true", ""}}
		}
		return []token{{"false", ""}}
	case map[string]any:
		if codings, ok := v["coding"].([]any); ok {
			var out []token
			for _, c := range codings {
				out = append(out, tokens(c)...)
			}
			return out
		}
		system, _ := v["system"].(string)
		for _, name := range []string{"code", "value"} {
			if code, ok := v[name].(string); ok {
				return []token{{code, system}}
			}
		}
	}
	return nil
}

// texts reads a string, HumanName or Address.
func texts(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case map[string]any:
		var out []string
		for _, name := range []string{
			"text", "family", "given", "prefix", "suffix",
			"line", "city", "district", "state", "postalCode", "country",
		} {
			out = append(out, document.Texts(v, name)...)
		}
		return out
	}
	return nil
}

// Normalize folds case and takes accents away, as string search asks for.
func Normalize(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
