package app

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/care"
	"throughline/screens/say"
	"throughline/screens/staff"
)

// Patients as no demo has them: the summary is one page for each, says what had no room, and counts weeks as the clinic's
// wall has them, across the night on which the clocks change. Set THROUGHLINE_SUMMARIES to a folder to look at the pages.
func TestTheSummaryOfOddPatientsIsOnePageAndSaysWhatItCuts(t *testing.T) {
	t.Parallel()
	chicago, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2027, time.March, 24, 12, 0, 0, 0, chicago)
	long := strings.Repeat("Dormir toda la noche sin despertar pensando en el trabajo, y salir a caminar. ", 12)
	for name, x := range map[string]struct {
		language, called    string
		scores, goals, week int
		goal                string
		says, not           []string
	}{
		"nothing yet":        {language: "en", called: "Bo", says: []string{"No scores yet."}, not: []string{"To fit on one page"}},
		"a full year":        {language: "en", called: "Ann Odd", scores: 30, goals: 12, week: 40, goal: "Cook", says: []string{"To fit on one page: 28 earlier weeks", "Groups missed: Mar 18, Mar 11,", "28 earlier missed groups", "scores of 22 earlier days", "6 further goals"}},
		"Spanish, long":      {language: "es", called: "María-José Ñúñez de la Peña y Güell, " + strings.Repeat("Hernández ", 30), scores: 9, goals: 7, week: 12, goal: long, says: []string{"Para que quepa en una página", "puntajes de 1 día anterior", "1 meta más", "el final de los textos largos"}},
		"other scripts":      {language: "en", called: "שרה כהן 王小明 Łucja Żak", scores: 2, goals: 2, week: 2, goal: "إلى البيت · домой · 家に帰る", says: []string{"Łucja Żak"}},
		"one word of a page": {language: "en", called: strings.Repeat("W", 400), scores: 1, goals: 12, week: 1, goal: strings.Repeat("M", 900)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := say.New(x.language)
			c := oddChart(chicago, now, x.called, x.goal, x.scores, x.goals, x.week)
			m := staff.SummaryOf(c, "Patient/odd", true, now, p)
			raw, err := summaryPDF(m, now, p)
			if err != nil {
				t.Fatal(err)
			}
			if n := len(regexp.MustCompile(`/Type /Page\b`).FindAll(raw, -1)); n != 1 {
				t.Errorf("%d pages", n)
			}
			if dir := os.Getenv("THROUGHLINE_SUMMARIES"); dir != "" {
				if err := os.WriteFile(filepath.Join(dir, strings.ReplaceAll(name, " ", "-")+".pdf"), raw, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			all := m.Name
			for _, s := range m.Sections {
				all += "\n" + s.Title + "\n" + strings.Join(append(s.Text, s.Items...), "\n")
				for _, r := range s.Rows {
					all += "\n" + strings.Join(r, " | ")
				}
			}
			for _, words := range x.says {
				if !strings.Contains(all, words) {
					t.Errorf("it does not say %q:\n%s", words, all)
				}
			}
			for _, words := range x.not {
				if strings.Contains(all, words) {
					t.Errorf("it says %q", words)
				}
			}
		})
	}
}

// Hours and visits by week against figures made by hand. The clocks go forward in the night to Sunday, March 14.
func TestTheSummaryCountsWeeksAsTheClinicsWallHasThem(t *testing.T) {
	t.Parallel()
	chicago, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2027, time.March, 17, 12, 0, 0, 0, chicago) // a Wednesday
	c := oddChart(chicago, now, "Bo", "", 0, 0, 0)
	at := func(day, hour, minute int) time.Time {
		return time.Date(2027, time.March, day, hour, minute, 0, 0, chicago)
	}
	for i, s := range []care.Session{
		{Start: at(3, 18, 0), End: at(3, 21, 0), Attended: true},                             // on the day before the admission: not of this stay
		{Start: at(4, 18, 0), End: at(4, 21, 0), Attended: true},                             // on the day itself
		{Start: at(7, 23, 0), End: at(8, 2, 0), Missed: true},                                // Sunday night into the next week: of the week in which it begins
		{Start: at(8, 0, 0), End: at(8, 3, 0), Attended: true},                               // the first moment of the week
		{Start: at(13, 23, 0), End: at(14, 3, 0), Attended: true},                            // four hours on the wall, of which one is skipped
		{Start: at(14, 18, 0), End: at(14, 21, 0), Attended: true, Stayed: 90 * time.Minute}, // a part of it
		{Start: at(15, 18, 0), End: at(15, 21, 0), Missed: true},                             // this week
		{Start: at(16, 18, 0), End: at(16, 21, 0), State: care.SessionCancelled},             // does not count
		{Start: at(18, 18, 0), End: at(18, 21, 0)},                                           // is still to come
		{Start: at(16, 9, 0), End: at(16, 10, 0), Kind: care.KindIndividual, Attended: true}, // is no group
		{Start: at(10, 9, 0), End: at(10, 10, 0), Kind: care.KindMedication, Attended: true}, // nor is this
	} {
		s.Ref = fmt.Sprint("Appointment/", i)
		c.Record.Sessions = append(c.Record.Sessions, s)
	}
	c.Record.Stay.Admitted = at(4, 0, 0)
	slices.SortFunc(c.Record.Sessions, func(a, b care.Session) int { return a.Start.Compare(b.Start) })
	m := staff.SummaryOf(c, "Patient/odd", false, now, say.New("en"))
	var rows []string
	for _, s := range m.Sections {
		for _, r := range s.Rows {
			rows = append(rows, strings.Join(r, " | "))
		}
	}
	want := []string{"March 1 to 7 | 1 of 2 | 3 of 6", "March 8 to 14 | 3 of 3 | 7.5 of 9", "March 15 to 21 | 0 of 1 | 0 of 3"}
	if got := strings.Join(rows, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}

func oddChart(zone *time.Location, now time.Time, called, goal string, scores, goals, weeks int) care.Chart {
	who := care.Person{Ref: "Patient/odd", Name: called}
	f := care.Form{Canonical: "phq", Title: "PHQ-9", Instrument: care.PHQ9}
	for i := range 9 {
		it := care.Item{LinkID: fmt.Sprint(i), Text: "Item", Kind: care.ItemChoice, Scored: true}
		for v := range 4 {
			it.Options = append(it.Options, care.Option{Code: fmt.Sprint(v), Text: fmt.Sprint(v), Ordinal: v, HasOrdinal: true})
		}
		f.Items = append(f.Items, it)
	}
	stay := care.Stay{Ref: "EpisodeOfCare/odd", Admitted: now.AddDate(0, 0, -7*weeks-3)}
	r := care.Chart{Viewer: care.Viewer{Person: who}, Clinic: care.Clinic{Zone: zone}, Stay: stay, Forms: []care.Form{f}}
	for i := range weeks {
		for _, day := range []int{0, 1, 3} {
			at := care.WeekStart(now, zone).AddDate(0, 0, -7*(weeks-i)+day).Add(18 * time.Hour)
			r.Sessions = append(r.Sessions, care.Session{Ref: fmt.Sprint("Appointment/w", i, day), Start: at, End: at.Add(3 * time.Hour), Attended: day != 3, Missed: day == 3})
		}
	}
	for i := range goals {
		r.Plan.Goals = append(r.Plan.Goals, care.Goal{Ref: fmt.Sprint("Goal/", i), Text: goal})
	}
	for i := range scores {
		ci := care.CheckIn{ID: fmt.Sprint(i), Form: "phq", Status: care.CheckInDone, Authored: now.AddDate(0, 0, -i), Answers: map[string]care.Reply{}}
		for k, it := range f.Items {
			ci.Answers[it.LinkID] = care.Reply{Options: it.Options[(i+k)%4 : (i+k)%4+1]}
		}
		r.CheckIns = append(r.CheckIns, ci)
	}
	return care.Chart{
		Viewer: care.Viewer{Person: care.Person{Name: "Dana Ortiz, LPC"}, Role: care.RoleStaff}, Clinic: care.Clinic{Name: "Lakeview", Zone: zone, Telephone: "(312) 555-0100"},
		Record: &r, Caseload: []care.Case{{Patient: who, Stay: stay}}, Sync: care.Sync{AsOf: now},
	}
}
