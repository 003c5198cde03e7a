package wording

import (
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"
)

// named is how the documents name a proof: the folder, a dot, the test.
var named = regexp.MustCompile("`([a-z0-9/]+)\\.((?:Test|Fuzz)\\w+)`")

// What a document claims is proven has to be: each test that one names is there,
// in the folder that it names.
func TestEveryTestThatADocumentNamesIsThere(t *testing.T) {
	t.Parallel()
	least := map[string]int{"docs/threat-model.md": 30, "docs/masvs.md": 20, "docs/accessibility.md": 15, "SECURITY.md": 0}
	for file, want := range least {
		text, err := fs.ReadFile(source, file)
		if err != nil {
			t.Fatal(err)
		}
		found := named.FindAllStringSubmatch(string(text), -1)
		if len(found) < want {
			t.Errorf("%s names %d tests, want %d or more", file, len(found), want)
		}
		for _, m := range found {
			if !hasTest(t, m[1], m[2]) {
				t.Errorf("%s names %s in %s, which is not there", file, m[2], m[1])
			}
		}
	}
	if hasTest(t, "internal/wording", "TestNobodyWroteThisOne") {
		t.Error("a test that nobody wrote was found")
	}
}

func hasTest(t *testing.T, folder, name string) bool {
	t.Helper()
	files, err := fs.Glob(source, path.Join(folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := fs.ReadFile(source, file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "\nfunc "+name+"(") {
			return true
		}
	}
	return false
}
