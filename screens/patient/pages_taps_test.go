package patient

import (
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

// openSharing shows one of the pages about sharing; page is called anew at each change.
func openSharing(t *testing.T, page func(again func()) func() *kit.Page) *kittest.Screen {
	t.Helper()
	return kittest.Open(t, kittest.Phone.Full(), func() fyne.CanvasObject {
		shell := kit.NewShell(entry.Frame(care.RolePatient, "", en))
		var draw func() *kit.Page
		draw = page(func() { shell.Open(0, draw()) })
		shell.Open(0, draw())
		return shell
	})
}

func TestThePeopleLeadToEachOfThem(t *testing.T) {
	t.Parallel()
	a := &sharingActs{}
	c := sharingChart()
	c.Payer = care.Payer{Person: care.Person{Name: "Prairie Health Plan"}, Asked: true}
	s := openSharing(t, func(again func()) func() *kit.Page {
		v := NewPeopleView(a, again)
		return func() *kit.Page { return v.Page(PeopleOf(c, sharedOn, en)) }
	})
	for _, name := range []string{"Jonas Weber", "Invite someone", "Notes to share", "Your insurance", "Back"} {
		s.Tap(t, name)
	}
	check(t, "did", strings.Join(a.did, "; "), "RelatedPerson/2; invite; notes; payer; close")
}

// A lost code is made anew once, however often one taps while the clinic is asked; a failure is said.
func TestALostCodeIsMadeAnew(t *testing.T) {
	t.Parallel()
	a := &sharingActs{fault: &care.Fault{Code: "clinic-unreachable"}}
	s := openSharing(t, func(again func()) func() *kit.Page {
		v := NewPeopleView(a, again)
		return func() *kit.Page { return v.Person(PersonOf(sharingChart(), "RelatedPerson/2", sharedOn, en)) }
	})
	s.Tap(t, "Make a new code")
	if !s.Says(en.Fault(a.fault)) {
		t.Errorf("it says %v", s.Texts())
	}
	s.Tap(t, "Change what is shared")
	s.Tap(t, "See what they see")
	check(t, "did", strings.Join(a.did, "; "), "code RelatedPerson/2; change RelatedPerson/2; preview RelatedPerson/2")
}

// A note is written, put into other words and taken away after a question; what could not be kept
// stays in the field, and what is half written is kept on the way out.
func TestNotesToShareAreWrittenChangedAndTakenAway(t *testing.T) {
	t.Parallel()
	a := &sharingActs{fault: &care.Fault{Code: "store-full"}}
	s := openSharing(t, func(again func()) func() *kit.Page {
		v := NewNotesView(a, again)
		return func() *kit.Page { return v.Page(NotesOf(sharingChart(), sharedOn, en)) }
	})
	s.Tap(t, "Add this note") // nothing is written
	s.Type(t, "Write a note", "Tea helps 🍵")
	s.Tap(t, "Add this note")
	if !s.Says(en.Fault(a.fault)) {
		t.Errorf("a note that was not kept: %v", s.Texts())
	}
	a.fault = nil
	s.Tap(t, "Try again")
	s.Tap(t, "Change")
	s.Clear(t, "Change")
	s.Type(t, "Change", "Ask me about lunch.")
	s.Tap(t, "Save")
	s.Tap(t, "Take away")
	if !s.Says("Those who could read it no longer can.") {
		t.Errorf("it is not asked: %v", s.Texts())
	}
	s.Tap(t, "Keep it")
	s.Tap(t, "Take away")
	s.Tap(t, "Take away")
	s.Type(t, "Write a note", "Call first.")
	s.Tap(t, "Back")
	want := "note Tea helps 🍵; note Tea helps 🍵; Communication/1 Ask me about lunch.; remove Communication/1; note Call first.; close"
	check(t, "did", strings.Join(a.did, "; "), want)
}

func TestSomebodyIsInvitedStepByStep(t *testing.T) {
	t.Parallel()
	a := &sharingActs{}
	s := openSharing(t, func(again func()) func() *kit.Page {
		v := NewInviteView(a, true, again)
		return func() *kit.Page { return v.Who(WhoOf([]string{"SIB", "FRND"}, "", en)) }
	})
	s.Tap(t, "Next")
	if !s.Says(en.T("fault.sharing-nameless")) {
		t.Errorf("without a name: %v", s.Texts())
	}
	s.Type(t, "Their name, as you call them", "Noé 🙂")
	s.Tap(t, "Friend")
	s.Tap(t, "Next")
	s.Close()
	check(t, "named", strings.Join(a.did, "; "), "name Noé 🙂 FRND")

	a.did = nil
	ask := SharingAsk{Name: "Noé", New: true, Chosen: FirstSharing(sharingChart(), sharedOn)}
	s = openSharing(t, func(again func()) func() *kit.Page {
		v := NewInviteView(a, true, again)
		return func() *kit.Page {
			return v.Preview(PreviewOf(ask, len(a.did) > 0, nil, en), &kit.Page{Title: "Hello, Noé", Body: kit.Body("Nothing planned")})
		}
	})
	if !s.Says("Hello, Noé") || !s.Says("What Noé will see") {
		t.Errorf("the preview shows %v", s.Texts())
	}
	s.Tap(t, "Make the code")
	s.Tap(t, "Change")
	s.Close()
	check(t, "made", strings.Join(a.did, "; "), "make; close")

	a.did = nil
	made := care.Invited{Code: "BCDF-GHJK-LMNP", Address: "https://clinic.example/auth/join?code=x", Expires: sharedOn}
	s = openSharing(t, func(again func()) func() *kit.Page {
		v := NewInviteView(a, true, again)
		return func() *kit.Page { return v.Code(CodeOf(sharingChart(), "Noé", made, false, en)) }
	})
	for _, name := range []string{"Copy both", "Send as a text", "Done"} {
		s.Tap(t, name)
	}
	check(t, "passed on", strings.Join(a.did, "; "), "copy; send; done")
}

// Pages that are read have a way out, and it is where they say.
func TestPagesToReadAreLeft(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		page func(a *acts, c care.Chart, p *say.Printer) *kit.Page
		taps []string
		said string
	}{
		"visits": {func(a *acts, c care.Chart, p *say.Printer) *kit.Page {
			return NewVisitsView(a.Back).Page(VisitsOf(c, tuesday, p))
		}, []string{"Back"}, "back"},
		"story": {func(a *acts, c care.Chart, p *say.Printer) *kit.Page {
			return StoryPage(StoryOf(c, tuesday, p), a.Close)
		}, []string{"My plan"}, "close"},
		"where": {func(a *acts, c care.Chart, p *say.Printer) *kit.Page {
			return WherePage(WhereOf(c, tuesday, p), func() { a.note("learn") }, a.Close)
		}, []string{"Read about levels of care", "My plan"}, "learn; close"},
	} {
		s, a := open(t, screen{name, 2, tuesday, approved, func(_ *frame, a *acts, c care.Chart, _ time.Time, p *say.Printer) func() *kit.Page {
			return func() *kit.Page { return x.page(a, c, p) }
		}}, kittest.Phone, en)
		for _, control := range x.taps {
			s.Tap(t, control)
		}
		check(t, name, strings.Join(a.said, "; "), x.said)
		s.Close()
	}
}

// A form that cannot be shown whole names what is missing, and the one thing to tap is the way out.
func TestARefusedFormIsLeft(t *testing.T) {
	t.Parallel()
	s, a := open(t, by("form-refused"), kittest.Phone, en)
	if s.Find("Start") != nil || !s.Says("A letter") {
		t.Errorf("it shows %v", s.Texts())
	}
	s.Tap(t, "Close")
	check(t, "left", strings.Join(a.said, "; "), "close")
}

// The number to call back is the person's to change, on the page that an urgent answer opens; it is kept with
// the answer on the way back to the form.
func TestTheNumberToCallBackIsTyped(t *testing.T) {
	t.Parallel()
	x := by("form-question")
	x.now, x.page = at(9, 20, 0), formPage(phq, question(9, -1))
	x.chart = func() care.Chart {
		c := carded()
		c.Viewer.Telephone = "(312) 555-0177"
		return c
	}
	s, a := open(t, x, kittest.Phone.Full(), en)
	s.Tap(t, "More than half the days")
	s.Clear(t, "A number the clinic can call")
	s.Type(t, "A number the clinic can call", "773 555 0123")
	s.Tap(t, "Back to the form")
	check(t, "kept", a.saved[len(a.saved)-1].CallBack, "773 555 0123")
}

// The address of the calendar can be selected; what is typed into it does not stay.
func TestTheCalendarAddressIsNotChangedByTyping(t *testing.T) {
	t.Parallel()
	s, a := open(t, by("calendar-there"), kittest.Phone.Full(), en)
	s.Type(t, "Your calendar address", "x")
	s.Tap(t, "Copy the address")
	check(t, "copied", strings.Join(a.said, "; "), "copy "+feedAddress)
}
