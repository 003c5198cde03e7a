// Package fhirpath evaluates the part of FHIRPath 2.0 in which the invariants
// of FHIR R4 are written, on decoded JSON.
package fhirpath

import (
	"fmt"
)

// Node is one element. Value is what JSON holds of it, nil where a primitive has
// only extensions; Sibling is the object beside a primitive ("_birthDate").
type Node struct {
	Value   any
	Sibling map[string]any
	Type    string // where it is known
}

// Context is where an expression is evaluated.
type Context struct {
	Resource any // %resource: the resource that holds the element
	Root     any // %rootResource: the same, or what contains it
}

type env struct {
	Context
	this []Node
}

// Expression is compiled. It is safe for concurrent use.
type Expression struct{ run step }

// Compile reads an expression.
func Compile(s string) (*Expression, error) {
	tokens, err := lex(s)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s, err)
	}
	p := &parser{tokens: tokens}
	run, err := p.expression(0)
	if err == nil && p.peek().kind != end {
		err = fmt.Errorf("%q is left over", p.peek().text)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s, err)
	}
	return &Expression{run}, nil
}

// Holds reports whether the expression is true of an element.
func (x *Expression) Holds(c Context, of Node) bool {
	in := []Node{of}
	out := x.run(&env{Context: c, this: in}, in)
	return len(out) == 1 && out[0].Value == true
}

// Eval gives what the expression says of an element.
func (x *Expression) Eval(c Context, of Node) []Node {
	in := []Node{of}
	return x.run(&env{Context: c, this: in}, in)
}

func constant(v any) step {
	out := []Node{{Value: v}}
	return func(*env, []Node) []Node { return out }
}

func variable(what string) (step, error) {
	switch what {
	case "resource":
		return func(e *env, _ []Node) []Node { return []Node{{Value: e.Resource}} }, nil
	case "rootResource":
		return func(e *env, _ []Node) []Node { return []Node{{Value: e.Root}} }, nil
	case "context":
		return func(e *env, _ []Node) []Node { return e.this }, nil
	case "ucum":
		return constant("http://unitsofmeasure.org"), nil
	}
	return nil, fmt.Errorf("the variable %%%s is not known", what)
}

// truth reads a collection as a boolean; empty is neither.
func truth(in []Node) (value, known bool) {
	if len(in) != 1 {
		return len(in) > 1, len(in) > 1
	}
	if b, ok := in[0].Value.(bool); ok {
		return b, true
	}
	return true, true // FHIRPath 2.0, section 4.5: a single item is true
}

func boolean(b bool) []Node {
	if b {
		return yes
	}
	return no
}

var yes, no = []Node{{Value: true}}, []Node{{Value: false}}
