// Package fhirtest makes small synthetic resources for tests.
package fhirtest

import (
	"throughline/fhir"
)

// Raw encodes r; it panics where that cannot be, since only tests call it.
func Raw(r fhir.Resource) []byte {
	b, err := fhir.Encode(r)
	if err != nil {
		panic(err)
	}
	return b
}

// With gives r an id and a version, as if a server had stored it, and encodes it.
func With(r fhir.Resource, id, version string) []byte {
	r.Common().ID = id
	r.Common().Meta.VersionID = version
	r.Common().Meta.LastUpdated = "2026-11-20T15:00:00.000Z"
	return Raw(r)
}

// Patient is a patient of that name.
func Patient(id, given, family string) *fhir.Patient {
	yes := true
	return &fhir.Patient{
		Base: fhir.Base{ID: id}, Active: &yes,
		Name:   []fhir.HumanName{{Use: "official", Given: []string{given}, Family: family}},
		Gender: "unknown", BirthDate: "1990-04-02",
	}
}

// Observation is a survey score of a patient.
func Observation(id, patient string, score int) *fhir.Observation {
	return &fhir.Observation{
		Base: fhir.Base{ID: id}, Status: "final",
		Code:              fhir.Concept("http://loinc.org", "44261-6", "Patient Health Questionnaire 9 item (PHQ-9) total score [Reported]"),
		Subject:           fhir.Reference{Reference: "Patient/" + patient},
		EffectiveDateTime: "2026-11-20T15:00:00Z",
		ValueInteger:      &score,
	}
}

// Oddities are resources that are right and that careless code damages, by what
// is odd about them.
func Oddities() map[string][]byte {
	return map[string][]byte{
		"an extension on a primitive": []byte(`{"resourceType":"Patient","id":"p","birthDate":"1974-12-25","_birthDate":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/patient-birthTime","valueDateTime":"1974-12-25T14:35:45-05:00"}]}}`),
		"a null that keeps a place":   []byte(`{"resourceType":"Patient","name":[{"given":["Ana",null],"_given":[null,{"id":"g"}]}]}`),
		"a false and a zero":          []byte(`{"resourceType":"Patient","active":false,"multipleBirthInteger":0,"telecom":[{"rank":0}]}`),
		"digits of a decimal":         []byte(`{"resourceType":"Observation","valueQuantity":{"value":1.50,"unit":"mg"},"component":[{"valueQuantity":{"value":-0.0E+2}}]}`),
		"a contained resource":        []byte(`{"resourceType":"Task","contained":[{"resourceType":"Patient","id":"c","name":[]}],"for":{"reference":"#c"}}`),
		"a narrative":                 []byte(`{"resourceType":"Condition","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">&lt;5 \u2028 — ok</div>"}}`),
		"a type nobody named":         []byte(`{"resourceType":"MolecularSequence","id":"m","coordinateSystem":0,"quality":[{"score":{"value":5.00}}]}`),
		"the type at the end":         []byte(`{"id":"x","meta":{"tag":[{"system":"s","code":"c"}]},"resourceType":"Goal"}`),
		"many names":                  []byte(`{"resourceType":"Basic","a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1,"j":1,"k":1,"l":1,"m":1,"n":1,"o":1,"p":1,"q":1,"r":1,"s":1,"t":1,"u":1,"v":1,"w":1,"x":1,"y":1,"z":1}`),
		"a response with everything": []byte(`{"resourceType":"QuestionnaireResponse","id":"r","questionnaire":"http://example.org/q|1","status":"completed",
"item":[{"linkId":"1","text":"One","answer":[{"valueCoding":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/ordinalValue","valueDecimal":2.0}],"system":"http://loinc.org","code":"LA6570-1"},"item":[{"linkId":"1.1","answer":[{"valueBoolean":false}]}]}]},
{"linkId":"2","answer":[{"valueTime":"10:00:00"},{"valueDecimal":1.10},{"valueInteger":0},{"valueQuantity":{}}]}]}`),
		"a bundle": []byte(`{"resourceType":"Bundle","type":"searchset","total":0,"entry":[{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient","x":1.0},"search":{"mode":"match","score":1.0}}]}`),
	}
}
