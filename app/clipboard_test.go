package app

import (
	"testing"
	"time"

	"fyne.io/fyne/v2/test"
)

// Whoever has the calendar's address can read when the person has appointments,
// so it does not wait on the clipboard for the next user of a shared computer.
func TestACopiedAddressIsTakenOffTheClipboard(t *testing.T) {
	board := test.NewClipboard()
	now := time.Date(2027, time.March, 9, 18, 0, 0, 0, time.UTC)
	c := &clipboard{board: board, now: func() time.Time { return now }}
	says := func(want string) {
		t.Helper()
		if got := board.Content(); got != want {
			t.Errorf("the clipboard has %q, want %q", got, want)
		}
	}
	c.put("https://clinic.example/calendar/secret")
	now = now.Add(clipboardTime - time.Second)
	c.expire()
	says("https://clinic.example/calendar/secret")
	now = now.Add(time.Second)
	c.expire()
	says("")

	c.put("https://clinic.example/calendar/secret")
	c.clear() // they left
	says("")

	c.put("https://clinic.example/calendar/secret")
	board.SetContent("a shopping list")
	c.clear()
	says("a shopping list")
}
