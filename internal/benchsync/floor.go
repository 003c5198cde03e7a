package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
	_ "github.com/ncruces/go-sqlite3/vfs/adiantum" // the same encryption
)

// floor is the least that the same work can cost: the same requests, one after the other, by a plain HTTP client that
// reads the answers and looks at nothing, and then the same rows by plain inserts into a database with the same
// encryption and durability.
func (s *stand) floor(ctx context.Context, name string, requests []noted, rows []row, perCommit int) (took time.Duration, err error) {
	db, dir, err := s.raw()
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close(), os.RemoveAll(dir)) }()
	transport := s.transport(name)
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	began := time.Now()
	for _, one := range requests {
		if err := one.send(ctx, client, s.base); err != nil {
			return 0, err
		}
	}
	for len(rows) > 0 {
		n := min(perCommit, len(rows))
		if err := insert(ctx, db, rows[:n]); err != nil {
			return 0, err
		}
		rows = rows[n:]
	}
	return time.Since(began), nil
}

func (n noted) send(ctx context.Context, client *http.Client, base string) error {
	req, err := http.NewRequestWithContext(ctx, n.method, base+n.path, bytes.NewReader(n.body))
	if err != nil {
		return err
	}
	req.Header = n.header
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s %s: %d", n.method, n.path, resp.StatusCode)
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

// row is a row of the store's table of resources.
type row struct {
	typ, id string
	body    []byte
}

// raw makes an empty table like the store's.
func (s *stand) raw() (*sql.DB, string, error) {
	dir, err := os.MkdirTemp(s.dir, "raw")
	if err != nil {
		return nil, "", err
	}
	dsn := "file:" + filepath.Join(dir, "raw.db") + "?vfs=adiantum&_txlock=immediate"
	db, err := driver.Open(dsn, func(c *sqlite3.Conn) error {
		return c.Exec(`PRAGMA hexkey = '` + strings.Repeat("6b", 32) + `'; PRAGMA locking_mode = exclusive; PRAGMA temp_store = memory;
			PRAGMA journal_mode = wal; PRAGMA synchronous = full;
			CREATE TABLE IF NOT EXISTS resource (type TEXT NOT NULL, id TEXT NOT NULL, version TEXT NOT NULL, updated INTEGER NOT NULL,
				deleted INTEGER NOT NULL DEFAULT 0, body BLOB, PRIMARY KEY (type, id)) STRICT`)
	})
	if err != nil {
		return nil, "", err
	}
	db.SetMaxOpenConns(1)
	return db, dir, db.Ping()
}

func insert(ctx context.Context, db *sql.DB, rows []row) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	stmt, err := tx.PrepareContext(ctx, `INSERT INTO resource (type, id, version, updated, body) VALUES (?, ?, '1', 1, ?)`)
	if err != nil {
		return err
	}
	defer func() { _ = stmt.Close() }()
	for _, r := range rows {
		if _, err := stmt.ExecContext(ctx, r.typ, r.id, r.body); err != nil {
			return err
		}
	}
	return tx.Commit()
}
