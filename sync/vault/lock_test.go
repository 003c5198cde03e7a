package vault_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"throughline/sync/vault"
)

var noon = time.Date(2027, time.March, 9, 12, 0, 0, 0, time.UTC)

func locked(t *testing.T, v vault.Items, pin string) *vault.Lock {
	t.Helper()
	l := &vault.Lock{}
	if err := errors.Join(l.Set(t.Context(), vault.NewSecret([]byte(pin))), l.Keep(t.Context(), v)); err != nil {
		t.Fatal(err)
	}
	return l
}

func again(t *testing.T, v vault.Items) *vault.Lock {
	t.Helper()
	l, err := vault.LoadLock(t.Context(), v)
	if err != nil || l == nil {
		t.Fatalf("%v, %v", l, err)
	}
	return l
}

func try(t *testing.T, v vault.Items, pin string, at time.Time) error {
	t.Helper()
	return again(t, v).Try(t.Context(), v, vault.NewSecret([]byte(pin)), at) // each try is of another process
}

func TestAPINIsHeldAgainstItsDigestAlone(t *testing.T) {
	t.Parallel()
	v := &vault.Memory{}
	if l, err := vault.LoadLock(t.Context(), v); l != nil || err != nil {
		t.Fatalf("with no PIN: %v, %v", l, err)
	}
	locked(t, v, "84213")
	kept, err := v.Load(t.Context(), vault.AppLock)
	if err != nil || strings.Contains(string(kept.Reveal()), "84213") {
		t.Errorf("kept %s, %v", kept.Reveal(), err)
	}
	if err := try(t, v, "84214", noon); !errors.Is(err, vault.ErrWrongPIN) {
		t.Errorf("a wrong PIN: %v", err)
	}
	if err := try(t, v, "84213", noon); err != nil {
		t.Errorf("the right PIN: %v", err)
	}
	if l := again(t, v); l.Wrong != 0 {
		t.Errorf("%d wrong tries after a right one", l.Wrong)
	}
}

// Somebody guesses, closes the app, opens it, guesses on, and turns the clock back.
func TestWrongPINsWaitLongerAlsoAfterARestart(t *testing.T) {
	t.Parallel()
	v := &vault.Memory{}
	locked(t, v, "84213")
	now := noon
	for i, want := range []time.Duration{0, 0, 0, 0, time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, time.Hour} {
		if err := try(t, v, "0000", now); !errors.Is(err, vault.ErrWrongPIN) {
			t.Fatalf("try %d: %v", i+1, err)
		}
		if got := again(t, v).Wait(now); got != want {
			t.Errorf("after try %d the wait is %v, want %v", i+1, got, want)
		}
		if want > 0 {
			if err := try(t, v, "84213", now.Add(want-time.Second)); !errors.Is(err, vault.ErrWaitPIN) {
				t.Errorf("a second before the wait is over: %v", err)
			}
		}
		now = now.Add(want)
	}
	if err := try(t, v, "84213", noon.Add(-time.Hour)); !errors.Is(err, vault.ErrWaitPIN) {
		t.Errorf("with the clock turned back: %v", err)
	}
	if got := again(t, v).Wait(noon.Add(-time.Hour)); got != time.Hour {
		t.Errorf("the clock was turned back, and the wait is %v", got)
	}
	if err := try(t, v, "84213", noon); err != nil {
		t.Errorf("an hour by that clock later: %v", err)
	}
}

// The app is killed while a PIN is looked at: the try is counted all the same.
func TestATryThatWasCutShortIsCounted(t *testing.T) {
	t.Parallel()
	v := &cut{Memory: &vault.Memory{}, left: 2}
	l := locked(t, v, "84213")
	if err := l.Try(t.Context(), v, vault.NewSecret([]byte("84213")), noon); err == nil {
		t.Fatal("the second write did not fail")
	}
	if got := again(t, v); got.Wrong != 1 {
		t.Errorf("%d tries are counted", got.Wrong)
	}
	if err := again(t, v).Try(t.Context(), v, vault.NewSecret([]byte("84213")), noon); err == nil {
		t.Error("a try that could not be counted was taken")
	}
}

// cut fails every Save after so many.
type cut struct {
	*vault.Memory
	left int
}

func (c *cut) Save(ctx context.Context, item vault.Item, s vault.Secret) error {
	if c.left--; c.left < 0 {
		return vault.ErrFailed
	}
	return c.Memory.Save(ctx, item, s)
}

func TestTheTenthWrongPINWipesOnlyWhereThatWasChosen(t *testing.T) {
	t.Parallel()
	for _, wipe := range []bool{false, true} {
		v := &vault.Memory{}
		l := locked(t, v, "84213")
		l.Wipe, l.Wrong, l.At = wipe, vault.MaxWrong-1, noon.Add(-2*time.Hour)
		if err := l.Keep(t.Context(), v); err != nil {
			t.Fatal(err)
		}
		want := vault.ErrWrongPIN
		if wipe {
			want = vault.ErrWipePIN
		}
		if err := try(t, v, "0000", noon); !errors.Is(err, want) {
			t.Errorf("wipe %v: %v", wipe, err)
		}
		if err := try(t, v, "84213", noon.Add(time.Hour)); err != nil {
			t.Errorf("the right PIN in the end: %v", err)
		}
	}
}

func TestPINsThatEverybodyTriesFirstAreRefused(t *testing.T) {
	t.Parallel()
	for pin, good := range map[string]bool{
		"": false, "482": false, "1234567890123": false, "12ab": false, "１２３７": false,
		"0000": false, "1234": false, "4321": false, "98765": false,
		"4821": true, "1212": true, "12344": true, "802113579024": true,
	} {
		err := (&vault.Lock{}).Set(t.Context(), vault.NewSecret([]byte(pin)))
		if good != (err == nil) || !good && !errors.Is(err, vault.ErrWeakPIN) {
			t.Errorf("%q: %v", pin, err)
		}
	}
}

func TestADamagedLockIsNoOpenDoor(t *testing.T) {
	t.Parallel()
	for _, kept := range []string{"", "{}", "null", `{"argon2id":{"time":3,"memory_kib":65536,"threads":4},"salt":"","digest":""}`} {
		v := &vault.Memory{}
		if err := v.Save(t.Context(), vault.AppLock, vault.NewSecret([]byte(kept))); err != nil {
			t.Fatal(err)
		}
		if l, err := vault.LoadLock(t.Context(), v); l != nil || !errors.Is(err, vault.ErrDamaged) {
			t.Errorf("%q: %v, %v", kept, l, err)
		}
	}
}
