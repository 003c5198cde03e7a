package together

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/e2e/apptest"
	"throughline/fhir"
	"throughline/internal/testclinic"
	"throughline/sync/vault/vaulttest"
)

// A week without a signal, told by somebody of the afternoon group: the schedule is read and a reason given for not coming,
// a skill is practiced and marked for group, the app is killed in the middle of a check-in, the plan is changed and a report on
// medicine written. All of it arrives once and with the time at which it was done, and staff read it where they look.
func TestAWeekWithoutASignalArrivesOnceWithItsOwnTimes(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	a := clinic.App(t, "marcus", apptest.Options{Phone: true})
	me := testclinic.Account("marcus").FHIRUser
	a.See("Hello, Marcus")
	a.Sync()
	a.Offline()
	a.Tap("Schedule")
	a.Tap(labelOf(t, a, "here and now, Thursday, March 11"))
	a.See("Will you be there?")
	a.Tap("Can't")
	a.See("Want to say why?")
	a.Type(labelOf(t, a, "Want to say why"), "Niño's fever; back on Monday")
	a.Tap("Send to my team")
	a.See("On this device. Not sent yet.")

	const day = 24 * time.Hour
	a.Later(day)
	practices(a, "STOP", "Very strong", "Medium", "At the bus stop 🚌", true)

	a.Later(day)
	a.Tap("Today")
	a.Tap("You")
	a.Tap("Check-ins")
	a.Tap("PHQ-9")
	a.Tap("Start")
	for q := 1; q <= 3; q++ {
		a.See(fmt.Sprintf("Question %d of", q))
		a.Tap("Several days")
		a.Tap("Next")
	}
	a.See("Question 4 of")
	a.See("Saved on this device. Not sent yet.")
	a.Kill()
	a = a.Again(func(o *apptest.Options) { o.Offline = true })
	a.See("You began this earlier. Your answers are still here.")
	a.Tap("Go on")
	a.Later(day)
	for q := 4; q <= 9; q++ {
		a.See(fmt.Sprintf("Question %d of", q))
		a.Tap("Not at all")
		a.Tap("Next")
	}
	a.See("Question 10 of")
	a.Tap("Somewhat difficult")
	for !a.Says("Ready to send?") {
		if a.Has("Next") {
			a.Tap("Next")
		}
	}
	a.See("There is no signal now. It will be sent once there is one.")
	a.Tap("Send to my team")
	a.See("On this device. Not sent yet.")

	a.Later(day)
	rewords(a, "Go back to work", "Go back to work, mornings first")

	a.Later(day)
	a.Tap("You")
	a.Tap("Check-ins")
	a.Tap("Medication report")
	a.Tap("Start")
	a.See("Question 1 of 8")
	a.Tap("0")
	for q, words := range []string{"Severe", "Not at all", "Mild", "Not at all", "Not at all", "Not at all"} {
		a.Tap("Next")
		a.See(fmt.Sprintf("Question %d of 8", q+2))
		a.Tap(words)
	}
	a.Tap("Next")
	a.See("Question 8 of 8")
	a.Type("Your answer", "Since the new tablets.\nتقريبا كل ليلة")
	a.Tap("Next")
	a.Tap("Send to my team")
	a.See("On this device. Not sent yet.")
	a.Tap("Today")
	a.See("Hello, Marcus")
	a.See("Some things on this device are not sent yet.")
	a.See("No signal. Last updated Tuesday, March 9,")
	if found := a.Audit(); len(found) > 0 {
		t.Errorf("their Today after a week: %q", found)
	}

	a.Later(2 * day)
	clinic.Later(7 * day)
	before := holdings(t, clinic, me)
	a.Online()
	a.Sync()
	a.Sync() // nothing goes twice
	after := holdings(t, clinic, me)
	var fresh []string
	for _, x := range after {
		if !slices.Contains(before, x) {
			fresh = append(fresh, x)
		}
	}
	if got := strings.Join(fresh, "\n"); got != week {
		t.Errorf("the clinic has got\n%s\nwant\n%s", got, week)
	}
	a.See("Hello, Marcus")
	a.Gone("Some things on this device are not sent yet.")
	a.Gone("No signal.")

	dana := clinic.App(t, "dana", apptest.Options{})
	dana.See("Review")
	dana.Sync()
	dana.See("For the prescriber. Headache: Severe")
	dana.Tap(labelOf(t, dana, "Marcus B., PHQ-9, 3 of 27"))
	dana.See("March 16 at 10:00 AM, 4 days later") // when it was answered and when it came are both told
	opens(dana, "Marcus Bell")
	for _, words := range []string{"March 13, Marcus Bell", "“Go back to work, mornings first”", "STOP: 1 time. Eased 1 of 1 times.", "Wants to bring to group", "STOP, March 10", "3 of 27 (Minimal) on Mar 12."} {
		dana.See(words)
	}
	dana.Tap("Program")
	dana.Tap("Week")
	dana.Tap("Week before")
	dana.Tap(labelOf(t, dana, "Here and now, Thursday, March 11, Early afternoon"))
	dana.See("Niño's fever; back on Monday")
}

// week is what a week without a signal brings, each with its own time (in UTC; the clocks of Chicago change on the 14th).
const week = `answer declined "Niño's fever; back on Monday"
form medication-report|1.0.0 completed Mar 14 15h
form personal-assessment|1.0.0 amended Mar 13 15h
form phq-9|1.0.0 completed Mar 12 15h
goal Go back to work, mornings first
practice STOP Mar 10 15h "At the bus stop 🚌"`

// holdings are the lines that tell what the clinic holds of a patient that they can have written, with when it was written.
func holdings(t *testing.T, clinic *apptest.Programme, patient string) (out []string) {
	t.Helper()
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	for _, r := range apptest.All[*fhir.AppointmentResponse](t, clinic) {
		if r.Actor.Reference == patient {
			add("answer %s %q", r.ParticipantStatus, r.Comment)
		}
	}
	for _, o := range apptest.All[*fhir.Observation](t, clinic) {
		if o.Subject.Reference == patient && len(o.Note) > 0 {
			add("practice %s %s %q", o.Code.Words(), hourOf(t, o.EffectiveDateTime), o.Note[0].Text)
		}
	}
	for _, q := range apptest.All[*fhir.QuestionnaireResponse](t, clinic) {
		if q.Subject.Reference == patient {
			add("form %s %s %s", q.Questionnaire[strings.LastIndex(q.Questionnaire, "/")+1:], q.Status, hourOf(t, q.Authored))
		}
	}
	for _, g := range apptest.All[*fhir.Goal](t, clinic) {
		if g.Subject.Reference == patient {
			add("goal %s", g.Description.Text)
		}
	}
	slices.Sort(out)
	return out
}

// hourOf is a moment to the hour, in UTC.
func hourOf(t *testing.T, text string) string {
	t.Helper()
	at, _, err := fhir.ParseTime(text, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return at.UTC().Format("Jan 2 15h")
}
