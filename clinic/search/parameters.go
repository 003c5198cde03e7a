package search

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

// Parameter is one search parameter of one type.
type Parameter struct {
	Name    string
	Kind    Kind
	Paths   []string // see document.Select
	Targets []string // types that a reference may have; empty means any
}

//go:embed parameters.tsv
var table string

// Common are the parameters that every type has, apart from _id and
// _lastUpdated, which are not in the index.
var common = []Parameter{
	{Name: "_profile", Kind: URI, Paths: []string{"meta.profile"}},
	{Name: "_security", Kind: Token, Paths: []string{"meta.security"}},
	{Name: "_tag", Kind: Token, Paths: []string{"meta.tag"}},
}

var parameters = sync.OnceValue(func() map[string][]Parameter {
	out := map[string][]Parameter{}
	for line := range strings.Lines(table) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := append(strings.Split(strings.TrimRight(line, "\n"), "\t"), "")
		out[f[0]] = append(out[f[0]], Parameter{
			Name: f[1], Kind: Kind(f[2]), Paths: strings.Fields(f[3]), Targets: strings.Fields(f[4]),
		})
	}
	return out
})

// Parameters gives the parameters of a type, its own after the common ones.
// AuditEvent has only its own: it is kept apart.
func Parameters(typ string) []Parameter {
	if typ == "AuditEvent" {
		return parameters()[typ]
	}
	return slices.Concat(common, parameters()[typ])
}

// Find gives a type's parameter by its name.
func Find(typ, name string) (Parameter, bool) {
	switch name {
	case "_id":
		return Parameter{Name: name, Kind: ID}, true
	case "_lastUpdated":
		return Parameter{Name: name, Kind: Updated}, true
	}
	for _, p := range Parameters(typ) {
		if p.Name == name {
			return p, true
		}
	}
	return Parameter{}, false
}
