package fhir

import (
	"errors"
	"reflect"
)

// Resource is a FHIR resource; every pointer to a resource struct here is one.
type Resource interface {
	ResourceType() string
	// Common is what all resources have. What it points to may be changed.
	Common() *Base
}

// Base is what every resource has (R4 2.26, 2.28). Narrative and contained
// resources stay in Unknown.
type Base struct {
	ID            string      `json:"id"`
	Meta          Meta        `json:"meta"`
	ImplicitRules string      `json:"implicitRules"`
	Language      string      `json:"language"`
	Extension     []Extension `json:"extension"`
	Unknown       Unknown     `json:"-"`
}

// Common gives the shared part of any resource.
func (b *Base) Common() *Base { return b }

// Other is a resource of a type that this package does not name. It survives
// whole.
type Other struct {
	Type string `json:"resourceType"`
	Base
}

// ResourceType is the type that the resource came with.
func (o *Other) ResourceType() string { return o.Type }

// Envelope is what a store needs to know of a resource.
type Envelope struct {
	ResourceType string
	ID           string
	Meta         Meta
}

// Ref is the relative reference: "Patient/123".
func (e Envelope) Ref() string { return e.ResourceType + "/" + e.ID }

// Peek reads the envelope and checks the whole document: it must be one JSON
// object with a resourceType, without a property given twice at any level, not
// nested deeper than 100. The error is a *PathError where an element is at
// fault.
func Peek(b []byte) (Envelope, error) {
	var e Envelope
	c, err := newCursor(b)
	if err != nil {
		return e, err
	}
	if c.peek() != '{' {
		return e, &PathError{Problem: "is " + c.kind() + ", not an object"}
	}
	text := func(to *string) error {
		if c.peek() != '"' {
			return &PathError{Problem: "is " + c.kind() + ", not a string"}
		}
		*to, err = c.text()
		return err
	}
	err = c.object(func(key string) error {
		switch key {
		case "resourceType":
			return text(&e.ResourceType)
		case "id":
			return text(&e.ID)
		case "meta":
			raw, err := c.raw()
			if err != nil {
				return err
			}
			return unmarshal(raw, &e.Meta)
		}
		return c.skip()
	})
	if err == nil && e.ResourceType == "" {
		err = &PathError{Path: "resourceType", Problem: "is missing"}
	}
	return e, err
}

// Decode reads a resource of any type; one that this package does not name
// comes as *Other.
func Decode(b []byte) (Resource, error) {
	c, err := newCursor(b)
	if err != nil {
		return nil, err
	}
	return c.decode()
}

func (c *cursor) decode() (Resource, error) {
	name, err := c.resourceType()
	if err != nil {
		return nil, err
	}
	var r Resource = new(Other)
	if empty, ok := known[name]; ok {
		r = empty()
	}
	if err := c.value(reflect.ValueOf(r).Elem()); err != nil {
		return nil, err
	}
	return r, nil
}

// resourceType looks ahead. Servers write it first, so that it seldom reads far.
func (c cursor) resourceType() (name string, err error) {
	if c.peek() != '{' {
		return "", &PathError{Problem: "is " + c.kind() + ", not an object"}
	}
	err = c.object(func(key string) error {
		if key != "resourceType" || c.peek() != '"' {
			return c.skip()
		}
		if name, err = c.text(); err == nil {
			err = errFound
		}
		return err
	})
	if name != "" {
		return name, nil
	}
	if err == nil || errors.Is(err, errFound) {
		err = &PathError{Path: "resourceType", Problem: "is missing"}
	}
	return "", err
}

var errFound = errors.New("found")

// Encode writes a resource. The same value gives the same bytes.
func Encode(r Resource) ([]byte, error) { return marshal(r) }

// Names lists the resource types that this package names.
func Names() []string {
	out := make([]string, 0, len(known))
	for name := range known {
		out = append(out, name)
	}
	return out
}
