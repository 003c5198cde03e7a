package patient

import (
	"strings"
	"testing"

	"throughline/care"
)

func TestTheRecordIsToldInWords(t *testing.T) {
	t.Parallel()
	c := scored()
	three, one := 3, 1
	c.Practices = []care.Practice{{ID: "1", Skill: "stop", Title: "STOP", At: at(8, 20, 0), Before: &three, After: &one, Note: "On the bus."}}
	c.Sync.Pending = 1
	m := RecordOf(c, tuesday, en)
	if !strings.Contains(m.Title, c.Viewer.Name) || !strings.Contains(m.Small, "Some of it is not at the clinic yet.") {
		t.Errorf("the head: %q, %q", m.Title, m.Small)
	}
	all := ""
	for _, s := range m.Sections {
		all += "\n# " + s.Title + "\n" + strings.Join(append(s.Text, s.Items...), "\n")
	}
	for _, words := range []string{"# My goals", "out of 27", "Not a diagnosis", "March 8, 2027, STOP, Before: Strong. After: A little. On the bus.", "Problem 9, as the form words it"} {
		if !strings.Contains(all, words) {
			t.Errorf("the record does not say %q:\n%s", words, all)
		}
	}
	if empty := RecordOf(care.Chart{}, tuesday, es); len(empty.Sections) != 0 {
		t.Errorf("of nobody there is something to tell: %+v", empty.Sections)
	}
}
