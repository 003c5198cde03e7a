package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	_ "github.com/ncruces/go-sqlite3/driver" // sqlite3, for the check from outside
)

// kills kills a server on SQLite again and again while phones write, starts it
// again at once, and then holds the file against what was acknowledged.
func kills(ctx context.Context, times, writes int) (err error) {
	dir, err := os.MkdirTemp("", "kills")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	file := filepath.Join(dir, "clinic.db")
	dsn := "sqlite:" + file
	if err := settle(ctx, dsn); err != nil {
		return err
	}
	s, err := newSite(ctx, dsn, 1)
	if err != nil {
		return err
	}
	stopped := false
	defer func() {
		if !stopped {
			err = errors.Join(err, s.stop())
		}
	}()
	for range times {
		if err := s.under(ctx, writes, func() error { return errors.Join(s.servers[0].kill(), s.servers[0].start()) }); err != nil {
			return err
		}
	}
	stopped = true
	if err := s.stop(); err != nil { // by a kill, too
		return err
	}
	if err := integrity(ctx, file); err != nil {
		return err
	}
	if err := s.load.verify(ctx, dsn); err != nil {
		return err
	}
	return s.load.report(fmt.Sprintf("a server on SQLite killed %d times, its file whole", times+1))
}

// integrity opens the file as it was left, without the server.
func integrity(ctx context.Context, file string) (err error) {
	db, err := sql.Open("sqlite3", "file:"+file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var says string
	if err := db.QueryRowContext(ctx, `PRAGMA integrity_check`).Scan(&says); err != nil {
		return err
	}
	if says != "ok" {
		return fmt.Errorf("integrity_check: %s", says)
	}
	return nil
}
