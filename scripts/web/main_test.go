package main

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// made is a folder of a small "app".
func made(t *testing.T) string {
	t.Helper()
	from, out := t.TempDir(), filepath.Join(t.TempDir(), "web")
	for _, name := range []string{"app.wasm", "run.js", "32.png", "180.png", "192.png", "512.png"} {
		if err := os.WriteFile(filepath.Join(from, name), []byte(strings.Repeat(name, 1000)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := packer{out: out, files: map[string]string{}, pack: true}
	if err := p.make(filepath.Join(from, "app.wasm"), filepath.Join(from, "run.js"), from); err != nil {
		t.Fatal(err)
	}
	return out
}

func read(t *testing.T, elem ...string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(elem...))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

var address = regexp.MustCompile(`(?:href|src|data-app)="([^"]*)"`)

// The page asks nobody but its own server: each address is a file beside it, or a
// telephone's.
func TestThePageAsksForItsOwnFilesAlone(t *testing.T) {
	t.Parallel()
	out := made(t)
	for _, name := range []string{"index.html", "callback.html"} {
		page := read(t, out, name)
		for _, m := range address.FindAllStringSubmatch(page, -1) {
			at := m[1]
			if strings.HasPrefix(at, "tel:") || strings.HasPrefix(at, "sms:") || at == "./" {
				continue
			}
			if _, err := os.Stat(filepath.Join(out, at)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		// The server's content security policy would block these.
		if strings.Contains(page, "style=") || strings.Contains(page, "onclick") || regexp.MustCompile(`<script>|<style>`).MatchString(page) {
			t.Errorf("%s has a script or a style of its own", name)
		}
	}
}

// Help is on the page in both languages with no script, and so are the marks between which
// the clinic's server writes its number.
func TestHelpIsThereBeforeTheAppAndWithoutScripts(t *testing.T) {
	t.Parallel()
	page := read(t, made(t), "index.html")
	for words, n := range map[string]int{
		`href="tel:988"`: 2, `href="sms:988"`: 2, `href="tel:911"`: 2, "<!--clinic-->": 2, "<!--/clinic-->": 2, "<noscript>": 2,
		`lang="en" data-words`: 1, `lang="es" data-words`: 1,
	} {
		if got := strings.Count(page, words); got != n {
			t.Errorf("%s stands there %d times", words, got)
		}
	}
	if strings.Contains(page, "<section hidden") {
		t.Error("a section is hidden before any script has run")
	}
}

// Two builds of the same are the same, byte by byte.
func TestTheFolderIsTheSameEachTime(t *testing.T) {
	t.Parallel()
	one, two := made(t), made(t)
	files, err := os.ReadDir(one)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if read(t, one, f.Name()) != read(t, two, f.Name()) {
			t.Errorf("%s differs", f.Name())
		}
	}
}

func TestEveryTextIsUsedAndInEachLanguage(t *testing.T) {
	t.Parallel()
	var english, spanish map[string]string
	for file, into := range map[string]*map[string]string{"en.json": &english, "es.json": &spanish} {
		if err := json.Unmarshal([]byte(read(t, "text", file)), into); err != nil {
			t.Fatal(err)
		}
	}
	if a, b := slices.Sorted(maps.Keys(english)), slices.Sorted(maps.Keys(spanish)); !slices.Equal(a, b) {
		t.Errorf("en has %v\nes has %v", a, b)
	}
	pages, boot := read(t, "page", "index.html")+read(t, "page", "callback.html"), read(t, "page", "boot.js")
	for key := range english {
		name, said := strings.CutPrefix(key, "progress.")
		if !strings.Contains(pages, `{{.T "`+key+`"}}`) && !(said && strings.Contains(boot, "words."+name)) && key != "link" {
			t.Errorf("nothing says %q", key)
		}
	}
}
