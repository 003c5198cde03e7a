package app

import (
	"reflect"
	"sync"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// drawing computes one screen's model off the UI thread and gives back the
// assignment that is to happen on it. fresh: show it also if it is the same.
type drawing func(care.Chart, time.Time, *say.Printer) (assign func(fresh bool))

// draw ties a pure model function to what shows it. A model that has not changed
// is not shown again.
func draw[M any](model func(care.Chart, time.Time, *say.Printer) M, show func(M)) drawing {
	var last *M // belongs to the UI thread
	return func(c care.Chart, now time.Time, p *say.Printer) func(bool) {
		m := model(c, now, p)
		return func(fresh bool) {
			if fresh || last == nil || !reflect.DeepEqual(*last, m) {
				last = &m
				show(m)
			}
		}
	}
}

// presenter is the only way from a chart to the screen, and the only place that
// hops onto the UI thread. It keeps the latest chart alone: a result that a
// newer chart or another screen has overtaken is dropped inside the hop.
type presenter struct {
	hop   func(func()) // fyne.Do in the product
	now   func() time.Time
	after func(care.Chart) // on the UI thread, once a chart is on the screen; may be nil

	mu      sync.Mutex
	chart   care.Chart
	printer *say.Printer
	draw    drawing
	turn    uint64
	fresh   bool // the screen or the language is new since the last drawing
	running bool
	pending bool
}

func newPresenter(hop func(func()), now func() time.Time, p *say.Printer) *presenter {
	return &presenter{hop: hop, now: now, printer: p}
}

// Chart takes the newest chart.
func (p *presenter) Chart(c care.Chart) { p.change(func() { p.chart = c }) }

// Speak changes the language.
func (p *presenter) Speak(s *say.Printer) { p.change(func() { p.printer, p.fresh = s, true }) }

// Present makes d the screen that is kept up to date; nil for none.
func (p *presenter) Present(d drawing) { p.change(func() { p.draw, p.fresh = d, true }) }

// PresentNow is Present for who is on the UI thread and cannot wait a moment, such as
// what covers a screen that nobody may see. d must compute next to nothing.
func (p *presenter) PresentNow(d drawing) {
	p.Present(d)
	chart, printer := p.Latest()
	now := p.now()
	d(chart.Lapsed(now), now, printer)(true)
}

// Tick draws again because time has passed.
func (p *presenter) Tick() { p.change(func() {}) }

// Latest is the newest chart and the language now spoken.
func (p *presenter) Latest() (care.Chart, *say.Printer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.chart, p.printer
}

// UI runs f on the UI thread.
func (p *presenter) UI(f func()) { p.hop(f) }

func (p *presenter) change(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f()
	p.turn++
	p.pending = true
	if !p.running {
		p.running = true
		go p.work()
	}
}

// work computes until nothing newer has come, then ends: an idle app has no
// goroutine here.
func (p *presenter) work() {
	for {
		p.mu.Lock()
		if !p.pending {
			p.running = false
			p.mu.Unlock()
			return
		}
		p.pending = false
		turn, d, chart, printer := p.turn, p.draw, p.chart, p.printer
		p.mu.Unlock()
		if d == nil {
			continue
		}
		now := p.now()
		chart = chart.Lapsed(now)
		assign := d(chart, now, printer)
		p.hop(func() {
			if fresh, ok := p.claim(turn); ok {
				assign(fresh)
				if p.after != nil {
					p.after(chart)
				}
			}
		})
	}
}

// claim says whether turn is still the newest, and whether what it drew must be
// shown in any case.
func (p *presenter) claim(turn uint64) (fresh, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.turn != turn {
		return false, false
	}
	fresh, p.fresh = p.fresh, false
	return fresh, true
}
