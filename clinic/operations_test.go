package clinic_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"throughline/clinic"
	"throughline/clinic/auth"
	"throughline/clinic/clinictest"
	"throughline/clinic/gate"
	"throughline/clinic/records"
)

// diary is a log that is written while it is read.
type diary struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (d *diary) Write(p []byte) (int, error) { d.mu.Lock(); defer d.mu.Unlock(); return d.b.Write(p) }

func (d *diary) String() string { d.mu.Lock(); defer d.mu.Unlock(); return d.b.String() }

// running is a server with one patient, Maya, that stops with the test.
func running(t *testing.T, change func(*clinic.Config)) (*clinic.Server, *diary) {
	t.Helper()
	var log diary
	cfg := clinic.Config{
		Listen: "127.0.0.1:0", DB: "sqlite:" + filepath.Join(t.TempDir(), "clinic.db"), Name: "North Clinic",
		Logger: slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	change(&cfg)
	s, err := clinic.New(t.Context(), cfg)
	must(t, err)
	_, err = s.Records.Load(t.Context(), s.ID, records.Keep, []byte(`{"resourceType":"Patient","id":"p-maya","name":[{"given":["Maya"],"family":"Lindgren"}]}`))
	must(t, err)
	_, err = s.Auth.AddUser(t.Context(), auth.NewUser{Username: "maya.l", Password: "a long quiet walk", Role: auth.RolePatient, FHIRUser: "Patient/p-maya", DisplayName: "Maya Lindgren"})
	must(t, err)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return s, &log
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func base(s *clinic.Server) string { return strings.TrimSuffix(s.FHIR(), "/fhir") }

// A day of sign-ins, wrong passwords, reads, searches, writes and mistakes leaves a log that is JSON
// line by line and has nobody's name, id, password, answer, token or code in it; nor have the metrics.
func TestLogsAndMetricsHoldNoHealthData(t *testing.T) {
	t.Parallel()
	s, log := running(t, func(cfg *clinic.Config) { cfg.MetricsListen = "127.0.0.1:0" })
	ctx := t.Context()
	if _, err := clinictest.SignIn(ctx, base(s), "maya.l", "not the password"); err == nil {
		t.Fatal("a wrong password was taken")
	}
	phone, err := clinictest.SignIn(ctx, base(s), "maya.l", "a long quiet walk")
	must(t, err)
	made, err := s.Auth.Invite(ctx, auth.NewInvitation{FHIRUser: "Practitioner/none", Role: auth.RoleTherapist})
	if err == nil {
		t.Fatalf("invited %+v", made)
	}
	for _, x := range []struct{ method, path, body string }{
		{"GET", "Patient/p-maya", ""},
		{"GET", "Patient/p-maya-none", ""},
		{"GET", "Patient?name=Lindgren", ""},
		{"GET", "Observation?code=http://loinc.org|44260-8&value-quantity=secret7", ""},
		{"POST", "QuestionnaireResponse", `{"resourceType":"QuestionnaireResponse","status":"completed","subject":{"reference":"Patient/p-maya"},"author":{"reference":"Patient/p-maya"},"item":[{"linkId":"1","answer":[{"valueString":"thoughts-of-secret8"}]}]}`},
		{"POST", "QuestionnaireResponse", `{"resourceType":"QuestionnaireResponse","status":"secret9"`},
		{"PUT", "Goal/g-secret", `{"resourceType":"Goal","id":"other"}`},
		{"GET", "Nonsense/p-maya", ""},
	} {
		_, err := phone.Do(ctx, x.method, x.path, x.body)
		must(t, err)
	}
	for _, path := range []string{"/auth/join?code=BCDF-GHJK-LMNP", "/auth/authorize?client_id=maya-secret", "/auth/nowhere/p-maya", "/p-maya"} {
		r, err := http.Get(base(s) + path)
		must(t, err)
		must(t, r.Body.Close())
	}
	r, err := http.Get(s.Metrics())
	must(t, err)
	metrics, err := io.ReadAll(r.Body)
	must(t, err)
	must(t, r.Body.Close())
	if !strings.Contains(string(metrics), `clinicd_auth_events_total{kind="sign-in-failed"} 1`) || !strings.Contains(string(metrics), `clinicd_http_requests_total{area="fhir"`) {
		t.Errorf("metrics:\n%s", metrics)
	}
	text := log.String()
	if strings.Count(text, `"msg":"request"`) < 8 {
		t.Fatalf("the requests are not in the log:\n%s", text)
	}
	for line := range strings.Lines(text) {
		if !json.Valid([]byte(line)) {
			t.Errorf("not JSON: %s", line)
		}
	}
	for _, word := range []string{
		"maya", "Maya", "Lindgren", "secret", "44260", "quiet walk", "not the password", phone.Token, phone.Token[:20], "BCDF", "goal/g", "Goal/g",
	} {
		if strings.Contains(text, word) {
			t.Errorf("%q is in the log:\n%s", word, text)
		}
		if strings.Contains(string(metrics), word) {
			t.Errorf("%q is in the metrics", word)
		}
	}
}

// A patient reads in her own record who signed in as her: the sign-in, a wrong password, the consent to the
// app, and a device's sign-in that was ended, each with where from.
func TestAPatientSeesHerSignIns(t *testing.T) {
	t.Parallel()
	s, _ := running(t, func(*clinic.Config) {})
	ctx := t.Context()
	_, err := clinictest.SignIn(ctx, base(s), "maya.l", "not the password")
	if err == nil {
		t.Fatal("a wrong password was taken")
	}
	old, err := clinictest.SignIn(ctx, base(s), "maya.l", "a long quiet walk")
	must(t, err)
	phone, err := clinictest.SignIn(ctx, base(s), "maya.l", "a long quiet walk")
	must(t, err)
	call := func(method, path string) []byte {
		r, err := http.NewRequestWithContext(ctx, method, base(s)+path, nil)
		must(t, err)
		r.Header.Set("Authorization", "Bearer "+phone.Token)
		res, err := http.DefaultClient.Do(r)
		must(t, err)
		defer func() { must(t, res.Body.Close()) }()
		body, err := io.ReadAll(res.Body)
		must(t, err)
		return body
	}
	var list struct {
		Sessions []struct {
			ID      string
			Current bool
		}
	}
	must(t, json.Unmarshal(call(http.MethodGet, "/auth/sessions"), &list))
	if len(list.Sessions) != 2 {
		t.Fatalf("sessions %+v", list)
	}
	for _, one := range list.Sessions {
		if !one.Current {
			call(http.MethodDelete, "/auth/sessions/"+one.ID)
		}
	}
	if got, err := old.Do(ctx, http.MethodGet, "Patient/p-maya", ""); err != nil || got.Status != http.StatusUnauthorized {
		t.Errorf("the ended sign-in: %d %v", got.Status, err)
	}

	got, err := phone.Do(ctx, http.MethodGet, "AuditEvent?patient=p-maya&_count=100", "")
	must(t, err)
	var bundle struct {
		Entry []struct {
			Resource struct {
				Outcome string
				Subtype []struct{ Code string }
				Agent   []struct {
					Who     struct{ Reference string }
					Network struct{ Address string }
				}
			}
		}
	}
	must(t, json.Unmarshal(got.Body, &bundle))
	outcomes := map[string]string{}
	for _, e := range bundle.Entry {
		a := e.Resource
		if len(a.Subtype) == 0 || len(a.Agent) == 0 {
			t.Errorf("an event without kind or agent: %+v", a)
			continue
		}
		if a.Agent[0].Who.Reference == "Patient/p-maya" && a.Agent[0].Network.Address == "127.0.0.1" {
			outcomes[a.Subtype[0].Code] = a.Outcome
		}
	}
	for kind, want := range map[string]string{"sign-in": "0", "sign-in-failed": "4", "consent-given": "0", "token-issued": "0", "session-revoked": "0"} {
		if outcomes[kind] != want {
			t.Errorf("%s: outcome %q, want %q, of %v", kind, outcomes[kind], want, outcomes)
		}
	}
}

// Who asks too often gets 429 with Retry-After: an OperationOutcome at the FHIR API, and no hash is
// worked for at the sign-in. Others behind the same proxy are not slowed down.
func TestCallersAreLimited(t *testing.T) {
	t.Parallel()
	local, err := gate.ParseProxies("127.0.0.1")
	must(t, err)
	s, _ := running(t, func(cfg *clinic.Config) {
		cfg.TrustedProxies = local
		cfg.Limits = gate.Limits{Address: gate.Rate{PerSecond: .001, Burst: 30}, SignIn: gate.Rate{PerSecond: .001, Burst: 5}, Person: gate.Rate{PerSecond: .001, Burst: 3}}
	})
	from := func(at, method, path, token string) *http.Response {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, base(s)+path, nil)
		must(t, err)
		r.Header.Set("X-Forwarded-For", at)
		if token != "" {
			r.Header.Set("Authorization", "Bearer "+token)
		}
		res, err := http.DefaultClient.Do(r)
		must(t, err)
		t.Cleanup(func() { _ = res.Body.Close() })
		return res
	}
	phone, err := clinictest.SignIn(t.Context(), base(s), "maya.l", "a long quiet walk") // from the machine itself
	must(t, err)
	for n := range 4 {
		res := from("198.51.100.1", "GET", "/fhir/Patient/p-maya", phone.Token)
		var body struct{ ResourceType string }
		must(t, json.NewDecoder(res.Body).Decode(&body))
		if limited := res.StatusCode == http.StatusTooManyRequests; limited != (n == 3) || limited && (res.Header.Get("Retry-After") == "" || body.ResourceType != "OperationOutcome") {
			t.Fatalf("request %d: %d %v %+v", n+1, res.StatusCode, res.Header, body)
		}
	}
	for n := range 6 {
		res := from("198.51.100.2", "POST", "/auth/token", "")
		if limited := res.StatusCode == http.StatusTooManyRequests; limited != (n == 5) || limited && res.Header.Get("Retry-After") == "" {
			t.Fatalf("token request %d: %d", n+1, res.StatusCode)
		}
	}
	for n := range 31 {
		res := from("198.51.100.3", "GET", "/fhir/metadata", "")
		if (res.StatusCode == http.StatusTooManyRequests) != (n == 30) {
			t.Fatalf("request %d: %d", n+1, res.StatusCode)
		}
	}
	if res := from("198.51.100.4", "GET", "/fhir/metadata", ""); res.StatusCode != http.StatusOK {
		t.Errorf("somebody else: %d", res.StatusCode)
	}
}

// With a certificate the server speaks TLS and nothing older than 1.2, says https in its discovery,
// and sets its cookie for https only.
func TestOwnCertificate(t *testing.T) {
	t.Parallel()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	must(t, err)
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	must(t, err)
	dir := t.TempDir()
	certFile, keyFile := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	certPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	must(t, os.WriteFile(certFile, certPEM, 0o600))
	must(t, os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER}), 0o600))
	s, _ := running(t, func(cfg *clinic.Config) { cfg.TLSCert, cfg.TLSKey = certFile, keyFile })
	if !strings.HasPrefix(s.FHIR(), "https://127.0.0.1:") {
		t.Fatalf("FHIR base %s", s.FHIR())
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(certPEM)
	web := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
	t.Cleanup(web.CloseIdleConnections)
	if _, err := clinictest.SignInBy(t.Context(), web, base(s), "maya.l", "a long quiet walk"); err != nil {
		t.Error(err)
	}
	res, err := web.Get(base(s) + "/auth/device")
	must(t, err)
	must(t, res.Body.Close())
	if res.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("headers %v", res.Header)
	}
	old := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MaxVersion: tls.VersionTLS11}}}
	if res, err := old.Get(base(s) + "/healthz"); err == nil {
		_ = res.Body.Close()
		t.Error("TLS 1.1 was spoken")
	}
	must(t, s.ReloadCertificate())
}
