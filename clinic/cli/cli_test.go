package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"throughline/clinic/demo"
)

type run struct {
	code     int
	out, err string
}

func (r run) lines() int { return strings.Count(r.err, "\n") }

func clinicd(t *testing.T, env map[string]string, in string, args ...string) run {
	t.Helper()
	var out, errs bytes.Buffer
	code := Run(context.Background(), args, IO{
		In: strings.NewReader(in), Out: &out, Err: &errs, Getenv: func(name string) string { return env[name] },
	})
	return run{code, out.String(), errs.String()}
}

func TestMisuseIsOneClearLineAndExit2(t *testing.T) {
	t.Parallel()
	here := t.TempDir()
	text := filepath.Join(here, "text.db")
	if err := os.WriteFile(text, []byte(strings.Repeat("this is no database\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		env  map[string]string
		args []string
		want string
	}{
		"no command":           {nil, nil, "no such command"},
		"unknown command":      {nil, []string{"dance"}, "dance"},
		"unknown flag":         {nil, []string{"serve", "--loud"}, "-loud"},
		"bad value":            {nil, []string{"serve", "--demo=maybe"}, "demo"},
		"bad environment":      {map[string]string{"CLINICD_DEMO": "maybe"}, []string{"serve"}, "CLINICD_DEMO"},
		"argument":             {nil, []string{"serve", "here"}, "here"},
		"no folder":            {nil, []string{"serve", "--db", "sqlite:" + filepath.Join(here, "no", "c.db")}, "no/c.db"},
		"no database":          {nil, []string{"serve", "--db", "sqlite:" + text}, "text.db"},
		"a folder":             {nil, []string{"serve", "--db", "sqlite:" + here}, here},
		"another engine":       {nil, []string{"serve", "--db", "oracle:x"}, "oracle:x"},
		"no engine":            {nil, []string{"migrate", "--db", "clinic.db"}, "sqlite:FILE"},
		"a port that is no":    {nil, []string{"serve", "--db", "sqlite:" + filepath.Join(here, "p.db"), "--listen", "127.0.0.1:99999"}, "99999"},
		"everybody's address":  {nil, []string{"serve", "--db", "sqlite:" + filepath.Join(here, "e.db"), "--listen", "0.0.0.0:0"}, "--base-url"},
		"import of nothing":    {nil, []string{"import", "--db", "sqlite:" + filepath.Join(here, "i.db")}, "no file"},
		"a role there is not":  {nil, []string{"user", "add", "--db", "sqlite:" + filepath.Join(here, "u.db"), "--username", "x", "--role", "king"}, "king"},
		"a client of no name":  {nil, []string{"client", "add", "--db", "sqlite:" + filepath.Join(here, "cl.db"), "--id", "x"}, "name"},
		"a client of no words": {nil, []string{"client", "add", "--db", "sqlite:" + filepath.Join(here, "cs.db"), "--id", "x", "--confidential"}, "secret"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := clinicd(t, c.env, "", c.args...)
			if got.code != 2 || got.lines() != 1 || got.out != "" || !strings.Contains(got.err, c.want) {
				t.Errorf("exit %d, out %q, err %q; want %q", got.code, got.out, got.err, c.want)
			}
		})
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	if got := clinicd(t, nil, "", "help"); got.code != 0 || !strings.Contains(got.out, "serve") {
		t.Errorf("%+v", got)
	}
	if got := clinicd(t, nil, "", "serve", "--help"); got.code != 0 || !strings.Contains(got.out, "-listen") {
		t.Errorf("%+v", got)
	}
}

func TestClinicsAreAddedAndListed(t *testing.T) {
	t.Parallel()
	env := map[string]string{"CLINICD_DB": "sqlite:" + filepath.Join(t.TempDir(), "c.db")}
	for _, id := range []string{"south", "north", "north"} {
		if got := clinicd(t, env, "", "clinic", "add", "--id", id, "--name", "Clinic "+id, "--phone", "555"); got.code != 0 {
			t.Errorf("%+v", got)
		}
	}
	if got := clinicd(t, env, "", "clinic", "list"); got.out != "north  Clinic north  555\nsouth  Clinic south  555\n" {
		t.Errorf("%+v", got)
	}
	if got := clinicd(t, env, "", "clinic", "add", "--id", "North Clinic"); got.code != 2 || got.lines() != 1 {
		t.Errorf("%+v", got)
	}
	if got := clinicd(t, env, "", "serve", "--demo", "--listen", "127.0.0.1:0", "--base-url", "http://{clinic}.localhost"); got.code != 2 || got.lines() != 1 {
		t.Errorf("the demo of many: %+v", got)
	}
}

func TestDemoAccounts(t *testing.T) {
	t.Parallel()
	got := clinicd(t, nil, "", "demo-accounts", "--json")
	var accounts []demo.Account
	if err := json.Unmarshal([]byte(got.out), &accounts); err != nil || len(accounts) < 7 {
		t.Errorf("%v: %+v", err, got)
	}
	if got := clinicd(t, nil, "", "demo-accounts"); got.code != 0 || !strings.Contains(got.out, accounts[0].Password) {
		t.Errorf("%+v", got)
	}
}

// serving starts the server and gives its FHIR address and a way to stop it.
func serving(t *testing.T, args ...string) (fhir string, stop func() run) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	out, in := io.Pipe()
	var errs bytes.Buffer
	var code int
	var done sync.WaitGroup
	done.Go(func() {
		code = Run(ctx, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...), IO{
			In: strings.NewReader(""), Out: in, Err: &errs, Getenv: func(string) string { return "" },
		})
		_ = in.Close()
	})
	stop = func() run { cancel(); done.Wait(); return run{code: code, err: errs.String()} }
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("no first line: %v: %+v", err, stop())
	}
	fhir, ok := strings.CutPrefix(strings.TrimSpace(line), "clinicd ready fhir=")
	if !ok {
		t.Fatalf("the first line is %q", line)
	}
	return fhir, stop
}

func get(t *testing.T, url string) (int, map[string]any) {
	t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var body map[string]any
	if err := json.NewDecoder(res.Body).Decode(&body); err != nil && !errors.As(err, new(*json.SyntaxError)) {
		t.Fatal(err)
	}
	return res.StatusCode, body
}

func TestServeAnswersAndStops(t *testing.T) {
	t.Parallel()
	db := "sqlite:" + filepath.Join(t.TempDir(), "c.db")
	for range 2 { // the second time on the file of the first
		fhir, stop := serving(t, "--db", db, "--demo")
		base := strings.TrimSuffix(fhir, "/fhir")
		if status, c := get(t, fhir+"/metadata"); status != http.StatusOK || c["resourceType"] != "CapabilityStatement" {
			t.Errorf("metadata: %d %v", status, c)
		}
		if status, c := get(t, fhir+"/.well-known/smart-configuration"); status != http.StatusOK || c["token_endpoint"] != base+"/auth/token" {
			t.Errorf("discovery: %d %v", status, c)
		}
		if status, c := get(t, fhir+"/Patient"); status != http.StatusUnauthorized || c["resourceType"] != "OperationOutcome" {
			t.Errorf("without a token: %d %v", status, c)
		}
		if status, c := get(t, fhir); status != http.StatusMethodNotAllowed || c["resourceType"] != "OperationOutcome" {
			t.Errorf("the base itself: %d %v", status, c) // a Bundle is posted there, without a redirect
		}
		for _, path := range []string{"/healthz", "/readyz"} {
			if status, _ := get(t, base+path); status != http.StatusOK {
				t.Errorf("%s: %d", path, status)
			}
		}
		got := stop()
		if got.code != 0 {
			t.Errorf("it stopped with %d: %s", got.code, got.err)
		}
		for line := range strings.Lines(got.err) {
			if !json.Valid([]byte(line)) {
				t.Errorf("a log line is not JSON: %s", line)
			}
		}
	}
}

// The page for whoever runs the server names every command, and none that is not there.
func TestTheOperationsPageIsTrue(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	page := strings.Join(strings.Fields(string(raw)), " ")
	for _, c := range commands {
		if !strings.Contains(page, "clinicd "+c.name) && !strings.Contains(page, "`"+c.name) {
			t.Errorf("%s is not on it", c.name)
		}
	}
	named := regexp.MustCompile("`?clinicd ([a-z][a-z-]*(?: [a-z][a-z-]*)*)").FindAllStringSubmatch(string(raw), -1)
	for _, m := range named {
		if _, _, found := find(strings.Fields(m[1])); !found && !slices.Contains([]string{"help", "ready fhir", "does"}, m[1]) {
			t.Errorf("it names clinicd %s", m[1])
		}
	}
	flags := regexp.MustCompile("--([a-z][a-z-]*)").FindAllStringSubmatch(string(raw), -1)
	known := map[string]bool{}
	for _, c := range commands {
		for line := range strings.Lines(clinicd(t, nil, "", append(strings.Fields(c.name), "--help")...).out) {
			if name, ok := strings.CutPrefix(line, "  -"); ok {
				known[strings.Fields(name)[0]] = true
			}
		}
	}
	for _, m := range flags {
		if !known[m[1]] && m[1] != "help" {
			t.Errorf("it names the flag --%s", m[1])
		}
	}
	for _, m := range regexp.MustCompile(`CLINICD_([A-Z_]+)`).FindAllStringSubmatch(string(raw), -1) {
		if !known[strings.ToLower(strings.ReplaceAll(m[1], "_", "-"))] {
			t.Errorf("it names CLINICD_%s", m[1])
		}
	}
}
