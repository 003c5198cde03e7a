package say

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

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

// A key that the code says but no file has would show the key on a screen; a
// key that no code says is dead. Keys are string literals in T, N and Has, or
// literals with one of the families below.
func TestEveryMessageIsSaidAndEverySaidMessageExists(t *testing.T) {
	t.Parallel()
	english := messages(t, "en.json")
	literals := map[string]bool{}
	prefixes := map[string]bool{}
	for _, dir := range []string{"..", "../../app", "../../internal/gallery"} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			collect(t, path, literals, prefixes, english)
			return nil
		})
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	for key := range english {
		if literals[key] || strings.HasPrefix(key, "fault.") {
			continue
		}
		family := false
		for p := range prefixes {
			family = family || strings.HasPrefix(key, p)
		}
		if !family {
			t.Errorf("no code says %q", key)
		}
	}
}

// collect notes every string literal of a file, and for each call of T or N
// with a literal key fails if English lacks it. A literal that ends in "." or
// "-" is the stem of a family: "band." + name.
func collect(t *testing.T, path string, literals, prefixes map[string]bool, english map[string]string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && len(call.Args) > 0 {
			sel, isSel := call.Fun.(*ast.SelectorExpr)
			lit, isLit := call.Args[0].(*ast.BasicLit)
			if isSel && isLit && lit.Kind == token.STRING && (sel.Sel.Name == "T" || sel.Sel.Name == "N") {
				key, _ := strconv.Unquote(lit.Value)
				if _, ok := english[key]; !ok {
					t.Errorf("%s says %q, which no translation has", path, key)
				}
			}
		}
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			s, _ := strconv.Unquote(lit.Value)
			literals[s] = true
			if strings.Contains(s, ".") && (strings.HasSuffix(s, ".") || strings.HasSuffix(s, "-")) {
				prefixes[s] = true
			}
		}
		return true
	})
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
			other, _ := v["other"].(string)
			if v["one"] == nil || other == "" {
				t.Errorf("%s %q needs one and other", file, key)
			}
			out[key] = other
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
