package profile

import (
	"encoding/json"

	"throughline/fhir"
)

// valueSet is what is read of a ValueSet (FHIR R4, section 4.9).
type valueSet struct {
	ResourceType string `json:"resourceType"`
	ID           string `json:"id"`
	URL          string `json:"url"`
	Expansion    *struct {
		Total    int       `json:"total"`
		Contains []concept `json:"contains"`
	} `json:"expansion"`
	Compose struct {
		Include []include `json:"include"`
		Exclude []include `json:"exclude"`
	} `json:"compose"`
}

type include struct {
	System   string            `json:"system"`
	Concept  []concept         `json:"concept"`
	Filter   []json.RawMessage `json:"filter"`
	ValueSet []string          `json:"valueSet"`
}

type concept struct {
	Extension []fhir.Extension `json:"extension"`
	System    string           `json:"system"`
	Code      string           `json:"code"`
	Display   string           `json:"display"`
	Abstract  bool             `json:"abstract"` // stands over others and cannot be chosen
	Inactive  bool             `json:"inactive"`
	Contains  []concept        `json:"contains"`
}

// containedSets reads the value sets that a form brings with it. One that names more
// than it lists is left out: with a part of its answers the form would be half a form.
func containedSets(q *fhir.Questionnaire) map[string][]fhir.AnswerOption {
	var contained []json.RawMessage
	if json.Unmarshal(q.Unknown["contained"], &contained) != nil {
		return nil
	}
	out := map[string][]fhir.AnswerOption{}
	for _, raw := range contained {
		var set valueSet
		if json.Unmarshal(raw, &set) != nil || set.ResourceType != "ValueSet" {
			continue
		}
		all, whole := set.concepts()
		if !whole {
			continue
		}
		var answers []fhir.AnswerOption
		for _, c := range all {
			answers = append(answers, fhir.AnswerOption{
				Element:     fhir.Element{Extension: c.Extension},
				ValueCoding: &fhir.Coding{System: c.System, Code: c.Code, Display: c.Display},
			})
		}
		out["#"+set.ID] = answers
		if set.URL != "" {
			out[set.URL] = answers
		}
	}
	return out
}

// concepts are what can be chosen, in their order; whole is false where that is not
// all.
func (v valueSet) concepts() (all []concept, whole bool) {
	if v.Expansion != nil && len(v.Expansion.Contains) > 0 {
		all = flat(v.Expansion.Contains, nil)
		return all, v.Expansion.Total <= count(v.Expansion.Contains)
	}
	if len(v.Compose.Exclude) > 0 {
		return nil, false
	}
	for _, in := range v.Compose.Include {
		if len(in.Concept) == 0 || len(in.Filter) > 0 || len(in.ValueSet) > 0 {
			return nil, false
		}
		for _, c := range in.Concept {
			c.System = in.System
			all = append(all, c)
		}
	}
	return all, true
}

func flat(in, out []concept) []concept {
	for _, c := range in {
		if !c.Abstract && !c.Inactive && c.Code != "" {
			out = append(out, c)
		}
		out = flat(c.Contains, out)
	}
	return out
}

func count(in []concept) int {
	n := len(in)
	for _, c := range in {
		n += count(c.Contains)
	}
	return n
}
