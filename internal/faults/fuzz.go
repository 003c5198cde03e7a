package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

var target = regexp.MustCompile(`(?m)^func (Fuzz\w+)\(`)

// fuzz finds each fuzz target in the tests of the packages, all of the module if none is named, and runs it.
func fuzz(ctx context.Context, o options) error {
	asked := append([]string{"list", "-f", "{{.Dir}} {{.ImportPath}}", "-tags", tags}, o.packages...)
	list := exec.CommandContext(ctx, "go", asked...)
	list.Stderr = os.Stderr
	packages, err := list.Output()
	if err != nil {
		return err
	}
	var failures error
	n := 0
	for line := range strings.Lines(string(packages)) {
		dir, path, _ := strings.Cut(strings.TrimSpace(line), " ")
		files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
		if err != nil {
			return err
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			for _, found := range target.FindAllStringSubmatch(string(text), -1) {
				n++
				err := goCommand(ctx, nil, "test", "-tags", tags, "-run", "^$", "-fuzz", "^"+found[1]+"$", "-fuzztime", o.fuzz.String(), path)
				if err != nil {
					failures = errors.Join(failures, fmt.Errorf("%s in %s: %w", found[1], path, err))
				}
			}
		}
	}
	fmt.Printf("%d fuzz targets, %s each\n", n, o.fuzz)
	if n == 0 {
		return errors.New("no fuzz target was found")
	}
	return failures
}
