package entry

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
	"throughline/screens/say"
)

func (a *tapped) Choose(d care.Decision, _ func(*care.Fault)) {
	a.note("choose", d.Choice+" "+[]string{"mine", "theirs", "both"}[d.Keep])
}
func (a *tapped) Close()                     { a.note("close", "") }
func (a *tapped) AskDevices()                { a.note("devices", "") }
func (a *tapped) AskSignOutDevice(id string) { a.note("ask-device", id) }
func (a *tapped) SignOutDevice(id string)    { a.note("out-device", id) }
func (a *tapped) AskAccess()                 { a.note("access", "") }
func (a *tapped) SaveRecord()                { a.note("record", "") }
func (a *tapped) SaveReadable()              { a.note("readable", "") }

// clashing is a chart with one choice of each kind.
func clashing() care.Chart {
	c := clinic()
	c.Viewer = care.Viewer{Person: care.Person{Name: "Maya Rivera"}, Role: care.RolePatient}
	refused := &care.Fault{Code: "clinic-refused", Say: "Your clinic's server did not accept this."}
	c.Choices = []care.Choice{
		{
			ID: "1", Topic: care.TopicPlan, Kind: care.ChoiceConflict, Title: "Sleep more", Why: &care.Fault{Code: "clinic-conflict"},
			Mine: care.Version{At: tuesday.Add(-48 * time.Hour)}, Theirs: care.Version{By: "Dana Ortiz, LPC", At: tuesday.Add(-2 * time.Hour)},
			Differ: []care.Difference{{Name: "description", Mine: "Sleep through most nights", Theirs: "Sleep six hours"}, {Name: "target", Theirs: "2027-04-01"}},
			Can:    []care.Keep{care.KeepBoth, care.KeepMine, care.KeepTheirs},
		},
		{ID: "2", Topic: care.TopicPlan, Kind: care.ChoiceDeleted, Title: "Cook twice a week", Why: &care.Fault{Code: "clinic-conflict"}, Mine: care.Version{At: tuesday, Text: "Cook three times a week"}, Can: []care.Keep{care.KeepMine, care.KeepTheirs}},
		{ID: "3", Topic: care.TopicCheckIns, Kind: care.ChoiceRefused, Title: "PHQ-9", Urgent: true, Why: refused, Mine: care.Version{At: tuesday}, Can: []care.Keep{care.KeepMine, care.KeepTheirs}},
	}
	return c
}

func someDevices() []care.Device {
	return []care.Device{
		{ID: "old", Name: "Android phone", App: "Throughline", LastUsed: tuesday.Add(-72 * time.Hour)},
		{ID: "here", Name: "Linux computer", App: "Throughline", Current: true, LastUsed: tuesday.Add(-time.Minute)},
		{ID: "else", App: "Another app", LastUsed: tuesday.Add(-time.Hour)},
	}
}

func someLooks() []care.Access {
	return []care.Access{
		{At: tuesday.Add(-time.Minute), Who: "Maya Rivera", Role: "patient", What: []string{"Goal", "CarePlan"}, Changed: true},
		{At: tuesday.Add(-10 * time.Minute), Who: "Dana Ortiz", Role: "therapist", What: []string{"QuestionnaireResponse", "Observation"}},
		{At: tuesday.Add(-20 * time.Minute), Who: "Dana Ortiz", Role: "therapist", What: []string{"QuestionnaireResponse"}},
		{At: tuesday.Add(-26 * time.Hour), Role: "front-desk", What: []string{"Appointment"}},
		{At: tuesday.Add(-27 * time.Hour), Refused: true, What: []string{"Goal"}},
	}
}

func TestBothVersionsStandWithWhoAndWhen(t *testing.T) {
	m := ChoicesOf(clashing(), tuesday, say.New("en"))
	first := m.Each[0]
	if first.Mine.Who != "Yours, March 7 at 7:30 PM" || first.Theirs.Who != "Dana Ortiz, LPC, today at 5:30 PM" {
		t.Errorf("who and when: %q and %q", first.Mine.Who, first.Theirs.Who)
	}
	if l := first.Theirs.Lines; len(l) != 2 || l[0] != (ChoiceLine{"Words", "Sleep six hours"}) || first.Mine.Lines[1].Text != "Nothing" {
		t.Errorf("the parts: %+v and %+v", first.Mine.Lines, l)
	}
	if first.Actions[0].Words != "Keep both" || len(first.Actions) != 3 {
		t.Errorf("the gentlest comes first: %+v", first.Actions)
	}
	if m.Each[1].Theirs.Lines[0].Text != "This was taken away." || m.Each[1].Actions[1].Words != "Let it go" {
		t.Errorf("deleted at the clinic: %+v", m.Each[1])
	}
	if !strings.Contains(m.Each[2].Urgent, "No one at the clinic has seen this") || m.Each[2].Actions[0].Words != "Send it again" || m.Each[2].Theirs.Who != "" {
		t.Errorf("not taken: %+v", m.Each[2])
	}
}

func TestADecisionIsOneTap(t *testing.T) {
	a := &tapped{}
	screen := kittest.Open(t, kittest.Phone.Full(), func() fyne.CanvasObject {
		p := say.New("en")
		return shell(p, care.RolePatient, NewChoicesView(a, func() {}).Page(ChoicesOf(clashing(), tuesday, p)))
	})
	screen.Tap(t, "Keep both")
	screen.Tap(t, "Let it go")
	screen.Tap(t, "Back")
	if got := strings.Join(a.asked, "; "); got != "choose 1 both; choose 2 theirs; close" {
		t.Errorf("asked for %q", got)
	}
}

func TestAnotherDeviceIsSignedOutAfterAQuestion(t *testing.T) {
	p := say.New("en")
	open := func(asking string) (*kittest.Screen, *tapped) {
		a := &tapped{}
		return kittest.Open(t, kittest.Phone.Full(), func() fyne.CanvasObject {
			return shell(p, care.RolePatient, NewDevicesView(a).Page(DevicesOf(Fetched[[]care.Device]{Got: someDevices()}, asking, chicago(), tuesday, p)))
		}), a
	}
	m := DevicesOf(Fetched[[]care.Device]{Got: someDevices()}, "", chicago(), tuesday, p)
	if m.Each[0].ID != "here" || m.Each[0].SignOut != "" || m.Each[1].Name != "A device with Another app" {
		t.Errorf("the order: %+v", m.Each)
	}
	s, a := open("")
	s.Tap(t, "Sign it out")
	s.Close()
	if got := strings.Join(a.asked, "; "); got != "ask-device else" {
		t.Errorf("asked for %q", got)
	}
	s, a = open("old")
	if !s.Says("Sign out Android phone? What is on it and not sent will be erased.") {
		t.Errorf("the question is not asked: %v", s.Texts())
	}
	s.Tap(t, "Keep it")
	if got := strings.Join(a.asked, "; "); got != "ask-device" {
		t.Errorf("asked for %q", got)
	}
}

func TestWhoLookedIsToldInPlainWordsAndOnce(t *testing.T) {
	m := AccessLogOf(Fetched[[]care.Access]{Got: someLooks()}, "Maya Rivera", chicago(), tuesday, say.New("en"))
	var said []string
	for _, d := range m.Days {
		for _, r := range d.Rows {
			said = append(said, r.Who+": "+r.What)
		}
	}
	want := "You: Changed: plan; Dana Ortiz, therapist: Looked at: check-ins; Front desk: Looked at: schedule; Someone at your clinic: Was not let in: plan"
	if got := strings.Join(said, "; "); got != want || len(m.Days) != 2 {
		t.Errorf("in %d days\n got %s\nwant %s", len(m.Days), got, want)
	}
}

func TestThePagesOfYouAreWholeInEveryLook(t *testing.T) {
	fault := &care.Fault{Code: "x", Say: "We can't reach your clinic. Check your connection, then try again."}
	for name, page := range map[string]func(*say.Printer) *kit.Page{
		"choices": func(p *say.Printer) *kit.Page {
			return NewChoicesView(&tapped{}, func() {}).Page(ChoicesOf(clashing(), tuesday, p))
		},
		"choices none": func(p *say.Printer) *kit.Page {
			return NewChoicesView(&tapped{}, func() {}).Page(ChoicesOf(clinic(), tuesday, p))
		},
		"devices": func(p *say.Printer) *kit.Page {
			return NewDevicesView(&tapped{}).Page(DevicesOf(Fetched[[]care.Device]{Got: someDevices()}, "old", chicago(), tuesday, p))
		},
		"devices waiting": func(p *say.Printer) *kit.Page {
			return NewDevicesView(&tapped{}).Page(DevicesOf(Fetched[[]care.Device]{Waiting: true}, "", chicago(), tuesday, p))
		},
		"devices failed": func(p *say.Printer) *kit.Page {
			return NewDevicesView(&tapped{}).Page(DevicesOf(Fetched[[]care.Device]{Fault: fault}, "", chicago(), tuesday, p))
		},
		"access": func(p *say.Printer) *kit.Page {
			return NewAccessView(&tapped{}).Page(AccessLogOf(Fetched[[]care.Access]{Got: someLooks()}, "Maya Rivera", chicago(), tuesday, p))
		},
		"export": func(p *say.Printer) *kit.Page {
			return NewExportView(&tapped{}).Page(ExportOf(ExportState{Saved: true}, p))
		},
		"export failed": func(p *say.Printer) *kit.Page {
			return NewExportView(&tapped{}).Page(ExportOf(ExportState{Fault: fault}, p))
		},
		"about": func(p *say.Printer) *kit.Page { return NewAboutView(func() {}).Page(AboutOf(clinic(), "0.1.0", p)) },
	} {
		for _, look := range looks {
			for _, p := range tongues {
				t.Run(name+"/"+look.String()+"/"+p.Language(), func(t *testing.T) {
					screen := kittest.Open(t, look, func() fyne.CanvasObject { return shell(p, care.RolePatient, page(p)) })
					for _, f := range screen.Audit() {
						t.Error(f)
					}
				})
			}
		}
	}
}
