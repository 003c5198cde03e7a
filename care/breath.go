package care

import (
	"math"
	"time"
)

// Breath is the pattern of one breath, in seconds.
type Breath struct {
	In    int `json:"in"`
	Full  int `json:"full"` // hold after breathing in
	Out   int `json:"out"`
	Empty int `json:"empty"` // hold after breathing out
}

// Holds says whether the breath is held.
func (b Breath) Holds() bool { return b.Full > 0 || b.Empty > 0 }

// Flowing is the pattern without holds.
func (b Breath) Flowing() Breath { return Breath{In: b.In, Out: b.Out} }

// Round is how long one breath takes.
func (b Breath) Round() time.Duration {
	return time.Duration(b.In+b.Full+b.Out+b.Empty) * time.Second
}

// BreathPart is what is done at a moment.
type BreathPart int

// Parts of a breath.
const (
	BreathIn BreathPart = iota
	BreathFull
	BreathOut
	BreathEmpty
)

// BreathMoment is where in a breath somebody is.
type BreathMoment struct {
	Part  BreathPart
	Count int     // the part's second, from 1
	Level float64 // how full: 0 to 1, along a cosine
}

// At is the moment after elapsed of breathing in this pattern.
func (b Breath) At(elapsed time.Duration) BreathMoment {
	round := b.Round()
	if round <= 0 || elapsed < 0 {
		return BreathMoment{Count: 1}
	}
	at := (elapsed % round).Seconds()
	for part, length := range [4]int{b.In, b.Full, b.Out, b.Empty} {
		if at >= float64(length) {
			at -= float64(length)
			continue
		}
		m := BreathMoment{Part: BreathPart(part), Count: int(at) + 1}
		eased := (1 - math.Cos(math.Pi*at/float64(length))) / 2
		switch m.Part {
		case BreathIn:
			m.Level = eased
		case BreathFull:
			m.Level = 1
		case BreathOut:
			m.Level = 1 - eased
		case BreathEmpty:
		}
		return m
	}
	return BreathMoment{Count: 1}
}

// Run is an exercise under way, by the clock on the wall: it is right after the
// screen was locked or the app was left.
type Run struct {
	Started time.Time
	Paused  time.Time     // zero while it runs
	Rested  time.Duration // all pauses that have ended
}

// Elapsed is how long it has run, without the pauses.
func (r Run) Elapsed(now time.Time) time.Duration {
	if r.Started.IsZero() {
		return 0
	}
	if !r.Paused.IsZero() {
		now = r.Paused
	}
	return max(now.Sub(r.Started)-r.Rested, 0)
}

// Pause stops the run; to pause twice does nothing.
func (r Run) Pause(now time.Time) Run {
	if r.Paused.IsZero() {
		r.Paused = now
	}
	return r
}

// Resume goes on after a pause.
func (r Run) Resume(now time.Time) Run {
	if !r.Paused.IsZero() {
		r.Rested += max(now.Sub(r.Paused), 0)
		r.Paused = time.Time{}
	}
	return r
}
