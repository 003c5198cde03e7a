// Package document reads and edits FHIR resources as the JSON that they came
// in. Nothing that it does not understand is lost: unknown elements stay where
// they were and numbers keep their digits.
package document

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// TimeFormat is how the server writes an instant: UTC with milliseconds.
const TimeFormat = "2006-01-02T15:04:05.000Z07:00"

type member struct {
	name string
	raw  json.RawMessage
}

// Document is one resource: the members of its JSON object in their order.
type Document struct{ members []member }

// Parse checks body (see Check) and takes it apart. The error is a *Fault.
func Parse(body []byte) (Document, error) {
	if err := Check(body); err != nil {
		return Document{}, err
	}
	members, err := object(body)
	if err != nil {
		return Document{}, err
	}
	d := Document{members}
	if d.Type() == "" {
		return Document{}, &Fault{Say: "A resource says what it is in the element resourceType."}
	}
	if meta, ok := d.raw("meta"); ok && !bytes.HasPrefix(meta, []byte("{")) {
		return Document{}, &Fault{Expression: d.Type() + ".meta", Say: "The element meta is an object."}
	}
	return d, nil
}

func object(body []byte) ([]member, error) {
	dec := json.NewDecoder(bytes.NewReader(body))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, &Fault{Syntax: true, Say: "The body is not a JSON object."}
	}
	var members []member
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return nil, syntax(err)
		}
		name, ok := t.(string)
		if !ok {
			return nil, &Fault{Syntax: true, Say: "The body is not a JSON object."}
		}
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return nil, syntax(err)
		}
		members = append(members, member{name, raw})
	}
	return members, nil
}

func (d Document) raw(name string) (json.RawMessage, bool) {
	for _, m := range d.members {
		if m.name == name {
			return m.raw, true
		}
	}
	return nil, false
}

// Text gives a top-level element that is a string, or "".
func (d Document) Text(name string) string {
	var s string
	if raw, ok := d.raw(name); !ok || json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// Type gives the resource's type, or "".
func (d Document) Type() string { return d.Text("resourceType") }

// ID gives the resource's logical id, or "".
func (d Document) ID() string { return d.Text("id") }

// With returns the document with its id, meta.versionId and meta.lastUpdated
// set, and everything else as it was.
func (d Document) With(id string, version int64, updated time.Time) Document {
	var meta []member
	if raw, ok := d.raw("meta"); ok {
		meta, _ = object(raw) // Parse made sure that it is an object
	}
	meta = set(meta, "versionId", quote(strconv.FormatInt(version, 10)), 0)
	meta = set(meta, "lastUpdated", quote(updated.UTC().Format(TimeFormat)), 1)
	out := set(d.members, "id", quote(id), 1)
	return Document{set(out, "meta", join(meta), 2)}
}

// WithMetaURI returns the document with one extension of its meta: the url with
// who as its valueUri, in place of one that was there.
func (d Document) WithMetaURI(url, who string) Document {
	var meta []member
	if raw, ok := d.raw("meta"); ok {
		meta, _ = object(raw) // Parse made sure that it is an object
	}
	var kept []json.RawMessage
	for _, m := range meta {
		if m.name == "extension" {
			_ = json.Unmarshal(m.raw, &kept) // what is no list is refused by the checks of a write
		}
	}
	kept = slices.DeleteFunc(kept, func(raw json.RawMessage) bool {
		var e struct {
			URL string `json:"url"`
		}
		return json.Unmarshal(raw, &e) == nil && e.URL == url
	})
	own := join([]member{{"url", quote(url)}, {"valueUri", quote(who)}})
	list, err := json.Marshal(append(kept, own))
	if err != nil {
		return d // the parts were JSON
	}
	return Document{set(d.members, "meta", join(set(meta, "extension", list, len(meta))), 2)}
}

// set replaces a member's value, or puts a new member at the place given.
func set(in []member, name string, raw []byte, at int) []member {
	out := make([]member, 0, len(in)+1)
	found := false
	for _, m := range in {
		if m.name == name {
			m.raw, found = raw, true
		}
		out = append(out, m)
	}
	if found {
		return out
	}
	at = min(at, len(out))
	out = append(out, member{})
	copy(out[at+1:], out[at:])
	out[at] = member{name, raw}
	return out
}

// Edit returns the document with each member as fn gives it back; nil leaves it
// out, and the extensions beside a primitive with it.
func (d Document) Edit(fn func(name string, raw json.RawMessage) json.RawMessage) Document {
	var out []member
	for _, m := range d.members {
		if raw := fn(strings.TrimPrefix(m.name, "_"), m.raw); raw != nil {
			out = append(out, member{m.name, raw})
		}
	}
	return Document{out}
}

// Filled returns the document with the members of other after its own. A list
// that both have is joined.
func (d Document) Filled(other Document) Document {
	out := slices.Clone(d.members)
	for _, m := range other.members {
		at := slices.IndexFunc(out, func(have member) bool { return have.name == m.name })
		var ours, theirs []json.RawMessage
		switch {
		case at < 0:
			out = append(out, m)
		case json.Unmarshal(out[at].raw, &ours) == nil && json.Unmarshal(m.raw, &theirs) == nil:
			if joined, err := json.Marshal(append(ours, theirs...)); err == nil {
				out[at].raw = joined
			}
		}
	}
	return Document{out}
}

// Tagged returns the document with a further meta.tag.
func (d Document) Tagged(coding string) Document {
	return d.inMeta("tag", func(tags []json.RawMessage) []json.RawMessage { return append(tags, json.RawMessage(coding)) })
}

// Untagged returns the document without the meta.tag of a code.
func (d Document) Untagged(code string) Document {
	return d.inMeta("tag", func(tags []json.RawMessage) []json.RawMessage {
		return slices.DeleteFunc(tags, func(raw json.RawMessage) bool {
			var c struct{ Code string }
			return json.Unmarshal(raw, &c) == nil && c.Code == code
		})
	})
}

// Labels are the codings of meta.security.
func (d Document) Labels() (labels []json.RawMessage) {
	d.inMeta("security", func(have []json.RawMessage) []json.RawMessage {
		labels = have
		return have
	})
	return labels
}

// Labelled returns the document with these for its meta.security; none: without one.
func (d Document) Labelled(labels []json.RawMessage) Document {
	return d.inMeta("security", func([]json.RawMessage) []json.RawMessage { return labels })
}

// inMeta edits a list of codings within meta.
func (d Document) inMeta(name string, edit func([]json.RawMessage) []json.RawMessage) Document {
	var meta []member
	if raw, ok := d.raw("meta"); ok {
		meta, _ = object(raw) // Parse made sure that it is an object
	}
	var tags []json.RawMessage
	at := slices.IndexFunc(meta, func(m member) bool { return m.name == name })
	if at >= 0 {
		if json.Unmarshal(meta[at].raw, &tags) != nil {
			return d
		}
		meta = slices.Delete(slices.Clone(meta), at, at+1)
	}
	if tags = edit(tags); len(tags) > 0 {
		raw, err := json.Marshal(tags)
		if err != nil {
			return d
		}
		meta = append(meta, member{name, raw})
	}
	if len(meta) == 0 {
		return Document{slices.DeleteFunc(slices.Clone(d.members), func(m member) bool { return m.name == "meta" })}
	}
	return Document{set(d.members, "meta", join(meta), 2)}
}

func quote(s string) []byte {
	raw, _ := json.Marshal(s) // a string always marshals
	return raw
}

func join(members []member) []byte {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range members {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(quote(m.name))
		b.WriteByte(':')
		if err := json.Compact(&b, m.raw); err != nil {
			b.WriteString("null") // not reached: raw came out of a decoder
		}
	}
	b.WriteByte('}')
	return b.Bytes()
}

// Bytes gives the document as compact JSON.
func (d Document) Bytes() []byte { return join(d.members) }

// SameContent reports whether two bodies say the same apart from what the
// server sets: id, meta.versionId and meta.lastUpdated.
func SameContent(a, b []byte) bool {
	da, errA := Parse(a)
	db, errB := Parse(b)
	if errA != nil || errB != nil {
		return false
	}
	return bytes.Equal(da.With("x", 1, time.Time{}).Bytes(), db.With("x", 1, time.Time{}).Bytes())
}

// Tree decodes a resource into maps, slices, strings, bools and json.Number.
func Tree(body []byte) (map[string]any, error) {
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var tree map[string]any
	if err := dec.Decode(&tree); err != nil {
		return nil, syntax(err)
	}
	return tree, nil
}

// FromTree turns an edited tree into a document again.
func FromTree(tree map[string]any) (Document, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(tree); err != nil {
		return Document{}, fmt.Errorf("write resource: %w", err)
	}
	return Parse(b.Bytes())
}

var idGrammar = regexp.MustCompile(`^[A-Za-z0-9\-.]{1,64}$`)

// ValidID reports whether s is a logical id (FHIR R4, datatypes, id).
func ValidID(s string) bool { return idGrammar.MatchString(s) }

// Fault is what is wrong with a body. Syntax means that it is not JSON of the
// kind FHIR asks for; otherwise it is JSON but not a resource.
type Fault struct {
	Expression string
	Say        string
	Syntax     bool
}

func (f *Fault) Error() string {
	if f.Expression == "" {
		return f.Say
	}
	return f.Expression + ": " + f.Say
}

func syntax(err error) *Fault {
	var at *json.SyntaxError
	if errors.As(err, &at) {
		return &Fault{Syntax: true, Say: fmt.Sprintf("The body is not JSON: %v at byte %d.", at, at.Offset)}
	}
	return &Fault{Syntax: true, Say: "The body is not JSON."}
}
