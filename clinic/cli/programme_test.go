package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A clinic's office fills in the template, takes it, corrects it, and takes it
// again: nothing is doubled, and a bad row leaves all as it was.
func TestAProgrammeIsTakenFromATableWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	do := office(t)
	file := filepath.Join(t.TempDir(), "programme.csv")
	table := do("", "programme", "template").good(t).out
	write := func(s string) {
		if err := os.WriteFile(file, []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(table)
	do("", "programme", "import", file).bad(t, "--zone")
	do("", "programme", "import", file, "--zone", "America/Chicago").bad(t, "--name")
	do("", "programme", "import", file, "--zone", "Chicago", "--name", "North").bad(t, "time zone")

	bad := strings.Replace(table, "1990-04-12", "12 April", 1)
	write(bad)
	if got := do("", "programme", "import", file, "--zone", "America/Chicago", "--name", "North"); got.code != 1 || !strings.Contains(got.err, `line 3: birth_date "12 April"`) {
		t.Errorf("a bad row: %+v", got)
	}

	write(table)
	got := do("", "programme", "import", file, "--zone", "America/Chicago", "--name", "North").good(t)
	if f := strings.Fields(got.out); len(f) < 2 || f[0] != "Appointment" || f[1] != "72" || !strings.Contains(got.err, "2 members are few") {
		t.Errorf("taken: %+v", got)
	}
	write(strings.Replace(table, "Coping skills,Coping skills", "Mindfulness,Mindfulness", 1))
	again := do("", "programme", "import", file).good(t) // the Organization has the zone now
	if !strings.Contains(again.out, "Patient                           0  (2 there already)") {
		t.Errorf("taken again: %s", again.out)
	}
}
