package profile_test

import (
	"testing"

	"throughline/care"
	"throughline/profile"
)

// What is answered at once and what the same day, as clinical.md says it: "value 2 or 3, or not safe: at once; value 1: the
// same day". Who says that they are not sure is not taken for safe.
func TestWhatIsAnsweredAtOnceIsWhatTheClinicalRulesSay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		value  int
		safe   care.SafeNow
		atOnce bool
	}{
		{1, care.SafeYes, false},
		{1, care.SafeUnsaid, false},
		{1, care.SafeNo, true},
		{1, care.SafeUnsure, true},
		{2, care.SafeYes, true},
		{2, care.SafeUnsaid, true},
		{2, care.SafeNo, true},
		{3, care.SafeYes, true},
		{3, care.SafeUnsaid, true},
	} {
		u := profile.UrgentAnswer{Urgent: true, Value: &c.value, Safe: c.safe}
		if u.AtOnce() != c.atOnce {
			t.Errorf("%d with %v to \"are you safe right now?\": at once is %v", c.value, c.safe, u.AtOnce())
		}
	}
}
