package auth

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

var cheap = PasswordParams{MemoryKiB: 8, Passes: 1, Lanes: 1}

func TestPassword(t *testing.T) {
	t.Parallel()
	p := newPasswords(cheap)
	stored := p.hash("correct horse")
	if !strings.HasPrefix(stored, "$argon2id$v=19$m=8,t=1,p=1$") || stored == p.hash("correct horse") {
		t.Errorf("stored %q", stored)
	}
	for password, want := range map[string]bool{"correct horse": true, "correct horse ": false, "": false} {
		if got, err := p.matches(t.Context(), stored, password); err != nil || got != want {
			t.Errorf("%q: %v %v", password, got, err)
		}
	}
	dearer := newPasswords(PasswordParams{MemoryKiB: 16, Passes: 1, Lanes: 1})
	if ok, err := dearer.matches(t.Context(), stored, "correct horse"); !ok || err != nil {
		t.Error("a hash of another cost is not read")
	}
	if !dearer.outdated(stored) || p.outdated(stored) {
		t.Error("the cost of a hash is misjudged")
	}
}

// A user who is not known costs as much as one who is, and never matches, not even the dummy.
func TestUnknownUserCostsTheSame(t *testing.T) {
	t.Parallel()
	p := newPasswords(cheap)
	params, _, _, err := parsePHC(p.dummy)
	if err != nil || params != cheap {
		t.Fatalf("dummy %q: %v", p.dummy, err)
	}
	p.dummy = p.hash("guessed")
	if ok, err := p.matches(t.Context(), "", "guessed"); ok || err != nil {
		t.Errorf("an unknown user was let in: %v", err)
	}
	p.dummy = "broken" // proves that the dummy is what an unknown user is compared with
	if _, err := p.matches(t.Context(), "", "guessed"); err == nil {
		t.Error("an unknown user is answered without a hash")
	}
}

func TestBadStoredPassword(t *testing.T) {
	t.Parallel()
	p := newPasswords(cheap)
	for _, stored := range []string{
		"plain", "$argon2i$v=19$m=8,t=1,p=1$AAAA$AAAA", "$argon2id$v=18$m=8,t=1,p=1$AAAA$" + strings.Repeat("A", 43),
		"$argon2id$v=19$m=9999999,t=1,p=1$AAAA$" + strings.Repeat("A", 43), "$argon2id$v=19$m=8,t=0,p=1$AAAA$" + strings.Repeat("A", 43),
		"$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA",
	} {
		if ok, err := p.matches(t.Context(), stored, "x"); ok || err == nil {
			t.Errorf("%q was read", stored)
		}
	}
}

func TestWait(t *testing.T) {
	t.Parallel()
	for failures, want := range map[int]time.Duration{
		0: 0, 4: 0, 5: 30 * time.Second, 6: time.Minute, 7: 2 * time.Minute, 9: 8 * time.Minute, 10: 15 * time.Minute, 1e6: 15 * time.Minute,
	} {
		if got := wait(failures); got != want {
			t.Errorf("%d failures: %s, want %s", failures, got, want)
		}
	}
}

func TestNormalName(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{" Maya ": "maya", "MAYA": "maya", "sofi\u0301a": "sofía", "a b": "a b"} {
		if got := normalName(typed); got != want {
			t.Errorf("%q: %q", typed, got)
		}
	}
	if normalPassword("sen\u0303or") != normalPassword("se\u00f1or") || normalPassword("A") == normalPassword("a") {
		t.Error("passwords are not compared by their letters")
	}
}

func TestSecretsHideThemselves(t *testing.T) {
	t.Parallel()
	s := Secret("hunter2")
	u := NewUser{Username: "maya", Password: s}
	g := Grant{Seed: s}
	for _, text := range []string{
		s.String(), fmt.Sprintf("%v %+v %#v %s %q", s, s, s, s, s), fmt.Sprintf("%+v %#v", u, g), s.LogValue().String(),
	} {
		if strings.Contains(text, "hunter2") {
			t.Errorf("shown in %q", text)
		}
	}
	if raw, err := s.MarshalJSON(); err != nil || strings.Contains(string(raw), "hunter2") {
		t.Errorf("marshalled as %s", raw)
	}
}
