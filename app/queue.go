package app

import "sync"

// queue runs functions one after the other, off the caller's goroutine. It
// holds no goroutine while it is empty. The zero value is ready to use.
type queue struct {
	mu      sync.Mutex
	waiting []func()
	running bool
}

func (q *queue) add(f func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, f)
	if !q.running {
		q.running = true
		go q.run()
	}
}

func (q *queue) run() {
	for {
		q.mu.Lock()
		if len(q.waiting) == 0 {
			q.running = false
			q.mu.Unlock()
			return
		}
		next := q.waiting[0]
		q.waiting = q.waiting[1:]
		q.mu.Unlock()
		next()
	}
}
