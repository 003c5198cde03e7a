// Package programme does what an intensive outpatient programme asks for by
// itself as time passes: follow-ups after discharge with their reminders and
// calls, what staff should look at in a stay, the patient's word on a referral, and the escalation of urgent answers
// that nobody has taken.
//
// Every step follows from what is stored and from the time, and its resources
// have ids that follow from what they are about. So a server that was down, or two
// that do the same work, leave what one leaves that was there all the time.
package programme

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"time"

	"throughline/clinic/document"
	"throughline/clinic/records"
	"throughline/clinic/rules"
	"throughline/clinic/search"
	"throughline/clinic/store"
	"throughline/fhir"
	"throughline/profile"
)

// The jobs, and how often each is done.
const (
	jobEscalate = "escalate"
	jobSweep    = "sweep"

	EscalateEvery = 30 * time.Second
	SweepEvery    = 15 * time.Minute
)

// after is how long after its end a stay is still looked at: the window of the
// second follow-up, and some time for those that were missed.
const after = 120 * 24 * time.Hour

// Claimer shares out the jobs among servers; *sqlstore.DB is one.
type Claimer interface {
	Claim(ctx context.Context, clinic, job string, now, next time.Time) (bool, error)
}

// Jobs does the programme's jobs of the clinics.
type Jobs struct {
	Records *records.Service
	Claims  Claimer
	Clinics func(ctx context.Context) ([]string, error)
	Logger  *slog.Logger
}

// Tick does what is due now in every clinic, as far as no other server does it.
// What fails in one clinic is logged, and the others are done.
func (j *Jobs) Tick(ctx context.Context) {
	clinics, err := j.Clinics(ctx)
	if err != nil {
		j.failed(ctx, "", "list", err)
		return
	}
	now := j.Records.Now()
	for _, clinic := range clinics {
		for _, job := range []struct {
			name  string
			every time.Duration
			do    func(context.Context, string) error
		}{{jobEscalate, EscalateEvery, j.Escalate}, {jobSweep, SweepEvery, j.Sweep}} {
			ours, err := j.Claims.Claim(ctx, clinic, job.name, now, now.Add(job.every))
			if err == nil && ours {
				err = job.do(ctx, clinic)
			}
			if err != nil {
				j.failed(ctx, clinic, job.name, err)
			}
		}
	}
}

func (j *Jobs) failed(ctx context.Context, clinic, job string, err error) {
	if ctx.Err() == nil {
		j.Logger.ErrorContext(ctx, "a job of the programme failed", "clinic", clinic, "job", job, "error", err)
	}
}

// Sweep brings the follow-ups and the concerns of every patient of a clinic up to
// now. It reads first, and opens a write transaction only for a patient for whom
// there is something to write.
func (j *Jobs) Sweep(ctx context.Context, clinic string) error {
	now := j.Records.Now()
	patients, err := j.patients(ctx, clinic, now)
	if err != nil {
		return err
	}
	var failed error
	for _, p := range patients {
		due := 0
		err := j.Records.Store.View(ctx, clinic, func(r store.Reader) error {
			ops, err := owed(ctx, r, p, now)
			due = len(ops)
			return err
		})
		if err == nil && due > 0 {
			err = j.Records.Programme(ctx, clinic, func(r store.Reader, tx rules.Tx) error {
				ops, err := owed(ctx, r, p, now)
				return errors.Join(err, save(ctx, tx, ops))
			})
		}
		failed = errors.Join(failed, err)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return failed
}

// patients are those with a stay that is under way or ended not long ago.
func (j *Jobs) patients(ctx context.Context, clinic string, now time.Time) ([]string, error) {
	q, err := search.Parse("EpisodeOfCare", url.Values{"date": {"ge" + fhir.Date(now.Add(-after))}})
	if err != nil {
		return nil, err
	}
	var out []string
	seen := map[string]bool{}
	err = j.Records.Store.View(ctx, clinic, func(r store.Reader) error {
		return records.Each(ctx, r, q, func(v store.Version) error {
			tree, err := document.Tree(v.Body)
			if err != nil {
				return err
			}
			for _, ref := range document.Texts(tree, "patient.reference") {
				if _, typ, id, ok := document.Reference(ref); ok && typ == "Patient" && !seen[id] {
					seen[id] = true
					out = append(out, id)
				}
			}
			return nil
		})
	})
	return out, err
}

// owed is what is to be written for one patient at now.
func owed(ctx context.Context, r store.Reader, patient string, now time.Time) ([]profile.Operation, error) {
	set, err := record(ctx, r, patient)
	if err != nil {
		return nil, err
	}
	chart, _ := profile.Chart(set, profile.Viewer{FHIRUser: "Practitioner/-", Patient: patient})
	ops, err := profile.FollowUps(set, "Patient/"+patient, chart.Clinic.Zone, now)
	if err != nil {
		return nil, err
	}
	met, err := profile.Referrals(set, "Patient/"+patient, now)
	if err != nil {
		return nil, err
	}
	more, err := profile.Concerns(set, chart, "Patient/"+patient, now, profile.ReadSettings(set))
	return append(append(ops, met...), more...), err
}

// The types that the rules look at: the patient's own, and the clinic's.
var (
	ofPatient = []string{"Appointment", "CarePlan", "ClaimResponse", "Communication", "Coverage", "Encounter", "EpisodeOfCare", "Flag", "ServiceRequest", "Task"}
	ofClinic  = []string{"HealthcareService", "Location", "Organization", "Questionnaire"}
)

// record reads what the rules look at. What cannot be read is left out, as it is
// on a screen.
func record(ctx context.Context, r store.Reader, patient string) (*profile.Memory, error) {
	set := &profile.Memory{}
	put := func(v store.Version) error {
		_ = set.Put(v.Body) // malformed: nothing follows from it
		return nil
	}
	for _, typ := range ofPatient {
		q := search.Query{Type: typ, Patient: patient, Sort: []search.Sort{{Kind: search.ID}}}
		if err := records.Each(ctx, r, q, put); err != nil {
			return nil, err
		}
	}
	return set, directory(ctx, r, put)
}

func directory(ctx context.Context, r store.Reader, put func(store.Version) error) error {
	for _, typ := range ofClinic {
		if err := records.Each(ctx, r, search.Query{Type: typ, Sort: []search.Sort{{Kind: search.ID}}}, put); err != nil {
			return err
		}
	}
	return nil
}

// Escalate moves on the urgent answers that nobody has taken.
func (j *Jobs) Escalate(ctx context.Context, clinic string) error {
	now := j.Records.Now()
	waiting := 0
	err := j.Records.Store.View(ctx, clinic, func(r store.Reader) error {
		return triage(ctx, r, func(store.Version) error { waiting++; return nil })
	})
	if err != nil || waiting == 0 {
		return err
	}
	return j.Records.Programme(ctx, clinic, func(r store.Reader, tx rules.Tx) error {
		set := &profile.Memory{}
		put := func(v store.Version) error {
			_ = set.Put(v.Body)
			return nil
		}
		if err := errors.Join(triage(ctx, r, put), directory(ctx, r, put)); err != nil {
			return err
		}
		chart, _ := profile.Chart(set, profile.Viewer{FHIRUser: "Practitioner/-"})
		settings := profile.ReadSettings(set)
		var changed []fhir.Resource
		var failed error
		set.Each("Task", func(x fhir.Resource) {
			next, err := profile.Escalated(set, chart.Clinic, x.(*fhir.Task), now, settings)
			failed = errors.Join(failed, err)
			if next != nil {
				changed = append(changed, next)
			}
		})
		for _, t := range changed {
			body, err := fhir.Encode(t)
			failed = errors.Join(failed, err, save(ctx, tx, []profile.Operation{{Body: body}}))
		}
		return failed
	})
}

func triage(ctx context.Context, r store.Reader, fn func(store.Version) error) error {
	q, err := search.Parse("Task", url.Values{"code": {profile.SystemTask + "|" + profile.TaskTriage}, "status": {"requested"}})
	if err != nil {
		return err
	}
	return records.Each(ctx, r, q, fn)
}

func save(ctx context.Context, tx rules.Tx, ops []profile.Operation) error {
	for _, op := range ops {
		tree, err := document.Tree(op.Body)
		if err != nil {
			return err
		}
		if err := tx.Save(ctx, tree); err != nil {
			return err
		}
	}
	return nil
}
