package engine

import (
	"context"
	"math/bits"

	"throughline/care"
	"throughline/profile"
)

// publish makes the chart anew if the store has changed.
func (e *Engine) publish(ctx context.Context) error {
	e.commits.Lock()
	defer e.commits.Unlock()
	return e.refresh(ctx)
}

// sparse says when to publish within a stage: often at first, and less as more
// comes, so that a chart of n things is not made n times.
func sparse(n int) bool { return n&(n-1) == 0 }

// sparser is sparse for what is large from the start: 1, 64. Two charts of ten thousand
// things are more than a phone should hold at a time.
func sparser(n int) bool { return sparse(n) && bits.Len(uint(n))%6 == 1 }

// samePower says that no power of four, doubled, lies in (from, to].
func samePower(from, to int) bool { return bits.Len(uint(from))/2 == bits.Len(uint(to))/2 }

// refresh is publish for who holds commits.
func (e *Engine) refresh(ctx context.Context) error {
	if e.memory == nil {
		if err := e.load(ctx); err != nil {
			return err
		}
	}
	var p picture
	var err error
	switch {
	case e.stale:
		p, err = e.draw(ctx)
	case e.retimed:
		p = e.picture // which nobody else changes
		err = e.store.View(ctx, p.tellTimes)
	default:
		return nil
	}
	if err != nil {
		return err
	}
	e.stale, e.retimed = false, false
	e.mu.Lock()
	defer e.mu.Unlock()
	e.picture = p
	e.show()
	return nil
}

// status changes what is told of the sync itself.
func (e *Engine) status(change func(*care.Sync)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	change(&e.sync)
	e.show()
}

// show makes the chart of the picture and the sync, and wakes the subscribers. mu
// is held.
func (e *Engine) show() {
	c := e.picture.chart
	e.sync.AsOf, e.sync.Skew, e.sync.Ended, e.sync.Expired = c.Sync.AsOf, c.Sync.Skew, c.Sync.Ended, c.Sync.Expired
	count(&e.sync, e.picture.waiting, e.picture.aside)
	tell(&e.sync, e.picture.times, e.picture.waiting)
	for i := range e.sync.Topics {
		e.sync.Topics[i].Missing = e.lacks[i].Missing
	}
	if !e.sync.AsOf.IsZero() {
		e.sync.First = care.FirstPull{}
	}
	c.Sync = e.sync
	c.Entered = make(map[string]care.Delivery, len(e.picture.entered))
	for at, en := range e.picture.entered {
		c.Entered[at] = delivery(en, e.sync.Running)
	}
	c.CheckIns = append([]care.CheckIn(nil), c.CheckIns...)
	for i := range c.CheckIns {
		if en, ok := e.picture.entered[ref("QuestionnaireResponse", c.CheckIns[i].ID)]; ok {
			c.CheckIns[i].Delivery = delivery(en, e.sync.Running)
		}
	}
	c.Sessions = append([]care.Session(nil), c.Sessions...)
	for i := range c.Sessions {
		if en, ok := e.picture.answers[c.Sessions[i].Ref]; ok {
			c.Sessions[i].Delivery = delivery(en, e.sync.Running)
		}
	}
	if c.Safety.Shared {
		c.Safety.Delivery = c.Entered[profile.SafetyRef(c.Viewer.Ref)]
	}
	e.chart = c
	for s := range e.subs {
		s.wake(e)
	}
}

// Chart is the latest chart.
func (e *Engine) Chart() care.Chart {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.chart
}

// Subscribe calls fn with the present chart and then with each new one, one call
// at a time, from a goroutine that holds no lock, leaving out charts that a newer
// one has overtaken. cancel may be called more than once and from fn; a call that
// has begun is not waited for.
func (e *Engine) Subscribe(fn func(care.Chart)) (cancel func()) {
	s := &subscription{fn: fn}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.subs[s] = true
	s.wake(e)
	return func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		delete(e.subs, s)
	}
}

// subscription is guarded by Engine.mu.
type subscription struct {
	fn    func(care.Chart)
	fresh bool // there is a chart that fn has not had
	busy  bool // a goroutine is calling fn
}

// wake makes sure that fn gets the latest chart. It starts a goroutine only while
// there is something to tell.
func (s *subscription) wake(e *Engine) {
	s.fresh = true
	if s.busy {
		return
	}
	s.busy = true
	go func() {
		for {
			e.mu.Lock()
			if !s.fresh || !e.subs[s] {
				s.busy = false
				e.mu.Unlock()
				return
			}
			s.fresh = false
			c := e.chart
			e.mu.Unlock()
			s.fn(c)
		}
	}()
}
