// Command typecheck checks the types of all Go code that a program for another system is made
// of, with cgo on, without that system's compiler and headers: what Go gives to C, and C
// to Go, is believed. It is how the app is checked for iOS where no Xcode is.
//
//	typecheck GOOS/GOARCH PACKAGE...
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: typecheck GOOS/GOARCH PACKAGE...")
		os.Exit(2)
	}
	if err := check(os.Args[1], nil, os.Args[2:]...); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// listed is what go list says of a package.
type listed struct {
	ImportPath, Dir   string
	GoFiles, CgoFiles []string
	ImportMap         map[string]string
	Module            *struct{ Main bool }
}

// check gives what is wrong in this module's packages; instead replaces files, by their base names.
func check(system string, instead map[string]string, packages ...string) error {
	goos, goarch, ok := strings.Cut(system, "/")
	if !ok {
		return fmt.Errorf("%q is not GOOS/GOARCH", system)
	}
	cmd := exec.Command("go", append([]string{"list", "-deps", "-tags", "migrated_fynedo", "-json=ImportPath,Dir,GoFiles,CgoFiles,ImportMap,Module"}, packages...)...) //nolint:gosec // whoever runs it names the packages
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch, "CGO_ENABLED=1")
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("go list: %w\n%s", err, &said)
	}
	c := checker{files: token.NewFileSet(), known: map[string]*types.Package{"unsafe": types.Unsafe}, sizes: types.SizesFor("gc", goarch), instead: instead}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		switch err := d.Decode(&p); {
		case errors.Is(err, io.EOF):
			return errors.Join(c.wrong...)
		case err != nil:
			return err
		}
		if err := c.add(p); err != nil {
			return err
		}
	}
}

type checker struct {
	files   *token.FileSet
	known   map[string]*types.Package
	sizes   types.Sizes
	instead map[string]string
	wrong   []error
}

// add checks a package, all of whose imports were added before.
func (c *checker) add(p listed) error {
	if p.ImportPath == "unsafe" {
		return nil
	}
	ours := p.Module != nil && p.Module.Main
	var files []*ast.File
	for _, name := range append(p.GoFiles, p.CgoFiles...) {
		path := filepath.Join(p.Dir, name)
		var src any
		if text, ok := c.instead[name]; ok && ours {
			src = text
		}
		f, err := parser.ParseFile(c.files, path, src, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		files = append(files, f)
	}
	config := types.Config{
		FakeImportC: true, Sizes: c.sizes, IgnoreFuncBodies: !ours,
		Importer: importer(func(path string) (*types.Package, error) {
			if mapped, ok := p.ImportMap[path]; ok {
				path = mapped
			}
			if got := c.known[path]; got != nil {
				return got, nil
			}
			return nil, fmt.Errorf("%s is not among the dependencies", path)
		}),
		Error: func(err error) {
			if ours {
				c.wrong = append(c.wrong, err)
			}
		},
	}
	pkg, _ := config.Check(p.ImportPath, c.files, files, nil) // what is wrong went to Error
	c.known[p.ImportPath] = pkg
	return nil
}

type importer func(path string) (*types.Package, error)

// Import implements types.Importer.
func (i importer) Import(path string) (*types.Package, error) { return i(path) }
