package search

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"throughline/clinic/document"
)

// Page sizes: what is given without _count, and the most that is given at all.
const (
	DefaultCount = 50
	MaxCount     = 1000
)

// Error is a search that cannot be understood. Param is the parameter at fault.
type Error struct{ Param, Say string }

func (e *Error) Error() string { return e.Param + ": " + e.Say }

func bad(param, format string, args ...any) error {
	return &Error{param, fmt.Sprintf(format, args...)}
}

// result are the parameters that shape the answer and do not choose resources.
var result = map[string]func(*Query, string) error{
	"_count":      (*Query).count,
	"_sort":       (*Query).sort,
	"_summary":    (*Query).summary,
	"_total":      (*Query).total,
	"_include":    (*Query).include,
	"_revinclude": (*Query).revInclude,
	"_elements":   (*Query).elements,
	"_format":     func(*Query, string) error { return nil },
}

// Parse reads a search on typ. The error is an *Error. Parameters that the
// server does not know are listed in Query.Ignored; a known one with a modifier
// or a value that it cannot take is an error (FHIR R4, Search, section 3.1.1.7).
func Parse(typ string, values url.Values) (Query, error) { return parse(typ, values, 0) }

func parse(typ string, values url.Values, depth int) (Query, error) {
	q := Query{Type: typ, Count: DefaultCount}
	for _, key := range sortedKeys(values) {
		name, modifier, _ := strings.Cut(key, ":")
		for _, value := range values[key] {
			if set, ok := result[name]; ok {
				if modifier != "" {
					return q, bad(key, "This parameter takes no modifier.")
				}
				if err := set(&q, value); err != nil {
					return q, err
				}
				continue
			}
			if strings.Contains(key, ".") {
				known, err := q.chain(key, value, depth)
				if err != nil {
					return q, err
				}
				if known {
					continue
				}
			}
			p, ok := Find(typ, name)
			if !ok {
				q.Ignored = append(q.Ignored, key)
				break
			}
			if err := q.filter(p, modifier, value); err != nil {
				return q, err
			}
		}
	}
	if len(q.Sort) == 0 {
		q.Sort = []Sort{{Param: "_id", Kind: ID}}
	}
	return q, nil
}

func sortedKeys(values url.Values) []string {
	keys := make([]string, 0, len(values))
	for k := range values {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func (q *Query) count(v string) error {
	n, err := strconv.Atoi(v)
	if err != nil || n < 0 {
		return bad("_count", "The page size is a number of 0 or more.")
	}
	if n == 0 {
		q.CountOnly = true // FHIR R4, Search, section 3.1.1.5.3
		return nil
	}
	q.Count = min(n, MaxCount)
	return nil
}

func (q *Query) sort(v string) error {
	for name := range strings.SplitSeq(v, ",") {
		name, desc := strings.CutPrefix(name, "-")
		p, ok := Find(q.Type, name)
		if !ok {
			return bad("_sort", "This type cannot be sorted by %q.", name)
		}
		q.Sort = append(q.Sort, Sort{p.Name, p.Kind, desc})
	}
	if len(q.Sort) > 4 {
		return bad("_sort", "A search is sorted by four parameters at most.")
	}
	return nil
}

func (q *Query) summary(v string) error {
	switch v {
	case "count":
		q.CountOnly = true
	case "false":
	default:
		return bad("_summary", "The server offers _summary=count and _summary=false.")
	}
	return nil
}

func (q *Query) total(v string) error {
	switch v {
	case "accurate", "estimate":
		q.Total = true
	case "none":
	default:
		return bad("_total", "The total is none, estimate or accurate.")
	}
	return nil
}

func (q *Query) include(v string) error    { return addInclude("_include", &q.Include, v) }
func (q *Query) revInclude(v string) error { return addInclude("_revinclude", &q.RevInclude, v) }

func addInclude(name string, to *[]Include, v string) error {
	f := append(strings.Split(v, ":"), "", "")
	in := Include{Source: f[0], Param: f[1], Target: f[2]}
	if p, ok := Find(in.Source, in.Param); !ok || p.Kind != Reference || !document.IsType(in.Source) {
		return bad(name, "%q is not a type and one of its reference parameters.", v)
	}
	*to = append(*to, in)
	return nil
}
