package auth

import (
	"bytes"
	"context"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const (
	accessTokenType = "at+jwt" // RFC 9068 section 2.1
	maxTokenBytes   = 8 << 10
	clockLeeway     = 30 * time.Second
)

// AccessClaims is the body of an access token (RFC 9068 section 2.2, with SMART's launch context).
type AccessClaims struct {
	jwt.RegisteredClaims
	ClientID string `json:"client_id"`
	GrantID  string `json:"sid"`
	Scope    string `json:"scope"`
	Patient  string `json:"patient,omitempty"`
	FHIRUser string `json:"fhirUser,omitempty"`
}

// Verifier checks access tokens by the clinic's own keys, without asking who holds them now.
type Verifier struct {
	Issuer   string
	Audience string // the FHIR base
	Now      func() time.Time
}

// KeyFunc gives the public key of a key id, or an error where there is none.
type KeyFunc func(ctx context.Context, kid string) (*rsa.PublicKey, error)

// Verify gives the claims of a token that this clinic's server issued for its FHIR base and that
// is in time. What golang-jwt lets pass is refused first: see checkShape.
func (v *Verifier) Verify(ctx context.Context, token string, key KeyFunc) (AccessClaims, error) {
	var claims AccessClaims
	if err := checkShape(token, accessTokenType); err != nil {
		return claims, invalidToken(err)
	}
	parser := jwt.NewParser(
		jwt.WithValidMethods([]string{jwt.SigningMethodRS256.Alg()}),
		jwt.WithIssuer(v.Issuer),
		jwt.WithAudience(v.Audience),
		jwt.WithExpirationRequired(),
		jwt.WithIssuedAt(),
		jwt.WithLeeway(clockLeeway),
		jwt.WithStrictDecoding(),
		jwt.WithTimeFunc(v.Now),
	)
	_, err := parser.ParseWithClaims(token, &claims, func(t *jwt.Token) (any, error) {
		kid, _ := t.Header["kid"].(string)
		return key(ctx, kid)
	})
	if refusal := (*Error)(nil); errors.As(err, &refusal) {
		return AccessClaims{}, refusal // the keys could not be read: not the token's fault
	}
	if err != nil {
		return AccessClaims{}, invalidToken(err)
	}
	if len(claims.Audience) != 1 {
		return AccessClaims{}, invalidToken(errors.New("not exactly one audience"))
	}
	if claims.Subject == "" || claims.ClientID == "" || claims.GrantID == "" || claims.ID == "" {
		return AccessClaims{}, invalidToken(errors.New("a required claim is missing"))
	}
	return claims, nil
}

// checkShape refuses what a JWT library accepts and this server never issues: a wrong typ (an
// id_token used as an access token, RFC 9068 section 4), a header other than alg, typ and kid (so
// no crit, jku, jwk, x5u, x5c), and a member given twice in header or body (RFC 8725 section 2.4).
func checkShape(token, typ string) error {
	header, err := readShape(token)
	if err != nil {
		return err
	}
	for name, value := range header {
		switch name {
		case "alg", "kid":
		case "typ":
			if value != typ {
				return fmt.Errorf("typ %q, want %q", value, typ)
			}
		default:
			return fmt.Errorf("header %q is not known", name)
		}
	}
	if _, ok := header["typ"]; !ok {
		return errors.New("typ is missing")
	}
	return nil
}

// readShape gives the header of a token in three parts, whose members are text and named once.
func readShape(token string) (map[string]string, error) {
	if len(token) > maxTokenBytes {
		return nil, errors.New("token is too long")
	}
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil, errors.New("not three segments")
	}
	header := map[string]string{}
	for i, part := range parts[:2] {
		raw, err := base64.RawURLEncoding.Strict().DecodeString(part)
		if err != nil {
			return nil, fmt.Errorf("segment %d: %w", i, err)
		}
		if err := noDuplicates(raw); err != nil {
			return nil, fmt.Errorf("segment %d: %w", i, err)
		}
		if i == 0 {
			if err := json.Unmarshal(raw, &header); err != nil {
				return nil, err
			}
		}
	}
	return header, nil
}

// noDuplicates refuses a JSON document in which an object names a member twice. Names are compared
// without case, because that is how encoding/json fills a struct.
func noDuplicates(raw []byte) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	type frame struct {
		object  bool
		wantKey bool
		seen    map[string]bool
	}
	var stack []frame
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			if len(stack) > 0 {
				return io.ErrUnexpectedEOF
			}
			return nil
		}
		if err != nil {
			return err
		}
		top := len(stack) - 1
		if top >= 0 && stack[top].object && stack[top].wantKey {
			if name, isKey := token.(string); isKey {
				folded := strings.ToLower(strings.ToUpper(name)) // upper first: some letters have two lower forms
				if stack[top].seen[folded] {
					return fmt.Errorf("member %q is given twice", name)
				}
				stack[top].seen[folded] = true
				stack[top].wantKey = false
				continue
			}
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			if top >= 0 {
				stack[top].wantKey = true
			}
			object := token == json.Delim('{')
			stack = append(stack, frame{object: object, wantKey: object, seen: map[string]bool{}})
		case json.Delim('}'), json.Delim(']'):
			stack = stack[:top]
		default:
			if top >= 0 {
				stack[top].wantKey = true
			}
		}
	}
}
