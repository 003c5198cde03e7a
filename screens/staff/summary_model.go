package staff

import (
	"strconv"
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Summary is the continued-stay summary for the payer: what is on the page, which
// is shown before it is saved, and what it leaves out.
type Summary struct {
	PageHead
	Name, Small string // the patient, and by whom and when it was made
	Sections    []SummarySection
	Words       string // the choice to put the goals in the patient's own words
	WordsChosen bool
	WordsState  string
	Save        string
	Refused     string // why it cannot be saved; "" where it can be
	Language    string
}

// SummarySection is one section of the page.
type SummarySection struct {
	Title  string
	Text   []string
	Items  []string
	Head   []string
	Rows   [][]string
	Points []Point

	ChartTitle string // which instrument the trend is of
	Top        int    // of the trend
}

// SummaryFile is the name of the file: it tells nothing of health, nor of whom.
const SummaryFile = "summary.pdf"

// What fits on one page.
const (
	summaryWeeks  = 12
	summaryScores = 8
	summaryGoals  = 6
	summaryMissed = 12
	summaryRunes  = 110 // of one thing that somebody wrote
	summaryName   = 70
)

// SummaryOf tells the summary; words puts the goals in the patient's own words,
// where that may be.
func SummaryOf(c care.Chart, patient string, words bool, now time.Time, p *say.Printer) Summary {
	h, s, ok := head(c, patient, "staff.pages.summary", "staff.summary.words", now, p)
	m := Summary{PageHead: h, Save: p.T("staff.summary.save"), Words: p.T("staff.summary.own-words"), Language: p.Language()}
	if !ok {
		return m
	}
	m.WordsChosen, m.WordsState = words, p.T("patient.goal.step-open")
	if words {
		m.WordsState = p.T("patient.goal.step-done")
	}
	m.Name = s.kase.Patient.Name
	// A dual diagnosis stay is substance-use treatment itself: all that it recorded carries
	// the label, and nothing of it leaves without the patient's consent for the payer (42 CFR 2.31).
	if s.record.Stay.Programme == care.DualDiagnosis && !s.record.Stay.PayerSubstance.After(now) {
		given := s.kase.Patient.Given
		if given == "" {
			given = m.Name
		}
		m.Refused = p.T("staff.summary.refused", "Name", m.Name, "Given", given)
		return m
	}
	cut := &cutting{}
	m.Small = p.T("staff.summary.made", "Name", cut.short(c.Viewer.Name, summaryName), "Day", p.LongDate(now.In(s.zone)), "Clinic", cut.short(c.Clinic.Name, summaryName))
	if c.Clinic.Telephone != "" {
		m.Small += " " + c.Clinic.Telephone
	}
	m.Name = cut.short(m.Name, summaryName)
	m.Sections = []SummarySection{s.summaryStay(), s.summaryVisits(cut), s.summaryAttendance(cut), s.summaryScores(cut), s.summaryGoals(cut, words)}
	m.Sections = append(m.Sections, s.leftOut(words, cut))
	return m
}

// cutting is what one page has no room for.
type cutting struct {
	weeks, scores, goals, missed int
	words                        bool
}

// short is as much of what somebody wrote as has room.
func (c *cutting) short(words string, most int) string {
	r := []rune(words)
	if len(r) <= most {
		return words
	}
	c.words = true
	return strings.TrimSpace(string(r[:most])) + "…"
}

func (s speaker) summaryStay() SummarySection {
	p, stay := s.p, s.record.Stay
	out := SummarySection{Title: p.T("staff.summary.stay")}
	programme := p.T("staff.brief.mental-health")
	if stay.Programme == care.DualDiagnosis {
		programme = p.T("staff.brief.dual")
	}
	words := []string{programme}
	if !stay.Admitted.IsZero() {
		words = append(words, p.T("staff.brief.admitted", "Day", p.LongDate(stay.Admitted.In(s.zone))))
	}
	if week := stay.Week(s.now, s.zone); week > 0 && !stay.Admitted.IsZero() {
		words = append(words, p.T("staff.patients.week-of", "Week", week)+".")
	}
	out.Text = append(out.Text, strings.Join(append(words, p.T("staff.summary.level", "Level", s.levelName(stay.Level()))), " "))
	if !stay.Discharged.IsZero() {
		out.Text = append(out.Text, p.T("staff.discharge.set", "Day", p.LongDate(stay.Discharged.In(s.zone))))
	}
	return out
}

func (s speaker) summaryVisits(cut *cutting) SummarySection {
	out := SummarySection{Title: s.p.T("staff.brief.visits"), Text: []string{s.visitWords()}}
	var missed []string
	for _, x := range s.record.Visits().Missed {
		missed = append(missed, s.p.ShortDate(x.Start.In(s.zone)))
	}
	cut.missed = max(len(missed)-summaryMissed, 0)
	if missed = missed[:len(missed)-cut.missed]; len(missed) > 0 { // the latest come first
		out.Text = append(out.Text, s.p.T("staff.summary.missed", "Days", strings.Join(missed, ", ")))
	}
	one, medication := 0, 0
	for _, x := range s.record.Sessions {
		if x.Attended && !x.Start.Before(s.record.Stay.Admitted) {
			switch x.Kind {
			case care.KindIndividual:
				one++
			case care.KindMedication:
				medication++
			case care.KindGroup, care.KindFamily, care.KindVisit:
			}
		}
	}
	out.Text = append(out.Text, s.p.T("staff.summary.others", "Individual", one, "Medication", medication))
	return out
}

// summaryAttendance is the groups by week, the last weeks of the stay: of the week that runs what was held by now, and of
// that of the admission what came after it.
func (s speaker) summaryAttendance(cut *cutting) SummarySection {
	p := s.p
	out := SummarySection{Title: p.T("staff.summary.attendance"), Head: []string{p.T("staff.summary.week"), p.T("staff.summary.visits"), p.T("staff.summary.hours")}}
	y, m, d := s.record.Stay.Admitted.In(s.zone).Date()
	admitted := time.Date(y, m, d, 0, 0, 0, 0, s.zone)
	var at time.Time
	var attended, planned int
	var there, all time.Duration
	row := func() {
		if planned > 0 {
			out.Rows = append(out.Rows, []string{
				p.Days(at, at.AddDate(0, 0, 6)), p.T("staff.brief.hours-of", "Done", attended, "All", planned), p.T("staff.brief.hours-of", "Done", hours(there), "All", hours(all)),
			})
		}
	}
	for _, x := range s.record.SessionsBetween(admitted, s.now) {
		if x.Kind != care.KindGroup || x.State == care.SessionCancelled {
			continue
		}
		if week := care.WeekStart(x.Start, s.zone); !week.Equal(at) {
			row()
			at, attended, planned, there, all = week, 0, 0, 0, 0
		}
		planned++
		all += x.Duration()
		if x.Attended {
			attended++
			there += x.Present()
		}
	}
	row()
	cut.weeks = max(len(out.Rows)-summaryWeeks, 0)
	out.Rows = out.Rows[cut.weeks:]
	if len(out.Rows) == 0 {
		out.Head, out.Text = nil, []string{p.T("staff.brief.groups-none")}
	}
	return out
}

// summaryScores is the totals by day, and the trend of what was answered most.
func (s speaker) summaryScores(cut *cutting) SummarySection {
	p := s.p
	out := SummarySection{Title: p.T("staff.summary.scores")}
	var kinds []care.Instrument
	days := map[string]map[care.Instrument]string{}
	var order []time.Time
	for _, i := range []care.Instrument{care.PHQ9, care.GAD7, care.PCL5} {
		scores := s.record.Scores(i)
		scale, _ := care.ScaleOf(i)
		if len(scores) == 0 {
			continue
		}
		kinds = append(kinds, i)
		for _, x := range scores {
			at := x.At.In(s.zone)
			day := at.Format(time.DateOnly)
			if days[day] == nil {
				days[day] = map[care.Instrument]string{}
				order = append(order, at)
			}
			words := strconv.Itoa(x.Total)
			if band, ok := scale.BandOf(x.Total); ok {
				words += ", " + p.T("band."+band.Name)
			}
			days[day][i] = words
		}
		out.Text = append(out.Text, instrumentNames[i]+": "+s.scoreWords(i))
	}
	if len(kinds) == 0 {
		out.Text = []string{p.T("staff.summary.no-scores")}
		return out
	}
	out.Head = []string{p.T("staff.summary.day")}
	for _, i := range kinds {
		out.Head = append(out.Head, instrumentNames[i])
	}
	sortTimes(order)
	cut.scores = max(len(order)-summaryScores, 0)
	order = order[cut.scores:]
	for _, at := range order {
		row := []string{p.LongDate(at)}
		for _, i := range kinds {
			row = append(row, days[at.Format(time.DateOnly)][i])
		}
		out.Rows = append(out.Rows, row)
	}
	title, t := s.mostAnswered()
	out.ChartTitle, out.Top, out.Points = title, t.Top, t.Points[max(len(t.Points)-summaryScores, 0):]
	return out
}

// summaryGoals says how far each goal has come; in the patient's words only where
// that was chosen.
func (s speaker) summaryGoals(cut *cutting, words bool) SummarySection {
	out := SummarySection{Title: s.p.T("staff.summary.goals")}
	for i, g := range s.record.Plan.Goals {
		if i == summaryGoals {
			cut.goals = len(s.record.Plan.Goals) - summaryGoals
			break
		}
		name := s.p.T("staff.summary.goal", "N", i+1)
		if words {
			name = quoted(cut.short(g.Text, summaryRunes))
		}
		line := name + ": " + s.briefGoal(g).State
		if n := len(g.Closeness); n > 0 {
			line += " " + s.p.T("staff.summary.feels", "Now", s.closeness(g.Closeness[n-1].Value))
		}
		out.Items = append(out.Items, line)
	}
	if len(out.Items) == 0 {
		out.Text = []string{s.p.T("staff.brief.no-goals")}
	}
	return out
}

// leftOut states what is not on the page.
func (s speaker) leftOut(words bool, cut *cutting) SummarySection {
	out := SummarySection{Title: s.p.T("staff.summary.leaves-out"), Text: []string{s.p.T("staff.summary.leaves")}}
	if !words {
		out.Text = append(out.Text, s.p.T("staff.summary.leaves-words"))
	}
	if what := s.cutWords(cut); what != "" {
		out.Text = append(out.Text, s.p.T("staff.summary.cut", "What", what))
	}
	if s.record.Stay.Programme == care.DualDiagnosis {
		out.Text = append(out.Text, s.p.T("staff.summary.with-consent", "Day", s.p.LongDate(s.record.Stay.PayerSubstance.In(s.zone))))
	}
	return out
}

// cutWords says what had no room.
func (s speaker) cutWords(cut *cutting) string {
	var out []string
	for _, x := range []struct {
		key string
		n   int
	}{{"weeks", cut.weeks}, {"missed", cut.missed}, {"scores", cut.scores}, {"goals", cut.goals}} {
		if x.n > 0 {
			out = append(out, s.p.N("staff.summary.cut-"+x.key, x.n))
		}
	}
	if cut.words {
		out = append(out, s.p.T("staff.summary.cut-words"))
	}
	return strings.Join(out, ", ")
}
