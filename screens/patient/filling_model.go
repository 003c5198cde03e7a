package patient

import (
	"maps"
	"slices"
	"strconv"
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
	lay   care.Layout // of m.Form for reply.Answers
	stage stage
	at    int
	// returning is set when one answer is changed from the last page.
	returning bool
	typed     map[string]string // by rowKey
	rows      map[string]int    // by key: how many fields a question shows that takes several answers
	offered   map[string]bool   // by key: whose initial value was put in
	fault     string            // beside the question
	seen      map[string]bool   // by key: questions that were on the page, or were before where the form was left
}

func newFilling(m CheckIn) *filling {
	f := &filling{m: m, reply: m.Answers, typed: map[string]string{}, rows: map[string]int{}, offered: map[string]bool{}, seen: map[string]bool{}}
	f.reply.Answers = maps.Clone(m.Answers.Answers)
	if f.reply.Answers == nil {
		f.reply.Answers = map[string]care.Reply{}
	}
	maps.Copy(f.typed, m.Answers.Typed)
	f.lay = care.Lay(m.Form, f.reply.Answers)
	if m.Resumed {
		for _, a := range f.lay.Steps {
			f.offered[a.Key] = true
		}
	}
	f.relay()
	return f
}

// relay lays the form out for the answers as they are now, and stays at the question that is
// on the page, wherever that stands now. A question that is new has its initial value.
func (f *filling) relay() {
	here := ""
	if f.at < len(f.lay.Steps) {
		here = f.item().Key
	}
	f.lay = care.Lay(f.m.Form, f.reply.Answers)
	if at := f.lay.Find(here); at >= 0 {
		f.at = at
	}
	fresh := false
	for _, a := range f.lay.Steps {
		if f.offered[a.Key] {
			continue
		}
		f.offered[a.Key] = true
		if _, there := f.reply.Answers[a.Key]; !there && a.Initial.Answered() {
			f.reply.Answers[a.Key], fresh = a.Initial, true
		}
	}
	if fresh {
		f.relay()
	}
	f.at = min(f.at, max(len(f.lay.Steps)-1, 0))
}

func (f *filling) item() care.Asked { return f.lay.Steps[f.at] }

func (f *filling) answer() care.Reply { return f.reply.Answers[f.item().Key] }

// start goes to where the form was left, else to the first question without an
// answer, or to the last page where all have one.
func (f *filling) start() {
	f.stage, f.at = stageQuestion, 0
	if left := f.lay.Find(f.reply.At); f.m.Resumed && left >= 0 {
		f.at = left
		f.saw(left)
		return
	}
	answered := func(a care.Asked) bool { return a.Kind == care.ItemGroup || f.reply.Answers[a.Key].Answered() }
	for f.m.Resumed && f.at < len(f.lay.Steps) && answered(f.item()) {
		f.at++
	}
	f.saw(f.at)
	if f.at == len(f.lay.Steps) {
		f.at--
		f.stage = stageReady
	}
}

// choose takes the option at index, or takes it back where several may be
// chosen. It tells whether the answer is urgent.
func (f *filling) choose(index int, now time.Time) (urgent bool) {
	q := f.item()
	old := f.answer()
	r := care.Reply{}
	switch {
	case len(q.Options) == 0 && q.Kind == care.ItemBoolean:
		yes := index == 0
		r.Yes = &yes
	case len(q.Options) == 0:
		r.Text = strconv.Itoa(scaleOf(q)[index])
		f.forget(q.Key)
	case q.Repeats:
		r = old
		r.Declined = false
		r.Options = toggle(q.Options, old.Options, q.Options[index])
	default:
		r.Options = []care.Option{q.Options[index]}
		f.forget(q.Key)
	}
	urgent = q.UrgentAnswer(r)
	if urgent {
		r.At = now
	}
	f.put(q.Key, r, now)
	return urgent
}

// toggle adds or removes an option and keeps the form's order. One that stands
// alone takes the others back.
func toggle(all, chosen []care.Option, one care.Option) []care.Option {
	had := slices.ContainsFunc(chosen, one.Same)
	var out []care.Option
	for _, o := range all {
		is := slices.ContainsFunc(chosen, o.Same)
		switch {
		case o.Same(one):
			is = !had
		case !had && (one.Exclusive || o.Exclusive):
			is = false
		}
		if is {
			out = append(out, o)
		}
	}
	return out
}

// decline marks the question as not to be answered, or takes that back.
func (f *filling) decline(now time.Time) {
	key := f.item().Key
	f.forget(key)
	f.put(key, care.Reply{Declined: !f.answer().Declined}, now)
}

func (f *filling) put(key string, r care.Reply, now time.Time) {
	before := f.urgents()
	if r.Answered() || r.Times > 0 {
		f.reply.Answers[key] = r
	} else {
		delete(f.reply.Answers, key)
	}
	f.fault = ""
	if f.reply.Begun.IsZero() {
		f.reply.Begun = now
	}
	f.reply.Authored = now
	f.relay()
	if !sameAnswers(before, f.urgents()) {
		f.reply.Delivery = care.Delivery{State: care.OnDevice}
		if f.reply.CallBack == "" && f.alerts() {
			f.reply.CallBack = f.m.Telephone
		}
	}
}

// urgents are the answers that the form marks urgent.
func (f *filling) urgents() map[string]care.Reply {
	out := map[string]care.Reply{}
	for _, a := range care.UrgentSteps(f.lay, f.reply.Answers) {
		out[a.Key] = f.reply.Answers[a.Key]
	}
	return out
}

// alerts says whether an answer goes to staff at once.
func (f *filling) alerts() bool { return !f.m.Quiet && f.anyUrgent() }

// more fills a repeating group in once more, and goes to its first question.
func (f *filling) more(now time.Time) {
	q := f.item()
	at := f.at
	f.put(q.Key, care.Reply{Times: q.Times + 1}, now)
	f.at = at // where the new one begins
}

// fewer takes the last repetition of a group away.
func (f *filling) fewer(now time.Time) {
	q := f.item()
	f.reply.Answers = f.lay.Drop(q)
	f.put(q.Key, f.reply.Answers[q.Key], now)
	if at := f.lay.Find(q.Key); at >= 0 {
		f.at = at
	}
}

// saySafe keeps the answer to "Are you safe right now?" with the check-in.
func (f *filling) saySafe(answer care.SafeNow) {
	f.reply.Safe = answer
	f.reply.Delivery = care.Delivery{State: care.OnDevice}
}

// callBack keeps the number to call. It tells whether that is another one.
func (f *filling) callBack(number string) bool {
	number = strings.TrimSpace(number)
	if number == f.reply.CallBack {
		return false
	}
	f.reply.CallBack = number
	f.reply.Delivery = care.Delivery{State: care.OnDevice}
	return true
}

// next goes on, if what is on the page can stand.
func (f *filling) next() {
	if f.fault = f.wrong(); f.fault != "" {
		return
	}
	f.seen[f.item().Key] = true
	if !f.returning && f.at < len(f.lay.Steps)-1 {
		f.at++
		return
	}
	if at := f.unseen(); at >= 0 { // an answer brought it in
		f.at, f.returning = at, true
		return
	}
	f.stage, f.returning = stageReady, false
}

// back goes to the page before; the intro is before the first.
func (f *filling) back() {
	f.fault = ""
	switch {
	case f.stage == stageReady:
		f.stage, f.at = stageQuestion, len(f.lay.Steps)-1
	case f.returning:
		f.stage, f.returning = stageReady, false
	case f.at > 0:
		f.at--
	default:
		f.stage = stageIntro
	}
}

// change goes from the last page to one question.
func (f *filling) change(key string) {
	f.saw(len(f.lay.Steps))
	if i := f.lay.Find(key); i >= 0 {
		f.stage, f.at, f.returning, f.fault = stageQuestion, i, true, ""
	}
}

// follow takes a newer chart's view of the same check-in: words may change
// language, and what was sent may have arrived. Answers stay as they are here.
func (f *filling) follow(m CheckIn) {
	if slices.Equal(keys(m.Form), keys(f.m.Form)) {
		f.m = m
		f.relay()
	}
	theirs := m.Answers
	if theirs.Is(f.reply.ID) {
		f.reply.ID, f.reply.Made = theirs.ID, theirs.Made
	}
	if theirs.ID != f.reply.ID || theirs.Delivery.State == f.reply.Delivery.State {
		return
	}
	// An older state of the answers says nothing about the present ones.
	if theirs.Safe == f.reply.Safe && sameAnswers(theirs.Answers, f.reply.Answers) {
		f.reply.Delivery = theirs.Delivery
	}
}

func keys(f care.Form) []string {
	var out []string
	for _, q := range f.Questions() {
		out = append(out, q.LinkID)
	}
	return out
}

func sameAnswers(a, b map[string]care.Reply) bool {
	return maps.EqualFunc(a, b, care.Reply.Same)
}
