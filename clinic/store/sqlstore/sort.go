package sqlstore

import (
	"math"
	"strconv"
	"strings"

	"throughline/clinic/search"
)

type sortKey struct {
	expr string
	desc bool
}

// sortKeys writes an expression for each key of the order, the id last. A
// resource without the element comes last, whichever way the order runs.
func (q *statement) sortKeys(sq search.Query) []sortKey {
	var keys []sortKey
	for _, s := range sq.Sort {
		switch s.Kind {
		case search.ID:
			return append(keys, sortKey{`r.rid`, s.Desc})
		case search.Updated:
			keys = append(keys, sortKey{`r.updated`, s.Desc})
		case search.Date:
			pick, none := `min(x.low)`, int64(math.MaxInt64)
			if s.Desc {
				pick, none = `max(x.high)`, math.MinInt64
			}
			keys = append(keys, sortKey{q.picked(pick, `resource_dates`, s.Param, none), s.Desc})
		default:
			pick, none := `min(x.value)`, "\U0010FFFF"
			if s.Desc {
				pick, none = `max(x.value)`, ""
			}
			keys = append(keys, sortKey{q.picked(pick, `resource_values`, s.Param, none), s.Desc})
		}
	}
	return append(keys, sortKey{`r.rid`, false})
}

func (q *statement) picked(pick, table, param string, none any) string {
	return `coalesce((SELECT ` + pick + ` FROM ` + table + ` x WHERE x.clinic_id = r.clinic_id
		AND x.rtype = r.rtype AND x.rid = r.rid AND x.param = ` + q.arg(param) + `), ` + q.arg(none) + `)`
}

// after keeps what follows the hit with these keys in the order.
func (q *statement) after(keys []sortKey, at []any) {
	if len(at) != len(keys) {
		return
	}
	var steps []string
	for i, k := range keys {
		op := ` > `
		if k.desc {
			op = ` < `
		}
		var step []string
		for j := range i {
			step = append(step, keys[j].expr+` = `+q.arg(at[j]))
		}
		step = append(step, k.expr+op+q.arg(at[i]))
		steps = append(steps, strings.Join(step, ` AND `))
	}
	q.WriteString(` AND (` + strings.Join(steps, ` OR `) + `)`)
}

// keyName is what the i-th sort value is called in the statement.
func keyName(i int) string { return `k` + strconv.Itoa(i) }

func names(keys []sortKey) string {
	var b strings.Builder
	for i := range keys {
		b.WriteString(`, ` + keyName(i))
	}
	return b.String()
}

func (q *statement) orderBy(keys []sortKey) {
	var terms []string
	for i, k := range keys {
		term := keyName(i)
		if k.desc {
			term += ` DESC`
		}
		terms = append(terms, term)
	}
	q.WriteString(` ORDER BY ` + strings.Join(terms, `, `))
}
