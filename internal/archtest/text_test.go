package archtest

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// private is what must not be in a committed file, with the sentence that says why.
var private = []struct {
	re  *regexp.Regexp
	why string
}{
	{regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----`), "A private key belongs in no repository: make one when it is needed."},
	{regexp.MustCompile(`eyJ[\w-]{10,}\.eyJ[\w-]{30,}\.[\w-]{40,}`), "A signed token belongs in no repository: sign one in the test."},
	{regexp.MustCompile(`\b(AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[\w-]{35}\b`), "A cloud's access key belongs in no repository: take it back where it was made."},
	{regexp.MustCompile(`\b(gh[pousr]_[0-9A-Za-z]{36}|github_pat_\w{40,}|glpat-[\w-]{20}|npm_[0-9A-Za-z]{36}|xox[abprs]-[0-9A-Za-z-]{20,}|[sr]k_live_[0-9A-Za-z]{20,})`), "A service's token belongs in no repository: take it back where it was made."},
	{regexp.MustCompile(`(^|[\s"'=(\x60])/(home|Users|root|work|workspaces?|builds)/\w`), "A path of one machine means nothing on another."},
	{regexp.MustCompile(`[A-Z]:\\Users\\`), "A path of one machine means nothing on another."},
}

func findPrivate(text []byte) string {
	for _, p := range private {
		if found := p.re.Find(text); found != nil {
			return string(found) + ": " + p.why
		}
	}
	return ""
}

// What is committed, or about to be, holds no key, no token and no path of the machine that wrote it.
func TestNothingPrivateIsCommitted(t *testing.T) {
	t.Parallel()
	list := exec.Command("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z")
	list.Dir = root
	names, err := list.Output()
	if err != nil {
		t.Fatalf("git ls-files: %v", err)
	}
	tree := os.DirFS(root)
	seen := 0
	for name := range strings.SplitSeq(strings.Trim(string(names), "\x00"), "\x00") {
		text, err := fs.ReadFile(tree, name)
		if err != nil || bytes.IndexByte(text, 0) >= 0 {
			continue // deleted but not yet committed, or not a text
		}
		seen++
		if found := findPrivate(text); found != "" {
			t.Errorf("%s: %s", name, found)
		}
	}
	if seen < 10 {
		t.Errorf("looked into %d files only: the check did not see the tree", seen)
	}
}

// The samples are put together here, so that this file does not report itself.
func TestPrivateThingsAreFound(t *testing.T) {
	t.Parallel()
	for sample, want := range map[string]bool{
		"-----BEGIN EC " + "PRIVATE KEY-----": true,
		"-----BEGIN " + "PUBLIC KEY-----":     false,
		"eyJhbGciOiJFUzI1NiJ9." + "eyJ" + strings.Repeat("A", 40) + "." + strings.Repeat("B", 86): true,
		`"eyJhbGciOiJFUzI1NiJ9` + `.eyJzdWIiOiJ4In0.c2ln"`:                                        false, // made up, as in a test of a parser
		"AKIA" + "ABCDEFGHIJKLMNOP":                                                               true,
		"ghp_" + strings.Repeat("a1", 18):                                                         true,
		"glpat-" + strings.Repeat("a1", 10):                                                       true,
		"a task-force with AKIA in its name":                                                      false,
		"see " + "/home/" + "somebody/notes":                                                      true,
		`"C:` + `\Users\somebody"`:                                                                true,
		"https://example.org/home/page":                                                           false,
		"GET /home/ HTTP/1.1":                                                                     false,
	} {
		if got := findPrivate([]byte(sample)) != ""; got != want {
			t.Errorf("%q: found %v, want %v", sample, got, want)
		}
	}
}
