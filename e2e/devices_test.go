package e2e

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"throughline/app"
	"throughline/care"
	"throughline/internal/demobrowser"
	"throughline/sync/smart"
	"throughline/sync/store"
	"throughline/sync/vault/vaulttest"
)

// signedIn is the app without its window, signed in on a profile of its own.
func signedIn(t *testing.T, clinic *clinicServer, folder string, who account) *app.Client {
	t.Helper()
	in, err := app.OpenInstallation(folder)
	if err != nil {
		t.Fatal(err)
	}
	c := app.NewClient(in, app.ClientOptions{})
	t.Cleanup(c.Close)
	if err := c.Connect(t.Context(), clinic.fhir); err != nil {
		t.Fatal(err)
	}
	signInAgain(t, c, who)
	return c
}

func signInAgain(t *testing.T, c *app.Client, who account) {
	t.Helper()
	browsed := make(chan error, 1)
	err := c.SignIn(t.Context(), func(address string) {
		go func() { browsed <- demobrowser.SignIn(t.Context(), address, who.User, who.Password) }()
	})
	if err := errors.Join(err, <-browsed); err != nil {
		t.Fatal(err)
	}
}

// synced has a client sync, which must work.
func synced(t *testing.T, c *app.Client) care.Chart {
	t.Helper()
	if _, err := c.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	return c.Engine().Chart()
}

// answers has the person say about their next session what they did not say yet,
// and gives which session that is.
func answers(t *testing.T, c *app.Client, a care.Answer) string {
	t.Helper()
	next, ok := c.Engine().Chart().NextSession(time.Now())
	if !ok {
		t.Fatal("no session is planned")
	}
	if err := c.Engine().AnswerSession(t.Context(), care.SessionAnswer{Session: next.Ref, Answer: a}); err != nil {
		t.Fatal(err)
	}
	return next.Ref
}

func keyringHas(t *testing.T, folder, item string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(folder, "installation.json"))
	if err != nil {
		t.Fatal(err)
	}
	var in struct{ ID string }
	if err := json.Unmarshal(raw, &in); err != nil {
		t.Fatal(err)
	}
	out, _ := exec.CommandContext(t.Context(), "secret-tool", "lookup", "service", "Throughline", "username", in.ID+"/"+item).Output()
	return string(out)
}

// A laptop is lost. Maya ends its sign-in from her phone; at its next contact the
// laptop takes everything off itself, says so in one sentence, and knows nothing
// of her when it is started again. Her phone goes on.
func TestALostDeviceErasesItselfAtItsNextContact(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := startClinic(t, "--demo")
	who := demoAccount(t, "patient")
	lost := filepath.Join(t.TempDir(), "laptop")
	laptop := signedIn(t, clinic, lost, who)
	synced(t, laptop)
	answers(t, laptop, care.AnswerLate) // and was offline since
	phone := signedIn(t, clinic, filepath.Join(t.TempDir(), "phone"), who)
	synced(t, phone)

	if offered, err := phone.OffersDevices(t.Context()); err != nil || !offered {
		t.Fatalf("offered %v, %v", offered, err)
	}
	devices, err := phone.Devices(t.Context())
	if err != nil || len(devices) != 2 || !devices[0].Current || devices[1].Current || devices[1].Name != "Linux computer" || devices[1].SignedIn.IsZero() {
		t.Fatalf("devices %+v, %v", devices, err)
	}
	if err := phone.SignOutDevice(t.Context(), devices[1].ID); err != nil {
		t.Fatal(err)
	}

	_, err = laptop.Sync(t.Context())
	if f := care.AsFault(err); !errors.Is(err, smart.ErrRevoked) || f.Say != smart.ErrRevoked.Say {
		t.Errorf("the laptop's sync: %v", err)
	}
	files, err := os.ReadDir(lost)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if n := f.Name(); n != "installation.json" && n != "store.lock" {
			t.Errorf("the laptop still has %s", n)
		}
	}
	for _, item := range []string{"refresh-token", "store-key", "identity"} {
		if keyringHas(t, lost, item) != "" {
			t.Errorf("the keyring still has the %s", item)
		}
	}
	if laptop.Engine() != nil {
		t.Error("the laptop still shows a chart")
	}
	if err := laptop.Resume(t.Context()); !errors.Is(err, app.ErrSignedOut) {
		t.Errorf("started again: %v", err)
	}
	synced(t, phone)
	if devices, err := phone.Devices(t.Context()); err != nil || len(devices) != 1 {
		t.Errorf("devices in the end %+v, %v", devices, err)
	}
}

// A refresh token is stolen and used after it was rotated. The family ends for the
// thief and for Maya; she is warned, what she had entered stays encrypted on her
// device, can be exported, and is sent once she, and not somebody else, signs in.
func TestAStolenTokenEndsTheFamilyAndLosesNothing(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := startClinic(t, "--demo")
	maya := demoAccount(t, "patient")
	folder := filepath.Join(t.TempDir(), "profile")
	c := signedIn(t, clinic, folder, maya)
	stolen := keyringHas(t, folder, "refresh-token")
	synced(t, c)
	for range 2 { // the thief waits until the token is two rotations old
		c = restarted(t, c, folder)
		synced(t, c)
	}
	session := answers(t, c, care.AnswerLate)
	refresh := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {stolen}, "client_id": {"throughline"}}
	found, err := (&smart.Client{ID: "throughline"}).Discover(t.Context(), clinic.fhir)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.PostForm(found.Token, refresh)
	if err != nil {
		t.Fatal(err)
	}
	said, _ := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusBadRequest {
		t.Fatalf("the thief got %d %s", resp.StatusCode, said)
	}

	_, err = c.Sync(t.Context())
	if f := care.AsFault(err); !errors.Is(err, smart.ErrReused) || !errors.Is(err, smart.ErrSignInAgain) || f.Code != "sign-in-reused" {
		t.Fatalf("the sync said %v", err)
	}
	if n, err := c.Unsent(t.Context()); err != nil || n != 1 {
		t.Errorf("%d unsent, %v", n, err)
	}
	c.Close()
	file := filepath.Join(t.TempDir(), "unsent.json")
	if out, errs, code := throughline("export-unsent", "--profile", folder, file); code != 0 || !strings.Contains(out, "1 things") {
		t.Errorf("export: exit %d, %s%s", code, out, errs)
	}
	if text, err := os.ReadFile(file); err != nil || !strings.Contains(string(text), `"what": "AppointmentResponse/`) {
		t.Errorf("export: %s, %v", text, err)
	}
	if _, errs, code := throughline("export-unsent", "--profile", folder, file); code != 2 {
		t.Errorf("a second export: exit %d, %s", code, errs)
	}
	if err := c.Connect(t.Context(), clinic.fhir); err != nil {
		t.Fatal(err)
	}

	other := demoAccount(t, "therapist")
	err = c.SignIn(t.Context(), func(address string) {
		go func() { _ = demobrowser.SignIn(t.Context(), address, other.User, other.Password) }()
	})
	if !errors.Is(err, store.ErrOwner) || c.Engine() != nil {
		t.Fatalf("another person: %v", err)
	}
	signInAgain(t, c, maya)
	chart := synced(t, c)
	if chart.Sync.Pending != 0 || chart.Sync.Conflicts != 0 || chart.Sync.Quarantined != 0 {
		t.Errorf("in the end %+v", chart.Sync)
	}
	for _, s := range chart.Sessions {
		if s.Ref == session && (s.Answer != care.AnswerLate || s.Delivery.State != care.Received) {
			t.Errorf("the session says %v, %+v", s.Answer, s.Delivery)
		}
	}
}

// restarted closes the app and starts it again.
func restarted(t *testing.T, c *app.Client, folder string) *app.Client {
	t.Helper()
	c.Close()
	in, err := app.OpenInstallation(folder)
	if err != nil {
		t.Fatal(err)
	}
	c = app.NewClient(in, app.ClientOptions{})
	t.Cleanup(c.Close)
	if err := c.Resume(t.Context()); err != nil {
		t.Fatal(err)
	}
	return c
}

// While the window is open, commands on the same profile say so in one sentence
// and take nothing away from it.
func TestASecondProcessIsToldAndHarmsNothing(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := startClinic(t, "--demo")
	folder := filepath.Join(t.TempDir(), "profile")
	c := signedIn(t, clinic, folder, demoAccount(t, "patient"))
	synced(t, c)
	token := keyringHas(t, folder, "refresh-token")
	for _, command := range [][]string{
		{"sync"}, {"sign-in", "--clinic", clinic.fhir}, {"sign-out"}, {"export-unsent", filepath.Join(t.TempDir(), "x")},
	} {
		args := append([]string{command[0], "--profile", folder}, command[1:]...)
		if _, errs, code := throughline(args...); code != 1 || !strings.Contains(errs, "already open on this device") {
			t.Errorf("%s: exit %d, %s", command[0], code, errs)
		}
	}
	if out, _, code := throughline("doctor", "--profile", folder); code != 1 || !strings.Contains(out, "already open on this device") {
		t.Errorf("doctor: exit %d, %s", code, out)
	}
	if keyringHas(t, folder, "refresh-token") != token {
		t.Error("the token is another one")
	}
	synced(t, c)
}
