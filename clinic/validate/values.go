package validate

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"throughline/clinic/document"
	"throughline/clinic/search"
	"throughline/clinic/validate/fhirpath"
)

// primitive checks a value, and says whether it is one of its type.
func (w *walk) primitive(p *primitive, value any, at string) bool {
	ok := false
	text := ""
	switch v := value.(type) {
	case string:
		text, ok = v, !slices.Contains([]string{"boolean", "integer", "decimal", "positiveInt", "unsignedInt"}, p.name)
	case bool:
		return w.kind(p, p.name == "boolean", at)
	case json.Number:
		text, ok = string(v), slices.Contains([]string{"integer", "decimal", "positiveInt", "unsignedInt"}, p.name)
	}
	if !w.kind(p, ok, at) {
		return false
	}
	if p.pattern != nil && !p.pattern.MatchString(text) || !inRange(p, text) {
		w.say("value", at, "The value is no %s.", p.name)
		return false
	}
	if p.name == "xhtml" {
		if err := fhirpath.Narrative(text); err != nil {
			w.say("invariant", at, "txt-1: %s.", err)
		}
	}
	return true
}

func (w *walk) kind(p *primitive, ok bool, at string) bool {
	if !ok {
		w.say("value", at, "The value of a %s is written otherwise in JSON.", p.name)
	}
	return ok
}

// inRange checks what a pattern cannot: that a day is in the calendar and a
// whole number fits in 32 bits (FHIR R4, datatypes).
func inRange(p *primitive, text string) bool {
	switch p.name {
	case "date", "dateTime", "instant":
		_, _, err := search.ParseDate(strings.Replace(text, ":60", ":59", 1)) // a leap second
		return err == nil
	case "integer", "positiveInt", "unsignedInt":
		_, err := strconv.ParseInt(text, 10, 32)
		return err == nil
	}
	return true
}

// binding holds a value against the required value set of its element.
func (w *walk) binding(p prop, value any, at string) {
	s, ok := w.sets[p.required]
	if !ok || value == nil {
		return
	}
	switch v := value.(type) {
	case string:
		ok = s.codes[v]
	case map[string]any:
		switch p.typ.name {
		case "CodeableConcept":
			ok = slices.ContainsFunc(document.Select(v, "coding"), func(c any) bool {
				m, _ := c.(map[string]any)
				return s.has(m)
			})
		case "Coding", "Quantity", "SimpleQuantity":
			ok = s.has(v) || v["code"] == nil
		}
	}
	if !ok {
		w.say("code-invalid", at, "The code is not of the value set %s, which is required.", p.required)
	}
}

func (s set) has(coding map[string]any) bool {
	code, _ := coding["code"].(string)
	system, _ := coding["system"].(string)
	if system == "" {
		return false
	}
	return s.systems[system][code]
}

// reference checks where a reference goes (FHIR R4, references, section 2.3.0).
func (w *walk) reference(tree map[string]any, targets []string, at string) {
	text, ok := tree["reference"].(string)
	if !ok {
		return
	}
	if id, local := strings.CutPrefix(text, "#"); local {
		w.local(id, targets, at)
		return
	}
	_, typ, _, ok := document.Reference(text)
	if !ok {
		if !strings.Contains(text, ":") && !strings.Contains(text, "?") {
			w.say("value", at+".reference", "The reference is not written as Type/id or as an address.")
		}
		return
	}
	if said, _ := tree["type"].(string); said != "" && said != typ {
		w.say("value", at+".type", "The type is not that of the reference.")
	}
	w.target(typ, targets, at)
}

func (w *walk) target(typ string, targets []string, at string) {
	if len(targets) > 0 && !slices.Contains(targets, typ) {
		w.say("value", at+".reference", "The reference goes to %s, and may go to %s.", typ, strings.Join(targets, ", "))
	}
}

// local is a reference into the resource itself: invariant ref-1.
func (w *walk) local(id string, targets []string, at string) {
	if id == "" {
		return // the container
	}
	for _, c := range document.Select(w.root, "contained") {
		if m, ok := c.(map[string]any); ok && m["id"] == id {
			if typ, ok := m["resourceType"].(string); ok {
				w.target(typ, targets, at)
			}
			return
		}
	}
	w.say("invariant", at+".reference", "ref-1: The reference is to a contained resource that is not there.")
}

// contained checks that each contained resource is referred to: invariant
// dom-3. Its expression in the specification reads the resource once for every
// contained one.
func (w *walk) contained(tree map[string]any, at string) {
	list, _ := tree["contained"].([]any)
	if len(list) == 0 {
		return
	}
	named := map[string]bool{}
	texts(tree, func(s string) {
		if strings.HasPrefix(s, "#") {
			named[s] = true
		}
	})
	for i, c := range list {
		m, _ := c.(map[string]any)
		id, _ := m["id"].(string)
		refersBack := false
		texts(m, func(s string) { refersBack = refersBack || s == "#" })
		if !named["#"+id] && !refersBack {
			w.say("invariant", at+".contained["+strconv.Itoa(i)+"]", "dom-3: Nothing refers to the contained resource.")
		}
	}
}

// texts calls fn with every text in a tree.
func texts(v any, fn func(string)) {
	switch v := v.(type) {
	case string:
		fn(v)
	case []any:
		for _, item := range v {
			texts(item, fn)
		}
	case map[string]any:
		for _, item := range v {
			texts(item, fn)
		}
	}
}
