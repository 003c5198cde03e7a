package fhirhttp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"throughline/fhir"
)

// Kinds of Bundle that a server works through (R4, http, section 3.1.0.11).
const (
	Batch       = "batch"       // each entry by itself
	Transaction = "transaction" // all or none
)

// Write is one entry of a Bundle: an update under a condition, or, without an ID,
// a create.
type Write struct {
	Type, ID    string
	Body        []byte
	Cond        Condition
	IfNoneExist string // of a create: as for Client.Create
	FullURL     string // names the entry for the others of a transaction; "" for none
}

// Written is what became of one entry: what the same request by itself would have
// given.
type Written struct {
	Resource
	Err error
}

// overhead is about what an entry has around its resource, in bytes.
const overhead = 256

// Size is about how many bytes the entry takes.
func (w Write) Size() int { return len(w.Body) + overhead }

func (w Write) method() string {
	if w.ID == "" {
		return http.MethodPost
	}
	return http.MethodPut
}

// Bundle sends writes as one Bundle of a kind. What became of each comes back in
// the order of the writes. The error is that of the whole: then nothing is known of
// any entry.
func (c *Client) Bundle(ctx context.Context, kind string, writes []Write) ([]Written, error) {
	var b bytes.Buffer
	b.WriteString(`{"resourceType":"Bundle","type":` + quoted(kind) + `,"entry":[`)
	for i, w := range writes {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := w.append(&b); err != nil {
			return nil, err
		}
	}
	b.WriteString(`]}`)
	r := write(http.MethodPost, b.Bytes())
	r.url = c.base
	a, err := c.do(ctx, r)
	if err != nil {
		return nil, err
	}
	page, err := parsePage(a)
	if err != nil {
		return nil, err
	}
	if len(page.Entries) != len(writes) {
		return nil, because(ErrNotFHIR, errors.New("the server did not answer each entry"))
	}
	out := make([]Written, len(writes))
	for i, w := range writes {
		out[i] = w.written(page.Entries[i], page.ServerTime)
	}
	return out, nil
}

// append writes the entry. A body stands in it as it is.
func (w Write) append(b *bytes.Buffer) error {
	switch {
	case !typeName.MatchString(w.Type), w.ID != "" && !validID(w.ID):
		return because(ErrUnsendable, fmt.Errorf("fhirhttp: %q is not a resource", w.Type+"/"+w.ID))
	case w.ID != "" && w.Cond.value == "":
		return because(ErrUnsendable, errors.New("fhirhttp: an update needs a condition"))
	case !json.Valid(w.Body):
		return because(ErrUnsendable, errors.New("fhirhttp: a body that is not JSON"))
	}
	b.WriteByte('{')
	if w.FullURL != "" {
		b.WriteString(`"fullUrl":` + quoted(w.FullURL) + `,`)
	}
	b.WriteString(`"resource":`)
	b.Write(w.Body)
	b.WriteString(`,"request":{"method":"` + w.method() + `","url":` + quoted(w.address()))
	for name, value := range map[string]string{"If-Match": "ifMatch", "If-None-Match": "ifNoneMatch"} {
		if w.ID != "" && w.Cond.name == name {
			b.WriteString(`,"` + value + `":` + quoted(w.Cond.value))
		}
	}
	if w.ID == "" && w.IfNoneExist != "" {
		b.WriteString(`,"ifNoneExist":` + quoted(w.IfNoneExist))
	}
	b.WriteString(`}}`)
	return nil
}

func (w Write) address() string {
	if w.ID == "" {
		return w.Type
	}
	return w.Type + "/" + w.ID
}

func quoted(s string) string {
	text, _ := json.Marshal(s) // a string always can be
	return string(text)
}

// written reads the answer to the entry as that to a request of its own.
func (w Write) written(e Entry, at time.Time) Written {
	switch {
	case e.Status >= http.StatusMultipleChoices:
		no := &StatusError{Method: w.method(), Status: e.Status, Outcome: outcomeOf(e.Outcome), ServerTime: at}
		if no.Outcome == nil { // some servers put it in the resource's place
			no.Outcome = outcomeOf(e.Resource)
		}
		return Written{Err: no}
	case e.Status < http.StatusOK:
		return Written{Err: because(ErrNotFHIR, errors.New("the server gave an entry no status"))}
	case e.Err != nil:
		return Written{Err: because(ErrNotFHIR, e.Err)}
	}
	res := Resource{
		Raw: e.Resource, Type: w.Type, ID: w.ID, Version: e.Version, LastUpdated: e.LastUpdated, ServerTime: at,
		Created: e.Status == http.StatusCreated,
	}
	switch {
	case e.Resource != nil && e.Type == "OperationOutcome":
		res.Raw, res.Version = nil, ""
	case e.Type != "" && e.Type != w.Type, w.ID != "" && e.ID != "" && e.ID != w.ID:
		return Written{Err: because(ErrNotFHIR, errors.New("an entry is answered with another resource"))}
	case w.ID == "":
		res.ID = e.ID
	}
	return Written{Resource: res}
}

func outcomeOf(raw json.RawMessage) *fhir.OperationOutcome {
	var oo fhir.OperationOutcome
	if len(raw) == 0 {
		return nil
	}
	if peek, err := fhir.Peek(raw); err != nil || peek.ResourceType != oo.ResourceType() || json.Unmarshal(raw, &oo) != nil {
		return nil
	}
	return &oo
}

// TooMuch says whether a server refuses a Bundle for its size (413, or an
// OperationOutcome of too-costly or too-long): a smaller one may do.
func TooMuch(err error) bool {
	var e *StatusError
	if !errors.As(err, &e) {
		return false
	}
	if e.Status == http.StatusRequestEntityTooLarge {
		return true
	}
	if e.Outcome != nil {
		for _, i := range e.Outcome.Issue {
			if i.Code == "too-costly" || i.Code == "too-long" {
				return true
			}
		}
	}
	return false
}
