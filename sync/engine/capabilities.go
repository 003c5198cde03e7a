package engine

import (
	"context"
	"slices"

	"throughline/fhir"
)

// abilities is what the server says that it can do (R4 capabilitystatement).
type abilities struct {
	history bool // GET [base]/_history
	types   map[string]fhir.CapabilityResource
}

// probe reads the CapabilityStatement once in the life of the engine.
func (e *Engine) probe(ctx context.Context) (*abilities, error) {
	if e.able != nil {
		return e.able, nil
	}
	cs, err := e.remote.Capabilities(ctx)
	if err != nil {
		return nil, err
	}
	able := &abilities{types: map[string]fhir.CapabilityResource{}}
	for _, rest := range cs.Rest {
		if rest.Mode != "" && rest.Mode != "server" {
			continue
		}
		able.history = able.history || offers(rest.Interaction, "history-system")
		for _, r := range rest.Resource {
			able.types[r.Type] = r
		}
	}
	e.able = able
	return able, nil
}

func offers(in []fhir.CapabilityInteraction, code string) bool {
	return slices.ContainsFunc(in, func(i fhir.CapabilityInteraction) bool { return i.Code == code })
}

// offers says whether an interaction with one type is offered.
func (a *abilities) offers(typ, code string) bool { return offers(a.types[typ].Interaction, code) }

// takesOwnIDs says whether a resource can be created by PUT under an id that the
// client chose (R4 3.1.0.4.1).
func (a *abilities) takesOwnIDs(typ string) bool {
	can := a.types[typ].UpdateCreate
	return can != nil && *can && a.offers(typ, "update")
}

// searches says whether a type has a search parameter.
func (a *abilities) searches(typ, param string) bool {
	return slices.ContainsFunc(a.types[typ].SearchParam, func(p fhir.CapabilitySearch) bool { return p.Name == param })
}
