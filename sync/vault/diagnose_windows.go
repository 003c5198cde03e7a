package vault

import (
	"errors"
	"syscall"

	"throughline/care"
)

// diagnose knows ERROR_NO_SUCH_LOGON_SESSION: a service account or a network
// logon has no credential set of its own.
func diagnose(err error) *care.Fault {
	if errors.Is(err, syscall.Errno(1312)) {
		return ErrNoKeyring
	}
	return ErrFailed
}
