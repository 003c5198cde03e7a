package patient

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"throughline/care"
	"throughline/screens/say"
)

func TestTheWeekIsToldDayByDay(t *testing.T) {
	t.Parallel()
	c := sample()
	m := ScheduleOf(c, ScheduleAsk{Day: at(9, 12, 0)}, at(9, 14, 0), en)
	check(t, "zone", m.Zone, "Chicago time")
	check(t, "span", m.Span, "March 8 to 14")
	check(t, "hours", m.Hours, "3 of 9 hours done, 6 to come")
	check(t, "days", len(m.Days), 5)
	check(t, "Monday", m.Days[0].Items[0].Status.Text, "You were there")
	check(t, "Tuesday", m.Days[1].Items[0].When+"|"+m.Days[1].Items[0].Status.Text, "Today, 6:00 to 9:00 PM|You said you're coming")
	check(t, "Wednesday", len(m.Days[2].Items), 0)
	check(t, "Thursday", m.Days[3].Items[0].Tag, "Moved, was 6:00 PM")
	check(t, "Friday", m.Days[4].Items[0].Title+"|"+m.Days[4].Items[0].Note, "Medication visit|Dr. Priya Raman, at the clinic")
	if !m.Before.IsZero() || !m.After.IsZero() {
		t.Errorf("weeks without anything can be reached: %v, %v", m.Before, m.After)
	}
	es := ScheduleOf(c, ScheduleAsk{Day: at(9, 12, 0)}, at(9, 14, 0), es)
	check(t, "Spanish", es.Zone+"|"+es.Span+"|"+es.Days[0].Short, "Hora de Chicago|8 al 14 de marzo|Lun")
}

func TestTheScheduleTellsWhatBecameOfEachSession(t *testing.T) {
	t.Parallel()
	c := sample()
	c.Sessions[0].Attended, c.Sessions[0].Missed = false, true
	c.Sessions[1].State = care.SessionCancelled
	c.Sessions[2].End = c.Sessions[2].Start.Add(-1) // no usable end
	saturday := c.Sessions[3]
	saturday.Ref, saturday.Start, saturday.End = "Appointment/13", at(13, 9, 0), at(13, 10, 0)
	next := saturday
	next.Ref, next.Start = "Appointment/20", at(20, 9, 0)
	c.Sessions = append(c.Sessions, saturday, next)
	m := ScheduleOf(c, ScheduleAsk{Day: at(9, 12, 0)}, at(9, 14, 0), en)
	check(t, "missed", m.Days[0].Items[0].Status.Text, "You weren't there")
	check(t, "cancelled", m.Days[1].Items[0].Status.Text, "Canceled by the clinic")
	check(t, "no end", m.Days[3].Items[0].When, "5:00 PM")
	check(t, "Saturday", m.Days[5].Short, "Sat")
	check(t, "next week", m.After.Format("2006-01-02"), "2027-03-15")
	m = ScheduleOf(care.Chart{}, ScheduleAsk{Day: at(9, 12, 0)}, at(9, 14, 0), en)
	if !m.Waiting {
		t.Error("an empty chart shows an empty week")
	}
}

func TestAResultNamesAChangeOnlyWhenItCounts(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		totals           []int
		total, band, say string
	}{
		"counts":    {[]int{16, 17, 14, 11}, "11", "Moderate", "5 points lower than your first one.\nA change of 5 or more counts."},
		"small":     {[]int{16, 14}, "14", "Moderate", ""},
		"higher":    {[]int{4, 20}, "20", "Severe", "16 points higher than your first one.\nA change of 5 or more counts."},
		"first":     {[]int{0}, "0", "Minimal", ""},
		"it counts": {[]int{9, 4}, "4", "Minimal", "5 points lower than your first one.\nA change of 5 or more counts.\nIt is half of your first one, or less.\nUnder 5 is what studies call remission."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := sample()
			c.CheckIns = nil
			for i, total := range x.totals {
				c.CheckIns = append([]care.CheckIn{answered("last", phq9("en"), at(9-7*(len(x.totals)-1-i), 8, 10), spread(total))}, c.CheckIns...)
			}
			m := ResultOf(c, "last", at(9, 9, 0), en)
			check(t, "total", m.Total+"|"+m.Band+"|"+m.OutOf, x.total+"|"+x.band+"|out of 27")
			check(t, "change", m.Change, x.say)
			check(t, "points", len(m.Points), len(x.totals))
			check(t, "limit", m.Limit, "One picture of two weeks. Not a diagnosis.")
			check(t, "status", m.Status.Text, "PHQ-9. Sent 8:12 AM")
		})
	}
}

// "Prefer not to answer" gives no total; it is never counted as 0.
func TestAFormWithADeclinedAnswerHasNoTotal(t *testing.T) {
	t.Parallel()
	c := sample()
	ci := answered("x", phq9("en"), at(9, 8, 10), spread(11))
	ci.Answers["q2"] = care.Reply{Declined: true}
	ci.Messages = []care.Message{
		{By: "Dana Ortiz, LPC", Text: "Thank you. I read it.", At: at(8, 16, 0)}, {By: "Priya Raman, MD", Text: "We talk about it on Thursday.", At: at(9, 8, 30)},
	}
	ci.Note = ci.Messages[1].Text
	c.CheckIns = []care.CheckIn{ci, answered("old", phq9("en"), at(2, 8, 10), spread(20))}
	m := ResultOf(c, "x", at(9, 9, 0), en)
	check(t, "total", m.Total+m.Band+m.Change, "")
	check(t, "all that was written, oldest first", fmt.Sprint(m.NoteTitle, m.Notes), "Your team wrote[{Dana Ortiz, LPC Monday, March 8, 4:00 PM Thank you. I read it.} {Priya Raman, MD 8:30 AM We talk about it on Thursday.}]")
	if !strings.HasPrefix(m.Partial, "No total this time") || m.Answers[1].Answer != "Prefer not to answer" {
		t.Errorf("partial: %q, %+v", m.Partial, m.Answers[1])
	}
	if ResultOf(c, "nobody", at(9, 9, 0), en).Missing == "" {
		t.Error("an unknown check-in shows nothing at all")
	}
	c.Forms = nil
	if ResultOf(c, "x", at(9, 9, 0), en).Missing == "" {
		t.Error("a check-in without its form shows a total of nothing")
	}
}

// A clinic has a form in two languages, and the other one comes first in its list: what
// was answered in English was shown under questions in Spanish.
func TestAResultIsReadInTheLanguageInWhichItWasAnswered(t *testing.T) {
	t.Parallel()
	ask := func(language, text string) care.Form {
		return care.Form{Canonical: "urn:follow-up|1", Title: text, Language: language, Items: []care.Item{{LinkID: "1", Kind: care.ItemString, Text: text}}}
	}
	c := care.Chart{
		Forms:    []care.Form{ask("es", "¿Qué te ayuda?"), ask("en", "What helps you?")},
		CheckIns: []care.CheckIn{{ID: "x", Form: "urn:follow-up|1", Language: "en", Status: care.CheckInDone, Answers: map[string]care.Reply{"1": {Text: "Walks"}}}},
	}
	for _, p := range []*say.Printer{en, say.New("es")} {
		if m := ResultOf(c, "x", at(9, 9, 0), p); len(m.Answers) != 1 || m.Answers[0].Question != "What helps you?" {
			t.Errorf("answers %+v", m.Answers)
		}
	}
}

func TestCheckInsAreListedByWhatIsAskedAndAnswered(t *testing.T) {
	t.Parallel()
	c := sample()
	c.Due = []care.Due{{Ref: "Task/1", Form: "http://example.org/phq-9", Title: "PHQ-9"}}
	spanish := phq9("es")
	spanish.Canonical = "http://example.org/phq-9-es"
	c.Forms = append(c.Forms, spanish)
	m := CheckInsOf(c, at(9, 14, 0), en)
	check(t, "due", len(m.Due), 1)
	check(t, "done", m.Done[0].When+"|"+m.Done[0].Status.Text, "8:10 AM|Sent to your team")
	check(t, "other", len(m.Other), 2)
	check(t, "language", m.Other[1].When, "In Spanish")
	check(t, "none", CheckInsOf(care.Chart{Sync: care.Sync{AsOf: tuesday}}, at(9, 14, 0), en).Words, "Nothing is asked for right now.")
	check(t, "not come yet", CheckInsOf(care.Chart{}, at(9, 14, 0), en).Words, "This shows here once your clinic sends it.")
}

// What counts differs by instrument; noise is never named.
func TestWhatCountsIsTheInstruments(t *testing.T) {
	t.Parallel()
	s := speak(sample(), tuesday, en)
	for _, x := range []struct {
		of          care.Instrument
		first, last int
		want        string
	}{
		{care.PCL5, 50, 45, ""},
		{care.PCL5, 50, 41, ""},
		{care.PCL5, 50, 40, "10 points lower than your first one.\nA change of 10 or more counts."},
		{care.PCL5, 40, 25, "15 points lower than your first one.\nA change of 10 or more counts.\nA change of 15 or more is hard to explain by chance.\n28 or less is what studies call recovered."},
		{care.PCL5, 30, 46, "16 points higher than your first one.\nA change of 10 or more counts.\nA change of 15 or more is hard to explain by chance."},
		{care.GAD7, 12, 9, ""},
		{care.GAD7, 12, 8, "4 points lower than your first one.\nA change of 4 or more counts."},
		{care.PHQ9, 20, 10, "10 points lower than your first one.\nA change of 5 or more counts.\nIt is half of your first one, or less."},
	} {
		scale, _ := care.ScaleOf(x.of)
		check(t, string(x.of), s.change(x.first, x.last, scale), x.want)
	}
}

// A form that the clinic has retired is offered nowhere; what was answered with it stays.
func TestARetiredFormIsNotOffered(t *testing.T) {
	t.Parallel()
	c := sample()
	before := CheckInsOf(c, tuesday, en)
	if len(before.Other) == 0 {
		t.Fatal("nothing is offered in the sample")
	}
	c.Forms = slices.Clone(c.Forms)
	for i := range c.Forms {
		c.Forms[i].Retired = true
	}
	after := CheckInsOf(c, tuesday, en)
	if len(after.Other) > 0 || len(after.Done) != len(before.Done) {
		t.Errorf("offered %+v, answered %d of %d", after.Other, len(after.Done), len(before.Done))
	}
	if how := speak(c, tuesday, en).howAmI(c); how.form.Canonical != "" {
		t.Error("a retired daily form is asked")
	}
}
