//go:build cgo

package vault

import (
	"errors"

	"github.com/keybase/go-keychain"
)

func openSystem(p Place) (Vault, error) { return newKeychain(p.Profile, appleChain{}), nil }

// appleChain is Security.framework's.
type appleChain struct{}

// query finds one item of this app. Nothing of it is synchronized to other devices.
func (appleChain) query(account string) keychain.Item {
	q := keychain.NewItem()
	q.SetSecClass(keychain.SecClassGenericPassword)
	q.SetService(Service)
	q.SetAccount(account)
	q.SetSynchronizable(keychain.SynchronizableNo)
	return q
}

func (c appleChain) add(account string, data []byte) error {
	item := c.query(account)
	item.SetData(data)
	// A sync may run while the phone is locked, but not before it was unlocked once; and
	// a backup that is put on another phone does not bring it along:
	// kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly.
	item.SetAccessible(keychain.AccessibleAfterFirstUnlockThisDeviceOnly)
	return appleFault(keychain.AddItem(item))
}

func (c appleChain) update(account string, data []byte) error {
	change := keychain.NewItem()
	change.SetData(data)
	return appleFault(keychain.UpdateItem(c.query(account), change))
}

func (c appleChain) find(account string) ([]byte, error) {
	q := c.query(account)
	q.SetMatchLimit(keychain.MatchLimitOne)
	q.SetReturnData(true)
	found, err := keychain.QueryItem(q)
	switch {
	case err != nil:
		return nil, appleFault(err)
	case len(found) == 0:
		return nil, ErrNotFound
	}
	return found[0].Data, nil
}

func (c appleChain) remove(account string) error {
	return appleFault(keychain.DeleteItem(c.query(account)))
}

// appleFault turns an OSStatus into this package's faults.
func appleFault(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, keychain.ErrorItemNotFound):
		return because(ErrNotFound, err)
	case errors.Is(err, keychain.ErrorInteractionNotAllowed): // not unlocked since it was started
		return because(ErrDeviceLocked, err)
	case errors.Is(err, keychain.ErrorNotAvailable), errors.Is(err, keychain.ErrorUnimplemented):
		return because(ErrNoKeyring, err)
	case errors.Is(err, keychain.ErrorDecode):
		return because(ErrDamaged, err)
	}
	return because(ErrFailed, err)
}
