package sqlstore

import (
	"context"
	"database/sql"
	"time"

	"throughline/clinic/auth"
)

const invitationColumns = `invitation_id, code_hash, role, fhir_user, patient_id, display_name, created_by, created_at,
	expires_at, ended_at, user_id`

// invitationRow is a row of invitationColumns.
type invitationRow struct {
	i                       auth.Invitation
	created, expires, ended int64
}

func (r *invitationRow) fields() []any {
	return []any{
		&r.i.ID, &r.i.CodeHash, &r.i.Role, &r.i.FHIRUser, &r.i.PatientID, &r.i.DisplayName, &r.i.CreatedBy,
		&r.created, &r.expires, &r.ended, &r.i.UserID,
	}
}

func (r *invitationRow) invitation() auth.Invitation {
	r.i.CreatedAt, r.i.ExpiresAt, r.i.EndedAt = fromMillis(r.created), fromMillis(r.expires), fromMillis(r.ended)
	return r.i
}

// AddInvitation implements auth.InvitationStore.
func (a *Auth) AddInvitation(ctx context.Context, i auth.Invitation) error {
	return a.db.Write(ctx, a.clinic, func(tx *Tx) error {
		if _, err := a.exec(ctx, tx, `UPDATE auth_invitations SET ended_at = $3
			WHERE clinic_id = $1 AND fhir_user = $2 AND ended_at = 0`, i.FHIRUser, millis(i.CreatedAt)); err != nil {
			return err
		}
		_, err := a.exec(ctx, tx, `INSERT INTO auth_invitations (clinic_id, `+invitationColumns+`)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
			i.ID, i.CodeHash, string(i.Role), i.FHIRUser, i.PatientID, i.DisplayName, i.CreatedBy,
			millis(i.CreatedAt), millis(i.ExpiresAt), millis(i.EndedAt), i.UserID)
		return err
	})
}

// Invitation implements auth.InvitationStore.
func (a *Auth) Invitation(ctx context.Context, codeHash string) (auth.Invitation, error) {
	var r invitationRow
	err := a.one(ctx, `SELECT `+invitationColumns+` FROM auth_invitations WHERE clinic_id = $1 AND code_hash = $2`,
		[]any{codeHash}, r.fields()...)
	return r.invitation(), err
}

// OpenInvitations implements auth.InvitationStore.
func (a *Auth) OpenInvitations(ctx context.Context, createdBy, patientID string, now time.Time) (all []auth.Invitation, err error) {
	err = a.all(ctx, `SELECT `+invitationColumns+` FROM auth_invitations
		WHERE clinic_id = $1 AND ended_at = 0 AND expires_at > $2
		AND (created_by = $3 OR (patient_id = $4 AND patient_id <> ''))
		ORDER BY created_at DESC, invitation_id`, []any{millis(now), createdBy, patientID}, func(rows *sql.Rows) error {
		var r invitationRow
		err := rows.Scan(r.fields()...)
		all = append(all, r.invitation())
		return err
	})
	return all, err
}

const endInvitation = `UPDATE auth_invitations SET ended_at = $3, user_id = $4
	WHERE clinic_id = $1 AND invitation_id = $2 AND ended_at = 0 AND expires_at > $3`

// EndInvitation implements auth.InvitationStore.
func (a *Auth) EndInvitation(ctx context.Context, id string, at time.Time) error {
	return a.set(ctx, endInvitation, id, millis(at), "")
}

// Redeem implements auth.InvitationStore. The update comes first for its lock: of two who have the
// code one is let through.
func (a *Auth) Redeem(ctx context.Context, id string, u auth.User, at time.Time) error {
	return a.db.Write(ctx, a.clinic, func(tx *Tx) error {
		n, err := a.exec(ctx, tx, endInvitation, id, millis(at), u.ID)
		if err != nil {
			return err
		}
		if n == 0 {
			return auth.ErrNotFound
		}
		has, err := a.hasAccount(ctx, tx, u.FHIRUser)
		if err != nil {
			return err
		}
		if has {
			return auth.ErrNotFound
		}
		if n, err = a.exec(ctx, tx, addUser, userValues(u)...); err == nil && n == 0 {
			return auth.ErrExists
		}
		return err
	})
}

// HasAccount implements auth.InvitationStore.
func (a *Auth) HasAccount(ctx context.Context, fhirUser string) (has bool, err error) {
	err = a.db.Read(ctx, a.clinic, func(tx *Tx) error {
		has, err = a.hasAccount(ctx, tx, fhirUser)
		return err
	})
	return has, err
}

func (a *Auth) hasAccount(ctx context.Context, tx *Tx, fhirUser string) (bool, error) {
	var n int64
	err := a.row(ctx, tx, `SELECT count(*) FROM auth_users u WHERE u.clinic_id = $1 AND u.disabled = 0 AND (u.fhir_user = $2
		OR EXISTS (SELECT 1 FROM auth_connections k WHERE k.clinic_id = u.clinic_id AND k.user_id = u.user_id AND k.fhir_user = $2))`,
		[]any{fhirUser}, &n)
	return n > 0, err
}
