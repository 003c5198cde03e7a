package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"throughline/clinic/store"
)

// registry stands for the clinic of a transaction that reads the public list of
// clinics and nothing else. No clinic has this id.
const registry = "-"

// PutClinic adds a clinic or changes what people read of it.
func (db *DB) PutClinic(ctx context.Context, p store.Profile) error {
	return db.Write(ctx, p.ID, func(tx *Tx) error {
		tx.Changed(p.ID, store.ChangedProfile)
		_, err := tx.ExecContext(ctx, `INSERT INTO clinic_profiles (clinic_id, name, phone) VALUES ($1, $2, $3)
			ON CONFLICT (clinic_id) DO UPDATE SET name = excluded.name, phone = excluded.phone`, p.ID, p.Name, p.Phone)
		return err
	})
}

// list puts a clinic that is written to for the first time into the list.
func (db *DB) list(ctx context.Context, tx *Tx, id string) error {
	if _, known := db.listed.Load(id); known {
		return nil
	}
	tx.listed = id
	_, err := tx.ExecContext(ctx, `INSERT INTO clinic_profiles (clinic_id, name, phone) VALUES ($1, '', '')
		ON CONFLICT DO NOTHING`, id)
	return err
}

// Clinic gives one clinic of the list, or store.ErrNotFound.
func (db *DB) Clinic(ctx context.Context, id string) (store.Profile, error) {
	all, err := db.profiles(ctx, ` WHERE clinic_id = $1`, id)
	if err == nil && len(all) == 0 {
		err = store.ErrNotFound
	}
	if err != nil {
		return store.Profile{}, err
	}
	return all[0], nil
}

// Clinics lists the clinics by their ids.
func (db *DB) Clinics(ctx context.Context) ([]store.Profile, error) {
	return db.profiles(ctx, ` ORDER BY clinic_id`)
}

func (db *DB) profiles(ctx context.Context, which string, args ...any) (all []store.Profile, err error) {
	err = db.Read(ctx, registry, func(tx *Tx) (err error) {
		rows, err := tx.QueryContext(ctx, `SELECT clinic_id, name, phone FROM clinic_profiles`+which, args...)
		if err != nil {
			return fmt.Errorf("read clinics: %w", err)
		}
		defer func() { err = errors.Join(err, rows.Close()) }()
		for rows.Next() {
			var p store.Profile
			if err := rows.Scan(&p.ID, &p.Name, &p.Phone); err != nil {
				return err
			}
			all = append(all, p)
		}
		return rows.Err()
	})
	return all, err
}
