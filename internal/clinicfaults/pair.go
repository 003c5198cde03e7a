package main

import (
	"context"
	"errors"
	"net/http"
	"time"

	"throughline/clinic/clinictest"
	"throughline/clinic/store/postgres"
	"throughline/clinic/store/postgres/postgrestest"
)

const (
	phones   = 6
	patience = time.Minute // for a write to be acknowledged after all
)

// site is three servers on one database, and phones that write to them.
type site struct {
	dsn     string
	servers []*server
	load    *load
}

func newSite(ctx context.Context, dsn string, servers int) (s *site, err error) {
	s = &site{dsn: dsn}
	for range servers {
		one, err := newServer(ctx, dsn)
		if err == nil {
			err = one.start()
		}
		if err != nil {
			return nil, errors.Join(err, s.stop())
		}
		s.servers = append(s.servers, one)
	}
	through := &http.Client{Transport: &balancer{servers: s.servers, Transport: &http.Transport{MaxIdleConnsPerHost: phones}}}
	phone, err := clinictest.SignInBy(ctx, through, base, username, password)
	if err != nil {
		return nil, errors.Join(err, s.stop())
	}
	s.load = &load{phone: phone}
	return s, nil
}

func (s *site) stop() (err error) {
	for _, one := range s.servers {
		err = errors.Join(err, one.kill())
	}
	return err
}

// under lets phones write while the fault happens: some writes before it, many
// after it.
func (s *site) under(ctx context.Context, writes int, fault func() error) error {
	ctx, cancel := context.WithTimeout(ctx, 2*patience)
	defer cancel()
	stop := make(chan struct{})
	done := make(chan struct{})
	before := s.load.more(writes)
	go func() { s.load.run(ctx, phones, stop); close(done) }()
	wait := func(c <-chan struct{}) {
		select {
		case <-c:
		case <-done:
		}
	}
	wait(before)
	err := fault()
	wait(s.load.more(writes))
	close(stop)
	<-done
	return err
}

// failover kills the primary of a pair and promotes its synchronous standby.
func failover(ctx context.Context, writes int) (err error) {
	first, err := postgrestest.Start(ctx, "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, first.Stop()) }()
	if err := first.Create(ctx, "clinic"); err != nil {
		return err
	}
	if err := postgres.Migrate(ctx, first.DSN("clinic", postgrestest.Owner), postgrestest.App); err != nil {
		return err
	}
	second, err := first.Standby(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, second.Stop()) }()
	dsn := postgrestest.DSN("clinic", postgrestest.App, first, second)
	if err := settle(ctx, dsn); err != nil {
		return err
	}
	s, err := newSite(ctx, dsn, 3)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	if err := s.under(ctx, writes, func() error { return errors.Join(first.Kill(), second.Promote()) }); err != nil {
		return err
	}
	if err := s.load.verify(ctx, dsn); err != nil {
		return err
	}
	return s.load.report("a primary killed, its standby promoted")
}
