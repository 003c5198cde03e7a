package web

import (
	"context"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"throughline/internal/testclinic"
	"throughline/sync/fhirhttp"
	"throughline/sync/smart"
)

// clinicServer is clinicd with the demo programme and the folder for browsers.
type clinicServer struct {
	*testclinic.Clinic
	base, db string
	gone     bool
}

func startClinic(t testing.TB) *clinicServer {
	t.Helper()
	dir, err := site()
	if err != nil {
		t.Fatal(err)
	}
	c := &clinicServer{db: filepath.Join(t.TempDir(), "clinic.db")}
	c.Clinic, err = testclinic.Start(context.WithoutCancel(t.Context()), c.db, "--demo", "--phone", "(312) 555-0100", "--web", filepath.Join(dir, "web"))
	if err != nil {
		t.Fatal(err)
	}
	c.base = strings.TrimSuffix(c.FHIR, "/fhir")
	t.Cleanup(func() {
		if c.gone {
			return
		}
		if err := c.Stop(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// goes ends the server at once, as a network does that is lost.
func (c *clinicServer) goes() {
	c.gone = true
	c.Kill()
}

// has waits until a therapist finds an answer to a session at the clinic.
func (c *clinicServer) has(t testing.TB, what string, is func(resource string) bool) {
	t.Helper()
	client := &smart.Client{ID: "throughline", Scopes: smart.DefaultScopes()}
	session, err := testclinic.SignInBy(t.Context(), client, c.FHIR, "dana", new(testclinic.Keeper))
	if err != nil {
		t.Fatal(err)
	}
	remote, err := fhirhttp.New(c.FHIR, session.HTTPClient())
	if err != nil {
		t.Fatal(err)
	}
	wait(t, "an answer that is "+what+" at the clinic", func() bool {
		found := false
		err := remote.Search(t.Context(), "AppointmentResponse", url.Values{}, func(p fhirhttp.Page) error {
			for _, e := range p.Entries {
				found = found || strings.Contains(string(e.Resource), "RelatedPerson/") && is(string(e.Resource))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return found
	})
}

// hasSignedOut waits until the person has no sign-in any more.
func (c *clinicServer) hasSignedOut(t testing.TB, user string) {
	t.Helper()
	wait(t, user+" to be signed out", func() bool {
		out, err := testclinic.Output(t.Context(), "user", "sessions", "list", user, "--db", "sqlite:"+c.db)
		if err != nil {
			t.Fatal(err)
		}
		return !strings.Contains(out, "throughline-web")
	})
}
