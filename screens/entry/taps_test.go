package entry

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
)

func (a *tapped) UseLetters(on bool) {
	a.note("letters", map[bool]string{true: "on", false: "off"}[on])
}

// Each page that is reached from You is tapped as a person taps it, and asks for what its words say.
func TestThePagesOfYouAskForWhatTheySay(t *testing.T) {
	p := tongues[0]
	patient := clinic()
	patient.Viewer.Role = care.RolePatient
	fault := &care.Fault{Code: "clinic-unreachable"}
	for name, x := range map[string]struct {
		page func(a *tapped) *kit.Page
		taps []string
		says string
		want string
	}{
		"you": {
			func(a *tapped) *kit.Page {
				return NewYouView(a).Page(YouOf(patient, Preferences{TextScale: 1.5}, tuesday, p).Sharing(0, p))
			},
			[]string{
				"Update now", "People I trust", "Reminders and calendar", "Who looked at your record", "Take your record with you", "App lock", "Your devices", "About this app", "Español", "Larger", "Smaller",
				"Dark", "Less", "Use less data", "After 10 minutes", "Sign out", "Wipe this device",
			},
			"2 things are on this device and not sent yet.",
			"sync; place people; place reminders; place access; place export; place app-lock; place devices; place about; prefer es; prefer 1.75; prefer 1.25; " +
				"prefer dark; prefer true; prefer true; prefer 10; ask; place wipe",
		},
		"you, asked": {
			func(a *tapped) *kit.Page {
				return NewYouView(a).Page(YouOf(patient, Preferences{}, tuesday, p).AskSignOut(2, p))
			},
			[]string{"Stay signed in", "Delete and sign out"},
			"they are deleted for good.", "stay; out",
		},
		"export": {
			func(a *tapped) *kit.Page { return NewExportView(a).Page(ExportOf(ExportState{Saved: true}, p)) },
			[]string{"Save to read or print", "Save as data", "Back"},
			"Saved.", "readable; record; close",
		},
		"access": {
			func(a *tapped) *kit.Page {
				return NewAccessView(a).Page(AccessLogOf(Fetched[[]care.Access]{Fault: fault}, "Maya Rivera", chicago(), tuesday, p))
			},
			[]string{"Try again", "Back"},
			p.Fault(fault), "access; close",
		},
		"about": {
			func(a *tapped) *kit.Page { return NewAboutView(a.Close).Page(AboutOf(patient, "0.1.0", p)) },
			[]string{"Back"},
			"Version 0.1.0", "close",
		},
		"keys": {
			func(a *tapped) *kit.Page {
				return NewKeysView(a).Page(KeysOf([]KeyGroup{{Title: "keys.everywhere", Keys: []BoundKey{{Says: "keys.tap", Keys: []string{"Space"}}}}}, true, p))
			},
			[]string{"Off", "On", "Back"},
			"Do what a tap does", "letters off; letters on; close",
		},
		"lesson": {
			func(a *tapped) *kit.Page {
				return NewLearnView(a, true).Lesson(LessonOf(patient, lessons(t, "en"), "what-group-is-like", tuesday, p))
			},
			[]string{"Back"},
			"What group is like", "leave",
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := &tapped{}
			s := kittest.Open(t, kittest.Phone.Full(), func() fyne.CanvasObject { return shell(p, care.RolePatient, x.page(a)) })
			if !s.Says(x.says) {
				t.Errorf("%q is not there: %v", x.says, s.Texts())
			}
			for _, control := range x.taps {
				s.Tap(t, control)
			}
			if got := strings.Join(a.asked, "; "); got != x.want {
				t.Errorf("asked for\n %s, want\n %s", got, x.want)
			}
		})
	}
}
