package lovedone

import (
	"reflect"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
	"throughline/screens/say"
)

// Who else shares with this person is said by name and no more, also where this one has ended.
func TestALovedOneOfTwoIsLedToTheOther(t *testing.T) {
	t.Parallel()
	others := []care.Connection{{Ref: "RelatedPerson/2", Name: "Marcus Bell"}, {Ref: "RelatedPerson/3"}}
	ended := invited()
	ended.Sync.Ended = true
	for title, c := range map[string]care.Chart{"Also shared with you": invited(), "Someone else shares with you": ended} {
		h := HomeOf(c, nil, now, say.New("en")).Beside(others, false, nil, say.New("en"))
		if h.OthersTitle != title || !reflect.DeepEqual(h.Others, []Other{{"RelatedPerson/2", "What Marcus Bell shares"}, {"RelatedPerson/3", "What the person who invited you shares"}}) || h.Turning+h.Fault != "" {
			t.Errorf("others: %+v", h)
		}
	}
	if h := HomeOf(invited(), nil, now, say.New("en")).Beside(nil, false, nil, say.New("en")); h.OthersTitle != "" {
		t.Errorf("nobody else: %+v", h)
	}
	h := HomeOf(invited(), nil, now, say.New("es")).Beside(others, true, &care.Fault{Code: "turn-unsent", Say: "x"}, say.New("es"))
	if h.Turning == "" || !strings.HasPrefix(h.Fault, "Tu respuesta") || h.Others[0].Title != "Lo que comparte Marcus Bell" {
		t.Errorf("in Spanish: %+v", h)
	}
}

func TestATapLeadsToTheOtherPatient(t *testing.T) {
	others := []care.Connection{{Ref: "RelatedPerson/2", Name: "Marcus Bell"}}
	ended := care.Chart{Sync: care.Sync{AsOf: now, Ended: true}}
	for _, p := range []*say.Printer{say.New("en"), say.New("es")} {
		for _, look := range []kittest.Look{kittest.Phone.Full(), kittest.Phone.At(2).Full(), kittest.Laptop.At(2).Full()} {
			for _, c := range []care.Chart{invited(), ended} {
				t.Run(look.String()+"/"+p.Language(), func(t *testing.T) {
					a := &acts{}
					s := kittest.Open(t, look, func() fyne.CanvasObject {
						shell := kit.NewShell(entry.Frame(care.RoleLovedOne, "", p))
						shell.Open(0, NewHomeView(a, func() {}).Page(HomeOf(c, nil, now, p).Beside(others, true, &care.Fault{Code: "turn-unsent"}, p)))
						return shell
					})
					for _, f := range s.Audit() {
						t.Error(f)
					}
					s.Tap(t, p.T("lovedone.others.of", "Name", "Marcus Bell"))
					if len(a.opened) != 1 || a.opened[0] != "RelatedPerson/2" {
						t.Errorf("opened %v", a.opened)
					}
				})
			}
		}
	}
}
