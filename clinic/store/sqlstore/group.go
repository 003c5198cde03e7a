package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"sync/atomic"
)

// Group lets writers share a commit, on an engine with one writer at a time. Who
// comes while another writes goes on in the same transaction, behind a savepoint
// of its own, and all wait for the one commit: nothing is acknowledged before it
// is on the disk, and what one rolls back the others do not see. A writer alone
// commits at once.
type Group struct {
	pool    *sql.DB
	waiting atomic.Int64
	turn    sync.Mutex // whose turn it is to write
	open    *batch     // guarded by turn
}

// batch is one transaction of several writers.
type batch struct {
	tx   *sql.Tx
	size int
	done chan struct{}
	err  error // of the commit, set before done is closed
}

// maxBatch bounds how long the first of a batch waits for the others.
const maxBatch = 64

// NewGroup gives the group of a pool of one connection.
func NewGroup(pool *sql.DB) *Group { return &Group{pool: pool} }

// grouped is an Engine whose writers share their commits.
type grouped interface{ Group() *Group }

// write runs fn as DB.Write does. It reports lost where the database failed, and
// not fn.
func (g *Group) write(ctx context.Context, fn func(*Tx) error) (tx *Tx, lost bool, err error) {
	g.waiting.Add(1)
	g.turn.Lock()
	g.waiting.Add(-1)
	// A statement that is cancelled would roll the others back with it.
	ctx = context.WithoutCancel(ctx)
	b, err := g.join(ctx)
	if err != nil {
		g.turn.Unlock()
		return nil, true, err
	}
	tx = &Tx{tx: b.tx, shared: true}
	failed := g.inside(ctx, b, tx, fn)
	<-b.done
	if b.err != nil {
		return tx, true, b.err
	}
	return tx, false, failed
}

// join opens a transaction or goes on in the one that is open.
func (g *Group) join(ctx context.Context) (*batch, error) {
	if g.open == nil {
		tx, err := g.pool.BeginTx(ctx, nil)
		if err != nil {
			return nil, err
		}
		g.open = &batch{tx: tx, done: make(chan struct{})}
	}
	g.open.size++
	return g.open, nil
}

// inside runs fn behind a savepoint and passes the turn on, also if fn panics.
func (g *Group) inside(ctx context.Context, b *batch, tx *Tx, fn func(*Tx) error) (err error) {
	whole := false
	defer func() {
		undo := `RELEASE one`
		if err != nil || !whole {
			undo = `ROLLBACK TO one`
		}
		if _, broken := b.tx.ExecContext(ctx, undo); broken != nil {
			g.end(b, fmt.Errorf("savepoint: %w", broken))
		} else if g.waiting.Load() == 0 || b.size >= maxBatch {
			g.end(b, nil)
		}
		g.turn.Unlock()
	}()
	if _, err = b.tx.ExecContext(ctx, `SAVEPOINT one`); err != nil {
		return err
	}
	err = fn(tx)
	whole = true
	return err
}

// end commits a batch, or rolls it back where it is broken, and tells its
// writers.
func (g *Group) end(b *batch, broken error) {
	if broken != nil {
		_ = b.tx.Rollback() // it may be over already
		b.err = broken
	} else {
		b.err = b.tx.Commit()
	}
	g.open = nil
	close(b.done)
}
