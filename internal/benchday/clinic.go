package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"throughline/clinic"
	"throughline/clinic/access"
	"throughline/clinic/auth"
	"throughline/clinic/clinictest"
	"throughline/clinic/document"
	"throughline/clinic/search"
	"throughline/clinic/store"
	"throughline/clinic/store/postgres"
	"throughline/clinic/store/postgres/postgrestest"
	"throughline/clinic/store/sqlstore"
	"throughline/internal/testclinic"
)

const (
	clinicID = "main"
	password = "a long quiet walk" //nolint:gosec // of patients who live for minutes
	accounts = 10
	base     = 1000 // patients that are loaded; the others are their copies
	perTx    = 250  // patients in one transaction of the load
)

// place is one clinic of a size, with its server and phones that are signed in.
type place struct {
	size   int
	dir    string
	server *testclinic.Clinic
	phones []*clinictest.Phone
	end    func() error
	// analyze is nil where the engine needs no statistics.
	analyze func(ctx context.Context) error
}

func newPlace(ctx context.Context, engine string, size, phones int) (p *place, err error) {
	p = &place{size: size, end: func() error { return nil }}
	if p.dir, err = os.MkdirTemp("", "benchday"); err != nil {
		return nil, err
	}
	dsn := "sqlite:" + filepath.Join(p.dir, "clinic.db")
	if engine == "postgres" {
		if dsn, err = p.postgres(ctx); err != nil {
			return nil, errors.Join(err, p.close())
		}
	}
	start := time.Now()
	if err := fill(ctx, dsn, size); err != nil {
		return nil, errors.Join(err, p.close())
	}
	if p.analyze != nil { // as autovacuum does within a minute of a load
		if err := p.analyze(ctx); err != nil {
			return nil, errors.Join(err, p.close())
		}
	}
	fmt.Printf("%d patients loaded in %s\n", size, time.Since(start).Round(time.Second))
	if p.server, err = testclinic.StartOn(ctx, dsn); err != nil {
		return nil, errors.Join(err, p.close())
	}
	base := p.server.FHIR[:len(p.server.FHIR)-len("/fhir")]
	for i := range accounts {
		one, err := clinictest.SignIn(ctx, base, user(size, i), password)
		if err != nil {
			return nil, errors.Join(err, p.close())
		}
		p.phones = append(p.phones, one)
	}
	for i := accounts; i < phones; i++ { // further phones of the same people
		again := *p.phones[i%accounts]
		p.phones = append(p.phones, &again)
	}
	return p, nil
}

func (p *place) postgres(ctx context.Context) (string, error) {
	c, err := postgrestest.Start(ctx, "shared_buffers=512MB\n")
	if err != nil {
		return "", err
	}
	p.end = c.Stop
	p.analyze = func(ctx context.Context) error { return c.Exec(ctx, "clinic", `VACUUM ANALYZE`) }
	if err := c.Create(ctx, "clinic"); err != nil {
		return "", err
	}
	return c.DSN("clinic", postgrestest.App), postgres.Migrate(ctx, c.DSN("clinic", postgrestest.Owner), postgrestest.App)
}

func (p *place) close() (err error) {
	if p.server != nil {
		err = p.server.Stop()
	}
	return errors.Join(err, p.end(), os.RemoveAll(p.dir))
}

// user is a patient with an account: of the first that were loaded and of the
// last copy.
func user(size, i int) string {
	id := fmt.Sprint("p", i*min(size, base)/accounts)
	if copies := size/base - 1; copies > 0 && i%2 == 1 {
		return prefix(copies) + id
	}
	return id
}

func prefix(n int) string { return fmt.Sprintf("k%d-", n) }

// fill loads patients as they are after some weeks: who they are, what they are
// to do and what they said. It goes past the API, and past the store for all but
// the first thousand, which would take hours.
func fill(ctx context.Context, dsn string, patients int) (err error) {
	d, err := clinic.OpenData(ctx, clinic.Config{DB: dsn, ID: clinicID, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	for from := 0; from < min(patients, base); from += perTx {
		if err := d.Records.Store.Update(ctx, clinicID, func(w store.Writer) error {
			at, err := w.Stamp(ctx)
			if err != nil {
				return err
			}
			for i := from; i < min(from+perTx, patients, base); i++ {
				for _, text := range record(fmt.Sprint("p", i), i) {
					if err := put(ctx, w, at, text); err != nil {
						return err
					}
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	for n := 1; n < patients/base; n++ {
		if err := d.DB.Write(ctx, clinicID, func(tx *sqlstore.Tx) error { return replicate(ctx, tx, n) }); err != nil {
			return err
		}
	}
	a, err := d.Auth("http://127.0.0.1") //nolint:contextcheck // auth.New takes none
	if err != nil {
		return err
	}
	for i := range accounts {
		name := user(patients, i)
		if _, err := a.AddUser(ctx, auth.NewUser{
			Username: name, Password: password, Role: auth.RolePatient, FHIRUser: "Patient/" + name, DisplayName: name,
		}); err != nil {
			return err
		}
	}
	return nil
}

// replicate copies the first thousand patients' rows under other ids, as if they
// had been written before.
func replicate(ctx context.Context, tx *sqlstore.Tx, n int) error {
	const id, at, first = `CAST($1 AS text) || `, ` - CAST($2 AS bigint)`, ` FROM `
	// Type by type, so that the keys find the originals among the copies.
	const own = ` WHERE clinic_id = '` + clinicID + `' AND rtype = CAST($3 AS text) AND rid >= 'p' AND rid < 'q'`
	const any2 = ` AND CAST($2 AS bigint) <> 0` // every statement has the same arguments
	for _, statement := range []string{
		`INSERT INTO memberships SELECT clinic_id, ` + id + `patient_id, updated` + at + `, item FROM memberships
			WHERE clinic_id = '` + clinicID + `' AND patient_id >= 'p' AND patient_id < 'q' AND CAST($3 AS text) = 'Patient'`,
		`INSERT INTO versions SELECT clinic_id, rtype, ` + id + `rid, version, updated` + at + `, item, method,
			replace(replace(body, '"id":"p', '"id":"' || ` + id + `'p'), '/p', '/' || ` + id + `'p')` + first + `versions` + own,
		`INSERT INTO resources SELECT clinic_id, rtype, ` + id + `rid, version, updated` + at + `, deleted` + first + `resources` + own,
		`INSERT INTO resource_values SELECT clinic_id, rtype, param,
			CASE WHEN qualifier IN ('Patient', 'Goal') THEN ` + id + `value ELSE value END, qualifier, ` + id + `rid` + first + `resource_values` + own + any2,
		`INSERT INTO resource_dates SELECT clinic_id, rtype, param, low, high, ` + id + `rid` + first + `resource_dates` + own + any2,
	} {
		for _, typ := range []string{"Patient", "Goal", "CarePlan", "Task", "Appointment", "Observation"} {
			if _, err := tx.ExecContext(ctx, statement, prefix(n), int64(n)*1_000_000, typ); err != nil {
				return err
			}
		}
	}
	return nil
}

func put(ctx context.Context, w store.Writer, at time.Time, text string) error {
	doc, err := document.Parse([]byte(text))
	if err != nil {
		return err
	}
	v := store.Version{Type: doc.Type(), ID: doc.ID(), Version: 1, Method: store.Created}
	v.Body = doc.With(v.ID, 1, at).Bytes()
	tree, err := document.Tree(v.Body)
	if err != nil {
		return err
	}
	return w.Put(ctx, v, search.IndexOf(v.Type, tree), access.NewResource(v.Type, v.ID, tree).Patients())
}

// record is one patient's: seven resources.
func record(id string, n int) []string {
	day := time.Date(2027, 1, 1, 17, 0, 0, 0, time.UTC).AddDate(0, 0, n%60)
	me := `{"reference":"Patient/` + id + `"}`
	out := []string{
		fmt.Sprintf(`{"resourceType":"Patient","id":"%s","name":[{"family":"F%d","given":["G%d"]}],"birthDate":"19%02d-03-04"}`, id, n%5000, n%300, 50+n%50),
		fmt.Sprintf(`{"resourceType":"Goal","id":"%s-g","lifecycleStatus":"active","description":{"text":"Sleep"},"subject":%s,"expressedBy":%s}`, id, me, me),
		fmt.Sprintf(`{"resourceType":"CarePlan","id":"%s-c","status":"active","intent":"plan","subject":%s,"goal":[{"reference":"Goal/%s-g"}]}`, id, me, id),
		fmt.Sprintf(`{"resourceType":"Task","id":"%s-t","status":"requested","intent":"order","for":%s,"owner":%s,"code":{"text":"Check-in"},"restriction":{"period":{"end":"%s"}}}`,
			id, me, me, day.Format(time.RFC3339)),
	}
	for i := range 2 {
		out = append(out, fmt.Sprintf(`{"resourceType":"Appointment","id":"%s-a%d","status":"booked","start":"%s","end":"%s",
			"participant":[{"actor":%s,"status":"needs-action"}]}`, id, i, day.AddDate(0, 0, i).Format(time.RFC3339), day.AddDate(0, 0, i).Add(time.Hour).Format(time.RFC3339), me))
	}
	return append(out, observation(id+"-o", id, n%27))
}

func observation(id, patient string, score int) string {
	return fmt.Sprintf(`{"resourceType":"Observation","id":"%s","status":"final",
		"category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"survey"}]}],
		"code":{"coding":[{"system":"http://loinc.org","code":"44261-6"}]},"subject":{"reference":"Patient/%s"},
		"performer":[{"reference":"Patient/%s"}],"effectiveDateTime":"2027-03-02T08:00:00Z","valueInteger":%d}`, id, patient, patient, score)
}
