package care

import "time"

// Homework is one thing to try between sessions that the team gave.
type Homework struct {
	Ref   string // "Task/…"
	Title string
	Skill string // key of the skill to use; empty if none
	By    string // who gave it
	Due   time.Time
	Given time.Time
	Done  time.Time // zero until the person says that they did it
}
