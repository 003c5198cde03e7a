package sqlstore

import (
	"context"
	"time"

	"throughline/clinic/auth"
)

// AddDevice implements auth.DeviceStore.
func (a *Auth) AddDevice(ctx context.Context, d auth.Device) error {
	return a.add(ctx, `INSERT INTO auth_devices (clinic_id, device_hash, user_code, client_id, scopes, state, grant_id,
		poll_ms, last_poll, expires_at, device) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING`,
		d.Hash, d.UserCode, d.ClientID, d.Scopes, d.State, d.GrantID, d.Interval.Milliseconds(), millis(d.LastPoll), millis(d.ExpiresAt),
		d.Device)
}

// Device implements auth.DeviceStore.
func (a *Auth) Device(ctx context.Context, hash string) (auth.Device, error) {
	return a.device(ctx, `device_hash`, hash)
}

// DeviceByUserCode implements auth.DeviceStore.
func (a *Auth) DeviceByUserCode(ctx context.Context, userCode string) (auth.Device, error) {
	return a.device(ctx, `user_code`, userCode)
}

func (a *Auth) device(ctx context.Context, column, value string) (auth.Device, error) {
	var d auth.Device
	var poll, last, expires int64
	err := a.one(ctx, `SELECT device_hash, user_code, client_id, scopes, state, grant_id, poll_ms, last_poll, expires_at, device
		FROM auth_devices WHERE clinic_id = $1 AND `+column+` = $2`, []any{value},
		&d.Hash, &d.UserCode, &d.ClientID, &d.Scopes, &d.State, &d.GrantID, &poll, &last, &expires, &d.Device)
	d.Interval = time.Duration(poll) * time.Millisecond
	d.LastPoll, d.ExpiresAt = fromMillis(last), fromMillis(expires)
	return d, err
}

// SetDeviceState implements auth.DeviceStore.
func (a *Auth) SetDeviceState(ctx context.Context, hash, from, to, grantID string) (bool, error) {
	n, err := a.change(ctx, `UPDATE auth_devices SET state = $3, grant_id = $4
		WHERE clinic_id = $1 AND device_hash = $2 AND state = $5`, hash, to, grantID, from)
	return n == 1, err
}

// SetDevicePoll implements auth.DeviceStore.
func (a *Auth) SetDevicePoll(ctx context.Context, hash string, at time.Time, interval time.Duration) error {
	return a.set(ctx, `UPDATE auth_devices SET last_poll = $3, poll_ms = $4
		WHERE clinic_id = $1 AND device_hash = $2`, hash, millis(at), interval.Milliseconds())
}

// Purge implements auth.Store. A grant goes when the last of its refresh tokens is gone.
func (a *Auth) Purge(ctx context.Context, before time.Time) error {
	return a.db.Write(ctx, a.clinic, func(tx *Tx) error {
		for _, query := range []string{
			`DELETE FROM auth_attempts WHERE clinic_id = $1 AND last_at < $2`,
			`DELETE FROM auth_sessions WHERE clinic_id = $1 AND expires_at < $2`,
			`DELETE FROM auth_codes WHERE clinic_id = $1 AND expires_at < $2`,
			`DELETE FROM auth_devices WHERE clinic_id = $1 AND expires_at < $2`,
			`DELETE FROM auth_refresh_tokens WHERE clinic_id = $1 AND expires_at < $2`,
			`DELETE FROM auth_assertions WHERE clinic_id = $1 AND expires_at < $2`,
			`DELETE FROM auth_invitations WHERE clinic_id = $1 AND expires_at < $2`,
			`DELETE FROM auth_keys WHERE clinic_id = $1 AND retired_at < $2 AND retired_at <> 0`,
			`DELETE FROM auth_grants WHERE clinic_id = $1 AND created_at < $2 AND NOT EXISTS (
				SELECT 1 FROM auth_refresh_tokens t
				WHERE t.clinic_id = auth_grants.clinic_id AND t.grant_id = auth_grants.grant_id)`,
		} {
			if _, err := a.exec(ctx, tx, query, millis(before)); err != nil {
				return err
			}
		}
		return nil
	})
}
