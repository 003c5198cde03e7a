package fhirpath

import (
	"encoding/json"
	"strings"
	"time"
)

func binary(op string, left, right step) step {
	switch op {
	case "and", "or", "xor", "implies":
		return logic(op, left, right)
	}
	return func(e *env, in []Node) []Node {
		l, r := left(e, in), right(e, in)
		switch op {
		case "|":
			return union(l, r)
		case "in":
			return within(l, r)
		case "contains":
			return within(r, l)
		case "&":
			return []Node{{Value: words(l) + words(r)}}
		case "=", "!=":
			if len(l) == 0 || len(r) == 0 {
				return nil
			}
			return boolean(equal(l, r) == (op == "="))
		}
		if len(l) != 1 || len(r) != 1 {
			return nil
		}
		if op == "+" {
			return []Node{{Value: words(l) + words(r)}}
		}
		c, ok := compare(l[0].Value, r[0].Value)
		if !ok {
			return yes // what cannot be compared breaks no rule
		}
		return boolean(map[string]bool{"<": c < 0, "<=": c <= 0, ">": c > 0, ">=": c >= 0}[op])
	}
}

// logic has three values: what is empty is not known.
func logic(op string, left, right step) step {
	return func(e *env, in []Node) []Node {
		l, knowL := truth(left(e, in))
		switch { // what decides alone
		case op == "and" && knowL && !l, op == "or" && knowL && l:
			return boolean(op == "or")
		case op == "implies" && knowL && !l:
			return yes
		}
		r, knowR := truth(right(e, in))
		switch {
		case op == "and" && knowR && !r:
			return no
		case (op == "or" || op == "implies") && knowR && r:
			return yes
		case !knowL || !knowR:
			return nil
		case op == "xor":
			return boolean(l != r)
		case op == "implies":
			return no // true implies false
		}
		return boolean(op == "and")
	}
}

func union(l, r []Node) []Node {
	var out []Node
	for _, n := range append(append([]Node(nil), l...), r...) {
		if !has(out, n.Value) {
			out = append(out, n)
		}
	}
	return out
}

func within(item, of []Node) []Node {
	if len(item) == 0 {
		return nil
	}
	return boolean(has(of, item[0].Value))
}

func words(in []Node) string {
	if len(in) == 0 {
		return ""
	}
	switch v := in[0].Value.(type) {
	case string:
		return v
	case json.Number:
		return string(v)
	case bool:
		if v {
			return "true"
		}
		return "false"
	}
	return ""
}

func equal(l, r []Node) bool {
	if len(l) != len(r) {
		return false
	}
	for i := range l {
		if !same(l[i].Value, r[i].Value) {
			return false
		}
	}
	return true
}

// compare orders numbers, times, texts, and quantities of one unit. Dates of
// different precision are compared as far as both go.
func compare(l, r any) (int, bool) {
	switch l := l.(type) {
	case json.Number:
		if r, ok := r.(json.Number); ok {
			a, okA := rational(l)
			b, okB := rational(r)
			if okA && okB {
				return a.Cmp(b), true
			}
		}
	case string:
		if r, ok := r.(string); ok {
			return texts(l, r), true
		}
	case map[string]any:
		r, ok := r.(map[string]any)
		if ok && l["code"] == r["code"] && l["system"] == r["system"] && l["unit"] == r["unit"] && l["value"] != nil && r["value"] != nil {
			return compare(l["value"], r["value"])
		}
	}
	return 0, false
}

func texts(l, r string) int {
	a, errA := time.Parse(time.RFC3339Nano, l)
	b, errB := time.Parse(time.RFC3339Nano, r)
	if errA == nil && errB == nil {
		return a.Compare(b)
	}
	if n := min(len(l), len(r)); n >= 4 && dated(l) && dated(r) {
		return strings.Compare(l[:min(n, 10)], r[:min(n, 10)])
	}
	return strings.Compare(l, r)
}

func dated(s string) bool {
	for _, layout := range []string{"2006", "2006-01", "2006-01-02", time.RFC3339Nano} {
		if _, err := time.Parse(layout, s); err == nil {
			return true
		}
	}
	return false
}
