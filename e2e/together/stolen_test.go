package together

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"throughline/e2e/apptest"
	"throughline/profile"
	"throughline/sync/smart"
	"throughline/sync/vault"
	"throughline/sync/vault/vaulttest"
)

// A refresh token is copied out of the phone's keyring. The phone loses the answer in
// which it was rotated and asks again at once: that is tolerated. A minute later the thief
// uses it. The phone is signed out with a notice, its other tokens are dead, and the
// clinic has it on record; her laptop, another sign-in, goes on. The urgent answer that
// the phone had not sent is there when she signs in again, and arrives once.
func TestScenario07AStolenRefreshTokenIsReplayed(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	phone := clinic.App(t, "maya", apptest.Options{Phone: true})
	laptop := clinic.App(t, "maya", apptest.Options{})
	for _, a := range []*apptest.App{phone, laptop} {
		a.See("Hello, Maya")
		a.Sync()
	}
	stolen := phone.Secret(vault.RefreshToken)

	const hour = time.Hour // the access tokens have run out
	clinic.Later(hour)
	phone.Later(hour)
	laptop.Later(hour)
	phone.Answers()
	phone.LoseAnswer("/token")
	phone.Sync()
	rotations := 0
	for _, a := range phone.Answers() {
		if strings.HasSuffix(a, "/token") && strings.HasPrefix(a, "200 ") {
			rotations++
		}
	}
	if rotations < 2 || phone.Secret(vault.RefreshToken) == stolen {
		t.Fatalf("%d answers with tokens; the answer was not lost and asked for again", rotations)
	}
	phone.See("Hello, Maya")

	flags := urgentFlags(t, clinic)
	phone.Offline()
	answered := clinic.Now()
	answersTheNinth(t, phone)
	phone.Unsent()

	clinic.Later(hour + time.Minute)
	phone.Later(time.Minute)
	if status, said := presents(t, clinic, stolen); status != http.StatusBadRequest || strings.Contains(said, "access_token") {
		t.Fatalf("the thief got %d %s", status, said)
	}
	if status, said := presents(t, clinic, phone.Secret(vault.RefreshToken)); status != http.StatusBadRequest {
		t.Errorf("the token that the phone has now got %d %s", status, said)
	}
	phone.Online()
	phone.See("Someone may have tried to use your sign-in. It was ended to keep you safe.")
	phone.See("What you entered is safe on this device.")
	helpIsThere(t, phone)
	if now := urgentFlags(t, clinic); len(now) != len(flags) {
		t.Fatalf("%d alerts before she has signed in, and %d were there", len(now), len(flags))
	}
	laptop.Sync() // another sign-in of hers
	laptop.See("Hello, Maya")

	phone.SignIn("maya")
	phone.Sync()
	phone.Sync()
	fresh := added(flags, urgentFlags(t, clinic))
	if len(fresh) != 1 {
		t.Fatalf("%d alerts came, want one", len(fresh))
	}
	told := profile.ReadUrgent(fresh[0])
	if len(told) != 1 || told[0].AnsweredAt.Sub(answered).Abs() > 30*time.Second {
		t.Errorf("staff are told %+v; it was answered at %v", told, answered)
	}
	noticed := false
	for _, e := range auditEvents(t, clinic) {
		for _, code := range e.Subtype {
			noticed = noticed || code.Code == "refresh-replay"
		}
	}
	if !noticed {
		t.Error("the clinic has no notice of it on record")
	}
}

// atTheTap is how soon the page with help has to stand there.
const atTheTap = time.Second

// answersTheNinth fills in PHQ-9 up to the answer that is urgent.
func answersTheNinth(t *testing.T, a *apptest.App) {
	t.Helper()
	a.Tap("You")
	a.Tap("Check-ins")
	a.Tap("PHQ-9")
	a.Tap("Start")
	for question := range 8 {
		a.See(fmt.Sprintf("Question %d of", question+1))
		a.Tap("Not at all")
		a.Tap("Next")
	}
	a.See("Question 9 of")
	tapped := time.Now()
	a.Tap("Several days")
	a.See("Are you safe right now?")
	if took := time.Since(tapped); took > atTheTap {
		t.Errorf("the page with help took %v", took)
	}
	a.See("Your answer is saved")
}

// presents shows a refresh token to the clinic, as a thief does.
func presents(t *testing.T, clinic *apptest.Programme, token string) (status int, said string) {
	t.Helper()
	found, err := (&smart.Client{ID: "throughline"}).Discover(t.Context(), clinic.Server.FHIR())
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.PostForm(found.Token, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}, "client_id": {"throughline"}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}
