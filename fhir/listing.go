package fhir

import "reflect"

// Listing is a Bundle of a search, a history or a response, read so that an entry
// that cannot be read keeps none of the others away.
type Listing struct {
	ResourceType string
	LastUpdated  string // meta.lastUpdated
	Total        int
	Link         []BundleLink
	Entry        []Listed
}

// Listed is one entry of a Listing.
type Listed struct {
	BundleEntry          // without its resource
	Text        string   // the resource as it came; empty where there is none
	Read        Resource // the resource; nil where there is none, or where it cannot be read
	Err         error    // why the entry, apart from its resource, cannot be read
}

// ReadListing reads a Bundle, each part of it once. What is read shares memory with
// a copy of b.
func ReadListing(b []byte) (Listing, error) {
	var l Listing
	c, err := newCursor(b)
	if err != nil {
		return l, err
	}
	if c.peek() != '{' {
		return l, &PathError{Problem: "is " + c.kind() + ", not an object"}
	}
	var meta Meta
	into := map[string]any{"resourceType": &l.ResourceType, "meta": &meta, "total": &l.Total, "link": &l.Link}
	err = c.object(func(key string) error {
		switch to, named := into[key]; {
		case named && c.peek() != 'n':
			return c.value(reflect.ValueOf(to).Elem())
		case key == "entry" && c.peek() != 'n':
			if c.peek() != '[' {
				return &PathError{Problem: "is " + c.kind() + ", not an array"}
			}
			return c.array(func(int) error {
				l.Entry = append(l.Entry, readListed(c.jump()))
				return nil
			})
		}
		return c.skip()
	})
	l.LastUpdated = meta.LastUpdated
	return l, err
}

// readListed reads an entry, which is valid JSON.
func readListed(text string) (e Listed) {
	c := &cursor{data: text}
	if c.peek() != '{' {
		e.Err = &PathError{Problem: "is " + c.kind() + ", not an object"}
		return e
	}
	into := map[string]any{"fullUrl": &e.FullURL, "search": &e.Search, "request": &e.Request, "response": &e.Response}
	e.Err = c.object(func(key string) error {
		switch to, named := into[key]; {
		case named && c.peek() != 'n':
			return c.value(reflect.ValueOf(to).Elem())
		case key == "resource" && c.peek() != 'n':
			e.Text = c.jump()
			return nil
		}
		return c.skip()
	})
	if e.Text != "" {
		e.Read, _ = DecodeValid(e.Text) // what is wrong with it is told by Decode, to who wants to know
	}
	return e
}

// jump reads over a value without a look at it, and gives its text.
func (c *cursor) jump() string {
	start, depth := c.pos, 0
	for {
		switch c.data[c.pos] {
		case '"':
			for c.pos++; c.data[c.pos] != '"'; c.pos++ {
				if c.data[c.pos] == '\\' {
					c.pos++
				}
			}
			c.pos++
		case '{', '[':
			depth++
			c.pos++
		case '}', ']':
			depth--
			c.pos++
		case ',', ':', ' ', '\t', '\r', '\n':
			c.pos++
			continue
		default:
			c.literal()
		}
		if depth == 0 {
			return c.data[start:c.pos]
		}
	}
}

// DecodeValid is Decode for text that json.Valid has accepted. What it gives shares
// the text's memory.
func DecodeValid(text string) (Resource, error) {
	c := &cursor{data: text}
	c.space()
	return c.decode()
}
