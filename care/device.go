package care

import "time"

// Device is one sign-in of the person: this device or another one.
type Device struct {
	ID       string // names it when it is to be signed out
	Current  bool   // this device
	Name     string // as that device named itself: "Linux computer"; may be empty
	App      string // the app that signed in there: "Throughline"
	SignedIn time.Time
	LastUsed time.Time
}
