// Package archtest says which package may import which, and why, and finds what breaks that.
//
// It reads the source itself and not a build of it, so a file for another system or behind a build tag
// is held to the same rules. The rules are in rules.go, one sentence each.
package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// File is one Go file of the module.
type File struct {
	Path      string // slash-separated, from the module's root
	Lines     int
	Test      bool // name ends in _test.go
	Generated bool // carries the standard "Code generated ... DO NOT EDIT." line
	Imports   []string
	Calls     []Call
}

// Call is a use of an imported package's name, such as time.Now.
type Call struct {
	Name string // import path, a dot, the identifier
	Line int
}

// Package is the folder of the file, "." for the module's root.
func (f File) Package() string { return path.Dir(f.Path) }

// Violation is one broken rule, with the sentence that says why the rule is there.
type Violation struct {
	Where, What, Why string
}

func (v Violation) String() string { return v.Where + ": " + v.What + ". " + v.Why }

// Load parses every Go file under root, apart from folders that hold no code of this module.
func Load(root fs.FS) ([]File, error) {
	var files []File
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if name != "." && skipped(root, name) {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		file, err := load(root, name)
		if err != nil {
			return fmt.Errorf("reading %s: %w", name, err)
		}
		files = append(files, file)
		return nil
	})
	return files, err
}

// skipped tells the folders that the go command skips too: hidden ones, testdata, and other modules;
// and what make builds or installs.
func skipped(root fs.FS, name string) bool {
	base := path.Base(name)
	if strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") || base == "testdata" {
		return true
	}
	if name == "bin" || name == "build" || name == "dist" || base == "node_modules" {
		return true
	}
	_, err := fs.Stat(root, path.Join(name, "go.mod"))
	return err == nil
}

func load(root fs.FS, name string) (File, error) {
	source, err := fs.ReadFile(root, name)
	if err != nil {
		return File{}, err
	}
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, name, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return File{}, err
	}
	file := File{
		Path:      name,
		Lines:     strings.Count(string(source), "\n"),
		Test:      strings.HasSuffix(name, "_test.go"),
		Generated: ast.IsGenerated(tree),
	}
	names := map[string]string{}
	for _, spec := range tree.Imports {
		target, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return File{}, err
		}
		file.Imports = append(file.Imports, target)
		local := path.Base(target)
		if spec.Name != nil {
			local = spec.Name.Name
		}
		names[local] = target
	}
	ast.Inspect(tree, func(node ast.Node) bool {
		selector, ok := node.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if left, ok := selector.X.(*ast.Ident); ok && names[left.Name] != "" {
			file.Calls = append(file.Calls, Call{
				Name: names[left.Name] + "." + selector.Sel.Name,
				Line: set.Position(selector.Pos()).Line,
			})
		}
		return true
	})
	return file, nil
}

// Check holds the files against the rules and returns what breaks them, in the order of the files.
func Check(files []File) []Violation {
	var found []Violation
	for _, file := range files {
		found = append(found, checkImports(file)...)
		found = append(found, checkCalls(file)...)
		if file.Lines > MaxLines && !file.Test && !file.Generated && !forTests(file.Package()) {
			found = append(found, Violation{
				Where: file.Path,
				What:  fmt.Sprintf("has %d lines, more than %d", file.Lines, MaxLines),
				Why:   "A reader should hold a file in their head; split it by what it is about.",
			})
		}
	}
	return found
}

func checkImports(file File) []Violation {
	rule, ok := ruleFor(file.Package())
	if !ok {
		return []Violation{{
			Where: file.Path,
			What:  "is in a package that no rule covers",
			Why:   "Say in internal/archtest/rules.go what " + file.Package() + " may import, and why.",
		}}
	}
	var found []Violation
	for _, target := range file.Imports {
		if why := rule.refuses(file, target); why != "" {
			found = append(found, Violation{Where: file.Path, What: "imports " + target, Why: why})
		}
	}
	return found
}

func checkCalls(file File) []Violation {
	var found []Violation
	for _, call := range file.Calls {
		for _, ban := range bannedCalls {
			if ban.Name != call.Name || ban.TestsOnly != file.Test || slices.Contains(file.Imports, ban.Unless) {
				continue
			}
			if ban.In != nil && !slices.ContainsFunc(ban.In, func(p string) bool { return matches(p, file.Package()) }) {
				continue
			}
			found = append(found, Violation{
				Where: fmt.Sprintf("%s:%d", file.Path, call.Line), What: "uses " + call.Name, Why: ban.Why,
			})
		}
	}
	return found
}
