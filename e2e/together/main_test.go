// Package together tells clinical scenarios with the apps of several people at
// once, each a process of its own with its window, against the clinic's server.
package together

import (
	"os"
	"testing"
	"time"

	"throughline/e2e/apptest"
)

// tuesday is a morning in the week of a group session, on the clinic's wall clock.
var tuesday = time.Date(2027, 3, 9, 15, 0, 0, 0, time.UTC)

func TestMain(m *testing.M) {
	apptest.Main()
	os.Exit(m.Run())
}
