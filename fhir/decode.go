package fhir

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"sync"
)

// Unknown holds the properties that a type does not name, as they were
// written. Setting a named field wins over what is kept here.
type Unknown map[string]json.RawMessage

// Decimal is a FHIR decimal with the digits that it was written with: 1.50 is
// not 1.5 (R4 2.24.0.1).
type Decimal string

var (
	rawType      = reflect.TypeFor[json.RawMessage]()
	decimalType  = reflect.TypeFor[Decimal]()
	unknownType  = reflect.TypeFor[Unknown]()
	resourceType = reflect.TypeFor[Resource]()
)

// plan is how a struct stands in JSON.
type plan struct {
	fields   []field
	byName   map[string]int
	unknown  []int  // index of Unknown
	resource string // resourceType to write and to expect; empty for elements and Other
}

type field struct {
	name  string
	index []int
}

var plans sync.Map // reflect.Type to *plan

func planOf(t reflect.Type) *plan {
	if p, ok := plans.Load(t); ok {
		return p.(*plan)
	}
	p := &plan{byName: map[string]int{}}
	for _, f := range reflect.VisibleFields(t) {
		if f.Type == unknownType {
			p.unknown = f.Index
		}
		name := f.Tag.Get("json")
		if name == "" || name == "-" {
			continue
		}
		p.byName[name] = len(p.fields)
		p.fields = append(p.fields, field{name: name, index: f.Index})
	}
	if ptr := reflect.PointerTo(t); ptr.Implements(resourceType) {
		p.resource = reflect.New(t).Interface().(Resource).ResourceType()
	}
	plans.Store(t, p)
	return p
}

// unmarshal reads b into the struct that v points to.
func unmarshal(b []byte, v any) error {
	c, err := newCursor(b)
	if err != nil {
		return err
	}
	return c.value(reflect.ValueOf(v).Elem())
}

func (c *cursor) value(v reflect.Value) error {
	switch v.Kind() {
	case reflect.Pointer:
		if c.peek() == 'n' {
			c.literal()
			return nil
		}
		p := reflect.New(v.Type().Elem())
		v.Set(p)
		return c.value(p.Elem())
	case reflect.Struct:
		return c.fields(v)
	case reflect.Slice:
		if v.Type() != rawType {
			return c.list(v)
		}
		raw, err := c.raw()
		v.SetBytes(raw)
		return err
	}
	return c.primitive(v)
}

func (c *cursor) fields(v reflect.Value) error {
	if c.peek() != '{' {
		return &PathError{Problem: "is " + c.kind() + ", not an object"}
	}
	p := planOf(v.Type())
	var unknown Unknown
	keep := func(key string, raw string) {
		if unknown == nil {
			unknown = Unknown{}
		}
		unknown[key] = json.RawMessage(raw)
	}
	err := c.object(func(key string) error {
		start := c.pos
		i, named := p.byName[key]
		switch {
		case key == "resourceType" && p.resource != "":
			return c.expect(p.resource)
		case !named || c.peek() == 'n':
			if err := c.skip(); err != nil {
				return err
			}
			keep(key, c.data[start:c.pos])
			return nil
		}
		f := v.FieldByIndex(p.fields[i].index)
		if err := c.value(f); err != nil {
			return err
		}
		if empty(f) { // false, 0, {}: written again although the field would be left out
			keep(key, c.data[start:c.pos])
		}
		return nil
	})
	if unknown != nil {
		v.FieldByIndex(p.unknown).Set(reflect.ValueOf(unknown))
	}
	return err
}

func (c *cursor) expect(resource string) error {
	if c.peek() != '"' {
		return &PathError{Problem: "is " + c.kind() + ", not a string"}
	}
	if got, err := c.text(); err != nil || got != resource {
		return &PathError{Problem: "is not " + resource}
	}
	return nil
}

func (c *cursor) list(v reflect.Value) error {
	if c.peek() != '[' {
		return &PathError{Problem: "is " + c.kind() + ", not an array"}
	}
	return c.array(func(i int) error {
		v.Grow(1)
		v.SetLen(i + 1)
		e := v.Index(i)
		// A null keeps the place of a primitive that has only an extension.
		if c.peek() == 'n' && e.Kind() == reflect.String {
			c.literal()
			return nil
		}
		if err := c.value(e); err != nil {
			return err
		}
		if e.Kind() == reflect.String && e.Len() == 0 {
			return &PathError{Problem: "is an empty string"}
		}
		return nil
	})
}

func (c *cursor) primitive(v reflect.Value) error {
	kind := c.kind()
	switch {
	case v.Kind() == reflect.Bool && kind == "a boolean":
		v.SetBool(c.literal() == "true")
		return nil
	case v.Type() == decimalType && kind == "a number":
		v.SetString(c.literal())
		return nil
	case v.Kind() == reflect.Int && kind == "a number":
		n, err := strconv.ParseInt(c.literal(), 10, v.Type().Bits())
		if err != nil {
			return &PathError{Problem: "is not a whole number"}
		}
		v.SetInt(n)
		return nil
	case v.Kind() == reflect.String && v.Type() != decimalType && kind == "a string":
		s, err := c.text()
		v.SetString(s)
		return err
	}
	want := map[reflect.Kind]string{reflect.Bool: "a boolean", reflect.Int: "a number", reflect.String: "a string"}[v.Kind()]
	if v.Type() == decimalType {
		want = "a number"
	}
	return &PathError{Problem: strings.Join([]string{"is ", kind, ", not ", want}, "")}
}

func empty(v reflect.Value) bool {
	if v.Kind() == reflect.Slice {
		return v.Len() == 0
	}
	return v.IsZero()
}
