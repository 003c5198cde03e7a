package e2e

import (
	"bytes"
	"path/filepath"
	"testing"
	"time"

	"throughline/app"
	"throughline/sync/vault/vaulttest"
)

// The phone ends the app while she words a goal. After the next start she is on that
// page and her words are in the field. The next morning she begins with her day, and
// the words still wait where she wrote them.
func TestAnAppThatWasEndedGoesOnWhereItWas(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := startClinic(t, "--demo")
	folder := filepath.Join(t.TempDir(), "profile")
	maya := sitAt(t, clinic, folder, onAPhone)
	maya.signIn(demoAccount(t, "patient"))
	maya.see("Hello, Maya")
	maya.until("a whole sync", func() bool { return !maya.client.Engine().Chart().Sync.AsOf.IsZero() })
	maya.tap("My plan")
	maya.tap("Strengths")
	maya.see("What helps you")
	maya.Type(t, "A strength", "I cook for my sister")
	maya.kept("typed", "I cook for my sister")
	maya.leave()

	again := sitAt(t, clinic, folder, onAPhone)
	again.see("What helps you")
	again.tap("Add")
	again.see("I cook for my sister")
	again.until("the words to be in the record", func() bool {
		s := again.client.Engine().Chart().Plan.Strengths
		return len(s) > 0 && s[len(s)-1].Text == "I cook for my sister"
	})
	again.kept("where", "part-one")
	again.leave()

	morning := sitAt(t, clinic, folder, onAPhone, nextMorning)
	morning.see("Hello, Maya")
}

// On a phone that was put away nothing is asked of the clinic, until it is taken out.
func TestNothingIsAskedWhileThePhoneIsPutAway(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := startClinic(t, "--demo")
	maya := sit(t, clinic, onAPhone)
	maya.signIn(demoAccount(t, "patient"))
	maya.see("Hello, Maya")
	maya.until("a whole sync", func() bool {
		s := maya.client.Engine().Chart().Sync
		return !s.AsOf.IsZero() && !s.Running
	})
	maya.goAway()
	maya.until("the sync to rest", func() bool { return !maya.client.Engine().Chart().Sync.Running })
	before := maya.asked.Load()
	maya.client.Engine().Nudge() // as a timer would
	maya.until("the app to have had the chance", func() bool { return true })
	if n := maya.asked.Load() - before; n != 0 {
		t.Errorf("asked %d times while it was put away", n)
	}
	maya.comeBack()
	maya.until("a sync", func() bool { return maya.asked.Load() > before })
}

// nextMorning has the app's clock nine hours ahead from the start.
func nextMorning(sys *app.System) {
	now := sys.Now
	sys.Now = func() time.Time { return now().Add(9 * time.Hour) }
}

// kept waits until a note of this device holds the words.
func (d *desk) kept(note, words string) {
	d.t.Helper()
	stop := make(chan struct{})
	defer close(stop)
	go func() { // nothing on the screen tells that the disk has it
		beat := time.NewTicker(50 * time.Millisecond)
		defer beat.Stop()
		for {
			select {
			case <-stop:
				return
			case <-beat.C:
				d.hops <- func() {}
			}
		}
	}()
	d.until("a note of "+words, func() bool {
		raw, err := d.client.Engine().Note(d.t.Context(), note)
		return err == nil && bytes.Contains(raw, []byte(words))
	})
}
