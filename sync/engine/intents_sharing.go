package engine

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"time"

	"throughline/care"
	"throughline/profile"
	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

// Share decides what a person whom the patient has named may see from now on.
func (e *Engine) Share(ctx context.Context, person string, s care.Sharing) error {
	return e.operate(ctx, func(_ *store.Tx, set profile.Set) ([]profile.Operation, error) {
		return profile.SharingDecided(set, e.viewer, person, s, e.now())
	})
}

// EndSharing takes back all that a person may see. It goes first in line.
func (e *Engine) EndSharing(ctx context.Context, person string) error {
	return e.operate(ctx, func(_ *store.Tx, set profile.Set) ([]profile.Operation, error) {
		return profile.SharingEnded(set, e.viewer, person, e.now())
	})
}

// ConsentToPayer lets what the patient's programme recorded be sent to who pays, until a
// day.
func (e *Engine) ConsentToPayer(ctx context.Context, until time.Time) error {
	return e.operate(ctx, func(_ *store.Tx, set profile.Set) ([]profile.Operation, error) {
		return profile.PayerConsented(set, e.viewer, until, e.now())
	})
}

// EndPayerConsent takes that back. It goes first in line.
func (e *Engine) EndPayerConsent(ctx context.Context) error {
	return e.operate(ctx, func(_ *store.Tx, set profile.Set) ([]profile.Operation, error) {
		return profile.PayerConsentEnded(set, e.viewer, e.now())
	})
}

// WriteNote keeps a note of the patient's that they may share.
func (e *Engine) WriteNote(ctx context.Context, n care.OwnNote) error {
	if err := keepable(n); err != nil {
		return err
	}
	return e.operate(ctx, func(_ *store.Tx, set profile.Set) ([]profile.Operation, error) {
		return profile.NoteWritten(set, e.viewer, n, e.now())
	})
}

// RemoveNote takes a note away, from everybody who could read it.
func (e *Engine) RemoveNote(ctx context.Context, ref string) error {
	return e.operate(ctx, func(_ *store.Tx, set profile.Set) ([]profile.Operation, error) {
		return profile.NoteRemoved(set, e.viewer, ref, e.now())
	})
}

// NameLovedOne gives what the clinic's server is to be sent to invite somebody. It
// stores nothing: there is nobody until the server has made a code.
func (e *Engine) NameLovedOne(ctx context.Context, i care.Invitation) (named profile.Named, err error) {
	if err := keepable(i); err != nil {
		return profile.Named{}, err
	}
	err = e.look(ctx, func(set profile.Set) error {
		named, err = profile.LovedOneNamed(set, e.viewer, i, e.now())
		return err
	})
	return named, err
}

// PreviewSharing gives the chart that a person would have, were s what they may see.
func (e *Engine) PreviewSharing(ctx context.Context, person care.Person, s care.Sharing) (chart care.Chart, err error) {
	err = e.look(ctx, func(set profile.Set) error {
		theirs, viewer, err := profile.SharingPreview(set, e.viewer, person, s, e.now())
		if err != nil {
			return err
		}
		chart, _ = profile.Chart(theirs, viewer)
		chart.Sync.AsOf = e.now()
		return nil
	})
	return chart, err
}

// look gives fn what this device shows.
func (e *Engine) look(ctx context.Context, fn func(profile.Set) error) error {
	e.commits.Lock()
	defer e.commits.Unlock()
	if e.memory == nil {
		if err := e.load(ctx); err != nil {
			return err
		}
	}
	var outbox []store.Entry
	err := e.store.View(ctx, func(tx *store.Tx) (err error) {
		outbox, err = tx.Outbox()
		return err
	})
	if err != nil {
		return err
	}
	return fn(e.withEdits(outbox))
}

// CheckSharing asks, for a loved one who is looking, by one small request whether
// what they see still holds, and has Run sync where it does not.
func (e *Engine) CheckSharing(ctx context.Context) {
	if !e.fades() || e.Chart().Sync.Ended {
		return
	}
	have := map[string]string{} // version by id
	err := e.store.View(ctx, func(tx *store.Tx) error {
		return tx.Resources(func(r store.Resource) error {
			if r.Type == "Consent" {
				have[r.ID] = r.Version
			}
			return nil
		})
	})
	if err != nil {
		return // the next sync tells of it
	}
	changed, n := false, 0
	err = e.remote.Search(ctx, "Consent", url.Values{"patient": {e.identity.Patient}}, func(p fhirhttp.Page) error {
		for _, entry := range p.Entries {
			n++
			changed = changed || have[entry.ID] != entry.Version
		}
		return nil
	})
	if fhirhttp.IsForbidden(err) || err == nil && (changed || n != len(have)) {
		e.Nudge()
	}
}

// Leave has a loved one end the connection themselves, in their own word: what
// stands for them is no longer active, and nothing is open to them. It needs the
// clinic.
func (e *Engine) Leave(ctx context.Context) error {
	typ, id, _ := strings.Cut(profile.RefOf(e.identity.FHIRUser), "/")
	got, err := e.remote.Read(ctx, typ, id)
	if fhirhttp.IsForbidden(err) {
		return nil // it has ended already
	}
	if err != nil {
		return err
	}
	body, err := profile.Left(got.Raw, e.now())
	if err != nil {
		return err
	}
	_, err = e.remote.Update(ctx, typ, id, body, fhirhttp.IfVersion(got.Version))
	var f *care.Fault
	if err != nil && !errors.As(err, &f) {
		return care.AsFault(err)
	}
	return err
}
