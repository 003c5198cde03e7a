package smart_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"throughline/sync/smart"
)

// The token goes to the clinic's FHIR server and nowhere else, whatever a
// caller or a redirect says.
func TestTheTokenNeverLeavesTheClinic(t *testing.T) {
	t.Parallel()
	var strayed atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { strayed.Add(1) }))
	t.Cleanup(other.Close)
	s, k := newServer(t), &keeper{token: "refresh-1"}
	rotating(s, k)
	s.on("/fhir/away", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
	})
	s.on("/fhir/by-name", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, strings.Replace(s.url, "127.0.0.1", "localhost", 1)+"/fhir/x", http.StatusFound)
	})
	client := resume(s, k).HTTPClient()
	for _, address := range []string{
		other.URL, s.url + "/fhir/away", s.url + "/fhir/by-name",
		strings.Replace(s.url, "http:", "https:", 1) + "/fhir/x",
	} {
		resp, err := client.Post(address, "application/fhir+json", strings.NewReader("{}"))
		if !errors.Is(err, smart.ErrOtherHost) {
			t.Errorf("%s: %v", address, err)
		}
		if err == nil {
			resp.Body.Close()
		}
	}
	if n := strayed.Load(); n != 0 {
		t.Errorf("%d requests went elsewhere", n)
	}
}

func TestA401RefreshesOnceAndSendsTheBodyAgain(t *testing.T) {
	t.Parallel()
	s, k := newServer(t), &keeper{token: "refresh-1"}
	last := rotating(s, k)
	var bodies []string
	s.on("/fhir/Goal", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		bodies = append(bodies, r.Header.Get("Authorization")+" "+string(body))
		if r.Header.Get("Authorization") != "Bearer access-3" {
			w.WriteHeader(http.StatusUnauthorized)
		}
	})
	session := resume(s, k)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/fhir/Goal", strings.NewReader("goal"))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := session.HTTPClient().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 200 || len(bodies) != 2 || bodies[0] != "Bearer access-2 goal" || bodies[1] != "Bearer access-3 goal" {
		t.Errorf("%d after %q", resp.StatusCode, bodies)
	}
	if req.Header.Get("Authorization") != "" {
		t.Error("the caller's request was changed")
	}
	if last.Load() != 3 {
		t.Errorf("%d refreshes", last.Load()-1)
	}
}

// A server that refuses good tokens is asked twice and not for ever, and its
// answer reaches the caller.
func TestA401ThatStays(t *testing.T) {
	t.Parallel()
	s, k := newServer(t), &keeper{token: "refresh-1"}
	last := rotating(s, k)
	var asked atomic.Int32
	s.on("/fhir/Goal", func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = w.Write([]byte("no"))
	})
	client := resume(s, k).HTTPClient()
	resp, err := client.Get(s.url + "/fhir/Goal")
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	if resp.StatusCode != 401 || string(body) != "no" || asked.Load() != 2 || last.Load() != 3 {
		t.Errorf("%d %q after %d requests and %d refreshes", resp.StatusCode, body, asked.Load(), last.Load()-1)
	}
	// A body that can be read only once is not sent again.
	asked.Store(0)
	resp, err = client.Post(s.url+"/fhir/Goal", "text/plain", io.MultiReader(strings.NewReader("once")))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if asked.Load() != 1 {
		t.Errorf("a stream was sent %d times", asked.Load())
	}
}

func TestA401AfterTheSignInWasTakenBack(t *testing.T) {
	t.Parallel()
	s, k := newServer(t), &keeper{token: "refresh-1"}
	last := rotating(s, k)
	s.on("/fhir/Goal", func(w http.ResponseWriter, _ *http.Request) {
		last.Store(100)
		w.WriteHeader(http.StatusUnauthorized)
	})
	if _, err := resume(s, k).HTTPClient().Get(s.url + "/fhir/Goal"); !errors.Is(err, smart.ErrSignInAgain) {
		t.Errorf("got %v", err)
	}
}
