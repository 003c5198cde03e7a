package care

import "testing"

func TestADutyThatIsNotKnownIsOfferedWhatClinicalStaffAre(t *testing.T) {
	t.Parallel()
	for d, want := range map[Duty]bool{"": true, DutyTherapist: true, DutyPsychiatrist: true, DutyCoordinator: true, DutyFrontDesk: false, DutyAdmin: false, "dean": true} {
		if d.Clinical() != want {
			t.Errorf("%q: clinical %v", d, !want)
		}
	}
}

func TestTheDutyIsTheFirstRoleThatIsOne(t *testing.T) {
	t.Parallel()
	if got := DutyOf([]string{"employee", "front-desk", "admin"}); got != DutyFrontDesk {
		t.Errorf("duty %q", got)
	}
	if got := DutyOf([]string{"employee"}); got != "" {
		t.Errorf("duty %q", got)
	}
}
