package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"throughline/clinic/auth"
)

// AddSession implements auth.SessionStore.
func (a *Auth) AddSession(ctx context.Context, s auth.Session) error {
	return a.add(ctx, `INSERT INTO auth_sessions (clinic_id, session_hash, user_id, expires_at, pending)
		VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`, s.Hash, s.UserID, millis(s.ExpiresAt), authFlag(s.Pending))
}

// Session implements auth.SessionStore.
func (a *Auth) Session(ctx context.Context, hash string) (auth.Session, error) {
	s := auth.Session{Hash: hash}
	var expires int64
	err := a.one(ctx, `SELECT user_id, expires_at, pending FROM auth_sessions WHERE clinic_id = $1 AND session_hash = $2`,
		[]any{hash}, &s.UserID, &expires, &s.Pending)
	s.ExpiresAt = fromMillis(expires)
	return s, err
}

// EndSession implements auth.SessionStore.
func (a *Auth) EndSession(ctx context.Context, hash string) error {
	_, err := a.change(ctx, `DELETE FROM auth_sessions WHERE clinic_id = $1 AND session_hash = $2`, hash)
	return err
}

// HasConsent implements auth.GrantStore.
func (a *Auth) HasConsent(ctx context.Context, userID, clientID, scopes string) (bool, error) {
	var one int
	err := a.one(ctx, `SELECT 1 FROM auth_consents WHERE clinic_id = $1 AND user_id = $2 AND client_id = $3 AND scopes = $4`,
		[]any{userID, clientID, scopes}, &one)
	if errors.Is(err, auth.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// AddConsent implements auth.GrantStore.
func (a *Auth) AddConsent(ctx context.Context, userID, clientID, scopes string, at time.Time) error {
	_, err := a.change(ctx, `INSERT INTO auth_consents (clinic_id, user_id, client_id, scopes, given_at)
		VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`, userID, clientID, scopes, millis(at))
	return err
}

const grantColumns = `g.grant_id, g.user_id, g.client_id, g.scopes, g.seed, g.created_at, g.expires_at, g.revoked_at,
	g.reason, g.device, g.used_at, g.fhir_user`

// grantRow is a row of grantColumns.
type grantRow struct {
	g                               auth.Grant
	created, expires, revoked, used int64
}

func (r *grantRow) fields() []any {
	return []any{
		&r.g.ID, &r.g.UserID, &r.g.ClientID, &r.g.Scopes, &r.g.Seed, &r.created, &r.expires, &r.revoked,
		&r.g.Reason, &r.g.Device, &r.used, &r.g.FHIRUser,
	}
}

func (r *grantRow) grant() auth.Grant {
	r.g.CreatedAt, r.g.ExpiresAt = fromMillis(r.created), fromMillis(r.expires)
	r.g.RevokedAt, r.g.UsedAt = fromMillis(r.revoked), fromMillis(r.used)
	return r.g
}

// AddGrant implements auth.GrantStore.
func (a *Auth) AddGrant(ctx context.Context, g auth.Grant) error {
	return a.add(ctx, `INSERT INTO auth_grants (clinic_id, grant_id, user_id, client_id, scopes, seed, created_at,
		expires_at, revoked_at, reason, device, used_at, fhir_user) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING`,
		g.ID, g.UserID, g.ClientID, g.Scopes, g.Seed.Reveal(), millis(g.CreatedAt), millis(g.ExpiresAt), millis(g.RevokedAt), g.Reason,
		g.Device, millis(g.UsedAt), g.FHIRUser)
}

// Grant implements auth.GrantStore.
func (a *Auth) Grant(ctx context.Context, id string) (auth.Grant, auth.User, error) {
	var g grantRow
	var u auth.User
	err := a.db.Read(ctx, a.clinic, func(tx *Tx) error {
		err := a.row(ctx, tx, `SELECT `+grantColumns+`, `+userColumns+`
			FROM auth_grants g JOIN auth_users u ON u.clinic_id = g.clinic_id AND u.user_id = g.user_id
			WHERE g.clinic_id = $1 AND g.grant_id = $2`, []any{id},
			append(g.fields(), userFields(&u)...)...)
		if err != nil {
			return err
		}
		return a.as(ctx, tx, g.g, &u)
	})
	return g.grant(), u, err
}

// Standing implements auth.GrantStore.
func (a *Auth) Standing(ctx context.Context, userID string, now, since time.Time) (all []auth.Grant, err error) {
	err = a.all(ctx, `SELECT `+grantColumns+` FROM auth_grants g
		WHERE g.clinic_id = $1 AND g.user_id = $2 AND g.revoked_at = 0 AND g.expires_at > $3 AND g.used_at <> 0
		AND (g.created_at > $4 OR EXISTS (SELECT 1 FROM auth_refresh_tokens t
			WHERE t.clinic_id = g.clinic_id AND t.grant_id = g.grant_id AND t.used_at = 0 AND t.expires_at > $3))
		ORDER BY g.created_at DESC, g.grant_id`, []any{userID, millis(now), millis(since)}, func(rows *sql.Rows) error {
		var g grantRow
		err := rows.Scan(g.fields()...)
		all = append(all, g.grant())
		return err
	})
	return all, err
}

// UseGrant implements auth.GrantStore.
func (a *Auth) UseGrant(ctx context.Context, id, device string, at time.Time) error {
	return a.set(ctx, `UPDATE auth_grants SET used_at = $3, device = CASE WHEN $4 = '' THEN device ELSE $4 END
		WHERE clinic_id = $1 AND grant_id = $2`, id, millis(at), device)
}

// RevokeGrant implements auth.GrantStore.
func (a *Auth) RevokeGrant(ctx context.Context, id, reason string, at time.Time) error {
	_, err := a.change(ctx, `UPDATE auth_grants SET revoked_at = $3, reason = $4
		WHERE clinic_id = $1 AND grant_id = $2 AND revoked_at = 0`, id, millis(at), reason)
	return err
}

// RevokeUser implements auth.GrantStore.
func (a *Auth) RevokeUser(ctx context.Context, userID, reason string, at time.Time) error {
	return a.db.Write(ctx, a.clinic, func(tx *Tx) error {
		if _, err := a.exec(ctx, tx, `UPDATE auth_grants SET revoked_at = $3, reason = $4
			WHERE clinic_id = $1 AND user_id = $2 AND revoked_at = 0`, userID, millis(at), reason); err != nil {
			return err
		}
		_, err := a.exec(ctx, tx, `DELETE FROM auth_sessions WHERE clinic_id = $1 AND user_id = $2`, userID)
		return err
	})
}

// AddCode implements auth.GrantStore.
func (a *Auth) AddCode(ctx context.Context, c auth.Code) error {
	return a.add(ctx, `INSERT INTO auth_codes (clinic_id, code_hash, grant_id, redirect_uri, challenge, nonce,
		expires_at, used_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
		c.Hash, c.GrantID, c.RedirectURI, c.Challenge, c.Nonce, millis(c.ExpiresAt), millis(c.UsedAt))
}

// UseCode implements auth.GrantStore. The update comes first: it takes the row's lock, so the
// read after it sees whether somebody else was quicker.
func (a *Auth) UseCode(ctx context.Context, hash string, at time.Time) (auth.Code, error) {
	c := auth.Code{Hash: hash}
	err := a.db.Write(ctx, a.clinic, func(tx *Tx) error {
		first, err := a.exec(ctx, tx, `UPDATE auth_codes SET used_at = $3
			WHERE clinic_id = $1 AND code_hash = $2 AND used_at = 0`, hash, millis(at))
		if err != nil {
			return err
		}
		var expires, used int64
		err = a.row(ctx, tx, `SELECT grant_id, redirect_uri, challenge, nonce, expires_at, used_at
			FROM auth_codes WHERE clinic_id = $1 AND code_hash = $2`,
			[]any{hash}, &c.GrantID, &c.RedirectURI, &c.Challenge, &c.Nonce, &expires, &used)
		c.ExpiresAt = fromMillis(expires)
		if first == 0 {
			c.UsedAt = fromMillis(used)
		}
		return err
	})
	return c, err
}

const addRefresh = `INSERT INTO auth_refresh_tokens (clinic_id, token_hash, grant_id, expires_at, used_at)
	VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`

// AddRefresh implements auth.GrantStore.
func (a *Auth) AddRefresh(ctx context.Context, t auth.RefreshToken) error {
	return a.add(ctx, addRefresh, t.Hash, t.GrantID, millis(t.ExpiresAt), millis(t.UsedAt))
}

const getRefresh = `SELECT token_hash, grant_id, expires_at, used_at FROM auth_refresh_tokens
	WHERE clinic_id = $1 AND token_hash = $2`

// Refresh implements auth.GrantStore.
func (a *Auth) Refresh(ctx context.Context, hash string) (auth.RefreshToken, error) {
	var t auth.RefreshToken
	var expires, used int64
	err := a.one(ctx, getRefresh, []any{hash}, &t.Hash, &t.GrantID, &expires, &used)
	t.ExpiresAt, t.UsedAt = fromMillis(expires), fromMillis(used)
	return t, err
}

// Rotate implements auth.GrantStore. As with UseCode, the update comes first for its lock.
func (a *Auth) Rotate(ctx context.Context, hash string, next auth.RefreshToken, at time.Time) (auth.RefreshToken, error) {
	var t auth.RefreshToken
	err := a.db.Write(ctx, a.clinic, func(tx *Tx) error {
		first, err := a.exec(ctx, tx, `UPDATE auth_refresh_tokens SET used_at = $3
			WHERE clinic_id = $1 AND token_hash = $2 AND used_at = 0`, hash, millis(at))
		if err != nil {
			return err
		}
		var expires, used int64
		if err := a.row(ctx, tx, getRefresh, []any{hash}, &t.Hash, &t.GrantID, &expires, &used); err != nil {
			return err
		}
		t.ExpiresAt = fromMillis(expires)
		if first == 0 {
			t.UsedAt = fromMillis(used)
			return nil
		}
		_, err = a.exec(ctx, tx, addRefresh, next.Hash, next.GrantID, millis(next.ExpiresAt), millis(next.UsedAt))
		return err
	})
	return t, err
}
