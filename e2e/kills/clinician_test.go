package kills

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"throughline/fhir"
	"throughline/internal/testclinic"
	"throughline/sync/fhirhttp"
)

// clinician is somebody at the clinic, who is not behind the bad network.
type clinician struct {
	client *fhirhttp.Client
	edits  int
}

func (s *scene) hires() *clinician {
	s.Helper()
	session, err := testclinic.SignIn(s.Context(), s.wire.address()+"/fhir", "dana", new(testclinic.Keeper))
	if err != nil {
		s.Fatal(err)
	}
	token, err := session.AccessToken(s.Context())
	if err != nil {
		s.Fatal(err)
	}
	direct := &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, s.listen)
	}}
	s.Cleanup(direct.CloseIdleConnections)
	client, err := fhirhttp.New(s.wire.address()+"/fhir", &http.Client{Timeout: 10 * time.Second, Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		r = r.Clone(r.Context())
		r.Header.Set("Authorization", "Bearer "+token.Reveal())
		return direct.RoundTrip(r)
	})})
	if err != nil {
		s.Fatal(err)
	}
	return &clinician{client: client}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// edits words a goal of the patient anew. That somebody else was first, or the server is just being killed, is no
// matter here.
func (s *scene) edits() {
	s.Helper()
	patient := strings.TrimPrefix(testclinic.Account("maya").FHIRUser, "Patient/")
	err := s.dana.client.Search(s.Context(), "Goal", url.Values{"patient": {patient}}, func(p fhirhttp.Page) error {
		for _, e := range p.Entries {
			var g fhir.Goal
			if err := json.Unmarshal(e.Resource, &g); err != nil {
				return err
			}
			s.dana.edits++
			g.Description.Text = fmt.Sprint("as the clinic words it ", s.dana.edits)
			body, err := fhir.Encode(&g)
			if err != nil {
				return err
			}
			if _, err := s.dana.client.Update(s.Context(), "Goal", g.ID, body, fhirhttp.IfVersion(e.Version)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.dana.edits--
	}
}
