package cli

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"throughline/clinic/clinictest"
	"throughline/clinic/demo"
	"throughline/clinic/store/postgres/postgrestest"
)

// A backup that is made while people write is of one moment, and a server on the
// restored database signs the same people in and shows them the same, whichever
// engine it was and is.
func TestARestoredDatabaseServesTheSame(t *testing.T) {
	t.Parallel()
	engines := map[string]func(*testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "c.db") },
		"postgres": func(t *testing.T) string { return postgrestest.Database(t)(postgrestest.App) },
	}
	for from, source := range engines {
		for to, target := range engines {
			t.Run(from+" to "+to, func(t *testing.T) {
				t.Parallel()
				restored(t, source(t), target(t))
			})
		}
	}
}

func restored(t *testing.T, from, to string) {
	t.Helper()
	patient := demo.Accounts()[0]
	file := filepath.Join(t.TempDir(), "clinic.backup")
	fhir, stop := serving(t, "--db", from, "--demo")
	before := everything(t, fhir, patient)

	// Somebody writes all the time.
	phone, err := clinictest.SignIn(t.Context(), strings.TrimSuffix(fhir, "/fhir"), patient.User, patient.Password)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	var writing sync.WaitGroup
	writing.Go(func() {
		for {
			select {
			case <-done:
				return
			default:
			}
			body := `{"resourceType":"Goal","lifecycleStatus":"active","description":{"text":"while it is backed up"},
				"subject":{"reference":"Patient/` + phone.Patient + `"},"expressedBy":{"reference":"Patient/` + phone.Patient + `"}}`
			if got, err := phone.Do(t.Context(), http.MethodPost, "Goal", body); err != nil || got.Status != http.StatusCreated {
				t.Errorf("a write beside the backup: %d %v %s", got.Status, err, got.Body)
				return
			}
		}
	})
	made := clinicd(t, nil, "", "backup", file, "--db", from)
	close(done)
	writing.Wait()
	stop()
	if made.code != 0 || !strings.Contains(made.out, "sha256") {
		t.Fatalf("backup: %+v", made)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v %v", info, err)
	}

	got := clinicd(t, nil, "", "restore", file, "--db", to)
	if got.code != 0 || got.out != made.out {
		t.Fatalf("restore: %+v, want %s", got, made.out)
	}
	if again := clinicd(t, nil, "", "restore", file, "--db", to); again.code != 2 || !strings.Contains(again.err, "not empty") {
		t.Errorf("into a database that is not empty: %+v", again)
	}
	fhir, stop = serving(t, "--db", to)
	defer stop()
	after := everything(t, fhir, patient)
	for what, body := range before {
		if after[what] != body {
			t.Errorf("%s was\n%s\nand is\n%s", what, body, after[what])
		}
	}
}

// everything is what a patient sees at paths that the load beside the backup does
// not change. Addresses differ from server to server.
func everything(t *testing.T, fhir string, who demo.Account) map[string]string {
	t.Helper()
	base := strings.TrimSuffix(fhir, "/fhir")
	phone, err := clinictest.SignIn(t.Context(), base, who.User, who.Password)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, path := range []string{
		"Patient/" + phone.Patient, "Appointment?_sort=date&_count=200", "CarePlan?_sort=_id", "Questionnaire?_sort=_id",
		"QuestionnaireResponse?_sort=_id", "Task?_sort=_id", "QuestionnaireResponse/_history",
	} {
		got, err := phone.Do(t.Context(), http.MethodGet, path, "")
		if err != nil || got.Status != http.StatusOK {
			t.Fatalf("%s: %d %v %s", path, got.Status, err, got.Body)
		}
		body := bytes.ReplaceAll(got.Body, []byte(base), []byte("BASE"))
		if strings.Contains(path, "?") || strings.Contains(path, "_history") {
			_, entries, _ := bytes.Cut(body, []byte(`"entry":`)) // before it stand the Bundle's own id and time
			body = entries
		}
		out[path] = string(body)
	}
	return out
}

// A backup that lost a piece on its way is refused before anything is written.
func TestADamagedBackupIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db, file := "sqlite:"+filepath.Join(dir, "c.db"), filepath.Join(dir, "b")
	if got := clinicd(t, nil, "a long quiet walk\n", "user", "add", "--db", db, "--username", "ana", "--role", "therapist", "--fhir-user", "Practitioner/a"); got.code != 0 {
		t.Fatalf("%+v", got)
	}
	if got := clinicd(t, nil, "", "backup", file, "--db", db); got.code != 0 {
		t.Fatalf("%+v", got)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	zip, err := gzip.NewReader(bytes.NewReader(whole))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(zip)
	if err != nil {
		t.Fatal(err)
	}
	pack := func(s string) []byte {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		if _, err := io.WriteString(w, s); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	lines := strings.SplitAfter(string(text), "\n")
	for name, damaged := range map[string][]byte{
		"cut":              whole[:len(whole)*2/3],
		"empty":            nil,
		"not one":          []byte("hello"),
		"a word changed":   pack(strings.Replace(string(text), "therapist", "admin", 1)),
		"without its end":  pack(strings.Join(lines[:len(lines)-2], "")),
		"of another time":  pack(strings.Replace(string(text), "0001_", "0000_", 1)),
		"of another table": pack(strings.Replace(string(text), `"table":"auth_users"`, `"table":"goose_db_version"`, 1)),
		"a row too short":  pack(strings.Join(lines[:2], "") + "[1]\n" + strings.Join(lines[2:], "")),
		"more at the end":  pack(string(text) + "more\n"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bad := filepath.Join(t.TempDir(), "bad")
			if err := os.WriteFile(bad, damaged, 0o600); err != nil {
				t.Fatal(err)
			}
			into := "sqlite:" + filepath.Join(t.TempDir(), "new.db")
			if got := clinicd(t, nil, "", "restore", bad, "--db", into); got.code == 0 || got.lines() != 1 {
				t.Errorf("%+v", got)
			}
			if got := clinicd(t, nil, "", "clinic", "list", "--db", into); got.code != 0 || got.out != "" {
				t.Errorf("something was written: %+v", got)
			}
		})
	}
}
