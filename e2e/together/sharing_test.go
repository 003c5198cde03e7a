package together

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"throughline/clinic/records"
	"throughline/clinic/search"
	"throughline/e2e/apptest"
	"throughline/fhir"
	"throughline/internal/testclinic"
	"throughline/sync/vault/vaulttest"
)

// Maya takes back what she shares with her sister while her sister looks at it. The next
// request of Elena's app gets 403; the screen says that sharing has ended, and no reason;
// her laptop keeps nothing; both is audited. Her tablet, which had no signal, takes off
// what was offered when it is a day old.
func TestScenario03ConsentIsTakenBackWhileALovedOneLooks(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	maya := clinic.App(t, "maya", apptest.Options{Phone: true})
	laptop := clinic.App(t, "elena", apptest.Options{})
	tablet := clinic.App(t, "elena", apptest.Options{})
	const goal = "Cook dinner twice a week"
	for _, a := range []*apptest.App{laptop, tablet} {
		a.See("Hello, Elena")
		a.Sync()
		a.See(goal)
		a.See("How to help on a hard day")
	}
	tablet.Offline()
	laptop.Answers()

	maya.See("Hello, Maya")
	maya.Sync()
	maya.Tap("You")
	maya.Tap("People I trust")
	maya.Tap("Elena Rivera")
	maya.Tap("Stop sharing")
	maya.See("They are told that sharing has ended, and no reason.")
	maya.Tap("Stop sharing")
	maya.See("Share again")
	maya.Sync()
	maya.Tap("What was shared, and when")
	maya.See("You stopped sharing")
	maya.See("From then on Elena Rivera could see nothing.")
	maya.See("You shared this")
	maya.See("Your goal: " + goal)
	if maya.Says("The earlier decisions are not on this device") {
		t.Error("the clinic's versions did not come")
	}
	maya.Offline()
	maya = restarted(maya)
	maya.Tap("You")
	maya.Tap("People I trust")
	maya.Tap("Elena Rivera")
	maya.Tap("What was shared, and when")
	maya.See("Your goal: " + goal)
	maya.See("No signal.")
	maya.Online()

	laptop.See(goal) // nobody has asked the clinic since
	laptop.Look()
	laptop.See("Sharing has ended")
	asked := laptop.Answers()
	if len(asked) == 0 {
		t.Error("the laptop asked nothing")
	}
	for _, a := range asked {
		if strings.Contains(a, "/fhir/") && !strings.HasPrefix(a, "403 ") {
			t.Errorf("after it was taken back: %s", a)
		}
	}
	saysNothingMore(t, laptop)
	laptop.Stop()
	if kept := laptop.Kept(testclinic.Account("elena").FHIRUser); len(kept) > 0 {
		t.Errorf("the laptop keeps %v", kept)
	}
	changed, refused := audited(t, clinic)
	if !changed || !refused {
		t.Errorf("audited: changed %v, refused %v", changed, refused)
	}

	maya.Tap("Who looked at your record")
	maya.See("Elena Rivera, ") // with the role
	maya.See("Was not let in: ")

	tablet.Later(23 * time.Hour)
	tablet.Tap("Sessions")
	tablet.See("How to help on a hard day")
	tablet.Stop()
	const day = 24*time.Hour + 5*time.Minute
	clinic.Later(day)
	tablet = tablet.Again(func(o *apptest.Options) { o.Offline, o.From = true, o.From+day-23*time.Hour })
	tablet.See("What was here was taken off.")
	if tablet.Says(goal) || tablet.Says("Maya") {
		t.Errorf("a day later the tablet says %q", tablet.Texts())
	}
	tablet.Online()
	tablet.See("Sharing has ended")
	saysNothingMore(t, tablet)
}

// saysNothingMore fails where a screen tells more than that sharing has ended.
func saysNothingMore(t *testing.T, a *apptest.App) {
	t.Helper()
	for range 2 {
		for _, words := range []string{"Maya", "Rivera", "Cook dinner", "hard day", "Dana", "consent", "because", "took", "removed you"} {
			if a.Says(words) {
				t.Errorf("the screen says %q: %q", words, a.Texts())
			}
		}
		a.See("Nothing is shared with you here now.")
		a.Tap("Sessions")
	}
	helpIsThere(t, a)
}

// audited tells whether the clinic has on record that Maya changed the consent, and that
// Elena was refused.
func audited(t *testing.T, clinic *apptest.Programme) (changed, refused bool) {
	t.Helper()
	maya, elena := testclinic.Account("maya").FHIRUser, testclinic.Account("elena").FHIRUser
	for _, e := range auditEvents(t, clinic) {
		raw, err := fhir.Encode(e)
		if err != nil {
			t.Fatal(err)
		}
		text := string(raw)
		changed = changed || e.Action == "U" && strings.Contains(text, "Consent/") && strings.Contains(text, maya)
		refused = refused || e.Outcome == "4" && strings.Contains(text, elena)
	}
	return changed, refused
}

// auditEvents are the latest of what the clinic has on record.
func auditEvents(t *testing.T, clinic *apptest.Programme) []*fhir.AuditEvent {
	t.Helper()
	q, err := search.Parse("AuditEvent", url.Values{"_count": {"200"}, "_sort": {"-date"}})
	if err != nil {
		t.Fatal(err)
	}
	found, err := clinic.Server.Records.Search(t.Context(), records.SystemCall(clinic.Server.ID), q, "")
	if err != nil {
		t.Fatal(err)
	}
	out := make([]*fhir.AuditEvent, len(found.Hits))
	for i, v := range found.Hits {
		decoded, err := fhir.Decode(v.Body)
		e, ok := decoded.(*fhir.AuditEvent)
		if err != nil || !ok {
			t.Fatalf("%s: %v", v.Body, err)
		}
		out[i] = e
	}
	return out
}

// restarted closes an app and opens it again with no network.
func restarted(a *apptest.App) *apptest.App {
	a.Stop()
	return a.Again(func(o *apptest.Options) { o.Offline = true })
}
