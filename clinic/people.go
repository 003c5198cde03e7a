package clinic

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"throughline/clinic/audit"
	"throughline/clinic/auth"
	"throughline/clinic/document"
	"throughline/clinic/gate"
	"throughline/clinic/store"
	"throughline/fhir"
)

// signIns puts what the authorization server reports into the audit.
type signIns struct {
	to      *audit.Recorder
	counted *gate.Metrics
}

func (s signIns) Record(ctx context.Context, e auth.Event) error {
	s.counted.AuthEvent(string(e.Kind))
	out := audit.Success
	switch e.Kind {
	case auth.EventSignInFailed, auth.EventSignInLocked, auth.EventConsentRefused, auth.EventTokenRefused,
		auth.EventCodeReplay, auth.EventRefreshReplay, auth.EventInvitationRefused, auth.EventSecondFactorFailed:
		out = audit.Refused
	}
	event := audit.Event{
		At: e.At, SignIn: true, Subtype: string(e.Kind), Outcome: out, Detail: e.Detail, Patient: e.PatientID,
		Agent: audit.Agent{
			FHIRUser: e.FHIRUser, UserID: e.UserID, Role: string(e.Role), Client: e.ClientID, Address: e.Remote,
		},
	}
	if e.About != "" {
		event.Entities = []string{e.About}
	}
	return s.to.Record(ctx, e.ClinicID, event)
}

// directory tells the authorization server who is in the clinic's records.
type directory struct {
	records store.Store
	clinic  string
}

func (d directory) Person(ctx context.Context, fhirUser string) (auth.Person, error) {
	_, typ, id, ok := document.Reference(fhirUser)
	if !ok || typ+"/"+id != fhirUser {
		return auth.Person{}, auth.ErrNotFound
	}
	var version store.Version
	err := d.records.View(ctx, d.clinic, func(r store.Reader) (err error) {
		version, err = r.Get(ctx, typ, id)
		return err
	})
	if errors.Is(err, store.ErrNotFound) || err == nil && version.Gone() {
		return auth.Person{}, auth.ErrNotFound
	}
	if err != nil {
		return auth.Person{}, err
	}
	resource, err := fhir.Decode(version.Body)
	if err != nil {
		return auth.Person{}, err
	}
	switch who := resource.(type) {
	case *fhir.Patient:
		return person(id, who.Name, who.Active)
	case *fhir.RelatedPerson:
		_, typ, patient, _ := document.Reference(who.Patient.Reference)
		if typ != "Patient" {
			return auth.Person{}, auth.ErrNotFound
		}
		return person(patient, who.Name, who.Active)
	case *fhir.Practitioner:
		return person("", who.Name, who.Active)
	default:
		return auth.Person{}, auth.ErrNotFound
	}
}

func person(patient string, names []fhir.HumanName, active *bool) (auth.Person, error) {
	if active != nil && !*active {
		return auth.Person{}, auth.ErrNotFound
	}
	p := auth.Person{PatientID: patient}
	for _, n := range names {
		p.Name = cmp.Or(p.Name, n.Text, strings.TrimSpace(strings.Join(n.Given, " ")+" "+n.Family))
	}
	return p, nil
}

// limited lets each sign-in ask so often and no more.
func (d *Data) limited(authenticate func(*http.Request) (auth.Principal, error)) func(*http.Request) (auth.Principal, error) {
	return func(r *http.Request) (auth.Principal, error) {
		p, err := authenticate(r)
		if err != nil || gate.Exempt(r) {
			return p, err
		}
		if wait, ok := d.limiter.Allow(p.ClinicID + "/" + p.GrantID); !ok {
			return auth.Principal{}, &auth.Error{
				Status: http.StatusTooManyRequests, Code: "slow_down", Say: "Too many requests. Wait a little, then try again.",
				Wait: max(wait, time.Second),
			}
		}
		return p, nil
	}
}
