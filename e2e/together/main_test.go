// Package together tells clinical scenarios with the apps of several people at
// once, each a process of its own with its window, against the clinic's server.
package together

import (
	"os"
	"testing"

	"throughline/e2e/apptest"
)

func TestMain(m *testing.M) {
	apptest.Main()
	os.Exit(m.Run())
}
