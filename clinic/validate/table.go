// Package validate holds a resource against the base specification of FHIR R4:
// cardinality, types, required bindings, choices, targets of references and
// invariants. The specification is the table r4.tsv, which internal/fhirtables
// writes from HL7's definitions.
package validate

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"throughline/clinic/validate/fhirpath"
)

//go:embed r4.tsv
var r4 string

// shape is a type, or the part of one, with its elements by their names in JSON.
type shape struct {
	name     string
	base     *shape
	props    map[string]prop
	needed   []*element
	rules    []*rule
	anything bool // Resource: whatever resource stands here
}

// prop is one name in JSON: an element, and the type that it says where there
// is a choice.
type prop struct {
	*element
	typ kindOf
}

type element struct {
	name     string
	min      int
	many     bool
	choice   bool
	required string // the value set
	rules    []*rule
}

// kindOf is one type of an element: a primitive or a shape.
type kindOf struct {
	name      string
	primitive *primitive
	shape     *shape
	targets   []string
}

type primitive struct {
	name    string
	json    string // String Boolean Integer Decimal
	pattern *regexp.Regexp
}

// rule is an invariant.
type rule struct {
	key, human string
	warning    bool
	expression *fhirpath.Expression
}

// set is a value set: its codes, by system and alone.
type set struct {
	codes   map[string]bool
	systems map[string]map[string]bool
}

type spec struct {
	shapes     map[string]*shape
	primitives map[string]*primitive
	rules      map[string]*rule
	sets       map[string]set
}

// native are the invariants that walk.go holds itself.
var native = []string{"dom-3", "dom-6", "ref-1", "txt-1", "txt-2"}

var load = sync.OnceValue(read)

// read takes the table apart. What it cannot read is a mistake of ours.
func read() *spec {
	s := &spec{map[string]*shape{}, map[string]*primitive{}, map[string]*rule{}, map[string]set{}}
	lines := slices.Collect(strings.Lines(r4))
	for _, line := range lines {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		switch f[0] {
		case "P":
			p := &primitive{name: f[1], json: f[2]}
			if f[3] != "" {
				p.pattern = regexp.MustCompile("^(?:" + f[3] + ")$")
			}
			s.primitives[f[1]] = p
		case "C":
			key, _, _ := strings.Cut(f[1], "~") // two types use one key for two things
			s.rules[f[1]] = &rule{key: key, warning: f[2] == "warning", human: f[4], expression: compile(f[1], f[3])}
		case "V":
			s.sets[f[1]] = readSet(f[2])
		case "T":
			s.shapes[f[1]] = &shape{name: f[1], props: map[string]prop{}, anything: f[1] == "Resource" || f[1] == "DomainResource"}
		}
	}
	r := reader{spec: s}
	for _, line := range lines {
		r.line(strings.Split(strings.TrimRight(line, "\n"), "\t"))
	}
	return s
}

func compile(key, text string) *fhirpath.Expression {
	if slices.Contains(native, key) {
		return nil
	}
	x, err := fhirpath.Compile(text)
	if err != nil {
		panic(fmt.Errorf("invariant %s: %w", key, err))
	}
	return x
}

func readSet(text string) set {
	s := set{map[string]bool{}, map[string]map[string]bool{}}
	for part := range strings.SplitSeq(text, ";") {
		system, codes, _ := strings.Cut(part, "=")
		if s.systems[system] == nil {
			s.systems[system] = map[string]bool{}
		}
		for code := range strings.FieldsSeq(codes) {
			s.codes[code], s.systems[system][code] = true, true
		}
	}
	return s
}

// reader goes through the elements; at is the type whose lines follow.
type reader struct {
	*spec
	at    *shape
	parts map[string]*shape // of the type, by path
}

func (r *reader) line(f []string) {
	switch f[0] {
	case "T":
		r.at = r.shapes[f[1]]
		r.at.base = r.shapes[f[2]]
		r.at.rules = r.rulesOf(f[3])
		r.parts = map[string]*shape{"": r.at}
	case "E":
		r.element(f[1], f[2], f[3], f[4], f[5], f[6])
	}
}

func (r *reader) rulesOf(keys string) []*rule {
	var out []*rule
	for key := range strings.FieldsSeq(keys) {
		out = append(out, r.rules[key])
	}
	return out
}

func (r *reader) part(path string) *shape {
	if r.parts[path] == nil {
		r.parts[path] = &shape{name: r.at.name + "." + path, base: r.shapes["BackboneElement"], props: map[string]prop{}}
	}
	return r.parts[path]
}

func (r *reader) element(path, least, most, types, required, rules string) {
	at := strings.LastIndexByte(path, '.')
	owner := r.part(path[:max(at, 0)])
	e := &element{name: path[at+1:], many: most != "1", required: required, rules: r.rulesOf(rules)}
	if most == "0" {
		return
	}
	if types == "{}" { // where another element has the same parts, it has the same rules
		r.part(path).rules, e.rules = e.rules, nil
	}
	if least != "0" {
		e.min = 1
		owner.needed = append(owner.needed, e)
	}
	e.name, e.choice = strings.CutSuffix(e.name, "[x]")
	for typ := range strings.FieldsSeq(types) {
		k := r.kind(typ, path)
		name := e.name
		if e.choice {
			suffix := strings.TrimPrefix(k.name, "Simple")
			name += strings.ToUpper(suffix[:1]) + suffix[1:]
		}
		owner.props[name] = prop{e, k}
	}
}

func (r *reader) kind(typ, path string) kindOf {
	if of, ok := strings.CutPrefix(typ, "#"); ok {
		return kindOf{shape: r.part(of)}
	}
	if typ == "{}" {
		return kindOf{shape: r.part(path)}
	}
	typ, targets, _ := strings.Cut(typ, ":")
	k := kindOf{name: typ, primitive: r.primitives[typ], shape: r.shapes[typ]}
	if targets != "" {
		k.targets = strings.Split(targets, ",")
	}
	if k.primitive == nil && k.shape == nil {
		panic("the table names no type " + typ)
	}
	return k
}

// find gives what a name in JSON means in a shape or in those that it is of.
func (s *shape) find(name string) (prop, bool) {
	for ; s != nil; s = s.base {
		if p, ok := s.props[name]; ok {
			return p, true
		}
	}
	return prop{}, false
}
