package together

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/e2e/apptest"
	"throughline/sync/vault"
	"throughline/sync/vault/vaulttest"
)

func none(set []time.Time) bool { return len(set) == 0 }

// sits starts the app for Maya on a device of its own, with her reminders set.
func sits(t *testing.T, clinic *apptest.Programme) *apptest.App {
	t.Helper()
	a := clinic.App(t, "maya", apptest.Options{Phone: true})
	a.See("Hello, Maya")
	a.Sync()
	a.Reminds("as many as it may", func(now []time.Time) bool { return len(now) == 24 })
	return a
}

// However a person leaves a device, nothing on it tells them, or whoever holds it then, to look.
func TestNoReminderIsLeftWithTheSystemOnceAPersonHasLeft(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)

	a := sits(t, clinic) // she wants none
	set := a.Reminders()
	a.Tap("Schedule")
	a.Tap("Calendar and reminders")
	a.Tap("Never")
	a.Reminds("none", none)
	a.Kill()
	a = a.Again(nil)
	a.See("Calendar and reminders") // where she was
	a.Sync()
	if left := a.Reminders(); len(left) > 0 {
		t.Errorf("switched off, and after another start there are %v", left)
	}
	a.Tap("Calendar and reminders")
	a.Tap("1 hour before")
	a.Reminds("those of before", func(now []time.Time) bool { return slices.Equal(now, set) })

	a.Tap("Back") // she signs out
	a.Tap("You")
	a.Tap("Sign out")
	a.See("Sign out and take your data off this device?")
	a.Tap("Sign out")
	a.See("Open the sign-in page")
	a.Reminds("none", none)
	a.Stop()

	a = sits(t, clinic) // she wipes it
	a.Tap("You")
	a.Tap("Wipe this device")
	a.See("What goes")
	a.Tap("Wipe this device")
	a.See("Everything was taken off this device.")
	a.Reminds("none", none)
	a.Stop()

	a = sits(t, clinic) // it is erased from afar while it is off
	a.Kill()
	clinic.Clinicd("user", "sessions", "revoke", "maya", latestSignIn(t, clinic))
	if left := a.Reminders(); len(left) == 0 {
		t.Error("the system forgot by itself")
	}
	a = a.Again(nil)
	a.See("Your data was taken off it.")
	a.Reminds("none", none)
	a.Stop()

	a = sits(t, clinic) // her keyring is lost, and with it what opens her store
	a.Kill()
	a.LoseSecret(vault.StoreKey)
	a = a.Again(nil)
	a.See("Open the sign-in page")
	a.Reminds("none", none)
	a.Stop()

	a = sits(t, clinic) // her sister signs in next, where her own sign-in is gone
	a.Kill()
	a.LoseSecret(vault.RefreshToken)
	a = a.Again(nil)
	a.See("Please sign in again.")
	a.Reminds("none", none)
	a.Proves("elena")
	a.See("belongs to another sign-in")
	a.Tap("Make room for me")
	a.SignIn("elena")
	a.See("Hello, Elena")
	a.Sync()
	if left := a.Reminders(); len(left) > 0 {
		t.Errorf("a loved one is reminded of %v", left)
	}
}

// The system forgot what it held (a phone that was off), or holds what is not so any more (the session moved, or was
// canceled, while the app was killed): the next start has it right.
func TestEachStartSetsTheRemindersAnew(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	a := sits(t, clinic)
	set := a.Reminders()
	a.Kill()
	if err := os.RemoveAll(a.Folder + ".alarms"); err != nil { // a phone forgets at a reboot
		t.Fatal(err)
	}
	a = a.Again(func(o *apptest.Options) { o.Offline = true })
	a.See("Hello, Maya")
	a.Reminds("those of before", func(now []time.Time) bool { return slices.Equal(now, set) })
	a.Kill()

	dana := clinic.App(t, "dana", apptest.Options{})
	dana.See("Review")
	dana.Sync()
	dana.Tap("Program")
	dana.Tap("Groups")
	dana.Tap("Evening group")
	dana.Tap("Group: Riding out an urge")
	dana.Tap("Move it")
	dana.Type("Time", "7:15 PM")
	dana.Tap("Move it")
	dana.See("Moved, was 6:00 PM")
	dana.Sync()
	if now := a.Reminders(); !slices.Equal(now, set) {
		t.Errorf("nobody runs, and the system holds %v", now)
	}
	a = a.Again(func(o *apptest.Options) { o.Offline = false })
	a.See("Hello, Maya")
	a.Sync()
	at := time.Date(2027, 3, 10, 0, 15, 0, 0, time.UTC) // 18:15 in Chicago
	a.Reminds("one at 18:15, and as many as before", func(now []time.Time) bool {
		return len(now) == len(set) && slices.Contains(now, at) && !slices.Contains(now, at.Add(-75*time.Minute))
	})
	a.Noticed(1) // of the move
	a.Kill()
	dana.Tap("Cancel it")
	dana.See("Cancel a session")
	dana.Tap("Cancel the session")
	dana.See("Canceled")
	dana.Sync()
	a = a.Again(nil)
	a.See("Hello, Maya")
	a.Sync()
	a.Reminds("none at 18:15", func(now []time.Time) bool { return !slices.Contains(now, at) })
}

// Who has left the program is not reminded of a group that goes on without them, but of their follow-ups and of visits
// that are still planned.
func TestAfterDischargeNothingRemindsOfTheGroup(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	a := sits(t, clinic)
	dana := clinic.App(t, "dana", apptest.Options{})
	dana.See("Review")
	dana.Sync()
	discharges(dana, 2027, 3, 10)
	dana.See("The day of discharge is March 10.")
	dana.Sync()
	clinic.Comes(t, time.Date(2027, 3, 10, 16, 0, 0, 0, time.UTC), a, dana)
	dana.Sync()
	dana.Tap("End the stay")
	dana.See("The stay ends on March 10.")
	dana.Tap("End the stay now")
	dana.See("The stay ended on March 10.")
	dana.Sync()
	clinic.Comes(t, time.Date(2027, 3, 12, 16, 0, 0, 0, time.UTC), a, dana)
	a.Sync()
	day := func(month time.Month, d, hour int) time.Time { // Chicago's clock in summer
		return time.Date(2027, month, d, hour+5, 0, 0, 0, time.UTC)
	}
	opens, due := day(time.March, 21, 10), day(time.March, 24, 10)
	a.Reminds("the follow-ups, and her visits, and no group", func(now []time.Time) bool {
		return slices.Contains(now, opens) && slices.Contains(now, due) && slices.Contains(now, day(time.May, 10, 10)) &&
			!slices.ContainsFunc(now, func(at time.Time) bool { return at.UTC().Hour() == 17+5 }) // an hour before the group
	})
	a.See("You finished the program")
	a.Tap("Schedule")
	a.Tap("Next week")
	a.See("March 15 to 21")
	if a.Says("Group") || !a.Says("Individual session") {
		t.Errorf("the week after discharge has %q", a.Texts())
	}
}

// latestSignIn is the id of the sign-in that Maya made last.
func latestSignIn(t *testing.T, clinic *apptest.Programme) string {
	t.Helper()
	id, _, _ := strings.Cut(signIns(clinic)[0], " ")
	return id
}
