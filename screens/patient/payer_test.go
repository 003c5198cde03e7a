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

type payerActs struct {
	until time.Time
	ended int
}

func (a *payerActs) ConsentToPayer(until time.Time, done func(*care.Fault)) {
	a.until = until
	done(nil)
}
func (a *payerActs) EndPayerConsent(done func(*care.Fault)) { a.ended++; done(nil) }
func (a *payerActs) Close()                                 {}

// A patient of a programme for substance use reads what would go to who pays, says yes
// until a day, and takes it back by two taps. Others are not asked.
func TestAPatientSaysYesToThePayerAndTakesItBack(t *testing.T) {
	p := say.New("en")
	c := sharingChart()
	if row := PeopleOf(c, sharedOn, p).Payer; row.Title != "" {
		t.Errorf("asked in a programme that needs no yes: %+v", row)
	}
	c.Stay.Programme = care.DualDiagnosis
	c.Payer = care.Payer{Person: care.Person{Name: "Prairie Health Plan"}, Asked: true, Consent: "Consent/payer"}
	if row := PeopleOf(c, sharedOn, p).Payer; row.State != "You have not said yes." {
		t.Errorf("row %+v", row)
	}
	a := &payerActs{}
	view := NewPayerView(a, nil)
	var shell *kit.Shell
	show := func() { shell.Open(0, view.Page(PayerOf(c, sharedOn, p))) }
	view.again = show
	s := kittest.Open(t, kittest.Phone, func() fyne.CanvasObject {
		shell = kit.NewShell(entry.Frame(care.RolePatient, "", p))
		show()
		return shell
	})
	if !s.Says("Prairie Health Plan pays for your visits.") || !s.Says("Your care here stays the same.") {
		t.Errorf("says %q", s.Texts())
	}
	s.Tap(t, "For a year, until March 9, 2028")
	s.Tap(t, "Yes, this page may be sent")
	if got := a.until.Format(time.DateTime); got != "2028-03-09 23:59:59" {
		t.Errorf("yes until %s", got)
	}
	c.Payer.Until, c.Payer.Given = a.until, sharedOn
	c.Entered = map[string]care.Delivery{"Consent/payer": {State: care.OnDevice}}
	show()
	s.Settle()
	if !s.Says("You said yes. It holds until March 9, 2028.") || !s.Says("Not sent yet") {
		t.Errorf("says %q", s.Texts())
	}
	s.Tap(t, "Take my yes back")
	s.Tap(t, "Keep it")
	s.Tap(t, "Take my yes back")
	if a.ended != 0 || !strings.Contains(strings.Join(s.Texts(), " "), "can't be called back") {
		t.Errorf("ended %d, says %q", a.ended, s.Texts())
	}
	s.Tap(t, "Take my yes back")
	if a.ended != 1 {
		t.Errorf("ended %d times", a.ended)
	}
}
