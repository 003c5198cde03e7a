package cli

import (
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"throughline/clinic"
	"throughline/clinic/document"
	"throughline/clinic/records"
	"throughline/clinic/search"
)

// synthea finds the synthetic patients that lie beside the project's folder.
func synthea(t *testing.T) []string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if filepath.Dir(dir) == dir {
			t.Fatal("no go.mod above the test's folder")
		}
		dir = filepath.Dir(dir)
	}
	files, err := filepath.Glob(filepath.Join(dir, "testdata", "synthea", "*.json"))
	if err != nil || len(files) != 3 {
		t.Fatalf("three Synthea patients are needed in testdata/synthea; found %d files", len(files))
	}
	return files
}

// TestSyntheaComesBackWhole imports three patients that another system made and
// reads them back by paging: as many of each type, and each with everything
// that it said.
func TestSyntheaComesBackWhole(t *testing.T) {
	t.Parallel()
	files := synthea(t)
	want := map[string]map[string]any{}
	counts := map[string]int{}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		bundle, err := document.Tree(raw)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range document.Select(bundle, "entry.resource") {
			r := v.(map[string]any)
			want[r["resourceType"].(string)+"/"+r["id"].(string)] = r
			counts[r["resourceType"].(string)]++
		}
	}
	db := "sqlite:" + filepath.Join(t.TempDir(), "c.db")
	if got := clinicd(t, nil, "", append([]string{"import", "--db", db}, files...)...); got.code != 0 || !strings.Contains(got.out, "Observation ") {
		t.Fatalf("%+v", got)
	}
	if got := clinicd(t, nil, "", append(slices.Clone(files), "--db", db)...); got.code != 2 {
		t.Errorf("files without a command: %+v", got)
	}
	again := clinicd(t, nil, "", append(append([]string{"import"}, files...), "--db", db)...)
	if again.code != 0 || !strings.Contains(again.out, "(3 there already)") {
		t.Errorf("a second import: %+v", again)
	}
	for typ, n := range counts {
		got := readAll(t, db, typ)
		if len(got) != n {
			t.Errorf("%s: %d came back of %d", typ, len(got), n)
		}
		for ref, r := range got {
			if !reflect.DeepEqual(bare(t, r), bare(t, want[ref])) {
				t.Errorf("%s is not what it was", ref)
			}
		}
	}
}

// readAll pages through a type, seven at a time.
func readAll(t *testing.T, db, typ string) map[string]map[string]any {
	t.Helper()
	ctx := context.Background()
	d, err := clinic.OpenData(ctx, clinic.Config{DB: db})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	out := map[string]map[string]any{}
	q := search.Query{Type: typ, Sort: []search.Sort{{Param: "_lastUpdated", Kind: search.Updated}}, Count: 7}
	for {
		found, err := d.Records.Search(ctx, records.SystemCall(d.ID), q, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range found.Hits {
			if out[v.Type+"/"+v.ID], err = document.Tree(v.Body); err != nil {
				t.Fatal(err)
			}
		}
		if q.After = found.Next; q.After == nil {
			return out
		}
	}
}

var (
	toEntry    = regexp.MustCompile(`"urn:uuid:([0-9a-f-]{36})"`)
	toResource = regexp.MustCompile(`"reference":"[A-Z][A-Za-z]+/([0-9a-f-]{36})"`)
)

// bare takes away what the server may change: what it set in meta, and where
// references point within the Bundle.
func bare(t *testing.T, r map[string]any) map[string]any {
	t.Helper()
	raw, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	raw = toEntry.ReplaceAll(raw, []byte(`"$1"`))
	raw = toResource.ReplaceAll(raw, []byte(`"reference":"$1"`))
	tree, err := document.Tree(raw)
	if err != nil {
		t.Fatal(err)
	}
	tree = maps.Clone(tree)
	if meta, ok := tree["meta"].(map[string]any); ok {
		delete(meta, "versionId")
		delete(meta, "lastUpdated")
		if len(meta) == 0 {
			delete(tree, "meta")
		}
	}
	return tree
}

func TestNDJSONAndCollectionsAreImportedWhole(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	db := "sqlite:" + filepath.Join(dir, "c.db")
	lines := write("a.ndjson", `{"resourceType":"Patient","id":"p"}`+"\n\n"+`{"resourceType":"Goal","id":"g","subject":{"reference":"Patient/p"}}`+"\n")
	collection := write("b.json", `{"resourceType":"Bundle","type":"collection","entry":[
		{"fullUrl":"urn:uuid:0b9b5b5c-0000-4000-8000-000000000001","resource":{"resourceType":"Task","for":{"reference":"Patient/p"}}},
		{"fullUrl":"urn:uuid:0b9b5b5c-0000-4000-8000-000000000002","resource":{"resourceType":"Task","partOf":[{"reference":"urn:uuid:0b9b5b5c-0000-4000-8000-000000000001"}]}}]}`)
	got := clinicd(t, nil, "", "import", lines, collection, "--db", db)
	if got.code != 0 || strings.Join(strings.Fields(got.out), " ") != "Goal 1 Patient 1 Task 2" {
		t.Fatalf("%+v", got)
	}
	tasks := readAll(t, db, "Task")
	parent := document.Texts(tasks["Task/0b9b5b5c-0000-4000-8000-000000000002"], "partOf.reference")
	if len(parent) != 1 || tasks[parent[0]] == nil {
		t.Errorf("the second task is part of %v, and there are %v", parent, slices.Collect(maps.Keys(tasks)))
	}
	bad := write("c.ndjson", `{"resourceType":"Patient","id":"q"}`+"\n"+`{"resourceType":"Goal","note":[]}`+"\n")
	if got := clinicd(t, nil, "", "import", bad, "--db", db); got.code != 1 || got.lines() != 1 || !strings.Contains(got.err, "Resource 2") {
		t.Errorf("%+v", got)
	}
	if n := len(readAll(t, db, "Patient")); n != 1 {
		t.Errorf("%d patients: half of a file was imported", n)
	}
	for name, text := range map[string]string{"empty.json": "", "text.txt": "hello\nworld", "type.json": `{"resourceType":"Nothing"}`, "list.json": `[1]`} {
		if got := clinicd(t, nil, "", "import", write(name, text), "--db", db); got.code != 1 || got.lines() != 1 || !strings.Contains(got.err, name) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
