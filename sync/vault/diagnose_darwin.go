//go:build !ios

package vault

import (
	"errors"
	"os/exec"

	"throughline/care"
)

// diagnose reads the exit status of /usr/bin/security, the low byte of an
// OSStatus of Security.framework's SecBase.h.
func diagnose(err error) *care.Fault {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return ErrNoKeyring
	}
	switch exit.ExitCode() {
	case 36, // errSecInteractionNotAllowed, -25308
		51,  // errSecAuthFailed, -25293
		128: // userCanceledErr, -128
		return ErrLocked
	}
	return ErrFailed
}
