package scenarios

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"throughline/care"
	"throughline/internal/testclinic"
	"throughline/sync/smart"
	"throughline/sync/store"
)

// Scenario 1: a patient edits a goal during seven days offline; the therapist edits it too. On sync both versions are
// kept and the patient chooses; a check-in filled in offline arrives once.
func TestTheEnginesOfScenario01AGoalEditedOnBothSidesDuringSevenDaysOffline(t *testing.T) {
	t.Parallel()
	for _, keep := range []care.Keep{care.KeepMine, care.KeepTheirs, care.KeepBoth} {
		t.Run([]string{"mine", "theirs", "both"}[keep], func(t *testing.T) {
			t.Parallel()
			p := newProgramme(t)
			maya, dana := p.device("maya"), p.device("dana")
			ref := maya.Chart().Plan.Goals[0].Ref

			maya.words(ref, "Sleep with the light off") // offline from here on
			dana.rewords(ref, "Sleep through the night")
			id := uuid.NewString()
			maya.does(maya.RecordCheckIn(t.Context(), maya.gad7(id)))
			p.later.Store(int64(7 * 24 * time.Hour))
			maya.does(maya.RecordCheckIn(t.Context(), maya.gad7(id))) // tapped again

			if r := maya.syncs(); r.Conflicts == 0 || r.Quarantined != 0 {
				t.Fatalf("report %+v", r)
			}
			if got := maya.responses(id); got != 1 {
				t.Errorf("the check-in arrived %d times", got)
			}
			c := maya.choice()
			if c.Ref != ref || !strings.Contains(c.Mine.Text, "light off") || !strings.Contains(c.Theirs.Text, "through the night") {
				t.Fatalf("asked %+v", c)
			}
			maya.does(maya.Decide(t.Context(), c.ID, keep)) // needs no network
			if r := maya.syncs(); r.Conflicts+r.Pending+r.Quarantined != 0 {
				t.Errorf("report %+v after the choice", r)
			}
			dana.syncs()
			for _, d := range []*device{maya, p.device("maya")} {
				want := map[care.Keep]string{care.KeepMine: "Sleep with the light off", care.KeepTheirs: "Sleep through the night", care.KeepBoth: "Sleep through the night"}[keep]
				if got := d.goal(ref).Text; got != want {
					t.Errorf("the goal is %q, want %q", got, want)
				}
				beside := slices.ContainsFunc(d.Chart().Plan.Goals, func(g care.Goal) bool { return g.Ref != ref && g.Text == "Sleep with the light off" })
				if beside != (keep == care.KeepBoth) {
					t.Errorf("mine beside theirs: %v", beside)
				}
			}
			if !dana.everWorded(ref, "Sleep through the night") {
				t.Error("the therapist's wording is not in the history")
			}
			if got := maya.responses(id); got != 1 {
				t.Errorf("the check-in is there %d times", got)
			}
		})
	}
}

// Scenario 8: two devices edit the plan: different goals merge; the same field conflicts and is shown; delete against
// edit keeps the edit for a choice.
func TestTheEnginesOfScenario08TwoDevicesEditThePlan(t *testing.T) {
	t.Parallel()
	p := newProgramme(t)
	phone, laptop, dana := p.device("maya"), p.device("maya"), p.device("dana")
	goals := phone.Chart().Plan.Goals
	if len(goals) < 2 {
		t.Fatalf("%d goals", len(goals))
	}
	one, two := goals[0].Ref, goals[1].Ref

	phone.words(one, "Walk each morning")
	laptop.words(two, "Call my sister on Sundays")
	phone.syncs()
	if r := laptop.syncs(); r.Conflicts+r.Pending+r.Quarantined != 0 {
		t.Fatalf("different goals: %+v, asked %+v", r, laptop.Chart().Choices)
	}
	phone.syncs()
	for _, d := range []*device{phone, laptop} {
		if d.goal(one).Text != "Walk each morning" || d.goal(two).Text != "Call my sister on Sundays" {
			t.Errorf("different goals: %q and %q", d.goal(one).Text, d.goal(two).Text)
		}
	}

	phone.words(one, "Walk at noon")
	laptop.words(one, "Walk in the evening")
	phone.syncs()
	laptop.syncs()
	c := laptop.choice()
	if c.Ref != one || c.Kind != care.ChoiceConflict || !strings.Contains(c.Mine.Text, "evening") || !strings.Contains(c.Theirs.Text, "noon") {
		t.Fatalf("the same field: asked %+v", c)
	}
	laptop.does(laptop.Decide(t.Context(), c.ID, care.KeepMine))
	laptop.syncs()
	phone.syncs()
	if phone.goal(one).Text != "Walk in the evening" {
		t.Errorf("after the choice the phone shows %q", phone.goal(one).Text)
	}

	phone.words(two, "Call my sister twice a week")
	dana.does(dana.remote.Delete(t.Context(), "Goal", strings.TrimPrefix(two, "Goal/"), ""))
	phone.syncs()
	c = phone.choice()
	if c.Ref != two || c.Kind != care.ChoiceDeleted || !strings.Contains(c.Mine.Text, "twice a week") {
		t.Fatalf("deleted against edited: asked %+v", c)
	}
	phone.does(phone.Decide(t.Context(), c.ID, care.KeepMine))
	phone.syncs()
	laptop.syncs()
	if !slices.ContainsFunc(laptop.Chart().Plan.Goals, func(g care.Goal) bool { return g.Text == "Call my sister twice a week" }) {
		t.Errorf("the edit that was kept is not in the plan: %+v", laptop.Chart().Plan.Goals)
	}
}

// Scenario 7: a stolen refresh token is replayed after rotation: the whole family is revoked and the person signs in
// again; a retry after a lost answer within 10 seconds is tolerated; an urgent answer that is not sent yet survives,
// encrypted, is sent once the same person has signed in again, and never because somebody else has.
func TestTheEnginesOfScenario07AStolenRefreshTokenIsReplayed(t *testing.T) {
	t.Parallel()
	p := newProgramme(t)
	maya := p.device("maya")
	client := &smart.Client{ID: "throughline", Scopes: smart.DefaultScopes(), Now: p.now}
	stolen, err := maya.keeper.Load(t.Context())
	maya.does(err)

	own := client.Resume(p.server.FHIR(), maya.session.Identity(), maya.keeper)
	_, err = own.AccessToken(t.Context()) // rotates
	maya.does(err)
	retry := new(testclinic.Keeper) // the answer was lost: only the old token is known
	maya.does(retry.Save(t.Context(), stolen))
	if _, err := client.Resume(p.server.FHIR(), maya.session.Identity(), retry).AccessToken(t.Context()); err != nil {
		t.Fatalf("a retry within 10 seconds: %v", err)
	}

	dana := p.device("dana")
	patient := maya.session.Identity().FHIRUser
	flags := dana.flags(patient)
	id := uuid.NewString()
	maya.does(maya.RecordCheckIn(t.Context(), maya.urgent(id, "555-0142")))
	p.later.Store(int64(time.Minute))
	thief := new(testclinic.Keeper)
	maya.does(thief.Save(t.Context(), stolen))
	if _, err := client.Resume(p.server.FHIR(), maya.session.Identity(), thief).AccessToken(t.Context()); !errors.Is(err, smart.ErrSignInAgain) {
		t.Errorf("the thief got %v", err)
	}
	for name, keeper := range map[string]*testclinic.Keeper{"the person": maya.keeper, "the retry": retry} {
		if _, err := client.Resume(p.server.FHIR(), maya.session.Identity(), keeper).AccessToken(t.Context()); !errors.Is(err, smart.ErrSignInAgain) {
			t.Errorf("%s got %v", name, err)
		}
	}
	if _, err := maya.Sync(t.Context()); err == nil {
		t.Error("the access token is still good")
	}
	if got := maya.Chart().Sync.Pending; got == 0 {
		t.Error("what was entered is gone from the device")
	}
	if got := maya.Chart().Delivery("QuestionnaireResponse/" + id); got.State != care.OnDevice {
		t.Errorf("the urgent answer is told to be %+v", got)
	}
	maya.does(maya.store.Close()) // what the app does when a sign-in has run out
	maya.keepsUnread("555-0142", id)

	if _, err := p.signIn("dana", maya.folder); !errors.Is(err, store.ErrOwner) {
		t.Errorf("another person on this device: %v", err)
	}
	maya.keepsUnread("555-0142", id)
	if got := dana.responses(id); got != 0 || dana.flags(patient) != flags {
		t.Errorf("the answer is there %d times before the same person has signed in", got)
	}

	again, err := p.signIn("maya", maya.folder)
	maya.does(err)
	if r := again.syncs(); r.Pending+r.Conflicts+r.Quarantined != 0 {
		t.Errorf("after the new sign-in: %+v", r)
	}
	if got := again.Chart().Delivery("QuestionnaireResponse/" + id); got.State != care.Received {
		t.Errorf("the urgent answer is told to be %+v", got)
	}
	again.syncs()
	if got := dana.responses(id); got != 1 || dana.flags(patient) != flags+1 {
		t.Errorf("the answer is there %d times, with %d alerts more", got, dana.flags(patient)-flags)
	}
}
