package engine

import "slices"

// keys merges a set whose entries have ids (R4 Element.id): the parts of a plan. Two who worded the same part anew have not
// made two parts: a person chooses. An entry without an id is one of a set.
func (m *merger) keys(path string, b, o, t any) any {
	bs, ok1 := byID(b)
	os, ok2 := byID(o)
	ts, ok3 := byID(t)
	if !ok1 || !ok2 || !ok3 {
		return m.set(path, b, o, t)
	}
	plain, _ := list(m.set(path, loose(b), loose(o), loose(t)))
	var out []any
	for _, id := range append(ids(t), ids(o)...) {
		bi, oi, ti := bs[id], os[id], ts[id]
		delete(os, id)
		delete(ts, id)
		if oi == nil && ti == nil {
			continue // done, as one of theirs
		}
		if v := m.entry(path+"["+id+"]", bi, oi, ti); v != nil {
			out = append(out, v)
		}
	}
	if out = append(out, plain...); len(out) == 0 {
		return nil
	}
	return out
}

// entry merges one object by field, as deep as it goes.
func (m *merger) entry(path string, b, o, t object) any {
	switch {
	case same(o, t), same(b, o):
		return value(t)
	case same(b, t):
		return value(o)
	case o == nil || t == nil:
		return m.clash(path, value(o), value(t))
	}
	out := object{}
	for _, name := range names(b, o, t) {
		bv, ov, tv := b[name], o[name], t[name]
		bo, _ := bv.(object)
		oo, deepO := ov.(object)
		to, deepT := tv.(object)
		var v any
		switch {
		case same(ov, tv), same(bv, ov):
			v = tv
		case same(bv, tv):
			v = ov
		case slices.Contains(m.sets, name):
			v = m.set(path+"."+name, bv, ov, tv)
		case name == "detail" && deepO && deepT: // every other object is one value to a person
			v = m.entry(path+"."+name, bo, oo, to)
		default:
			v = m.clash(path+"."+name, ov, tv)
		}
		if v != nil {
			out[name] = v
		}
	}
	return out
}

// byID are the entries that have an id; false where two have the same.
func byID(v any) (map[string]object, bool) {
	all, ok := list(v)
	out := map[string]object{}
	for _, x := range all {
		entry, isObject := x.(object)
		id, _ := entry["id"].(string)
		if !isObject || id == "" {
			continue
		}
		if out[id] != nil {
			return nil, false
		}
		out[id] = entry
	}
	return out, ok
}

func ids(v any) []string {
	all, _ := list(v)
	var out []string
	for _, x := range all {
		if entry, ok := x.(object); ok {
			if id, _ := entry["id"].(string); id != "" {
				out = append(out, id)
			}
		}
	}
	return out
}

// loose are the entries without an id.
func loose(v any) any {
	all, _ := list(v)
	out := []any{}
	for _, x := range all {
		entry, _ := x.(object)
		if id, _ := entry["id"].(string); id == "" {
			out = append(out, x)
		}
	}
	return out
}
