package records

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"throughline/clinic/access"
	"throughline/clinic/audit"
	"throughline/clinic/document"
	"throughline/clinic/outcome"
	"throughline/clinic/rules"
	"throughline/clinic/search"
	"throughline/clinic/store"
	"throughline/clinic/validate"
	"throughline/profile"
)

// Conditions are a request's preconditions. IfMatch is a versionId and
// IfNoneMatch "*"; empty means none. Without IfMatch an update takes the place
// of whatever is current, as FHIR allows; a careful client always sends it.
type Conditions struct {
	IfMatch     string
	IfNoneMatch string
	IfNoneExist string // a search, for create
}

// Written is what a write left behind.
type Written struct {
	Version store.Version
	Created bool // false for a conditional create that found its resource
}

// work is one write transaction. Its audit is committed with it.
type work struct {
	*Service
	access.Caller
	call   Call
	name   string // of who asks
	w      store.Writer
	events []audit.Event
}

// update runs a writing interaction. Where it is refused nothing is written,
// and the refusal is audited by itself.
func (s *Service) update(ctx context.Context, call Call, what, ref string, fn func(*work) error) error {
	refused := &look{Service: s, call: call, what: what, seen: []sighting{{ref: ref}}}
	err := s.Store.Update(ctx, call.Principal.ClinicID, func(w store.Writer) error {
		c, err := s.caller(ctx, w, call.Principal)
		if err != nil {
			return err
		}
		refused.Caller, refused.name = c, s.nameOf(ctx, w, call.Principal)
		wk := &work{Service: s, Caller: c, call: call, name: refused.name, w: w}
		if wk.Shut() {
			return outcome.Forbidden
		}
		if err := fn(wk); err != nil {
			return err
		}
		return wk.writeAudit(ctx)
	})
	if err == nil {
		return nil
	}
	if recorded := s.Audit.Record(ctx, call.Principal.ClinicID, refused.events(err)...); recorded != nil {
		err = errors.Join(err, recorded)
	}
	return outcome.From(err)
}

func (wk *work) writeAudit(ctx context.Context) error {
	if wk.Role == access.RoleSystem {
		return nil
	}
	for _, e := range wk.events {
		row, err := e.Row()
		if err != nil {
			return err
		}
		if _, err := wk.w.AppendAudit(ctx, row); err != nil {
			return err
		}
	}
	return nil
}

// Create stores a resource under an id of the server's choice.
func (s *Service) Create(ctx context.Context, call Call, typ string, body []byte, cond Conditions) (out Written, err error) {
	err = s.update(ctx, call, "create", typ, func(wk *work) error {
		out, err = wk.create(ctx, typ, newID(), body, cond)
		return err
	})
	return out, err
}

// Update stores the next version of a resource, or its first.
func (s *Service) Update(ctx context.Context, call Call, typ, id string, body []byte, cond Conditions) (out Written, err error) {
	err = s.update(ctx, call, "update", typ+"/"+id, func(wk *work) error {
		out, err = wk.update(ctx, typ, id, body, cond)
		return err
	})
	return out, err
}

func (wk *work) create(ctx context.Context, typ, id string, body []byte, cond Conditions) (Written, error) {
	d, err := wk.parse(typ, body)
	if err != nil {
		return Written{}, err
	}
	if !wk.MayAtAll('c', typ) {
		return Written{}, outcome.Forbidden
	}
	if cond.IfNoneExist != "" {
		found, err := wk.match(ctx, typ, cond.IfNoneExist)
		if err != nil || len(found) == 1 {
			return Written{Version: first(found)}, err
		}
		if len(found) > 1 {
			return Written{}, severalMatch
		}
	}
	if d, err = wk.completed(store.Version{}, d); err != nil {
		return Written{}, err
	}
	if err := wk.worked(store.Version{}, d); err != nil {
		return Written{}, err
	}
	v, err := wk.put(ctx, 'c', d, store.Version{Type: typ, ID: id, Version: 1, Method: store.Created})
	return Written{v, true}, err
}

var severalMatch = outcome.Of(http.StatusPreconditionFailed, "multiple-matches", "More than one resource matches the condition.")

func first(in []store.Version) store.Version {
	if len(in) == 0 {
		return store.Version{}
	}
	return in[0]
}

// match gives up to two visible resources that a condition finds.
func (wk *work) match(ctx context.Context, typ, query string) ([]store.Version, error) {
	q, err := condition(typ, query)
	if err != nil {
		return nil, err
	}
	l := &look{Service: wk.Service, Caller: wk.Caller, call: wk.call, r: wk.w}
	if err := mayAsk(wk.Caller, q); err != nil {
		return nil, err
	}
	if err := l.chains(ctx, &q); err != nil {
		return nil, err
	}
	q.Patient, q.Count = wk.Patient(typ), 2
	var f Found
	err = l.page(ctx, q, &f)
	return f.Hits, err
}

func (wk *work) update(ctx context.Context, typ, id string, body []byte, cond Conditions) (Written, error) {
	d, err := wk.parse(typ, body)
	if err != nil {
		return Written{}, err
	}
	if d.ID() != id {
		return Written{}, &outcome.Error{
			Status: http.StatusBadRequest, Code: "invariant", Expression: typ + ".id",
			Say: "The id in the body is that in the address.",
		}
	}
	current, err := wk.w.Get(ctx, typ, id)
	exists := err == nil && !current.Gone()
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return Written{}, err
	}
	if !wk.MayAtAll('u', typ) {
		return Written{}, outcome.Forbidden
	}
	if current.Version > 0 {
		if err := wk.mayChange(ctx, 'u', current); err != nil {
			if cond.IfMatch != "" && errors.Is(wk.mayChange(ctx, 'r', current), outcome.Forbidden) {
				return Written{}, check(store.Version{}, false, cond) // as of one that is not there
			}
			return Written{}, err
		}
	}
	if err := check(current, exists, cond); err != nil {
		return Written{}, err
	}
	if exists {
		if err := wk.protected(current, d); err != nil {
			return Written{}, err
		}
	} else {
		current.Body = nil
	}
	if d, err = wk.completed(current, d); err != nil {
		return Written{}, err
	}
	if err := wk.worked(current, d); err != nil {
		return Written{}, err
	}
	v := store.Version{Type: typ, ID: id, Version: current.Version + 1, Method: store.Updated}
	v, err = wk.put(ctx, 'u', d, v)
	return Written{v, !exists}, err
}

// mayChange asks the table about what is there now. A resource that the caller
// does not see is refused like one that may not be changed.
func (wk *work) mayChange(ctx context.Context, interaction byte, current store.Version) error {
	res, err := subject(ctx, wk.w, current)
	if err != nil {
		return err
	}
	if !wk.May(interaction, res) {
		return outcome.Forbidden
	}
	return nil
}

// check holds the preconditions against what is there. A create that must not
// meet anything (If-None-Match: *) does not bring a deleted resource back.
func check(current store.Version, exists bool, cond Conditions) error {
	switch {
	case cond.IfNoneMatch == "*" && current.Version > 0:
		return outcome.Of(http.StatusPreconditionFailed, "conflict", "The resource exists already, or was deleted. Read it first.")
	case cond.IfMatch == "":
		return nil
	case !exists || cond.IfMatch != versionID(current):
		return outcome.Of(http.StatusPreconditionFailed, "conflict", "The resource has changed since it was read. Read it again and merge.")
	}
	return nil
}

// put stores a version that all preconditions allow, if the table allows its
// content, and runs the programme's rules.
func (wk *work) put(ctx context.Context, interaction byte, d document.Document, v store.Version) (store.Version, error) {
	var err error
	if v.Updated, err = wk.w.Stamp(ctx); err != nil {
		return v, err
	}
	if wk.Role != access.RoleSystem && wk.FHIRUser != "" {
		// Whoever meets this version in a conflict is told whose it is.
		d = d.WithMetaURI(profile.ExtWrittenBy, wk.FHIRUser)
	}
	v.Body = d.With(v.ID, v.Version, v.Updated).Bytes()
	tree, err := document.Tree(v.Body)
	if err != nil {
		return v, err
	}
	res := access.NewResource(v.Type, v.ID, tree)
	if !wk.May(interaction, res) {
		return v, outcome.Forbidden
	}
	if wk.Role != access.RoleSystem {
		if found := validate.Errors(tree); len(found) > 0 {
			return v, outcome.Invalid(found)
		}
	}
	if err := wk.guests(ctx, res); err != nil {
		return v, err
	}
	if err := wk.w.Put(ctx, v, search.IndexOf(v.Type, tree), res.Patients()); err != nil {
		return v, err
	}
	wk.note(map[byte]string{'c': "create", 'u': "update"}[interaction], v, res.Patients())
	if wk.Role == access.RoleSystem {
		return v, nil
	}
	if err := rules.Apply(ctx, ruleTx{wk}, v.Type, tree); err != nil {
		return v, err
	}
	return shown(wk.Caller, v)
}

func (wk *work) note(what string, v store.Version, patients []string) {
	l := look{Service: wk.Service, Caller: wk.Caller, call: wk.call, name: wk.name, what: what}
	l.seen = []sighting{{v.Type + "/" + v.ID + "/_history/" + versionID(v), patients}}
	wk.events = append(wk.events, l.events(nil)...)
}

// ruleTx lets the programme's rules write with the server's rights.
type ruleTx struct{ wk *work }

func (t ruleTx) Resource(ctx context.Context, typ, id string) (map[string]any, error) {
	v, err := t.wk.w.Get(ctx, typ, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && v.Gone() {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return document.Tree(v.Body)
}

func (t ruleTx) Find(ctx context.Context, typ, parameter, value string) ([]map[string]any, error) {
	return t.Where(ctx, typ, url.Values{parameter: {value}})
}

func (t ruleTx) Where(ctx context.Context, typ string, query url.Values) ([]map[string]any, error) {
	q, err := search.Parse(typ, query)
	if err != nil {
		return nil, err
	}
	l := &look{Service: t.wk.Service, Caller: access.System(t.wk.ClinicID), call: SystemCall(t.wk.ClinicID), r: t.wk.w}
	var f Found
	if err := l.page(ctx, q, &f); err != nil {
		return nil, err
	}
	var out []map[string]any
	for _, v := range f.Hits {
		tree, err := document.Tree(v.Body)
		if err != nil {
			return nil, err
		}
		out = append(out, tree)
	}
	return out, nil
}

func (t ruleTx) Before(ctx context.Context, typ, id string) (map[string]any, error) {
	now, err := t.wk.w.Get(ctx, typ, id)
	if err != nil {
		return nil, err
	}
	v, err := t.wk.w.GetVersion(ctx, typ, id, now.Version-1)
	if errors.Is(err, store.ErrNotFound) || err == nil && v.Gone() {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return document.Tree(v.Body)
}

func (t ruleTx) Save(ctx context.Context, tree map[string]any) error {
	d, err := document.FromTree(tree)
	if err != nil {
		return err
	}
	server := *t.wk
	server.Caller = access.System(t.wk.ClinicID)
	server.call = SystemCall(t.wk.ClinicID)
	_, err = server.update(ctx, d.Type(), d.ID(), d.Bytes(), Conditions{})
	return err
}
