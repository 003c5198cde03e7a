package together

import (
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/e2e/apptest"
	"throughline/fhir"
	"throughline/internal/testclinic"
	"throughline/sync/vault/vaulttest"
)

// The therapist asks Maya's sister to Tuesday's group, since Maya lets her come to
// sessions. Elena finds it on her first page and says that she comes; Maya and the
// therapist read that. Of Marcus, who shares nothing, nobody can be asked; and nobody in
// the group is named to Elena.
func TestS14StaffAskALovedOneToASessionAndTheyAccept(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	dana := clinic.App(t, "dana", apptest.Options{})
	elena := clinic.App(t, "elena", apptest.Options{Phone: true, Zone: "America/Phoenix"})
	maya := clinic.App(t, "maya", apptest.Options{Phone: true})
	elena.See("Hello, Elena")
	elena.Sync()
	elena.See("How to help on a hard day")
	if elena.Says("Riding out an urge") {
		t.Fatal("Elena is asked to the group already")
	}

	dana.See("Review")
	dana.Sync()
	dana.Tap("Program")
	dana.Tap("Groups")
	dana.Tap("Evening group")
	dana.Tap("Group: Riding out an urge")
	dana.Tap("Ask a loved one")
	dana.See("Those whom the patient lets come are listed.")
	if dana.Says("Marcus") {
		t.Error("somebody of Marcus can be asked")
	}
	dana.Tap("Elena Rivera, for Maya Rivera")
	dana.Tap("Ask them")
	dana.See("Elena Rivera, loved one. No answer yet")
	dana.Sync()

	elena.Sync()
	elena.See("Riding out an urge")
	elena.See("6:00 to 9:00 PM at the clinic, 5:00 PM for you")
	elena.Tap("Coming")
	elena.Sync()
	for _, name := range []string{"Marcus", "Walter", "Naomi", "8 people"} {
		if elena.Says(name) {
			t.Errorf("Elena reads %q of the group", name)
		}
	}
	dana.Sync()
	dana.See("Elena Rivera, loved one. Said: coming")
	maya.See("Hello, Maya")
	maya.Sync()
	maya.Tap("Schedule")
	maya.Tap(labelWith(t, maya, "iding out an urge"))
	maya.See("Elena Rivera")
	accepted := 0
	for _, a := range apptest.All[*fhir.Appointment](t, clinic) {
		accepted += len(slices.DeleteFunc(a.Participant, func(p fhir.AppointmentParticipant) bool {
			return p.Actor.Reference != testclinic.Account("elena").FHIRUser || p.Status != "accepted"
		}))
	}
	if accepted != 1 {
		t.Errorf("accepted in %d sessions", accepted)
	}

	// A quarter of an hour before, the link is there; taken off, nothing of it is.
	const soon = 8*time.Hour + 50*time.Minute // 17:50
	clinic.Later(soon)
	elena.Later(soon)
	dana.Later(soon)
	elena.Sync()
	dana.Tap("Take a loved one off")
	dana.Tap("Elena Rivera, for Maya Rivera")
	dana.Tap("Take them off")
	dana.Sync()
	elena.Sync()
	elena.Gone("Riding out an urge")
}

// labelWith is the first control whose name holds the words.
func labelWith(t *testing.T, a *apptest.App, words string) string {
	t.Helper()
	for limit := time.After(time.Minute); ; {
		labels := a.Labels()
		if i := slices.IndexFunc(labels, func(l string) bool { return strings.Contains(l, words) }); i >= 0 {
			return labels[i]
		}
		select {
		case <-limit:
			t.Fatalf("nothing of %q can be tapped: %q", words, labels)
		case <-time.After(50 * time.Millisecond):
		}
	}
}
