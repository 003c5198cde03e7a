package staff

import (
	"slices"
	"testing"
	"time"

	"throughline/care"
)

// A report about medication is first in the prescriber's list, after what is urgent; a
// therapist sees it in its place, with whom it is for.
func TestTheMedicationReportIsFirstForWhoPrescribes(t *testing.T) {
	t.Parallel()
	report := checkIn("report", [9]int{1}, 10*time.Minute)
	report.ID, report.Kind, report.Title = "Task/report", care.WorkMedication, "Medication report"
	report.Reasons = []string{"Worse mood since the last dose"}
	old := checkIn("old", [9]int{1, 1}, 3*time.Hour)
	c := chartOf(old, report, alerted(5*time.Minute))
	for duty, want := range map[care.Duty][]string{
		care.DutyPsychiatrist: {"Task/urgent", "Task/report", "QuestionnaireResponse/old"},
		care.DutyTherapist:    {"Task/urgent", "QuestionnaireResponse/old", "Task/report"},
	} {
		c.Viewer.Duty = duty
		r := ReviewOf(c, nine, en, ReviewAsk{})
		var got []string
		for _, x := range r.Rows {
			got = append(got, x.ID)
			if x.ID == "Task/report" && x.Tag.Words != "For the prescriber" {
				t.Errorf("%s: the report's tag is %q", duty, x.Tag.Words)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s sees %v, want %v", duty, got, want)
		}
	}
}
