package engine

import (
	"context"
	"errors"
	"slices"
	"time"

	"throughline/care"
	"throughline/profile"
	"throughline/sync/store"
)

// A loved one's device keeps what is shared with them only as long as the clinic
// says so. Nobody can tell a device without a network that consent was taken back;
// so what it has goes away a day after it last heard from the clinic, while the app
// runs and when it starts. The day until which it is shared is known without a network:
// then it goes away at that minute.

// lovedOneKeeps is how long a loved one's device keeps what it got.
const lovedOneKeeps = 24 * time.Hour

// Why a loved one's device keeps nothing.
const (
	goneEnded   = "ended"
	goneExpired = "expired"
)

// fades says whether what this person's device has goes away by itself.
func (e *Engine) fades() bool { return profile.RoleOf(e.identity.FHIRUser) == care.RoleLovedOne }

// heard notes that the clinic gave this loved one something, with the page that it
// gave.
func (p *puller) heard(tx *store.Tx) error {
	if !p.fades() {
		return nil
	}
	now := p.now().UTC().Format(time.RFC3339Nano)
	return setMeta(tx, metaHeard, now, metaSeen, now, metaGone, "")
}

// lapse forgets what a loved one's device has kept for too long, and gives how long
// what it has is good for; zero where nothing goes away.
//
// Both ends of that time are this device's clock, so that it may be wrong, but not
// turned: one that is behind where it was seen before says nothing about how long
// ago that was, and counts as too long.
func (e *Engine) lapse(ctx context.Context) (left time.Duration, err error) {
	if !e.fades() {
		return 0, nil
	}
	now := e.now()
	lapsed := false
	err = e.commit(ctx, func(tx *store.Tx) (gone []store.Resource, err error) {
		left, lapsed = 0, false
		heard, asOf, err := timesOf(tx, metaHeard, metaAsOf)
		if err != nil || heard.IsZero() && asOf.IsZero() {
			return nil, err // nothing is kept
		}
		seen, _, err := timesOf(tx, metaSeen, metaHeard)
		if err != nil {
			return nil, err
		}
		end, err := e.sharedUntil(tx)
		if err != nil {
			return nil, err
		}
		if !end.IsZero() {
			skew, err := tx.Meta(metaSkew)
			if err != nil {
				return nil, err
			}
			off, _ := time.ParseDuration(skew) // zero for what is not ours
			end = end.Add(off)                 // by this device's clock
		}
		if !end.IsZero() && !now.Before(end) {
			left, lapsed = 0, true
			return forgetAll(tx, goneEnded)
		}
		left = lovedOneKeeps - now.Sub(heard)
		if !end.IsZero() {
			left = min(left, end.Sub(now))
		}
		if left > 0 && !now.Before(seen.Add(-care.MaxSkew)) {
			return nil, setMeta(tx, metaSeen, latest(seen, now).UTC().Format(time.RFC3339Nano))
		}
		left, lapsed = 0, true
		return forgetAll(tx, goneExpired)
	})
	if err == nil && lapsed {
		err = e.publish(ctx)
	}
	return left, err
}

// sharedUntil is when the last of what is open to a loved one ends by itself; zero where
// that is not known.
func (e *Engine) sharedUntil(tx *store.Tx) (last time.Time, err error) {
	open, endless := false, false
	err = tx.Resources(func(r store.Resource) error {
		if r.Type != "Consent" {
			return nil
		}
		if end, ok := profile.SharedUntil(r.Body, e.viewer); ok {
			open, endless, last = true, endless || end.IsZero(), latest(last, end)
		}
		return nil
	})
	if !open || endless {
		return time.Time{}, err
	}
	return last, err
}

// fade is lapse for Run: it sets the timer that is to wake it next.
func (e *Engine) fade(ctx context.Context, timer *time.Timer) error {
	left, err := e.lapse(ctx)
	if left > 0 {
		timer.Reset(left)
	} else {
		timer.Stop()
	}
	if err != nil && ctx.Err() == nil {
		return care.AsFault(err)
	}
	return err
}

// clear forgets what this person may not see any more. What they entered stays
// theirs.
func (p *puller) clear(ctx context.Context, feed string, of []string) error {
	err := p.commit(ctx, func(tx *store.Tx) ([]store.Resource, error) {
		var gone []store.Resource
		err := tx.Resources(func(r store.Resource) error {
			if slices.Contains(of, r.Type) {
				gone = append(gone, store.Resource{Type: r.Type, ID: r.ID, Deleted: true})
			}
			return nil
		})
		for _, r := range gone {
			err = errors.Join(err, tx.Drop(r.Type, r.ID))
		}
		return gone, errors.Join(err, tx.SetCursor(feed, ""), forgetSpots(tx))
	})
	return errors.Join(err, p.publish(ctx))
}

// takeBack drops what a whole listing did not name any more: the patient, or the
// clinic, has stopped sharing it.
func (p *puller) takeBack(tx *store.Tx, l *listing, typ string) error {
	var gone []store.Resource
	err := tx.Resources(func(r store.Resource) error {
		if r.Type == typ && l.unseen(r) {
			gone = append(gone, store.Resource{Type: typ, ID: r.ID, Deleted: true})
		}
		return nil
	})
	for _, r := range gone {
		err = errors.Join(err, tx.Drop(r.Type, r.ID))
	}
	l.changed = append(l.changed, gone...)
	return err
}

// end forgets what a loved one's device has: the clinic shares nothing with them.
func (p *puller) end(ctx context.Context) error {
	err := p.commit(ctx, func(tx *store.Tx) ([]store.Resource, error) { return forgetAll(tx, goneEnded) })
	if err != nil {
		return err
	}
	return p.publish(ctx)
}

// forgetAll forgets all that the clinic said, and what this device noted about it.
// What the person entered stays theirs.
func forgetAll(tx *store.Tx, why string) (gone []store.Resource, err error) {
	err = tx.Resources(func(r store.Resource) error {
		gone = append(gone, store.Resource{Type: r.Type, ID: r.ID, Deleted: true})
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, r := range gone {
		if err := tx.Drop(r.Type, r.ID); err != nil {
			return nil, err
		}
	}
	if err := tx.ClearCursors(); err != nil {
		return nil, err
	}
	if err := errors.Join(tx.DropMeta(notePrefix), tx.DropMeta(metaPast)); err != nil {
		return nil, err
	}
	return gone, errors.Join(forgetSpots(tx), setMeta(tx, metaAsOf, "", metaTypes, "", metaHeard, "", metaGone, why))
}

// setMeta sets names to the values that follow them.
func setMeta(tx *store.Tx, pairs ...string) error {
	for i := 0; i < len(pairs); i += 2 {
		if err := tx.SetMeta(pairs[i], pairs[i+1]); err != nil {
			return err
		}
	}
	return nil
}

// timesOf reads two times.
func timesOf(tx *store.Tx, a, b string) (at, bt time.Time, err error) {
	text, err := tx.Meta(a)
	if err != nil {
		return at, bt, err
	}
	other, err := tx.Meta(b)
	return moment(text), moment(other), err
}
