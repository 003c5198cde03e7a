// Package records is what can be done with the clinic's resources, whoever asks
// and by whatever way: the interactions of FHIR R4 with their preconditions, the
// access table at every resource, the programme's rules and the audit. The REST
// handlers, the import and the demo stand on it.
package records

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"

	"throughline/clinic/access"
	"throughline/clinic/audit"
	"throughline/clinic/auth"
	"throughline/clinic/document"
	"throughline/clinic/outcome"
	"throughline/clinic/store"
)

// Service does the interactions. It is safe for concurrent use.
type Service struct {
	Store store.Store
	Audit *audit.Recorder
	Now   func() time.Time

	names sync.Map // of those who act, for the audit: see nameOf
}

// Call is one request: who asks and from where.
type Call struct {
	Principal auth.Principal
	Address   string
}

// SystemCall is the server's own request.
func SystemCall(clinic string) Call { return Call{Principal: access.System(clinic).Principal} }

func (c Call) agent() audit.Agent {
	p := c.Principal
	return audit.Agent{
		FHIRUser: p.FHIRUser, UserID: p.UserID, Role: string(p.Role), Client: p.ClientID, Address: c.Address,
	}
}

// caller finds what patients have opened to a loved one. It is asked in the
// transaction of every request, so that a Consent taken back holds from the
// next one on.
func (s *Service) caller(ctx context.Context, r store.Reader, p auth.Principal) (access.Caller, error) {
	c := access.Caller{Principal: p, At: s.Now()}
	if p.Role != auth.RoleRelatedPerson {
		return c, nil
	}
	_, typ, id, ok := document.Reference(p.FHIRUser)
	if !ok {
		return c, nil
	}
	person, err := r.Get(ctx, typ, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && person.Gone() {
		return access.Caller{Principal: auth.Principal{ClinicID: p.ClinicID, Role: p.Role}}, nil
	}
	if err != nil {
		return c, err
	}
	tree, err := document.Tree(person.Body)
	if err != nil {
		return c, err
	}
	if tree["active"] == false || !slices.Contains(access.PatientsOf(typ, id, tree), p.PatientID) {
		return access.Caller{Principal: auth.Principal{ClinicID: p.ClinicID, Role: p.Role}}, nil
	}
	consents, err := consentsFor(ctx, r, typ, id)
	if err != nil {
		return c, err
	}
	for _, consent := range consents {
		if g, ok := access.GrantOf(consent, p.FHIRUser, c.At); ok && g.Patient == p.PatientID {
			c.Grants = append(c.Grants, g)
		}
	}
	return c, nil
}

// view runs a reading interaction and writes its audit before it answers. A
// refusal is audited too.
func (s *Service) view(ctx context.Context, call Call, what string, fn func(*look) error) error {
	l := &look{Service: s, call: call, what: what}
	err := s.Store.View(ctx, call.Principal.ClinicID, func(r store.Reader) error {
		var err error
		if l.Caller, err = s.caller(ctx, r, call.Principal); err != nil {
			return err
		}
		l.r = r
		l.name = s.nameOf(ctx, r, call.Principal)
		if l.Shut() {
			return outcome.Forbidden
		}
		return fn(l)
	})
	if recorded := s.Audit.Record(ctx, call.Principal.ClinicID, l.events(err)...); recorded != nil {
		return outcome.From(recorded)
	}
	if err != nil {
		return outcome.From(err)
	}
	return nil
}

// look is one reading interaction, with what it has seen so far.
type look struct {
	*Service
	access.Caller
	call  Call
	name  string // of who asks
	what  string
	query string
	r     store.Reader
	seen  []sighting
}

type sighting struct {
	ref      string
	patients []string
}

func (l *look) saw(v store.Version, patients []string) {
	if v.Type != auditType {
		l.seen = append(l.seen, sighting{v.Type + "/" + v.ID, patients})
	}
}

// events gives an event for each patient whose record was seen, or one for none.
func (l *look) events(err error) []audit.Event {
	if l.call.Principal.Role == access.RoleSystem {
		return nil
	}
	base := audit.Event{At: l.Now(), Agent: l.call.agent(), Subtype: l.what, Outcome: audit.Success}
	base.Agent.Name = l.name
	for _, g := range l.Grants { // by what right a loved one asks
		base.Consents = append(base.Consents, "Consent/"+g.Consent)
	}
	if err != nil {
		e := outcome.From(err)
		base.Outcome = audit.Refused
		if e.Status >= http.StatusInternalServerError {
			base.Outcome = audit.Failed
		}
		base.Query, base.Detail = l.query, e.Code
		base.Patient = l.call.Principal.PatientID // whose record it was about; "" for staff
		for _, s := range l.seen {
			base.Entities = append(base.Entities, s.ref)
		}
		return []audit.Event{base}
	}
	return l.byPatient(base)
}

func (l *look) byPatient(base audit.Event) []audit.Event {
	var events []audit.Event
	at := map[string]int{}
	for _, s := range l.seen {
		patients := s.patients
		if len(patients) == 0 {
			patients = []string{""}
		}
		for _, p := range patients {
			i, ok := at[p]
			if !ok {
				i = len(events)
				at[p] = i
				e := base
				e.Patient = p
				events = append(events, e)
			}
			events[i].Entities = append(events[i].Entities, s.ref)
		}
	}
	if len(events) == 0 {
		events = []audit.Event{base}
	}
	// The search itself can name other patients, so only its author's own event
	// and the one of nobody carry it.
	for i, e := range events {
		if e.Patient == "" || e.Patient == l.call.Principal.PatientID {
			events[i].Query = l.query
		}
	}
	return events
}

// auditType is read and searched like other types, and written by the server
// alone.
const auditType = "AuditEvent"
