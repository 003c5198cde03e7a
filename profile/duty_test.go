package profile_test

import (
	"testing"

	"throughline/care"
	"throughline/profile"
)

// The clinic says at sign-in what somebody is to it. A server that does not say it
// there may say it in a PractitionerRole; one that is not active, or somebody
// else's, tells nothing.
func TestTheDutyIsTheSignInsElseThatOfTheRole(t *testing.T) {
	t.Parallel()
	role := func(id, who, code string, active string) string {
		return `{"resourceType":"PractitionerRole","id":"` + id + `","active":` + active + `,"practitioner":{"reference":"Practitioner/` + who +
			`"},"code":[{"coding":[{"system":"` + profile.SystemDuty + `","code":"` + code + `"}]}]}`
	}
	set := &profile.Memory{}
	for _, raw := range []string{
		role("1", "dana", "front-desk", "true"), role("2", "dana", "therapist", "false"), role("3", "sam", "admin", "true"),
		role("4", "priya", "front-desk", "true"), role("5", "priya", "psychiatrist", "true"),
	} {
		if err := set.Put([]byte(raw)); err != nil {
			t.Fatal(err)
		}
	}
	for _, x := range []struct {
		viewer profile.Viewer
		want   care.Duty
	}{
		{profile.Viewer{FHIRUser: "Practitioner/dana"}, care.DutyFrontDesk},
		{profile.Viewer{FHIRUser: "Practitioner/dana", Duty: care.DutyTherapist}, care.DutyTherapist},
		{profile.Viewer{FHIRUser: "Practitioner/priya"}, care.DutyPsychiatrist},
		{profile.Viewer{FHIRUser: "PractitionerRole/3"}, care.DutyAdmin},
		{profile.Viewer{FHIRUser: "Practitioner/nobody"}, ""},
		{profile.Viewer{FHIRUser: "Patient/maya", Duty: care.DutyAdmin}, ""},
	} {
		if c, _ := profile.Chart(set, x.viewer); c.Viewer.Duty != x.want {
			t.Errorf("%+v: duty %q, want %q", x.viewer, c.Viewer.Duty, x.want)
		}
	}
}
