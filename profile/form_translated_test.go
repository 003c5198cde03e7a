package profile_test

import (
	"os"
	"strings"
	"testing"

	"throughline/care"
	"throughline/fhir"
	"throughline/profile"
)

// A form has its Spanish words within itself: whoever reads Spanish gets it in Spanish, answers it in the words that
// they saw, and the coded answer is the same one. One that lacks a word of it is offered in English alone.
func TestAFormWithItsTranslationWithinIsReadInBothLanguages(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../testdata/questionnaires-odd/words-in-two-languages.json")
	if err != nil {
		t.Fatal(err)
	}
	set := store(t, string(raw))
	c := see(t, set, asMaya)
	if len(c.Forms) != 2 || c.Forms[0].Canonical != c.Forms[1].Canonical {
		t.Fatalf("forms %+v", c.Forms)
	}
	form := c.Forms[0]
	if form.Language != "es" {
		form = c.Forms[1]
	}
	if form.Title != "Dos idiomas" || form.Items[0].Text != "¿Comiste hoy?" || form.Items[1].Options[1].Text != "No bien" || form.Language != "es" {
		t.Fatalf("in Spanish: %+v", form)
	}
	yes := true
	ops, err := profile.CheckInDone(set, asMaya, care.CheckIn{
		ID: "0b0c2a43-7f0c-4e0b-8d3e-000000000001", Form: form.Canonical, Language: "es", Subject: c.Viewer.Person, Authored: now,
		Answers: map[string]care.Reply{"t1": {Yes: &yes}, "t2": {Options: form.Items[1].Options[1:]}},
	}, now)
	if err != nil {
		t.Fatal(err)
	}
	got, err := fhir.Decode(ops[0].Body)
	if err != nil {
		t.Fatal(err)
	}
	res := got.(*fhir.QuestionnaireResponse)
	if coding := res.Item[1].Answer[0].ValueCoding; res.Language != "es" || res.Item[0].Text != "¿Comiste hoy?" || coding.Code != "b" || coding.Display != "No bien" {
		t.Errorf("written %s", ops[0].Body)
	}

	half := strings.Replace(string(raw), `"valueString": "No bien"`, `"valueString": ""`, 1)
	if half == string(raw) {
		t.Fatal("the form was changed")
	}
	if c := see(t, store(t, half), asMaya); len(c.Forms) != 1 || c.Forms[0].Language != "en" {
		t.Errorf("half a translation is offered: %+v", c.Forms)
	}
}
