package profile

import (
	"cmp"
	"errors"
	"strings"
	"weak"

	"throughline/fhir"
)

// kept is how many resources a Memory keeps decoded: more than the record of one
// patient has. Decoded, a resource takes about eight times its bytes.
const kept = 1000

// Memory is a Set of resources. The first of them stay decoded; the rest are kept
// as they came and are decoded when they are asked for. Where there are twice as many
// as stay decoded, all are kept as they came, so that a record of ten thousand fits
// into a phone. Its zero value is empty. It is for one goroutine at a time.
type Memory struct {
	Keep    int // how many stay decoded; 0: as many as a patient's record has
	byType  map[string]map[string]*held
	count   int
	made    map[string]string // references by those that devices made: "Goal/<uuid>"
	decoded int
	large   bool // none stays decoded
}

// held is one resource as it came, and decoded, or with what was last made of it while
// the garbage collector lets it stand. What is made of it shares its memory, and so
// does what a chart keeps of that.
type held struct {
	resource fhir.Resource
	text     string
	made     string // its reference in Memory.made, if any
	lately   weak.Pointer[fhir.Resource]
}

// get gives the resource; nil for what no longer decodes, which Put has seen to.
func (h *held) get() fhir.Resource {
	if h.resource != nil {
		return h.resource
	}
	if r := h.lately.Value(); r != nil {
		return *r
	}
	r, err := fhir.DecodeValid(h.text)
	if err != nil {
		return nil
	}
	h.lately = weak.Make(&r)
	return r
}

// Of makes a Memory of encoded resources. One that cannot be read is named and
// left out.
func Of(raws [][]byte) (*Memory, []Rejected) {
	m := &Memory{}
	var rejected []Rejected
	for _, raw := range raws {
		if err := m.Put(raw); err != nil {
			e, _ := fhir.Peek(raw) // what can be told of it
			rejected = append(rejected, Rejected{Type: e.ResourceType, ID: e.ID, Code: "resource-malformed", Reason: err.Error()})
		}
	}
	return m, rejected
}

// Put adds or replaces a resource. The error names the element that cannot be
// read; then nothing was changed.
func (m *Memory) Put(raw []byte) error {
	r, err := fhir.Decode(raw)
	if err != nil {
		return err
	}
	if r.Common().ID == "" {
		return errors.New("profile: a resource without an id")
	}
	m.PutRead(raw, r)
	return nil
}

// PutRead is Put for what was read before.
func (m *Memory) PutRead(raw []byte, r fhir.Resource) {
	typ, id := r.ResourceType(), r.Common().ID
	if m.byType == nil {
		m.byType = map[string]map[string]*held{}
	}
	if m.byType[typ] == nil {
		m.byType[typ] = map[string]*held{}
	}
	m.Remove(typ + "/" + id)
	h := &held{text: string(raw)}
	if made := MadeAs(r); made != "" && made != id {
		if m.made == nil {
			m.made = map[string]string{}
		}
		h.made = strings.Clone(typ + "/" + made)
		m.made[h.made] = strings.Clone(typ + "/" + id)
	}
	keep := cmp.Or(m.Keep, kept)
	if !m.large && m.decoded < keep {
		m.decoded++
		h.resource = r
	} else {
		// Those of r are part of all that it was read from.
		typ, id = strings.Clone(typ), strings.Clone(id)
	}
	m.byType[typ][id] = h
	if m.count++; m.count >= 2*keep && !m.large {
		m.letGo()
	}
}

// letGo forgets what is decoded.
func (m *Memory) letGo() {
	m.large, m.decoded = true, 0
	for typ, all := range m.byType {
		of := make(map[string]*held, 2*len(all))
		for id, h := range all {
			h.resource = nil
			of[strings.Clone(id)] = h
		}
		delete(m.byType, typ)
		m.byType[strings.Clone(typ)] = of
	}
}

// Remove drops a resource, if it is there.
func (m *Memory) Remove(ref string) {
	typ, id, _ := strings.Cut(ref, "/")
	h := m.byType[typ][id]
	if h == nil {
		return
	}
	if m.made[h.made] == ref {
		delete(m.made, h.made)
	}
	if m.count--; h.resource != nil {
		m.decoded--
	}
	delete(m.byType[typ], id)
}

// Each implements Set.
func (m *Memory) Each(typ string, fn func(fhir.Resource)) {
	for _, h := range m.byType[typ] {
		if r := h.get(); r != nil {
			fn(r)
		}
	}
}

// Get implements Set. It finds a resource by the reference that a device made it under
// too, where the server gave it another id.
func (m *Memory) Get(ref string) (fhir.Resource, bool) {
	typ, id, _ := strings.Cut(ref, "/")
	h := m.byType[typ][id]
	if is, ok := m.made[ref]; h == nil && ok {
		typ, id, _ = strings.Cut(is, "/")
		h = m.byType[typ][id]
	}
	if h == nil {
		return nil, false
	}
	r := h.get()
	return r, r != nil
}
