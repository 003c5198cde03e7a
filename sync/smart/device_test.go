package smart_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"throughline/care"
	"throughline/sync/smart"
)

// direct calls a handler without a network, so that time can be a bubble's.
type direct struct{ h http.Handler }

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	w := httptest.NewRecorder()
	d.h.ServeHTTP(w, r)
	if w.Code == 0 || w.Code == 599 { // a test's sign for no answer
		return nil, errors.New("no network")
	}
	resp := w.Result()
	resp.Request = r
	return resp, nil
}

// deviceServer answers each poll with the next status and error code; after
// them it gives the tokens.
func deviceServer(t *testing.T, k *keeper, polls ...string) (*server, *smart.Client) {
	t.Helper()
	s := &server{t: t, url: "https://clinic.example", handle: map[string]http.HandlerFunc{}}
	s.tokens = map[string]any{
		"access_token": "access-1", "token_type": "Bearer", "expires_in": 3600, "patient": "p1",
		"refresh_token": "refresh-1", "scope": "patient/Goal.rs", "id_token": "",
	}
	start := time.Now()
	s.on("/device", func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("client_id") != "throughline" || r.FormValue("scope") == "" {
			t.Errorf("asked with %v", r.Form)
		}
		writeJSON(w, 200, map[string]any{
			"device_code": "dc", "user_code": "BCDF-GHJK", "verification_uri": "https://clinic.example/d",
			"verification_uri_complete": "https://clinic.example/d?c=BCDF-GHJK", "expires_in": 600, "interval": 5,
		})
	})
	s.on("/token", func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("grant_type") != "urn:ietf:params:oauth:grant-type:device_code" || r.FormValue("device_code") != "dc" {
			t.Errorf("polled with %v", r.Form)
		}
		k.note(time.Since(start).String())
		if len(polls) == 0 {
			writeJSON(w, 200, s.tokens)
			return
		}
		code := polls[0]
		polls = polls[1:]
		switch code {
		case "no network":
			w.WriteHeader(599)
		case "down":
			w.WriteHeader(502)
		default:
			writeError(w, 400, code)
		}
	})
	c := s.client()
	c.HTTP = &http.Client{Transport: direct{s}}
	return s, c
}

func device(s *server) *smart.Clinic {
	return &smart.Clinic{Base: s.url + "/fhir", Token: s.url + "/token", DeviceAuthorization: s.url + "/device"}
}

func TestDeviceGrant(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		polls []string
		want  error
		story string
	}{
		"at once":                    {nil, nil, "5s, save refresh-1"},
		"after a while":              {[]string{"authorization_pending", "authorization_pending"}, nil, "5s, 10s, 15s, save refresh-1"},
		"slower":                     {[]string{"slow_down", "authorization_pending"}, nil, "5s, 15s, 25s, save refresh-1"},
		"the network goes and comes": {[]string{"no network", "down"}, nil, "5s, 15s, 35s, save refresh-1"},
		"refused":                    {[]string{"authorization_pending", "access_denied"}, smart.ErrRefused, "5s, 10s"},
		"expired":                    {[]string{"expired_token"}, smart.ErrExpired, "5s"},
		"unregistered":               {[]string{"invalid_client"}, smart.ErrNotRegistered, "5s"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				k := new(keeper)
				s, c := deviceServer(t, k, tt.polls...)
				var shown smart.DeviceCode
				session, err := c.SignInDevice(t.Context(), device(s), k, func(d smart.DeviceCode) error { shown = d; return nil })
				if !errors.Is(err, tt.want) {
					t.Errorf("got %v, want %v", err, tt.want)
				}
				if k.story() != tt.story {
					t.Errorf("polled at %s, want %s", k.story(), tt.story)
				}
				if shown.UserCode != "BCDF-GHJK" || shown.Page != "https://clinic.example/d" || shown.Lifetime != 10*time.Minute {
					t.Errorf("shown %+v", shown)
				}
				if err == nil && session.Identity().Patient != "p1" {
					t.Errorf("got %+v", session.Identity())
				}
			})
		})
	}
}

func TestADeviceCodeRunsOutOrIsGivenUp(t *testing.T) {
	t.Parallel()
	pending := make([]string, 1000)
	for i := range pending {
		pending[i] = "authorization_pending"
	}
	synctest.Test(t, func(t *testing.T) {
		k := new(keeper)
		s, c := deviceServer(t, k, pending...)
		start := time.Now()
		_, err := c.SignInDevice(t.Context(), device(s), k, func(smart.DeviceCode) error { return nil })
		if !errors.Is(err, smart.ErrExpired) || time.Since(start) != 10*time.Minute {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 12*time.Second)
		defer cancel()
		_, err = c.SignInDevice(ctx, device(s), k, func(smart.DeviceCode) error { return nil })
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("given up: %v", err)
		}
	})
}

func TestDeviceAnswersThatAreRefused(t *testing.T) {
	t.Parallel()
	good := map[string]any{"device_code": "dc", "user_code": "U", "verification_uri": "https://clinic.example/d"}
	with := func(name string, value any) map[string]any {
		out := map[string]any{name: value}
		for k, v := range good {
			if k != name {
				out[k] = v
			}
		}
		return out
	}
	for name, tt := range map[string]struct {
		status int
		body   any
		want   *care.Fault
	}{
		"no page":          {200, with("verification_uri", ""), smart.ErrFailed},
		"a script":         {200, with("verification_uri", "javascript:alert(1)"), smart.ErrFailed},
		"an insecure page": {200, with("verification_uri_complete", "http://clinic.example/d"), smart.ErrFailed},
		"a file":           {200, with("verification_uri_complete", "file:///etc/passwd"), smart.ErrFailed},
		"no code":          {200, with("user_code", ""), smart.ErrFailed},
		"not an object":    {200, "what", smart.ErrFailed},
		"not registered":   {401, map[string]string{"error": "invalid_client"}, smart.ErrNotRegistered},
		"down":             {503, "x", smart.ErrBusy},
	} {
		k := new(keeper)
		s, c := deviceServer(t, k)
		s.on("/device", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, tt.status, tt.body) })
		_, err := c.SignInDevice(t.Context(), device(s), k, func(smart.DeviceCode) error {
			t.Errorf("%s: was shown", name)
			return nil
		})
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
	s, c := deviceServer(t, new(keeper))
	none := device(s)
	none.DeviceAuthorization = ""
	if _, err := c.SignInDevice(t.Context(), none, new(keeper), nil); !errors.Is(err, smart.ErrNotSMART) {
		t.Errorf("no device grant: %v", err)
	}
}

// On a phone the clinic's page lies over the app. Until the app is in front again it
// asks nothing; then it asks at once.
func TestTheClinicIsAskedNothingWhileTheAppIsAway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		k := new(keeper)
		s, c := deviceServer(t, k, "authorization_pending")
		front := make(chan struct{})
		c.Waits = func(ctx context.Context) error {
			select {
			case <-front:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		time.AfterFunc(3*time.Minute, func() { close(front) })
		if _, err := c.SignInDevice(t.Context(), device(s), k, func(smart.DeviceCode) error { return nil }); err != nil {
			t.Fatal(err)
		}
		if want := "3m0s, 3m5s, save refresh-1"; k.story() != want {
			t.Errorf("polled at %s, want %s", k.story(), want)
		}
		away, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		c.Waits = func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
		if _, err := c.SignInDevice(away, device(s), k, func(smart.DeviceCode) error { return nil }); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("given up while away: %v", err)
		}
	})
}
