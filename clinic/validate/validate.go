package validate

import (
	"fmt"
	"slices"
	"strings"
)

// Issue is one thing that is wrong, or that may be.
type Issue struct {
	Warning    bool
	Code       string // FHIR R4, value set issue-type
	Expression string // the element, as FHIRPath
	Say        string
}

// maxIssues bounds what one resource can make the server say.
const maxIssues = 50

// Resource gives what is wrong with a decoded resource, in the order of its
// elements. A name that the specification does not know is a warning: the
// server keeps it.
func Resource(tree map[string]any) []Issue {
	typ, _ := tree["resourceType"].(string)
	w := &walk{spec: load()}
	shape := w.shapes[typ]
	if shape == nil || shape.anything {
		return []Issue{{Code: "structure", Expression: "resourceType", Say: "There is no such resource type in FHIR R4."}}
	}
	w.root = tree
	w.resource(tree, shape, typ)
	slices.SortStableFunc(w.issues, func(a, b Issue) int { return strings.Compare(a.Expression, b.Expression) })
	return w.issues
}

// Errors gives what keeps a decoded resource from being stored.
func Errors(tree map[string]any) []Issue {
	return slices.DeleteFunc(Resource(tree), func(i Issue) bool { return i.Warning })
}

// Known reports whether the table has a resource type.
func Known(typ string) bool {
	s := load().shapes[typ]
	return s != nil && !s.anything && s.base != nil && s.base.anything
}

// Required names the top-level elements that a resource of a type must have.
func Required(typ string) []string {
	var out []string
	for s := load().shapes[typ]; s != nil; s = s.base {
		for name, p := range s.props {
			if p.min > 0 {
				out = append(out, name)
			}
		}
	}
	return out
}

type walk struct {
	*spec
	root   map[string]any // %rootResource
	within map[string]any // %resource
	issues []Issue
}

func (w *walk) say(code, at, format string, args ...any) {
	w.add(Issue{Code: code, Expression: at, Say: fmt.Sprintf(format, args...)})
}

func (w *walk) warn(code, at, format string, args ...any) {
	w.add(Issue{Warning: true, Code: code, Expression: at, Say: fmt.Sprintf(format, args...)})
}

func (w *walk) add(i Issue) {
	if len(w.issues) < maxIssues {
		w.issues = append(w.issues, i)
	}
}
