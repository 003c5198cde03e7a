package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"throughline/app"
	"throughline/internal/demobrowser"
	"throughline/sync/vault/vaulttest"
)

// throughline runs one command of the app in this process.
func throughline(args ...string) (out, errs string, code int) {
	var o, e bytes.Buffer
	code = app.Main(args, app.System{Stdout: &o, Stderr: &e, Env: noEnv, Now: time.Now})
	return o.String(), e.String(), code
}

func TestWhatIsNotUnderstoodIsOneLineAndExitCode2(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"--no-such-flag"}, {"dance"}, {"sync", "extra"}, {"doctor", "--profile", "/dev/null/no"}, {"--profile", t.TempDir()}} {
		out, errs, code := throughline(args...)
		if code != 2 || strings.Count(errs, "\n") != 1 || out != "" || strings.Contains(errs, "goroutine") {
			t.Errorf("%v: exit %d, %q, %q", args, code, out, errs)
		}
	}
	for _, args := range [][]string{{"serve", "--no-such-flag"}, {"dance"}, {"serve", "--db", "sqlite:/dev/null/no"}, {"serve", "--db", "oracle:x"}} {
		out, errs, code := clinicd(t, args...)
		if code != 2 || strings.Count(errs, "\n") != 1 || out != "" || strings.Contains(errs, "goroutine") {
			t.Errorf("clinicd %v: exit %d, %q, %q", args, code, out, errs)
		}
	}
}

func TestFlagsMayStandBeforeTheCommandAndAfterIt(t *testing.T) {
	t.Parallel()
	before, _, _ := throughline("--json", "--profile", t.TempDir(), "doctor")
	after, _, _ := throughline("doctor", "--profile", t.TempDir(), "--json")
	for _, out := range []string{before, after} {
		if !strings.HasPrefix(out, `{"ok":`) {
			t.Errorf("the doctor says %q", out)
		}
	}
}

func TestSignedOutCommandsSaySoInOneLine(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	out, errs, code := throughline("sync", "--json", "--profile", filepath.Join(t.TempDir(), "p"))
	if code != 1 || out != "" || errs != "throughline: No one is signed in here. Sign in first. (signed-out)\n" {
		t.Errorf("exit %d, %q, %q", code, out, errs)
	}
}

// Each thing that can be wrong with a clinic's address has its own sentence.
func TestAWrongClinicAddressHasItsOwnSentence(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	said := map[string]string{}
	for name, address := range map[string]string{
		"unclear": "my clinic", "insecure": "http://clinic.example/fhir", "unreachable": "http://127.0.0.1:1/fhir",
	} {
		_, errs, code := throughline("sign-in", "--clinic", address, "--profile", filepath.Join(t.TempDir(), "p"))
		if code == 0 || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: exit %d, %q", name, code, errs)
		}
		if other, twice := said[errs]; twice {
			t.Errorf("%s and %s say the same: %q", name, other, errs)
		}
		said[errs] = name
	}
}

// The commands that work without a window, from the first sign-in to the last
// trace being gone.
func TestTheAppWorksWithoutAWindow(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := startClinic(t, "--demo")
	who := demoAccount(t, "patient")
	profile := filepath.Join(t.TempDir(), "profile")

	signInByCommand(t, who, "--clinic", clinic.fhir, "--profile", profile)

	printed, complaint, code := throughline("sync", "--json", "--profile", profile)
	var report struct {
		Pulled, Pushed, Pending, Conflicts, Quarantined *int
		AsOf                                            string `json:"as_of"`
	}
	if err := json.Unmarshal([]byte(printed), &report); err != nil || code != 0 {
		t.Fatalf("sync: exit %d, %q, %s", code, printed, complaint)
	}
	if report.Pulled == nil || *report.Pulled < 50 || report.Pushed == nil || report.Pending == nil || report.Conflicts == nil || *report.Quarantined != 0 {
		t.Errorf("sync printed %s", printed)
	}
	if _, err := time.Parse(time.RFC3339, report.AsOf); err != nil {
		t.Errorf("as_of: %v", err)
	}

	printed, complaint, code = throughline("doctor", "--json", "--profile", profile)
	if code != 0 {
		t.Errorf("doctor: exit %d, %s%s", code, printed, complaint)
	}
	for _, secret := range []string{who.Name, "Maya", "Rivera", "PHQ", "Patient/"} {
		if strings.Contains(printed, secret) {
			t.Errorf("the doctor told %q: %s", secret, printed)
		}
	}

	if printed, complaint, code = throughline("sign-out", "--profile", profile); code != 0 {
		t.Errorf("sign-out: exit %d, %s%s", code, printed, complaint)
	}
	left, _ := exec.CommandContext(t.Context(), "secret-tool", "search", "--all", "service", "Throughline").CombinedOutput()
	if bytes.Contains(left, []byte("secret")) {
		t.Errorf("the keyring still has %s", left)
	}
	if files, _ := filepath.Glob(filepath.Join(profile, "*.db*")); len(files) > 0 {
		t.Errorf("the folder still has %v", files)
	}
}

// On a server without a keyring the same commands take a passphrase from a file.
func TestTheCommandsTakeAPassphraseWhereThereIsNoKeyring(t *testing.T) {
	if !vaulttest.In(t, vaulttest.None) {
		return
	}
	clinic := startClinic(t, "--demo")
	profile, secret := filepath.Join(t.TempDir(), "profile"), filepath.Join(t.TempDir(), "passphrase")
	if err := os.WriteFile(secret, []byte("four words that differ\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, errs, code := throughline("sign-in", "--clinic", clinic.fhir, "--profile", profile); code != 1 || !strings.Contains(errs, "ask-keeping") {
		t.Errorf("without a choice: exit %d, %s", code, errs)
	}
	signInByCommand(t, demoAccount(t, "therapist"), "--clinic", clinic.fhir, "--profile", profile, "--passphrase-file", secret)
	if out, errs, code := throughline("sync", "--json", "--profile", profile, "--passphrase-file", secret); code != 0 || !strings.Contains(out, `"pending":0`) {
		t.Errorf("sync: exit %d, %s%s", code, out, errs)
	}
	if _, errs, code := throughline("sync", "--profile", profile); code != 1 || !strings.Contains(errs, "ask-passphrase") {
		t.Errorf("without the passphrase: exit %d, %s", code, errs)
	}
}

// signInByCommand runs `throughline sign-in` and signs in on the address that it
// prints, in a real browser.
func signInByCommand(t *testing.T, who account, flags ...string) {
	t.Helper()
	out, in := io.Pipe()
	done := make(chan int, 1)
	var errs bytes.Buffer
	go func() {
		done <- app.Main(append([]string{"sign-in"}, flags...), app.System{Stdout: in, Stderr: &errs, Env: noEnv, Now: time.Now})
		_ = in.Close()
	}()
	lines := bufio.NewScanner(out)
	var last string
	for lines.Scan() {
		if last = lines.Text(); strings.HasPrefix(last, "http") {
			if err := demobrowser.SignIn(t.Context(), last, who.User, who.Password); err != nil {
				t.Fatal(err)
			}
		}
	}
	if code := <-done; code != 0 || last != "Signed in." {
		t.Fatalf("sign-in: exit %d, %q, %s", code, last, errs.String())
	}
}
