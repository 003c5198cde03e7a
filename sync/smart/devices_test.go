package smart_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"throughline/care"
	"throughline/sync/smart"
)

const sessionList = `{"sessions":[
	{"id":"old","client":"Throughline","device":"Phone\u202e of\nMaya","signed_in_at":"2026-02-01T08:00:00Z","last_used_at":"2026-02-20T08:00:00Z"},
	{"id":"this","current":true,"client":"Throughline","device":"Linux computer","signed_in_at":"2026-03-01T08:00:00Z","last_used_at":"2026-03-02T08:00:00Z"},
	{"id":"../../evil","device":"x"},
	{"id":"newer","client":"Throughline","signed_in_at":"yesterday","last_used_at":"2026-03-01T08:00:00Z"}]}`

// The person sees where they are signed in and ends one of the sign-ins. What the
// server wrote is shown on one line, and an id that is no id is left out.
func TestDevicesAreListedAndEnded(t *testing.T) {
	t.Parallel()
	s, k := newServer(t), &keeper{token: "refresh-1"}
	rotating(s, k)
	s.config["throughline_sessions_endpoint"] = s.url + "/sessions"
	var ended []string
	s.on("/sessions", func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.Header.Get("Authorization") != "Bearer access-2" {
			t.Errorf("%s with %q", r.Method, r.Header.Get("Authorization"))
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(sessionList))
	})
	for _, id := range []string{"old", "gone"} {
		s.on("/sessions/"+id, func(w http.ResponseWriter, r *http.Request) {
			ended = append(ended, r.Method+" "+id)
			if id == "gone" {
				w.WriteHeader(http.StatusNotFound)
				return
			}
			w.WriteHeader(http.StatusNoContent)
		})
	}
	session := resume(s, k)
	if offered, err := session.OffersDevices(t.Context()); err != nil || !offered {
		t.Fatalf("offered %v, %v", offered, err)
	}
	got, err := session.Devices(t.Context())
	if err != nil || len(got) != 3 {
		t.Fatalf("%+v, %v", got, err)
	}
	want := care.Device{ID: "this", Current: true, Name: "Linux computer", App: "Throughline", SignedIn: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC), LastUsed: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)}
	if got[0] != want || got[1].ID != "newer" || !got[1].SignedIn.IsZero() || got[2].Name != "Phone of Maya" {
		t.Errorf("got %+v", got)
	}
	for _, id := range []string{"old", "gone"} {
		if err := session.SignOutDevice(t.Context(), id); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
	if err := session.SignOutDevice(t.Context(), "../token"); !errors.Is(err, smart.ErrFailed) {
		t.Errorf("an id that leads away: %v", err)
	}
	if strings.Join(ended, ", ") != "DELETE old, DELETE gone" {
		t.Errorf("ended %v", ended)
	}
}

// A clinic without the endpoint, or with one on a host that issues no tokens: the
// feature is hidden, and the access token goes nowhere.
func TestDevicesAreHiddenWhereTheyAreNotOffered(t *testing.T) {
	t.Parallel()
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("asked another host") }))
	defer elsewhere.Close()
	for name, endpoint := range map[string]any{"none": nil, "another host": elsewhere.URL + "/sessions", "not an address": "http://["} {
		t.Run(name, func(t *testing.T) {
			s, k := newServer(t), &keeper{token: "refresh-1"}
			rotating(s, k)
			if endpoint != nil {
				s.config["throughline_sessions_endpoint"] = endpoint
			}
			session := resume(s, k)
			if offered, err := session.OffersDevices(t.Context()); err != nil || offered {
				t.Errorf("offered %v, %v", offered, err)
			}
			if _, err := session.Devices(t.Context()); !errors.Is(err, smart.ErrNoDevices) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestDevicesWhenTheClinicHasTrouble(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		answer http.HandlerFunc
		want   *care.Fault
	}{
		"busy":      {plainly(503, ""), smart.ErrBusy},
		"not JSON":  {plainly(200, "<html>"), smart.ErrFailed},
		"refused":   {plainly(403, ""), smart.ErrFailed},
		"cut off":   {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, smart.ErrUnreachable},
		"too large": {plainly(200, strings.Repeat(" ", 1<<20+1)), smart.ErrFailed},
		"elsewhere": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://evil.example/", http.StatusFound)
		}, smart.ErrFailed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, k := newServer(t), &keeper{token: "refresh-1"}
			rotating(s, k)
			s.config["throughline_sessions_endpoint"] = s.url + "/sessions"
			s.on("/sessions", x.answer)
			if _, err := resume(s, k).Devices(t.Context()); !errors.Is(err, x.want) {
				t.Errorf("got %v, want %s", err, x.want.Code)
			}
		})
	}
}

// Why a sign-in has ended decides what the device does: erase itself, warn, or
// only ask again. The token of a device that is to erase itself stays until it
// has, so that it hears of it again after a crash.
func TestWhyASignInHasEnded(t *testing.T) {
	t.Parallel()
	for reason, x := range map[string]struct {
		want  *care.Fault
		story string
	}{
		"revoked":   {smart.ErrRevoked, ""},
		"reuse":     {smart.ErrReused, "delete"},
		"":          {smart.ErrSignInAgain, "delete"},
		"something": {smart.ErrSignInAgain, "delete"},
	} {
		t.Run(reason, func(t *testing.T) {
			t.Parallel()
			s, k := newServer(t), &keeper{token: "refresh-1"}
			s.on("/token", func(w http.ResponseWriter, _ *http.Request) {
				writeJSON(w, 400, map[string]string{"error": "invalid_grant", "reason": reason})
			})
			session := resume(s, k)
			_, err := session.AccessToken(t.Context())
			if !errors.Is(err, x.want) || !errors.Is(err, smart.ErrSignInAgain) || care.AsFault(err).Code != x.want.Code {
				t.Errorf("got %v, want %s", err, x.want.Code)
			}
			if x.want != smart.ErrRevoked && errors.Is(err, smart.ErrRevoked) {
				t.Error("would erase the device")
			}
			if k.story() != x.story {
				t.Errorf("the token: %q, want %q", k.story(), x.story)
			}
			again := resume(s, k)
			if _, err := again.AccessToken(t.Context()); errors.Is(err, smart.ErrRevoked) != (reason == "revoked") {
				t.Errorf("at the next start: %v", err)
			}
		})
	}
}

func plainly(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}
