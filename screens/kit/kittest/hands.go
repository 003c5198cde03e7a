package kittest

import (
	"flag"
	"fmt"
	"testing"

	"fyne.io/fyne/v2/test"

	"throughline/screens/kit"
)

// hands are what was done on the pages of one key.
type hands struct {
	tapped, typed int
	writes        bool // a field was seen there
}

var done = map[string]hands{}

// note remembers what is about to be done on the page in front.
func (s *Screen) note(tapped, typed int) {
	key, writes := "", false
	for _, o := range s.Objects() {
		switch o := o.(type) {
		case *kit.Shell:
			key = o.Page().Key
		case *kit.Field:
			writes = true
		}
	}
	h := done[key]
	h.tapped, h.typed, h.writes = h.tapped+tapped, h.typed+typed, h.writes || writes
	done[key] = h
}

// Main runs the tests of a package of screens one at a time: Fyne has one app and one shaper of text for a process,
// and a widget that is made beside another test's screen measures text too. It fails where a page that the package
// makes was tapped in none of them, or has a field into which none typed.
func Main(m *testing.M) (code int) {
	flag.Parse()
	if err := flag.Set("test.parallel", "1"); err != nil {
		panic(err)
	}
	test.NewApp()
	code = m.Run()
	if faults := untouched("."); code == 0 && whole() && len(faults) > 0 {
		for _, f := range faults {
			fmt.Println("FAIL:", f)
		}
		code = 1
	}
	return code
}

// whole tells whether all tests of the package ran.
func whole() bool {
	for _, name := range []string{"test.run", "test.skip", "test.list"} {
		if f := flag.Lookup(name); f != nil && f.Value.String() != "" {
			return false
		}
	}
	return true
}

func untouched(folder string) []string {
	pages, err := Pages(folder)
	if err != nil {
		return []string{err.Error()}
	}
	var faults []string
	for _, page := range pages {
		var all hands
		for key, h := range done {
			if page.Key.MatchString(key) {
				all.tapped, all.typed, all.writes = all.tapped+h.tapped, all.typed+h.typed, all.writes || h.writes
			}
		}
		switch {
		case all.tapped == 0:
			faults = append(faults, fmt.Sprintf("no test taps on the page of %s (%s)", page.Func, page.Key))
		case all.writes && all.typed == 0:
			faults = append(faults, fmt.Sprintf("no test types on the page of %s (%s), which has a field", page.Func, page.Key))
		}
	}
	return faults
}
