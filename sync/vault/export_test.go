package vault

import "errors"

var errDuplicate = errors.New("errSecDuplicateItem")

// For the suite, which is in another package: kinds that have no system of theirs here.

// NewSoft is Sealed over a key in memory.
func NewSoft(folder string) *Sealed {
	return newSealed(Place{Profile: "p", Folder: folder}, &softKey{})
}

// NewFakeKeychain is Keychain over items in memory, which refuse what Security.framework refuses.
func NewFakeKeychain() *Keychain { return newKeychain("p", fakeChain{}) }

type fakeChain map[string][]byte

func (c fakeChain) add(account string, data []byte) error {
	if _, there := c[account]; there {
		return because(ErrFailed, errDuplicate)
	}
	c[account] = data
	return nil
}

func (c fakeChain) update(account string, data []byte) error {
	if _, there := c[account]; !there {
		return ErrNotFound
	}
	c[account] = data
	return nil
}

func (c fakeChain) find(account string) ([]byte, error) {
	data, there := c[account]
	if !there {
		return nil, ErrNotFound
	}
	return data, nil
}

func (c fakeChain) remove(account string) error {
	if _, there := c[account]; !there {
		return ErrNotFound
	}
	delete(c, account)
	return nil
}
