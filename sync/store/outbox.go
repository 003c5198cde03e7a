package store

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
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
	Theirs   []byte    `json:"theirs,omitempty"`   // Conflict: the server's resource; empty if it was deleted
	TheirsV  string    `json:"theirsV,omitempty"`  // Conflict: its version
	TheirsBy string    `json:"theirsBy,omitempty"` // Conflict: who wrote it, a reference; empty if nobody says
	Asked    bool      `json:"asked,omitempty"`    // Conflict: the server was asked who wrote it
	Fields   []string  `json:"fields,omitempty"`   // Conflict: where the two differ
}

// CodeDamaged is the code of an entry whose row does not authenticate. Only Seq,
// Operation, Type, ID and State of it are known.
const CodeDamaged = "entry-damaged"

// Enqueue adds an entry and gives it its place. Acknowledged entries of the same
// resource have served and are dropped.
func (t *Tx) Enqueue(e *Entry) error {
	if _, err := t.exec(`DELETE FROM outbox WHERE type = ? AND id = ? AND state = ?`, e.Type, e.ID, Acknowledged); err != nil {
		return err
	}
	sealed, err := t.sealEntry(*e)
	if err != nil {
		return err
	}
	res, err := t.exec(`INSERT INTO outbox (operation, type, id, urgent, state, sealed) VALUES (?, ?, ?, ?, ?, ?)`,
		e.Operation, e.Type, e.ID, e.Urgent, e.State, sealed)
	if err != nil {
		return err
	}
	e.Seq, err = res.LastInsertId()
	return err
}

// Replace stores what became of an entry. The operation must be in the outbox.
func (t *Tx) Replace(e Entry) error {
	sealed, err := t.sealEntry(e)
	if err != nil {
		return err
	}
	res, err := t.exec(`UPDATE outbox SET type = ?, id = ?, urgent = ?, state = ?, sealed = ? WHERE operation = ?`,
		e.Type, e.ID, e.Urgent, e.State, sealed, e.Operation)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return errors.Join(fmt.Errorf("operation %s is not in the outbox", e.Operation), err)
	}
	return nil
}

// Forget removes an entry.
func (t *Tx) Forget(operation string) error {
	_, err := t.exec(`DELETE FROM outbox WHERE operation = ?`, operation)
	return err
}

// Entry gives one entry; ok is false if there is none.
func (t *Tx) Entry(operation string) (e Entry, ok bool, err error) {
	err = t.each(selectEntry+` WHERE operation = ?`, func(rows *sql.Rows) (err error) {
		e, err = t.scanEntry(rows)
		ok = err == nil
		return err
	}, operation)
	return e, ok, err
}

// Outbox gives all entries in push order: urgent first, then first come.
func (t *Tx) Outbox() ([]Entry, error) {
	var all []Entry
	err := t.each(selectEntry+` ORDER BY urgent DESC, seq`, func(rows *sql.Rows) error {
		e, err := t.scanEntry(rows)
		all = append(all, e)
		return err
	})
	return all, err
}

// OutboxOf gives the entries of one resource, first come first.
func (t *Tx) OutboxOf(typ, id string) ([]Entry, error) {
	var all []Entry
	err := t.each(selectEntry+` WHERE type = ? AND id = ? ORDER BY seq`, func(rows *sql.Rows) error {
		e, err := t.scanEntry(rows)
		all = append(all, e)
		return err
	}, typ, id)
	return all, err
}

const selectEntry = `SELECT seq, operation, type, id, urgent, state, sealed FROM outbox`

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

func (t *Tx) sealEntry(e Entry) ([]byte, error) {
	plain, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	return seal(t.aead, "outbox "+e.Operation, plain), nil
}

// SaveDraft keeps a half-filled form; body is the caller's own encoding.
func (t *Tx) SaveDraft(id string, body []byte) error {
	_, err := t.exec(`INSERT INTO draft (id, sealed) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed`,
		id, seal(t.aead, "draft "+id, body))
	return err
}

// DropDraft removes a draft, if there is one.
func (t *Tx) DropDraft(id string) error {
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
