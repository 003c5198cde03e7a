package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"throughline/clinic/auth"
)

// Connections implements auth.ConnectionStore.
func (a *Auth) Connections(ctx context.Context, userID string) (all []auth.Connection, err error) {
	err = a.all(ctx, `SELECT fhir_user, patient_id, display_name FROM auth_connections
		WHERE clinic_id = $1 AND user_id = $2 ORDER BY added_at, fhir_user`, []any{userID}, func(rows *sql.Rows) error {
		var c auth.Connection
		err := rows.Scan(&c.FHIRUser, &c.PatientID, &c.DisplayName)
		all = append(all, c)
		return err
	})
	return all, err
}

// Connect implements auth.ConnectionStore. As with Redeem, the update comes first for its lock.
func (a *Auth) Connect(ctx context.Context, id, userID string, c auth.Connection, at time.Time) error {
	return a.db.Write(ctx, a.clinic, func(tx *Tx) error {
		n, err := a.exec(ctx, tx, endInvitation, id, millis(at), userID)
		if err != nil {
			return err
		}
		if n == 0 {
			return auth.ErrNotFound
		}
		switch has, err := a.hasAccount(ctx, tx, c.FHIRUser); {
		case err != nil:
			return err
		case has:
			return auth.ErrNotFound
		}
		// Who had it signs in no more: see hasAccount.
		_, err = a.exec(ctx, tx, `INSERT INTO auth_connections (clinic_id, fhir_user, user_id, patient_id, display_name, added_at)
			VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (clinic_id, fhir_user) DO UPDATE SET
			user_id = excluded.user_id, patient_id = excluded.patient_id, display_name = excluded.display_name, added_at = excluded.added_at`,
			c.FHIRUser, userID, c.PatientID, c.DisplayName, millis(at))
		return err
	})
}

// as makes a grant's user who they signed in as.
func (a *Auth) as(ctx context.Context, tx *Tx, g auth.Grant, u *auth.User) error {
	if g.FHIRUser == "" || g.FHIRUser == u.FHIRUser {
		return nil
	}
	err := a.row(ctx, tx, `SELECT fhir_user, patient_id, display_name FROM auth_connections
		WHERE clinic_id = $1 AND fhir_user = $2 AND user_id = $3`, []any{g.FHIRUser, u.ID}, &u.FHIRUser, &u.PatientID, &u.DisplayName)
	if errors.Is(err, auth.ErrNotFound) {
		return auth.ErrNotFound // the connection is another account's now
	}
	return err
}
