package apptest

import (
	"context"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"

	"throughline/internal/testclinic"
	"throughline/sync/engine"
)

// meanwhile does what happens around the app and not on its screen.
func (p *process) meanwhile(o order) answer {
	switch o.Do {
	case "browse":
		return p.browse(testclinic.Login{User: o.Name, Password: o.Words}, !o.On)
	case "network":
		p.wire.cut(!o.On)
		if e := p.client.Engine(); e != nil && o.On {
			e.Nudge()
		}
		return answer{}
	case "later":
		p.ahead.Store(int64(o.For))
		return answer{}
	case "sync":
		e := p.client.Engine()
		if e == nil {
			return answer{Failed: "nobody is signed in"}
		}
		return p.whole(e, o.On)
	case "unsent":
		e := p.client.Engine()
		return p.until("something to wait to be sent", func() bool { return e != nil && e.Chart().Sync.Pending > 0 })
	case "lose":
		p.wire.loses(o.Name)
		return answer{}
	case "answers":
		return answer{Lines: p.wire.answers()}
	case "look":
		return p.until("the app to look whether sharing holds", func() bool {
			select {
			case p.looks <- p.now():
				return true
			default:
				return false
			}
		})
	case "copied":
		return answer{Lines: []string{fyne.CurrentApp().Clipboard().Content()}}
	case "offer":
		p.mu.Lock()
		defer p.mu.Unlock()
		p.offer = o.Name
		return answer{}
	case "saved":
		p.mu.Lock()
		defer p.mu.Unlock()
		return answer{Lines: slices.Clone(p.saved)}
	case "opened":
		p.mu.Lock()
		defer p.mu.Unlock()
		return answer{Lines: slices.Clone(p.opened)}
	case "notices":
		p.mu.Lock()
		defer p.mu.Unlock()
		return answer{Lines: []string{strconv.Itoa(p.told)}}
	}
	return answer{Failed: "no order " + o.Do}
}

// whole syncs until nothing waits to be sent, and, if asked is true, something waits
// for the person's choice.
func (p *process) whole(e *engine.Engine, asked bool) answer {
	done := make(chan error, 1)
	again := func() {
		_, err := e.Sync(context.Background())
		done <- err
	}
	go again()
	var last error
	a := p.until("a whole sync", func() bool {
		select {
		case last = <-done:
			if c := e.Chart(); last == nil && c.Sync.Pending == 0 && asked == (len(c.Choices) > 0) {
				return true
			}
			go again()
		default:
		}
		return false
	})
	if a.Failed != "" && last != nil {
		a.Failed += "\n" + last.Error()
	}
	return a
}

// browse signs somebody in on the page that the app opened last, and if letIn is true
// waits until the app has let them in.
func (p *process) browse(as testclinic.Login, letIn bool) answer {
	var address string
	if a := p.until("a page to open", func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		if n := len(p.opened); n > 0 {
			address, p.opened = p.opened[n-1], p.opened[:n-1]
		}
		return address != ""
	}); a.Failed != "" {
		return a
	}
	done := make(chan error, 1)
	go func() { done <- testclinic.BrowseAs(context.Background(), address, as) }()
	var err error
	a := p.until("the browser to come back", func() bool {
		select {
		case err = <-done:
			return true
		default:
			return false
		}
	})
	if err != nil {
		a.Failed = err.Error()
	}
	if a.Failed != "" || !letIn {
		return a
	}
	return p.until("the sign-in to be done", func() bool { return p.client.Engine() != nil })
}
