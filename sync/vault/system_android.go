//go:build cgo

package vault

func openSystem(p Place) (Vault, error) { return NewKeystore(p) }
