package auth_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"throughline/clinic/auth"
	"throughline/clinic/store/sqlite"
	"throughline/clinic/store/sqlstore"
)

type invited struct {
	ID, Code, URL, FHIRUser, Error string
	ExpiresAt                      time.Time `json:"expires_at"`
}

// invite asks for a code with a token.
func (c *clinic) invite(token, fhirUser string, role ...string) (int, invited) {
	c.t.Helper()
	body := map[string]string{"fhirUser": fhirUser}
	if len(role) > 0 {
		body["role"] = role[0]
	}
	raw, err := json.Marshal(body)
	must(c.t, err)
	r, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.url+"/auth/invitations", strings.NewReader(string(raw)))
	must(c.t, err)
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(r)
	must(c.t, err)
	defer func() { must(c.t, res.Body.Close()) }()
	var got invited
	must(c.t, json.NewDecoder(res.Body).Decode(&got))
	if res.Header.Get("Cache-Control") != "no-store" {
		c.t.Errorf("a code can be cached: %v", res.Header)
	}
	return res.StatusCode, got
}

const newPassword = "three tin kettles"

func joining(code, username string) map[string]string {
	return map[string]string{"code": code, "username": username, "password": newPassword, "again": newPassword}
}

// Maya invites her sister. She opens the page that Maya sent, makes an account, and signs in with it
// as the person whom Maya named. The code is good for nothing then.
func TestALovedOneJoinsWithACode(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	status, made := c.invite(c.tokens("maya").AccessToken, "RelatedPerson/r2")
	if status != http.StatusCreated || len(made.Code) != 14 || made.URL != c.url+"/auth/join?code="+made.Code || !made.ExpiresAt.Equal(c.clock.Now().Add(7*24*time.Hour)) {
		t.Fatalf("%d %+v", status, made)
	}
	a := c.app()
	p := a.get(made.URL)
	if !strings.Contains(p.body, made.Code) || strings.Contains(p.body, "Lindgren") {
		t.Fatalf("the page must have the code and no name:\n%s", p.body)
	}
	p = a.submit(p, joining(" "+strings.ToLower(made.Code), " Ida@Mail.example "))
	if !strings.Contains(p.body, "Your account is ready") || !strings.Contains(p.body, c.url+"/fhir") {
		t.Fatalf("joined:\n%s", p.body)
	}
	user, err := c.auth.UserByName(t.Context(), "ida@mail.example")
	must(t, err)
	if user.Role != auth.RoleRelatedPerson || user.FHIRUser != "RelatedPerson/r2" || user.PatientID != "p1" || user.DisplayName != "Ida Lindgren" {
		t.Errorf("the account is %+v", user)
	}
	b := c.app()
	if p := b.submit(b.authorize(), map[string]string{"username": "ida@mail.example", "password": newPassword}); !strings.Contains(p.body, "Ida Lindgren") {
		t.Errorf("sign-in:\n%s", p.body)
	}
	other := c.app()
	if p := other.submit(other.get(made.URL), joining(made.Code, "thief")); !strings.Contains(p.body, "This code does not work") {
		t.Errorf("used twice:\n%s", p.body)
	}
	for _, kind := range []auth.EventKind{auth.EventInvited, auth.EventInvitationRedeemed, auth.EventInvitationRefused} {
		who := map[auth.EventKind]string{auth.EventInvited: c.maya.ID, auth.EventInvitationRedeemed: user.ID}[kind]
		if !c.audit.has(kind, who) {
			t.Errorf("%s is not in the audit record", kind)
		}
	}
	if status, got := c.invite(c.tokens("maya").AccessToken, "RelatedPerson/r2"); status != http.StatusConflict {
		t.Errorf("a second account for the same person: %d %+v", status, got)
	}
}

// However a code is typed off a slip of paper, it is the code.
func TestACodeIsTakenAsPeopleTypeIt(t *testing.T) {
	t.Parallel()
	for name, typed := range map[string]func(string) string{
		"in small letters":       strings.ToLower,
		"without dashes":         func(code string) string { return strings.ReplaceAll(code, "-", "") },
		"with spaces":            func(code string) string { return " " + strings.ReplaceAll(code, "-", "  ") + "\t" },
		"with other dashes":      func(code string) string { return strings.ReplaceAll(code, "-", "–") },
		"with look-alikes":       strings.NewReplacer("B", "8", "G", "6", "S", "5", "Z", "2", "L", "1", "Q", "0", "V", "U").Replace,
		"with I and O":           strings.NewReplacer("L", "i", "Q", "o").Replace,
		"with a stop at its end": func(code string) string { return code + "." },
		"in wide letters": func(code string) string {
			return strings.Map(func(r rune) rune {
				if r >= 'A' && r <= 'Z' {
					return r - 'A' + '\uff21'
				}
				return r
			}, code)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t)
			_, made := c.invite(c.tokens("maya").AccessToken, "RelatedPerson/r2")
			a := c.app()
			if p := a.submit(a.get(c.url+"/auth/join"), joining(typed(made.Code), "ida")); !strings.Contains(p.body, "Your account is ready") {
				t.Errorf("%q of %s:\n%s", typed(made.Code), made.Code, p.body)
			}
		})
	}
}

// Whoever came from the app goes back to it: the account is made, then the app's question is asked.
func TestJoiningGoesOnToTheApp(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	_, made := c.invite(c.tokens("maya").AccessToken, "RelatedPerson/r2")
	a := c.app()
	signIn := a.authorize()
	link := regexpFirst(t, signIn.body, `href="([^"]*/join[^"]*)"`)
	p := a.submit(a.get(c.url+link), joining(made.Code, "ida"))
	if !strings.Contains(p.body, "Connect Throughline?") || !strings.Contains(p.body, "Ida Lindgren") {
		t.Fatalf("after joining:\n%s", p.body)
	}
	if p = a.submit(p, map[string]string{"decision": "allow"}); p.location == nil || p.location.Query().Get("code") == "" {
		t.Errorf("no code for the app: %v", p.location)
	}
}

// A code is refused in the same words whether it was never made, is too old, was taken back or
// replaced, or is of another clinic; and who guesses has to wait.
func TestCodesThatDoNotWork(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]func(c *clinic, made invited) string{
		"guessed": func(*clinic, invited) string { return "BCDF-GHJK-LMNP" },
		"too old": func(c *clinic, made invited) string { c.clock.Advance(7 * 24 * time.Hour); return made.Code },
		"taken back": func(c *clinic, made invited) string {
			if status, _ := c.call(http.MethodDelete, c.url+"/auth/invitations/"+made.ID, c.tokens("maya").AccessToken); status != http.StatusNoContent {
				c.t.Errorf("taken back: %d", status)
			}
			return made.Code
		},
		"replaced": func(c *clinic, made invited) string {
			c.invite(c.tokens("maya").AccessToken, "RelatedPerson/r2")
			return made.Code
		},
		"the person has an account by now": func(c *clinic, made invited) string {
			_, err := c.auth.AddUser(c.t.Context(), auth.NewUser{Username: "ida2", Password: password, Role: auth.RoleRelatedPerson, FHIRUser: "RelatedPerson/r2", PatientID: "p1"})
			must(c.t, err)
			return made.Code
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t)
			_, made := c.invite(c.tokens("maya").AccessToken, "RelatedPerson/r2")
			code := x(c, made)
			a := c.app()
			for n := range 7 {
				p := a.submit(a.get(c.url+"/auth/join"), joining(code, "ida"))
				if n < 5 != strings.Contains(p.body, "This code does not work") || n >= 5 != strings.Contains(p.body, "Too many tries") {
					t.Fatalf("try %d:\n%s", n+1, p.body)
				}
			}
			if _, err := c.auth.UserByName(t.Context(), "ida"); err == nil {
				t.Error("an account was made")
			}
		})
	}
}

// The same database serves two clinics: a code of the one opens nothing at the other, also where
// its hash is carried over.
func TestACodeIsOfOneClinic(t *testing.T) {
	t.Parallel()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "clinic.db"))
	must(t, err)
	defer func() { must(t, db.Close()) }()
	open := func(id string) (*auth.Server, auth.Store) {
		store := sqlstore.NewAuth(db, id)
		s, err := auth.New(auth.Config{
			Store: store, ClinicID: id, Issuer: "http://127.0.0.1/auth", FHIRBase: "http://127.0.0.1/fhir",
			Directory: folk{"Patient/p1": {PatientID: "p1"}}, Password: auth.PasswordParams{MemoryKiB: 8, Passes: 1, Lanes: 1},
		})
		must(t, err)
		return s, store
	}
	north, _ := open("north")
	south, southStore := open("south")
	made, err := north.Invite(t.Context(), auth.NewInvitation{FHIRUser: "Patient/p1"})
	must(t, err)
	must(t, southStore.AddInvitation(t.Context(), made.Invitation))
	for name, x := range map[string]struct {
		s    *auth.Server
		want error
	}{"its own": {north, nil}, "the other": {south, auth.ErrNotFound}} {
		if _, err := x.s.OpenInvitation(t.Context(), made.Code); !errors.Is(err, x.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What is wrong with a form is said at its field, before the code is looked at, so that a weak
// password uses up neither the code nor a try; a name that is taken costs a try.
func TestJoinFieldsAreChecked(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	_, made := c.invite(c.tokens("maya").AccessToken, "RelatedPerson/r2")
	for _, x := range []struct {
		field, value, says string
	}{
		{"code", "BCDF", "Enter the whole code"},
		{"username", " ", "Enter a username"},
		{"password", "short", "too short"},
		{"password", "password1", "easy to guess"},
		{"again", "another", "not the same"},
		{"username", "maya", "This username is taken"},
	} {
		a := c.app()
		fields := joining(made.Code, "ida")
		fields[x.field] = x.value
		p := a.submit(a.get(made.URL), fields)
		if p.status != http.StatusUnprocessableEntity || !strings.Contains(p.body, x.says) || strings.Contains(p.body, newPassword) {
			t.Errorf("%s %q: %d\n%s", x.field, x.value, p.status, p.body)
		}
	}
	a := c.app()
	p := a.get(made.URL)
	p.body = formToken.ReplaceAllString(p.body, `name="csrf" value="forged"`)
	if p := a.submit(p, joining(made.Code, "ida")); !strings.Contains(p.body, "allow cookies") {
		t.Errorf("a forged form was taken:\n%s", p.body)
	}
	if p := a.submit(a.get(made.URL), joining(made.Code, "ida")); !strings.Contains(p.body, "Your account is ready") {
		t.Errorf("after all that:\n%s", p.body)
	}
}

// Who may invite whom: a patient their own loved ones, clinical staff patients and loved ones, an
// administrator patients and staff; a loved one nobody, and no app but the clinic's own.
func TestWhoMayInvite(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	_, err := c.auth.AddUser(t.Context(), auth.NewUser{Username: "admin", Password: password, Role: auth.RoleAdmin, FHIRUser: "Practitioner/a1"})
	must(t, err)
	_, err = c.auth.AddUser(t.Context(), auth.NewUser{Username: "desk", Password: password, Role: auth.RoleFrontDesk, FHIRUser: "Practitioner/f1"})
	must(t, err)
	tokens := map[string]string{}
	for _, name := range []string{"maya", "pam", "dana", "admin", "desk"} {
		tokens[name] = c.tokens(name).AccessToken
	}
	for _, x := range []struct {
		who, whom, role string
		want            int
	}{
		{"maya", "RelatedPerson/r2", "", 201},
		{"maya", "RelatedPerson/r3", "", 403}, // another patient's
		{"maya", "RelatedPerson/none", "", 403},
		{"maya", "Patient/p2", "", 403},
		{"maya", "Patient/p1", "", 403},
		{"maya", "Practitioner/n1", "therapist", 403},
		{"maya", "RelatedPerson/r2", "admin", 400},
		{"pam", "RelatedPerson/r2", "", 403},
		{"dana", "Patient/p2", "", 201},
		{"dana", "Patient/p1", "", 409},
		{"dana", "RelatedPerson/r3", "", 201},
		{"dana", "Practitioner/n1", "therapist", 403},
		{"admin", "Practitioner/n1", "therapist", 201},
		{"admin", "Practitioner/n1", "", 400},
		{"admin", "RelatedPerson/r2", "", 403},
		{"desk", "Patient/p2", "", 403},
	} {
		if status, got := c.invite(tokens[x.who], x.whom, x.role); status != x.want || (status != 201 && got.Code != "") {
			t.Errorf("%s invites %s %s: %d, want %d (%+v)", x.who, x.whom, x.role, status, x.want, got)
		}
	}
	if status, _ := c.invite("nonsense", "RelatedPerson/r2"); status != http.StatusUnauthorized {
		t.Errorf("without a token: %d", status)
	}
}

// Maya sees what is open for her record, also what her therapist made for her sister; Dana sees what
// she made; the code itself is shown once only.
func TestOpenInvitationsAreListed(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	maya, dana := c.tokens("maya").AccessToken, c.tokens("dana").AccessToken
	c.invite(dana, "RelatedPerson/r2")
	_, theo := c.invite(dana, "Patient/p2")
	list := func(token string) []invited {
		_, body := c.call(http.MethodGet, c.url+"/auth/invitations", token)
		var got struct{ Invitations []invited }
		must(t, json.Unmarshal(body, &got))
		return got.Invitations
	}
	if got := list(maya); len(got) != 1 || got[0].FHIRUser != "RelatedPerson/r2" || got[0].Code != "" {
		t.Errorf("Maya sees %+v", got)
	}
	if got := list(dana); len(got) != 2 {
		t.Errorf("Dana sees %+v", got)
	}
	if status, _ := c.call(http.MethodDelete, c.url+"/auth/invitations/"+theo.ID, maya); status != http.StatusNotFound {
		t.Errorf("Maya took back Theo's: %d", status)
	}
	if status, _ := c.call(http.MethodDelete, c.url+"/auth/invitations/"+theo.Code, dana); status != http.StatusNoContent {
		t.Errorf("by its code: %d", status)
	}
	if got := list(dana); len(got) != 1 {
		t.Errorf("after that Dana sees %+v", got)
	}
}
