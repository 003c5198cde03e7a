package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"throughline/clinic/search"
	"throughline/clinic/store"
)

// Store is the resources and the audit of all clinics in one DB. Now is the
// clock for the times of versions.
type Store struct {
	*DB
	Now func() time.Time
}

// NewStore gives the resources of db.
func NewStore(db *DB) *Store { return &Store{DB: db, Now: time.Now} }

var _ store.Store = (*Store)(nil)

// View implements store.Store.
func (s *Store) View(ctx context.Context, clinic string, fn func(store.Reader) error) error {
	return s.Read(ctx, clinic, func(tx *Tx) error { return fn(&session{db: s.DB, tx: tx, clinic: clinic, locked: true}) })
}

// Update implements store.Store.
func (s *Store) Update(ctx context.Context, clinic string, fn func(store.Writer) error) error {
	return s.Write(ctx, clinic, func(tx *Tx) error { return fn(&session{db: s.DB, tx: tx, clinic: clinic, now: s.Now}) })
}

// session is one transaction on one clinic's data.
type session struct {
	db     *DB
	tx     *Tx
	clinic string
	locked bool // or reading, which needs no lock
	now    func() time.Time
	stamp  time.Time
	item   int64
}

// lock makes this the clinic's only open write transaction, before its first
// look at the data: what it finds is true until it commits. An audit needs no
// lock, so those of reads do not queue behind writes.
func (s *session) lock(ctx context.Context) error {
	if s.locked {
		return nil
	}
	if err := s.db.Lock(ctx, s.tx, s.clinic); err != nil {
		return fmt.Errorf("lock: %w", err)
	}
	s.locked = true
	return nil
}

const columns = `v.rtype, v.rid, v.version, v.updated, v.item, v.method, v.body`

func scan(row interface{ Scan(...any) error }, more ...any) (store.Version, error) {
	var v store.Version
	var updated int64
	err := row.Scan(append([]any{&v.Type, &v.ID, &v.Version, &updated, &v.Item, &v.Method, &v.Body}, more...)...)
	v.Updated = time.UnixMilli(updated).UTC()
	if errors.Is(err, sql.ErrNoRows) {
		err = store.ErrNotFound
	}
	return v, err
}

func (s *session) Get(ctx context.Context, typ, id string) (store.Version, error) {
	if err := s.lock(ctx); err != nil {
		return store.Version{}, err
	}
	return scan(s.tx.QueryRowContext(ctx, `SELECT `+columns+` FROM resources r JOIN versions v
		ON v.clinic_id = r.clinic_id AND v.rtype = r.rtype AND v.rid = r.rid AND v.version = r.version
		WHERE r.clinic_id = $1 AND r.rtype = $2 AND r.rid = $3`, s.clinic, typ, id))
}

func (s *session) GetVersion(ctx context.Context, typ, id string, version int64) (store.Version, error) {
	if err := s.lock(ctx); err != nil {
		return store.Version{}, err
	}
	return scan(s.tx.QueryRowContext(ctx, `SELECT `+columns+` FROM versions v
		WHERE v.clinic_id = $1 AND v.rtype = $2 AND v.rid = $3 AND v.version = $4`, s.clinic, typ, id, version))
}

// Stamp moves the clinic's clock. Transactions of one clinic have it one after
// the other, which is the order in which they commit.
func (s *session) Stamp(ctx context.Context) (time.Time, error) {
	if !s.stamp.IsZero() {
		return s.stamp, nil
	}
	if err := s.lock(ctx); err != nil {
		return s.stamp, err
	}
	var updated int64
	err := s.tx.QueryRowContext(ctx, `INSERT INTO clinics (clinic_id, updated) VALUES ($1, $2)
		ON CONFLICT (clinic_id) DO UPDATE
		SET updated = CASE WHEN clinics.updated < excluded.updated THEN excluded.updated ELSE clinics.updated + 1 END
		RETURNING updated`, s.clinic, s.now().UnixMilli()).Scan(&updated)
	if err != nil {
		return s.stamp, fmt.Errorf("stamp: %w", err)
	}
	if err := s.db.list(ctx, s.tx, s.clinic); err != nil {
		return s.stamp, fmt.Errorf("stamp: %w", err)
	}
	s.stamp = time.UnixMilli(updated).UTC()
	return s.stamp, nil
}

func (s *session) Put(ctx context.Context, v store.Version, index search.Index, patients []string) error {
	stamp, err := s.Stamp(ctx)
	if err != nil {
		return err
	}
	at := stamp.UnixMilli()
	if err := s.putHead(ctx, v, at); err != nil {
		return err
	}
	s.tx.Changed(s.clinic, store.ChangedResources)
	s.item++
	if _, err := s.tx.ExecContext(ctx, `INSERT INTO versions
		(clinic_id, rtype, rid, version, updated, item, method, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		s.clinic, v.Type, v.ID, v.Version, at, s.item, v.Method, string(v.Body)); err != nil {
		return fmt.Errorf("put %s: %w", v.Type, err)
	}
	if err := s.putMemberships(ctx, at, patients); err != nil {
		return err
	}
	return s.putIndex(ctx, v, index, patients)
}

func (s *session) putHead(ctx context.Context, v store.Version, at int64) error {
	sql := `UPDATE resources SET version = $4, updated = $5, deleted = $6
		WHERE clinic_id = $1 AND rtype = $2 AND rid = $3 AND version = $4 - 1`
	if v.Version == 1 {
		sql = `INSERT INTO resources (clinic_id, rtype, rid, version, updated, deleted)
			VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`
	}
	done, err := s.tx.ExecContext(ctx, sql, s.clinic, v.Type, v.ID, v.Version, at, flag(v.Gone()))
	if err != nil {
		return fmt.Errorf("put %s: %w", v.Type, err)
	}
	if n, err := done.RowsAffected(); err != nil || n != 1 {
		return errors.Join(store.ErrConflict, err)
	}
	return nil
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (s *session) putMemberships(ctx context.Context, at int64, patients []string) error {
	if len(patients) == 0 {
		patients = []string{""}
	}
	for _, p := range patients {
		if _, err := s.tx.ExecContext(ctx, `INSERT INTO memberships (clinic_id, patient_id, updated, item)
			VALUES ($1, $2, $3, $4)`, s.clinic, p, at, s.item); err != nil {
			return fmt.Errorf("put membership: %w", err)
		}
	}
	return nil
}

// AppendAudit implements store.Writer.
func (s *session) AppendAudit(ctx context.Context, rows ...store.Audit) (added int64, err error) {
	for _, a := range rows {
		done, err := s.tx.ExecContext(ctx, `INSERT INTO audit
			(clinic_id, audit_id, recorded, patient_id, agent, action, subtype, outcome, body)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`, s.clinic, a.ID, a.Recorded.UnixMilli(),
			a.Patient, a.Agent, a.Action, a.Subtype, a.Outcome, string(a.Body))
		if err != nil {
			return added, fmt.Errorf("append audit: %w", err)
		}
		n, err := done.RowsAffected()
		if err != nil {
			return added, fmt.Errorf("append audit: %w", err)
		}
		added += n
	}
	return added, nil
}
