package clinic

import (
	"context"

	"throughline/clinic/programme"
)

// programme does what the programme asks for as time passes, until ctx ends.
func (s *Server) programme(ctx context.Context) {
	jobs := &programme.Jobs{Records: s.Records, Claims: s.DB, Clinics: s.clinics, Logger: s.cfg.Logger}
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.cfg.jobs:
			jobs.Tick(ctx)
		}
	}
}

// clinics are the ids of all that this server serves.
func (s *Server) clinics(ctx context.Context) ([]string, error) {
	if !s.sites.many() {
		return []string{s.ID}, nil
	}
	all, err := s.DB.Clinics(ctx)
	ids := make([]string, len(all))
	for i, c := range all {
		ids[i] = c.ID
	}
	return ids, err
}
