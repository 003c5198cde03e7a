package together

import (
	"strings"
	"testing"

	"throughline/e2e/apptest"
	"throughline/sync/vault/vaulttest"
)

// The app dies of an error of its own while a person writes. What Go says then, which is all that the app leaves
// for anybody to report, has no word of theirs, nor who they are.
func TestACrashReportHoldsNoWordOfThePerson(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	maya := apptest.Open(t, tuesday).App(t, "maya", apptest.Options{})
	maya.See("Hello, Maya")
	maya.Tap("Skills")
	maya.Type("Search", "Canaryword")
	report := maya.Crash()
	if strings.Count(report, "goroutine ") < 5 {
		t.Fatalf("no report:\n%s", report)
	}
	for _, word := range []string{"Canaryword", "Maya", "maya", "Rivera", "PHQ", "Bearer", "eyJ"} {
		if strings.Contains(report, word) {
			t.Errorf("the report has %q in it", word)
		}
	}
}
