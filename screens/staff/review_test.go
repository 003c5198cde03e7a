package staff

import (
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
	"throughline/screens/say"
)

func TestMain(m *testing.M) {
	test.NewApp()
	m.Run()
}

var nine = time.Date(2027, time.March, 9, 9, 0, 0, 0, time.UTC)

func form() care.Form {
	f := care.Form{Canonical: "phq", Title: "PHQ-9", Instrument: care.PHQ9}
	for i := range 9 {
		it := care.Item{LinkID: fmt.Sprint(i), Text: fmt.Sprintf("Item %d as it is officially worded", i+1), Kind: care.ItemChoice, Scored: true}
		for v, words := range []string{"Not at all", "Several days", "More than half the days", "Nearly every day"} {
			it.Options = append(it.Options, care.Option{Code: fmt.Sprint(v), Text: words, Ordinal: v, HasOrdinal: true})
		}
		f.Items = append(f.Items, it)
	}
	f.Items[8].Urgent, f.Items[8].UrgentFrom = true, 1
	return f
}

func review(id string, values [9]int, age time.Duration) care.Review {
	f := form()
	r := care.Review{
		Form: f, Received: nine.Add(-age), Patient: care.Person{Ref: "Patient/" + id, Name: "Maya Rivera", Given: "Maya", Telephone: "(312) 555-0142"},
		CheckIn: care.CheckIn{ID: id, Title: "PHQ-9", Authored: nine.Add(-age - 18*time.Minute), Answers: map[string]care.Reply{}},
	}
	for i, v := range values {
		r.CheckIn.Answers[fmt.Sprint(i)] = care.Reply{Options: []care.Option{f.Items[i].Options[v]}}
	}
	r.Urgent = care.Urgent(f, r.CheckIn.Answers)
	total, _ := care.Total(f, r.CheckIn.Answers)
	r.History = []care.Score{{Total: 17, At: nine.AddDate(0, 0, -14)}, {Total: 14, At: nine.AddDate(0, 0, -7)}, {Total: total, At: nine}}
	return r
}

func list() care.Chart {
	done := review("done", [9]int{1, 1}, 50*time.Hour)
	done.State, done.Owner, done.At = care.ReviewDone, "Dana Ortiz, LPC", nine.Add(-time.Hour)
	return care.Chart{
		Clinic: care.Clinic{Zone: time.UTC}, Sync: care.Sync{AsOf: nine},
		Reviews: []care.Review{done, review("calm", [9]int{1, 1, 1}, 2*time.Hour), review("urgent", [9]int{1, 1, 1, 1, 1, 1, 1, 1, 1}, time.Hour)},
	}
}

func TestUrgentAnswersComeFirstAndSayWhichAnswer(t *testing.T) {
	r := ReviewOf(list(), nine, say.New("en"), "")
	if r.Sentence != "2 open. Urgent first, then oldest." {
		t.Errorf("sentence: %q", r.Sentence)
	}
	first := r.Rows[0]
	if !first.Urgent || first.Name != "Maya R." || first.Reason != "PHQ-9, question 9: Several days (1)" {
		t.Errorf("first row: %+v", first)
	}
	if r.Rows[2].Tag != "Reviewed" || r.Rows[1].Reason != "PHQ-9, 3 of 27" {
		t.Errorf("rows: %+v", r.Rows)
	}
	if r.Detail == nil || r.Detail.ID != "urgent" || len(r.Detail.Urgent) != 1 {
		t.Fatalf("detail: %+v", r.Detail)
	}
	if got := r.Detail.Facts[1].Value; got != "March 9 at 8:00 AM, 18 minutes later" {
		t.Errorf("a late arrival is not labelled: %q", got)
	}
}

func TestAReviewedCheckInSaysWhoAndWhenAndAsksNothing(t *testing.T) {
	d := ReviewOf(list(), nine, say.New("en"), "done").Detail
	if d.Done != "Reviewed by Dana Ortiz, LPC, March 9 at 8:00 AM." || d.Mark != "" {
		t.Errorf("done: %q, mark %q", d.Done, d.Mark)
	}
	if d.Change != "15 points lower than the first one." {
		t.Errorf("change: %q", d.Change)
	}
}

func TestADeclinedAnswerIsShownAndNeverTotalled(t *testing.T) {
	c := list()
	c.Reviews[1].CheckIn.Answers["3"] = care.Reply{Declined: true}
	d := ReviewOf(c, nine, say.New("en"), "calm").Detail
	if d.Score != "" || d.Incomplete != "Incomplete. No total." || d.Answers[3].Answer != "Prefers not to answer" {
		t.Errorf("detail: %+v", d)
	}
}

func TestAnEmptyListSaysSo(t *testing.T) {
	if r := ReviewOf(care.Chart{}, nine, say.New("en"), ""); r.Empty == "" || r.Detail != nil {
		t.Errorf("empty: %+v", r)
	}
}

func side() bool { return false }

type acts struct {
	selected string
	decided  []care.ReviewDecision
	fault    *care.Fault
}

func (a *acts) SelectReview(id string) { a.selected = id }
func (a *acts) MarkReviewed(d care.ReviewDecision, done func(*care.Fault)) {
	a.decided = append(a.decided, d)
	done(a.fault)
}

func open(t *testing.T, look kittest.Look, p *say.Printer, v *ReviewView, selected string) *kittest.Screen {
	t.Helper()
	return kittest.Open(t, look, func() fyne.CanvasObject {
		s := kit.NewShell(entry.Frame(care.RoleStaff, care.DutyTherapist, p))
		s.Open(0, v.Page(ReviewOf(list(), nine, p, selected)))
		return s
	})
}

func TestMarkingAReviewPassesOnTheReply(t *testing.T) {
	a := &acts{}
	s := open(t, kittest.Laptop, say.New("en"), NewReviewView(a, side), "")
	s.Type(t, "Reply to the patient", "Thank you. See you tonight.")
	s.Tap(t, "Mark as reviewed")
	want := care.ReviewDecision{CheckIn: "urgent", Patient: "Patient/urgent", Note: "Thank you. See you tonight."}
	if len(a.decided) != 1 || a.decided[0] != want {
		t.Errorf("decided %+v", a.decided)
	}
}

func TestAReviewThatCouldNotBeKeptSaysSoAndKeepsTheReply(t *testing.T) {
	a := &acts{fault: &care.Fault{Code: "store-full", Say: "This device is full."}}
	v := NewReviewView(a, side)
	s := open(t, kittest.Laptop, say.New("en"), v, "")
	s.Type(t, "Reply to the patient", "Words")
	s.Tap(t, "Mark as reviewed")
	if !s.Says("This device is full.") || v.note.Entry.Text != "Words" {
		t.Errorf("shown: %v", s.Texts())
	}
}

func TestNothingIsCutFaintOrNameless(t *testing.T) {
	for _, look := range []kittest.Look{kittest.Laptop.Full(), kittest.Laptop.InDark().Full(), kittest.Laptop.At(2).Full(), kittest.Phone.Full(), kittest.Phone.At(2).Full()} {
		for _, p := range []*say.Printer{say.New("en"), say.New("es")} {
			for _, selected := range []string{"", "urgent", "done"} {
				t.Run(look.String()+"/"+p.Language()+"/"+selected, func(t *testing.T) {
					for _, f := range open(t, look, p, NewReviewView(&acts{}, side), selected).Audit() {
						t.Error(f)
					}
				})
			}
		}
	}
}
