//go:build (android && !cgo) || (ios && !cgo) || (!linux && !darwin && !windows)

package vault

import (
	"errors"
	"runtime"
)

func openSystem(Place) (Vault, error) {
	return nil, because(ErrUnsupported, errors.New(runtime.GOOS))
}
