package fhirapi

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"throughline/clinic/document"
	"throughline/clinic/outcome"
	"throughline/clinic/records"
	"throughline/clinic/search"
	"throughline/clinic/store"
	"throughline/fhir"
)

// pageParam carries where the page before ended. It is opaque to clients.
const pageParam = "_page"

var badPage = records.BadPage

// search answers GET Type?... and POST Type/_search.
func (a *API) search(w http.ResponseWriter, r request) error {
	values, err := parameters(r)
	if err != nil {
		return err
	}
	page := values.Get(pageParam)
	values.Del(pageParam)
	q, err := search.Parse(r.typ, values)
	if err != nil {
		return err
	}
	if len(q.Ignored) > 0 && prefer(r.Request, "handling") == "strict" {
		return outcome.Of(http.StatusBadRequest, "not-supported", "The server cannot search %s by this: %s.", r.typ, strings.Join(q.Ignored, ", "))
	}
	if page != "" {
		if q.After, err = readKeys(page); err != nil {
			return err
		}
	}
	for _, name := range q.Ignored {
		delete(values, name)
	}
	found, err := a.Records.Search(r.Context(), r.Call, q, values.Encode())
	if err != nil {
		return err
	}
	b := &fhir.Bundle{Type: "searchset", Total: found.Total}
	a.link(b, "self", r.typ, values, page)
	if found.Next != nil {
		a.link(b, "next", r.typ, values, writeKeys(found.Next))
	}
	for _, v := range found.Hits {
		if v.Body, err = records.Elements(v.Body, q.Elements); err != nil {
			return err
		}
		b.Entry = append(b.Entry, a.entry(v, "match"))
	}
	for _, v := range found.Included {
		b.Entry = append(b.Entry, a.entry(v, "include"))
	}
	a.write(w, http.StatusOK, encode(b))
	return nil
}

func parameters(r request) (url.Values, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err == nil && r.Method == http.MethodPost {
		var b []byte
		if b, err = body(r.Request); err != nil {
			return nil, err
		}
		var form url.Values
		form, err = url.ParseQuery(string(b))
		for name, more := range form {
			values[name] = append(values[name], more...)
		}
	}
	if err != nil {
		return nil, outcome.Of(http.StatusBadRequest, "invalid", "The search is not written as name=value&name=value.")
	}
	return values, nil
}

func (a *API) link(b *fhir.Bundle, relation, path string, values url.Values, page string) {
	values = cloneValues(values)
	if page != "" {
		values.Set(pageParam, page)
	}
	link := a.Base + "/" + path
	if query := values.Encode(); query != "" {
		link += "?" + query
	}
	b.Link = append(b.Link, fhir.BundleLink{Relation: relation, URL: link})
}

func cloneValues(in url.Values) url.Values {
	out := url.Values{}
	for name, v := range in {
		out[name] = slices.Clone(v)
	}
	return out
}

func (a *API) entry(v store.Version, mode string) fhir.BundleEntry {
	return fhir.BundleEntry{
		FullURL: a.Base + "/" + v.Type + "/" + v.ID, Resource: v.Body, Search: fhir.BundleSearch{Mode: mode},
	}
}

// Sort values are strings and whole numbers; both survive as JSON.
func writeKeys(keys []any) string {
	b, err := json.Marshal(keys)
	if err != nil {
		panic(err) // strings and numbers can be written
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

func readKeys(page string) ([]any, error) {
	b, err := base64.RawURLEncoding.DecodeString(page)
	if err != nil {
		return nil, badPage
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	var keys []any
	if err := dec.Decode(&keys); err != nil || len(keys) == 0 || len(keys) > 6 {
		return nil, badPage
	}
	for i, k := range keys {
		switch k := k.(type) {
		case string:
		case json.Number:
			if keys[i], err = k.Int64(); err != nil {
				return nil, badPage
			}
		default:
			return nil, badPage
		}
	}
	return keys, nil
}

// history answers the histories of a resource, of a type and of everything,
// newest first.
//
// To follow the changes, a client asks with _since = the Bundle.meta.lastUpdated
// of the first page of the time before, once it has stored the last page of that
// time. All changes of one transaction have one time, and a later commit has a
// later one, so nothing can appear behind that cursor. _since includes its
// instant: asked with the newest meta.lastUpdated of an entry, all of that
// transaction would come again, so the Bundle's is a microsecond later.
func (a *API) history(w http.ResponseWriter, r request) error {
	values := r.URL.Query()
	q, err := historyQuery(r, values)
	if err != nil {
		return err
	}
	past, err := a.Records.History(r.Context(), r.Call, q)
	if err != nil {
		return err
	}
	path := strings.Trim(r.typ+"/"+r.id, "/")
	if path != "" {
		path += "/"
	}
	path += "_history"
	b := &fhir.Bundle{Type: "history"}
	if q.After == nil && len(past.Versions) > 0 {
		b.Meta.LastUpdated = past.Versions[0].Updated.Add(time.Microsecond).Format(time.RFC3339Nano)
	}
	page := values.Get(pageParam)
	values.Del(pageParam)
	a.link(b, "self", path, values, page)
	if next := past.Next; next != nil {
		a.link(b, "next", path, values, writeKeys([]any{next.Type, next.ID, next.Version}))
	} else if q.After == nil {
		n := len(past.Versions)
		b.Total = &n
	}
	for _, v := range past.Versions {
		b.Entry = append(b.Entry, a.pastEntry(v))
	}
	a.write(w, http.StatusOK, encode(b))
	return nil
}

func historyQuery(r request, values url.Values) (records.HistoryQuery, error) {
	q := records.HistoryQuery{Type: r.typ, ID: r.id, Count: search.DefaultCount}
	if since := values.Get("_since"); since != "" {
		since = strings.ReplaceAll(since, " ", "+")
		at, err := time.Parse(time.RFC3339Nano, since) // whole: the cursor that we give is finer than a search
		if err != nil {
			at, _, err = search.ParseDate(since)
		}
		if err != nil {
			return q, outcome.Of(http.StatusBadRequest, "invalid", "_since is an instant such as 2026-03-02T18:00:00Z.")
		}
		q.Since = at
	}
	if count := values.Get("_count"); count != "" {
		n, err := strconv.Atoi(count)
		if err != nil || n < 1 {
			return q, outcome.Of(http.StatusBadRequest, "invalid", "_count is a number of 1 or more.")
		}
		q.Count = min(n, search.MaxCount)
	}
	if page := values.Get(pageParam); page != "" {
		keys, err := readKeys(page)
		if err != nil || len(keys) != 3 {
			return q, badPage
		}
		typ, isType := keys[0].(string)
		id, isID := keys[1].(string)
		version, isVersion := keys[2].(int64)
		if !isType || !isID || !isVersion {
			return q, badPage
		}
		q.After = &records.Ref{Type: typ, ID: id, Version: version}
	}
	return q, nil
}

func (a *API) pastEntry(v store.Version) fhir.BundleEntry {
	e := fhir.BundleEntry{
		FullURL:  a.Base + "/" + v.Type + "/" + v.ID,
		Request:  fhir.BundleRequest{Method: v.Method, URL: v.Type + "/" + v.ID},
		Response: fhir.BundleResponse{Status: "200", Etag: etag(v), LastModified: v.Updated.Format(document.TimeFormat)},
	}
	switch {
	case v.Gone():
		e.Response.Status = "204"
	case v.Method == store.Created:
		e.Request.URL = v.Type
		e.Response.Status = "201"
	}
	if !v.Gone() {
		e.Resource = v.Body
	}
	return e
}
