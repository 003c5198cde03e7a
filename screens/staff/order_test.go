package staff

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
)

// five that wait, the oldest first: 4, 3, 2, 1, 0.
func five() []care.Work {
	var all []care.Work
	for i := range 5 {
		all = append(all, checkIn(fmt.Sprint(i), [9]int{1}, time.Duration(1+i)*time.Hour))
	}
	return all
}

func shutBy(who care.Person, x care.Work) care.Work {
	x.Steps = append(x.Steps, did(care.StepReview, who, ""))
	x.Progress, _ = x.Kind.Replay(care.Start(), x.Steps)
	return x
}

// After the one that is open was closed, the keys lead to its open neighbours: while the list still shows it in its
// place, once it is sorted to the end, while it waits to be sent, after a colleague has closed the neighbour too, and
// when the clinic gives it no longer.
func TestTheKeysLeadToTheNextThatWaitsWhereverTheClosedOneStands(t *testing.T) {
	t.Parallel()
	id := func(n int) string { return fmt.Sprint("QuestionnaireResponse/", n) }
	before := ReviewOf(chartOf(five()...), nine, en, ReviewAsk{Selected: id(2), Opened: true})
	if next, back := before.Beside(1), before.Beside(-1); next != id(1) || back != id(3) {
		t.Fatalf("of the open one: %q, %q", next, back)
	}
	closing := func(mine int, theirs ...int) []care.Work {
		w := five()
		for _, i := range theirs {
			w[i] = shutBy(bo, w[i])
		}
		w[mine] = shutBy(dana, w[mine])
		return w
	}
	for name, c := range map[string]struct {
		work       []care.Work
		next, back string
	}{
		"closed":                {closing(2), id(1), id(3)},
		"neighbours closed too": {closing(2, 1, 3), id(0), id(4)},
		"none after it":         {closing(2, 0, 1), id(4), id(3)},
		"a newer one came":      {append(closing(2), alerted(time.Minute)), id(1), id(3)},
		"all are closed":        {closing(2, 0, 1, 3, 4), "", ""},
	} {
		chart := chartOf(c.work...)
		for _, unsent := range []map[string]care.Delivery{nil, {"Task/2": {State: care.OnDevice}}} {
			chart.Entered = unsent
			r := ReviewOf(chart, nine, en, before.Ask)
			if r.Detail == nil || r.Detail.ID != id(2) || !r.Ask.Opened {
				t.Errorf("%s: what is open vanished: %+v", name, r.Ask)
			}
			if next, back := r.Beside(1), r.Beside(-1); next != c.next || back != c.back {
				t.Errorf("%s, unsent %v: next %q, before %q, want %q, %q", name, unsent != nil, next, back, c.next, c.back)
			}
		}
	}
	gone := ReviewOf(chartOf(slices.Delete(five(), 2, 3)...), nine, en, before.Ask)
	if gone.Ask.Selected != id(1) || gone.Ask.Opened {
		t.Errorf("it left the list: %+v is open", gone.Ask)
	}
	shut := five()
	for i := range shut {
		shut[i] = shutBy(bo, shut[i])
	}
	r := ReviewOf(chartOf(shut...), nine, en, ReviewAsk{Filter: FilterClosed})
	if r.Beside(-1) != "" || r.Beside(1) == "" {
		t.Errorf("in the list of what is closed: %q, %q", r.Beside(-1), r.Beside(1))
	}
}

// reviewing is a week's review: two are late, two are not, and one of the others has left.
func reviewing(reviewed ...string) care.Chart {
	c := teamChart()
	c.Caseload = nil
	for i, name := range []string{"Ana", "Ben", "Cy", "Dee"} {
		k := care.Case{Patient: care.Person{Ref: "Patient/" + name, Name: name}, Stay: care.Stay{Ref: "EpisodeOfCare/" + name, Admitted: nine.AddDate(0, 0, -40)}, Reviewed: nine.AddDate(0, 0, -5)}
		if i > 1 {
			k.Reviewed = nine.AddDate(0, 0, -20+i)
		}
		if slices.Contains(reviewed, name) {
			k.Reviewed = nine
		}
		c.Caseload = append(c.Caseload, k)
	}
	return c
}

// The late come first. Who was reviewed stands among the others from then on, and the next is still the one below where
// they stood; at the end it goes on from the top, and when all are reviewed to the list.
func TestTheReviewGoesThroughTheListInTheOrderInWhichItStood(t *testing.T) {
	a, again := &team{}, func() {}
	v := NewPatientsView(a, func() bool { return true }, func() { again() })
	var reviewed []string
	open := "Patient/Cy"
	shows(t, kittest.Laptop, english, func() *kit.Page { return v.Page(PatientsOf(reviewing(reviewed...), nine, english, open)) }, &again)
	for _, want := range []string{"Patient/Dee", "Patient/Ana", "Patient/Ben", ""} {
		reviewed = append(reviewed, open[len("Patient/"):])
		again() // the list is sorted anew before anybody asks for the next
		v.nextAfter(open)
		if got := a.next[len(a.next)-1]; got != want {
			t.Fatalf("after %s comes %q, want %q", open, got, want)
		}
		if open = want; open != "" {
			again()
		}
	}
	reviewed, open = nil, "Patient/Cy"
	again()
	v.filter = ReviewThisWeek
	reviewed = []string{"Cy"} // and so it leaves the list that is shown
	again()
	v.key(fyne.KeyJ)
	if got := a.next[len(a.next)-1]; got != "Patient/Dee" {
		t.Errorf("J leads to %q", got)
	}
}
