package auth

import (
	"context"
	"errors"
	"time"
)

// What a Store says when a row is not there, or is there already.
var (
	ErrNotFound = errors.New("auth: not found")
	ErrExists   = errors.New("auth: exists already")
)

// Store keeps what the authorization server must remember for one clinic. Every method is atomic
// by itself and safe for use by many servers on one database. Times are kept to the millisecond,
// in UTC. Secrets that a client holds (codes, tokens, cookies) come only as hashes.
type Store interface {
	UserStore
	ClientStore
	KeyStore
	SessionStore
	GrantStore
	DeviceStore
	InvitationStore
	ConnectionStore
	SecondFactorStore
	// Purge removes what ended before the given time and can no longer matter.
	Purge(ctx context.Context, before time.Time) error
}

// User is a person who can sign in.
type User struct {
	ID           string
	Username     string // lower case, unique in the clinic
	PasswordHash string // argon2id, PHC string
	Role         Role
	FHIRUser     string
	PatientID    string
	DisplayName  string
	Disabled     bool
}

// Attempts counts the sign-ins that failed in a row for one name, whether or not a user has it.
type Attempts struct {
	Failures int
	Last     time.Time
}

// UserStore keeps users and their failed sign-ins.
type UserStore interface {
	AddUser(ctx context.Context, u User) error // ErrExists where the id or the name is taken
	User(ctx context.Context, id string) (User, error)
	UserByName(ctx context.Context, username string) (User, error)
	Users(ctx context.Context) ([]User, error) // by name
	SetPassword(ctx context.Context, userID, hash string) error
	SetDisabled(ctx context.Context, userID string, disabled bool) error

	// Attempts gives the zero value for a name that never failed.
	Attempts(ctx context.Context, key string) (Attempts, error)
	// CountAttempt adds one failure if the count is still seen, and reports whether it did.
	CountAttempt(ctx context.Context, key string, seen int, at time.Time) (bool, error)
	ClearAttempts(ctx context.Context, key string) error
}

// Client is an app that is registered with the clinic.
type Client struct {
	ID           string
	Name         string // as people read it on the consent page
	RedirectURIs []string
	Scopes       string // the most that it may ever be granted
	SecretHash   string // of a client that has a secret
	JWKS         string // the public keys of a client that signs, or
	JWKSURI      string // where they are
	Native       bool   // redirects to loopback match on any port (RFC 8252 section 7.3)
	Device       bool   // may use the device grant
	Trusted      bool   // the clinic's own app: manages a person's sign-ins at other apps too
}

// ClientStore keeps the registered clients.
type ClientStore interface {
	PutClient(ctx context.Context, c Client) error
	Client(ctx context.Context, id string) (Client, error)
	Clients(ctx context.Context) ([]Client, error) // by id
	// UseAssertion notes that a client's assertion was taken; ErrExists where it was before.
	UseAssertion(ctx context.Context, clientID, jtiHash string, expires time.Time) error
	// RemoveClient forgets a client and what people agreed to, and revokes its grants.
	RemoveClient(ctx context.Context, id, reason string, at time.Time) error
}

// SigningKey is an RSA key pair. A new one signs once it was published for a while; the one before it, retired
// then, signs until then.
type SigningKey struct {
	KID       string
	Private   Secret // PKCS #8, PEM
	CreatedAt time.Time
	RetiredAt time.Time // zero while in use
}

// KeyStore keeps the signing keys.
type KeyStore interface {
	// AddKey adds a key and, in the same step, retires every other at its CreatedAt.
	AddKey(ctx context.Context, k SigningKey) error
	Keys(ctx context.Context) ([]SigningKey, error) // newest first
	// DropKeys removes every key but the newest.
	DropKeys(ctx context.Context) error
}

// Session is one browser signed in on the clinic's pages. It ends when the app has its answer.
type Session struct {
	Hash      string // of the cookie
	UserID    string
	Pending   bool // the second step of the sign-in is still to come
	ExpiresAt time.Time
}

// SessionStore keeps browsers' sessions.
type SessionStore interface {
	AddSession(ctx context.Context, s Session) error
	Session(ctx context.Context, hash string) (Session, error)
	EndSession(ctx context.Context, hash string) error
}

// Grant is one sign-in of one person with one client: the family of all tokens that come of it.
type Grant struct {
	ID        string
	UserID    string
	ClientID  string
	Scopes    string
	Seed      Secret // from which each refresh token's successor is derived
	CreatedAt time.Time
	ExpiresAt time.Time // no refresh token of it is good for longer
	RevokedAt time.Time // zero while it stands
	Reason    string    // why it was revoked
	Device    string    // its name as the app told it; may be empty
	UsedAt    time.Time // to about five minutes; zero until its first token was given
	FHIRUser  string    // as whom, of a loved one with several connections; empty: as whom the account was made for
}

// Code is an authorization code (RFC 6749 section 4.1).
type Code struct {
	Hash        string
	GrantID     string
	RedirectURI string
	Challenge   string // S256
	Nonce       string
	ExpiresAt   time.Time
	UsedAt      time.Time // zero until it is exchanged
}

// RefreshToken is one link in a grant's chain of refresh tokens.
type RefreshToken struct {
	Hash      string
	GrantID   string
	ExpiresAt time.Time
	UsedAt    time.Time // zero until it is exchanged for its successor
}

// GrantStore keeps grants, their codes and tokens, and people's consent to clients.
type GrantStore interface {
	HasConsent(ctx context.Context, userID, clientID, scopes string) (bool, error)
	AddConsent(ctx context.Context, userID, clientID, scopes string, at time.Time) error

	AddGrant(ctx context.Context, g Grant) error
	// Grant gives a grant with its user as who they signed in as, revoked and disabled ones too.
	Grant(ctx context.Context, id string) (Grant, User, error)
	// Standing gives a user's grants, the newest first, of which a token may be good: they have one for
	// a refresh, or began after since.
	Standing(ctx context.Context, userID string, now, since time.Time) ([]Grant, error)
	// UseGrant notes when a grant was used and, where one is given, its device's name.
	UseGrant(ctx context.Context, id, device string, at time.Time) error
	// RevokeGrant keeps the first reason where it was revoked before.
	RevokeGrant(ctx context.Context, id, reason string, at time.Time) error
	// RevokeUser revokes every grant of a user and ends their browser sessions.
	RevokeUser(ctx context.Context, userID, reason string, at time.Time) error

	AddCode(ctx context.Context, c Code) error
	// UseCode marks the code as used and gives it as it was before: of any number of callers,
	// one sees a zero UsedAt.
	UseCode(ctx context.Context, hash string, at time.Time) (Code, error)

	AddRefresh(ctx context.Context, t RefreshToken) error
	Refresh(ctx context.Context, hash string) (RefreshToken, error)
	// Rotate marks the token as used and adds its successor, in one step. It gives the token as it
	// was before; where that was used already nothing is changed.
	Rotate(ctx context.Context, hash string, successor RefreshToken, at time.Time) (RefreshToken, error)
}
