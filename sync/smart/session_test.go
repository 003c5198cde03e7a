package smart_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"throughline/sync/smart"
)

// rotating makes the token endpoint rotate: refresh-1 gives refresh-2 and
// access-2, and so on. A token that is not the last one is refused.
func rotating(s *server, k *keeper) *atomic.Int32 {
	var last atomic.Int32
	last.Store(1)
	s.on("/token", func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil || r.PostForm.Get("client_id") != "throughline" {
			s.t.Errorf("a refresh without client_id: %v, %v", r.PostForm, err)
		}
		n := last.Load()
		if r.PostForm.Get("grant_type") != "refresh_token" || r.PostForm.Get("refresh_token") != fmt.Sprintf("refresh-%d", n) {
			writeError(w, 400, "invalid_grant")
			return
		}
		n = last.Add(1)
		k.note(fmt.Sprintf("rotate to %d", n))
		writeJSON(w, 200, map[string]any{
			"access_token": fmt.Sprintf("access-%d", n), "refresh_token": fmt.Sprintf("refresh-%d", n),
			"token_type": "Bearer", "expires_in": 3600, "patient": "p1",
		})
	})
	return &last
}

func resume(s *server, k *keeper) *smart.Session {
	return s.client().Resume(s.url+"/fhir", smart.Identity{Patient: "p1", Scopes: []string{"patient/Goal.rs"}}, k)
}

// The server has forgotten the old refresh token when its answer leaves, so
// the new one is kept before anything else happens.
func TestTheRotatedTokenIsKeptBeforeTheAccessTokenIsUsed(t *testing.T) {
	t.Parallel()
	s, k := newServer(t), &keeper{token: "refresh-1"}
	rotating(s, k)
	s.on("/fhir/Goal/g1", func(_ http.ResponseWriter, r *http.Request) { k.note("use " + r.Header.Get("Authorization")) })
	session := resume(s, k)
	resp, err := session.HTTPClient().Get(s.url + "/fhir/Goal/g1")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if want := "rotate to 2, save refresh-2, use Bearer access-2"; k.story() != want {
		t.Errorf("got %s, want %s", k.story(), want)
	}
	if id := session.Identity(); !id.Allows("Goal", 's') || id.Allows("Goal", 'u') {
		t.Errorf("an answer without scope changed the scopes: %+v", id)
	}
}

func TestManyCallsShareOneRefresh(t *testing.T) {
	t.Parallel()
	s, k := newServer(t), &keeper{token: "refresh-1"}
	rotating(s, k)
	session := resume(s, k)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if access, err := session.AccessToken(t.Context()); err != nil || access.Reveal() != "access-2" {
				t.Errorf("%v", err)
			}
		})
	}
	wg.Wait()
	if want := "rotate to 2, save refresh-2"; k.story() != want {
		t.Errorf("got %s", k.story())
	}
}

// A locked keyring must not cost the sign-in: the rotated token waits in
// memory, unused access token and all, until the keyring takes it.
func TestAKeeperThatFailsLosesNoToken(t *testing.T) {
	t.Parallel()
	s, k := newServer(t), &keeper{token: "refresh-1"}
	rotating(s, k)
	session := resume(s, k)
	locked := errors.New("locked")
	k.fail = locked
	for range 2 {
		if access, err := session.AccessToken(t.Context()); !errors.Is(err, locked) || !access.Empty() {
			t.Errorf("got %v", err)
		}
	}
	k.fail = nil
	if access, err := session.AccessToken(t.Context()); err != nil || access.Reveal() != "access-2" {
		t.Errorf("after unlocking: %v", err)
	}
	if want := "rotate to 2, save refresh-2"; k.story() != want {
		t.Errorf("got %s", k.story())
	}
}

func TestACallerThatGoesAwayLosesNoToken(t *testing.T) {
	t.Parallel()
	s, k := newServer(t), &keeper{token: "refresh-1"}
	rotating(s, k)
	inner := s.handle["/token"]
	asked, gone := make(chan struct{}), make(chan struct{})
	s.on("/token", func(w http.ResponseWriter, r *http.Request) {
		close(asked)
		<-gone
		inner(w, r)
	})
	session := resume(s, k)
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-asked; cancel() }()
	if _, err := session.AccessToken(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	close(gone)
	if access, err := session.AccessToken(t.Context()); err != nil || access.Reveal() != "access-2" {
		t.Errorf("the next caller: %v", err)
	}
	if want := "rotate to 2, save refresh-2"; k.story() != want {
		t.Errorf("got %s", k.story())
	}
}

func TestARefusedRefreshTokenMeansSignInAgain(t *testing.T) {
	t.Parallel()
	s, k := newServer(t), &keeper{token: "revoked"}
	rotating(s, k)
	session := resume(s, k)
	for range 2 {
		if _, err := session.AccessToken(t.Context()); !errors.Is(err, smart.ErrSignInAgain) {
			t.Errorf("got %v", err)
		}
	}
	if k.story() != "delete" {
		t.Errorf("the dead token: %s", k.story())
	}
}

// Two processes of one profile: the other has rotated since we loaded. Its
// token is taken up, and not deleted.
func TestATokenThatAnotherProcessRotated(t *testing.T) {
	t.Parallel()
	s, k := newServer(t), &keeper{token: "refresh-1"}
	last := rotating(s, k)
	inner := s.handle["/token"]
	var once sync.Once
	s.on("/token", func(w http.ResponseWriter, r *http.Request) {
		once.Do(func() {
			last.Store(2)
			_ = k.Save(r.Context(), smart.NewSecret("refresh-2"))
		})
		inner(w, r)
	})
	if access, err := resume(s, k).AccessToken(t.Context()); err != nil || access.Reveal() != "access-3" {
		t.Errorf("%v", err)
	}
	if want := "save refresh-2, rotate to 3, save refresh-3"; k.story() != want {
		t.Errorf("got %s", k.story())
	}
}

// What passes by itself is no sign-out: the token stays and works later.
func TestTroubleThatIsNoSignOut(t *testing.T) {
	t.Parallel()
	answer := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}
	}
	for name, tt := range map[string]struct {
		path string
		h    http.HandlerFunc
		want error
	}{
		"no network":             {"/token", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, smart.ErrUnreachable},
		"no network to discover": {wellKnown, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, smart.ErrUnreachable},
		"a Wi-Fi's page":         {wellKnown, answer(200, "<html>"), smart.ErrUnreachable},
		"busy":                   {"/token", answer(503, ""), smart.ErrBusy},
		"too many":               {"/token", answer(429, `{"error":"slow"}`), smart.ErrBusy},
		"cut":                    {"/token", answer(200, `{"access_token":"a`), smart.ErrFailed},
		"unregistered":           {"/token", answer(401, `{"error":"invalid_client"}`), smart.ErrNotRegistered},
		"400 without a code":     {"/token", answer(400, "refresh-1 is bad"), smart.ErrFailed},
		"somebody else's":        {"/token", answer(200, `{"access_token":"a","token_type":"bearer","patient":"p2"}`), smart.ErrOtherPerson},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, k := newServer(t), &keeper{token: "refresh-1"}
			rotating(s, k)
			inner := s.handle[tt.path]
			s.on(tt.path, tt.h)
			session := resume(s, k)
			access, err := session.AccessToken(t.Context())
			if !errors.Is(err, tt.want) || errors.Is(err, smart.ErrSignInAgain) || !access.Empty() {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if strings.Contains(err.Error(), "refresh-1") {
				t.Errorf("the error holds the token: %v", err)
			}
			s.on(tt.path, inner)
			if access, err := session.AccessToken(t.Context()); err != nil || access.Reveal() != "access-2" {
				t.Errorf("later: %v", err)
			}
		})
	}
}

func TestATokenIsRenewedBeforeItRunsOut(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		expiresIn any
		after     time.Duration
		renewed   bool
	}{
		"young":              {3600, 59 * time.Minute, false},
		"old":                {3600, 59*time.Minute + 31*time.Second, true},
		"short, young":       {8, 5 * time.Second, false},
		"short, old":         {8, 6 * time.Second, true},
		"no word of an end":  {nil, 4 * time.Minute, false},
		"no word, and later": {nil, 5 * time.Minute, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, k := newServer(t), &keeper{token: "same"}
			var refreshed atomic.Int32
			s.on("/token", func(w http.ResponseWriter, _ *http.Request) {
				refreshed.Add(1)
				writeJSON(w, 200, map[string]any{"access_token": "a", "token_type": "bearer", "expires_in": tt.expiresIn})
			})
			var elapsed atomic.Int64
			c := s.client()
			c.Now = func() time.Time { return now.Add(time.Duration(elapsed.Load())) }
			session := c.Resume(s.url+"/fhir", smart.Identity{}, k)
			for _, at := range []time.Duration{0, tt.after} {
				elapsed.Store(int64(at))
				if _, err := session.AccessToken(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			if got := refreshed.Load() == 2; got != tt.renewed {
				t.Errorf("%d refreshes", refreshed.Load())
			}
			if k.token != "same" {
				t.Errorf("a server that does not rotate: %q", k.token)
			}
		})
	}
}

func TestSignOutTakesTheTokenBack(t *testing.T) {
	t.Parallel()
	s, k := newServer(t), &keeper{token: "refresh-1"}
	var revoked url.Values
	s.on("/revoke", func(_ http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		revoked = r.PostForm
		k.note("revoke")
	})
	session := resume(s, k)
	if err := session.SignOut(t.Context()); err != nil {
		t.Fatal(err)
	}
	if revoked.Get("token") != "refresh-1" || revoked.Get("token_type_hint") != "refresh_token" || revoked.Get("client_id") != "throughline" {
		t.Errorf("sent %v", revoked)
	}
	if k.story() != "delete, revoke" {
		t.Errorf("got %s", k.story())
	}
	if _, err := session.AccessToken(t.Context()); !errors.Is(err, smart.ErrSignInAgain) {
		t.Errorf("after signing out: %v", err)
	}
	if _, err := session.HTTPClient().Get(s.url + "/fhir/Goal/g1"); !errors.Is(err, smart.ErrSignInAgain) {
		t.Errorf("a request after signing out: %v", err)
	}
}

// Without the clinic the device is signed out all the same, and says what was
// not done.
func TestSignOutWithoutTheClinic(t *testing.T) {
	t.Parallel()
	for name, set := range map[string]func(*server){
		"offline": func(s *server) {
			s.on(wellKnown, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
		},
		"refused": func(s *server) { s.on("/revoke", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }) },
		"leads away": func(s *server) {
			s.on("/revoke", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/x", http.StatusTemporaryRedirect) })
		},
		"not offered": func(s *server) { delete(s.config, "revocation_endpoint") },
	} {
		s, k := newServer(t), &keeper{token: "refresh-1"}
		set(s)
		if err := resume(s, k).SignOut(t.Context()); !errors.Is(err, smart.ErrNotRevoked) {
			t.Errorf("%s: %v", name, err)
		}
		if k.token != "" {
			t.Errorf("%s: the token is still here", name)
		}
	}
}

// A refresh that is under way while the person signs out must not bring a
// token back afterwards.
func TestSignOutDuringARefresh(t *testing.T) {
	t.Parallel()
	s, k := newServer(t), &keeper{token: "refresh-1"}
	rotating(s, k)
	var revoked string
	s.on("/revoke", func(_ http.ResponseWriter, r *http.Request) { revoked = r.FormValue("token") })
	inner := s.handle["/token"]
	asked, goOn := make(chan struct{}), make(chan struct{})
	s.on("/token", func(w http.ResponseWriter, r *http.Request) {
		close(asked)
		<-goOn
		inner(w, r)
	})
	session := resume(s, k)
	refreshed, out := make(chan error, 1), make(chan error, 1)
	go func() {
		_, err := session.AccessToken(t.Context())
		refreshed <- err
	}()
	<-asked
	go func() { out <- session.SignOut(t.Context()) }()
	for { // until the sign-out has begun
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := session.AccessToken(ctx); errors.Is(err, smart.ErrSignInAgain) {
			break
		}
	}
	close(goOn)
	if err := <-out; err != nil {
		t.Errorf("sign-out: %v", err)
	}
	if err := <-refreshed; !errors.Is(err, smart.ErrSignInAgain) {
		t.Errorf("the refresh: %v", err)
	}
	if k.token != "" || revoked != "refresh-2" {
		t.Errorf("kept %q, revoked %q", k.token, revoked)
	}
}

func TestAllows(t *testing.T) {
	t.Parallel()
	id := smart.Identity{Scopes: []string{
		"openid", "patient/Goal.rs", "user/Task.cud", "patient/Observation.rs?category=survey", "patient/CarePlan.read", "system/Flag.cruds",
	}}
	for _, tt := range []struct {
		typ  string
		can  byte
		want bool
	}{
		{"Goal", 'r', true},
		{"Goal", 'u', false},
		{"Task", 'c', true},
		{"Task", 'r', false},
		{"Observation", 's', true},
		{"CarePlan", 's', true},
		{"CarePlan", 'u', false},
		{"Flag", 'r', false},
		{"openid", 'o', false},
		{"", 'r', false},
	} {
		if got := id.Allows(tt.typ, tt.can); got != tt.want {
			t.Errorf("%s.%c: %t", tt.typ, tt.can, got)
		}
	}
	if all := (smart.Identity{Scopes: []string{"patient/*.*"}}); !all.Allows("Goal", 'd') {
		t.Error("patient/*.* allows all")
	}
	for _, scope := range smart.DefaultScopes() {
		if _, can, ok := strings.Cut(scope, "."); ok && !strings.HasPrefix("cruds", can) && can != "rs" && can != "rus" && can != "crus" {
			t.Errorf("%s: the letters come in the order of cruds", scope)
		}
	}
}

func TestASecretShowsItselfNowhere(t *testing.T) {
	t.Parallel()
	s := smart.NewSecret("hunter2")
	holder := struct {
		T smart.Secret
		P *smart.Secret
	}{s, &s}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
		out := fmt.Sprintf(verb, s) + fmt.Sprintf(verb, holder) + mustJSON(holder)
		if strings.Contains(out, "hunter2") || strings.Contains(strings.ToLower(out), fmt.Sprintf("%x", "hunter2")) {
			t.Errorf("%s: %s", verb, out)
		}
	}
}
