package smart

import (
	"crypto/subtle"
	"fmt"
	"log/slog"
)

// Secret is a token that shows itself only through Reveal: not in logs, JSON,
// or any verb of fmt.
type Secret struct{ s string }

// NewSecret wraps a token.
func NewSecret(s string) Secret { return Secret{s} }

// Reveal gives the token.
func (s Secret) Reveal() string { return s.s }

// Empty says that there is no token.
func (s Secret) Empty() bool { return s.s == "" }

func (s Secret) equal(other Secret) bool {
	return subtle.ConstantTimeCompare([]byte(s.s), []byte(other.s)) == 1
}

const redacted = "[secret]"

func (Secret) String() string               { return redacted }
func (Secret) GoString() string             { return redacted }
func (Secret) LogValue() slog.Value         { return slog.StringValue(redacted) }
func (Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }

// Format redacts under every verb; %x would reach past String.
func (Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }
