package store

import (
	"database/sql"
	"fmt"
)

// Document is one version of something that the person keeps on this device.
type Document struct {
	Kind    string
	Version int // from 1
	Body    []byte
}

// SaveDocument keeps a new version of a document and gives its number; the body is
// the caller's own encoding. Earlier versions stay.
func (t *Tx) SaveDocument(kind string, body []byte) (version int, err error) {
	row, err := t.row(`SELECT coalesce(max(version), 0) + 1 FROM document WHERE kind = ?`, kind)
	if err != nil {
		return 0, err
	}
	if err := row.Scan(&version); err != nil {
		return 0, err
	}
	return version, t.putDocument(Document{Kind: kind, Version: version, Body: body})
}

func (t *Tx) putDocument(d Document) error {
	t.more = true
	_, err := t.exec(`INSERT INTO document (kind, version, sealed) VALUES (?, ?, ?)`, d.Kind, d.Version, seal(t.aead, d.label(), d.Body))
	return err
}

// adoptDocument keeps a version out of a file that was set aside, under another
// number where its own was given since.
func (t *Tx) adoptDocument(d Document) error {
	taken := false
	err := t.Documents(d.Kind, func(x Document) error {
		taken = taken || x.Version == d.Version
		return nil
	})
	if err != nil {
		return err
	}
	if taken {
		_, err = t.SaveDocument(d.Kind, d.Body)
		return err
	}
	return t.putDocument(d)
}

// hasDocuments tells a file of today from one that was made before there were any.
func (t *Tx) hasDocuments() (bool, error) {
	row, err := t.row(`SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'document'`)
	if err != nil {
		return false, err
	}
	var n int
	err = row.Scan(&n)
	return n > 0, err
}

func (d Document) label() string { return fmt.Sprintf("document %s %d", d.Kind, d.Version) }

// Documents gives fn each version of a document that authenticates, the first one
// first; of all documents where kind is empty.
func (t *Tx) Documents(kind string, fn func(Document) error) error {
	return t.each(`SELECT kind, version, sealed FROM document WHERE ? IN ('', kind) ORDER BY kind, version`, func(rows *sql.Rows) error {
		var d Document
		var sealed []byte
		if err := rows.Scan(&d.Kind, &d.Version, &sealed); err != nil {
			return err
		}
		body, err := unseal(t.aead, d.label(), sealed)
		if err != nil {
			return nil //nolint:nilerr // a damaged version must not keep the others away
		}
		d.Body = body
		return fn(d)
	}, kind)
}
