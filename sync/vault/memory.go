package vault

import (
	"context"
	"sync"
)

// Memory keeps secrets until the process ends: "don't keep me signed in". The
// zero value is ready to use.
type Memory struct {
	mu   sync.Mutex
	kept map[Item]string
}

// Load gives an item, or ErrNotFound.
func (m *Memory) Load(ctx context.Context, item Item) (Secret, error) {
	if err := ctx.Err(); err != nil {
		return Secret{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	text, ok := m.kept[item]
	if !ok {
		return Secret{}, ErrNotFound
	}
	return decode(text)
}

// Save puts an item in the place of what was there.
func (m *Memory) Save(ctx context.Context, item Item, s Secret) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	text, err := encode(s)
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kept == nil {
		m.kept = map[Item]string{}
	}
	m.kept[item] = text
	return nil
}

// Delete removes an item; one that is not there is no error.
func (m *Memory) Delete(ctx context.Context, item Item) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.kept, item)
	return nil
}

// Clear removes every item of the profile.
func (m *Memory) Clear(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.kept = nil
	return nil
}
