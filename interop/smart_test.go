package interop

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	ours "throughline/clinic"
	"throughline/clinic/auth"
	"throughline/clinic/demo"
	"throughline/clinic/records"
)

// ourClinic runs our own server with the demo programme, and an app of a stranger registered with it.
func ourClinic(t *testing.T) *ours.Server {
	t.Helper()
	ctx := t.Context()
	s, err := ours.New(ctx, ours.Config{
		Listen: "127.0.0.1:0", DB: "sqlite:" + filepath.Join(t.TempDir(), "clinic.db"), Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	stopping, stop := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan error, 1)
	go func() { done <- s.Serve(stopping) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	if err := demo.Load(ctx, demoSink{s}, time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := s.Auth.AddClient(ctx, auth.NewClient{
		ID: "stranger", Name: "A stranger's app", Native: true, Scopes: strangerScopes,
		RedirectURIs: []string{"http://127.0.0.1/openid/callback", "http://127.0.0.1/fhirkit/callback", "http://127.0.0.1/fhirclient/callback"},
	}); err != nil {
		t.Fatal(err)
	}
	return s
}

// signer registers an app that proves who it is by a key, and gives the key.
func signer(t *testing.T, s *ours.Server) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	point, err := key.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	b64, half := base64.RawURLEncoding.EncodeToString, (len(point)-1)/2
	if err := s.Auth.AddClient(t.Context(), auth.NewClient{
		ID: "signer", Name: "A stranger's app", Native: true, Scopes: strangerScopes, RedirectURIs: []string{"http://127.0.0.1/signed/callback"},
		JWKS: `{"keys":[{"kty":"EC","crv":"P-384","kid":"k1","x":"` + b64(point[1:1+half]) + `","y":"` + b64(point[1+half:]) + `"}]}`,
	}); err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(der)
}

const strangerScopes = "launch/patient openid fhirUser offline_access patient/Patient.rs patient/Observation.rs"

type demoSink struct{ *ours.Server }

func (d demoSink) PutResources(ctx context.Context, all [][]byte) error {
	_, err := d.Records.Load(ctx, d.ID, records.Keep, all...)
	return err
}

func (d demoSink) AddUser(ctx context.Context, a demo.Account) error {
	_, err := d.Auth.AddUser(ctx, auth.NewUser{
		Username: a.User, Password: auth.Secret(a.Password), Role: auth.Role(a.Role), FHIRUser: a.FHIRUser, PatientID: a.Patient, DisplayName: a.Name,
	})
	return err
}

var (
	csrfField  = regexp.MustCompile(`name="csrf" value="([^"]+)"`)
	allowField = regexp.MustCompile(`name="decision" value="allow"`)
)

// visit opens an address as a person with a browser does: it follows the pages of the clinic, signs in and agrees,
// and gives what stands at the end.
func visit(t *testing.T, address, username, password string) string {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	resp, err := browser.Get(address)
	for range 5 {
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		page := string(raw)
		action, token := formAction.FindStringSubmatch(page), csrfField.FindStringSubmatch(page)
		if action == nil || token == nil {
			return page
		}
		fields := url.Values{"csrf": {html.UnescapeString(token[1])}, "username": {username}, "password": {password}}
		if allowField.MatchString(page) {
			if !strings.Contains(page, "A stranger&#39;s app") && !strings.Contains(page, "A stranger's app") {
				t.Errorf("the page does not say which app asks:\n%s", page)
			}
			fields.Set("decision", "allow")
		}
		to, err := resp.Request.URL.Parse(html.UnescapeString(action[1]))
		if err != nil {
			t.Fatal(err)
		}
		if resp, err = browser.PostForm(to.String(), fields); err != nil {
			t.Fatal(err)
		}
	}
	t.Fatal("the pages asked again and again")
	return ""
}

// Apps on three SMART libraries sign a patient in, read her record and her observations, and refresh; what they were
// not granted they do not get, and after a revocation they get nothing.
func TestAppsOfStrangersUseOurServer(t *testing.T) {
	t.Parallel()
	needNode(t)
	s := ourClinic(t)
	config, err := json.Marshal(map[string]string{
		"fhir": s.FHIR(), "clientId": "stranger", "signerId": "signer", "signerKey": signer(t, s), "scope": strangerScopes + " patient/Goal.rs",
	})
	if err != nil {
		t.Fatal(err)
	}
	apps, err := start("smart-apps.mjs", string(config))
	if err != nil {
		t.Fatal(err)
	}
	var maya demo.Account
	for _, a := range demo.Accounts() {
		if a.User == "maya" {
			maya = a
		}
	}
	patient := strings.TrimPrefix(maya.FHIRUser, "Patient/")
	for _, name := range []string{"openid", "signed", "fhirkit", "fhirclient"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got struct {
				Name, Patient, Family, FHIRUser, Scope, Launch string
				Observations, AfterRevocation                  int
				Rotated                                        bool
			}
			page := visit(t, apps+"/"+name, maya.User, maya.Password)
			if err := json.Unmarshal([]byte(page), &got); err != nil {
				t.Fatalf("the app ended with: %s", page)
			}
			if got.Patient != patient || got.Launch != patient || got.Family == "" || got.Observations == 0 || !got.Rotated {
				t.Errorf("the app got %+v", got)
			}
			if !strings.HasSuffix(got.FHIRUser, "Patient/"+patient) || strings.Contains(got.Scope, "Goal") {
				t.Errorf("the app was told %+v", got)
			}
			if (name == "openid" || name == "signed") && got.AfterRevocation != http.StatusUnauthorized {
				t.Errorf("after the revocation: %d", got.AfterRevocation)
			}
			t.Logf("%s: %d observations", got.Name, got.Observations)
		})
	}
}
