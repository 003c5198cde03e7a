package postgres

import (
	"context"
	"encoding/json"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/jackc/pgx/v5"

	"throughline/clinic/store"
)

// channel is where servers tell each other what changed.
const channel = "clinicd_changes"

// told is the payload of a notification.
type told struct {
	From string       `json:"from"` // the server that tells
	What store.Change `json:"what"`
}

// Notify implements sqlstore.Engine.
func (e *engine) Notify(ctx context.Context, changes []store.Change) error {
	payloads := make([]string, len(changes))
	for i, c := range changes {
		b, err := json.Marshal(told{From: e.id, What: c})
		if err != nil {
			return err
		}
		payloads[i] = string(b)
	}
	_, err := e.pool.ExecContext(ctx, `SELECT pg_notify('`+channel+`', x) FROM unnest($1::text[]) x`, payloads)
	return err
}

// Listen implements sqlstore.Engine, on a connection of its own. Until that is
// made, and whenever it has to be made anew, something may have been missed.
func (e *engine) Listen(ctx context.Context, deliver func(store.Change)) {
	wait := backoff.NewExponentialBackOff()
	wait.InitialInterval, wait.MaxInterval = 100*time.Millisecond, 5*time.Second
	for ctx.Err() == nil {
		err := e.listen(ctx, func() {
			wait.Reset()
			deliver(store.Change{})
		}, deliver)
		if err == nil {
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait.NextBackOff()):
		}
	}
}

func (e *engine) listen(ctx context.Context, ready func(), deliver func(store.Change)) error {
	conn, err := pgx.ConnectConfig(ctx, e.config.Copy())
	if err != nil {
		return err
	}
	defer func() {
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = conn.Close(end) // it is given up either way
	}()
	if _, err := conn.Exec(ctx, `LISTEN `+channel); err != nil {
		return err
	}
	ready()
	for {
		n, err := conn.WaitForNotification(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		var t told
		if json.Unmarshal([]byte(n.Payload), &t) == nil && t.From != e.id {
			deliver(t.What)
		}
	}
}
