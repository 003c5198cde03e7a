package app

import (
	"sync"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// view is the part of a screen that the presenter needs.
type view[M any] interface{ Show(M) }

// drawing computes one screen's model off the UI thread and gives back the
// assignment that is to happen on it.
type drawing func(care.Chart, time.Time, *say.Printer) func()

// draw ties a pure model function to its view.
func draw[M any](model func(care.Chart, time.Time, *say.Printer) M, v view[M]) drawing {
	return func(c care.Chart, now time.Time, p *say.Printer) func() {
		m := model(c, now, p)
		return func() { v.Show(m) }
	}
}

// presenter is the only way from a chart to the screen, and the only place that
// hops onto the UI thread. It keeps the latest chart alone: a result that a
// newer chart or another screen has overtaken is dropped inside the hop.
type presenter struct {
	hop func(func()) // fyne.Do in the product
	now func() time.Time

	mu      sync.Mutex
	chart   care.Chart
	printer *say.Printer
	draw    drawing
	turn    uint64
	running bool
	pending bool
}

func newPresenter(hop func(func()), now func() time.Time, p *say.Printer) *presenter {
	return &presenter{hop: hop, now: now, printer: p}
}

// Chart takes the newest chart.
func (p *presenter) Chart(c care.Chart) { p.change(func() { p.chart = c }) }

// Speak changes the language.
func (p *presenter) Speak(s *say.Printer) { p.change(func() { p.printer = s }) }

// Present makes d the screen that is kept up to date; nil for none.
func (p *presenter) Present(d drawing) { p.change(func() { p.draw = d }) }

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
		assign := d(chart, p.now(), printer)
		p.hop(func() {
			if p.is(turn) {
				assign()
			}
		})
	}
}

func (p *presenter) is(turn uint64) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.turn == turn
}
