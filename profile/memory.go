package profile

import (
	"errors"
	"strings"

	"throughline/fhir"
)

// Memory is a Set of decoded resources. Its zero value is empty. It is for one
// goroutine at a time.
type Memory struct {
	byType map[string]map[string]fhir.Resource
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
	if m.byType == nil {
		m.byType = map[string]map[string]fhir.Resource{}
	}
	t := r.ResourceType()
	if m.byType[t] == nil {
		m.byType[t] = map[string]fhir.Resource{}
	}
	m.byType[t][r.Common().ID] = r
	return nil
}

// Remove drops a resource, if it is there.
func (m *Memory) Remove(ref string) {
	typ, id, _ := strings.Cut(ref, "/")
	delete(m.byType[typ], id)
}

// Each implements Set.
func (m *Memory) Each(typ string, fn func(fhir.Resource)) {
	for _, r := range m.byType[typ] {
		fn(r)
	}
}

// Get implements Set.
func (m *Memory) Get(ref string) (fhir.Resource, bool) {
	typ, id, _ := strings.Cut(ref, "/")
	r, ok := m.byType[typ][id]
	return r, ok
}
