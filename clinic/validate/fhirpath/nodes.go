package fhirpath

import (
	"encoding/json"
	"math/big"
	"reflect"
	"slices"
	"strings"
)

// member goes to the children of a name. The name of the resource's own type
// stays where it is, and that of a choice finds whatever type is there.
func member(what string) step {
	return func(_ *env, in []Node) []Node {
		var out []Node
		for _, n := range in {
			m, ok := n.Value.(map[string]any)
			if !ok {
				m = n.Sibling
			}
			if m == nil {
				continue
			}
			if m["resourceType"] == what {
				out = append(out, n)
				continue
			}
			out = children(out, m, what)
		}
		return out
	}
}

func children(out []Node, m map[string]any, what string) []Node {
	value, sibling := m[what], m["_"+what]
	typ := ""
	if value == nil && sibling == nil {
		for key := range m {
			bare := strings.TrimPrefix(key, "_")
			if rest, ok := strings.CutPrefix(bare, what); ok && slices.Contains(choices, rest) {
				value, sibling, typ = m[bare], m["_"+bare], rest
				break
			}
		}
	}
	return flatten(out, value, sibling, typ)
}

func flatten(out []Node, value, sibling any, typ string) []Node {
	values, many := value.([]any)
	siblings, also := sibling.([]any)
	if !many && !also {
		m, _ := sibling.(map[string]any)
		if value != nil || m != nil {
			out = append(out, Node{value, m, typ})
		}
		return out
	}
	for i := range max(len(values), len(siblings)) {
		var v, s any
		if i < len(values) {
			v = values[i]
		}
		if i < len(siblings) {
			s = siblings[i]
		}
		out = flatten(out, v, s, typ)
	}
	return out
}

// choices are the types that end the name of a choice, such as valueQuantity.
var choices = strings.Fields(`Base64Binary Boolean Canonical Code Date DateTime Decimal Id Instant Integer Markdown Oid
PositiveInt String Time UnsignedInt Uri Url Uuid Address Age Annotation Attachment CodeableConcept Coding ContactPoint
Count Distance Duration HumanName Identifier Money Period Quantity Range Ratio Reference SampledData Signature Timing
ContactDetail Contributor DataRequirement Expression ParameterDefinition RelatedArtifact TriggerDefinition UsageContext
Dosage Meta`)

// all gives the children of every name.
func all(in []Node) []Node {
	var out []Node
	for _, n := range in {
		for _, m := range []map[string]any{object(n.Value), n.Sibling} {
			for key, v := range m {
				switch {
				case key == "resourceType":
				case !strings.HasPrefix(key, "_"):
					out = flatten(out, v, m["_"+key], "")
				case m[key[1:]] == nil:
					out = flatten(out, nil, v, "")
				}
			}
		}
	}
	return out
}

func object(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}

func descendants(in []Node) []Node {
	var out []Node
	for level := all(in); len(level) > 0; level = all(level) {
		out = append(out, level...)
	}
	return out
}

// is reports whether a node is of a type. What is not known of a primitive is
// told by its JSON.
func is(n Node, typ string) bool {
	if m := object(n.Value); m != nil && m["resourceType"] != nil {
		return m["resourceType"] == typ
	}
	got := n.Type
	if got == "" {
		switch n.Value.(type) {
		case bool:
			got = "boolean"
		case string:
			got = "string"
		case json.Number:
			got = "decimal"
		}
	}
	return strings.EqualFold(got, typ)
}

func typed(of step, op, typ string) step {
	return func(e *env, in []Node) []Node {
		got := of(e, in)
		if op == "is" {
			if len(got) != 1 {
				return nil
			}
			return boolean(is(got[0], typ))
		}
		var out []Node
		for _, n := range got {
			if is(n, typ) {
				out = append(out, n)
			}
		}
		return out
	}
}

func same(a, b any) bool {
	x, isX := a.(json.Number)
	y, isY := b.(json.Number)
	if isX && isY {
		l, okL := rational(x)
		r, okR := rational(y)
		return okL && okR && l.Cmp(r) == 0
	}
	return reflect.DeepEqual(a, b)
}

// rational reads a number whose exponent cannot cost memory.
func rational(n json.Number) (*big.Rat, bool) {
	s := string(n)
	if at := strings.IndexAny(s, "eE"); at >= 0 && len(s)-at > 4 {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

func has(in []Node, v any) bool {
	return slices.ContainsFunc(in, func(n Node) bool { return same(n.Value, v) })
}
