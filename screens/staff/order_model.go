package staff

import "slices"

// Stood is how a list stood while what is open in it still waited: the keys of its rows, in order. Where something is
// done the list sorts it away or drops it, at once or with the next sync; "the next" is counted from where it stood.
type Stood struct{ Keys []string }

// Has says whether something stood in the list.
func (s *Stood) Has(key string) bool { return s != nil && slices.Contains(s.Keys, key) }

// beside is the nearest key on that side of where one stood, of those that wait: by is 1 for the next, -1 for the one
// before. Where there is none it is the first that waits; "" where nothing does.
func (s *Stood) beside(key string, by int, waiting []string) string {
	if s != nil {
		if at := slices.Index(s.Keys, key); at >= 0 {
			for at += by; at >= 0 && at < len(s.Keys); at += by {
				if slices.Contains(waiting, s.Keys[at]) {
					return s.Keys[at]
				}
			}
		}
	}
	for _, w := range waiting {
		if w != key {
			return w
		}
	}
	return ""
}
