package store

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// State is where an outbox entry stands.
type State string

// States of an outbox entry.
const (
	Queued       State = "queued"       // never sent, or known not to have landed
	Sending      State = "sending"      // sent at least once and the answer is not known: ask before sending again
	Acknowledged State = "acknowledged" // the server has it; bodies are dropped
	Conflict     State = "conflict"     // both versions are kept; the person chooses
	Quarantined  State = "quarantined"  // the server refused it, or what it depends on
)

// Kind is what an entry does to its resource.
type Kind string

// Kinds of entry.
const (
	Create Kind = "create"
	Update Kind = "update"
)

// Entry is one change that this person made.
type Entry struct {
	Seq         int64     `json:"-"`         // given by Enqueue: first come
	Operation   string    `json:"operation"` // operation id; also meta.tag of the body
	Kind        Kind      `json:"kind"`
	Type        string    `json:"type"`
	ID          string    `json:"id"` // client-made uuid for a create
	BaseVersion string    `json:"baseVersion,omitempty"`
	Base        []byte    `json:"base,omitempty"` // the resource that the edit was made from; empty for a create
	Body        []byte    `json:"body,omitempty"` // the bytes to send; frozen unless the entry is rebased
	Urgent      bool      `json:"urgent,omitempty"`
	DependsOn   []string  `json:"dependsOn,omitempty"` // operations that must be acknowledged first
	Together    bool      `json:"together,omitempty"`  // to land in one transaction with what it depends on, where the server has transactions
	Created     time.Time `json:"created"`             // this device's clock: shown, never used to decide

	State    State     `json:"state"`
	Attempts int       `json:"attempts,omitempty"`
	Code     string    `json:"code,omitempty"`     // last fault's code
	Received time.Time `json:"received,omitzero"`  // the server's time of the acknowledgement
	Version  string    `json:"version,omitempty"`  // the version that the server made of it
	Landed   string    `json:"landed,omitempty"`   // a create that the server answered without showing it: the id that it gave, or Somewhere
	Theirs   []byte    `json:"theirs,omitempty"`   // Conflict: the server's resource; empty if it was deleted
	TheirsV  string    `json:"theirsV,omitempty"`  // Conflict: its version
	TheirsBy string    `json:"theirsBy,omitempty"` // Conflict: who wrote it, a reference; empty if nobody says
	Asked    bool      `json:"asked,omitempty"`    // Conflict: the server was asked who wrote it
	Fields   []string  `json:"fields,omitempty"`   // Conflict: where the two differ
}

// CodeDamaged is the code of an entry whose row does not authenticate. Only Seq,
// Operation, Type, ID and State of it are known.
const CodeDamaged = "entry-damaged"

// Somewhere stands for an id that the server gave and did not say.
const Somewhere = "?"

// Enqueue adds an entry and gives it its place. Acknowledged entries of the same
// resource have served and are dropped.
func (t *Tx) Enqueue(e *Entry) error {
	t.more = true
	if _, err := t.exec(`DELETE FROM outbox WHERE type = ? AND id = ? AND state = ?`, e.Type, e.ID, Acknowledged); err != nil {
		return err
	}
	plain, err := json.Marshal(*e)
	if err != nil {
		return err
	}
	res, err := t.exec(`INSERT INTO outbox (operation, type, id, urgent, state, sealed) VALUES (?, ?, ?, ?, ?, ?)`,
		e.Operation, e.Type, e.ID, e.Urgent, e.State, t.sealEntry(e.Operation, plain))
	if err != nil {
		return err
	}
	if e.Seq, err = res.LastInsertId(); err != nil {
		return err
	}
	t.box.drop(func(x *Entry) bool { return x.Type == e.Type && x.ID == e.ID && x.State == Acknowledged })
	return t.box.put(plain, e.Seq)
}

// Replace stores what became of an entry. The operation must be in the outbox.
func (t *Tx) Replace(e Entry) error {
	plain, err := json.Marshal(e)
	if err != nil {
		return err
	}
	t.wrote, t.more = true, true
	row, err := t.row(`UPDATE outbox SET type = ?, id = ?, urgent = ?, state = ?, sealed = ? WHERE operation = ? RETURNING seq`,
		e.Type, e.ID, e.Urgent, e.State, t.sealEntry(e.Operation, plain), e.Operation)
	if err != nil {
		return err
	}
	if err := row.Scan(&e.Seq); err != nil {
		return fmt.Errorf("operation %s is not in the outbox: %w", e.Operation, err)
	}
	t.box.drop(func(x *Entry) bool { return x.Operation == e.Operation })
	return t.box.put(plain, e.Seq)
}

// Forget removes an entry.
func (t *Tx) Forget(operation string) error {
	t.more = true
	_, err := t.exec(`DELETE FROM outbox WHERE operation = ?`, operation)
	t.box.drop(func(x *Entry) bool { return x.Operation == operation })
	return err
}

// Entry gives one entry; ok is false if there is none.
func (t *Tx) Entry(operation string) (e Entry, ok bool, err error) {
	found, err := t.entries(func(x *Entry) bool { return x.Operation == operation })
	if err != nil || len(found) == 0 {
		return Entry{}, false, err
	}
	return found[0], true, nil
}

// Outbox gives all entries in push order: urgent first, then first come. What they
// hold is not to be written into.
func (t *Tx) Outbox() ([]Entry, error) { return t.entries(func(*Entry) bool { return true }) }

// OutboxOf gives the entries of one resource, first come first.
func (t *Tx) OutboxOf(typ, id string) ([]Entry, error) {
	all, err := t.entries(func(x *Entry) bool { return x.Type == typ && x.ID == id })
	slices.SortFunc(all, func(a, b Entry) int { return cmp.Compare(a.Seq, b.Seq) })
	return all, err
}

// entries gives copies of those entries that are wanted.
func (t *Tx) entries(wanted func(*Entry) bool) ([]Entry, error) {
	if err := t.open(); err != nil {
		return nil, err
	}
	var out []Entry
	for _, x := range t.box.all {
		if wanted(x) {
			e := *x
			e.DependsOn = slices.Clone(x.DependsOn)
			out = append(out, e)
		}
	}
	return out, nil
}

// open reads the outbox, unless it is in memory.
func (t *Tx) open() error {
	if t.box.known {
		return nil
	}
	var all []*Entry
	err := t.each(`SELECT seq, operation, type, id, urgent, state, sealed FROM outbox ORDER BY urgent DESC, seq`, func(rows *sql.Rows) error {
		e, err := t.scanEntry(rows)
		all = append(all, &e)
		return err
	})
	if err == nil {
		t.box = box{all: all, known: true, own: true}
	}
	return err
}

// scanEntry gives a row that does not authenticate as a quarantined entry, so
// that it is seen and counted and holds up nothing else.
func (t *Tx) scanEntry(rows *sql.Rows) (Entry, error) {
	var row Entry
	var sealed []byte
	if err := rows.Scan(&row.Seq, &row.Operation, &row.Type, &row.ID, &row.Urgent, &row.State, &sealed); err != nil {
		return Entry{}, err
	}
	var e Entry
	plain, err := unseal(t.aead, "outbox "+row.Operation, sealed)
	if err == nil {
		err = json.Unmarshal(plain, &e)
	}
	if err != nil || e.Type != row.Type || e.ID != row.ID || e.State != row.State || e.Urgent != row.Urgent {
		row.State, row.Code = Quarantined, CodeDamaged
		return row, nil
	}
	e.Seq = row.Seq
	return e, nil
}

func (t *Tx) sealEntry(operation string, plain []byte) []byte {
	return seal(t.aead, "outbox "+operation, plain)
}

// box is the outbox in memory, in push order, so that what is entered after a long
// time without a network costs what it does at the start. The store has one and each
// transaction a copy, which takes its place when it commits. The zero box knows
// nothing and keeps nothing.
type box struct {
	all   []*Entry // the entries are never changed
	known bool
	own   bool // all may be changed: it is shared with no other box
}

// put adds an entry as it is stored.
func (b *box) put(plain []byte, seq int64) error {
	if !b.known {
		return nil
	}
	e := new(Entry)
	if err := json.Unmarshal(plain, e); err != nil {
		return err
	}
	e.Seq = seq
	b.claim()
	at, _ := slices.BinarySearchFunc(b.all, e, func(a, b *Entry) int {
		if a.Urgent != b.Urgent {
			if a.Urgent {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.Seq, b.Seq)
	})
	b.all = slices.Insert(b.all, at, e)
	return nil
}

// drop removes entries.
func (b *box) drop(which func(*Entry) bool) {
	if slices.ContainsFunc(b.all, which) {
		b.claim()
		b.all = slices.DeleteFunc(b.all, which)
	}
}

func (b *box) claim() {
	if !b.own {
		b.all, b.own = slices.Clone(b.all), true
	}
}

// shared gives the box for a transaction to begin with.
func (b *box) shared() box { return box{all: b.all, known: b.known} }

// SaveDraft keeps a half-filled form; body is the caller's own encoding.
func (t *Tx) SaveDraft(id string, body []byte) error {
	t.more = true
	_, err := t.exec(`INSERT INTO draft (id, sealed) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed`,
		id, seal(t.aead, "draft "+id, body))
	return err
}

// DropDraft removes a draft, if there is one.
func (t *Tx) DropDraft(id string) error {
	t.more = true
	_, err := t.exec(`DELETE FROM draft WHERE id = ?`, id)
	return err
}

// Drafts gives fn each draft that authenticates, by id.
func (t *Tx) Drafts(fn func(id string, body []byte) error) error {
	return t.each(`SELECT id, sealed FROM draft ORDER BY id`, func(rows *sql.Rows) error {
		var id string
		var sealed []byte
		if err := rows.Scan(&id, &sealed); err != nil {
			return err
		}
		body, err := unseal(t.aead, "draft "+id, sealed)
		if err != nil {
			return nil //nolint:nilerr // a damaged draft must not keep the others away
		}
		return fn(id, body)
	})
}
