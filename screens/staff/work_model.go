package staff

import (
	"strconv"
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// worker words what waits for staff, at one moment.
type worker struct {
	c         care.Chart
	now       time.Time
	p         *say.Printer
	zone      *time.Location
	me        string
	settings  care.Settings
	followUps map[string]bool // tasks of follow-ups
	late      map[string]bool // by Work.ID: overdue, found once
}

func newWorker(c care.Chart, now time.Time, p *say.Printer) *worker {
	w := &worker{
		c: c, now: now, p: p, zone: c.Clinic.Zone, me: c.Viewer.Ref, settings: c.Settings,
		followUps: map[string]bool{}, late: make(map[string]bool, len(c.Work)),
	}
	if w.settings == (care.Settings{}) {
		w.settings = care.DefaultSettings()
	}
	for _, k := range c.Caseload {
		for _, f := range k.FollowUps {
			w.followUps[f.Task] = true
		}
	}
	return w
}

func (w *worker) overdue(x care.Work) bool {
	is, known := w.late[x.ID]
	if !known {
		is = x.Overdue(w.c.Clinic, w.now, w.settings)
		w.late[x.ID] = is
	}
	return is
}

func (w *worker) row(x care.Work) ReviewRow {
	return ReviewRow{ID: x.ID, Name: x.Patient.Short(), Age: w.age(x.Received), Reason: w.reason(x), Tag: w.tag(x)}
}

// age is how long ago something came: minutes, hours, then days.
func (w *worker) age(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	switch ago := w.now.Sub(t); {
	case ago < time.Minute:
		return w.p.T("staff.work.age-now")
	case ago < time.Hour:
		return w.p.N("staff.work.age-minutes", int(ago.Minutes()))
	case ago < 24*time.Hour:
		return w.p.N("staff.work.age-hours", int(ago.Hours()))
	default:
		return w.p.N("staff.work.age-days", int(ago.Hours()/24))
	}
}

// when is a moment in words for a sentence: the time today, else with the day.
func (w *worker) when(t time.Time) string {
	if t.IsZero() {
		return w.p.T("staff.review.unknown")
	}
	t, now := in(t, w.zone), in(w.now, w.zone)
	switch {
	case t.Format(time.DateOnly) == now.Format(time.DateOnly):
		return clock(t, w.p)
	case t.After(now.AddDate(0, 0, -6)) && t.Before(now.AddDate(0, 0, 6)):
		return w.p.ShortWeekday(t) + "\u00a0" + clock(t, w.p)
	}
	return stamp(t, w.zone, w.p)
}

// reason says what it is about: the urgent answer if there is one, else the score,
// else the form alone.
func (w *worker) reason(x care.Work) string {
	switch x.Kind {
	case care.WorkTriage:
		a := x.Alert.Now()
		if a.Answer == "" {
			return x.Title
		}
		if n := w.number(x, a.Text); n > 0 {
			return w.p.T("staff.review.reason-urgent", "Form", formTitle(*x.Review), "Number", n, "Answer", w.valued(a))
		}
		return w.valued(a)
	case care.WorkMedication:
		if len(x.Reasons) > 0 {
			return w.p.T("staff.work.reason-medication", "What", strings.Join(x.Reasons, ", "))
		}
		return x.Title
	case care.WorkCall:
		return w.p.T("staff.work.reason-call", "What", x.Title)
	case care.WorkCheckIn:
	}
	if x.Review == nil {
		return x.Title
	}
	if x.Urgent() {
		for i, q := range care.Lay(x.Review.Form, x.Review.CheckIn.Answers).Steps {
			if reply := x.Review.CheckIn.Answers[q.Key]; q.UrgentAnswer(reply) {
				return w.p.T("staff.review.reason-urgent", "Form", formTitle(*x.Review), "Number", i+1, "Answer", answer(q.Item, reply, w.p))
			}
		}
	}
	if scale, ok := care.ScaleOf(x.Review.Form.Instrument); ok {
		if total, ok := care.Total(x.Review.Form, x.Review.CheckIn.Answers); ok {
			return w.p.T("staff.review.reason-score", "Form", formTitle(*x.Review), "Total", total, "Max", scale.Max)
		}
	}
	return formTitle(*x.Review)
}

// number is which question of its form an urgent answer is to; 0 if not known.
func (w *worker) number(x care.Work, text string) int {
	if x.Review == nil {
		return 0
	}
	for i, q := range care.Lay(x.Review.Form, x.Review.CheckIn.Answers).Steps {
		if q.Text == text {
			return i + 1
		}
	}
	return 0
}

func (w *worker) valued(a care.AlertAnswer) string {
	switch { // what no form has words for comes as FHIR writes it
	case a.Answer == "true":
		return w.p.T("staff.review.yes")
	case a.Answer == "false":
		return w.p.T("staff.review.no")
	case a.Answer == "asked-declined":
		return w.p.T("staff.review.declined")
	case a.HasValue && a.Answer != strconv.Itoa(a.Value):
		return w.p.T("staff.work.valued", "Answer", a.Answer, "Value", a.Value)
	}
	return a.Answer
}

// tag says where it stands, and who has it.
func (w *worker) tag(x care.Work) Tag {
	if w.pending(x) {
		return Tag{TagWaiting, w.p.T("staff.work.tag-unsent")}
	}
	switch {
	case x.State == care.WorkClosed && x.Kind == care.WorkTriage:
		return Tag{TagDone, w.p.T("staff.work.tag-closed")}
	case x.State == care.WorkClosed:
		return Tag{TagDone, w.p.T("staff.review.tag-done")}
	case x.Owner.Ref != "" && x.Owner.Ref == w.me:
		return Tag{TagMine, w.withState(w.p.T("staff.work.tag-mine"), x)}
	case x.Owner.Ref != "":
		return Tag{TagWaiting, w.withState(w.p.T("staff.work.tag-theirs", "Who", called(x.Owner)), x)}
	case x.Kind == care.WorkTriage:
		return Tag{TagUrgent, w.clock(x)}
	case x.Urgent():
		return Tag{TagUrgent, w.p.T("staff.review.tag-urgent")}
	case x.Kind == care.WorkCall && x.Attempts > 0:
		return Tag{TagWaiting, w.p.N("staff.work.tag-calls", x.Attempts)}
	case w.overdue(x):
		return Tag{TagOverdue, w.p.T("staff.work.tag-overdue")}
	case x.Kind == care.WorkMedication:
		return Tag{TagWaiting, w.p.T("staff.work.tag-prescriber")}
	case x.Kind == care.WorkCall:
		return Tag{TagWaiting, w.p.T("staff.work.tag-call")}
	case x.Opened:
		return Tag{TagWaiting, w.p.T("staff.work.tag-opened")}
	}
	return Tag{TagWaiting, w.p.T("staff.review.tag-waiting")}
}

// called is how a colleague is named in few words.
func called(p care.Person) string {
	if p.Given != "" {
		return p.Given
	}
	return p.Name
}

func (w *worker) withState(who string, x care.Work) string {
	if state := w.standing(x); state != "" {
		return w.p.T("staff.work.tag-state", "Who", who, "State", state)
	}
	return who
}

// standing words the state of what somebody has.
func (w *worker) standing(x care.Work) string {
	if x.State == care.WorkAttempting {
		return w.p.N("staff.work.is-attempting", x.Attempts)
	}
	if x.Kind != care.WorkTriage && x.State == care.WorkAcknowledged {
		return ""
	}
	return w.p.T("staff.work.is-" + string(x.State))
}

// clock says of an urgent answer that nobody has, who comes next and when, in time
// in which staff are there.
func (w *worker) clock(x care.Work) string {
	if !x.AtOnce() {
		due := x.SameDay(w.c.Clinic)
		if w.overdue(x) {
			return w.p.T("staff.work.due-past", "When", w.when(due))
		}
		return w.p.T("staff.work.due", "When", w.when(due))
	}
	second, waits := x.SecondPerson(w.c.Clinic, w.now, w.settings)
	if waits && second > 0 {
		return w.p.N("staff.work.second-in", minutes(second))
	}
	supervisor, waits := x.Supervisor(w.c.Clinic, w.now, w.settings)
	if waits && supervisor > 0 {
		return w.p.N("staff.work.supervisor-in", minutes(supervisor))
	}
	return w.p.T("staff.work.with-supervisor")
}

// minutes rounds up: nothing is said to be due sooner than it is.
func minutes(d time.Duration) int { return int((d + time.Minute - 1) / time.Minute) }

// pending says whether something that was done here has not reached the clinic.
func (w *worker) pending(x care.Work) bool {
	switch w.c.Delivery(x.Task).State {
	case care.OnDevice, care.Sending, care.Sent:
		return x.Task != ""
	case care.DeliveryNone, care.Received, care.NeedsYou, care.SetAside:
	}
	return false
}
