package staff

import (
	"strings"
	"testing"
	"time"

	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
)

// Patients whom no demo has: without a stay, team or goals; admitted in the far future; discharged before they were admitted;
// with a name as long as a page, of one word, or written from right to left. Each page of theirs is drawn on a laptop and on a
// phone with text twice as large, nothing of it is cut, and none says a day of year 0.
func TestThePagesOfOddPatientsAreWhole(t *testing.T) {
	odd := map[string]func(*care.Chart){
		"nothing at all": func(c *care.Chart) {
			c.Record.Stay, c.Record.Plan, c.Record.Sessions, c.Record.CheckIns, c.Record.Practices, c.Team = care.Stay{}, care.Plan{}, nil, nil, nil, nil
			c.Caseload[2].Stay, c.Caseload[2].Concerns, c.Caseload[2].Reviewed = care.Stay{}, nil, time.Time{}
		},
		"admitted in the far future": func(c *care.Chart) {
			c.Record.Stay.Admitted = nine.AddDate(70, 0, 0)
			c.Caseload[2].Stay = c.Record.Stay
		},
		"discharged before the admission": func(c *care.Chart) {
			c.Record.Stay.Discharged = c.Record.Stay.Admitted.AddDate(0, -6, 0)
			c.Caseload[2].Stay = c.Record.Stay
		},
		"a long name":   func(c *care.Chart) { calledNow(c, "Ana"+strings.Repeat(" María-José de los Ángeles", 8)) },
		"right to left": func(c *care.Chart) { calledNow(c, "שרה בת-אל כהן") },
		"no name":       func(c *care.Chart) { calledNow(c, "") },
	}
	for name, change := range odd {
		t.Run(name, func(t *testing.T) {
			c := teamChart()
			record := *c.Record
			c.Record, c.Caseload = &record, append([]care.Case{}, c.Caseload...)
			change(&c)
			a, ref, never := &team{}, c.Caseload[2].Patient.Ref, func() {}
			pages := map[string]func() *kit.Page{
				"patients":   func() *kit.Page { return NewPatientsView(a, side, never).Page(PatientsOf(c, nine, english, ref)) },
				"part two":   func() *kit.Page { return NewPartTwoView(a, never).Page(PartTwoOf(c, ref, nine, english)) },
				"transition": func() *kit.Page { return NewTransitionView(a, never).Page(TransitionOf(c, ref, nine, english)) },
				"discharge":  func() *kit.Page { return NewDischargeView(a, never).Page(DischargeOf(c, ref, nine, english)) },
				"next care":  func() *kit.Page { return NewNextCareView(a, never).Page(NextCareOf(c, ref, nine, english)) },
				"level":      func() *kit.Page { return NewLevelView(a, never).Page(LevelOf(c, ref, nine, english)) },
				"summary":    func() *kit.Page { return NewSummaryView(a, never).Page(SummaryOf(c, ref, true, nine, english)) },
				"follow-ups": func() *kit.Page { return NewFollowUpsView(a, never).Page(FollowUpsOf(c, nine, english)) },
			}
			for _, look := range []kittest.Look{kittest.Laptop.Full(), kittest.Phone.At(2).Full()} {
				for page, draw := range pages {
					again := func() {}
					s := shows(t, look, english, draw, &again)
					for _, fault := range s.Audit() {
						t.Errorf("%s, %s: %s", page, look, fault)
					}
					for _, words := range s.Texts() {
						if strings.Contains(words, "0001") || strings.Contains(words, "January 1, 1") || strings.Contains(words, "Week 0") || strings.Contains(words, "Week -") || strings.Contains(words, "%!") {
							t.Errorf("%s, %s says %q", page, look, words)
						}
					}
					s.Close()
				}
			}
		})
	}
}

// calledNow gives the patient whose record is open another name.
func calledNow(c *care.Chart, name string) {
	c.Caseload[2].Patient.Name, c.Caseload[2].Patient.Given = name, ""
	c.Record.Viewer.Name = name
}
