package patient

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
	"throughline/screens/say"
)

// pastChart is a patient's who let Elena see a goal, then more, was offline when she took
// it back, and has shared again since without a signal.
func pastChart() care.Chart {
	c := sharingChart()
	first := care.Sharing{Goals: []string{"Goal/1"}, Purpose: care.PurposeSupport, Until: sharedOn.AddDate(0, 3, 0)}
	more := first
	more.Goals, more.Notes, more.Sessions = []string{"Goal/1", "Goal/gone"}, []string{"Communication/gone"}, true
	day := func(d int) time.Time { return sharedOn.AddDate(0, 0, d-10) }
	c.Trusted[0].Decided = []care.SharingChange{
		{At: day(1), Received: day(1), Shared: first},
		{At: day(2), Received: day(2), Shared: more},
		{At: day(3), Received: day(4), Kind: care.SharingTakenBack},
		{At: day(9), Shared: first, By: ""},
	}
	return c
}

// Each decision is told with its day, what it opened, and since when the clinic has it.
func TestThePatientReadsWhatWasSharedWhen(t *testing.T) {
	t.Parallel()
	m := PersonPastOf(pastChart(), "RelatedPerson/1", sharedOn, say.New("en"))
	var told []string
	for _, x := range m.Story {
		told = append(told, x.When+": "+x.What)
	}
	want := []string{
		"March 8, 2027, 6:00 PM: You shared again", "March 2, 2027, 6:00 PM: You stopped sharing", "March 1, 2027, 6:00 PM: You shared more", "February 28, 2027, 6:00 PM: You shared this",
	}
	if !slices.Equal(told, want) {
		t.Errorf("told %q", told)
	}
	if x := m.Story[0]; !x.Now || !strings.Contains(x.Delivery.Text, "Not sent yet") || !slices.Contains(x.Saw, "Your goal: Cook dinner") || !slices.Contains(x.Saw, "Until June 9, 2027") {
		t.Errorf("the latest: %+v", x)
	}
	if x := m.Story[1]; !strings.Contains(x.Received, "March 3, 2027") || len(x.Saw) != 1 {
		t.Errorf("taken back without a signal: %+v", x)
	}
	if x := m.Story[2]; !slices.Contains(x.Saw, "A goal that is no longer in your plan") || !slices.Contains(x.Saw, "A note that you took away") {
		t.Errorf("what is gone since: %+v", x)
	}
	if m.LatestOnly == "" {
		t.Error("the earlier decisions are not here, and the page does not say so")
	}
	later := PersonPastOf(pastChart(), "RelatedPerson/1", sharedOn.AddDate(0, 4, 0), say.New("es"))
	if x := later.Story[0]; x.What != "Se dejó de compartir en la fecha prevista" || x.Now {
		t.Errorf("once it has run out: %+v", x)
	}
	entered := pastChart()
	entered.Trusted[0].Decided[1].By = "Dana Ortiz"
	if x := PersonPastOf(entered, "RelatedPerson/1", sharedOn, say.New("en")).Story[2]; x.What != "Dana Ortiz changed what is shared" {
		t.Errorf("by somebody else: %q", x.What)
	}
	if gone := PersonPastOf(pastChart(), "RelatedPerson/9", sharedOn, say.New("en")); gone.Missing == "" {
		t.Error("nobody of that name, and nothing said")
	}
}

func TestThePastIsReachedAndNothingOfItIsCut(t *testing.T) {
	for _, look := range []kittest.Look{kittest.Phone.Full(), kittest.Phone.InDark().Full(), kittest.Phone.At(2).Full(), kittest.Laptop.At(2).Full()} {
		for _, p := range []*say.Printer{say.New("en"), say.New("es")} {
			a := &sharingActs{}
			view := NewPeopleView(a, func() {})
			c := pastChart()
			c.Trusted[0].Name = "María de los Ángeles Fernández-Villaverde y Ruiz de Alarcón"
			var shell *kit.Shell
			s := kittest.Open(t, look, func() fyne.CanvasObject {
				shell = kit.NewShell(entry.Frame(care.RolePatient, "", p))
				shell.Open(0, view.Person(PersonOf(c, "RelatedPerson/1", sharedOn, p)))
				return shell
			})
			s.Tap(t, p.T("patient.past.row"))
			shell.Open(0, view.Past(PersonPastOf(c, "RelatedPerson/1", sharedOn, p)))
			s.Settle()
			s.Tap(t, p.T("patient.past.looked"))
			if !slices.Equal(a.did, []string{"past RelatedPerson/1", "looks"}) {
				t.Errorf("did %v", a.did)
			}
			for _, f := range s.Audit() {
				t.Errorf("%s %s: %s", look, p.Language(), f)
			}
			s.Close()
		}
	}
}
