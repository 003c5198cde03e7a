package say

import (
	"encoding/json"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/language"

	"throughline/assets/translations"
	"throughline/care"
)

func TestTimesAndDatesAreSaidInEachLanguage(t *testing.T) {
	t.Parallel()
	six := time.Date(2027, time.March, 9, 18, 0, 0, 0, time.UTC)
	for _, c := range []struct{ got, want string }{
		{New("en").Clock(six), "6:00 PM"},
		{New("en-GB").Span(six, six.Add(3*time.Hour)), "6:00 to 9:00 PM"},
		{New("en").Span(six.Add(-8*time.Hour), six), "10:00 AM to 6:00 PM"},
		{New("en").Span(six, time.Time{}), "6:00 PM"},
		{New("en").Day(six), "Tuesday, March 9"},
		{New("en").Days(six.AddDate(0, 0, -1), six.AddDate(0, 0, 5)), "March 8 to 14"},
		{New("en").Days(six.AddDate(0, 0, 20), six.AddDate(0, 0, 26)), "March 29 to April 4"},
		{New("es-MX").Day(six), "Martes, 9 de marzo"},
		{New("es").Span(six, six.Add(3*time.Hour)), "6:00 a 9:00 p. m."},
		{New("es").Days(six.AddDate(0, 0, -1), six.AddDate(0, 0, 5)), "8 al 14 de marzo"},
		{New("tlh").Weekday(six), "Tuesday"},
		{New("es").DayInside(six), "martes, 9 de marzo"},
		{New("es").T("sync.as-of", "When", New("es").Clock(six)), "Última actualización: 6:00 p. m."},
	} {
		if c.got != c.want {
			t.Errorf("said %q, want %q", c.got, c.want)
		}
	}
}

func TestAFaultIsSaidByItsCodeOrByItsOwnSentence(t *testing.T) {
	t.Parallel()
	unknown := &care.Fault{Code: "never-translated", Say: "Plain words."}
	if got := New("es").Fault(unknown); got != "Plain words." {
		t.Errorf("said %q", got)
	}
	if got := New("en").Fault(nil); got != "" {
		t.Errorf("no fault, yet said %q", got)
	}
}

func TestEveryLanguageHasTheSameMessagesAndPlaceholders(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(translations.FS, "*.json")
	if err != nil || len(files) < 2 {
		t.Fatalf("translations: %v, %v", files, err)
	}
	english := messages(t, "en.json")
	for _, file := range files {
		other := messages(t, file)
		for key, text := range english {
			got, ok := other[key]
			if !ok {
				t.Errorf("%s lacks %q", file, key)
				continue
			}
			if a, b := placeholders(text), placeholders(got); a != b && !strings.HasPrefix(key, "date.") {
				t.Errorf("%s %q has the placeholders %s, English has %s", file, key, b, a)
			}
		}
		for key := range other {
			if _, ok := english[key]; !ok {
				t.Errorf("%s has %q, which English lacks", file, key)
			}
		}
	}
}

func messages(t *testing.T, file string) map[string]string {
	t.Helper()
	raw, err := fs.ReadFile(translations.FS, file)
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	out := map[string]string{}
	for key, v := range all {
		switch v := v.(type) {
		case string:
			out[key] = v
		case map[string]any:
			out[key], _ = v["other"].(string)
			lang := language.Make(strings.TrimSuffix(file, ".json"))
			if want, got := pluralForms(lang), slices.Sorted(maps.Keys(v)); !slices.Equal(want, got) {
				t.Errorf("%s %q has the plural forms %v, CLDR asks for %v", file, key, got, want)
			}
		}
	}
	return out
}

var placeholder = regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}`)

func placeholders(s string) string {
	set := map[string]bool{}
	for _, m := range placeholder.FindAllStringSubmatch(s, -1) {
		set[m[1]] = true
	}
	var names []string
	for n := range set {
		names = append(names, n)
	}
	slices.Sort(names)
	return strings.Join(names, ",")
}
