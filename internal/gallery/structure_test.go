package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"throughline/screens/kit/kittest"
	"throughline/screens/say"
)

var update = flag.Bool("update", false, "write the structure of every scene anew")

// What every scene says and offers, in the order in which a screen reader meets it, is
// what testdata/structure has: a change of a screen is seen as a change of words there.
// `go test ./internal/gallery -run Structure -update` writes them anew, to be read.
func TestEverySceneHasItsStructure(t *testing.T) {
	test.NewTempApp(t)
	now := time.Date(2027, time.March, 9, 16, 30, 0, 0, time.FixedZone("CST", -6*3600))
	all, err := scenes(now)
	if err != nil {
		t.Fatal(err)
	}
	kept := map[string]bool{}
	for _, s := range all {
		at := setting{now: now, p: say.New("en")}
		screen := kittest.Open(t, kittest.Phone, func() fyne.CanvasObject { return shown(s, at, kittest.Phone) })
		is := structure(screen.Objects())
		screen.Close()
		path := filepath.Join("testdata", "structure", s.audience, s.name+".txt")
		if kept[path] {
			t.Errorf("two scenes are called %s/%s", s.audience, s.name)
		}
		kept[path] = true
		if *update {
			if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(is), 0o600); err != nil {
				t.Fatal(err)
			}
			continue
		}
		was, err := os.ReadFile(path)
		if err != nil {
			t.Errorf("%s/%s is new: %v", s.audience, s.name, err)
			continue
		}
		if string(was) != is {
			t.Errorf("%s/%s is not as it was: %s", s.audience, s.name, firstDifference(strings.Split(string(was), "\n"), strings.Split(is, "\n")))
		}
	}
	found, err := filepath.Glob(filepath.Join("testdata", "structure", "*", "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range found {
		if !kept[path] {
			t.Errorf("%s is of no scene", path)
		}
	}
}

// structure is a line for each thing that has words: its role, and its words.
func structure(objects []fyne.CanvasObject) string {
	var b strings.Builder
	for _, o := range objects {
		a, ok := o.(fyne.Accessible)
		if !ok || a.AccessibilityLabel() == "" {
			continue
		}
		fmt.Fprintf(&b, "%s: %s\n", a.AccessibilityRole(), a.AccessibilityLabel())
	}
	return b.String()
}

func firstDifference(was, now []string) string {
	for i := range max(len(was), len(now)) {
		old, fresh := "(nothing)", "(nothing)"
		if i < len(was) {
			old = was[i]
		}
		if i < len(now) {
			fresh = now[i]
		}
		if old != fresh {
			return fmt.Sprintf("line %d was %q and is %q", i+1, old, fresh)
		}
	}
	return "nothing differs"
}
