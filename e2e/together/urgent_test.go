package together

import (
	"strings"
	"testing"
	"time"

	"throughline/e2e/apptest"
	"throughline/sync/vault/vaulttest"
)

// Offline, PHQ-9's ninth item answered "several days": the page with help stands at
// the tap and says that nobody has seen it. The app is killed and comes back with a
// network: the clinic has one alert, with the time at which it was answered.
func TestScenario2AnUrgentAnswerOfflineSurvivesTheEndOfTheApp(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, time.Time{})
	maya := clinic.App(t, "maya", apptest.Options{Phone: true})
	maya.See("Hello, Maya")
	maya.Sync()
	maya.Offline()
	maya.Tap("You")
	t.Log(strings.Join(maya.Labels(), " | "))
}
