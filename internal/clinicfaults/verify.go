package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"throughline/clinic"
	"throughline/clinic/auth"
	"throughline/clinic/records"
	"throughline/clinic/search"
	"throughline/clinic/store"
)

const (
	clinicID = "main"
	username = "maya"
	password = "a long quiet walk" //nolint:gosec // of a patient who lives for a minute
)

func open(ctx context.Context, dsn string) (*clinic.Data, error) {
	return clinic.OpenData(ctx, clinic.Config{DB: dsn, ID: clinicID, Logger: slog.New(slog.DiscardHandler)})
}

// settle puts one patient who can sign in into an empty database.
func settle(ctx context.Context, dsn string) (err error) {
	d, err := open(ctx, dsn)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	a, err := d.Auth(base) //nolint:contextcheck // auth.New takes none
	if err != nil {
		return err
	}
	if _, err := a.AddUser(ctx, auth.NewUser{
		Username: username, Password: password, Role: auth.RolePatient, FHIRUser: "Patient/p1", DisplayName: "Maya",
	}); err != nil {
		return err
	}
	_, err = d.Records.Load(ctx, clinicID, records.Replace, []byte(`{"resourceType":"Patient","id":"p1"}`))
	return err
}

// verify holds the database against what was acknowledged: every operation is
// there, once, with its audit.
func (l *load) verify(ctx context.Context, dsn string) (err error) {
	d, err := open(ctx, dsn)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	l.mu.Lock()
	defer l.mu.Unlock()
	return d.Records.Store.View(ctx, clinicID, func(r store.Reader) error {
		updates := map[string]int{}
		for _, w := range l.acked {
			if w.kind == putExisting {
				updates[w.id] = max(updates[w.id], w.n)
				continue
			}
			id := w.id
			n, err := r.Count(ctx, search.Query{Type: "Observation", Filters: []search.Filter{{
				Param: "identifier", Kind: search.Token, Terms: []search.Term{{Value: &id}},
			}}})
			if err != nil {
				return err
			}
			if n != 1 {
				l.wrong = append(l.wrong, fmt.Sprintf("operation %s is there %d times", w.id, n))
			}
		}
		for id, n := range updates {
			past, err := r.History(ctx, store.HistoryQuery{Type: "Goal", ID: id, Limit: n + 10})
			if err != nil {
				return err
			}
			if len(past) != n {
				l.wrong = append(l.wrong, fmt.Sprintf("%d updates of %s left %d versions", n, id, len(past)))
			}
		}
		return l.verifyAudit(ctx, r)
	})
}

func (l *load) verifyAudit(ctx context.Context, r store.Reader) error {
	versions, err := r.History(ctx, store.HistoryQuery{Limit: 1 << 20})
	if err != nil {
		return err
	}
	events := 0
	for _, subtype := range []string{"create", "update"} {
		ok := "0"
		n, err := r.Count(ctx, search.Query{Type: "AuditEvent", Filters: []search.Filter{
			{Param: "subtype", Kind: search.Token, Terms: []search.Term{{Value: &subtype}}},
			{Param: "outcome", Kind: search.Token, Terms: []search.Term{{Value: &ok}}},
		}})
		if err != nil {
			return err
		}
		events += n
	}
	own := 1 // the patient, whom the server loaded itself, and the forms that it ships
	for _, v := range versions {
		if v.Type == "Questionnaire" {
			own++
		}
	}
	written := len(versions) - own
	if events != written {
		l.wrong = append(l.wrong, fmt.Sprintf("%d versions were written and %d events say so", written, events))
	}
	if written != len(l.acked) {
		l.wrong = append(l.wrong, fmt.Sprintf("%d operations left %d versions", len(l.acked), written))
	}
	return nil
}

// report fails where anything is wrong.
func (l *load) report(what string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	fmt.Printf("%s: %d writes acknowledged, %d of them after a retry, none missing or doubled: %t, longest gap %d ms\n",
		what, len(l.acked), l.retried, len(l.wrong) == 0, l.gap.Milliseconds())
	if len(l.wrong) > 0 {
		return fmt.Errorf("%s: %d faults, the first: %s", what, len(l.wrong), l.wrong[0])
	}
	return nil
}
