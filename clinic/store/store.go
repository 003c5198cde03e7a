// Package store is what the clinic's server asks of its database. Package
// storetest holds the one suite that every implementation passes.
package store

import (
	"context"
	"errors"
	"time"

	"throughline/clinic/search"
)

// ErrNotFound is a resource or version that was never there.
var ErrNotFound = errors.New("not found")

// ErrConflict is a version that another transaction has made already.
var ErrConflict = errors.New("the version exists already")

// ErrUnavailable is a database that cannot be read or written at the moment.
var ErrUnavailable = errors.New("the database is unavailable")

// Methods by which a version came to be, as Bundle.entry.request.method says it.
const (
	Created = "POST"
	Updated = "PUT"
	Deleted = "DELETE"
)

// Version is one version of one resource. Body is the whole JSON, empty for a
// deletion.
type Version struct {
	Type    string
	ID      string
	Version int64
	Updated time.Time
	Item    int64
	Method  string
	Body    []byte
}

// Gone reports whether the version is the resource's deletion.
func (v Version) Gone() bool { return v.Method == Deleted }

// At is the version's place in the order of commits.
func (v Version) At() Position { return Position{v.Updated, v.Item} }

// Position is a place in the order of commits: the transaction's time, which is
// no other's, and the change within it from 1. The zero value is the end.
type Position struct {
	Updated time.Time
	Item    int64
}

// HistoryQuery asks for versions, newest first. Empty Type or ID means all.
type HistoryQuery struct {
	Type, ID string
	// Patient narrows to versions in this patient's compartment or in nobody's;
	// empty means all.
	Patient string
	Since   time.Time // inclusive; zero means from the beginning
	Before  Position  // exclusive; zero means from the end
	Limit   int
}

// Hit is one result of a search. Keys are its sort values and its id, which
// put into search.Query.After give what follows it.
type Hit struct {
	Version
	Keys []any
}

// Audit is one row of the audit: Body is the AuditEvent.
type Audit struct {
	ID       string
	Recorded time.Time
	Patient  string // whose record, or ""
	Agent    string // "Type/id" of who
	Action   string // C R U D E
	Subtype  string // read, search-type, ...
	Outcome  string // 0 4 8 12
	Body     []byte
}

// Reader sees one state of one clinic's data.
type Reader interface {
	// Get gives the current version, which may be a deletion, or ErrNotFound.
	Get(ctx context.Context, typ, id string) (Version, error)
	// GetVersion gives one version, or ErrNotFound.
	GetVersion(ctx context.Context, typ, id string, version int64) (Version, error)
	History(ctx context.Context, q HistoryQuery) ([]Version, error)
	// Search gives up to limit hits in the order that q.Sort asks for.
	Search(ctx context.Context, q search.Query, limit int) ([]Hit, error)
	Count(ctx context.Context, q search.Query) (int, error)
}

// Writer is one write transaction of one clinic.
type Writer interface {
	Reader
	// Stamp gives the transaction's time, the same at each call: later than that
	// of every transaction of this clinic that committed earlier, to the
	// millisecond.
	Stamp(ctx context.Context) (time.Time, error)
	// Put adds a version and makes it the current one, found by index and by
	// the patients whose compartments it is in. Version, Type, ID, Method and
	// Body are the caller's; Updated and Item are the transaction's. A version
	// other than the one after the current one is ErrConflict.
	Put(ctx context.Context, v Version, index search.Index, patients []string) error
	// AppendAudit adds events and says how many; one whose id is there is left.
	AppendAudit(ctx context.Context, rows ...Audit) (int64, error)
}

// Store keeps the data of many clinics apart.
type Store interface {
	// View runs fn on one state of the clinic's data.
	View(ctx context.Context, clinic string, fn func(Reader) error) error
	// Update runs fn in a transaction that commits when fn returns nil and
	// otherwise leaves no trace. Transactions of one clinic commit one by one.
	Update(ctx context.Context, clinic string, fn func(Writer) error) error
	Ping(ctx context.Context) error
	Close() error
}
