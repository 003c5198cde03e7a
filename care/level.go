package care

import "time"

// Level is a place on the spectrum of care. People move along it in both ways.
type Level string

// The levels of the programme's guide.
const (
	LevelUnset      Level = ""
	LevelSelfCare   Level = "self-care"
	LevelOutpatient Level = "outpatient"
	LevelIntensive  Level = "intensive"
	LevelInpatient  Level = "inpatient"
)

// Levels lists the spectrum from the most care to the least.
func Levels() []Level { return []Level{LevelInpatient, LevelIntensive, LevelOutpatient, LevelSelfCare} }

// LevelMove is one move along the spectrum that staff recorded.
type LevelMove struct {
	To  Level
	At  time.Time
	By  string
	Why string // in words that the patient reads; may be empty
}

// Level is where the patient is on the spectrum: as staff recorded it last, else
// as the stay tells. Staff record a move; nothing else makes one.
func (s Stay) Level() Level {
	switch {
	case len(s.Moves) > 0:
		return s.Moves[0].To
	case s.Ref == "":
		return LevelUnset
	case s.Ended:
		return LevelOutpatient
	}
	return LevelIntensive
}
