package patient

import (
	"fmt"
	"testing"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

var chicago, phoenix = load("America/Chicago"), load("America/Phoenix")

func load(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}

// at is a moment on the clinic's clock in March 2027: the 9th is a Tuesday.
func at(day, hour, minute int) time.Time {
	return time.Date(2027, time.March, day, hour, minute, 0, 0, chicago)
}

var (
	en = say.New("en")
	es = say.New("es")
)

// sample is an ordinary week 4, seen on Tuesday 9 March: one group on Monday,
// one tonight, one on Thursday that was moved, and a medication visit.
func sample() care.Chart {
	group := func(day, hour int, topic string) care.Session {
		return care.Session{
			Ref: fmt.Sprintf("Appointment/g%d", day), Kind: care.KindGroup, Topic: topic, Leader: "Dana Ortiz, LPC",
			Video: true, Start: at(day, hour, 0), End: at(day, hour+3, 0),
		}
	}
	monday, tonight, thursday := group(8, 18, "Noticing triggers"), group(9, 18, "Riding out an urge"), group(11, 17, "Here and now")
	monday.Attended, monday.State = true, care.SessionHeld
	tonight.Answer = care.AnswerComing
	thursday.WasStart = at(11, 18, 0)
	visit := care.Session{
		Ref: "Appointment/m12", Kind: care.KindMedication, Leader: "Dr. Priya Raman", Place: "at the clinic",
		Start: at(12, 10, 30), End: at(12, 11, 0),
	}
	c := care.Chart{
		Viewer: care.Viewer{Person: care.Person{Ref: "Patient/maya", Name: "Maya Rivera", Given: "Maya"}, Role: care.RolePatient, Zone: chicago},
		Clinic: care.Clinic{Name: "Northside", Telephone: "(312) 555-0100", Zone: chicago},
		Stay:   care.Stay{Ref: "EpisodeOfCare/1", Admitted: at(-13, 9, 0)},
		Sessions: []care.Session{
			monday, tonight, thursday, visit,
		},
		Forms:    []care.Form{phq9("en"), daily()},
		CheckIns: []care.CheckIn{answered("morning", daily(), at(9, 8, 10), nil)},
		Sync:     care.Sync{AsOf: at(9, 14, 5)},
	}
	for d := time.Monday; d <= time.Friday; d++ {
		c.Clinic.Hours = append(c.Clinic.Hours, care.Opening{Day: d, From: 8 * 60, Until: 18 * 60})
	}
	c.Plan = samplePlan()
	return c
}

// often are the answers of PHQ-9 and GAD-7.
func often() []care.Option {
	var out []care.Option
	for i, text := range []string{"Not at all", "Several days", "More than half the days", "Nearly every day"} {
		out = append(out, care.Option{System: "http://loinc.org", Code: fmt.Sprintf("LA%d", i), Text: text, Ordinal: i, HasOrdinal: true})
	}
	return out
}

// phq9 has the shape of the PHQ-9; the wording of its items is this test's own.
func phq9(language string) care.Form {
	f := care.Form{
		Ref: "Questionnaire/phq-9", Canonical: "http://example.org/phq-9", Title: "PHQ-9", Language: language, Instrument: care.PHQ9,
		Instruction: "Over the last 2 weeks, how often have you been bothered by any of the following problems?",
	}
	for i := range 9 {
		it := care.Item{LinkID: fmt.Sprintf("q%d", i+1), Text: fmt.Sprintf("Problem %d, as the form words it", i+1), Kind: care.ItemChoice, Options: often(), Scored: true, Required: true}
		it.Urgent, it.UrgentFrom = i == 8, 1
		f.Items = append(f.Items, it)
	}
	f.Items[3].Text = "Feeling tired or having little energy"
	return f
}

// daily has one item of each other kind.
func daily() care.Form {
	return care.Form{
		Ref: "Questionnaire/daily", Canonical: "http://example.org/daily", Title: "Morning check-in", Language: "en",
		Items: []care.Item{
			{LinkID: "intro", Kind: care.ItemDisplay, Text: "A few words about this morning."},
			{LinkID: "g", Kind: care.ItemGroup, Text: "Last night", Items: []care.Item{
				{LinkID: "slept", Kind: care.ItemBoolean, Text: "Did you sleep?", Required: true},
				{LinkID: "hours", Kind: care.ItemDecimal, Text: "How many hours?"},
				{LinkID: "woke", Kind: care.ItemInteger, Text: "How often did you wake up?"},
			}},
			{LinkID: "since", Kind: care.ItemDate, Text: "Since when?"},
			{LinkID: "helped", Kind: care.ItemChoice, Repeats: true, Text: "What helped?", Options: []care.Option{{Code: "walk", Text: "A walk"}, {Code: "tea", Text: "Tea"}, {Code: "music", Text: "Music"}}},
			{LinkID: "words", Kind: care.ItemText, Text: "Anything else?"},
			{LinkID: "end", Kind: care.ItemDisplay, Text: "Thank you for your time."},
		},
	}
}

// answered is a check-in that the clinic has; the totals are spread over the
// scored items.
func answered(id string, f care.Form, when time.Time, ordinals []int) care.CheckIn {
	ci := care.CheckIn{
		ID: id, Form: f.Canonical, Title: f.Title, Status: care.CheckInDone, Authored: when, Instrument: f.Instrument, Language: f.Language,
		Answers: map[string]care.Reply{}, Delivery: care.Delivery{State: care.Received, Received: when.Add(2 * time.Minute)},
	}
	for i, n := range ordinals {
		ci.Answers[f.Items[i].LinkID] = care.Reply{Options: []care.Option{f.Items[i].Options[n]}}
	}
	return ci
}

// spread gives nine ordinals that add up to total and leave item 9 at 0.
func spread(total int) []int {
	out := make([]int, 9)
	for i := 0; total > 0; i = (i + 1) % 8 {
		if out[i] < 3 {
			out[i]++
			total--
		}
	}
	return out
}

func check[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n got %v\nwant %v", what, got, want)
	}
}
