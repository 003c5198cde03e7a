package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"throughline/clinic/auth"
)

// Auth keeps what one clinic's authorization server remembers.
type Auth struct {
	db     *DB
	clinic string
}

// NewAuth gives the authorization server's store of one clinic in db.
func NewAuth(db *DB, clinicID string) *Auth { return &Auth{db: db, clinic: clinicID} }

var _ auth.Store = (*Auth)(nil)

// millis is a time as the database keeps it; none is 0.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func authFlag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// exec changes rows, of which the clinic's id is always the first argument, and gives their number.
func (a *Auth) exec(ctx context.Context, tx *Tx, query string, args ...any) (int64, error) {
	done, err := tx.ExecContext(ctx, query, append([]any{a.clinic}, args...)...)
	if err != nil {
		return 0, fmt.Errorf("sign-in store: %w", err)
	}
	return done.RowsAffected()
}

func (a *Auth) change(ctx context.Context, query string, args ...any) (n int64, err error) {
	err = a.db.Write(ctx, a.clinic, func(tx *Tx) error {
		n, err = a.exec(ctx, tx, query, args...)
		return err
	})
	return n, err
}

// add inserts a row with ON CONFLICT DO NOTHING and says ErrExists where there was one.
func (a *Auth) add(ctx context.Context, query string, args ...any) error {
	n, err := a.change(ctx, query, args...)
	if err == nil && n == 0 {
		return auth.ErrExists
	}
	return err
}

// set changes a row that must be there.
func (a *Auth) set(ctx context.Context, query string, args ...any) error {
	n, err := a.change(ctx, query, args...)
	if err == nil && n == 0 {
		return auth.ErrNotFound
	}
	return err
}

func (a *Auth) row(ctx context.Context, tx *Tx, query string, args []any, into ...any) error {
	err := tx.QueryRowContext(ctx, query, append([]any{a.clinic}, args...)...).Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return auth.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("sign-in store: %w", err)
	}
	return nil
}

func (a *Auth) one(ctx context.Context, query string, args []any, into ...any) error {
	return a.db.Read(ctx, a.clinic, func(tx *Tx) error { return a.row(ctx, tx, query, args, into...) })
}

// all calls take for each row.
func (a *Auth) all(ctx context.Context, query string, args []any, take func(*sql.Rows) error) error {
	return a.db.Read(ctx, a.clinic, func(tx *Tx) (err error) {
		rows, err := tx.QueryContext(ctx, query, append([]any{a.clinic}, args...)...)
		if err != nil {
			return fmt.Errorf("sign-in store: %w", err)
		}
		defer func() { err = errors.Join(err, rows.Close()) }()
		for rows.Next() {
			if err := take(rows); err != nil {
				return err
			}
		}
		return rows.Err()
	})
}

const addUser = `INSERT INTO auth_users (clinic_id, user_id, username, password_hash, role, fhir_user,
	patient_id, display_name, disabled) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`

func userValues(u auth.User) []any {
	return []any{
		u.ID, u.Username, u.PasswordHash, string(u.Role), u.FHIRUser, u.PatientID, u.DisplayName, authFlag(u.Disabled),
	}
}

// AddUser implements auth.UserStore.
func (a *Auth) AddUser(ctx context.Context, u auth.User) error {
	return a.add(ctx, addUser, userValues(u)...)
}

const userColumns = `u.user_id, u.username, u.password_hash, u.role, u.fhir_user, u.patient_id, u.display_name, u.disabled`

func userFields(u *auth.User) []any {
	return []any{&u.ID, &u.Username, &u.PasswordHash, &u.Role, &u.FHIRUser, &u.PatientID, &u.DisplayName, &u.Disabled}
}

// User implements auth.UserStore.
func (a *Auth) User(ctx context.Context, id string) (u auth.User, err error) {
	err = a.one(ctx, `SELECT `+userColumns+` FROM auth_users u WHERE u.clinic_id = $1 AND u.user_id = $2`,
		[]any{id}, userFields(&u)...)
	return u, err
}

// UserByName implements auth.UserStore.
func (a *Auth) UserByName(ctx context.Context, username string) (u auth.User, err error) {
	err = a.one(ctx, `SELECT `+userColumns+` FROM auth_users u WHERE u.clinic_id = $1 AND u.username = $2`,
		[]any{username}, userFields(&u)...)
	return u, err
}

// Users implements auth.UserStore.
func (a *Auth) Users(ctx context.Context) (all []auth.User, err error) {
	err = a.all(ctx, `SELECT `+userColumns+` FROM auth_users u WHERE u.clinic_id = $1 ORDER BY u.username`, nil,
		func(rows *sql.Rows) error {
			var u auth.User
			err := rows.Scan(userFields(&u)...)
			all = append(all, u)
			return err
		})
	return all, err
}

// SetPassword implements auth.UserStore.
func (a *Auth) SetPassword(ctx context.Context, userID, hash string) error {
	return a.set(ctx, `UPDATE auth_users SET password_hash = $3 WHERE clinic_id = $1 AND user_id = $2`, userID, hash)
}

// SetDisabled implements auth.UserStore.
func (a *Auth) SetDisabled(ctx context.Context, userID string, disabled bool) error {
	return a.set(ctx, `UPDATE auth_users SET disabled = $3 WHERE clinic_id = $1 AND user_id = $2`, userID, authFlag(disabled))
}

// Attempts implements auth.UserStore.
func (a *Auth) Attempts(ctx context.Context, key string) (auth.Attempts, error) {
	var t auth.Attempts
	var last int64
	err := a.one(ctx, `SELECT failures, last_at FROM auth_attempts WHERE clinic_id = $1 AND name_hash = $2`,
		[]any{key}, &t.Failures, &last)
	if errors.Is(err, auth.ErrNotFound) {
		return auth.Attempts{}, nil
	}
	t.Last = fromMillis(last)
	return t, err
}

// CountAttempt implements auth.UserStore.
func (a *Auth) CountAttempt(ctx context.Context, key string, seen int, at time.Time) (bool, error) {
	query, args := `INSERT INTO auth_attempts (clinic_id, name_hash, failures, last_at)
		VALUES ($1, $2, 1, $3) ON CONFLICT DO NOTHING`, []any{key, millis(at)}
	if seen > 0 {
		query, args = `UPDATE auth_attempts SET last_at = $3, failures = failures + 1
			WHERE clinic_id = $1 AND name_hash = $2 AND failures = $4`, append(args, seen)
	}
	n, err := a.change(ctx, query, args...)
	return n == 1, err
}

// ClearAttempts implements auth.UserStore.
func (a *Auth) ClearAttempts(ctx context.Context, key string) error {
	_, err := a.change(ctx, `DELETE FROM auth_attempts WHERE clinic_id = $1 AND name_hash = $2`, key)
	return err
}
