package kit_test

import (
	"flag"
	"testing"
)

// TestMain runs one test at a time: Fyne has one app and one shaper of text for a
// process, and a widget that is made beside another test's screen measures text too.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "1"); err != nil {
		panic(err)
	}
	m.Run()
}
