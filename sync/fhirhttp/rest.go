package fhirhttp

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"throughline/fhir"
)

// Resource is one version of one resource as the server sent it.
type Resource struct {
	Raw         json.RawMessage // nil where the server answered a write without a body
	Type, ID    string
	Version     string    // opaque; meta.versionId, as in listings, else from ETag, to which proxies add
	LastUpdated time.Time // zero where the server said nothing
	ServerTime  time.Time // the Date of the answer; zero where missing
	Created     bool      // the write made the resource (201)
}

// Condition is what must be true of the server's copy for an update to be
// accepted. There is no blind update: the zero Condition is refused.
type Condition struct{ name, value string }

// IfVersion accepts the update only on this version
// (https://hl7.org/fhir/R4/http.html#concurrency).
//
// A version that no server could have sent gives the zero Condition.
func IfVersion(version string) Condition {
	if !tagForm.MatchString(version) {
		return Condition{}
	}
	return Condition{"If-Match", `W/"` + version + `"`}
}

// IfAbsent accepts the update only where the resource does not exist yet, so
// that a client's own id can be created by PUT (RFC 9110 section 13.1.2).
func IfAbsent() Condition { return Condition{"If-None-Match", "*"} }

// Capabilities reads the server's CapabilityStatement from [base]/metadata.
func (c *Client) Capabilities(ctx context.Context) (fhir.CapabilityStatement, error) {
	var cs fhir.CapabilityStatement
	a, err := c.do(ctx, request{method: http.MethodGet, url: c.base.JoinPath("metadata")})
	if IsGone(err) {
		return cs, because(ErrNotFHIR, errors.New(err.Error())) // the address is that of something else
	}
	if err != nil {
		return cs, err
	}
	peek, err := fhir.Peek(a.body)
	if err != nil || peek.ResourceType != "CapabilityStatement" {
		return cs, because(ErrNotFHIR, err)
	}
	if json.Unmarshal(a.body, &cs) != nil {
		return readableParts(a.body), nil
	}
	return cs, nil
}

// readableParts reads of a CapabilityStatement what can be read: a type whose part is
// malformed counts as one that is not offered, and takes none of the others with it.
func readableParts(body []byte) (cs fhir.CapabilityStatement) {
	var whole struct {
		Rest []map[string]json.RawMessage `json:"rest"`
	}
	_ = json.Unmarshal(body, &whole) // what is malformed stays empty, here and below
	for _, of := range whole.Rest {
		var rest fhir.CapabilityRest
		var resources, interactions []json.RawMessage
		for name, to := range map[string]any{"mode": &rest.Mode, "extension": &rest.Extension, "resource": &resources, "interaction": &interactions} {
			_ = json.Unmarshal(of[name], to)
		}
		rest.Interaction = readable[fhir.CapabilityInteraction](interactions)
		rest.Resource = readable[fhir.CapabilityResource](resources)
		cs.Rest = append(cs.Rest, rest)
	}
	return cs
}

func readable[T any](raws []json.RawMessage) (out []T) {
	for _, raw := range raws {
		var one T
		if json.Unmarshal(raw, &one) == nil {
			out = append(out, one)
		}
	}
	return out
}

// Read gets the current version of a resource.
func (c *Client) Read(ctx context.Context, typ, id string) (Resource, error) {
	return c.one(ctx, request{method: http.MethodGet}, typ, id)
}

// VRead gets one version of a resource.
func (c *Client) VRead(ctx context.Context, typ, id, version string) (Resource, error) {
	if !validID(version) {
		return Resource{}, fmt.Errorf("fhirhttp: %q is not a version id", version)
	}
	return c.one(ctx, request{method: http.MethodGet}, typ, id, "_history", version)
}

// Create posts a resource and lets the server choose its id. A non-empty
// ifNoneExist is a search such as "identifier=urn:ietf:rfc:3986|urn:uuid:...":
// where it finds one match, that resource comes back with Created false.
func (c *Client) Create(ctx context.Context, typ string, body []byte, ifNoneExist string) (Resource, error) {
	r := write(http.MethodPost, body)
	if ifNoneExist != "" {
		r.header["If-None-Exist"] = ifNoneExist
	}
	return c.one(ctx, r, typ)
}

// Update puts a resource under a condition.
func (c *Client) Update(ctx context.Context, typ, id string, body []byte, cond Condition) (Resource, error) {
	if cond.value == "" {
		return Resource{}, because(ErrUnsendable, errors.New("fhirhttp: an update needs a condition"))
	}
	r := write(http.MethodPut, body)
	r.header[cond.name] = cond.value
	return c.one(ctx, r, typ, id)
}

// Delete removes a resource. A non-empty version makes it conditional on that
// version. A resource that is already gone is no error.
func (c *Client) Delete(ctx context.Context, typ, id, version string) error {
	r := request{method: http.MethodDelete, header: map[string]string{}}
	if version != "" {
		cond := IfVersion(version)
		if cond.value == "" {
			return errors.New("fhirhttp: not a version")
		}
		r.header[cond.name] = cond.value
	}
	_, err := c.one(ctx, r, typ, id)
	if IsGone(err) {
		return nil
	}
	return err
}

func write(method string, body []byte) request {
	return request{method: method, body: body, header: map[string]string{"Prefer": "return=representation"}}
}

// one exchanges a single resource at [base]/typ[/id[/...]].
func (c *Client) one(ctx context.Context, r request, typ string, path ...string) (Resource, error) {
	if !typeName.MatchString(typ) {
		return Resource{}, because(ErrUnsendable, fmt.Errorf("fhirhttp: %q is not a resource type", typ))
	}
	res := Resource{Type: typ}
	if len(path) > 0 {
		if res.ID = path[0]; !validID(res.ID) {
			return Resource{}, because(ErrUnsendable, fmt.Errorf("fhirhttp: %q is not a resource id", res.ID))
		}
	}
	r.url = c.base.JoinPath(append([]string{typ}, path...)...)
	a, err := c.do(ctx, r)
	if err != nil {
		return Resource{}, err
	}
	if a.body == nil && r.method == http.MethodGet {
		return Resource{}, ErrCut
	}
	return res.fill(a, r.method != http.MethodGet)
}

// fill takes identity and version from the answer. A body of another type or
// id than was asked for is refused. After a write an OperationOutcome may stand
// in place of the resource (Prefer: return=OperationOutcome), and says as much
// as no body.
func (r Resource) fill(a answer, written bool) (Resource, error) {
	r.Created = a.status == http.StatusCreated
	r.ServerTime = httpDate(a.header.Get("Date"))
	r.LastUpdated = httpDate(a.header.Get("Last-Modified"))
	r.Version = parseETag(a.header.Get("ETag"))
	if typ, id, version := reference(a.header.Get("Location")); written && typ == r.Type {
		r.ID = cmp.Or(r.ID, id)
		r.Version = cmp.Or(r.Version, version)
	}
	if a.body == nil {
		return r, nil
	}
	peek, err := fhir.Peek(a.body)
	switch {
	case err != nil:
		return Resource{}, because(ErrNotFHIR, err)
	case written && peek.ResourceType == "OperationOutcome":
		return r, nil
	case peek.ResourceType != r.Type, r.ID != "" && peek.ID != r.ID:
		return Resource{}, because(ErrNotFHIR, errors.New("another resource came than was asked for"))
	}
	r.Raw, r.ID = a.body, peek.ID
	r.Version = cmp.Or(peek.Meta.VersionID, r.Version)
	if t := instant(peek.Meta.LastUpdated); !t.IsZero() {
		r.LastUpdated = t
	}
	return r, nil
}

// tagForm is what may stand inside an entity tag (RFC 9110 section 8.8.3).
var tagForm = regexp.MustCompile(`^[!#-~]+$`)

// parseETag reads a version from W/"v" or "v"; anything else gives "".
func parseETag(s string) string {
	s = strings.TrimPrefix(strings.TrimSpace(s), "W/")
	if len(s) < 3 || s[0] != '"' || s[len(s)-1] != '"' {
		return ""
	}
	return s[1 : len(s)-1]
}

func httpDate(s string) time.Time {
	t, err := http.ParseTime(s)
	if err != nil {
		return time.Time{}
	}
	return t
}

var typeName = regexp.MustCompile(`^[A-Z][A-Za-z]{1,63}$`)

// validID keeps to FHIR's id (https://hl7.org/fhir/R4/datatypes.html#id), less
// the two that a path would resolve away.
func validID(s string) bool { return idForm.MatchString(s) && s != "." && s != ".." }

var idForm = regexp.MustCompile(`^[A-Za-z0-9\-.]{1,64}$`)
