package e2e

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"

	"throughline/app"
	"throughline/care"
	"throughline/internal/demobrowser"
	"throughline/sync/store"
	"throughline/sync/vault/vaulttest"
)

// A machine without a keyring: the person is asked, and nothing is ever kept in
// a plain file.
func TestWithNoKeyringThePersonChoosesAPassphrase(t *testing.T) {
	if !vaulttest.In(t, vaulttest.None) {
		return
	}
	clinic := startClinic(t, "--demo")
	folder := filepath.Join(t.TempDir(), "profile")
	first := sitAt(t, clinic, folder)
	first.see("Stay signed in?")
	first.tap("Ask me for a passphrase")
	first.see("Choose a passphrase")
	first.Type(t, "Passphrase", "short")
	first.tap("Use this passphrase")
	first.see("Choose a longer passphrase")
	first.clear("Passphrase")
	first.Type(t, "Passphrase", "four words that differ")
	first.tap("Use this passphrase")
	first.signIn(demoAccount(t, "patient"))
	first.see("Hello, Maya")
	first.until("a whole sync", func() bool { return !first.client.Engine().Chart().Sync.AsOf.IsZero() })
	first.keepsNothingReadable("four words", "Rivera", "refresh")
	first.leave()

	again := sitAt(t, clinic, folder)
	again.see("Welcome back")
	again.Type(t, "Passphrase", "four wrong words here")
	again.tap("Open")
	again.see("That passphrase does not open it.")
	again.tap("I lost my passphrase")
	again.see("Answers that were not sent from this device yet will be lost.")
	if left, _ := filepath.Glob(filepath.Join(folder, "*.db")); len(left) != 1 {
		t.Errorf("before they said a word the folder has %v", left)
	}
	again.tap("Keep it and try again")
	again.see("Welcome back")
	again.clear("Passphrase")
	again.Type(t, "Passphrase", "four words that differ")
	again.tap("Open")
	again.see("Hello, Maya")
	again.leave()

	lost := sitAt(t, clinic, folder)
	lost.see("Welcome back")
	lost.tap("I lost my passphrase")
	lost.tap("Take it off and lose what is not sent")
	lost.see("Find your clinic")
	if left, _ := filepath.Glob(filepath.Join(folder, "*.db")); len(left) != 0 {
		t.Errorf("the folder has %v", left)
	}
}

// On a machine that keeps nothing, what is not sent is in memory alone. Closing the
// window asks, also while the app is locked: there the question lies over the lock,
// and gives nothing away. Who does not see it has not been asked.
func TestClosingAsksOverTheLockToo(t *testing.T) {
	if !vaulttest.In(t, vaulttest.None) {
		return
	}
	clinic := startClinic(t, "--demo")
	maya := sit(t, clinic)
	closed := false
	maya.Window.SetOnClosed(func() { closed = true })
	maya.tap("Don't keep me signed in")
	maya.signIn(demoAccount(t, "patient"))
	maya.see("Hello, Maya")
	maya.until("a whole sync", func() bool { return !maya.client.Engine().Chart().Sync.AsOf.IsZero() })
	maya.setPIN("4821")
	maya.cut.Store(true)
	answers(t, maya.client, care.AnswerLate)
	maya.goAway()
	maya.comeBack()
	maya.see("Locked")
	asked := func() {
		t.Helper()
		maya.closes()
		maya.see("has not reached your clinic")
		if closed {
			t.Fatal("it closed without a word")
		}
	}
	asked()
	if maya.Find("Save a copy in a file") != nil {
		t.Error("it gives out what lies beneath the lock")
	}
	maya.tap("Keep it open")
	maya.see("Locked")
	asked()
	maya.key(fyne.KeyEscape)
	maya.see("Locked")
	asked() // they do not see the first question any more
	maya.tap("Keep it open")
	maya.unlock("4821")
	maya.see("App lock") // where they were
	asked()
	maya.goAway()
	maya.comeBack()
	maya.see("Locked")
	asked() // the lock has covered the question
	maya.closes()
	if !closed {
		t.Error("who closes while they are asked means it")
	}
}

func TestWithNoKeyringNothingHasToBeKept(t *testing.T) {
	if !vaulttest.In(t, vaulttest.None) {
		return
	}
	clinic := startClinic(t, "--demo")
	d := sit(t, clinic)
	d.tap("Don't keep me signed in")
	d.signIn(demoAccount(t, "related-person"))
	d.see("Hello, Elena")
	d.until("a whole sync", func() bool { return !d.client.Engine().Chart().Sync.AsOf.IsZero() })
	files, err := os.ReadDir(d.folder)
	if err != nil || len(files) != 1 || files[0].Name() != "installation.json" {
		t.Errorf("the folder has %v, %v", files, err)
	}
}

// Signing out with something unsent asks first; then nothing stays.
func TestSigningOutAsksAndThenLeavesNothing(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := startClinic(t, "--demo")
	d := sit(t, clinic)
	d.signIn(demoAccount(t, "patient"))
	d.see("Hello, Maya")
	d.tap("You")
	d.tap("Sign out")
	d.see("Sign out and take your data off this device?")
	d.tap("Stay signed in")
	d.tap("Sign out")
	d.see("Sign out and take your data off this device?")
	d.tap("Sign out")
	d.see("The sign-in page of")
	if left, _ := filepath.Glob(filepath.Join(d.folder, "*.db*")); len(left) > 0 {
		t.Errorf("the folder still has %v", left)
	}
}

// On a device that several people share, somebody else may use it without the word of
// who was there before. What that person entered and had not sent is not theirs to
// throw away: it waits, and is sent when its person signs in again.
func TestWhoMakesRoomThrowsNothingAwayThatWasNotSent(t *testing.T) {
	if !vaulttest.In(t, vaulttest.None) {
		return
	}
	clinic := startClinic(t, "--demo")
	in, err := app.OpenInstallation(filepath.Join(t.TempDir(), "profile"))
	if err != nil {
		t.Fatal(err)
	}
	c := app.NewClient(in, app.ClientOptions{})
	t.Cleanup(c.Close)
	if err := errors.Join(c.Connect(t.Context(), clinic.fhir), c.Seal(t.Context(), "four words that differ")); err != nil {
		t.Fatal(err)
	}
	maya, other := demoAccount(t, "patient"), demoAccount(t, "therapist")
	takesOver := func(who account) {
		t.Helper()
		if err := c.Detach(); err != nil {
			t.Fatal(err)
		}
		err := c.SignIn(t.Context(), func(address string) {
			go func() { _ = demobrowser.SignIn(t.Context(), address, who.User, who.Password) }()
		})
		if !errors.Is(err, store.ErrOwner) {
			t.Fatalf("%s: %v", who.User, err)
		}
		if err := c.MakeRoom(t.Context()); err != nil {
			t.Fatal(err)
		}
		signInAgain(t, c, who)
	}
	signInAgain(t, c, maya)
	synced(t, c)
	session := answers(t, c, care.AnswerLate)
	takesOver(other)
	if n, err := c.Unsent(t.Context()); err != nil || n != 0 {
		t.Errorf("the other person has %d unsent, %v", n, err)
	}
	synced(t, c)
	takesOver(maya)
	if n, err := c.Unsent(t.Context()); err != nil || n != 1 {
		t.Errorf("%d unsent, %v", n, err)
	}
	synced(t, c)
	for _, s := range synced(t, c).Sessions {
		if s.Ref == session && (s.Answer != care.AnswerLate || s.Delivery.State != care.Received) {
			t.Errorf("the session says %v, %+v", s.Answer, s.Delivery)
		}
	}
}

// A person who keeps nothing on the machine is asked to sign in again while an answer
// is not sent. It waits in memory for them, and for nobody else.
func TestWhatIsInMemoryWaitsForTheSamePerson(t *testing.T) {
	if !vaulttest.In(t, vaulttest.None) {
		return
	}
	clinic := startClinic(t, "--demo")
	in, err := app.OpenInstallation(filepath.Join(t.TempDir(), "profile"))
	if err != nil {
		t.Fatal(err)
	}
	c := app.NewClient(in, app.ClientOptions{})
	t.Cleanup(c.Close)
	if err := errors.Join(c.Connect(t.Context(), clinic.fhir), c.KeepNothing()); err != nil {
		t.Fatal(err)
	}
	maya, other := demoAccount(t, "patient"), demoAccount(t, "therapist")
	signInAgain(t, c, maya)
	synced(t, c)
	session := answers(t, c, care.AnswerLate)
	if err := c.Detach(); err != nil { // what the window does when a sign-in has run out
		t.Fatal(err)
	}
	err = c.SignIn(t.Context(), func(address string) {
		go func() { _ = demobrowser.SignIn(t.Context(), address, other.User, other.Password) }()
	})
	if !errors.Is(err, store.ErrOwner) {
		t.Fatalf("another person: %v", err)
	}
	if n, err := c.WouldBeLost(t.Context()); err != nil || n != 1 {
		t.Errorf("closing would lose %d, %v", n, err)
	}
	if err := c.MakeRoom(t.Context()); err != nil { // they use the device all the same
		t.Fatal(err)
	}
	signInAgain(t, c, other)
	if n, err := c.Unsent(t.Context()); err != nil || n != 0 {
		t.Errorf("the other person has %d unsent, %v", n, err)
	}
	if n, err := c.WouldBeLost(t.Context()); err != nil || n != 1 {
		t.Errorf("closing would lose %d, %v", n, err)
	}
	if err := c.Detach(); err != nil {
		t.Fatal(err)
	}
	signInAgain(t, c, maya)
	if n, err := c.Unsent(t.Context()); err != nil || n != 1 {
		t.Errorf("%d unsent, %v", n, err)
	}
	for _, s := range synced(t, c).Sessions {
		if s.Ref == session && (s.Answer != care.AnswerLate || s.Delivery.State != care.Received) {
			t.Errorf("the session says %v, %+v", s.Answer, s.Delivery)
		}
	}
}
