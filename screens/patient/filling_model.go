package patient

import (
	"slices"
	"strings"
	"time"

	"throughline/care"
)

// stage is where the person is in a form.
type stage int

const (
	stageIntro stage = iota
	stageQuestion
	stageReady
)

// filling is a form being filled in: the answers, the place, and what is typed
// and is no answer yet. It survives new charts and changes of theme.
type filling struct {
	m     CheckIn
	reply care.CheckIn
	stage stage
	at    int
	// returning is set when one answer is changed from the last page.
	returning bool
	typed     map[string]string
	fault     string // beside the question
}

func newFilling(m CheckIn) *filling {
	f := &filling{m: m, reply: m.Answers, typed: map[string]string{}}
	f.reply.Answers = map[string]care.Reply{}
	for k, v := range m.Answers.Answers {
		f.reply.Answers[k] = v
	}
	return f
}

func (f *filling) item() care.Item { return f.m.steps[f.at].item }

// start goes to the first question without an answer, or to the last page
// where all have one.
func (f *filling) start() {
	f.stage, f.at = stageQuestion, 0
	for f.at < len(f.m.steps) && f.reply.Answers[f.item().LinkID].Answered() {
		f.at++
	}
	if f.at == len(f.m.steps) {
		f.at--
		f.stage = stageReady
	}
}

// choose takes the option at index, or takes it back where several may be
// chosen. It tells whether the answer is urgent.
func (f *filling) choose(index int, now time.Time) (urgent bool) {
	q := f.item()
	var r care.Reply
	switch {
	case q.Kind == care.ItemBoolean:
		yes := index == 0
		r.Yes = &yes
	case q.Repeats:
		r.Options = toggle(q.Options, f.reply.Answers[q.LinkID].Options, q.Options[index])
	default:
		r.Options = []care.Option{q.Options[index]}
	}
	f.put(q.LinkID, r, now)
	return f.isUrgent(q)
}

// toggle adds or removes an option and keeps the form's order.
func toggle(all, chosen []care.Option, one care.Option) []care.Option {
	var out []care.Option
	for _, o := range all {
		if slices.Contains(chosen, o) != (o == one) {
			out = append(out, o)
		}
	}
	return out
}

// decline marks the question as not to be answered, or takes that back.
func (f *filling) decline(now time.Time) {
	id := f.item().LinkID
	delete(f.typed, id)
	f.put(id, care.Reply{Declined: !f.reply.Answers[id].Declined}, now)
}

// write takes what is typed. What is not yet a whole number, a number or a day
// is kept as typed and is no answer. It tells whether the answer changed.
func (f *filling) write(words string, now time.Time) bool {
	q := f.item()
	f.typed[q.LinkID] = words
	text, ok := readTyped(q.Kind, words)
	if !ok {
		text = ""
	}
	if old := f.reply.Answers[q.LinkID]; old.Text == text && !old.Declined {
		return false
	}
	f.put(q.LinkID, care.Reply{Text: text}, now)
	return true
}

func (f *filling) put(id string, r care.Reply, now time.Time) {
	if r.Answered() {
		f.reply.Answers[id] = r
	} else {
		delete(f.reply.Answers, id)
	}
	f.fault = ""
	if f.reply.Begun.IsZero() {
		f.reply.Begun = now
	}
	f.reply.Authored = now
	f.reply.Delivery = care.Delivery{State: care.OnDevice}
}

// saySafe keeps the answer to "Are you safe right now?" with the check-in.
func (f *filling) saySafe(answer care.SafeNow) {
	f.reply.Safe = answer
	f.reply.Delivery = care.Delivery{State: care.OnDevice}
}

// next goes on, if what is on the page can stand.
func (f *filling) next() {
	if f.fault = f.wrong(); f.fault != "" {
		return
	}
	if f.returning || f.at == len(f.m.steps)-1 {
		f.stage, f.returning = stageReady, false
		return
	}
	f.at++
}

// wrong says what must be done about the question before going on.
func (f *filling) wrong() string {
	q := f.item()
	r := f.reply.Answers[q.LinkID]
	if typed := strings.Trim(f.typed[q.LinkID], " -\n"); typed != "" && !r.Answered() {
		switch q.Kind {
		case care.ItemInteger:
			return f.m.p.T("patient.checkin.fault-integer")
		case care.ItemDecimal:
			return f.m.p.T("patient.checkin.fault-decimal")
		case care.ItemDate:
			return f.m.p.T("patient.checkin.fault-date")
		default:
		}
	}
	if q.Required && !r.Answered() {
		return f.m.p.T("patient.checkin.fault-required")
	}
	return ""
}

// back goes to the page before; the intro is before the first.
func (f *filling) back() {
	f.fault = ""
	switch {
	case f.stage == stageReady:
		f.stage, f.at = stageQuestion, len(f.m.steps)-1
	case f.returning:
		f.stage, f.returning = stageReady, false
	case f.at > 0:
		f.at--
	default:
		f.stage = stageIntro
	}
}

// change goes from the last page to one question.
func (f *filling) change(linkID string) {
	for i, st := range f.m.steps {
		if st.item.LinkID == linkID {
			f.stage, f.at, f.returning, f.fault = stageQuestion, i, true, ""
		}
	}
}

// finish makes the answers ready to be sent. It goes to the first question
// that cannot stand as it is, and says false, where there is one.
func (f *filling) finish(now time.Time) (care.CheckIn, bool) {
	for i := range f.m.steps {
		f.at = i
		if words := f.wrong(); words != "" {
			f.stage, f.returning, f.fault = stageQuestion, true, words
			return care.CheckIn{}, false
		}
	}
	f.reply.Status = care.CheckInDone
	f.reply.Authored = now
	if f.reply.Begun.IsZero() {
		f.reply.Begun = now
	}
	f.reply.Delivery = care.Delivery{State: care.OnDevice}
	return f.snapshot(), true
}

// snapshot is the check-in as it is now; later answers do not change it.
func (f *filling) snapshot() care.CheckIn {
	ci := f.reply
	ci.Answers = map[string]care.Reply{}
	for k, v := range f.reply.Answers {
		ci.Answers[k] = v
	}
	return ci
}

func (f *filling) isUrgent(q care.Item) bool {
	return care.Urgent(f.m.Form, map[string]care.Reply{q.LinkID: f.reply.Answers[q.LinkID]})
}

func (f *filling) anyUrgent() bool { return care.Urgent(f.m.Form, f.reply.Answers) }

// follow takes a newer chart's view of the same check-in: words may change
// language, and what was sent may have arrived. Answers stay as they are here.
func (f *filling) follow(m CheckIn) {
	if len(m.steps) == len(f.m.steps) {
		f.m = m
	}
	theirs := m.Answers
	if theirs.ID != f.reply.ID || theirs.Delivery.State == f.reply.Delivery.State {
		return
	}
	// An older state of the answers says nothing about the present ones.
	if theirs.Safe == f.reply.Safe && sameAnswers(theirs.Answers, f.reply.Answers) {
		f.reply.Delivery = theirs.Delivery
	}
}

func sameAnswers(a, b map[string]care.Reply) bool {
	if len(a) != len(b) {
		return false
	}
	for id, x := range a {
		y, ok := b[id]
		if !ok || x.Declined != y.Declined || x.Text != y.Text || !sameYes(x.Yes, y.Yes) || !slices.EqualFunc(x.Options, y.Options, sameOption) {
			return false
		}
	}
	return true
}

// sameOption compares what is stored of an option: its code, or its text.
func sameOption(a, b care.Option) bool {
	return a.System == b.System && a.Code == b.Code && (a.Code != "" || a.Text == b.Text)
}

func sameYes(a, b *bool) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}
