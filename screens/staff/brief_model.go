package staff

import (
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Brief is one patient for the weekly team review: what changed since the last
// one, how it goes, and what the team makes of it.
type Brief struct {
	Patient, Name, Standing string
	Since                   string // "Since the team last met, March 2"
	Concerns                []string
	ConcernsTitle           string
	Changed                 []BriefChange // newest first
	Nothing                 string        // said where nothing changed
	More                    string        // that there are older ones; "" where all are shown
	FactsTitle              string
	Facts                   []Fact
	TrendTitle              string
	Trend                   Trend // of the instrument that was answered most; no points: none

	GoalsTitle, NoGoals string
	Goals               []BriefGoal
	Edit                GoalEdit

	Note, NoteHint string
	Mark, MarkSay  string // records the review and opens the next patient
	Done           string // who reviewed it this week; "" where nobody did
	Next           string // the way to the next patient without a record
	Last           bool   // no other patient is to be reviewed this week

	PagesTitle string
	Pages      []BriefLink
	p          *say.Printer
}

// BriefChange is one thing that changed.
type BriefChange struct{ When, What, Words, Why string }

// BriefGoal is one goal, which the team may word anew or give another day.
type BriefGoal struct {
	Ref, Text, State string
	target           time.Time
}

// GoalEdit is the words of the fields in which the team changes a goal.
type GoalEdit struct {
	Change, Text, Why, WhyHint, Save, Cancel string
	Day                                      Day
}

// BriefPage is a page of a patient's that opens over the brief.
type BriefPage int

// Pages of a patient.
const (
	PagePartTwo BriefPage = iota
	PageTransition
	PageDischarge
	PageNextCare
	PageLevel
	PageSummary
	PageSafety
)

// BriefLink is the way to one of them.
type BriefLink struct {
	Page         BriefPage
	Icon         string
	Title, Small string
}

// shownChanges is how many changes the brief shows: it is one page.
const shownChanges = 8

// briefOf tells the brief of the patient whose record is open.
func briefOf(c care.Chart, k care.Case, now time.Time, p *say.Printer) *Brief {
	s := speak(c, k, now, p)
	b := &Brief{
		p: p, Patient: k.Patient.Ref, Name: k.Patient.Name, Standing: s.standingWords(),
		ConcernsTitle: p.T("staff.brief.concerns"), FactsTitle: p.T("staff.brief.facts"), GoalsTitle: p.T("staff.brief.goals"), NoGoals: p.T("staff.brief.no-goals"),
		Edit: GoalEdit{
			Change: p.T("staff.common.change"), Text: p.T("staff.brief.goal-text"), Why: p.T("staff.common.why"), WhyHint: p.T("staff.common.why-hint"),
			Save: p.T("staff.common.save"), Cancel: p.T("staff.common.cancel"),
			Day: dayOf("staff.brief.goal-day", s.zone, p),
		},
		Note: p.T("staff.brief.note"), NoteHint: p.T("staff.brief.note-hint"), Mark: p.T("staff.brief.mark"), MarkSay: p.T("staff.brief.mark-say"),
		Next: p.T("staff.brief.next"), PagesTitle: p.T("staff.brief.pages"),
	}
	b.Since = p.T("staff.brief.since-admission", "Day", p.MonthDay(s.since.In(s.zone)))
	if k.Reviewed.Equal(s.since) {
		b.Since = p.T("staff.brief.since-review", "Day", p.MonthDay(s.since.In(s.zone)))
	}
	for _, x := range care.ConcernsOf(s.record, now, rulesOf(c)) {
		b.Concerns = append(b.Concerns, p.T("staff.concern."+string(x)))
	}
	b.Changed = s.changes()
	switch {
	case len(b.Changed) == 0:
		b.Nothing = p.T("staff.brief.nothing")
	case len(b.Changed) > shownChanges:
		b.More = p.N("staff.brief.more", len(b.Changed)-shownChanges)
		b.Changed = b.Changed[:shownChanges]
	}
	b.Facts = s.facts()
	b.TrendTitle, b.Trend = s.mostAnswered()
	for _, g := range s.record.Plan.Goals {
		b.Goals = append(b.Goals, s.briefGoal(g))
	}
	if !k.ToReview(now, s.zone) && k.InProgramme(now) {
		b.Done = p.T("staff.brief.done", "Day", p.Day(k.Reviewed.In(s.zone)))
	}
	if b.Last = !toReview(c, now, k.Patient.Ref); b.Last {
		b.Mark, b.Next = p.T("staff.brief.mark-last"), ""
	}
	if !k.InProgramme(now) {
		b.Mark = ""
	}
	b.Pages = s.pages()
	return b
}

func (s speaker) briefGoal(g care.Goal) BriefGoal {
	out := BriefGoal{Ref: g.Ref, Text: g.Text, target: g.Target}
	switch {
	case g.Reached:
		out.State = s.p.T("staff.brief.goal-reached")
	case g.Resting:
		out.State = s.p.T("staff.brief.goal-resting")
	case g.Target.IsZero():
		out.State = s.p.T("staff.brief.goal-open")
	default:
		out.State = s.p.T("staff.brief.goal-by", "Day", s.day(g.Target))
	}
	done := 0
	for _, x := range g.Steps {
		if !x.Done.IsZero() {
			done++
		}
	}
	if len(g.Steps) > 0 {
		out.State += " " + s.p.T("staff.brief.goal-steps", "Done", done, "All", len(g.Steps))
	}
	return out
}

// pages are the ways to all that the team writes about the patient.
func (s speaker) pages() []BriefLink {
	p, plan := s.p, s.record.Plan
	link := func(page BriefPage, icon, key, small string) BriefLink {
		return BriefLink{Page: page, Icon: icon, Title: p.T(key), Small: small}
	}
	next := p.T("staff.pages.next-none")
	if n := len(plan.NextCare); n > 0 {
		next = p.N("staff.pages.next-care-count", n)
	}
	transition := p.T("staff.pages.transition-none")
	if !plan.Transition.Empty() {
		transition = p.N("staff.pages.transition-lines", len(plan.Transition.Lines))
	}
	discharge := p.T("staff.pages.discharge-none")
	if !s.record.Stay.Discharged.IsZero() {
		discharge = p.T("staff.pages.discharge-on", "Day", s.day(s.record.Stay.Discharged))
	}
	return []BriefLink{
		link(PagePartTwo, "clipboard-list", "staff.pages.part-two", s.partTwoState()),
		link(PageTransition, "signpost", "staff.pages.transition", transition),
		link(PageDischarge, "house", "staff.pages.discharge", discharge),
		link(PageNextCare, "heart-handshake", "staff.pages.next-care", next),
		link(PageSafety, "shield-check", "staff.safety.title", s.safetyState()),
		link(PageLevel, "trending-up", "staff.pages.level", s.levelName(s.record.Stay.Level())),
		link(PageSummary, "send", "staff.pages.summary", p.T("staff.pages.summary-small")),
	}
}

// partTwoState says where part two stands: when it opens, that it is due, or how
// many parts there are (programme rules: after the first week, overdue on day 14).
func (s speaker) partTwoState() string {
	opens := s.record.Stay.Admitted.AddDate(0, 0, partTwoOpens)
	late := s.record.Stay.Admitted.AddDate(0, 0, rulesOf(s.chart).PartTwoDays)
	switch n := len(s.record.Plan.Clinical); {
	case n > 0:
		return s.p.N("staff.pages.part-two-count", n)
	case s.now.Before(opens):
		return s.p.T("staff.pages.part-two-opens", "Day", s.day(opens))
	case s.now.Before(late):
		return s.p.T("staff.pages.part-two-by", "Day", s.day(late))
	default:
		return s.p.T("staff.pages.part-two-late", "Day", s.day(late))
	}
}

// partTwoOpens is the day of the stay on which part two can be written: after the
// first week.
const partTwoOpens = 7
