package together

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"

	"throughline/clinic/document"
	"throughline/clinic/validate"
	"throughline/e2e/apptest"
	"throughline/fhir"
	"throughline/sync/vault/vaulttest"
)

// households is a form of groups in groups in groups.
//
//go:embed testdata/intake-of-households.json
var households string

// A clinic publishes a form of groups in groups in groups, each of which may be filled in more than once. The app is
// killed while the innermost is answered, goes on there with all that was said, and what arrives is a valid response of
// the whole form, in its order, with the codes whole and nothing in it that was not asked.
func TestAFormOfNestedGroupsOutlivesAKillAndArrivesWhole(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	publish(t, clinic, households)
	maya := clinic.App(t, "maya", apptest.Options{Phone: true})
	maya.See("Hello, Maya")
	maya.Sync()
	maya.Tap("You")
	maya.Tap("Check-ins")
	maya.Tap("Who is at home")
	maya.Tap("Start")
	write := func(question, answer string) {
		maya.See(question)
		maya.Type("Your answer", answer)
		maya.Tap("Next")
	}
	choose := func(question, answer string) {
		maya.See(question)
		maya.Tap(answer)
		maya.Tap("Next")
	}
	write("What do you call it?", "Attic 🙂")
	choose("Do you live there alone?", "No")
	write("What is their name?", "נועה")
	write("How old are they?", "17")
	choose("Do they work?", "They do not")
	maya.See("What is it?")
	maya.Tap("A dog")
	maya.See("Saved on this device.")
	maya.Kill()

	maya = maya.Again(nil)
	maya.See("Your answers are still here.")
	maya.Tap("Go on")
	maya.See("What is it?")
	maya.Tap("Next")
	choose("Does it bite?", "Yes")
	maya.See("A pet of theirs")
	maya.Tap("Add one more")
	maya.See("A pet of theirs (2)")
	maya.Type("Or in your own words", "A parrot")
	maya.Tap("Next")
	for _, page := range []string{"add to \"A pet of theirs\"?", "add to \"A person who lives there\"?", "add to \"A place where you live\"?", "What else should we know"} {
		maya.See(page)
		maya.Tap("Next")
	}
	maya.See("Ready to send?")
	maya.Tap("Send to my team")
	maya.See("Your check-in") // it is kept
	maya.Sync()

	var arrived *fhir.QuestionnaireResponse
	for _, r := range apptest.All[*fhir.QuestionnaireResponse](t, clinic) {
		if r.Questionnaire == "https://odd.example/Questionnaire/intake-of-households|1" && r.Status == "completed" {
			arrived = r
		}
	}
	if arrived == nil {
		t.Fatal("the form did not arrive")
	}
	raw, err := fhir.Encode(arrived)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := document.Tree(raw)
	if err != nil {
		t.Fatal(err)
	}
	for _, issue := range validate.Resource(tree) { // what $validate says
		t.Errorf("the clinic says: %+v", issue)
	}
	var got []string
	told(arrived.Item, "", &got)
	want := "homes homes/homes.name=Attic 🙂 homes/homes.alone=false homes/homes.people homes/homes.people/homes.people.name=נועה " +
		"homes/homes.people/homes.people.age=17 homes/homes.people/homes.people.work=https://odd.example/cs|n|They do not " +
		"homes/homes.people/homes.people.pets homes/homes.people/homes.people.pets/homes.people.pets.kind=https://odd.example/cs|dog|A dog " +
		"homes/homes.people/homes.people.pets/homes.people.pets.bites=true " +
		"homes/homes.people/homes.people.pets homes/homes.people/homes.people.pets/homes.people.pets.kind=A parrot"
	if strings.Join(got, " ") != want {
		t.Errorf("arrived\n %s, want\n %s", strings.Join(got, " "), want)
	}
}

// told is every item of a response with its place and its value.
func told(items []fhir.ResponseItem, under string, out *[]string) {
	for _, it := range items {
		line := under + it.LinkID
		for _, a := range it.Answer {
			switch {
			case a.ValueCoding != nil:
				line += "=" + a.ValueCoding.System + "|" + a.ValueCoding.Code + "|" + a.ValueCoding.Display
			case a.ValueBoolean != nil:
				line += map[bool]string{true: "=true", false: "=false"}[*a.ValueBoolean]
			case a.ValueInteger != nil:
				line += fmt.Sprintf("=%d", *a.ValueInteger)
			default:
				line += "=" + a.ValueString
			}
		}
		*out = append(*out, line)
		told(it.Item, under+it.LinkID+"/", out)
	}
}
