package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"throughline/clinic/store"
)

// Feed is the token of a patient's calendar address; store.ErrNotFound where
// none was made.
func (db *DB) Feed(ctx context.Context, clinic, patient string) (token string, err error) {
	return db.feed(ctx, clinic, `SELECT token FROM calendar_feeds WHERE clinic_id = $1 AND patient_id = $2`, patient)
}

// FeedOf is the patient whose address has the token; store.ErrNotFound for none.
func (db *DB) FeedOf(ctx context.Context, clinic, token string) (patient string, err error) {
	return db.feed(ctx, clinic, `SELECT patient_id FROM calendar_feeds WHERE clinic_id = $1 AND token = $2`, token)
}

func (db *DB) feed(ctx context.Context, clinic, query, of string) (found string, err error) {
	err = db.Read(ctx, clinic, func(tx *Tx) error {
		err := tx.QueryRowContext(ctx, query, clinic, of).Scan(&found)
		if errors.Is(err, sql.ErrNoRows) {
			return store.ErrNotFound
		}
		return err
	})
	return found, err
}

// PutFeed gives a patient's calendar a new token in the place of any other.
func (db *DB) PutFeed(ctx context.Context, clinic, patient, token string, now time.Time) error {
	return db.Write(ctx, clinic, func(tx *Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO calendar_feeds (clinic_id, patient_id, token, made_at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (clinic_id, patient_id) DO UPDATE SET token = excluded.token, made_at = excluded.made_at`,
			clinic, patient, token, now.UnixMilli())
		if err != nil {
			return fmt.Errorf("calendar address: %w", err)
		}
		return nil
	})
}

// DropFeed takes a patient's calendar address back.
func (db *DB) DropFeed(ctx context.Context, clinic, patient string) error {
	return db.Write(ctx, clinic, func(tx *Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM calendar_feeds WHERE clinic_id = $1 AND patient_id = $2`, clinic, patient)
		return err
	})
}
