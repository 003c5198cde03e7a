package staff

import (
	"strconv"
	"strings"
	"time"

	"throughline/care"
)

// facts are how it goes, one line each.
func (s speaker) facts() []Fact {
	p := s.p
	out := []Fact{{p.T("staff.brief.hours"), s.hoursWords()}, {p.T("staff.brief.groups"), s.groupWords()}}
	for _, i := range []care.Instrument{care.PHQ9, care.GAD7, care.PCL5} {
		if words := s.scoreWords(i); words != "" {
			out = append(out, Fact{instrumentNames[i], words})
		}
	}
	var brings []string
	for _, b := range s.record.ForGroup(s.now) {
		brings = append(brings, p.T("patient.session.for-group-line", "Title", b.Title, "Day", s.day(b.At)))
	}
	if len(brings) > 0 {
		out = append(out, Fact{p.T("staff.brief.brings"), strings.Join(brings, "; ")})
	}
	return append(out,
		Fact{p.T("staff.brief.check-ins"), s.checkInWords()},
		Fact{p.T("staff.brief.practice"), s.practiceWords()},
		Fact{p.T("staff.brief.homework"), s.homeworkWords()},
		Fact{p.T("staff.brief.medication"), s.medicationWords()},
		Fact{p.T("staff.brief.visits"), s.visitWords()},
	)
}

// instrumentNames are the instruments' own, the same in every language.
var instrumentNames = map[care.Instrument]string{care.PHQ9: "PHQ-9", care.GAD7: "GAD-7", care.PCL5: "PCL-5"}

func (s speaker) hoursWords() string {
	w := s.record.HoursOfWeek(s.now)
	return s.p.T("staff.brief.hours-of", "Done", hours(w.Attended), "All", hours(w.Scheduled))
}

// hours are whole hours, or with one digit after the point.
func hours(d time.Duration) string {
	return strings.TrimSuffix(strconv.FormatFloat(d.Hours(), 'f', 1, 64), ".0")
}

// groupWords says which groups since the last review took place with the patient.
func (s speaker) groupWords() string {
	attended, all := 0, 0
	var missed []string
	for _, x := range s.record.SessionsBetween(s.since, s.now) {
		if x.Kind != care.KindGroup || x.State == care.SessionCancelled {
			continue
		}
		all++
		switch {
		case x.Attended:
			attended++
		case x.Missed:
			missed = append(missed, s.p.ShortDate(x.Start.In(s.zone)))
		}
	}
	if all == 0 {
		return s.p.T("staff.brief.groups-none")
	}
	words := s.p.T("staff.brief.groups-of", "Done", attended, "All", all)
	if len(missed) > 0 {
		words += " " + s.p.T("staff.brief.groups-missed", "Days", strings.Join(missed, ", "))
	}
	return words
}

// scoreWords is the last score of an instrument, with a change only where it
// counts.
func (s speaker) scoreWords(i care.Instrument) string {
	scores := s.record.Scores(i)
	if len(scores) == 0 {
		return ""
	}
	scale, _ := care.ScaleOf(i)
	last := scores[len(scores)-1]
	words := s.p.T("staff.brief.score", "Total", last.Total, "Max", scale.Max, "Day", s.p.ShortDate(last.At.In(s.zone)))
	if band, ok := scale.BandOf(last.Total); ok {
		words = s.p.T("staff.brief.score-band", "Total", last.Total, "Max", scale.Max, "Band", s.p.T("band."+band.Name), "Day", s.p.ShortDate(last.At.In(s.zone)))
	}
	change := last.Total - scores[0].Total
	switch {
	case scale.Counts == 0 || len(scores) < 2:
	case max(change, -change) < scale.Counts:
		words += " " + s.p.T("staff.brief.score-same")
	case change < 0:
		words += " " + s.p.N("staff.review.lower", -change)
	default:
		words += " " + s.p.N("staff.review.higher", change)
	}
	return words
}

func (s speaker) checkInWords() string {
	n := 0
	for _, x := range s.record.CheckIns {
		if x.Status != care.CheckInBegun && !x.Authored.Before(s.since) {
			n++
		}
	}
	words := s.p.T("staff.brief.check-ins-none")
	if n > 0 {
		words = s.p.N("staff.brief.check-ins-count", n)
	}
	switch {
	case s.kase.Urgent > 0:
		words += " " + s.p.N("staff.patients.urgent", s.kase.Urgent)
	case s.kase.Waiting > 0:
		words += " " + s.p.N("staff.patients.waiting", s.kase.Waiting)
	}
	return words
}

// practiceWords says what was used since the last review, and what helped.
func (s speaker) practiceWords() string {
	var since []care.Practice
	titles := map[string]string{}
	for _, x := range s.record.Practices {
		if !x.At.Before(s.since) {
			since = append(since, x)
			titles[x.Skill] = x.Title
		}
	}
	var words []string
	for _, h := range care.WhatHelped(since) {
		line := s.p.N("staff.brief.practiced", h.Times, "Skill", titles[h.Skill])
		if h.Rated > 0 {
			line += " " + s.p.T("staff.brief.eased", "Eased", h.Eased, "Rated", h.Rated)
		}
		if words = append(words, line); len(words) == shownSkills {
			break
		}
	}
	if len(words) == 0 {
		return s.p.T("staff.brief.practice-none")
	}
	return strings.Join(words, " ")
}

// shownSkills is how many skills the brief names.
const shownSkills = 3

func (s speaker) homeworkWords() string {
	done, all := 0, 0
	var left []string
	for _, h := range s.record.Homework {
		switch {
		case h.Done.IsZero():
			all++
			left = append(left, h.Title)
		case !h.Done.Before(s.since):
			all, done = all+1, done+1
		}
	}
	if all == 0 {
		return s.p.T("staff.brief.homework-none")
	}
	words := s.p.T("staff.brief.homework-of", "Done", done, "All", all)
	if len(left) > 0 {
		words += " " + s.p.T("staff.brief.homework-left", "What", strings.Join(left, ", "))
	}
	return words
}

// medicationWords says when the prescriber saw the patient last, and when next.
func (s speaker) medicationWords() string {
	var last, next time.Time
	for _, x := range s.record.Sessions {
		switch {
		case x.Kind != care.KindMedication || x.State == care.SessionCancelled:
		case x.Attended && x.Start.After(last):
			last = x.Start
		case x.Start.After(s.now) && (next.IsZero() || x.Start.Before(next)):
			next = x.Start
		}
	}
	words := s.p.T("staff.brief.medication-none")
	if !last.IsZero() {
		words = s.p.T("staff.brief.medication-last", "Day", s.day(last))
	}
	if !next.IsZero() {
		words += " " + s.p.T("staff.brief.medication-next", "Day", s.day(next))
	}
	return words
}

func (s speaker) visitWords() string {
	stay := s.record.Stay
	if stay.Approved == 0 {
		return s.p.T("staff.brief.visits-unknown", "Done", s.record.Visits().Attended)
	}
	done := s.record.Visits().Attended
	words := s.p.T("staff.brief.visits-of", "Done", done, "All", stay.Approved, "Left", max(stay.Approved-done, 0))
	if !stay.ApprovedTo.IsZero() {
		words += " " + s.p.T("staff.brief.visits-until", "Day", s.day(stay.ApprovedTo))
	}
	return words
}

// mostAnswered is the trend of the instrument with the most scores, if it has two.
func (s speaker) mostAnswered() (title string, t Trend) {
	var best []care.Score
	for _, i := range []care.Instrument{care.PHQ9, care.GAD7} {
		scores := s.record.Scores(i)
		scale, ok := care.ScaleOf(i)
		if ok && len(scores) > 1 && len(scores) > len(best) {
			best = scores
			title, t = s.p.T("staff.review.trend", "Form", instrumentNames[i]), trend(scores, scale, s.p)
		}
	}
	return title, t
}
