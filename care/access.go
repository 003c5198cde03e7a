package care

import "time"

// Access is one time that somebody looked at or changed a person's record.
type Access struct {
	At      time.Time
	Who     string   // as the clinic names them; empty: not told
	Role    string   // code of the role: "therapist"; empty: not told
	Changed bool     // changed something, and did not only look
	Refused bool     // was not let in
	What    []string // resource types, each once
}
