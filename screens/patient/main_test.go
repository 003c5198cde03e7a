package patient

import (
	"os"
	"testing"

	"throughline/screens/kit/kittest"
)

func TestMain(m *testing.M) { os.Exit(kittest.Main(m)) }
