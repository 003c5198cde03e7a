package patient

import (
	"maps"
	"slices"
	"time"

	"throughline/care"
)

// saw marks the questions before a place as such that were on the page.
func (f *filling) saw(before int) {
	for _, a := range f.lay.Steps[:before] {
		f.seen[a.Key] = true
	}
}

// unseen is the place of the first question that was never on the page, as one that an answer
// brought in before it; -1: there is none.
func (f *filling) unseen() int {
	return slices.IndexFunc(f.lay.Steps, func(a care.Asked) bool { return !f.seen[a.Key] })
}

// finish makes the answers ready to be sent. It goes to the first question
// that cannot stand as it is, and says false, where there is one.
func (f *filling) finish(now time.Time) (care.CheckIn, bool) {
	for i := range f.lay.Steps {
		f.at = i
		if words := f.wrong(); words != "" {
			f.stage, f.returning, f.fault = stageQuestion, true, words
			return care.CheckIn{}, false
		}
	}
	if at := f.unseen(); at >= 0 && f.stage == stageReady {
		f.stage, f.at, f.returning = stageQuestion, at, true
		return care.CheckIn{}, false
	}
	f.reply.Status = care.CheckInDone
	f.reply.Authored = now
	if f.reply.Begun.IsZero() {
		f.reply.Begun = now
	}
	f.reply.Delivery = care.Delivery{State: care.OnDevice}
	return f.snapshot(), true
}

// snapshot is the check-in as it is now, with the place and what is half typed;
// later answers do not change it.
func (f *filling) snapshot() care.CheckIn {
	ci := f.reply
	ci.Answers = maps.Clone(f.reply.Answers)
	ci.At, ci.Typed = "", nil
	if ci.Status != care.CheckInBegun {
		return ci
	}
	if f.stage == stageQuestion && len(f.lay.Steps) > 0 {
		ci.At = f.item().Key
	}
	ci.Typed = maps.Clone(f.typed)
	return ci
}

func (f *filling) anyUrgent() bool {
	return len(care.UrgentSteps(f.lay, f.reply.Answers)) > 0
}
