//go:build !android

package vault

import (
	ss "github.com/zalando/go-keyring/secret_service"

	"throughline/care"
)

// diagnose asks the Secret Service whether its collection is locked
// (Secret Service specification 0.2, org.freedesktop.Secret.Collection). A
// service that cannot answer that is no keyring.
func diagnose(error) *care.Fault {
	svc, err := ss.NewSecretService()
	if err != nil {
		return ErrNoKeyring
	}
	v, err := svc.GetLoginCollection().GetProperty("org.freedesktop.Secret.Collection.Locked")
	if err != nil {
		return ErrNoKeyring
	}
	if locked, ok := v.Value().(bool); ok && locked {
		return ErrLocked
	}
	return ErrFailed
}
