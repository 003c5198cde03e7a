package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"throughline/clinic/auth"
	"throughline/clinic/store"
)

// PutClient implements auth.ClientStore.
func (a *Auth) PutClient(ctx context.Context, c auth.Client) error {
	redirects, err := json.Marshal(c.RedirectURIs)
	if err != nil {
		return err
	}
	_, err = a.change(ctx, `INSERT INTO auth_clients
		(clinic_id, client_id, name, redirect_uris, scopes, secret_hash, native, device, trusted, jwks, jwks_uri)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (clinic_id, client_id) DO UPDATE SET name = excluded.name, redirect_uris = excluded.redirect_uris,
		scopes = excluded.scopes, secret_hash = excluded.secret_hash, native = excluded.native, device = excluded.device,
		trusted = excluded.trusted, jwks = excluded.jwks, jwks_uri = excluded.jwks_uri`,
		c.ID, c.Name, string(redirects), c.Scopes, c.SecretHash, authFlag(c.Native), authFlag(c.Device), authFlag(c.Trusted),
		c.JWKS, c.JWKSURI)
	return err
}

// Client implements auth.ClientStore.
func (a *Auth) Client(ctx context.Context, id string) (auth.Client, error) {
	var r clientRow
	if err := a.one(ctx, `SELECT `+clientColumns+` FROM auth_clients WHERE clinic_id = $1 AND client_id = $2`,
		[]any{id}, r.fields()...); err != nil {
		return auth.Client{}, err
	}
	return r.client()
}

// Clients implements auth.ClientStore.
func (a *Auth) Clients(ctx context.Context) (all []auth.Client, err error) {
	err = a.all(ctx, `SELECT `+clientColumns+` FROM auth_clients WHERE clinic_id = $1 ORDER BY client_id`, nil,
		func(rows *sql.Rows) error {
			var r clientRow
			if err := rows.Scan(r.fields()...); err != nil {
				return err
			}
			c, err := r.client()
			all = append(all, c)
			return err
		})
	return all, err
}

// UseAssertion implements auth.ClientStore.
func (a *Auth) UseAssertion(ctx context.Context, clientID, jtiHash string, expires time.Time) error {
	return a.add(ctx, `INSERT INTO auth_assertions (clinic_id, client_id, jti_hash, expires_at)
		VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, clientID, jtiHash, millis(expires))
}

// RemoveClient implements auth.ClientStore.
func (a *Auth) RemoveClient(ctx context.Context, id, reason string, at time.Time) error {
	return a.db.Write(ctx, a.clinic, func(tx *Tx) error {
		n, err := a.exec(ctx, tx, `DELETE FROM auth_clients WHERE clinic_id = $1 AND client_id = $2`, id)
		if err != nil {
			return err
		}
		if n == 0 {
			return auth.ErrNotFound
		}
		if _, err := a.exec(ctx, tx, `DELETE FROM auth_consents WHERE clinic_id = $1 AND client_id = $2`, id); err != nil {
			return err
		}
		_, err = a.exec(ctx, tx, `UPDATE auth_grants SET revoked_at = $3, reason = $4
			WHERE clinic_id = $1 AND client_id = $2 AND revoked_at = 0`, id, millis(at), reason)
		return err
	})
}

const clientColumns = `client_id, name, redirect_uris, scopes, secret_hash, native, device, trusted, jwks, jwks_uri`

// clientRow is a row of clientColumns.
type clientRow struct {
	c         auth.Client
	redirects string
}

func (r *clientRow) fields() []any {
	c := &r.c
	return []any{&c.ID, &c.Name, &r.redirects, &c.Scopes, &c.SecretHash, &c.Native, &c.Device, &c.Trusted, &c.JWKS, &c.JWKSURI}
}

func (r *clientRow) client() (auth.Client, error) {
	return r.c, json.Unmarshal([]byte(r.redirects), &r.c.RedirectURIs)
}

// AddKey implements auth.KeyStore.
func (a *Auth) AddKey(ctx context.Context, k auth.SigningKey) error {
	return a.db.Write(ctx, a.clinic, func(tx *Tx) error {
		tx.Changed(a.clinic, store.ChangedKeys)
		if err := a.db.list(ctx, tx, a.clinic); err != nil {
			return err
		}
		if _, err := a.exec(ctx, tx, `UPDATE auth_keys SET retired_at = $2 WHERE clinic_id = $1 AND retired_at = 0`,
			millis(k.CreatedAt)); err != nil {
			return err
		}
		_, err := a.exec(ctx, tx, `INSERT INTO auth_keys (clinic_id, kid, private_pem, created_at, retired_at)
			VALUES ($1, $2, $3, $4, $5)`, k.KID, k.Private.Reveal(), millis(k.CreatedAt), millis(k.RetiredAt))
		return err
	})
}

// DropKeys implements auth.KeyStore.
func (a *Auth) DropKeys(ctx context.Context) error {
	return a.db.Write(ctx, a.clinic, func(tx *Tx) error {
		_, err := a.exec(ctx, tx, `DELETE FROM auth_keys WHERE clinic_id = $1 AND retired_at <> 0`)
		tx.Changed(a.clinic, store.ChangedKeys)
		return err
	})
}

// Keys implements auth.KeyStore.
func (a *Auth) Keys(ctx context.Context) (keys []auth.SigningKey, err error) {
	err = a.all(ctx, `SELECT kid, private_pem, created_at, retired_at FROM auth_keys
		WHERE clinic_id = $1 ORDER BY created_at DESC, kid`, nil, func(rows *sql.Rows) error {
		var k auth.SigningKey
		var created, retired int64
		err := rows.Scan(&k.KID, &k.Private, &created, &retired)
		k.CreatedAt, k.RetiredAt = fromMillis(created), fromMillis(retired)
		keys = append(keys, k)
		return err
	})
	return keys, err
}
