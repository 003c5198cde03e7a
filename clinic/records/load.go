package records

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"throughline/clinic/audit"
	"throughline/clinic/document"
	"throughline/clinic/outcome"
	"throughline/clinic/store"
	"throughline/fhir"
)

// Loaded counts what a load did, by resource type.
type Loaded struct {
	New  map[string]int
	Same map[string]int // there already
}

// Existing says what a load does with a resource that is there already.
type Existing int

// What is there unchanged, or was deleted, is never stored again.
const (
	Replace Existing = iota // store what differs as the next version
	Keep                    // leave it, whatever it says now
)

// Load stores resources that come from elsewhere, all or none, keeping their
// ids; the entries of a Bundle are loaded in its place. A load can be repeated.
func (s *Service) Load(ctx context.Context, clinic string, existing Existing, bodies ...[]byte) (Loaded, error) {
	var entries []Entry
	var events [][]byte
	for i, body := range bodies {
		d, err := document.Parse(body)
		if err != nil {
			return Loaded{}, inResource(i, err)
		}
		switch d.Type() {
		case "Bundle":
			more, err := unpack(body)
			if err != nil {
				return Loaded{}, inResource(i, err)
			}
			for _, e := range more {
				if strings.HasPrefix(e.URL, auditType+"/") {
					events = append(events, e.Resource)
				} else {
					entries = append(entries, e)
				}
			}
		case auditType:
			events = append(events, body)
		default:
			e, err := asPut(d, "")
			if err != nil {
				return Loaded{}, inResource(i, err)
			}
			entries = append(entries, e)
		}
	}
	for i := range entries {
		entries[i].load, entries[i].existing = true, existing
	}
	out := Loaded{New: map[string]int{}, Same: map[string]int{}}
	err := s.update(ctx, SystemCall(clinic), "transaction", "", func(wk *work) error {
		results, err := wk.transaction(ctx, entries)
		if err != nil {
			return err
		}
		for _, r := range results {
			if r.Same {
				out.Same[r.Version.Type]++
			} else {
				out.New[r.Version.Type]++
			}
		}
		return wk.loadAudit(ctx, events, out)
	})
	return out, err
}

func (wk *work) loadAudit(ctx context.Context, events [][]byte, out Loaded) error {
	for _, e := range events {
		row, err := audit.Imported(e)
		if err != nil {
			return outcome.Of(http.StatusUnprocessableEntity, "structure", "An AuditEvent cannot be read: %v", err)
		}
		fresh, err := wk.w.AppendAudit(ctx, row)
		if err != nil {
			return err
		}
		if fresh == 0 {
			out.Same[auditType]++
		} else {
			out.New[auditType]++
		}
	}
	return nil
}

func inResource(i int, err error) error {
	e := *outcome.From(err)
	e.Say = "Resource " + strconv.Itoa(i+1) + ": " + e.Say
	return &e
}

// unpack turns a Bundle of any type into entries that keep their ids.
func unpack(body []byte) ([]Entry, error) {
	r, err := fhir.Decode(body)
	if err != nil {
		return nil, err
	}
	b, ok := r.(*fhir.Bundle)
	if !ok {
		return nil, outcome.Of(http.StatusUnprocessableEntity, "structure", "The Bundle cannot be read.")
	}
	var out []Entry
	for i, e := range b.Entry {
		if len(e.Resource) == 0 {
			continue
		}
		d, err := document.Parse(e.Resource)
		if err != nil {
			return nil, inEntry(i, err)
		}
		entry, err := asPut(d, e.FullURL)
		if err != nil {
			return nil, inEntry(i, err)
		}
		out = append(out, entry)
	}
	return out, nil
}

// asPut keeps the resource's id, or takes that of its fullUrl.
func asPut(d document.Document, fullURL string) (Entry, error) {
	typ, id := d.Type(), d.ID()
	if !document.IsType(typ) {
		return Entry{}, outcome.Of(http.StatusUnprocessableEntity, "not-supported", "The type of the resource is not one of FHIR R4.")
	}
	if id == "" {
		if id = strings.TrimPrefix(fullURL, "urn:uuid:"); !document.ValidID(id) {
			id = newID()
		}
	}
	return Entry{
		FullURL: fullURL, Method: http.MethodPut, URL: typ + "/" + id,
		Resource: d.With(id, 1, store.Version{}.Updated).Bytes(),
	}, nil
}
