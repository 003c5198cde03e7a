package fhirapi

import (
	"bytes"
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/go-chi/chi/v5"

	"throughline/clinic/document"
	"throughline/clinic/outcome"
	"throughline/clinic/records"
	"throughline/fhir"
)

// bundle answers POST to the base: a batch, each entry by itself, or a
// transaction, all or none.
func (a *API) bundle(w http.ResponseWriter, r request) error {
	raw, err := body(r.Request)
	if err != nil {
		return err
	}
	d, err := document.Parse(raw)
	if err != nil {
		return err
	}
	if d.Type() != "Bundle" {
		return outcome.Of(http.StatusBadRequest, "invalid", "Only a Bundle can be posted to the base address.")
	}
	res, err := fhir.Decode(raw)
	if err != nil {
		return outcome.Of(http.StatusUnprocessableEntity, "structure", "The Bundle cannot be read: %v", err)
	}
	b, ok := res.(*fhir.Bundle)
	switch {
	case !ok:
		return outcome.Of(http.StatusUnprocessableEntity, "structure", "The Bundle cannot be read.")
	case len(b.Entry) > MaxEntries:
		return outcome.Of(http.StatusUnprocessableEntity, "too-costly", "A Bundle has %d entries at most.", MaxEntries)
	case b.Type == "batch":
		return a.batch(w, r, b)
	case b.Type == "transaction":
		return a.transaction(w, r, b)
	}
	return &outcome.Error{
		Status: http.StatusUnprocessableEntity, Code: "invalid", Expression: "Bundle.type",
		Say: "The Bundle is of type batch or transaction.",
	}
}

// atOnce is how many changes of one batch are made at a time, where those share
// commits. It leaves room for others.
const atOnce = 32

// atOnce gives how many changes of one batch are made at a time. Where each has a
// commit of its own they would only wait for one another, each with a connection.
func (a *API) atOnce() int {
	if s, ok := a.Records.Store.(interface{ SharesCommits() bool }); ok && s.SharesCommits() {
		return atOnce
	}
	return 1
}

// batch sends every entry through the router, as the same person. FHIR has no order
// among them, but here a read sees what was asked for before it. Changes of
// different resources that follow one another are made at the same time.
func (a *API) batch(w http.ResponseWriter, r request, b *fhir.Bundle) error {
	out := &fhir.Bundle{Type: "batch-response", Entry: make([]fhir.BundleEntry, len(b.Entry))}
	for from := 0; from < len(b.Entry); {
		n := apart(b.Entry[from:], a.atOnce())
		var all sync.WaitGroup
		for i := from; i < from+n; i++ {
			all.Go(func() { out.Entry[i] = a.perform(r, b.Entry[i]) })
		}
		all.Wait()
		from += n
	}
	a.write(w, http.StatusOK, encode(out))
	return nil
}

// apart counts the entries at the front that can be made at the same time: changes
// by PUT of resources that are named once, or one entry of any other kind.
func apart(entries []fhir.BundleEntry, most int) int {
	named := map[string]bool{}
	for i, e := range entries {
		if i == most || e.Request.Method != http.MethodPut || strings.Contains(e.Request.URL, "?") || named[e.Request.URL] {
			return max(i, 1)
		}
		named[e.Request.URL] = true
	}
	return len(entries)
}

func (a *API) perform(r request, e fhir.BundleEntry) fhir.BundleEntry {
	refuse := func(err *outcome.Error) fhir.BundleEntry {
		return fhir.BundleEntry{Response: fhir.BundleResponse{Status: strconv.Itoa(err.Status), Outcome: encode(asOutcome(err))}}
	}
	address := strings.TrimPrefix(e.Request.URL, a.Base+"/")
	// The entry is routed anew, so the route of the Bundle itself must not be there.
	ctx := context.WithValue(withPrincipal(r.Context(), r.Principal), chi.RouteCtxKey, (*chi.Context)(nil))
	sub, err := http.NewRequestWithContext(ctx, e.Request.Method, "/"+strings.TrimPrefix(address, "/"), bytes.NewReader(e.Resource))
	if err != nil || address == "" || e.Request.Method == "" {
		return refuse(outcome.Of(http.StatusBadRequest, "invalid", "The entry's request has no method or no address that can be read."))
	}
	sub.RemoteAddr = r.RemoteAddr
	for name, value := range map[string]string{
		"If-Match": e.Request.IfMatch, "If-None-Match": e.Request.IfNoneMatch,
		"If-None-Exist": e.Request.IfNoneExist, "If-Modified-Since": e.Request.IfModifiedSince,
	} {
		if value != "" {
			sub.Header.Set(name, value)
		}
	}
	got := &answer{header: http.Header{}}
	a.router.ServeHTTP(got, sub)
	done := fhir.BundleEntry{Response: fhir.BundleResponse{
		Status: strconv.Itoa(got.status), Etag: got.header.Get("ETag"), Location: got.header.Get("Location"),
	}}
	if at, err := http.ParseTime(got.header.Get("Last-Modified")); err == nil {
		done.Response.LastModified = at.UTC().Format(document.TimeFormat)
	}
	switch {
	case got.Len() == 0:
	case got.status >= http.StatusBadRequest:
		done.Response.Outcome = got.Bytes()
	default:
		done.Resource = got.Bytes()
	}
	return done
}

// answer keeps the response to one entry of a batch.
type answer struct {
	bytes.Buffer
	header http.Header
	status int
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) { a.status = status }

// transaction makes the changes in one, and answers the reads as of after it.
func (a *API) transaction(w http.ResponseWriter, r request, b *fhir.Bundle) error {
	var entries []records.Entry
	at := map[int]int{}
	for i, e := range b.Entry {
		if e.Request.Method == http.MethodGet {
			continue
		}
		at[i] = len(entries)
		entries = append(entries, records.Entry{
			FullURL: e.FullURL, Method: e.Request.Method, URL: strings.TrimPrefix(e.Request.URL, a.Base+"/"),
			Resource: e.Resource, Conditions: entryConditions(e.Request),
		})
	}
	results, err := a.Records.Transaction(r.Context(), r.Call, entries)
	if err != nil {
		return err
	}
	out := &fhir.Bundle{Type: "transaction-response"}
	for i, e := range b.Entry {
		n, changed := at[i]
		if !changed {
			out.Entry = append(out.Entry, a.perform(r, e))
			continue
		}
		out.Entry = append(out.Entry, a.result(r, results[n]))
	}
	a.write(w, http.StatusOK, encode(out))
	return nil
}

func entryConditions(r fhir.BundleRequest) records.Conditions {
	headers := map[string]string{"If-Match": r.IfMatch, "If-None-Match": r.IfNoneMatch}
	c := conditions(func(name string) string { return headers[name] })
	c.IfNoneExist = strings.TrimPrefix(r.IfNoneExist, "?")
	return c
}

func (a *API) result(r request, res records.Result) fhir.BundleEntry {
	v := res.Version
	if v.Version == 0 || v.Gone() {
		return fhir.BundleEntry{Response: fhir.BundleResponse{Status: "204 No Content"}}
	}
	e := fhir.BundleEntry{
		FullURL: a.Base + "/" + v.Type + "/" + v.ID,
		Response: fhir.BundleResponse{
			Status: "200 OK", Location: a.location(v), Etag: etag(v), LastModified: v.Updated.Format(document.TimeFormat),
		},
	}
	if res.Created {
		e.Response.Status = "201 Created"
	}
	if prefer(r.Request, "return") != "minimal" {
		e.Resource = v.Body
	}
	return e
}
