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
// in the folder that it names. Four documents name many.
func TestEveryTestThatADocumentNamesIsThere(t *testing.T) {
	t.Parallel()
	least := map[string]int{"docs/threat-model.md": 60, "docs/masvs.md": 30, "docs/accessibility.md": 40, "docs/scenarios.md": 11}
	var files []string
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/adr/*.md", "*/README.md", "*/*/README.md"} {
		found, err := fs.Glob(source, pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	for _, file := range files {
		found := named.FindAllStringSubmatch(read(t, file), -1)
		if len(found) < least[file] {
			t.Errorf("%s names %d tests, want %d or more", file, len(found), least[file])
		}
		delete(least, file)
		for _, m := range found {
			if !hasTest(t, m[1], m[2]) {
				t.Errorf("%s names %s in %s, which is not there", file, m[2], m[1])
			}
		}
	}
	if len(least) > 0 {
		t.Errorf("not looked at: %v", least)
	}
	if hasTest(t, "internal/wording", "TestNobodyWroteThisOne") {
		t.Error("a test that nobody wrote was found")
	}
}

// criteria are those of WCAG 2.2 at the levels A and AA.
const criteria = "1.1.1 1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.3.3 1.3.4 1.3.5 1.4.1 1.4.2 1.4.3 1.4.4 1.4.5 1.4.10 1.4.11 1.4.12 1.4.13 " +
	"2.1.1 2.1.2 2.1.4 2.2.1 2.2.2 2.3.1 2.4.1 2.4.2 2.4.3 2.4.4 2.4.5 2.4.6 2.4.7 2.4.11 2.5.1 2.5.2 2.5.3 2.5.4 2.5.7 2.5.8 " +
	"3.1.1 3.1.2 3.2.1 3.2.2 3.2.3 3.2.4 3.2.6 3.3.1 3.3.2 3.3.3 3.3.4 3.3.7 3.3.8 4.1.2 4.1.3"

// The table of accessibility has each criterion once, with a test, or with words for why there is none.
func TestEveryCriterionOfWCAGIsTold(t *testing.T) {
	t.Parallel()
	number := regexp.MustCompile(`\d\.\d\.\d+`)
	told := map[string]int{}
	for line := range strings.Lines(read(t, "docs/accessibility.md")) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), " | ")
		numbers := number.FindAllString(cells[0], -1)
		if len(cells) != 3 || len(numbers) == 0 {
			continue
		}
		if strings.Contains(cells[0], " to ") { // 1.2.1 to 1.2.5
			stem, last, _ := strings.Cut(numbers[1], ".")
			middle, end, _ := strings.Cut(last, ".")
			numbers = nil
			for i := byte('1'); i <= end[0]; i++ {
				numbers = append(numbers, stem+"."+middle+"."+string(i))
			}
		}
		for _, n := range numbers {
			told[n]++
		}
		how, proof := strings.TrimSpace(cells[1]), strings.TrimSpace(cells[2])
		if proof == "" && !strings.HasPrefix(how, "there ") && !strings.HasPrefix(how, "none") && !strings.Contains(how, "open in") && !strings.HasPrefix(how, "nothing flashes") {
			t.Errorf("%s has no proof: %s", cells[0], how)
		}
	}
	for n := range strings.FieldsSeq(criteria) {
		if told[n] != 1 {
			t.Errorf("%s is told %d times", n, told[n])
		}
		delete(told, n)
	}
	if len(told) > 0 {
		t.Errorf("these are no criteria of A or AA: %v", told)
	}
}

// Each flow of the threat model is asked all six letters of STRIDE: a letter has a row, or the flow says that it has none.
func TestEveryFlowIsAskedAllOfSTRIDE(t *testing.T) {
	t.Parallel()
	row := regexp.MustCompile(`(?m)^\| ([STRIDE](?:, [STRIDE])*): [^|]+\| [^|]+\| .*\x60`)
	none := regexp.MustCompile(`(?m)^No row for ([STRIDE](?:(?:, | or )[STRIDE])*)[ :]`)
	flows := strings.Split(read(t, "docs/threat-model.md"), "\n## ")[1:]
	if len(flows) < 9 {
		t.Fatalf("only %d flows", len(flows))
	}
	for _, flow := range flows {
		name, _, _ := strings.Cut(flow, "\n")
		var letters string
		for _, m := range append(row.FindAllStringSubmatch(flow, -1), none.FindAllStringSubmatch(flow, -1)...) {
			letters += strings.ReplaceAll(m[1], " or ", ", ")
		}
		for _, letter := range "STRIDE" {
			if !strings.ContainsRune(letters, letter) {
				t.Errorf("%s: nothing about %c", name, letter)
			}
		}
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := fs.ReadFile(source, file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
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
