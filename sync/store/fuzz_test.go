package store

import (
	"encoding/json"
	"testing"
)

// A row of the outbox that was not sealed with the key, for that row, is no entry.
func FuzzSealed(f *testing.F) {
	key, err := NewKey(make([]byte, KeySize))
	if err != nil {
		f.Fatal(err)
	}
	aead, err := key.aead()
	if err != nil {
		f.Fatal(err)
	}
	genuine := seal(aead, "outbox a", []byte(`{"operation":"a"}`))
	f.Add(genuine)
	f.Add([]byte{})
	f.Add(genuine[:len(genuine)-1])
	f.Fuzz(func(t *testing.T, sealed []byte) {
		if _, err := unseal(aead, "outbox b", sealed); err == nil {
			t.Error("a row was taken for another one")
		}
		if plain, err := unseal(aead, "outbox a", sealed); err == nil && string(plain) != `{"operation":"a"}` {
			t.Errorf("forged: %q", plain)
		}
	})
}

// What an entry is stored as comes back as it was, also when another version of the
// app wrote more into it.
func FuzzEntryJSON(f *testing.F) {
	f.Add([]byte(`{"operation":"a","kind":"create","type":"Goal","id":"g","body":"e30=","state":"queued","later":1}`))
	f.Add([]byte(`{"state":7}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var e, again Entry
		if json.Unmarshal(text, &e) != nil {
			return
		}
		once, err := json.Marshal(e)
		if err != nil {
			return // a time out of range: never written by this app
		}
		if err := json.Unmarshal(once, &again); err != nil {
			t.Fatalf("%q: %v", once, err)
		}
		if twice, err := json.Marshal(again); err != nil || string(twice) != string(once) {
			t.Errorf("%q became %q, %v", once, twice, err)
		}
	})
}
