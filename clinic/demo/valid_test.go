package demo

import (
	"testing"
	"time"

	"throughline/clinic/document"
	"throughline/clinic/validate"
)

// What the clinic shows to others is what FHIR R4 allows, without a warning.
func TestEveryResourceOfTheDemoIsValid(t *testing.T) {
	t.Parallel()
	raw, err := Resources(time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	for _, body := range raw {
		tree, err := document.Tree(body)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range validate.Resource(tree) {
			t.Errorf("%s/%s: %s: %s", tree["resourceType"], tree["id"], i.Expression, i.Say)
		}
	}
}
