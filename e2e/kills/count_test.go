package kills

import (
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"throughline/fhir"
	"throughline/internal/testclinic"
	"throughline/profile"
	"throughline/sync/fhirhttp"
)

// found says how often the clinic has each thing that was tried: a check-in as a resource of its own, a step in its
// goal, words in any version of their goal, since later ones take their place.
func (s *scene) found() map[string]int {
	s.Helper()
	session, err := testclinic.SignIn(s.Context(), s.wire.address()+"/fhir", "dana", new(testclinic.Keeper))
	if err != nil {
		s.Fatal(err)
	}
	client, err := fhirhttp.New(s.wire.address()+"/fhir", session.HTTPClient())
	if err != nil {
		s.Fatal(err)
	}
	client.PageSize = 20 // a goal of five hundred lives has many steps in each of its versions
	found := map[string]int{}
	patient := strings.TrimPrefix(testclinic.Account("maya").FHIRUser, "Patient/")
	s.search(client, "QuestionnaireResponse", patient, func(raw []byte) {
		var r fhir.QuestionnaireResponse
		if err := json.Unmarshal(raw, &r); err != nil {
			s.Fatal(err)
		}
		if r.Identifier != nil {
			if id := strings.TrimPrefix(r.Identifier.Value, "urn:uuid:"); s.tried[id] == "check-in" && r.Status == "completed" {
				found[id]++
			}
		}
	})
	s.search(client, "Goal", patient, func(raw []byte) {
		var g fhir.Goal
		if err := json.Unmarshal(raw, &g); err != nil {
			s.Fatal(err)
		}
		for _, e := range g.Extension {
			for _, part := range e.Extension {
				if id, ok := strings.CutPrefix(part.ValueString, "step "); ok && e.URL == profile.ExtStep && part.URL == "text" && s.tried[id] == "step" {
					found[id]++
				}
			}
		}
		s.words(client, g.ID, found)
	})
	return found
}

func (s *scene) search(client *fhirhttp.Client, typ, patient string, each func(raw []byte)) {
	s.Helper()
	err := client.Search(s.Context(), typ, url.Values{"patient": {patient}}, func(p fhirhttp.Page) error {
		for _, e := range p.Entries {
			each(e.Resource)
		}
		return nil
	})
	if err != nil {
		s.Fatal(err)
	}
}

func (s *scene) words(client *fhirhttp.Client, id string, found map[string]int) {
	s.Helper()
	err := client.History(s.Context(), "Goal/"+id, time.Time{}, func(p fhirhttp.Page) error {
		for _, e := range p.Entries {
			var g fhir.Goal
			if err := json.Unmarshal(e.Resource, &g); err != nil {
				return err
			}
			if id, ok := strings.CutPrefix(g.Description.Text, "goal "); ok && s.tried[id] == "words" {
				found[id] = 1
			}
		}
		return nil
	})
	if err != nil {
		s.Fatal(err)
	}
}
