// Package vault keeps a profile's few secrets: the refresh token, the key of
// the encrypted store, and who is signed in. Kinds of vault do it, by what the machine offers
// and the person chooses: System (the operating system's: a keyring, Android's
// Keystore, the iOS Keychain), File (a passphrase), and Memory (nothing outlives the process).
// All pass vaulttest.Run.
//
// Every method may block and is never called on the UI thread.
package vault

import (
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"throughline/care"
)

// Item names one secret of a profile.
type Item string

// The items there are. They are separate because each keyring limits the size
// of one item.
const (
	RefreshToken Item = "refresh-token"
	StoreKey     Item = "store-key" // 32 bytes
	Identity     Item = "identity"  // who is signed in, so that the store opens with no network
	AppLock      Item = "app-lock"  // a Lock, where the person has set a PIN
)

var items = []Item{RefreshToken, StoreKey, Identity, AppLock}

// MaxSize is the largest item in bytes as it is stored: printable ASCII as it
// is, anything else as base64. Windows ends at 2,560, macOS near 3,000.
const MaxSize = 2000

// The ways to fail, told apart with errors.Is.
var (
	ErrNotFound = &care.Fault{Code: "vault-not-found", Say: "Nothing is saved here yet."}
	// ErrNoKeyring: there is no keyring service, or it keeps nothing.
	ErrNoKeyring = &care.Fault{Code: "vault-no-keyring", Say: "This device has no safe place of its own to keep you signed in. You can choose a passphrase, or sign in each time."}
	// ErrLocked: the keyring is there, and the person did not unlock it.
	ErrLocked = &care.Fault{Code: "vault-locked", Say: "Your computer's keyring is locked. Unlock it with your computer's password, then try again."}
	// ErrTimedOut: no answer in time. A write may still happen.
	ErrTimedOut = &care.Fault{Code: "vault-timed-out", Say: "Your computer's keyring did not answer. Look for a window that asks for its password, then try again."}
	// ErrUnsupported: this kind does not exist on this operating system.
	ErrUnsupported = &care.Fault{Code: "vault-unsupported", Say: "Throughline can't stay signed in on this kind of device yet. You can sign in each time."}
	// ErrWrongPassphrase: the file is whole, and this does not open it.
	ErrWrongPassphrase = &care.Fault{Code: "vault-wrong-passphrase", Say: "That passphrase does not open it. Try again."}
	// ErrWeakPassphrase: shorter than MinPassphrase.
	ErrWeakPassphrase = &care.Fault{Code: "vault-weak-passphrase", Say: "Choose a longer passphrase: at least 12 letters. Four words that don't belong together work well."}
	// ErrKeyLost: the system has lost the key of what is stored, as after a new phone
	// was set up from a backup. What was sealed with it cannot be opened again.
	ErrKeyLost = &care.Fault{Code: "vault-key-lost", Say: "This device has lost the key to what this app keeps here. That can happen after a restore from a backup. Sign in again. If you had entered something that was not sent yet, it can't be opened. Please enter it again."}
	// ErrDamaged: what is stored cannot be read; no passphrase would help.
	ErrDamaged = &care.Fault{Code: "vault-damaged", Say: "What keeps you signed in on this device can't be read any more. Sign in again."}
	// ErrDeviceLocked: nobody has unlocked the phone since it was started.
	ErrDeviceLocked = &care.Fault{Code: "vault-device-locked", Say: "Unlock your phone first, then try again."}
	ErrTooLarge     = &care.Fault{Code: "vault-too-large", Say: "Your clinic's sign-in is too large to keep on this device. You can sign in each time."}
	ErrFailed       = &care.Fault{Code: "vault-failed", Say: "What keeps you signed in could not be saved on this device. Try again."}
)

func badProfile(name string) error { return fmt.Errorf("vault: %q is not a profile id", name) }

var profileName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// because gives a fault its cause.
func because(f *care.Fault, cause error) error {
	return &care.Fault{Code: f.Code, Say: f.Say, Cause: cause}
}

// Secret is bytes that show themselves only through Reveal: not in logs, JSON,
// or any verb of fmt.
type Secret struct{ b []byte }

// NewSecret copies b.
func NewSecret(b []byte) Secret { return Secret{append([]byte(nil), b...)} }

// Reveal gives a copy of the bytes.
func (s Secret) Reveal() []byte { return append([]byte(nil), s.b...) }

// Empty says that there is nothing in it.
func (s Secret) Empty() bool { return len(s.b) == 0 }

const redacted = "[secret]"

func (Secret) String() string               { return redacted }
func (Secret) GoString() string             { return redacted }
func (Secret) LogValue() slog.Value         { return slog.StringValue(redacted) }
func (Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }

// Format redacts under every verb; %d and %x would reach past String.
func (Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

const base64Prefix = "base64:"

// encode gives the stored form of a secret. Text stays readable to the system's
// own keyring tools; other bytes become base64.
func encode(s Secret) (string, error) {
	text := string(s.b)
	if !isText(text) || strings.HasPrefix(text, base64Prefix) {
		text = base64Prefix + base64.StdEncoding.EncodeToString(s.b)
	}
	if len(text) > MaxSize {
		return "", because(ErrTooLarge, fmt.Errorf("%d bytes", len(text)))
	}
	return text, nil
}

func decode(text string) (Secret, error) {
	b64, ok := strings.CutPrefix(text, base64Prefix)
	if !ok {
		return Secret{[]byte(text)}, nil
	}
	b, err := base64.StdEncoding.DecodeString(b64)
	if err != nil {
		return Secret{}, because(ErrDamaged, errors.New("an item is not base64"))
	}
	return Secret{b}, nil
}

// isText says that every keyring gives s back as it is.
func isText(s string) bool {
	return s != "" && s == strings.TrimSpace(s) && utf8.ValidString(s) && strings.IndexFunc(s, unicode.IsControl) < 0
}
