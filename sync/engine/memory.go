package engine

import (
	"context"
	"errors"

	"throughline/care"
	"throughline/fhir"
	"throughline/profile"
	"throughline/sync/store"
)

// take keeps memory in step with what was stored. commits is held.
func (e *Engine) take(changed []store.Resource) {
	for _, r := range changed {
		switch {
		case r.Deleted:
			e.memory.Remove(ref(r.Type, r.ID))
		case r.Read != nil:
			e.memory.PutRead(r.Body, r.Read)
		case e.memory.Put(r.Body) != nil:
			e.memory.Remove(ref(r.Type, r.ID))
		}
	}
}

// staffKeeps is how many resources stay decoded for staff, whose chart is made of
// those of all their patients, on a computer: about 40 MiB for 30,000.
const staffKeeps = 40_000

// load reads the resource table. A row that does not decode was damaged on disk:
// it is dropped, and everything is downloaded again.
func (e *Engine) load(ctx context.Context) error {
	m := &profile.Memory{}
	if e.viewer.Patient == "" && profile.RoleOf(e.viewer.FHIRUser) == care.RoleStaff {
		m.Keep = staffKeeps
	}
	var damaged []store.Resource
	err := e.store.View(ctx, func(tx *store.Tx) error {
		return tx.Resources(func(r store.Resource) error {
			if m.Put(r.Body) != nil {
				damaged = append(damaged, r)
			}
			return nil
		})
	})
	if err == nil && len(damaged) > 0 {
		err = e.store.Apply(ctx, func(tx *store.Tx) error {
			err := errors.Join(tx.ClearCursors(), forgetSpots(tx))
			for _, r := range damaged {
				err = errors.Join(err, tx.Drop(r.Type, r.ID))
			}
			return err
		})
	}
	if err != nil {
		return err
	}
	e.memory, e.stale = m, true // of which a chart is to be made
	return nil
}

// edited is a profile.Set of what this device shows: the last edit that waits in
// the outbox before what the server said.
type edited struct {
	*profile.Memory
	waiting map[string]fhir.Resource // by reference
}

// withEdits lays the outbox over what the server said. commits is held. A body that
// was decoded before is not decoded again: the store keeps the outbox in memory, so
// that a body which has not changed is the same bytes at the same place.
func (e *Engine) withEdits(outbox []store.Entry) edited {
	set := edited{Memory: e.memory, waiting: map[string]fhir.Resource{}}
	last := map[string]int64{}
	read := make(map[*byte]fhir.Resource, len(e.bodies))
	for _, en := range outbox {
		name := ref(en.Type, en.ID)
		if en.State == store.Acknowledged || len(en.Body) == 0 || en.Seq < last[name] {
			continue
		}
		body := &en.Body[0]
		r, known := e.bodies[body]
		if !known {
			r, _ = fhir.Decode(en.Body) // nil for what is damaged
		}
		if read[body] = r; r != nil {
			set.waiting[name], last[name] = r, en.Seq
		}
	}
	e.bodies = read
	return set
}

// topic is the topic of what an entry writes.
func (s edited) topic(en store.Entry) care.Topic {
	return topicOf(en.Type, s.waiting[ref(en.Type, en.ID)])
}

// Each implements profile.Set.
func (s edited) Each(typ string, fn func(fhir.Resource)) {
	for _, r := range s.waiting {
		if r.ResourceType() == typ {
			fn(r)
		}
	}
	s.Memory.Each(typ, func(r fhir.Resource) {
		if _, waits := s.waiting[ref(typ, r.Common().ID)]; !waits {
			fn(r)
		}
	})
}

// Get implements profile.Set.
func (s edited) Get(reference string) (fhir.Resource, bool) {
	if r, waits := s.waiting[reference]; waits {
		return r, true
	}
	r, ok := s.Memory.Get(reference)
	if ok {
		if edit, waits := s.waiting[ref(r.ResourceType(), r.Common().ID)]; waits {
			return edit, true
		}
	}
	return r, ok
}
