package validate

import (
	"strconv"
	"strings"

	"throughline/clinic/validate/fhirpath"
)

// resource walks a resource, alone or inside of another.
func (w *walk) resource(tree map[string]any, s *shape, at string) {
	outer := w.within
	w.within = tree
	w.object(tree, s, at, nil)
	w.contained(tree, at)
	w.within = outer
}

// inner walks the resource that stands in an element: contained, an entry of a
// Bundle, a parameter.
func (w *walk) inner(tree map[string]any, at string) {
	typ, _ := tree["resourceType"].(string)
	s := w.shapes[typ]
	if s == nil || s.anything {
		w.say("structure", at, "A resource says what it is in the element resourceType.")
		return
	}
	if !strings.Contains(at, ".contained") { // what is contained refers to its container
		outer := w.root
		w.root = tree
		defer func() { w.root = outer }()
	}
	w.resource(tree, s, at)
}

// object holds the elements of an object against its shape, then its rules.
func (w *walk) object(tree map[string]any, s *shape, at string, targets []string) {
	said := map[*element]string{}
	for key, value := range tree {
		if key == "resourceType" {
			continue
		}
		bare := strings.TrimPrefix(key, "_")
		p, ok := s.find(bare)
		if !ok || bare != key && p.typ.primitive == nil {
			w.warn("structure", at+"."+key, "The specification knows no such element here. It is kept.")
			continue
		}
		if before := said[p.element]; before != "" && before != bare {
			w.say("structure", at+"."+bare, "Only one type of %s[x] can be given.", p.name)
			continue
		}
		said[p.element] = bare
		if bare != key {
			w.siblings(p, value, at+"."+bare)
			continue
		}
		w.property(p, value, tree["_"+key], at+"."+key)
	}
	for of := s; of != nil; of = of.base {
		for _, e := range of.needed {
			if said[e] == "" {
				name := e.name
				if e.choice {
					name += "[x]"
				}
				w.say("required", at+"."+name, "The element %s is required.", name)
			}
		}
		w.hold(of.rules, fhirpath.Node{Value: tree}, at)
	}
	if targets != nil || s.name == "Reference" {
		w.reference(tree, targets, at)
	}
}

// property is one element with all its repetitions.
func (w *walk) property(p prop, value, sibling any, at string) {
	list, isList := value.([]any)
	if isList != p.many {
		if p.many {
			w.say("structure", at, "The element can repeat, so it is written as an array.")
		} else {
			w.say("structure", at, "The element does not repeat, so it is not written as an array.")
		}
		return
	}
	if !isList {
		m, _ := sibling.(map[string]any)
		w.value(p, value, m, at)
		return
	}
	siblings, _ := sibling.([]any)
	for i, v := range list {
		here := at + "[" + strconv.Itoa(i) + "]"
		var m map[string]any
		if i < len(siblings) {
			m, _ = siblings[i].(map[string]any)
		}
		if v == nil && m == nil {
			w.say("structure", here, "A value is never null. Leave the element out.")
			continue
		}
		w.value(p, v, m, here)
	}
}

func (w *walk) value(p prop, value any, sibling map[string]any, at string) {
	node := fhirpath.Node{Value: value, Sibling: sibling, Type: p.typ.name}
	switch {
	case p.typ.primitive != nil:
		if value != nil && !w.primitive(p.typ.primitive, value, at) {
			return
		}
	case p.typ.shape.anything:
		tree, ok := value.(map[string]any)
		if !ok {
			w.say("structure", at, "The element is a resource.")
			return
		}
		w.inner(tree, at)
		return
	default:
		tree, ok := value.(map[string]any)
		if !ok {
			w.say("structure", at, "The element is an object.")
			return
		}
		w.object(tree, p.typ.shape, at, p.typ.targets)
	}
	if p.required != "" {
		w.binding(p, value, at)
	}
	w.hold(p.rules, node, at)
}

// siblings are the ids and extensions beside primitives.
func (w *walk) siblings(p prop, value any, at string) {
	list, isList := value.([]any)
	if isList != p.many {
		w.say("structure", at, "The extensions of an element are written as the element itself: as an array if it can repeat.")
		return
	}
	if !isList {
		list = []any{value}
	}
	for _, v := range list {
		switch v := v.(type) {
		case nil:
		case map[string]any:
			w.object(v, w.shapes["Element"], at, nil)
		default:
			w.say("structure", at, "Beside a primitive stands an object with its id and extensions.")
		}
	}
}

func (w *walk) hold(rules []*rule, of fhirpath.Node, at string) {
	for _, r := range rules {
		if r.expression == nil {
			continue
		}
		if !r.expression.Holds(fhirpath.Context{Resource: w.within, Root: w.root}, of) {
			w.add(Issue{Warning: r.warning, Code: "invariant", Expression: at, Say: r.key + ": " + r.human})
		}
	}
}
