package staff

import (
	"strings"
	"time"

	"throughline/care"
)

// ReviewDetail is one entry of the list, opened: what came, where it stands, what
// can be done, and what helps to decide.
type ReviewDetail struct {
	ID, Patient string
	Back        string // the way back to the list, where list and detail are two pages
	BackShown   bool
	Name        string
	Line        string   // "Week 4. Mental health program. PHQ-9"
	Left        string   // the patient has left the program
	Told        string   // somebody else was first: said to who came second
	Pending     string   // what was done here has not reached the clinic
	Alert       *Alert   // an urgent answer
	Clock       []string // who comes next and when; what was escalated
	States      []string // the states in their order, and which one it is
	At          int
	Facts       []Fact // without an alert: answered, received, call back
	Reasons     []string
	Owner       string // "Dana Ortiz has this since 8:10 AM."
	Done        string // "Closed by Dana Ortiz, 8:10 AM: a plan is in place."

	Main    *WorkAction // the one main action
	Actions []WorkAction
	Call    *CallLink
	Reply   *ReplyForm

	Score       string // "14", empty for none or incomplete
	OutOf       string
	Band        string
	Incomplete  string
	Change      string // only when it counts
	TrendTitle  string
	Trend       Trend
	SinceTitle  string
	Since       []SinceLine
	AnswersName string
	Answers     []AnswerLine
	Unanswered  string // how many questions have no answer; "" for none
	HistoryName string
	History     []HistoryLine
}

// Alert is an urgent answer: the question's official wording, the answer with its
// value, and what was said with it.
type Alert struct {
	Question, Answer string
	Late             string // "Late: answered Mon 9:10 PM, arrived Tue 8:02 AM."
	Facts            []Fact
	Earlier          []string // what was answered before, oldest first
}

// CallLink is a number to call.
type CallLink struct{ Words, URI string }

// SinceLine is one thing that changed.
type SinceLine struct{ Icon, Words string }

func (w *worker) detail(x care.Work) *ReviewDetail {
	d := &ReviewDetail{ID: x.ID, Patient: x.Patient.Ref, Name: x.Patient.Name, Back: w.p.T("staff.review.back"), Line: w.line(x), Reasons: x.Reasons}
	switch x.Left {
	case care.Inactive:
		d.Left = w.p.T("staff.work.left-inactive")
	case care.Discharged:
		d.Left = w.p.T("staff.work.left-discharged", "When", w.discharged(x))
	case care.Here:
	}
	d.Told = w.told(x)
	if w.pending(x) {
		d.Pending = w.p.T("staff.work.unsent")
	}
	w.urgent(d, x)
	w.stands(d, x)
	w.offers(d, x)
	if x.Review != nil {
		d.answered(*x.Review, w.p)
		d.score(*x.Review, w.p)
	}
	w.since(d, x)
	w.history(d, x)
	return d
}

// line says who the patient is to the program, and what this is about.
func (w *worker) line(x care.Work) string {
	var parts []string
	for _, k := range w.c.Caseload {
		if k.Patient.Ref != x.Patient.Ref || k.Stay.Ref == "" {
			continue
		}
		if week := k.Stay.Week(w.now, w.zone); week > 0 && !k.Stay.Ended {
			parts = append(parts, w.p.T("staff.work.week", "N", week))
		}
		parts = append(parts, w.p.T("staff.work.programme-"+map[care.Programme]string{care.MentalHealth: "mental-health", care.DualDiagnosis: "dual"}[k.Stay.Programme]))
	}
	if x.Review != nil {
		parts = append(parts, formTitle(*x.Review))
	} else if x.Title != "" {
		parts = append(parts, x.Title)
	}
	return strings.Join(parts, ". ")
}

func (w *worker) discharged(x care.Work) string {
	for _, k := range w.c.Caseload {
		if k.Patient.Ref == x.Patient.Ref && !k.Stay.Discharged.IsZero() {
			return w.p.MonthDay(in(k.Stay.Discharged, w.zone))
		}
	}
	return w.p.T("staff.review.unknown")
}

// urgent words an urgent answer; of what is none, when it came and whom to call.
func (w *worker) urgent(d *ReviewDetail, x care.Work) {
	a := x.Alert.Now()
	number := x.Patient.Telephone
	if a.CallBack != "" {
		number = a.CallBack
	}
	if number != "" {
		d.Call = &CallLink{w.p.T("staff.work.call", "Number", number), "tel:" + digits(number)}
	}
	call := Fact{w.p.T("staff.review.call-back"), number}
	if number == "" {
		call.Value = w.p.T("staff.work.no-number")
	}
	if x.Kind != care.WorkTriage {
		if x.Review != nil {
			d.Facts = []Fact{
				{w.p.T("staff.review.answered"), stamp(x.Review.CheckIn.Authored, w.zone, w.p)},
				{w.p.T("staff.review.received"), w.received(x.Review.CheckIn.Authored, x.Review.Received)},
			}
		} else if !x.Due.IsZero() {
			d.Facts = []Fact{{w.p.T("staff.work.call-until"), w.p.MonthDay(x.Due)}}
		}
		d.Facts = append(d.Facts, call)
		return
	}
	safe := map[care.SafeNow]string{care.SafeUnsaid: "unsaid", care.SafeYes: "yes", care.SafeNo: "no", care.SafeUnsure: "unsure"}[a.Safe]
	d.Alert = &Alert{Question: a.Text, Answer: w.valued(a), Facts: []Fact{
		{w.p.T("staff.work.safe"), w.p.T("staff.work.safe-" + safe)},
		{w.p.T("staff.review.answered"), stamp(a.Answered, w.zone, w.p)},
		{w.p.T("staff.review.received"), w.received(a.Answered, a.Received)},
		call,
	}}
	if d.Alert.Question == "" {
		d.Alert.Question = x.Title
	}
	if a.Late {
		d.Alert.Late = w.p.T("staff.work.late", "Answered", w.dated(a.Answered), "Arrived", w.dated(a.Received))
	}
	if x.Review != nil && x.Review.CheckIn.Status == care.CheckInBegun {
		d.Alert.Facts = append(d.Alert.Facts, Fact{w.p.T("staff.work.form"), w.p.T("staff.work.form-left")})
	}
	for _, was := range x.Alert.Answers[:max(len(x.Alert.Answers)-1, 0)] {
		d.Alert.Earlier = append(d.Alert.Earlier, w.p.T("staff.work.earlier", "When", w.dated(was.Received), "Answer", w.valued(was)))
	}
}

// dated is a time with its day, always.
func (w *worker) dated(t time.Time) string {
	t = in(t, w.zone)
	if w.now.Sub(t) < 6*24*time.Hour {
		return w.p.ShortWeekday(t) + "\u00a0" + clock(t, w.p)
	}
	return stamp(t, w.zone, w.p)
}

// late is how much later than it was answered something has to arrive to be
// labelled so.
const late = 5 * time.Minute

func (w *worker) received(answered, at time.Time) string {
	words, gap := stamp(at, w.zone, w.p), at.Sub(answered)
	switch {
	case answered.IsZero() || gap < late:
		return words
	case gap < time.Hour:
		return w.p.N("staff.review.minutes-later", int(gap.Minutes()), "At", words)
	case gap < 48*time.Hour:
		return w.p.N("staff.review.hours-later", int(gap.Hours()), "At", words)
	default:
		return w.p.N("staff.review.days-later", int(gap.Hours()/24), "At", words)
	}
}

func digits(number string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, number)
}

// stands says where it stands: the states as bars, who has it, what comes next.
func (w *worker) stands(d *ReviewDetail, x care.Work) {
	if x.Kind == care.WorkTriage {
		for i, s := range care.WorkStates() {
			d.States = append(d.States, w.p.T("staff.work.state-"+string(s)))
			if s == x.State {
				d.At = i
			}
		}
		w.clocks(d, x)
	}
	who := x.Owner.Name
	switch {
	case x.State == care.WorkClosed && x.Kind == care.WorkTriage:
		d.Done = w.p.T("staff.work.closed-by", "Who", x.Last.By.Name, "When", w.when(x.Since), "Reason", w.closing(x.Reason))
	case x.State == care.WorkClosed:
		if x.Review != nil && x.Review.Owner != "" {
			who = x.Review.Owner
		}
		d.Done = w.p.T("staff.review.done", "Who", who, "When", stamp(x.Since, w.zone, w.p))
	case x.Owner.Ref == "" && x.Kind == care.WorkTriage:
		d.Owner = w.p.T("staff.work.nobody")
	case x.Owner.Ref == "":
	case x.Owner.Ref == w.me:
		d.Owner = w.p.T("staff.work.mine-since", "When", w.when(taken(x)))
	default:
		d.Owner = w.p.T("staff.work.theirs-since", "Who", who, "When", w.when(taken(x)))
	}
}

func (w *worker) closing(reason string) string {
	if reason == "" {
		return w.p.T("staff.work.reason-none")
	}
	return w.p.T("staff.work.reason-" + reason)
}

// taken is since when its owner has it.
func taken(x care.Work) time.Time {
	at := x.Since
	for _, s := range x.Steps {
		if !s.Beside && (s.Kind == care.StepTake || s.Kind == care.StepReopen) && s.By.Ref == x.Owner.Ref || !s.Beside && s.Kind == care.StepHandOver && s.To.Ref == x.Owner.Ref {
			at = s.At
		}
	}
	return at
}

func (w *worker) clocks(d *ReviewDetail, x care.Work) {
	if x.State == care.WorkNew {
		d.Clock = append(d.Clock, w.clock(x))
		if !w.c.Clinic.IsOpen(w.now) && len(w.c.Clinic.Hours) > 0 {
			d.Clock = append(d.Clock, w.p.T("staff.work.closed-now", "When", w.when(w.c.Clinic.NextOpening(w.now))))
		}
	}
	for _, s := range x.Steps {
		if s.Kind == care.StepEscalate {
			d.Clock = append(d.Clock, w.p.T("staff.work.escalated-"+s.Code, "When", w.when(s.At)))
		}
	}
	if x.Reopened {
		d.Clock = append(d.Clock, w.p.T("staff.work.reopened"))
	}
}

// told is for who came second: the last thing that they did stands beside the rest,
// and somebody else has it or closed it. A note changes nothing of that: who wrote one
// with no signal, after the step that came too late, is told all the same.
func (w *worker) told(x care.Work) string {
	for i := len(x.Steps) - 1; i >= 0; i-- {
		s := x.Steps[i]
		if s.By.Ref != w.me || w.me == "" {
			continue
		}
		switch {
		case s.Kind == care.StepNote || s.Kind == care.StepOpened:
			continue
		case !s.Beside:
			return ""
		case x.State == care.WorkClosed:
			return w.p.T("staff.work.told-closed", "Who", x.Last.By.Name, "When", w.when(x.Since))
		case x.Owner.Ref != "" && x.Owner.Ref != w.me:
			return w.p.T("staff.work.told-taken", "Who", x.Owner.Name, "When", w.when(taken(x)))
		}
		return ""
	}
	return ""
}
