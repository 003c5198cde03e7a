package engine

import (
	"bytes"
	"slices"

	"throughline/fhir"
	"throughline/profile"
	"throughline/sync/store"
)

// operationSystem marks, in meta.tag, which operation made a version.
const operationSystem = "urn:uuid:4ad4b0b5-8a5b-4f0a-9d6a-3f6f0f8a3c11"

// stamp marks a resource with the operation that it is sent by.
func stamp(body []byte, operation string) ([]byte, error) {
	r, err := fhir.Decode(body)
	if err != nil {
		return nil, err
	}
	meta := &r.Common().Meta
	var tags []fhir.Coding
	for _, t := range meta.Tag {
		if t.System != operationSystem {
			tags = append(tags, t)
		}
	}
	meta.Tag = append(tags, fhir.Coding{System: operationSystem, Code: operation})
	return fhir.Encode(r)
}

// carries says whether a version was made by the operation, or on top of it by
// somebody who kept its tags.
func carries(body []byte, operation string) bool {
	if !bytes.Contains(body, []byte(operation)) {
		return false
	}
	envelope, err := fhir.Peek(body)
	if err != nil {
		return false
	}
	for _, t := range envelope.Meta.Tag {
		if t.System == operationSystem && t.Code == operation {
			return true
		}
	}
	return false
}

// is says whether a resource is the one that an entry made: a server that does not
// know a search parameter may leave it out, and answers with other resources too (R4,
// search, section 3.1.1.3).
func is(body []byte, en store.Entry) bool {
	if carries(body, en.Operation) {
		return true
	}
	if !bytes.Contains(body, []byte("urn:uuid:"+en.ID)) {
		return false
	}
	o, err := parse(body)
	if err != nil {
		return false
	}
	identifiers, several := list(o["identifier"])
	if !several {
		identifiers = []any{o["identifier"]}
	}
	return slices.ContainsFunc(identifiers, func(v any) bool {
		id, ok := v.(object)
		return ok && id["value"] == "urn:uuid:"+en.ID
	})
}

// identifierQuery finds what was created under a client-made uuid by the business
// identifier that package profile gives it.
func identifierQuery(id string) string { return "identifier=" + profile.SystemURI + "|urn:uuid:" + id }
