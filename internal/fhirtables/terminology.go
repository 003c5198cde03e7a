package main

import (
	"encoding/json"
	"strings"
)

type concept struct {
	Code    string    `json:"code"`
	Concept []concept `json:"concept"`
}

type include struct {
	System  string    `json:"system"`
	Concept []concept `json:"concept"`
	Filter  []any     `json:"filter"`
}

type definition struct {
	ResourceType string    `json:"resourceType"`
	URL          string    `json:"url"`
	Content      string    `json:"content"`
	Concept      []concept `json:"concept"`
	Compose      struct {
		Include []include `json:"include"`
	} `json:"compose"`
}

// terminology is the CodeSystems and ValueSets by kind and address.
type terminology map[string]definition

func (t terminology) add(raw json.RawMessage) error {
	var d definition
	if err := json.Unmarshal(raw, &d); err != nil {
		return err
	}
	if key := d.ResourceType + " " + d.URL; t[key].URL == "" {
		t[key] = d
	}
	return nil
}

// expand writes a value set out as system=code code;system=code. It reports
// false for one whose codes are not in the definitions: MIME types, currencies,
// units, LOINC.
func (t terminology) expand(url string) (string, bool) {
	set, ok := t["ValueSet "+url]
	var parts []string
	for _, in := range set.Compose.Include {
		concepts := in.Concept
		if len(concepts) == 0 {
			system := t["CodeSystem "+in.System]
			if system.Content != "complete" {
				return "", false
			}
			concepts = system.Concept
		}
		parts = append(parts, in.System+"="+strings.Join(codes(concepts), " "))
	}
	return strings.Join(parts, ";"), ok && len(parts) > 0
}

func codes(in []concept) []string {
	var out []string
	for _, c := range in {
		out = append(append(out, c.Code), codes(c.Concept)...)
	}
	return out
}
