package kit

import (
	"slices"

	"fyne.io/fyne/v2"
)

// Shortcut is a key, or several that do the same, and the message that says what it does. The tables that bind keys
// are made of it, and so is the page that lists them: neither can have one that the other lacks.
type Shortcut struct {
	Keys []fyne.KeyName
	Says string // of the translations
}

// Has tells whether the key is one of these.
func (s Shortcut) Has(key fyne.KeyName) bool { return slices.Contains(s.Keys, key) }

// IsCharacter tells a key of one letter or sign from those that a person does not press by chance, or have a
// program press that types what they say (WCAG 2.2, 2.1.4).
func IsCharacter(key fyne.KeyName) bool { return len(key) == 1 }

// tapKeys do what a tap does, on every control.
var tapKeys = Shortcut{Keys: []fyne.KeyName{fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter}, Says: "keys.tap"}

// ControlKeys are the keys of every control. Fyne binds those that lead from one to the next.
func ControlKeys() []Shortcut {
	return []Shortcut{
		{Keys: []fyne.KeyName{fyne.KeyTab}, Says: "keys.next"},
		{Keys: []fyne.KeyName{"Shift+Tab"}, Says: "keys.before"},
		tapKeys,
	}
}

// isWindows tells the keys that no text has a use for.
func isWindows(key fyne.KeyName) bool {
	return key == fyne.KeyEscape || len(key) > 1 && key[0] == 'F' && key[1] >= '0' && key[1] <= '9'
}
