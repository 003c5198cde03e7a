package e2e

import (
	"bytes"
	"encoding/json"
	"testing"

	"throughline/fhir"
	"throughline/sync/vault/vaulttest"
)

// A person sees where they are signed in and who looked at their record, and takes
// all of it along: as a Bundle that any FHIR software reads, and as pages.
func TestAPersonSeesWhoLookedAndTakesTheirRecordAlong(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	maya := sit(t, startClinic(t, "--demo"))
	maya.signIn(demoAccount(t, "patient"))
	maya.see("Hello, Maya")

	maya.tap("My plan")
	maya.tap("What this means")
	maya.tap("Read about levels of care")
	maya.see("Care for mental health comes in levels.")

	maya.tap("You")
	maya.tap("Your devices")
	maya.see("This device")
	maya.tap("Back")

	maya.tap("Who looked at your record")
	maya.see("You")
	maya.see("Looked at:")
	maya.tap("Back")

	maya.tap("Take your record with you")
	maya.tap("Save as data")
	data := maya.file()
	var b fhir.Bundle
	if err := json.Unmarshal(data.content, &b); err != nil || b.Type != "collection" || len(b.Entry) < 100 {
		t.Errorf("%s is a %q of %d entries, %v", data.name, b.Type, len(b.Entry), err)
	}
	maya.see("Saved.")
	maya.tap("Save to read or print")
	if pages := maya.file(); pages.name != "record.pdf" || !bytes.HasPrefix(pages.content, []byte("%PDF-")) || len(pages.content) < 10_000 {
		t.Errorf("%s of %d bytes is no PDF", pages.name, len(pages.content))
	}
}
