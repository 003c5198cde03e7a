package app

import (
	"os"
	"strings"
	"testing"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/say"
)

// What binds the keys is what lists them, so a list lacks none. Each says what it does in every language, and
// stands in docs/accessibility.md as the English page has it.
func TestTheListOfKeysIsThatOfTheDocument(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../docs/accessibility.md")
	if err != nil {
		t.Fatal(err)
	}
	groups := shortcuts(care.RoleStaff, "therapist")
	if len(groups) != 3 || len(shortcuts(care.RolePatient, "")) != 1 || len(shortcuts(care.RoleLovedOne, "")) != 1 || len(shortcuts(care.RoleNone, "")) != 1 {
		t.Fatalf("staff have the groups %+v", groups)
	}
	rows := 0
	for _, g := range entry.KeysOf(groups, true, say.New("en")).Groups {
		for _, r := range g.Rows {
			rows++
			if row := "| " + r.Keys + " | " + r.Does + " |"; !strings.Contains(string(raw), row) {
				t.Errorf("docs/accessibility.md lacks the row %s", row)
			}
		}
	}
	if rows < 15 {
		t.Errorf("only %d keys are listed", rows)
	}
	taken := map[string]string{}
	for _, g := range groups {
		for _, k := range g.Keys {
			for _, tag := range say.Languages() {
				if !say.New(tag.String()).Has(k.Says) {
					t.Errorf("%s does not say what %v does: %s", tag, k.Keys, k.Says)
				}
			}
			for _, name := range k.Keys {
				if other := taken[g.Title+name]; other != "" {
					t.Errorf("%s does two things: %s and %s", name, other, k.Says)
				}
				taken[g.Title+name] = k.Says
			}
		}
	}
}
