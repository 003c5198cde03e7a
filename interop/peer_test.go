// Package interop tries the app against programs that this project did not write: a FHIR server and an
// authorization server from npm, run by Node on a free port. `make interop` installs and runs them.
package interop

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// peers are the programs that this run has started. Each ends when its standard input does, so also when this
// process is killed.
var peers struct {
	sync.Mutex
	stop []func()
}

func TestMain(m *testing.M) {
	code := m.Run()
	for _, stop := range peers.stop {
		stop()
	}
	os.Exit(code)
}

// start runs a Node program and gives the address that it is ready at.
func start(script, config string) (address string, err error) {
	cmd := exec.Command(node(), script)
	cmd.Env = append(os.Environ(), "INTEROP="+config)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	in, err := cmd.StdinPipe()
	if err != nil {
		return "", err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	peers.Lock()
	defer peers.Unlock()
	peers.stop = append(peers.stop, func() { _, _ = in.Close(), cmd.Wait() })
	first, err := bufio.NewReader(out).ReadString('\n')
	address, ready := strings.CutPrefix(strings.TrimSpace(first), "ready ")
	if err != nil || !ready {
		_ = cmd.Wait()
		return "", &startError{script, complaint.String()}
	}
	return address, nil
}

type startError struct{ script, said string }

func (e *startError) Error() string { return e.script + " did not start:\n" + e.said }

// node is the Node that npm has installed for these programs, pinned as they are, since that of a system may be too
// old for them; elsewhere than on Linux it is the system's.
func node() string {
	if pinned, _ := filepath.Glob("node_modules/node-linux-*/bin/node"); len(pinned) > 0 {
		return pinned[0]
	}
	return "node"
}

// needNode skips a test where there is no Node, which is never so in CI.
func needNode(t *testing.T) {
	t.Helper()
	_, npm := exec.LookPath("npm")
	_, installed := os.Stat("node_modules/.package-lock.json")
	switch _, err := exec.LookPath(node()); {
	case installed != nil && (npm == nil || os.Getenv("CI") != ""):
		t.Fatal("the programs of others are not installed; make interop does it")
	case installed != nil, err != nil:
		t.Skip("Node and npm are not installed, so nothing is tried against programs of others; scripts/setup interop installs them")
	}
}

var fhirPeer = sync.OnceValues(func() (string, error) { return start("fhir.mjs", "") })

// fhirServer gives the base address of an empty repository on Medplum's router. adds is what the host adds to
// it; fhir.mjs has the list.
func fhirServer(t *testing.T, adds string) string {
	t.Helper()
	needNode(t)
	address, err := fhirPeer()
	if err != nil {
		t.Fatal(err)
	}
	return address + "/" + strings.ReplaceAll(t.Name(), "/", ".") + adds + "/fhir"
}

// clinician is somebody at the clinic whose tool writes without any precondition.
type clinician struct {
	*testing.T
	base string
}

func (c clinician) do(method, path string, body []byte) (status int, answer []byte) {
	c.Helper()
	req, err := http.NewRequestWithContext(c.Context(), method, c.base+"/"+path, bytes.NewReader(body))
	if err != nil {
		c.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/fhir+json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		c.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err = io.ReadAll(resp.Body)
	if err != nil {
		c.Fatal(err)
	}
	return resp.StatusCode, answer
}

func (c clinician) puts(body []byte) {
	c.Helper()
	var r struct{ ResourceType, ID string }
	if err := json.Unmarshal(body, &r); err != nil {
		c.Fatal(err)
	}
	if status, answer := c.do(http.MethodPut, r.ResourceType+"/"+r.ID, body); status >= 300 {
		c.Fatalf("%s/%s: %d %s", r.ResourceType, r.ID, status, answer)
	}
}

func (c clinician) reads(ref string) map[string]any {
	c.Helper()
	status, answer := c.do(http.MethodGet, ref, nil)
	var r map[string]any
	if err := json.Unmarshal(answer, &r); err != nil || status != http.StatusOK {
		c.Fatalf("%s: %d %s", ref, status, answer)
	}
	return r
}

// finds gives the resources of a search, which must fit on one page.
func (c clinician) finds(query string) []map[string]any {
	c.Helper()
	var bundle struct {
		Entry []struct{ Resource map[string]any }
	}
	status, answer := c.do(http.MethodGet, query, nil)
	if err := json.Unmarshal(answer, &bundle); err != nil || status != http.StatusOK {
		c.Fatalf("%s: %d %s", query, status, answer)
	}
	var all []map[string]any
	for _, e := range bundle.Entry {
		all = append(all, e.Resource)
	}
	return all
}
