package records

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"throughline/clinic/document"
	"throughline/clinic/outcome"
	"throughline/clinic/store"
)

// Entry is one change of a transaction: POST Type, PUT Type/id, PUT Type?search
// or DELETE Type/id.
type Entry struct {
	FullURL  string
	Method   string
	URL      string
	Resource []byte
	Conditions
	load     bool // set by Load
	existing Existing
}

// Result is what became of an entry. Same says that it was left as it was.
type Result struct {
	Written
	Same bool
}

// Transaction makes all changes or none (FHIR R4, http, section 3.1.0.11.2):
// deletions first, then creates, then updates. References between entries, by
// fullUrl or by a search, are turned into references to what is stored.
func (s *Service) Transaction(ctx context.Context, call Call, entries []Entry) (out []Result, err error) {
	err = s.update(ctx, call, "transaction", "", func(wk *work) error {
		out, err = wk.transaction(ctx, entries)
		return err
	})
	return out, err
}

// step is an entry with what it is about.
type step struct {
	Entry
	typ, id string
	at      int           // its place in the Bundle
	found   store.Version // what a conditional create found
}

var order = map[string]int{http.MethodDelete: 1, http.MethodPost: 2, http.MethodPut: 3}

func (wk *work) transaction(ctx context.Context, entries []Entry) ([]Result, error) {
	steps := make([]step, len(entries))
	targets := map[string]string{} // fullUrl to Type/id
	taken := map[string]bool{}
	for i, e := range entries {
		st, err := wk.plan(ctx, e)
		if err != nil {
			return nil, inEntry(i, err)
		}
		st.at = i
		ref := st.typ + "/" + st.id
		if taken[ref] {
			return nil, inEntry(i, outcome.Of(http.StatusBadRequest, "invalid", "Two entries are about the same resource."))
		}
		taken[ref] = true
		if e.FullURL != "" {
			targets[e.FullURL] = ref
			if base, typ, id, ok := document.Reference(e.FullURL); ok && base != "" && e.Method == http.MethodPost {
				targets[typ+"/"+id] = ref
			}
		}
		steps[i] = st
	}
	slices.SortStableFunc(steps, func(a, b step) int { return order[a.Method] - order[b.Method] })
	out := make([]Result, len(entries))
	for _, st := range steps {
		r, err := wk.perform(ctx, st, targets)
		if err != nil {
			return nil, inEntry(st.at, err)
		}
		out[st.at] = r
	}
	return out, nil
}

// plan finds out what an entry is about, and under which id.
func (wk *work) plan(ctx context.Context, e Entry) (step, error) {
	st := step{Entry: e}
	path, query, conditional := strings.Cut(e.URL, "?")
	parts := strings.Split(strings.Trim(path, "/"), "/")
	st.typ = parts[0]
	if !document.IsType(st.typ) || order[e.Method] == 0 {
		return st, outcome.Of(http.StatusUnprocessableEntity, "not-supported",
			"An entry of a transaction is POST Type, PUT Type/id, PUT Type?search or DELETE Type/id.")
	}
	switch {
	case e.Method == http.MethodPost && len(parts) == 1 && !conditional:
		st.id = newID()
		if e.IfNoneExist == "" {
			return st, nil
		}
		found, err := wk.match(ctx, st.typ, e.IfNoneExist)
		if err == nil && len(found) > 1 {
			err = severalMatch
		}
		if st.found = first(found); st.found.ID != "" {
			st.id = st.found.ID
		}
		return st, err
	case e.Method == http.MethodPut && len(parts) == 1 && conditional:
		var err error
		st.id, st.Resource, err = wk.chosen(ctx, st.typ, query, e.Resource)
		return st, err
	case e.Method != http.MethodPost && len(parts) == 2 && !conditional && document.ValidID(parts[1]):
		st.id = parts[1]
		return st, nil
	}
	return st, outcome.Of(http.StatusUnprocessableEntity, "invalid", "The entry's address does not fit its method.")
}

// chosen finds the resource that a conditional update is about, and gives the
// body that id; where there is none, a new id or that of the body.
func (wk *work) chosen(ctx context.Context, typ, query string, body []byte) (string, []byte, error) {
	d, err := wk.parse(typ, body)
	if err != nil {
		return "", nil, err
	}
	found, err := wk.match(ctx, typ, query)
	if err != nil {
		return "", nil, err
	}
	id := d.ID()
	switch {
	case len(found) > 1:
		return "", nil, severalMatch
	case len(found) == 1 && id != "" && id != found[0].ID:
		return "", nil, outcome.Of(http.StatusBadRequest, "invalid", "The id in the body is not that of the resource found.")
	case len(found) == 1:
		id = found[0].ID
	case id == "":
		id = newID()
	}
	return id, d.With(id, 1, wk.Now()).Bytes(), nil
}

func (wk *work) perform(ctx context.Context, st step, targets map[string]string) (Result, error) {
	if st.Method == http.MethodDelete {
		v, err := wk.remove(ctx, st.typ, st.id, st.Conditions)
		return Result{Written: Written{Version: v}}, err
	}
	if st.found.ID != "" {
		return Result{Written: Written{Version: st.found}}, nil
	}
	body, err := wk.resolve(ctx, st.Resource, targets)
	if err != nil {
		return Result{}, err
	}
	var w Written
	if st.Method == http.MethodPost {
		st.IfNoneExist = "" // plan has looked
		w, err = wk.create(ctx, st.typ, st.id, body, st.Conditions)
		return Result{Written: w}, err
	}
	if st.load {
		current, err := wk.w.Get(ctx, st.typ, st.id)
		if err == nil && (st.existing == Keep || current.Gone() || document.SameContent(current.Body, body)) {
			return Result{Written: Written{Version: current}, Same: true}, nil
		}
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return Result{}, err
		}
	}
	w, err = wk.update(ctx, st.typ, st.id, body, st.Conditions)
	return Result{Written: w}, err
}

// resolve turns references to other entries, and references by search, into
// references to what is stored.
func (wk *work) resolve(ctx context.Context, body []byte, targets map[string]string) ([]byte, error) {
	return document.Rewrite(body, func(element, value string) (string, error) {
		switch element {
		case "reference":
			if typ, query, ok := strings.Cut(value, "?"); ok && document.IsType(typ) {
				found, err := wk.match(ctx, typ, query)
				if err != nil {
					return "", err
				}
				if len(found) != 1 {
					return "", outcome.Of(http.StatusPreconditionFailed, "not-found",
						"A reference by search matches %d resources, and not one.", len(found))
				}
				return typ + "/" + found[0].ID, nil
			}
		case "url", "uri", "valueUri", "valueUrl", "valueUuid", "valueCanonical":
			if !strings.HasPrefix(value, "urn:") {
				return value, nil
			}
		default:
			return value, nil
		}
		if ref, ok := targets[value]; ok {
			return ref, nil
		}
		return value, nil
	})
}

// inEntry says in which entry of the Bundle something is wrong.
func inEntry(i int, err error) error {
	e := *outcome.From(err)
	at := fmt.Sprintf("Bundle.entry[%d]", i)
	e.Expression = below(at, e.Expression)
	e.Issues = slices.Clone(e.Issues)
	for n := range e.Issues {
		e.Issues[n].Expression = below(at, e.Issues[n].Expression)
	}
	return &e
}

func below(at, expression string) string {
	switch {
	case expression == "":
		return at
	case strings.HasPrefix(expression, "Bundle."):
		return expression
	}
	if typ, rest, ok := strings.Cut(expression, "."); ok && document.IsType(typ) {
		expression = rest
	}
	return at + ".resource." + expression
}

// UpdateWhere updates the one resource that a search finds, or creates it.
func (s *Service) UpdateWhere(ctx context.Context, call Call, typ, query string, body []byte, cond Conditions) (out Written, err error) {
	err = s.update(ctx, call, "update", typ, func(wk *work) error {
		id, body, err := wk.chosen(ctx, typ, query, body)
		if err != nil {
			return err
		}
		out, err = wk.update(ctx, typ, id, body, cond)
		return err
	})
	return out, err
}
