package auth_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/clinic/auth"
)

// ofTwo has Pam, whom Maya invited, be invited by Theo too: she uses the code with the account that she has.
func ofTwo(t *testing.T, c *clinic) {
	t.Helper()
	_, made := c.invite(c.tokens("dana").AccessToken, "RelatedPerson/r3")
	a := c.app()
	p := a.get(made.URL)
	p = a.get(c.url + regexpFirst(t, p.body, `href="([^"]*/join/account[^"]*)"`))
	if !strings.Contains(p.body, "Use the sign-in that you have.") || strings.Contains(p.body, "Theo") {
		t.Fatalf("the page for who has an account:\n%s", p.body)
	}
	if wrong := a.submit(p, map[string]string{"username": "pam", "password": "not hers at all"}); !strings.Contains(wrong.body, "do not match") {
		t.Fatalf("a wrong password:\n%s", wrong.body)
	}
	p = a.signIn(p, "pam")
	if !strings.Contains(p.body, "Theo Brand is added") {
		t.Fatalf("after the sign-in:\n%s", p.body)
	}
	other := c.app()
	if p := other.submit(other.get(made.URL), joining(made.Code, "thief")); !strings.Contains(p.body, "This code does not work") {
		t.Errorf("used twice:\n%s", p.body)
	}
}

// as signs Pam in, who says whom she comes for.
func (a *app) as(fhirUser string) answer {
	a.c.t.Helper()
	p := a.signIn(a.authorize(), "pam")
	if !strings.Contains(p.body, "Who are you here for?") || !strings.Contains(p.body, "Maya Lindgren") || !strings.Contains(p.body, "Theo Brand") {
		a.c.t.Fatalf("the page that asks:\n%s", p.body)
	}
	if back := a.authorize(); !strings.Contains(back.body, "Who are you here for?") { // around the page there is no way
		a.c.t.Errorf("asked again:\n%s", back.body)
	}
	if strange := a.submit(p, map[string]string{"connection": "RelatedPerson/r2"}); !strings.Contains(strange.body, "Who are you here for?") {
		a.c.t.Errorf("somebody else:\n%s", strange.body)
	}
	p = a.submit(p, map[string]string{"connection": fhirUser})
	if p.location == nil {
		p = a.submit(p, map[string]string{"decision": "allow"})
	}
	if p.location == nil {
		a.c.t.Fatalf("chosen:\n%s", p.body)
	}
	return a.exchange(p.location.Query().Get("code"))
}

func (c *clinic) is(got answer, fhirUser, patient string) {
	c.t.Helper()
	who, err := c.who(got.AccessToken)
	if err != nil || who.FHIRUser != fhirUser || who.PatientID != patient || who.UserID != c.pam.ID || got.Patient != patient {
		c.t.Errorf("%+v, %v of %+v", who, err, got)
	}
}

// A loved one of two patients has one account. Each sign-in is for one of the two and leads to nothing of the other;
// from the one the app goes to the other with a sign-in of its own, and each ends by itself.
func TestALovedOneOfTwoPatientsIsThereForOneAtATime(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	ofTwo(t, c)
	maya, theo := c.app().as("RelatedPerson/r1"), c.app().as("RelatedPerson/r3")
	c.is(maya, "RelatedPerson/r1", "p1")
	c.is(theo, "RelatedPerson/r3", "p2")
	c.is(c.refresh(theo.RefreshToken), "RelatedPerson/r3", "p2")

	status, body := c.call(http.MethodGet, c.url+"/auth/connections", maya.AccessToken)
	var list struct {
		Connections []struct {
			FHIRUser, Name string
			Current        bool
		}
	}
	must(t, json.Unmarshal(body, &list))
	if status != http.StatusOK || len(list.Connections) != 2 || list.Connections[0].FHIRUser != "RelatedPerson/r1" || !list.Connections[0].Current ||
		list.Connections[1].Name != "Theo Brand" || list.Connections[1].Current {
		t.Fatalf("%d %s", status, body)
	}
	turned := c.turn(maya.AccessToken, "RelatedPerson/r3")
	c.is(turned, "RelatedPerson/r3", "p2")
	c.is(maya, "RelatedPerson/r1", "p1") // goes on until the app has ended it
	c.is(c.refresh(turned.RefreshToken), "RelatedPerson/r3", "p2")
	if !c.audit.has(auth.EventConnectionChosen, c.pam.ID) {
		t.Error("that she went to the other is not in the audit record")
	}
	for name, got := range map[string]answer{
		"to somebody else": c.turn(maya.AccessToken, "RelatedPerson/r2"), "to nobody": c.turn(maya.AccessToken, ""),
		"by a patient": c.turn(c.tokens("maya").AccessToken, "RelatedPerson/r3"), "without a token": c.turn("x", "RelatedPerson/r3"),
	} {
		if got.Status < 400 || got.AccessToken != "" {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if status, _ := c.invite(c.tokens("dana").AccessToken, "RelatedPerson/r3"); status != http.StatusConflict {
		t.Errorf("another code for who has joined: %d", status)
	}
}

// A device without a browser asks for whom, too.
func TestALovedOneOfTwoPatientsChoosesForADevice(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	ofTwo(t, c)
	d, a := c.device(), c.app()
	p := a.signIn(a.get(d.Complete), "pam")
	p = a.submit(p, map[string]string{"connection": "RelatedPerson/r3"})
	p = a.submit(p, map[string]string{"decision": "allow"})
	c.is(d.poll(), "RelatedPerson/r3", "p2")
	if p.status != http.StatusOK {
		t.Errorf("the end:\n%s", p.body)
	}
}

// A patient's account takes no code of a loved one's; the code stays good.
func TestOnlyALovedOnesAccountTakesAnotherCode(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	_, made := c.invite(c.tokens("dana").AccessToken, "RelatedPerson/r3")
	a := c.app()
	if p := a.signIn(a.get(c.url+"/auth/join/account?code="+made.Code), "maya"); !strings.Contains(p.body, "is another kind") {
		t.Errorf("with a patient's account:\n%s", p.body)
	}
	guess := c.app()
	if p := guess.signIn(guess.get(c.url+"/auth/join/account?code=BCDF-GHJK-LMNP"), "pam"); !strings.Contains(p.body, "This code does not work") {
		t.Errorf("guessed:\n%s", p.body)
	}
	b := c.app()
	if p := b.submit(b.get(made.URL), joining(made.Code, "jo")); !strings.Contains(p.body, "Your account is ready") {
		t.Errorf("afterwards:\n%s", p.body)
	}
}

// Where one patient has ended it, the account leads to the other alone, and nobody is asked.
func TestAnEndedConnectionIsNotOffered(t *testing.T) {
	t.Parallel()
	stands := &standing{}
	c := newClinic(t, func(cfg *auth.Config) { cfg.Family = stands })
	ofTwo(t, c)
	stands.over = []string{"RelatedPerson/r1"}
	a := c.app()
	c.is(a.exchange(a.code("pam")), "RelatedPerson/r3", "p2")
	stands.over = append(stands.over, "RelatedPerson/r3") // then it is whom the account was made for, who is refused everything
	b := c.app()
	c.is(b.exchange(b.code("pam")), "RelatedPerson/r1", "p1")
}

// standing is the records of a clinic in which some connections are over.
type standing struct {
	auth.Family
	over []string
}

func (s *standing) Expected(_ context.Context, fhirUser string) (bool, error) {
	return !slices.Contains(s.over, fhirUser), nil
}
func (s *standing) Joined(context.Context, string, time.Time) error  { return nil }
func (s *standing) Invited(context.Context, string, time.Time) error { return nil }

// turn has the app go to another connection.
func (c *clinic) turn(token, fhirUser string) answer {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.url+"/auth/connections", strings.NewReader(`{"fhirUser":"`+fhirUser+`"}`))
	must(c.t, err)
	r.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(r)
	must(c.t, err)
	defer func() { must(c.t, res.Body.Close()) }()
	a := answer{Status: res.StatusCode, Header: res.Header}
	must(c.t, json.NewDecoder(res.Body).Decode(&a))
	return a
}
