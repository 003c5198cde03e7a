package fhir

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxDepth bounds nesting. Real questionnaires stay below 30.
const maxDepth = 100

// cursor reads JSON that json.Valid has accepted, so it needs no bounds checks
// of its own. It walks a string so that the values it gives share its memory.
type cursor struct {
	data  string
	pos   int
	depth int
}

func newCursor(b []byte) (*cursor, error) {
	if !json.Valid(b) {
		var v any
		err := json.Unmarshal(b, &v) // for its message
		if err == nil {
			err = errors.New("malformed")
		}
		return nil, fmt.Errorf("fhir: not JSON: %w", err)
	}
	c := &cursor{data: string(b)}
	c.space()
	return c, nil
}

func (c *cursor) space() {
	for c.pos < len(c.data) {
		switch c.data[c.pos] {
		case ' ', '\t', '\r', '\n':
			c.pos++
		default:
			return
		}
	}
}

func (c *cursor) peek() byte { return c.data[c.pos] }

// kind names the value that comes next, for error messages.
func (c *cursor) kind() string {
	switch c.peek() {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '"':
		return "a string"
	case 't', 'f':
		return "a boolean"
	case 'n':
		return "null"
	}
	return "a number"
}

// text reads a string.
func (c *cursor) text() (string, error) {
	start := c.pos
	c.pos++
	plain := true
	for c.data[c.pos] != '"' {
		if c.data[c.pos] == '\\' {
			plain = false
			c.pos++
		}
		c.pos++
	}
	c.pos++
	if s := c.data[start+1 : c.pos-1]; plain && utf8.ValidString(s) {
		return s, nil
	}
	var s string
	err := json.Unmarshal([]byte(c.data[start:c.pos]), &s)
	return s, err
}

// literal reads a number, true, false or null as it is written.
func (c *cursor) literal() string {
	start := c.pos
	for c.pos < len(c.data) && !strings.ContainsRune(",]} \t\r\n", rune(c.data[c.pos])) {
		c.pos++
	}
	return c.data[start:c.pos]
}

// object calls each with every property, which must read its value whole. A
// property given twice is refused: which one counts would be anybody's guess.
func (c *cursor) object(each func(key string) error) error {
	if c.depth++; c.depth > maxDepth {
		return &PathError{Problem: "nested too deeply"}
	}
	defer func() { c.depth-- }()
	var few [24]string
	keys := few[:0]
	var many map[string]bool
	c.pos++
	for c.space(); c.peek() != '}'; c.space() {
		key, err := c.text()
		if err != nil {
			return err
		}
		twice := many[key]
		if many == nil {
			for _, k := range keys {
				twice = twice || k == key
			}
		}
		if twice {
			return &PathError{Path: key, Problem: "is given twice"}
		}
		switch {
		case many != nil:
			many[key] = true
		case len(keys) < len(few):
			keys = append(keys, key)
		default:
			many = map[string]bool{key: true}
			for _, k := range keys {
				many[k] = true
			}
		}
		c.space()
		c.pos++ // the colon
		c.space()
		if err := each(key); err != nil {
			return within(key, err)
		}
		if c.space(); c.peek() == ',' {
			c.pos++
		}
	}
	c.pos++
	return nil
}

// array calls each before every value, which it must read whole.
func (c *cursor) array(each func(i int) error) error {
	if c.depth++; c.depth > maxDepth {
		return &PathError{Problem: "nested too deeply"}
	}
	defer func() { c.depth-- }()
	c.pos++
	i := 0
	for c.space(); c.peek() != ']'; c.space() {
		if err := each(i); err != nil {
			return within(fmt.Sprintf("[%d]", i), err)
		}
		i++
		if c.space(); c.peek() == ',' {
			c.pos++
		}
	}
	c.pos++
	return nil
}

// skip reads one value, whatever it is, and checks it for depth and duplicates.
func (c *cursor) skip() error {
	switch c.peek() {
	case '{':
		return c.object(func(string) error { return c.skip() })
	case '[':
		return c.array(func(int) error { return c.skip() })
	case '"':
		_, err := c.text()
		return err
	}
	c.literal()
	return nil
}

// raw reads one value as it is written.
func (c *cursor) raw() (json.RawMessage, error) {
	start := c.pos
	err := c.skip()
	return json.RawMessage(c.data[start:c.pos]), err
}

// PathError tells which element could not be read.
type PathError struct {
	Path    string // "item[0].answer[1].valueCoding"
	Problem string // "is a number, not a string"
}

// Error names the path and the problem, and never the value.
func (e *PathError) Error() string { return strings.TrimSpace("fhir: " + e.Path + " " + e.Problem) }

func within(step string, err error) error {
	p, ok := errors.AsType[*PathError](err)
	if !ok {
		return fmt.Errorf("fhir: %s: %w", step, err)
	}
	switch {
	case p.Path == "":
		p.Path = step
	case p.Path[0] == '[':
		p.Path = step + p.Path
	default:
		p.Path = step + "." + p.Path
	}
	return p
}
