package document

import (
	"slices"
	"strings"
	"unicode"
)

// Select gives the values at a path such as "participant.actor" in a decoded
// resource, arrays flattened. In a path, "value[x]" is a choice of types and
// "telecom[system=phone]" keeps the elements whose system is phone.
func Select(tree any, path string) []any {
	if path == "" {
		return flatten(nil, tree)
	}
	at := flatten(nil, tree)
	for segment := range strings.SplitSeq(path, ".") {
		name, rest, bracket := strings.Cut(segment, "[")
		var next []any
		for _, v := range at {
			node, ok := v.(map[string]any)
			if !ok {
				continue
			}
			switch {
			case !bracket:
				next = flatten(next, node[name])
			case rest == "x]":
				next = flatten(next, choice(node, name))
			default:
				key, want, _ := strings.Cut(strings.TrimSuffix(rest, "]"), "=")
				for _, item := range flatten(nil, node[name]) {
					if m, ok := item.(map[string]any); ok && m[key] == want {
						next = append(next, m)
					}
				}
			}
		}
		at = next
	}
	return at
}

func choice(node map[string]any, name string) any {
	for key, v := range node {
		rest, ok := strings.CutPrefix(key, name)
		if ok && rest != "" && unicode.IsUpper(rune(rest[0])) {
			return v
		}
	}
	return nil
}

func flatten(out []any, v any) []any {
	switch v := v.(type) {
	case nil:
	case []any:
		for _, item := range v {
			out = flatten(out, item)
		}
	default:
		out = append(out, v)
	}
	return out
}

// Texts gives the strings at a path.
func Texts(tree any, path string) []string {
	var out []string
	for _, v := range Select(tree, path) {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// References gives every literal reference in a decoded resource, each once, in
// alphabetical order.
func References(tree any) []string {
	var out []string
	var collect func(v any)
	collect = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, item := range v {
				collect(item)
			}
		case map[string]any:
			if ref, ok := v["reference"].(string); ok {
				out = append(out, ref)
			}
			for _, item := range v {
				collect(item)
			}
		}
	}
	collect(tree)
	slices.Sort(out)
	return slices.Compact(out)
}

// Reference splits a relative or absolute reference to a resource on a FHIR
// server into base, type and id: "Patient/1", "http://x/fhir/Patient/1" and
// "Patient/1/_history/2" all name the Patient 1. It reports false for anything
// else, such as "#contained" or "urn:uuid:...".
func Reference(s string) (base, typ, id string, ok bool) {
	s, _, _ = strings.Cut(s, "/_history/")
	at := strings.LastIndexByte(s, '/')
	if at < 0 {
		return "", "", "", false
	}
	s, id = s[:at], s[at+1:]
	at = strings.LastIndexByte(s, '/')
	base, typ = s[:max(at, 0)], s[at+1:]
	if !IsType(typ) || !ValidID(id) {
		return "", "", "", false
	}
	return base, typ, id, true
}
