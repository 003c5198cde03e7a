package engine

import (
	"context"
	"slices"

	"throughline/fhir"
	"throughline/profile"
)

// abilities is what the server says that it can do (R4 capabilitystatement).
type abilities struct {
	history     bool // GET [base]/_history
	batch       bool // POST [base] of a Bundle: each entry by itself
	transaction bool // and all or none
	entries     int  // most of them in a Bundle
	types       map[string]fhir.CapabilityResource
	unsorted    map[string]bool // types that the server does not search by _lastUpdated: found out
	unlisted    map[string]bool // types that it does not search at all: found out
}

// maxEntries is how many entries a Bundle has where the server takes as many.
const maxEntries = 100

// probe reads the CapabilityStatement once in the life of the engine.
func (e *Engine) probe(ctx context.Context) (*abilities, error) {
	if e.able != nil {
		return e.able, nil
	}
	cs, err := e.remote.Capabilities(ctx)
	if err != nil {
		return nil, err
	}
	e.able = abilitiesOf(cs)
	return e.able, nil
}

func abilitiesOf(cs fhir.CapabilityStatement) *abilities {
	able := &abilities{types: map[string]fhir.CapabilityResource{}, unsorted: map[string]bool{}, unlisted: map[string]bool{}, entries: maxEntries}
	for _, rest := range cs.Rest {
		if rest.Mode != "" && rest.Mode != "server" {
			continue
		}
		able.history = able.history || offers(rest.Interaction, "history-system")
		able.batch = able.batch || offers(rest.Interaction, "batch")
		able.transaction = able.transaction || offers(rest.Interaction, "transaction")
		if x, ok := fhir.FindExtension(rest.Extension, profile.ExtMaxEntries); ok && x.ValueInteger != nil {
			able.entries = min(able.entries, *x.ValueInteger)
		}
		for _, r := range rest.Resource {
			able.types[r.Type] = r
		}
	}
	return able
}

func offers(in []fhir.CapabilityInteraction, code string) bool {
	return slices.ContainsFunc(in, func(i fhir.CapabilityInteraction) bool { return i.Code == code })
}

// offers says whether an interaction with one type is offered.
func (a *abilities) offers(typ, code string) bool { return offers(a.types[typ].Interaction, code) }

// lists says whether all resources of a type can be asked for.
func (a *abilities) lists(typ string) bool { return a.offers(typ, "search-type") && !a.unlisted[typ] }

// takesOwnIDs says whether a resource is to be created by PUT under an id that the
// client chose (R4 3.1.0.4.1). Where the server does not say that it heeds
// If-None-Match, and has conditional create, that is used: two devices may make the
// same resource, and a PUT that heeds nothing would erase the first.
func (a *abilities) takesOwnIDs(typ string) bool {
	r := a.types[typ]
	return yes(r.UpdateCreate) && a.offers(typ, "update") && (a.heedsIfNoneMatch(typ) || !yes(r.ConditionalCreate))
}

func (a *abilities) heedsIfNoneMatch(typ string) bool {
	return slices.ContainsFunc(a.types[typ].Extension, func(x fhir.Extension) bool {
		return x.URL == profile.ExtIfNoneMatch && yes(x.ValueBoolean)
	})
}

// createsOnce says whether the server refuses to create a resource that is there.
// Elsewhere it is looked for before.
func (a *abilities) createsOnce(typ string) bool {
	return a.heedsIfNoneMatch(typ) || yes(a.types[typ].ConditionalCreate)
}

func yes(b *bool) bool { return b != nil && *b }

// searches says whether a type has a search parameter.
func (a *abilities) searches(typ, param string) bool {
	return slices.ContainsFunc(a.types[typ].SearchParam, func(p fhir.CapabilitySearch) bool { return p.Name == param })
}
