package document

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	maxDepth  = 100
	maxNumber = 40 // digits and signs: more than any decimal of FHIR needs
)

type frame struct {
	array bool
	index int
	name  string
	names map[string]bool
	items int
}

// Check reports as a *Fault the first thing that keeps body from being FHIR
// JSON: invalid UTF-8 or JSON, a name that is used twice in one object, nesting
// without end, a number without end, an empty string, object or array, a null
// outside an array (FHIR R4, JSON format).
func Check(body []byte) error {
	if !utf8.Valid(body) {
		return &Fault{Syntax: true, Say: "The body is not valid UTF-8."}
	}
	var any json.RawMessage
	if err := json.Unmarshal(body, &any); err != nil {
		return syntax(err)
	}
	if trimmed := bytes.TrimSpace(body); trimmed[0] != '{' {
		return &Fault{Syntax: true, Say: "The body is not a JSON object."}
	}
	return walk(body, func(path func() string, value json.Token, _, _ int64) *Fault {
		switch v := value.(type) {
		case string:
			if v == "" {
				return &Fault{Expression: path(), Say: "A value is never empty. Leave the element out."}
			}
		case json.Number:
			if len(v) > maxNumber {
				return &Fault{Expression: path(), Syntax: true, Say: "The number is too long."}
			}
			if n, err := v.Float64(); err != nil || math.IsInf(n, 0) { // 1e999: other readers would fall over it
				return &Fault{Expression: path(), Syntax: true, Say: "The number is too large."}
			}
		}
		return nil
	})
}

// walk calls visit for each scalar of valid JSON with its FHIRPath-like path
// and the bytes between which it stands. It checks names, depth and emptiness.
func walk(body []byte, visit func(path func() string, value json.Token, from, to int64) *Fault) error {
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var stack []frame
	path := func() string { return pathOf(stack) }
	for {
		before := dec.InputOffset()
		t, err := dec.Token()
		if err != nil {
			return syntax(err)
		}
		top := len(stack) - 1
		if top >= 0 && !stack[top].array && stack[top].name == "" && t != json.Delim('}') {
			name, _ := t.(string)
			if name == "" {
				return &Fault{Expression: path(), Syntax: true, Say: "An element has no name."}
			}
			stack[top].name = name
			if stack[top].names[name] {
				return &Fault{Expression: path(), Syntax: true, Say: "The element is there twice."}
			}
			stack[top].names[name] = true
			continue
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			if len(stack) == maxDepth {
				return &Fault{Syntax: true, Say: "The resource is nested too deeply."}
			}
			f := frame{array: t == json.Delim('[')}
			if !f.array {
				f.names = map[string]bool{}
			}
			stack = append(stack, f)
			continue
		case json.Delim('}'), json.Delim(']'):
			empty := stack[top].items == 0
			stack = stack[:top]
			if empty {
				return &Fault{Expression: path(), Say: "An object or an array is never empty. Leave the element out."}
			}
		case nil:
			if !stack[top].array {
				return &Fault{Expression: path(), Say: "A value is never null. Leave the element out."}
			}
		default:
			if f := visit(path, t, before, dec.InputOffset()); f != nil {
				return f
			}
		}
		if len(stack) == 0 {
			return nil
		}
		top = len(stack) - 1
		stack[top].items++
		stack[top].index++
		stack[top].name = ""
	}
}

func pathOf(stack []frame) string {
	var b strings.Builder
	for _, f := range stack {
		switch {
		case f.array:
			b.WriteString("[" + strconv.Itoa(f.index) + "]")
		case f.name != "":
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(f.name)
		}
	}
	return b.String()
}

// Rewrite gives replace each string value with the name of the element that it
// is in, and puts what replace returns in its place. Everything else stays as
// it is, byte for byte.
func Rewrite(body []byte, replace func(element, value string) (string, error)) ([]byte, error) {
	var out bytes.Buffer
	var last int64
	var failed error
	err := walk(body, func(path func() string, value json.Token, from, to int64) *Fault {
		s, ok := value.(string)
		if !ok || failed != nil {
			return nil
		}
		p := path()
		element := p[strings.LastIndexByte(p, '.')+1:]
		element, _, _ = strings.Cut(element, "[")
		got, err := replace(element, s)
		if err != nil {
			failed = err
		} else if got != s {
			start := from + int64(bytes.IndexByte(body[from:to], '"'))
			out.Write(body[last:start])
			out.Write(quote(got))
			last = to
		}
		return nil
	})
	if failed != nil {
		return nil, failed
	}
	if err != nil {
		return nil, err
	}
	out.Write(body[last:])
	return out.Bytes(), nil
}
