package staff

import (
	"fmt"
	"testing"
	"time"

	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
)

// A clinic's own form of a hundred questions in Spanish, in groups, one of which was filled in three times: staff read all
// answers in the form's words, under their groups; days and times as people read them; how many were left open.
func TestAFormOfAHundredQuestionsIsReadWholeInThePatientsLanguage(t *testing.T) {
	w := longWork()
	d := ReviewOf(chartOf(w), nine, en, ReviewAsk{}).Detail
	if len(d.Answers) != 98-9+3 || d.Unanswered != "9 questions were not answered." {
		t.Fatalf("%d answers, %q", len(d.Answers), d.Unanswered)
	}
	groups, said := []string{}, map[string]string{}
	for _, a := range d.Answers {
		if a.Group != "" {
			groups = append(groups, a.Group)
		}
		said[a.Question] = a.Answer
	}
	if got := fmt.Sprint(groups); got != "[Cómo duermes La noche del viernes (1) La noche del viernes (2) La noche del viernes (3)]" {
		t.Errorf("groups %s", got)
	}
	for q, want := range map[string]string{"1. ¿Pregunta 1?": "Algunos días (1)", "2. ¿Pregunta 2?": "February 28, 2027", "3. ¿Pregunta 3?": "11:30\u00a0PM", "4. ¿Pregunta 4?": "6 horas", "5. ¿Pregunta 5?": "Yes"} {
		if said[q] != want {
			t.Errorf("%s %q, want %q", q, said[q], want)
		}
	}
	w.Review.Form = care.Form{}
	if d := ReviewOf(chartOf(w), nine, en, ReviewAsk{}).Detail; len(d.Answers) < 90 || d.Unanswered == "" {
		t.Errorf("without its form %d answers are shown: %q", len(d.Answers), d.Unanswered)
	}
}

// It scrolls at 1280x800 and on a phone with text twice as large, to its last answer, and no word is cut.
func TestAFormOfAHundredQuestionsScrollsOnALaptopAndAPhone(t *testing.T) {
	for _, look := range []kittest.Look{kittest.Laptop, kittest.Phone.At(2)} {
		d := open(t, look, en, chartOf(longWork()), ReviewAsk{Selected: longWork().ID, Opened: true}, func() bool { return look.Width > 700 })
		if faults := d.Audit(); len(faults) > 0 {
			t.Errorf("%s: %q", look, faults)
		}
		for _, o := range d.Objects() {
			if s, ok := o.(*kit.Scroller); ok {
				s.ScrollTo(1e6)
			}
		}
		start := time.Now()
		d.Settle()
		d.Picture()
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%s: the end takes %s to draw", look, took)
		}
		if faults := d.Audit(); len(faults) > 0 {
			t.Errorf("%s, at its end: %q", look, faults)
		}
		if !d.Says("Así fue, 3") {
			t.Errorf("%s: the last answer is not there: %q", look, d.Texts())
		}
		d.Close()
	}
}

// longWork is a check-in that waits, with such a form: 98 questions in a group, of which nine are left open, and a group
// of two that was filled in three times.
func longWork() care.Work {
	w := checkIn("long", [9]int{}, time.Hour)
	often := []care.Option{{Text: "Nunca", HasOrdinal: true}, {Text: "Algunos días", Ordinal: 1, HasOrdinal: true}}
	f, given, yes := care.Form{Canonical: "largo", Title: "Cuestionario de ingreso", Language: "es"}, map[string]care.Reply{}, true
	sleep := care.Item{LinkID: "g", Kind: care.ItemGroup, Text: "Cómo duermes"}
	for n := 1; n <= 98; n++ {
		it := care.Item{LinkID: fmt.Sprint(n), Prefix: fmt.Sprintf("%d.", n), Text: fmt.Sprintf("¿Pregunta %d?", n)}
		var r care.Reply
		switch n % 5 {
		case 1:
			it.Kind, it.Options, it.Scored, r = care.ItemChoice, often, true, care.Reply{Options: often[1:]}
		case 2:
			it.Kind, r = care.ItemDate, care.Reply{Text: "2027-02-28"}
		case 3:
			it.Kind, r = care.ItemTime, care.Reply{Text: "23:30:00"}
		case 4:
			it.Kind, it.Units, r = care.ItemInteger, []care.Option{{Text: "horas"}}, care.Reply{Text: "6"}
		default:
			it.Kind, r = care.ItemBoolean, care.Reply{Yes: &yes}
		}
		if n%10 != 0 {
			given[it.LinkID] = r
		}
		sleep.Items = append(sleep.Items, it)
	}
	night := care.Item{LinkID: "n", Kind: care.ItemGroup, Repeats: true, Text: "La noche del viernes", Items: []care.Item{{LinkID: "n1", Kind: care.ItemText, Text: "¿Qué pasó?"}}}
	given["n"] = care.Reply{Times: 3}
	for i := range 3 {
		given[care.KeyAt(night.Items[0], []int{i})] = care.Reply{Text: fmt.Sprintf("Así fue, %d", i+1)}
	}
	f.Items = []care.Item{sleep, night}
	w.Review.Form, w.Review.CheckIn.Answers, w.Review.History = f, given, nil
	return w
}
