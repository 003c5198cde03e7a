// Package fhir holds the HL7 FHIR R4 (4.0.1) wire types that this product
// uses, and their JSON.
//
// Three things hold for every type here. What the types do not name, and every
// extension, survives decoding and encoding, at every level: it is kept in
// Unknown. Decimals and dates keep the text they came with. A single element is
// a value and not a pointer, so that reading p.Meta.VersionID never fails; one
// that is absent is the zero value and is left out again.
//
// The types do not validate against profiles. They refuse what cannot be read
// without loss: wrong JSON types, a property given twice, nesting without end.
package fhir

//go:generate go run gen.go
