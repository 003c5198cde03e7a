package apptest

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"

	"throughline/sync/store"
	"throughline/sync/vault"
)

// Secret is what the keyring holds of an app, as whoever takes over its device reads it.
func (a *App) Secret(item vault.Item) string {
	a.t.Helper()
	got, err := a.secret(item)
	if err != nil {
		a.t.Fatal(err)
	}
	return string(got.Reveal())
}

// HasSecret tells whether the keyring holds something of an app.
func (a *App) HasSecret(item vault.Item) bool {
	a.t.Helper()
	_, err := a.secret(item)
	if err != nil && !errors.Is(err, vault.ErrNotFound) {
		a.t.Fatal(err)
	}
	return err == nil
}

func (a *App) secret(item vault.Item) (vault.Secret, error) {
	a.t.Helper()
	return a.ring().Load(a.t.Context(), item)
}

func (a *App) ring() *vault.Keyring {
	a.t.Helper()
	raw, err := os.ReadFile(filepath.Join(a.Folder, "installation.json"))
	var in struct{ ID string }
	if err == nil {
		err = json.Unmarshal(raw, &in)
	}
	if err != nil {
		a.t.Fatal(err)
	}
	ring, err := vault.NewKeyring(in.ID)
	if err != nil {
		a.t.Fatal(err)
	}
	return ring
}

// Kept is all that a device has of the record, decrypted, by "Type/id": what came,
// what was entered and what is half written. The app has ended before.
func (a *App) Kept(fhirUser string) map[string]string {
	a.t.Helper()
	key, err := store.NewKey([]byte(a.Secret(vault.StoreKey)))
	if err != nil {
		a.t.Fatal(err)
	}
	s, err := store.Open(a.t.Context(), store.Config{Dir: a.Folder, Key: key, Owner: store.Owner{Subject: fhirUser, Clinic: a.o.Clinic}})
	if err != nil {
		a.t.Fatal(err)
	}
	out := map[string]string{}
	err = s.View(a.t.Context(), func(tx *store.Tx) error {
		outbox, err := tx.Outbox()
		for _, e := range outbox {
			out[e.Type+"/"+e.ID+" to send"] = string(e.Body)
		}
		return errors.Join(err,
			tx.Resources(func(r store.Resource) error { // without those that are gone
				out[r.Type+"/"+r.ID] = string(r.Body)
				return nil
			}),
			tx.Drafts(func(id string, body []byte) error { out["draft "+id] = string(body); return nil }),
		)
	})
	if err := errors.Join(err, s.Close()); err != nil {
		a.t.Fatal(err)
	}
	return out
}

// LoseSecret has the keyring hold something no more, as when somebody cleared it.
func (a *App) LoseSecret(item vault.Item) {
	a.t.Helper()
	if err := a.ring().Delete(a.t.Context(), item); err != nil {
		a.t.Fatal(err)
	}
}
