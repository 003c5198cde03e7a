package e2e

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"throughline/clinic/cli"
	"throughline/internal/demobrowser"
	"throughline/sync/engine"
	"throughline/sync/fhirhttp"
	"throughline/sync/smart"
	"throughline/sync/store"
	"throughline/sync/store/storetest"
)

// Three patients that nobody here made are loaded by the server's own command,
// signed in to, and synced by the app's own engine: of every type that a chart
// is made of, each resource of that patient arrives, and none of the others'.
func TestSyntheaPatientsAreLoadedAndSyncedWhole(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "testdata", "synthea", "*.json"))
	if err != nil || len(files) != 3 {
		t.Fatalf("three Synthea patients are needed: %v, %v", files, err)
	}
	db := filepath.Join(t.TempDir(), "clinic.db")
	if out, errs, code := clinicd(t, append([]string{"import", "--db", "sqlite:" + db}, files...)...); code != 0 {
		t.Fatalf("import: exit %d, %s%s", code, out, errs)
	}
	patient, mine := ownResources(t, files[0])
	addUser(t, db, "synthea", "a synthetic passphrase", patient)
	clinic := startClinicOn(t, db)

	client := &smart.Client{ID: "throughline", Scopes: smart.DefaultScopes()}
	found, err := client.Discover(t.Context(), clinic.fhir)
	if err != nil {
		t.Fatal(err)
	}
	kept := &memoryKeeper{}
	back := make(chan error, 1)
	session, err := client.SignIn(t.Context(), found, kept, func(address string) error {
		go func() { back <- demobrowser.SignIn(t.Context(), address, "synthea", "a synthetic passphrase") }()
		return nil
	})
	if err != nil {
		t.Fatalf("%v; the browser says %v", err, <-back)
	}
	if err := <-back; err != nil {
		t.Fatal(err)
	}
	got := syncOnce(t, clinic, session)
	for _, typ := range []string{"CarePlan", "CareTeam", "Condition", "Encounter", "Goal", "Observation", "Patient"} {
		if got[typ] != mine[typ] {
			t.Errorf("%s: %d of %d arrived", typ, got[typ], mine[typ])
		}
	}
	if got["Observation"] == 0 || got["Encounter"] == 0 || got["Patient"] != 1 {
		t.Errorf("nearly nothing was synced: %v", got)
	}
}

// syncOnce pulls with the app's engine into its own encrypted store, and counts
// what is there by type.
func syncOnce(t *testing.T, clinic *clinicServer, session *smart.Session) map[string]int {
	t.Helper()
	id := session.Identity()
	st, err := store.Open(t.Context(), store.Config{Dir: t.TempDir(), Key: storetest.Key(), Owner: store.Owner{Subject: id.FHIRUser, Clinic: clinic.fhir}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	remote, err := fhirhttp.New(clinic.fhir, session.HTTPClient())
	if err != nil {
		t.Fatal(err)
	}
	e, err := engine.New(engine.Config{Store: st, Remote: remote, Identity: engine.Identity{FHIRUser: id.FHIRUser, Patient: id.Patient}})
	if err != nil {
		t.Fatal(err)
	}
	report, err := e.Sync(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if report.Quarantined != 0 || report.AsOf.IsZero() {
		t.Errorf("report: %+v", report)
	}
	counts := map[string]int{}
	err = st.View(t.Context(), func(tx *store.Tx) error {
		return tx.Resources(func(r store.Resource) error {
			counts[r.Type]++
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return counts
}

// ownResources counts a bundle's resources by type, those alone that are its
// patient's: whatever else is in it (practitioners, organisations) is shared.
func ownResources(t *testing.T, file string) (patient string, counts map[string]int) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var bundle struct {
		Entry []struct {
			FullURL  string          `json:"fullUrl"`
			Resource json.RawMessage `json:"resource"`
		} `json:"entry"`
	}
	if err := json.Unmarshal(raw, &bundle); err != nil {
		t.Fatal(err)
	}
	counts = map[string]int{}
	var urn string
	for _, e := range bundle.Entry {
		var r struct {
			ResourceType string `json:"resourceType"`
			ID           string `json:"id"`
		}
		if err := json.Unmarshal(e.Resource, &r); err != nil {
			t.Fatal(err)
		}
		switch {
		case r.ResourceType == "Patient":
			patient, urn = r.ID, e.FullURL
			counts["Patient"]++
		case bytes.Contains(e.Resource, []byte(urn)):
			counts[r.ResourceType]++
		}
	}
	return patient, counts
}

func addUser(t *testing.T, db, name, password, patient string) {
	t.Helper()
	var out, errs bytes.Buffer
	code := cli.Run(t.Context(), []string{
		"user", "add", "--db", "sqlite:" + db, "--username", name, "--role", "patient", "--fhir-user", "Patient/" + patient, "--patient", patient, "--name", "A synthetic person",
	}, cli.IO{In: strings.NewReader(password + "\n"), Out: &out, Err: &errs, Getenv: noEnv})
	if code != 0 {
		t.Fatalf("user add: exit %d, %s", code, errs.String())
	}
}
