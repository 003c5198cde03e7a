package staff

import (
	"fmt"
	"testing"
	"time"

	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
	"throughline/screens/say"
)

// crowd is a clinic with 500 patients, each with a visit of their own this week.
func crowd() care.Chart {
	c := programmeChart()
	for i := range 500 {
		who := care.Person{Ref: fmt.Sprint("Patient/c", i), Name: fmt.Sprintf("Given%03d Example", i), Given: fmt.Sprintf("Given%03d", i)}
		c.Caseload = append(c.Caseload, care.Case{Patient: who, Stay: care.Stay{Ref: fmt.Sprint("EpisodeOfCare/c", i), Admitted: fiveOClock.AddDate(0, 0, -9)}})
		start := time.Date(2027, 3, 8+i%5, 9, i%60, 0, 0, chicago)
		visit := care.Session{Ref: fmt.Sprint("Appointment/c", i), Kind: care.KindIndividual, Start: start, End: start.Add(time.Hour), Leader: "Dana Ortiz, LPC"}
		c.Meetings = append(c.Meetings, care.Meeting{Session: visit, Expected: []care.Expected{{Patient: who, Session: visit}}})
	}
	return c
}

// A list of 500 has the rows that are seen, with the day above the first of each, and the last of them can be found and
// opened as in a short one.
func TestALongProgrammeHasTheRowsThatAreSeen(t *testing.T) {
	c := crowd()
	for name, ask := range map[string]ProgrammeAsk{"people": {Tab: ProgrammePeople}, "week": {}} {
		for _, look := range []kittest.Look{kittest.Laptop, kittest.Laptop.InDark().At(2), kittest.Phone.At(2)} {
			for _, p := range []*say.Printer{say.New("en"), say.New("es")} {
				t.Run(look.String()+"/"+p.Language()+"/"+name, func(t *testing.T) {
					a := &programmeActs{}
					wide := look.Width > 1000 && look.Scale < 2
					var v *ProgrammeView
					s := drawn(t, look, p, func(again func()) *kit.Page {
						if v == nil {
							v = NewProgrammeView(a, func() bool { return wide }, again)
						}
						return v.Page(ProgrammeOf(c, fiveOClock, p, ask))
					})
					for _, f := range s.Audit() {
						t.Error(f)
					}
					if n := v.queue.Rows(); n == 0 || n > 14 {
						t.Errorf("%d rows are there", n)
					}
					for range 3 {
						v.queue.ScrollTo(1e6)
						s.Settle()
					}
					if n := v.queue.Rows(); n == 0 || n > 14 {
						t.Errorf("%d rows are there at the end", n)
					}
					if name == "week" {
						return
					}
					v.query = "given499"
					v.again()
					s.Settle()
					s.Tap(t, "Given499 Example")
					if len(a.asked) != 1 || a.asked[0].Open != "Patient/c499" {
						t.Errorf("asked %+v", a.asked)
					}
				})
			}
		}
	}
}
