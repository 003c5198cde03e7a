package wording

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// source is the module's root; go test starts in the package's own folder.
var source = os.DirFS("../..")

// said is one text that a person may read.
type said struct {
	file string // where it is written
	key  string // which of the file's texts it is
	lang string // BCP 47
	text string
}

func (s said) String() string { return s.file + " " + s.key }

// forStaff says that only the clinic's people read it.
func (s said) forStaff() bool { return strings.HasPrefix(s.key, "staff.") }

// corpus is all that the product says: the interface, the skills, the pages to
// read, the product's own forms, the sign-in pages.
var corpus = sync.OnceValues(func() ([]said, error) {
	var all []said
	for _, folder := range []string{"assets/translations", "assets/skills", "clinic/auth/pages/text", "scripts/web/text"} {
		files, err := fs.Glob(source, folder+"/*.json")
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			if path.Base(file) == "catalogue.json" {
				continue // shapes and codes; no words
			}
			raw, err := fs.ReadFile(source, file)
			if err != nil {
				return nil, err
			}
			var tree any
			if err := json.Unmarshal(raw, &tree); err != nil {
				return nil, err
			}
			flatten(tree, "", func(key, text string) {
				all = append(all, said{file, key, strings.TrimSuffix(path.Base(file), ".json"), text})
			})
		}
	}
	pages, err := fs.Glob(source, "assets/education/*/*.md")
	if err != nil {
		return nil, err
	}
	for _, file := range pages {
		raw, err := fs.ReadFile(source, file)
		if err != nil {
			return nil, err
		}
		for section := range strings.SplitSeq(withoutFrontMatter(string(raw)), "\n## ") {
			heading, _, _ := strings.Cut(section, "\n")
			all = append(all, said{file, heading, path.Base(path.Dir(file)), section})
		}
	}
	forms, err := ownForms()
	return append(all, forms...), err
})

// official are the instruments whose wording is their authors' and may not be
// changed, by the name of their file. Nothing here judges it.
var official = []string{"phq-9", "phq-2", "gad-7", "gad-2", "pc-ptsd-5", "pcl-5"}

// ownForms are the texts of the forms that the product wrote itself. What they
// take from an official instrument (the follow-up asks the PHQ-9) is left out.
func ownForms() ([]said, error) {
	files, err := fs.Glob(source, "assets/questionnaires/*.json")
	if err != nil {
		return nil, err
	}
	var theirs, ours []said
	for _, file := range files {
		raw, err := fs.ReadFile(source, file)
		if err != nil {
			return nil, err
		}
		var tree any
		if err := json.Unmarshal(raw, &tree); err != nil {
			return nil, err
		}
		name, lang := strings.TrimSuffix(path.Base(file), ".json"), "en"
		if q, ok := tree.(map[string]any); ok {
			if of, said := q["language"].(string); said {
				lang = of
			}
		}
		name = strings.TrimSuffix(name, "-"+lang)
		flatten(tree, "", func(key, text string) {
			if !shown.MatchString(key) {
				return
			}
			one := said{file, key, lang, text}
			if slices.Contains(official, name) {
				theirs = append(theirs, one)
			} else {
				ours = append(ours, one)
			}
		})
	}
	return slices.DeleteFunc(ours, func(s said) bool {
		return slices.ContainsFunc(theirs, func(o said) bool { return o.text == s.text })
	}), nil
}

// shown are the elements of a Questionnaire that an app shows (R4, 2.3).
var shown = regexp.MustCompile(`(^|\.)(title|description|text|display|valueString)$`)

// flatten gives each string of a tree with its path.
func flatten(tree any, key string, each func(key, text string)) {
	switch v := tree.(type) {
	case string:
		each(key, v)
	case []any:
		for i, x := range v {
			flatten(x, key+"["+strconv.Itoa(i)+"]", each)
		}
	case map[string]any:
		for k, x := range v {
			next := k
			if key != "" {
				next = key + "." + k
			}
			flatten(x, next, each)
		}
	}
}

// withoutFrontMatter is a page's title and text.
func withoutFrontMatter(page string) string {
	_, rest, ok := strings.Cut(page, "---\n")
	if !ok {
		return page
	}
	head, body, _ := strings.Cut(rest, "---\n")
	for line := range strings.Lines(head) {
		if title, ok := strings.CutPrefix(line, "title: "); ok {
			return title + "\n" + body
		}
	}
	return body
}

// inCode are the string literals of the code that people meet, and the pages'
// templates: a sentence may hide there too.
func inCode(t *testing.T) []said {
	t.Helper()
	var all []said
	for _, folder := range []string{"app", "care", "screens", "sync", "clinic", "profile", "ical"} {
		err := fs.WalkDir(source, folder, func(file string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			raw, err := fs.ReadFile(source, file)
			if err != nil {
				return err
			}
			switch {
			case strings.HasSuffix(file, ".html"):
				all = append(all, said{file, "", "", markup.ReplaceAllString(string(raw), " ")})
			case strings.HasSuffix(file, ".go") && !strings.HasSuffix(file, "_test.go"):
				all = append(all, literals(t, file, raw)...)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

var markup = regexp.MustCompile(`(?s)<[^>]*>|\{\{[^}]*\}\}`)

func literals(t *testing.T, file string, raw []byte) []said {
	t.Helper()
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, file, raw, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var all []said
	ast.Inspect(tree, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			text, _ := strconv.Unquote(lit.Value)
			if strings.Contains(text, " ") { // one word is a code or a key
				all = append(all, said{file, "line " + strconv.Itoa(set.Position(lit.Pos()).Line), "", text})
			}
		}
		return true
	})
	return all
}

func words(t *testing.T) []said {
	t.Helper()
	all, err := corpus()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 2000 {
		t.Fatalf("only %d texts found", len(all)) // a moved folder would make every test here pass
	}
	return all
}
