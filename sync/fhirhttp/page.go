package fhirhttp

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"throughline/fhir"
)

// Page is one page of a search or a history, or the answer to a transaction.
type Page struct {
	Entries    []Entry
	Total      int       // the server's count of all matches; 0 where it gives none
	AsOf       time.Time // Bundle.meta.lastUpdated, the server's time of the listing; zero where missing
	ServerTime time.Time // the Date of the answer; zero where missing
	Bytes      int       // of the answer, after decompression

	// Next is the address of the next page, on the clinic's own host; empty on the
	// last one. Continue goes on there.
	Next string

	next string // the link to the next page as the server wrote it
}

// Entry is one entry of a Bundle.
type Entry struct {
	FullURL     string
	Resource    json.RawMessage // nil for a deletion
	Read        fhir.Resource   // Resource, read; nil where it cannot be
	Type, ID    string          // from the resource, else from the response or request; "" where none says
	Version     string
	LastUpdated time.Time
	Method      string          // history: POST, PUT or DELETE
	Mode        string          // search: match, include or outcome
	Status      int             // transaction and history: the HTTP status; 0 where missing
	Outcome     json.RawMessage // transaction: the OperationOutcome of this entry
	Err         error           // why this entry cannot be read: set it aside and count it
}

// Deleted says that this entry of a history is a deletion.
func (e Entry) Deleted() bool { return e.Method == http.MethodDelete }

// Ref is the entry's relative reference, "Type/id", or "" where it has none.
func (e Entry) Ref() string {
	if e.Type == "" || e.ID == "" {
		return ""
	}
	return e.Type + "/" + e.ID
}

// History hands every version in scope, page by page, to each. The scope is ""
// for all types, "Type", or "Type/id". A zero since starts at the beginning;
// otherwise it is server time (https://hl7.org/fhir/R4/http.html#history).
//
// Only whole pages are handed on. An error of each ends the listing and is
// returned as it is.
func (c *Client) History(ctx context.Context, scope string, since time.Time, each func(Page) error) error {
	u := c.base
	if scope != "" {
		typ, id, one := strings.Cut(scope, "/")
		if !typeName.MatchString(typ) || (one && !validID(id)) {
			return errors.New("fhirhttp: a history's scope is a type or Type/id")
		}
		u = u.JoinPath(strings.Split(scope, "/")...)
	}
	q := url.Values{}
	if !since.IsZero() {
		q.Set("_since", since.UTC().Format(time.RFC3339Nano))
	}
	return c.list(ctx, u.JoinPath("_history"), q, c.Ahead, each)
}

// Search hands the matches of a search, page by page, to each, as History does.
func (c *Client) Search(ctx context.Context, typ string, query url.Values, each func(Page) error) error {
	if !typeName.MatchString(typ) {
		return errors.New("fhirhttp: a search needs a resource type")
	}
	q := url.Values{}
	for k, v := range query {
		q[k] = v
	}
	return c.list(ctx, c.base.JoinPath(typ), q, false, each)
}

func (c *Client) list(ctx context.Context, first *url.URL, q url.Values, ahead bool, each func(Page) error) error {
	size := c.PageSize
	if small := int(c.small.Load()); small > 0 {
		size = min(size, small)
	}
	own := size > 0 && !q.Has("_count")
	if own && !c.uncounted.Load() {
		q.Set("_count", strconv.Itoa(size))
	}
	u := *first
	u.RawQuery = q.Encode()
	handed := false
	err := c.walk(ctx, walk{from: &u, nth: 1, ahead: ahead}, func(p Page) error { handed = true; return each(p) })
	if own && q.Has("_count") && !handed && IsInvalid(err) {
		// It may be the number of entries that the server refuses, instead of giving fewer.
		q.Del("_count")
		u.RawQuery = q.Encode()
		if again := c.walk(ctx, walk{from: &u, nth: 1, ahead: ahead}, each); !IsInvalid(again) {
			c.uncounted.Store(true)
			return again
		}
		return err
	}
	if errors.Is(err, ErrTooLarge) && size > leastPage {
		c.small.Store(int64(max(size/4, leastPage)))
		return because(ErrPageExpired, err)
	}
	return err
}

// Continue goes on with a listing at the Next of one of its pages. ErrPageExpired
// means that it is to be begun again.
func (c *Client) Continue(ctx context.Context, next string, each func(Page) error) error {
	u, err := c.nextLink(c.base, next)
	if err != nil {
		return err
	}
	if u == nil {
		return nil
	}
	return c.walk(ctx, walk{from: u, nth: 2, ahead: c.Ahead}, each)
}

// walk is a listing that is read page by page.
type walk struct {
	from  *url.URL
	nth   int  // of the listing's pages: the one at from
	ahead bool // a page is asked for while the one before it is handed on
}

func (c *Client) walk(ctx context.Context, w walk, each func(Page) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	seen := map[string]bool{}
	coming := c.ask(ctx, w.from, false)
	for at, n := w.from, w.nth; ; n++ {
		if n > MaxPages || seen[at.String()] {
			return ErrEndless
		}
		seen[at.String()] = true
		a, err := coming()
		if err != nil {
			if n > 1 && (IsGone(err) || IsInvalid(err)) {
				// The status is that of a page and says nothing of what is listed.
				return because(ErrPageExpired, errors.New(err.Error()))
			}
			return err
		}
		page, err := parsePage(a)
		if err != nil {
			return err
		}
		// The link is checked before the page is handed on: a listing that
		// cannot be finished should be known as such as early as can be.
		next, err := c.nextLink(a.url, page.next)
		if err != nil {
			return err
		}
		if next != nil {
			page.Next = next.String()
			coming = c.ask(ctx, next, w.ahead && n < MaxPages && !seen[page.Next])
		}
		if err := each(page); err != nil {
			cancel()
			if next != nil && w.ahead {
				_, _ = coming() // nothing is left running, and nothing is asked for any more
			}
			return err
		}
		if next == nil {
			return nil
		}
		at = next
	}
}

// ask asks for a page: now, in the background, or when the answer is asked for.
func (c *Client) ask(ctx context.Context, at *url.URL, now bool) (answered func() (answer, error)) {
	do := func() (answer, error) { return c.do(ctx, request{method: http.MethodGet, url: at}) }
	if !now {
		return do
	}
	type result struct {
		answer
		error
	}
	done := make(chan result, 1)
	go func() {
		a, err := do()
		done <- result{a, err}
	}()
	return func() (answer, error) {
		r := <-done
		return r.answer, r.error
	}
}

// nextLink resolves a next link, relative or absolute, and keeps to the
// clinic's origin. "" gives nil: the last page.
func (c *Client) nextLink(from *url.URL, link string) (*url.URL, error) {
	if link == "" {
		return nil, nil
	}
	u, err := from.Parse(link)
	if err != nil {
		return nil, because(ErrNotFHIR, errors.New("the next link is not a URL"))
	}
	if u.User != nil || !sameOrigin(c.base, u) {
		return nil, ErrForeign
	}
	u.Fragment, u.RawFragment = "", ""
	return u, nil
}
