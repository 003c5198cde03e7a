package sqlstore

import (
	"strings"
	"time"

	"throughline/clinic/search"
)

// terms writes the condition on index rows x: any of the filter's terms.
func (q *statement) terms(f search.Filter) string {
	return q.either(f.Terms, func(t search.Term) string {
		if f.Kind == search.Date {
			return q.date(`x.low`, `x.high`, t)
		}
		return q.value(t)
	})
}

func (q *statement) either(terms []search.Term, write func(search.Term) string) string {
	parts := make([]string, len(terms))
	for i, t := range terms {
		parts[i] = write(t)
	}
	return `(` + strings.Join(parts, ` OR `) + `)`
}

func (q *statement) value(t search.Term) string {
	var parts []string
	if t.Value != nil {
		switch t.Match {
		case search.Prefix:
			parts = append(parts, `x.value >= `+q.arg(*t.Value)+` AND x.value < `+q.arg(*t.Value+"\U0010FFFF"))
		case search.Contains:
			escaped := strings.NewReplacer(`!`, `!!`, `%`, `!%`, `_`, `!_`).Replace(*t.Value)
			parts = append(parts, `x.value LIKE `+q.arg("%"+escaped+"%")+` ESCAPE '!'`)
		default:
			parts = append(parts, `x.value = `+q.arg(*t.Value))
		}
	}
	if t.Qualifier != nil {
		parts = append(parts, `x.qualifier = `+q.arg(*t.Qualifier))
	}
	return `(` + strings.Join(parts, ` AND `) + `)`
}

// date writes a comparison of the range [low, high) of a resource with that of
// the term (FHIR R4, Search, sections 3.1.1.4.5 and 3.1.1.4.7).
func (q *statement) date(low, high string, t search.Term) string {
	from := func() string { return q.arg(t.Low.UnixMilli()) }
	to := func() string { return q.arg(t.High.UnixMilli()) }
	switch t.Prefix {
	case "ne":
		return `(` + low + ` < ` + from() + ` OR ` + high + ` > ` + to() + `)`
	case "lt":
		return low + ` < ` + from()
	case "gt":
		return high + ` > ` + to()
	case "ge":
		return high + ` > ` + from()
	case "le":
		return low + ` < ` + to()
	case "sa":
		return low + ` >= ` + to()
	case "eb":
		return high + ` <= ` + from()
	case "ap":
		// The specification leaves "approximately" open: a day either side.
		day := 24 * time.Hour
		return low + ` < ` + q.arg(t.High.Add(day).UnixMilli()) + ` AND ` + high + ` > ` + q.arg(t.Low.Add(-day).UnixMilli())
	default:
		return low + ` >= ` + from() + ` AND ` + high + ` <= ` + to()
	}
}

// updated compares a column of milliseconds: the range [x, x+1).
func (q *statement) updated(column string, t search.Term) string {
	return `(` + q.date(column, `(`+column+` + 1)`, t) + `)`
}
