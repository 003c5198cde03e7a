package scenarios

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"throughline/care"
	"throughline/internal/testclinic"
	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

// Maya shares with Elena, shares more, then less, takes it back without a signal and
// shares again. A new device of hers tells each decision with its day, also without a
// network; Elena's device and the clinic tell Elena nothing of it.
func TestAPatientReadsWhatWasSharedWithWhomAndWhenAndNobodyElseDoes(t *testing.T) {
	t.Parallel()
	p := newProgramme(t, "elena")
	maya, elena := p.device("maya"), p.device("elena")
	person := testclinic.Account("elena").FHIRUser
	note := "Communication/" + uuid.NewString()
	maya.does(maya.WriteNote(t.Context(), care.OwnNote{Ref: note, Text: "Call before you come."}))
	first := maya.trusted(person).Shared
	decide := func(after time.Duration, s care.Sharing) {
		t.Helper()
		p.later.Add(int64(after))
		maya.does(maya.Share(t.Context(), person, s))
	}
	more, less := first, first
	more.Notes = append(slices.Clone(first.Notes), note)
	less.Goals, less.Notes = nil, nil
	decide(time.Hour, more)
	maya.syncs()
	decide(time.Hour, less)
	maya.syncs()
	p.later.Add(int64(time.Hour))
	maya.does(maya.EndSharing(t.Context(), person)) // without a signal
	if got := care.SharingStory(maya.trusted(person).Decided, p.now()); got[0].Kind != care.SharingTakenBack || !got[0].Received.IsZero() {
		t.Errorf("before it is sent: %+v", got[0])
	}
	p.later.Add(int64(time.Hour))
	maya.syncs()
	decide(time.Hour, first)
	maya.syncs()

	want := []care.SharingKind{care.SharingAgain, care.SharingTakenBack, care.SharingNarrowed, care.SharingWidened, care.SharingGiven}
	check := func(d *device) {
		t.Helper()
		got := d.trusted(person)
		story := care.SharingStory(got.Decided, p.now())
		var kinds []care.SharingKind
		for _, x := range story {
			kinds = append(kinds, x.Kind)
		}
		if !slices.Equal(kinds, want) || !got.Past {
			t.Fatalf("told %v (past %v): %+v", kinds, got.Past, got.Decided)
		}
		if late := story[1].Received.Sub(story[1].At); late < 59*time.Minute || late > 61*time.Minute {
			t.Errorf("taken back at %v, and the clinic had it at %v", story[1].At, story[1].Received)
		}
		if !story[3].Shared.Same(more) || !story[2].Shared.Same(less) || story[0].By != "" {
			t.Errorf("what was open then: %+v", story)
		}
	}
	check(maya)
	other := p.device("maya")
	check(other)
	check(p.restart(other)) // of what it has, with no network

	elena.syncs()
	consent := maya.trusted(person).Consent
	versions := 0
	elena.does(elena.remote.History(t.Context(), consent, time.Time{}, func(page fhirhttp.Page) error {
		versions += len(page.Entries)
		return nil
	}))
	if versions > 1 {
		t.Errorf("the clinic gives a loved one %d versions of the consent", versions)
	}
	if len(elena.Chart().Trusted) > 0 {
		t.Errorf("a loved one's chart has %+v", elena.Chart().Trusted)
	}
	elena.does(elena.store.View(t.Context(), func(tx *store.Tx) error {
		text, err := tx.Meta("past " + strings.TrimPrefix(consent, "Consent/"))
		if text != "" {
			t.Errorf("a loved one's device keeps %s", text)
		}
		return err
	}))
}
