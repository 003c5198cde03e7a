package interop

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"throughline/clinic/document"
	"throughline/clinic/search"
	"throughline/clinic/store"
	"throughline/clinic/validate"
	"throughline/internal/testclinic"
)

// found is what the validators of others say of one resource.
type found struct{ Medplum, Fhir []string }

var falsy = regexp.MustCompile(`"answer(Boolean|Integer|Decimal)":\s*(false|0)`)

// validated has two validators that others wrote look at resources.
func validated(t *testing.T, resources [][]byte) []found {
	t.Helper()
	var in, complaint bytes.Buffer
	for _, r := range resources {
		if err := json.Compact(&in, r); err != nil {
			t.Fatal(err)
		}
		in.WriteByte('\n')
	}
	cmd := exec.CommandContext(t.Context(), node(), "validate.mjs")
	cmd.Stdin, cmd.Stderr = &in, &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %.2000s", err, complaint.String())
	}
	var all []found
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var f found
		if err := json.Unmarshal(lines.Bytes(), &f); err != nil {
			t.Fatal(err)
		}
		all = append(all, f)
	}
	for i, f := range all {
		if falsy.Match(resources[i]) { // what the package fhir takes for missing
			all[i].Fhir = slices.DeleteFunc(f.Fhir, func(said string) bool { return strings.HasSuffix(said, ".answer[x] Missing property") })
		}
	}
	if len(all) != len(resources) {
		t.Fatalf("%d answers to %d resources", len(all), len(resources))
	}
	return all
}

// emitted asks the server for all that it has, as a patient and as a therapist, and gives the answers and what is
// in them, each once.
func emitted(t *testing.T) [][]byte {
	t.Helper()
	s := ourClinic(t)
	var out [][]byte
	have := map[string]bool{}
	keep := func(raw []byte) {
		if key := string(raw); !have[key] {
			have[key] = true
			out = append(out, raw)
		}
	}
	for user, paths := range map[string][]string{
		"maya": {"Patient/$everything?_count=500", "Goal/none", "Goal?_sort=nothing", "_history?_count=100"},
		"dana": {"metadata", "_history?_count=1000", "Task?_include=Task:patient&_count=20", "Observation?_elements=code&_count=5", "Nothing/1"},
	} {
		session, err := testclinic.SignIn(t.Context(), s.FHIR(), user, new(testclinic.Keeper))
		if err != nil {
			t.Fatal(err)
		}
		ask := func(method, path, body string) {
			t.Helper()
			req, err := http.NewRequestWithContext(t.Context(), method, s.FHIR()+"/"+path, strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", "application/fhir+json")
			res, err := session.HTTPClient().Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = res.Body.Close() }()
			raw, err := io.ReadAll(res.Body)
			if err != nil {
				t.Fatal(err)
			}
			keep(raw)
			var b struct {
				ResourceType string
				Entry        []struct{ Resource json.RawMessage }
			}
			if err := json.Unmarshal(raw, &b); err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			for _, e := range b.Entry {
				if len(e.Resource) > 0 {
					keep(e.Resource)
				}
			}
		}
		for _, path := range paths {
			ask(http.MethodGet, path, "")
		}
		ask(http.MethodPost, "Goal", `{"resourceType":"Goal","lifecycleStatus":"done"}`)
		ask(http.MethodPost, "", `{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"Goal?_count=2"}},{"request":{"method":"GET","url":"Goal/none"}}]}`)
	}
	// The app asks for no scope of the audit, so this is read where it stands.
	if err := s.Records.Store.View(t.Context(), s.ID, func(r store.Reader) error {
		hits, err := r.Search(t.Context(), search.Query{Type: "AuditEvent", Sort: []search.Sort{{Kind: search.ID}}}, 50)
		for _, h := range hits {
			keep(h.Body)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// What our server says, others can read: two validators find nothing wrong with any resource of the demo programme,
// any Bundle, any OperationOutcome, nor the CapabilityStatement. Ours finds nothing either.
func TestWhatOurServerSaysIsValidToOthers(t *testing.T) {
	t.Parallel()
	needNode(t)
	all := emitted(t)
	types := map[string]int{}
	for i, f := range validated(t, all) {
		tree, err := document.Tree(all[i])
		if err != nil {
			t.Fatal(err)
		}
		typ, _ := tree["resourceType"].(string)
		types[typ]++
		if len(f.Medplum) > 0 {
			t.Errorf("Medplum says of %.120s: %v", all[i], f.Medplum)
		}
		if len(f.Fhir) > 0 {
			t.Errorf("fhir says of %.120s: %v", all[i], f.Fhir)
		}
		for _, issue := range validate.Errors(tree) {
			t.Errorf("we say of %.120s: %s: %s", all[i], issue.Expression, issue.Say)
		}
	}
	for _, typ := range strings.Fields("Bundle OperationOutcome CapabilityStatement AuditEvent Appointment Task Observation QuestionnaireResponse Consent") {
		if types[typ] == 0 {
			t.Errorf("no %s was looked at: %v", typ, types)
		}
	}
	t.Logf("%d resources of %d types", len(all), len(types))
}
