package fhirhttp

import (
	"encoding/json"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"

	"throughline/fhir"
)

func parsePage(a answer) (Page, error) {
	if a.body == nil {
		return Page{}, ErrCut
	}
	b, err := fhir.ReadListing(a.body)
	if err != nil {
		return Page{}, because(ErrNotFHIR, err)
	}
	if b.ResourceType != "Bundle" {
		return Page{}, ErrNotFHIR
	}
	page := Page{
		Entries: make([]Entry, len(b.Entry)), Total: b.Total,
		AsOf: instant(b.LastUpdated), ServerTime: httpDate(a.header.Get("Date")), Bytes: len(a.body),
		next: fhir.Bundle{Link: b.Link}.LinkTo("next"),
	}
	for i, e := range b.Entry {
		page.Entries[i] = parseEntry(e)
	}
	return page, nil
}

// parseEntry takes identity and version from the resource itself, then from
// the response, then from the request: a deletion has no resource.
func parseEntry(b fhir.Listed) Entry {
	if b.Err != nil {
		return Entry{Err: b.Err}
	}
	e := Entry{
		FullURL: b.FullURL, Method: b.Request.Method, Mode: b.Search.Mode, Status: statusCode(b.Response.Status),
		Version: parseETag(b.Response.Etag), LastUpdated: instant(b.Response.LastModified), Outcome: present(b.Response.Outcome),
	}
	if b.Text != "" {
		e.Resource, e.Read = json.RawMessage(b.Text), b.Read
		var meta fhir.Meta
		if e.Read != nil {
			of := e.Read.Common()
			e.Type, e.ID, meta = e.Read.ResourceType(), of.ID, of.Meta
		} else {
			peek, err := fhir.Peek(e.Resource)
			e.Type, e.ID, e.Err, meta = peek.ResourceType, peek.ID, err, peek.Meta
		}
		if meta.VersionID != "" {
			e.Version = meta.VersionID
		}
		if t := instant(meta.LastUpdated); !t.IsZero() {
			e.LastUpdated = t
		}
		if e.Err == nil {
			e.Err = e.checkIdentity(b.FullURL, b.Request.URL)
		}
		return e
	}
	where := b.Response.Location
	if where == "" {
		where = b.Request.URL
	}
	var version string
	e.Type, e.ID, version = reference(where)
	if e.Version == "" {
		e.Version = version
	}
	return e
}

// checkIdentity refuses a resource whose id is none, or that the entry gives
// another name than it has itself: which of the two it is would be a guess.
func (e Entry) checkIdentity(names ...string) error {
	if e.ID != "" && !validID(e.ID) || !typeName.MatchString(e.Type) {
		return errors.New("fhirhttp: the resource's id or type is none")
	}
	for _, name := range names {
		typ, id, _ := reference(name)
		if typ != "" && (typ != e.Type || id != e.ID) {
			return errors.New("fhirhttp: the entry and its resource have different names")
		}
	}
	return nil
}

// present makes an absent and a null element the same.
func present(raw json.RawMessage) json.RawMessage {
	if string(raw) == "null" {
		return nil
	}
	return raw
}

// statusCode reads the number of a status such as "201 Created".
func statusCode(s string) int {
	n, _, _ := strings.Cut(s, " ")
	code, err := strconv.Atoi(n)
	if err != nil || code < 100 || code > 599 {
		return 0
	}
	return code
}

// instant reads a FHIR instant; what is not one is the zero time.
func instant(s string) time.Time {
	t, err := fhir.ParseInstant(s)
	if err != nil {
		return time.Time{}
	}
	return t
}

// reference splits "Type/id" or ".../Type/id/_history/version", absolute or
// relative, into its parts; "" where it is not one.
func reference(s string) (typ, id, version string) {
	u, err := url.Parse(s)
	if err != nil {
		return "", "", ""
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	if n := len(parts); n >= 4 && parts[n-2] == "_history" {
		if version = parts[n-1]; !validID(version) {
			return "", "", ""
		}
		parts = parts[:n-2]
	}
	n := len(parts)
	if n < 2 || !typeName.MatchString(parts[n-2]) || !validID(parts[n-1]) {
		return "", "", ""
	}
	return parts[n-2], parts[n-1], version
}
