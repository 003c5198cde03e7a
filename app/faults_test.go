package app

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"throughline/care"
	"throughline/screens/say"
)

// A person who reads Spanish must not meet an English sentence just when
// something goes wrong; and the English in the translation file must be the one
// that the code says.
func TestEveryFaultIsSaidInEveryLanguage(t *testing.T) {
	t.Parallel()
	found := map[string]string{}
	for _, dir := range []string{".", "../care", "../profile", "../sync"} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err == nil && strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
				collectFaults(t, path, found)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(found) < 40 {
		t.Fatalf("only %d faults found: the test looks in the wrong place", len(found))
	}
	for _, tag := range say.Languages() {
		p := say.New(tag.String())
		for code, sentence := range found {
			if !p.Has("fault." + code) {
				t.Errorf("%s lacks fault.%s: %s", tag, code, sentence)
			} else if got := p.Fault(&care.Fault{Code: code}); tag.String() == "en" && got != sentence {
				t.Errorf("fault.%s is said as %q in the code and as %q in the file", code, sentence, got)
			}
		}
	}
}

// collectFaults notes the literals Fault{Code: "…", Say: "…"} of a file. Those
// that are put together at run time are for the command line, in English.
func collectFaults(t *testing.T, path string, found map[string]string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		lit, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		fields := map[string]string{}
		for _, e := range lit.Elts {
			kv, ok := e.(*ast.KeyValueExpr)
			if !ok {
				return true
			}
			key, _ := kv.Key.(*ast.Ident)
			value, isText := kv.Value.(*ast.BasicLit)
			if key != nil && isText && value.Kind == token.STRING {
				fields[key.Name], _ = strconv.Unquote(value.Value)
			}
		}
		if fields["Code"] != "" && fields["Say"] != "" && fields["Code"] != "usage" {
			found[fields["Code"]] = fields["Say"]
		}
		return true
	})
}
