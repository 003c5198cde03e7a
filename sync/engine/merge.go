package engine

import (
	"bytes"
	"encoding/json"
	"slices"
	"sort"
)

// object is a JSON object whose numbers keep their digits.
type object = map[string]any

// rules say what the machine may merge in one type of resource.
type rules struct {
	writable []string                 // elements that this side may change; nil: all. The others are the server's
	sets     []string                 // elements that are sets: adds and removes of both sides hold
	keyed    []string                 // elements that are sets whose entries have ids: one that both sides changed merges by field
	either   []string                 // elements that follow from others: ours, where both sides changed them
	first    []string                 // theirs, where both sides came to the same status
	repeats  func(linkID string) bool // response items whose answers are a set
	risk     func(linkID string) bool // response items that the machine never merges
	living   func(form string) bool   // responses to these merge by item after they are completed too
	ours     bool                     // the person has chosen ours where the two clash
}

// merge is a three-way merge by field of a resource. clashes names the fields
// that both sides changed and that a person must choose between; merged is of
// use only when there are none. base is nil for a resource that was new on our
// side. The same input gives the same output, and merging again changes nothing.
func (r rules) merge(base, ours, theirs object) (merged object, clashes []string) {
	m := merger{rules: r}
	agreed := ours["status"] != nil && same(ours["status"], theirs["status"]) && !same(base["status"], theirs["status"])
	merged = object{}
	settled := base["status"] == "in-progress" && ours["status"] == "in-progress" && theirs["status"] == "in-progress"
	form, _ := theirs["questionnaire"].(string)
	settled = settled || r.living != nil && r.living(form)
	whole := theirs["resourceType"] == "QuestionnaireResponse" && !settled
	// What the server has is what ours was made from: nobody else was there.
	alone := base != nil && sameContent(base, theirs)
	whole = whole && !alone
	if !alone {
		m.risks(ours, theirs)
	}
	for _, name := range names(base, ours, theirs) {
		b, o, t := base[name], ours[name], theirs[name]
		var v any
		switch {
		case !r.mayWrite(name), agreed && slices.Contains(r.first, name):
			v = t
		case whole && !same(o, t):
			v = m.clash(name, o, t)
		default:
			v = m.field(name, b, o, t)
		}
		if v != nil {
			merged[name] = v
		}
	}
	return merged, m.clashes
}

// mayWrite keeps what identifies a version, and what a clinician owns, the server's.
func (r rules) mayWrite(name string) bool {
	switch name {
	case "resourceType", "id", "meta", "text", "implicitRules":
		return false
	}
	return r.writable == nil || slices.Contains(r.writable, name)
}

type merger struct {
	rules
	clashes []string
}

func (m *merger) clash(path string, ours, theirs any) any {
	if !slices.Contains(m.clashes, path) {
		m.clashes = append(m.clashes, path)
	}
	if m.ours {
		return ours
	}
	return theirs
}

// field merges one element, which is one value to a person: a Period or a
// CodeableConcept is never put together from both sides.
func (m *merger) field(name string, b, o, t any) any {
	switch {
	case same(o, t):
		return t
	case name == "item" && m.chosen(o, t):
		return m.items(name, b, o, t)
	case same(b, o):
		return t
	case same(b, t):
		return o
	case name == "item":
		return m.items(name, b, o, t)
	case slices.Contains(m.sets, name):
		return m.set(name, b, o, t)
	case slices.Contains(m.keyed, name):
		return m.keys(name, b, o, t)
	case slices.Contains(m.either, name):
		return o
	}
	return m.clash(name, o, t)
}

// items merges response items by linkId.
func (m *merger) items(path string, b, o, t any) any {
	bs, ok1 := byLinkID(b)
	os, ok2 := byLinkID(o)
	ts, ok3 := byLinkID(t)
	if !ok1 || !ok2 || !ok3 {
		return m.clash(path, o, t)
	}
	var out []any
	for _, id := range append(linkIDs(t), linkIDs(o)...) {
		bi, oi, ti := bs[id], os[id], ts[id]
		delete(os, id)
		delete(ts, id)
		if oi == nil && ti == nil {
			continue // done, as one of theirs
		}
		if v := m.item(path+"["+id+"]", id, bi, oi, ti); v != nil {
			out = append(out, v)
		}
	}
	if out == nil {
		return nil
	}
	return out
}

func (m *merger) item(path, id string, b, o, t object) any {
	deep := m.chosen([]any{value(o)}, []any{value(t)})
	switch {
	case deep && m.risk(id):
		return value(o)
	case same(o, t), same(b, o) && !deep:
		return value(t)
	case same(b, t):
		return value(o)
	case o == nil || t == nil:
		return m.clash(path, value(o), value(t))
	}
	out := object{}
	for _, name := range names(b, o, t) {
		bv, ov, tv := b[name], o[name], t[name]
		var v any
		switch {
		case same(ov, tv), same(bv, ov) && (name != "item" || !deep):
			v = tv
		case same(bv, tv):
			v = ov
		case name == "item":
			v = m.items(path+".item", bv, ov, tv)
		case name == "answer" && m.repeats != nil && m.repeats(id):
			v = m.set(path, bv, ov, tv)
		default:
			v = m.clash(path, ov, tv)
		}
		if v != nil {
			out[name] = v
		}
	}
	return out
}

// set keeps their order, drops what we removed and adds what we added.
func (m *merger) set(path string, b, o, t any) any {
	bl, ok1 := list(b)
	ol, ok2 := list(o)
	tl, ok3 := list(t)
	if !ok1 || !ok2 || !ok3 {
		return m.clash(path, o, t)
	}
	out := slices.DeleteFunc(slices.Clone(tl), func(v any) bool { return has(bl, v) && !has(ol, v) })
	for _, v := range ol {
		if !has(bl, v) && !has(out, v) {
			out = append(out, v)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// risks clashes where an answer that tells of danger differs at all, even if only
// one side changed it: which one holds is for a person to say.
func (m *merger) risks(ours, theirs object) {
	if m.risk == nil {
		return
	}
	o, t := map[string]any{}, map[string]any{}
	m.collect(ours["item"], o)
	m.collect(theirs["item"], t)
	for _, id := range names(o, t) {
		if !same(o[id], t[id]) {
			m.clash("item["+id+"]", nil, nil)
		}
	}
}

// chosen says that the person has chosen ours, and that answers which tell of
// danger are among the items: then ours hold, whoever changed them.
func (m *merger) chosen(ours, theirs any) bool {
	if !m.ours || m.risk == nil {
		return false
	}
	found := map[string]any{}
	m.collect(ours, found)
	m.collect(theirs, found)
	return len(found) > 0
}

func (m *merger) collect(items any, into map[string]any) {
	all, _ := list(items)
	for _, v := range all {
		it, _ := v.(object)
		id, _ := it["linkId"].(string)
		if m.risk(id) {
			into[id] = it["answer"]
		}
		m.collect(it["item"], into)
		answers, _ := list(it["answer"])
		for _, a := range answers {
			if answer, ok := a.(object); ok {
				m.collect(answer["item"], into)
			}
		}
	}
}

// value keeps an absent object from becoming a present null.
func value(o object) any {
	if o == nil {
		return nil
	}
	return o
}

func list(v any) ([]any, bool) {
	if v == nil {
		return nil, true
	}
	l, ok := v.([]any)
	return l, ok
}

func has(l []any, v any) bool { return slices.ContainsFunc(l, func(w any) bool { return same(v, w) }) }

// byLinkID is false where items cannot be told apart.
func byLinkID(v any) (map[string]object, bool) {
	l, ok := list(v)
	out := make(map[string]object, len(l))
	for _, e := range l {
		it, isObject := e.(object)
		id, isText := it["linkId"].(string)
		if _, twice := out[id]; !isObject || !isText || twice {
			return nil, false
		}
		out[id] = it
	}
	return out, ok
}

func linkIDs(v any) []string {
	l, _ := list(v)
	var ids []string
	for _, e := range l {
		it, _ := e.(object)
		id, _ := it["linkId"].(string)
		ids = append(ids, id)
	}
	return ids
}

// names gives the keys of all, sorted.
func names(all ...object) []string {
	var out []string
	for _, o := range all {
		for name := range o {
			out = append(out, name)
		}
	}
	sort.Strings(out)
	return slices.Compact(out)
}

// same compares JSON values; an absent one equals only an absent one.
func same(a, b any) bool { return bytes.Equal(canonical(a), canonical(b)) }

// canonical writes a value with sorted keys and each number as it was written.
func canonical(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		return nil // not from JSON: cannot be
	}
	return text
}

// parse reads a resource that fhir.Peek has accepted; nil for no bytes.
func parse(body []byte) (object, error) {
	if len(body) == 0 {
		return nil, nil
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var o object
	err := d.Decode(&o)
	return o, err
}

// sameContent compares two resources without what the server adds to them.
func sameContent(a, b object) bool {
	bare := func(o object) object {
		out := object{}
		for name, v := range o {
			if name != "meta" && name != "text" {
				out[name] = v
			}
		}
		return out
	}
	return same(bare(a), bare(b))
}
