package app

import (
	"time"

	"fyne.io/fyne/v2"
)

// clipboardTime is how long an address that opens something stays on the clipboard.
const clipboardTime = 2 * time.Minute

// clipboard takes back what the app put there, after a while and when the person
// leaves, unless something else was copied since. It belongs to the UI thread.
type clipboard struct {
	board fyne.Clipboard
	now   func() time.Time
	words string
	at    time.Time
}

// put copies words that are nobody else's business.
func (c *clipboard) put(words string) {
	c.words, c.at = words, c.now()
	c.board.SetContent(words)
}

// expire takes them back once their time is over.
func (c *clipboard) expire() {
	if c.words != "" && c.now().Sub(c.at) >= clipboardTime {
		c.clear()
	}
}

// clear takes them back now.
func (c *clipboard) clear() {
	if c.words != "" && c.board.Content() == c.words {
		c.board.SetContent("")
	}
	c.words = ""
}
