package apptest

import (
	"fyne.io/fyne/v2"
)

// key is a key that is hit, as Fyne's driver for desktops gives it on: Tab moves the focus unless what has it wants Tab
// for itself; the rest goes to what has the focus, and to the window where nothing has.
func (p *process) key(name fyne.KeyName) {
	c := p.Window.Canvas()
	focused := c.Focused()
	tabs, _ := focused.(fyne.Tabbable)
	switch {
	case name == fyne.KeyTab && (tabs == nil || !tabs.AcceptsTab()):
		c.FocusNext()
	case focused != nil:
		focused.TypedKey(&fyne.KeyEvent{Name: name})
	default:
		if typed := c.OnTypedKey(); typed != nil {
			typed(&fyne.KeyEvent{Name: name})
		}
	}
	p.Settle()
}

// write is words that are typed, a letter at a time, into what has the focus.
func (p *process) write(words string) answer {
	focused := p.Window.Canvas().Focused()
	if focused == nil {
		return answer{Failed: "nothing has the focus: " + words + " would go nowhere"}
	}
	for _, r := range words {
		focused.TypedRune(r)
	}
	p.Settle()
	return answer{}
}
