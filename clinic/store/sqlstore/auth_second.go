package sqlstore

import (
	"context"
	"time"

	"throughline/clinic/auth"
)

// SecondFactor implements auth.SecondFactorStore.
func (a *Auth) SecondFactor(ctx context.Context, userID string) (auth.SecondFactor, error) {
	f := auth.SecondFactor{UserID: userID}
	var confirmed int64
	err := a.one(ctx, `SELECT secret, confirmed_at, last_step FROM auth_second_factors
		WHERE clinic_id = $1 AND user_id = $2`, []any{userID}, &f.Secret, &confirmed, &f.LastStep)
	f.ConfirmedAt = fromMillis(confirmed)
	return f, err
}

// StartSecondFactor implements auth.SecondFactorStore.
func (a *Auth) StartSecondFactor(ctx context.Context, userID string, secret auth.Secret) error {
	return a.add(ctx, `INSERT INTO auth_second_factors (clinic_id, user_id, secret, confirmed_at, last_step)
		VALUES ($1, $2, $3, 0, 0) ON CONFLICT DO NOTHING`, userID, secret.Reveal())
}

// UseStep implements auth.SecondFactorStore.
func (a *Auth) UseStep(ctx context.Context, userID string, step int64) (bool, error) {
	n, err := a.change(ctx, `UPDATE auth_second_factors SET last_step = $3
		WHERE clinic_id = $1 AND user_id = $2 AND last_step < $3`, userID, step)
	return n == 1, err
}

// ConfirmSecondFactor implements auth.SecondFactorStore.
func (a *Auth) ConfirmSecondFactor(ctx context.Context, userID string, recovery []string, at time.Time) error {
	return a.db.Write(ctx, a.clinic, func(tx *Tx) error {
		n, err := a.exec(ctx, tx, `UPDATE auth_second_factors SET confirmed_at = $3
			WHERE clinic_id = $1 AND user_id = $2`, userID, millis(at))
		if err != nil {
			return err
		}
		if n == 0 {
			return auth.ErrNotFound
		}
		if _, err := a.exec(ctx, tx, `DELETE FROM auth_recovery_codes WHERE clinic_id = $1 AND user_id = $2`, userID); err != nil {
			return err
		}
		for _, hash := range recovery {
			if _, err := a.exec(ctx, tx, `INSERT INTO auth_recovery_codes (clinic_id, user_id, code_hash, used_at)
				VALUES ($1, $2, $3, 0)`, userID, hash); err != nil {
				return err
			}
		}
		return nil
	})
}

// UseRecoveryCode implements auth.SecondFactorStore.
func (a *Auth) UseRecoveryCode(ctx context.Context, userID, hash string, at time.Time) (bool, error) {
	n, err := a.change(ctx, `UPDATE auth_recovery_codes SET used_at = $4
		WHERE clinic_id = $1 AND user_id = $2 AND code_hash = $3 AND used_at = 0`, userID, hash, millis(at))
	return n == 1, err
}

// RemoveSecondFactor implements auth.SecondFactorStore.
func (a *Auth) RemoveSecondFactor(ctx context.Context, userID string) error {
	return a.db.Write(ctx, a.clinic, func(tx *Tx) error {
		if _, err := a.exec(ctx, tx, `DELETE FROM auth_recovery_codes WHERE clinic_id = $1 AND user_id = $2`, userID); err != nil {
			return err
		}
		_, err := a.exec(ctx, tx, `DELETE FROM auth_second_factors WHERE clinic_id = $1 AND user_id = $2`, userID)
		return err
	})
}
