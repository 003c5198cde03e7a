package scenarios

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"

	"throughline/care"
	"throughline/internal/testclinic"
	"throughline/screens/lovedone"
	"throughline/screens/say"
)

// "This is what they will see": whatever a patient chooses, the pages that are previewed are, word for word, those that
// the loved one's own device shows once it has synced. The choices are drawn at random, with a seed that a failure names.
func TestAPreviewIsWhatTheLovedOneThenSees(t *testing.T) {
	t.Parallel()
	p := newProgramme(t, "elena")
	maya, dana, elena := p.device("maya"), p.device("dana"), p.device("elena")
	who := care.Person{Ref: testclinic.Account("elena").FHIRUser, Name: testclinic.Account("elena").Name}
	for _, text := range []string{"Call before you come.", "Ask me about the garden."} {
		maya.does(maya.WriteNote(t.Context(), care.OwnNote{Ref: "Communication/" + uuid.NewString(), Text: text}))
	}
	maya.syncs()
	next, _ := maya.Chart().NextSession(p.now())
	dana.asks(next.Ref, who.Ref)
	maya.syncs()
	seed := uint64(time.Now().UnixNano())
	draw := rand.New(rand.NewPCG(seed, 0))
	some := func(refs []string) (out []string) {
		for _, ref := range refs {
			if draw.IntN(2) == 0 {
				out = append(out, ref)
			}
		}
		return out
	}
	var goals, notes []string
	for _, g := range maya.Chart().Plan.Goals {
		goals = append(goals, g.Ref)
	}
	for _, n := range maya.Chart().Notes {
		notes = append(notes, n.Ref)
	}
	if len(goals) < 2 || len(notes) < 3 {
		t.Fatalf("%d goals and %d notes to choose from", len(goals), len(notes))
	}
	en := say.New("en")
	pages := func(c care.Chart) (lovedone.Home, lovedone.Sessions) {
		c.Sync = care.Sync{AsOf: p.now()} // how fresh it is, and whose eyes it is for, are not what is shared
		c.Viewer = care.Viewer{Person: who, Role: care.RoleLovedOne, Zone: c.Viewer.Zone}
		return lovedone.HomeOf(c, nil, p.now(), en), lovedone.SessionsOf(c, p.now(), en)
	}
	drawn := 0
	for drawn < 20 {
		s := care.Sharing{
			Sessions: draw.IntN(2) == 0, Education: draw.IntN(2) == 0, Goals: some(goals), Notes: some(notes),
			Purpose: care.SharingPurposes()[draw.IntN(3)], Until: p.now().AddDate(0, 0, 1+draw.IntN(200)).Truncate(time.Second),
		}
		if s.Join = s.Sessions && draw.IntN(2) == 0; s.Nothing() {
			continue
		}
		drawn++
		preview, err := maya.PreviewSharing(t.Context(), who, s)
		maya.does(err)
		maya.does(maya.Share(t.Context(), who.Ref, s))
		maya.syncs()
		elena.syncs()
		home, sessions := pages(preview)
		got, gotSessions := pages(elena.Chart())
		if !reflect.DeepEqual(home, got) || !reflect.DeepEqual(sessions, gotSessions) {
			t.Fatalf("seed %d: of %+v\nwas previewed %+v %+v\nand came       %+v %+v", seed, s, home, sessions, got, gotSessions)
		}
		if len(got.Goals) != len(s.Goals) || len(got.Notes) != len(s.Notes) || (got.Next != nil) != s.Sessions || !elena.Chart().Shared.Same(s) {
			t.Fatalf("seed %d: of %+v came %+v", seed, s, elena.Chart())
		}
	}
}
