//go:build (linux && !android) || (darwin && !ios) || windows

package vault

func openSystem(p Place) (Vault, error) { return NewKeyring(p.Profile) }
