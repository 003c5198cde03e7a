// Package apptest runs the app as a process of its own and drives it as a person
// does: the real client, keyring, store and engine, and the real window on Fyne's
// driver in memory. Several run at once, and any can be killed. The process is
// the test binary again: its TestMain calls Main first.
package apptest

import "time"

// order is one line to the process, and answer the one that it gives back.
type order struct {
	Do    string        `json:"do"`
	Name  string        `json:"name,omitempty"`
	Words string        `json:"words,omitempty"`
	For   time.Duration `json:"for,omitempty"`
	On    bool          `json:"on,omitempty"`
}

type answer struct {
	Failed string   `json:"failed,omitempty"`
	Is     bool     `json:"is,omitempty"`
	Lines  []string `json:"lines,omitempty"`
}

// What a process is told in its environment.
const (
	asApp    = "THROUGHLINE_TEST_AS_APP"
	ofFolder = "THROUGHLINE_TEST_FOLDER"
	atClinic = "THROUGHLINE_TEST_CLINIC"
	looking  = "THROUGHLINE_TEST_LOOK"    // phone or laptop
	later    = "THROUGHLINE_TEST_LATER"   // how far the clock is ahead
	offline  = "THROUGHLINE_TEST_OFFLINE" // started without a network
)

// Patience bounds each wait; nothing takes as long on a slow machine.
const Patience = time.Minute
