package kittest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// PageSource is a place in the source of a package of screens that makes a page, and what the key of such
// a page looks like. The source is asked, so that no list can lack a screen.
type PageSource struct {
	Func string // TodayView.Page
	Key  *regexp.Regexp
}

// Pages are those that the package in a folder makes, with a mistake for each whose key cannot be read.
func Pages(folder string) ([]PageSource, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return nil, err
	}
	var s sources
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return nil, err
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
				s.funcs = append(s.funcs, f)
			}
		}
	}
	for _, f := range s.funcs {
		for _, lit := range literals(f) {
			if of, ok := lit.Type.(*ast.SelectorExpr); ok && of.Sel.Name == "Page" {
				s.add(f, keyOf(lit))
			}
		}
	}
	if s.unread != nil {
		return nil, fmt.Errorf("the keys of these pages cannot be read: %v", s.unread)
	}
	return s.found, nil
}

type sources struct {
	funcs  []*ast.FuncDecl
	found  []PageSource
	unread []string
}

// add notes a page that f makes: where its key is made of an argument, for each that calls f.
func (s *sources) add(f *ast.FuncDecl, key ast.Expr) {
	if !s.has(f, key) {
		s.take(f, s.pattern(f, key))
		return
	}
	for _, caller := range s.funcs {
		ast.Inspect(caller, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && called(call) == f.Name.Name && caller != f {
				s.take(caller, s.with(f, key, call))
			}
			return true
		})
	}
}

func (s *sources) take(f *ast.FuncDecl, pattern string) {
	if strings.ReplaceAll(strings.ReplaceAll(pattern, ".+", ""), "/", "") == "" {
		s.unread = append(s.unread, name(f))
		return
	}
	page := PageSource{name(f), regexp.MustCompile("^(" + pattern + ")$")}
	if !slices.ContainsFunc(s.found, func(x PageSource) bool { return x.Func == page.Func && x.Key.String() == page.Key.String() }) {
		s.found = append(s.found, page)
	}
}

// has tells whether a key is made of an argument of f, as it is.
func (s *sources) has(f *ast.FuncDecl, key ast.Expr) bool {
	switch e := key.(type) {
	case *ast.BinaryExpr:
		return s.has(f, e.X) || s.has(f, e.Y)
	case *ast.CallExpr:
		return len(e.Args) == 1 && receiver(f) != "" && s.made(f, e) != "" && s.has(f, e.Args[0])
	}
	return argument(f, key) >= 0
}

// pattern is what a key that f makes looks like.
func (s *sources) pattern(f *ast.FuncDecl, key ast.Expr) string {
	switch e := key.(type) {
	case *ast.BasicLit:
		words, _ := strconv.Unquote(e.Value)
		return regexp.QuoteMeta(words)
	case *ast.BinaryExpr:
		return s.pattern(f, e.X) + s.pattern(f, e.Y)
	case *ast.CallExpr:
		if called(e) == "Sprintf" {
			format, _ := strconv.Unquote(e.Args[0].(*ast.BasicLit).Value)
			return regexp.MustCompile("%[a-z]").ReplaceAllString(format, ".+")
		}
		if made := s.made(f, e); made != "" {
			return made
		}
	case *ast.SelectorExpr:
		if held := s.held(f, e); held != "" {
			return held
		}
	}
	return ".+"
}

// held is what the key looks like that a model has, an argument of f: as it is made elsewhere.
func (s *sources) held(f *ast.FuncDecl, e *ast.SelectorExpr) string {
	model := ""
	for _, field := range f.Type.Params.List {
		for _, arg := range field.Names {
			if id, ok := e.X.(*ast.Ident); ok && id.Name == arg.Name {
				if of, ok := field.Type.(*ast.Ident); ok && e.Sel.Name == "Key" {
					model = of.Name
				}
			}
		}
	}
	var all []string
	for _, maker := range s.funcs {
		for _, lit := range literals(maker) {
			if of, ok := lit.Type.(*ast.Ident); ok && of.Name == model {
				if key := keyOf(lit); key != nil {
					all = append(all, s.pattern(maker, key))
				}
			}
		}
	}
	return strings.Join(all, "|")
}

// made is what the key looks like that a method of f's view makes: v.key("about").
func (s *sources) made(f *ast.FuncDecl, call *ast.CallExpr) string {
	var all []string
	for _, m := range s.funcs {
		if m.Name.Name != called(call) || receiver(m) != receiver(f) {
			continue
		}
		ast.Inspect(m.Body, func(n ast.Node) bool {
			if r, ok := n.(*ast.ReturnStmt); ok && len(r.Results) == 1 {
				all = append(all, s.with(m, r.Results[0], call))
			}
			return true
		})
	}
	return strings.Join(all, "|")
}

// with is the pattern of what m returns for the arguments of a call.
func (s *sources) with(m *ast.FuncDecl, e ast.Expr, call *ast.CallExpr) string {
	if sum, ok := e.(*ast.BinaryExpr); ok {
		return s.with(m, sum.X, call) + s.with(m, sum.Y, call)
	}
	if n := argument(m, e); n >= 0 {
		return s.pattern(m, call.Args[n])
	}
	if inner, ok := e.(*ast.CallExpr); ok && len(inner.Args) == 1 {
		if n := argument(m, inner.Args[0]); n >= 0 {
			return s.made(m, &ast.CallExpr{Fun: inner.Fun, Args: []ast.Expr{call.Args[n]}})
		}
	}
	return s.pattern(m, e)
}

func literals(f *ast.FuncDecl) []*ast.CompositeLit {
	var all []*ast.CompositeLit
	ast.Inspect(f, func(n ast.Node) bool {
		if lit, ok := n.(*ast.CompositeLit); ok {
			all = append(all, lit)
		}
		return true
	})
	return all
}

func keyOf(lit *ast.CompositeLit) ast.Expr {
	for _, e := range lit.Elts {
		if pair, ok := e.(*ast.KeyValueExpr); ok {
			if field, ok := pair.Key.(*ast.Ident); ok && field.Name == "Key" {
				return pair.Value
			}
		}
	}
	return nil
}

// argument is which of f's an expression is, a string, or -1.
func argument(f *ast.FuncDecl, e ast.Expr) int {
	at := 0
	for _, field := range f.Type.Params.List {
		of, _ := field.Type.(*ast.Ident)
		for _, arg := range field.Names {
			if id, ok := e.(*ast.Ident); ok && id.Name == arg.Name && of != nil && of.Name == "string" {
				return at
			}
			at++
		}
	}
	return -1
}

func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		return f.Sel.Name
	case *ast.Ident:
		return f.Name
	}
	return ""
}

func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return ""
	}
	e := f.Recv.List[0].Type
	if star, ok := e.(*ast.StarExpr); ok {
		e = star.X
	}
	if id, ok := e.(*ast.Ident); ok {
		return id.Name
	}
	return ""
}

func name(f *ast.FuncDecl) string {
	if r := receiver(f); r != "" {
		return r + "." + f.Name.Name
	}
	return f.Name.Name
}
