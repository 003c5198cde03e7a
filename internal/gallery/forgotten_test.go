package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A page of staff's that is in no scene is looked at by nobody, and neither its structure nor what is cut on it is tested.
func TestNoPageOfStaffIsWithoutAScene(t *testing.T) {
	t.Parallel()
	read := func(glob string) string {
		files, err := filepath.Glob(glob)
		var all strings.Builder
		for _, f := range files {
			raw, readErr := os.ReadFile(f)
			if readErr != nil {
				err = readErr
			}
			if !strings.HasSuffix(f, "_test.go") {
				all.Write(raw)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		return all.String()
	}
	scenes, found := read("scenes*.go"), 0
	for _, m := range regexp.MustCompile(`(?m)^func ([A-Z]\w*Sheet|New\w+View)\(`).FindAllStringSubmatch(read("../../screens/staff/*.go"), -1) {
		found++
		if !strings.Contains(scenes, "staff."+m[1]+"(") {
			t.Errorf("staff.%s is in no scene", m[1])
		}
	}
	if found < 20 {
		t.Errorf("only %d pages are found", found)
	}
}
