// Package e2e runs the real app against the real clinic server: the way a
// person meets them, with a real keyring and a real browser.
package e2e

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"throughline/sync/vault/vaulttest"
)

// The main job from end to end: a patient signs in on the clinic's page, sees
// the day and the week, fills in a PHQ-9; a therapist reviews it; the patient
// sees that it was reviewed.
func TestAPHQ9GoesToTheCareTeamAndComesBackReviewed(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := startClinic(t, "--demo")

	maya := sit(t, clinic)
	maya.signIn(demoAccount(t, "patient"))
	maya.see("Hello, Maya")
	maya.keepsTokensInTheKeyringAlone()
	maya.tap("Schedule")
	maya.see("Group:")

	maya.tap("You")
	maya.tap("Check-ins")
	maya.tap("PHQ-9")
	maya.tap("Start")
	for question := range 9 {
		maya.see(fmt.Sprintf("Question %d of", question+1))
		maya.tap("Several days")
		if question == 8 { // thoughts of self-harm: help opens at the tap, and the form stays
			maya.see("Are you safe right now?")
			maya.until("where the answer is", func() bool { // on a fast machine the clinic has it at once
				return maya.Says("No one at the clinic has seen this.") || maya.Says("The clinic has received this.")
			})
			maya.tap("Back to the form")
		}
		maya.tap("Next")
	}
	maya.tap("Not difficult at all")
	maya.tap("Next")
	maya.see("Ready to send?")
	maya.tap("Send to my team")
	maya.see("9 ")
	maya.until("the clinic's answer", func() bool {
		s := maya.client.Engine().Chart().Sync
		return s.Pending == 0 && s.Problem == nil
	})
	maya.keepsNothingReadable("Several days", "Rivera", "Several")

	dana := sit(t, clinic)
	dana.signIn(demoAccount(t, "therapist"))
	dana.see("Review")
	dana.tap("Maya R.")
	dana.see("Maya Rivera") // another urgent answer was open before
	dana.see("Thoughts that you would be better off dead")
	for _, step := range [][]string{
		{"Take this one"},
		{"Send reply"},
		{"Record a call", "Reached", "Save the call"},
		{"Record what you decided", "Safety card gone through together", "Save the decision"},
		{"Close with a reason", "A plan is in place", "Close this"},
	} {
		for _, name := range step {
			dana.see(name)
			if name == "Send reply" {
				dana.Type(t, "Reply to the patient", "Thank you for telling us. Let us talk tonight.")
			}
			dana.tap(name)
			if name == "Send reply" {
				dana.see("wrote, ") // it is kept from then on, and what comes next is another step
			}
		}
		dana.until("the step to be sent", func() bool { // a page that is made anew closes what is open on it
			c := dana.client.Engine().Chart().Sync
			return c.Pending == 0 && !c.Running
		})
	}
	dana.see("Closed by Dana Ortiz")
	dana.until("the review to be sent", func() bool { return dana.client.Engine().Chart().Sync.Pending == 0 })

	maya.client.Engine().Nudge()
	maya.see("Reviewed by your care team")
}

// keepsTokensInTheKeyringAlone looks from outside, as another program would.
func (d *desk) keepsTokensInTheKeyringAlone() {
	d.t.Helper()
	id := d.profileID()
	for _, item := range []string{"refresh-token", "store-key", "identity"} {
		out, err := exec.CommandContext(d.t.Context(), "secret-tool", "lookup", "service", "Throughline", "username", id+"/"+item).Output()
		if err != nil || len(out) == 0 {
			d.t.Errorf("the keyring has no %s: %v", item, err)
		}
		d.keepsNothingReadable(string(bytes.TrimSpace(out)))
	}
}

func (d *desk) profileID() string {
	d.t.Helper()
	raw, err := os.ReadFile(filepath.Join(d.folder, "installation.json"))
	if err != nil {
		d.t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(raw), `"id": "`)
	id, _, _ := strings.Cut(rest, `"`)
	return id
}

// keepsNothingReadable looks for words in every file of the profile.
func (d *desk) keepsNothingReadable(words ...string) {
	d.t.Helper()
	err := filepath.WalkDir(d.folder, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		for _, w := range words {
			if w != "" && bytes.Contains(raw, []byte(w)) {
				d.t.Errorf("%s has %q in it", filepath.Base(path), w)
			}
		}
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
}
