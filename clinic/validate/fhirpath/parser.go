package fhirpath

import (
	"encoding/json"
	"fmt"
	"strings"
)

// step turns a collection into another.
type step func(e *env, in []Node) []Node

type parser struct {
	tokens []token
	at     int
}

func (p *parser) peek() token { return p.tokens[p.at] }

func (p *parser) next() token {
	t := p.tokens[p.at]
	if t.kind != end {
		p.at++
	}
	return t
}

func (p *parser) take(symbols string) bool {
	if t := p.peek(); t.kind == symbol && t.text == symbols {
		p.at++
		return true
	}
	return false
}

// levels are the operators, the loosest first.
var levels = [][]string{
	{"implies"},
	{"or", "xor"},
	{"and"},
	{"in", "contains"},
	{"=", "!="},
	{"<", ">", "<=", ">="},
	{"|"},
	{"is", "as"},
	{"+", "-", "&"},
}

func (p *parser) expression(level int) (step, error) {
	if level == len(levels) {
		return p.path()
	}
	left, err := p.expression(level + 1)
	if err != nil {
		return nil, err
	}
	for {
		op, ok := p.operator(levels[level])
		if !ok {
			return left, nil
		}
		if op == "is" || op == "as" {
			typ, err := p.typeName()
			if err != nil {
				return nil, err
			}
			left = typed(left, op, typ)
			continue
		}
		right, err := p.expression(level + 1)
		if err != nil {
			return nil, err
		}
		left = binary(op, left, right)
	}
}

func (p *parser) operator(ops []string) (string, bool) {
	t := p.peek()
	if t.kind != symbol && t.kind != name {
		return "", false
	}
	for _, op := range ops {
		if t.text == op {
			p.at++
			return op, true
		}
	}
	return "", false
}

func (p *parser) typeName() (string, error) {
	t := p.next()
	if t.kind != name {
		return "", fmt.Errorf("a type's name is missing before %q", t.text)
	}
	for p.take(".") { // System.Boolean, FHIR.Patient
		t = p.next()
	}
	return t.text, nil
}

// path is a term and what follows it after dots.
func (p *parser) path() (step, error) {
	left, err := p.term()
	if err != nil {
		return nil, err
	}
	for p.take(".") {
		right, err := p.invocation()
		if err != nil {
			return nil, err
		}
		before := left
		left = func(e *env, in []Node) []Node { return right(e, before(e, in)) }
	}
	return left, nil
}

func (p *parser) term() (step, error) {
	t := p.peek()
	switch {
	case t.kind == text:
		p.at++
		return constant(t.text), nil
	case t.kind == number:
		p.at++
		return constant(json.Number(t.text)), nil
	case t.kind == name && (t.text == "true" || t.text == "false"):
		p.at++
		return constant(t.text == "true"), nil
	case t.kind == name && strings.HasPrefix(t.text, "%"):
		p.at++
		return variable(t.text[1:])
	case p.take("("):
		inner, err := p.expression(0)
		if err == nil && !p.take(")") {
			err = fmt.Errorf("a ) is missing before %q", p.peek().text)
		}
		return inner, err
	case p.take("{"):
		if !p.take("}") {
			return nil, fmt.Errorf("a } is missing")
		}
		return func(*env, []Node) []Node { return nil }, nil
	}
	return p.invocation()
}

func (p *parser) invocation() (step, error) {
	t := p.next()
	if t.kind != name {
		return nil, fmt.Errorf("%q stands where a name is due", t.text)
	}
	if t.text == "$this" {
		return func(e *env, _ []Node) []Node { return e.this }, nil
	}
	if !p.take("(") {
		return member(t.text), nil
	}
	f, ok := functions[t.text]
	if !ok {
		return nil, fmt.Errorf("the function %s is not known", t.text)
	}
	if f.typed {
		typ, err := p.typeName()
		if err == nil && !p.take(")") {
			err = fmt.Errorf("a ) is missing after %s", t.text)
		}
		return typed(func(_ *env, in []Node) []Node { return in }, t.text, typ), err
	}
	var args []step
	for !p.take(")") {
		if len(args) > 0 && !p.take(",") {
			return nil, fmt.Errorf("a , is missing before %q", p.peek().text)
		}
		arg, err := p.expression(0)
		if err != nil {
			return nil, err
		}
		args = append(args, arg)
	}
	if len(args) < f.min || len(args) > f.max {
		return nil, fmt.Errorf("%s has %d arguments", t.text, len(args))
	}
	return func(e *env, in []Node) []Node { return f.call(e, in, args) }, nil
}
