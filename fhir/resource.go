package fhir

import (
	"bytes"
	"encoding/json"
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
	name, err := typeOf(b)
	if err != nil {
		return nil, err
	}
	var r Resource = new(Other)
	if make, ok := known[name]; ok {
		r = make()
	}
	if err := unmarshal(b, r); err != nil {
		return nil, err
	}
	return r, nil
}

// typeOf finds the resourceType; servers write it first, so that this seldom
// reads far.
func typeOf(b []byte) (string, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	if t, err := d.Token(); err == nil && t == json.Delim('{') {
		if k, err := d.Token(); err == nil && k == "resourceType" {
			if v, err := d.Token(); err == nil {
				if name, ok := v.(string); ok && name != "" {
					return name, nil
				}
			}
		}
	}
	e, err := Peek(b)
	return e.ResourceType, err
}

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
