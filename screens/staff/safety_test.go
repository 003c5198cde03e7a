package staff

import (
	"strings"
	"testing"
	"time"

	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
	"throughline/screens/say"
)

// What a patient shares is read by the team in their words; a card that is not shared any more is not shown as if it were true.
func TestStaffReadTheSafetyCardThatAPatientShares(t *testing.T) {
	t.Parallel()
	now := time.Date(2027, time.March, 9, 15, 0, 0, 0, time.UTC)
	card := care.SafetyCard{Changed: now.AddDate(0, 0, -2), Shared: true, People: []string{"Inés, 312 555 0188", "Мама"}, Together: "Dana"}
	stopped := card
	stopped.Shared = false
	for name, x := range map[string]struct {
		card  care.SafetyCard
		words string
	}{
		"shared":  {card, "Changed March 7 | People I can ask: Inés, 312 555 0188; Мама | With whom I made it: Dana"},
		"stopped": {stopped, "The patient shared a card and took that back. Ask them about it."},
		"none":    {care.SafetyCard{}, "The patient has shared no safety card. They may have one on their own device."},
	} {
		who := care.Person{Ref: "Patient/z", Name: "Zoë"}
		c := care.Chart{
			Caseload: []care.Case{{Patient: who}},
			Record:   &care.Chart{Viewer: care.Viewer{Person: who}, Safety: x.card},
		}
		m := SafetySharedOf(c, who.Ref, now, say.New("en"))
		said := []string{m.State}
		for _, part := range m.Parts {
			said = append(said, part.Title+": "+strings.Join(part.Lines, "; "))
		}
		if got := strings.Join(said, " | "); got != x.words {
			t.Errorf("%s: %q", name, got)
		}
	}
}

type leaves struct {
	PageActions
	closed int
}

func (l *leaves) Close() { l.closed++ }

func TestStaffLeaveTheSafetyCardForTheBrief(t *testing.T) {
	t.Parallel()
	var again func()
	act, view := &leaves{}, (*SafetyView)(nil)
	view = NewSafetyView(act, func() { again() })
	who := care.Person{Ref: "Patient/z", Name: "Zoë"}
	c := care.Chart{Caseload: []care.Case{{Patient: who}}, Record: &care.Chart{Viewer: care.Viewer{Person: who}}}
	s := shows(t, kittest.Phone.Full(), english, func() *kit.Page { return view.Page(SafetySharedOf(c, who.Ref, nine, english)) }, &again)
	if !s.Says("has shared no safety card") {
		t.Error("nothing is said of a card that is not there")
	}
	s.Tap(t, "Zoë")
	if act.closed != 1 {
		t.Errorf("closed %d times", act.closed)
	}
}
