package sqlite

import (
	"context"
	"time"

	"throughline/clinic/store"
)

// Notify implements sqlstore.Engine: another process sees it in the file.
func (e *engine) Notify(context.Context, []store.Change) error { return nil }

// lookEvery is how soon a server notices what a command wrote into its file.
const lookEvery = time.Second

// Listen implements sqlstore.Engine. data_version on the connection that writes
// moves when anybody else has written: a command such as "clinicd keys rotate".
func (e *engine) Listen(ctx context.Context, deliver func(store.Change)) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	last, err := e.dataVersion(ctx)
	deliver(store.Change{}) // what was missed until now
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		var now int64
		was := err
		if now, err = e.dataVersion(ctx); err != nil {
			continue
		}
		if now != last || was != nil {
			last = now
			deliver(store.Change{})
		}
	}
}

func (e *engine) dataVersion(ctx context.Context) (v int64, err error) {
	err = e.write.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&v)
	return v, err
}
