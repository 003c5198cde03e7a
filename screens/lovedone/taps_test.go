package lovedone

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"throughline/assets/contacts"
	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
	"throughline/screens/say"
)

// Each page of a loved one is tapped as a person taps it, and asks for what its words say.
func TestThePagesAskForWhatTheySay(t *testing.T) {
	p := say.New("en")
	crisis, err := care.ParseContacts(contacts.US)
	if err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]struct {
		page func(a *acts) *kit.Page
		taps []string
		want string
	}{
		"sessions": {
			func(a *acts) *kit.Page { return NewSessionsView(a, func() {}).Page(SessionsOf(invited(), now, p)) },
			[]string{"What to expect", "Coming"},
			"expect; answer Appointment/1",
		},
		"worried": {
			func(a *acts) *kit.Page { return NewWorriedView(a, true).Page(WorriedOf(invited(), crisis, now, p)) },
			[]string{"Call 988", "Call 911", "Back"},
			"tel:988; tel:911; close",
		},
		"worried, without a telephone": {
			func(a *acts) *kit.Page { return NewWorriedView(a, false).Page(WorriedOf(invited(), crisis, now, p)) },
			[]string{"Copy the number, Call 988", "Copy the number, Call 911"},
			"copy 988; copy 911",
		},
		"expect": {
			func(a *acts) *kit.Page { return NewWorriedView(a, true).Expect(ExpectOf(invited(), now, p)) },
			[]string{"Read", "Back"},
			"for-families; close",
		},
		"leave": {
			func(a *acts) *kit.Page { return NewLeaveView(a).Page(LeaveOf(invited(), false, nil, p)) },
			[]string{"Stay", "Leave", "Back"},
			"close; leave; close",
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := &acts{}
			s := kittest.Open(t, kittest.Phone.Full(), func() fyne.CanvasObject {
				shell := kit.NewShell(entry.Frame(care.RoleLovedOne, "", p))
				shell.Open(0, x.page(a))
				return shell
			})
			for _, control := range x.taps {
				s.Tap(t, control)
			}
			for _, answer := range a.answers {
				a.opened = append(a.opened, "answer "+answer.Session)
			}
			if got := strings.Join(a.opened, "; "); got != x.want {
				t.Errorf("asked for %s, want %s", got, x.want)
			}
		})
	}
}
